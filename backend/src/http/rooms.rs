//! What people write for organisations and moderate: each address is led to the room it belongs to.

use poem::web::Data;
use poem::{Body, Request, Response, Route, get, handler};
use uuid::Uuid;

use super::forms::{form_with_files, private, signed_out};
use super::pages::{self, answer};
use crate::app::App;
use crate::base::form::Form;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};
use crate::{
    alerts, guarantees, interchange, messages, networks, organizations, products, reference, sharing,
};

/// The addresses of what people write for organisations and moderate, under `start`.
pub fn routes(mut route: Route, start: &str) -> Route {
    for path in [
        "/espace/brouillons",
        "/espace/organisations",
        "/espace/organisations/:a",
        "/espace/organisations/:a/:b",
        "/espace/organisations/:a/:b/:c",
        "/espace/organisations/:a/:b/:c/:d",
        "/espace/reservations",
        "/espace/reservations/:a",
        "/espace/reservations/:a/:b",
        "/espace/alertes",
        "/espace/alertes/:a",
        "/mutualisation/:a",
        "/mutualisation/:a/:b",
        "/espace/messages",
        "/espace/messages/:a",
        "/invitations/:a",
        "/fournisseurs/:slug/:b",
        "/moderation",
        "/moderation/:a",
        "/moderation/:a/:b",
        "/moderation/:a/:b/:c",
        "/moderation/:a/:b/:c/:d",
        "/moderation/:a/:b/:c/:d/:e",
        "/reseaux",
        "/reseaux/:slug",
        "/signaler",
    ] {
        route = route.at(format!("{start}{path}"), get(room_shown).post(room_sent));
    }
    route
}

/// What moderators bring in.
fn is_import(parts: &[&str]) -> bool {
    matches!(parts, ["moderation", "registre", ..] | ["moderation", "reseaux", _, "imports", ..])
}

/// Leads to the room that an address belongs to.
async fn led(visit: &Visit, form: Option<&Form>) -> Result<Answer> {
    let parts: Vec<&str> = visit.address.path.split('/').skip(1).collect();
    match (parts.as_slice(), form) {
        // What a page sends by itself while someone writes.
        (["espace", "brouillons"], Some(form)) => {
            let fields: Vec<_> =
                form.fields.iter().filter(|(name, _)| name != "brouillon").cloned().collect();
            organizations::save_draft(&visit.app, &visit.actor, form.text("brouillon"), &fields).await?;
            Ok(Answer::Page(String::new()))
        }
        (["espace", "organisations", id, rest @ ..], form)
            if rest.first().is_some_and(|part| matches!(*part, "produits" | "catalogue")) =>
        {
            match form {
                None => products::pages::own::show(visit, id, rest, &Form::default()).await,
                Some(form) => products::pages::own::send(visit, id, rest, form).await,
            }
        }
        (["espace", "organisations", id, rest @ ..], form) if rest.first() == Some(&"garanties") => {
            match form {
                None => guarantees::pages::own::show(visit, id, rest).await,
                Some(form) => guarantees::pages::own::send(visit, id, rest, form).await,
            }
        }
        (["mutualisation", ..] | ["espace", "reservations", ..], form)
        | (["espace", "organisations", _, "mutualisation" | "compte", ..], form) => match form {
            None => sharing::pages::show(visit, &parts, &Form::default()).await,
            Some(form) => sharing::pages::send(visit, &parts, form).await,
        },
        (["espace", "alertes", rest @ ..], form) => match form {
            None => alerts::pages::show(visit, rest, &Form::default()).await,
            Some(form) => alerts::pages::send(visit, rest, form).await,
        },
        (["espace", "organisations", rest @ ..], None) => {
            organizations::pages::own::show(visit, rest, &Form::default()).await
        }
        (["espace", "organisations", rest @ ..], Some(form)) => {
            organizations::pages::own::send(visit, rest, form).await
        }
        (["espace", "messages", ..] | ["fournisseurs", _, "contacter"], form) => match form {
            None => messages::pages::show(visit, &parts).await,
            Some(form) => messages::pages::send(visit, &parts, form).await,
        },
        (["moderation", "reference", rest @ ..], form) => match form {
            None => reference::pages::desk::show(visit, rest).await,
            Some(form) => reference::pages::desk::send(visit, rest, form).await,
        },
        (["invitations", token], form) => organizations::pages::own::invitation(visit, token, form).await,
        (parts, form) if is_import(parts) => match form {
            None => interchange::pages::show(visit, parts).await,
            Some(form) => interchange::pages::send(visit, parts, form).await,
        },
        (parts, None) => networks::pages::show(visit, parts).await,
        (parts, Some(form)) => networks::pages::send(visit, parts, form).await,
    }
}

#[handler]
async fn room_shown(app: Data<&App>, request: &Request) -> Response {
    let visit = pages::visit_of(app.0, request);
    // A form that someone had begun is shown as they left it.
    let outcome = match visit.one("brouillon") {
        Some(act) => taken_up(&visit, act).await,
        None => led(&visit, None).await,
    };
    let outcome = match outcome {
        Err(Error::NotFound) => led_on(&visit).await,
        other => other,
    };
    private(answer(&visit, outcome))
}

/// One's own pages of what went into another are that other's.
async fn led_on(visit: &Visit) -> Result<Answer> {
    let Some((id, rest)) = visit.address.path.strip_prefix("/espace/organisations/").map(|path| {
        path.split_once('/').map_or((path, String::new()), |(id, rest)| (id, format!("/{rest}")))
    }) else {
        return Err(Error::NotFound);
    };
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    match organizations::stayed_of(&visit.app.db, id).await? {
        Some(stayed) => Ok(Answer::Moved(format!("/espace/organisations/{}{rest}", stayed.id))),
        None => Err(Error::NotFound),
    }
}

/// Shows the form; nothing is done by an address that is only read.
async fn taken_up(visit: &Visit, act: &str) -> Result<Answer> {
    let place = format!("{}#{act}", visit.address.path);
    match organizations::draft_of(&visit.app, &visit.actor, &place).await? {
        Some((_, fields)) => {
            let mut form = Form::of(fields);
            form.fields.retain(|(name, _)| name != "faire");
            form.fields.push(("faire".to_owned(), act.to_owned()));
            form.fields.push(("reprendre".to_owned(), String::new()));
            let parts: Vec<&str> = visit.address.path.split('/').skip(1).collect();
            match parts.as_slice() {
                ["espace", "organisations", id, rest @ ..] if rest.first() == Some(&"produits") => {
                    products::pages::own::show(visit, id, rest, &form).await
                }
                ["espace", "organisations", _, "mutualisation", ..] => {
                    sharing::pages::show(visit, &parts, &form).await
                }
                ["espace", "organisations", rest @ ..] => {
                    organizations::pages::own::show(visit, rest, &form).await
                }
                _ => Err(Error::NotFound),
            }
        }
        None => led(visit, None).await,
    }
}

#[handler]
async fn room_sent(app: Data<&App>, request: &Request, body: Body) -> Response {
    let visit = pages::visit_of(app.0, request);
    let form = match form_with_files(request, body).await {
        Ok(form) => form,
        Err(error) => {
            let parts: Vec<&str> = visit.address.path.split('/').skip(1).collect();
            let outcome = match is_import(&parts) && is_too_large(&error) {
                true => interchange::pages::too_large(&visit, &parts).await,
                false => Err(error),
            };
            return private(answer(&visit, outcome));
        }
    };
    let form = otherwise(form);
    private(match led(&visit, Some(&form)).await {
        Err(Error::Unauthenticated) => signed_out(&visit, form),
        outcome => {
            if let Ok(Answer::SeeOther(_)) = outcome {
                let place = format!("{}#{}", visit.address.path, form.text("faire"));
                if let Err(error) = organizations::drop_draft(app.0, &visit.actor, &place).await {
                    tracing::warn!(%error, "a draft is left");
                }
            }
            answer(&visit, outcome)
        }
    })
}

fn is_too_large(error: &Error) -> bool {
    matches!(error, Error::Invalid(wrong) if wrong.iter().any(|one| one.message.key == "refused-form-size"))
}

/// A form that was sent with its second button does what that one says.
fn otherwise(mut form: Form) -> Form {
    if let Some(act) = form.given("autrement").map(str::to_owned) {
        form.fields.retain(|(name, _)| name != "faire");
        form.fields.push(("faire".to_owned(), act));
    }
    form
}
