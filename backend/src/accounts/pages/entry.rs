//! Coming in: signing up and in, and what the links of letters lead to.

use super::{desk::unknown, page};
use crate::accounts::rules::{Kind, Pace};
use crate::accounts::{self, Purpose, SignIn, SignUp, SignedIn};
use crate::base::desk::{DeskPage, FormView, Section};
use crate::base::form::{Field, Form};
use crate::base::page::{Address, Link};
use crate::base::visit::{Answer, Visit};
use crate::base::words::{Lang, Words};
use crate::error::{Error, Message, Result};

const DESK: &str = "/espace";

/// An address that a letter may carry.
const LONGEST: usize = 200;

fn link(visit: &Visit, key: &str, path: &str) -> Link {
    Link { label: visit.words.say(key), href: visit.words.path(path) }
}

/// The same, on the way back to where they came from.
fn way(visit: &Visit, key: &str, path: &str) -> Link {
    let mut address = Address::new(path);
    if let Some(back) = asked_back(visit) {
        address = address.with("retour", back);
    }
    Link { label: visit.words.say(key), href: address.href(visit.words) }
}

/// A page with one form.
fn one_form(visit: &Visit, name: &str, form: FormView, links: Vec<Link>) -> DeskPage {
    let mut section =
        Section::form(String::new(), vec![visit.words.say(format!("account-{name}-lead"))], form);
    section.links = links;
    // What was asked for is done: the letter comes next.
    if matches!(visit.one("fait"), Some("signed-up" | "letter-sent")) {
        section = Section { links: section.links, ..Section::default() };
    }
    page(visit, name, vec![section])
}

pub fn sign_in(visit: &Visit, typed: &Form) -> DeskPage {
    let words = visit.words;
    let fields = vec![
        Field::new(words, "email", "email", "username"),
        Field::new(words, "password", "password", "current-password"),
    ];
    let form = FormView::new(words, "connexion", fields).typed(typed);
    let links =
        vec![link(visit, "link-forgotten", "/connexion/oubli"), way(visit, "link-sign-up", "/inscription")];
    one_form(visit, "sign-in", form, links)
}

pub fn code(visit: &Visit, typed: &Form) -> DeskPage {
    let words = visit.words;
    let fields = vec![Field::new(words, "code", "text", "one-time-code").hint(words.say("hint-code"))];
    let form = FormView::new(words, "code", fields).typed(typed);
    one_form(visit, "code", form, vec![link(visit, "link-sign-in", "/connexion")])
}

pub fn forgotten(visit: &Visit, typed: &Form) -> DeskPage {
    let words = visit.words;
    let form =
        FormView::new(words, "oubli", vec![Field::new(words, "email", "email", "username")]).typed(typed);
    one_form(visit, "forgotten", form, vec![link(visit, "link-sign-in", "/connexion")])
}

pub fn sign_out(visit: &Visit) -> DeskPage {
    one_form(visit, "sign-out", FormView::new(visit.words, "deconnexion", Vec::new()), Vec::new())
}

pub fn sign_up(visit: &Visit, typed: &Form) -> DeskPage {
    let words = visit.words;
    let fields = vec![
        Field::new(words, "name", "text", "name").hint(words.say("hint-name")),
        Field::new(words, "email", "email", "username"),
        Field::new(words, "password", "password", "new-password").hint(words.say("hint-password")),
    ];
    let form = FormView::new(words, "inscription", fields).typed(typed);
    one_form(visit, "sign-up", form, vec![way(visit, "link-sign-in", "/connexion")])
}

/// What a link of a letter leads to. One that no longer holds says so, and what to do.
pub async fn by_link(visit: &Visit, token: &str, typed: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let path = visit.address.path.as_str();
    let (purpose, name) = match path {
        path if path.starts_with("/inscription/") => (Purpose::Confirm, "confirm"),
        path if path.starts_with("/connexion/") => (Purpose::Reset, "reset"),
        path if path.starts_with("/adresse/") => (Purpose::Email, "email"),
        path if path.starts_with("/courriels/") => (Purpose::Preferences, "leave"),
        _ => return Err(Error::NotFound),
    };
    let account = match accounts::link_of(&app.db, app.clock.now(), token, purpose).await {
        Ok((_, account)) => account,
        Err(Error::Invalid(wrong)) => {
            let said = wrong.iter().map(|one| words.say(one.message.key)).collect();
            let links = match purpose {
                Purpose::Reset => vec![link(visit, "link-forgotten", "/connexion/oubli")],
                _ => vec![
                    link(visit, "link-sign-in", "/connexion"),
                    link(visit, "link-forgotten", "/connexion/oubli"),
                ],
            };
            return Ok(page(visit, name, vec![Section { text: said, links, ..Section::default() }]));
        }
        Err(error) => return Err(error),
    };
    if purpose == Purpose::Preferences && visit.one("type") == Some("alerts") {
        let mut form = FormView::new(words, "pause-alertes", Vec::new());
        if let Some(id) = visit.one("alerte") {
            form = form.with("alerte", id);
        }
        let mut section = Section::form(String::new(), vec![words.say("alerts-leave-text")], form);
        if visit.one("fait").is_some() {
            section.form = None;
            section.text.clear();
        }
        section.links = vec![link(visit, "alerts-heading", "/espace/alertes")];
        return Ok(page(visit, name, vec![section]));
    }
    let email = account.email.clone().unwrap_or_default();
    // Password managers are told whose password it is.
    let form = match purpose {
        Purpose::Confirm => {
            let fields = vec![
                Field::new(words, "email", "email", "username").fixed(&email),
                Field::new(words, "password", "password", "current-password")
                    .hint(words.say("hint-sign-up-password")),
            ];
            FormView::new(words, "confirmer", fields)
        }
        Purpose::Reset => {
            let fields = vec![
                Field::new(words, "email", "email", "username").fixed(&email),
                Field::new(words, "newPassword", "password", "new-password").hint(words.say("hint-password")),
            ];
            FormView::new(words, "nouveau", fields)
        }
        Purpose::Email => FormView::new(words, "adresse", Vec::new()),
        Purpose::Preferences | Purpose::SecondStep => {
            let chosen = accounts::paces_of(&app.db, account.id).await?;
            FormView::new(words, "courriels", super::desk::paces(words, &chosen))
        }
    };
    Ok(one_form(visit, name, form.typed(typed), Vec::new()))
}

/// A page of ours to go back to; else the desk.
fn back(visit: &Visit) -> String {
    asked_back(visit).unwrap_or(DESK).to_owned()
}

fn asked_back(visit: &Visit) -> Option<&str> {
    visit
        .one("retour")
        .filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']))
}

pub async fn send(visit: &Visit, step: &str, form: &Form) -> Result<Answer> {
    let (app, actor, from) = (&visit.app, &visit.actor, &visit.from);
    match form.text("faire") {
        "connexion" => {
            let asked = SignIn {
                email: form.text("email").to_owned(),
                password: form.text("password").to_owned(),
                code: None,
            };
            Ok(match accounts::sign_in(app, actor, from, asked).await? {
                SignedIn::In(entry) => Answer::SignedIn { to: back(visit), entry },
                SignedIn::CodeNeeded(step) => {
                    let to = match visit.one("retour") {
                        Some(_) => format!("/connexion/code?{}", retour(visit)),
                        None => "/connexion/code".to_owned(),
                    };
                    Answer::SecondStep { to, step }
                }
            })
        }
        "code" => {
            let done = accounts::finish_sign_in(app, actor, from, step, form.text("code")).await;
            let entry = done.map_err(|error| match error {
                // The five minutes have passed.
                Error::Invalid(wrong) if wrong.iter().any(|one| one.path == "token") => {
                    Error::invalid("code", Message::new("invalid-step"))
                }
                other => other,
            })?;
            Ok(Answer::SignedIn { to: back(visit), entry })
        }
        "oubli" => {
            accounts::ask_reset(app, actor, from, form.text("email")).await?;
            Ok(Answer::SeeOther("/connexion/oubli?fait=letter-sent".to_owned()))
        }
        "deconnexion" => {
            match accounts::sign_out(app, actor).await {
                Ok(()) | Err(Error::Unauthenticated | Error::NotFound) => {}
                Err(error) => return Err(error),
            }
            Ok(Answer::SignedOut { to: "/connexion?fait=signed-out".to_owned() })
        }
        "inscription" => {
            let asked = SignUp {
                email: form.text("email").to_owned(),
                password: form.text("password").to_owned(),
                name: form.text("name").to_owned(),
                lang: visit.words.lang,
                // An invitation's address is a secret; it is found again on the desk.
                back: asked_back(visit)
                    .filter(|path| path.len() <= LONGEST && !path.contains("/invitations/"))
                    .map(str::to_owned),
            };
            accounts::sign_up(app, actor, from, asked).await?;
            Ok(Answer::SeeOther("/inscription?fait=signed-up".to_owned()))
        }
        _ => Err(Error::NotFound),
    }
}

fn retour(visit: &Visit) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair("retour", &back(visit)).finish()
}

/// The page that stands at an address: a mail program isn't led on to it (RFC 8058).
async fn at_once(visit: &Visit, token: &str, address: Address) -> Result<Answer> {
    let visit = Visit { address, ..visit.clone() };
    Ok(Answer::Page(by_link(&visit, token, &Form::default()).await?.done()?))
}

pub async fn send_by_link(visit: &Visit, token: &str, form: &Form) -> Result<Answer> {
    let (app, actor, from) = (&visit.app, &visit.actor, &visit.from);
    let one_click = form.text("List-Unsubscribe") == "One-Click";
    if visit.address.path.starts_with("/courriels/")
        && visit.one("type") == Some("alerts")
        && (one_click || form.text("faire") == "pause-alertes")
    {
        let id = form.given("alerte").or(visit.one("alerte"));
        let id = id.map(|id| id.parse().map_err(|_| Error::NotFound)).transpose()?;
        crate::alerts::pause_by_link(app, token, id).await?;
        let to = Address::new(&visit.address.path).with("type", "alerts").with("fait", "alerts-paused");
        return if one_click {
            at_once(visit, token, to).await
        } else {
            Ok(Answer::SeeOther(to.href(Words::new(Lang::Fr))))
        };
    }
    // RFC 8058: a mail program does it for its reader.
    if visit.address.path.starts_with("/courriels/") && one_click {
        let kind = visit.one("type").and_then(Kind::named).ok_or(Error::NotFound)?;
        accounts::choose_pace_by_link(app, token, kind, Pace::Never).await?;
        let to = Address::new(&visit.address.path).with("fait", "preferences");
        return at_once(visit, token, to).await;
    }
    match form.text("faire") {
        "confirmer" => {
            let entry = accounts::confirm(app, actor, from, token, form.text("password")).await?;
            let to = asked_back(visit).unwrap_or("/espace?fait=confirmed").to_owned();
            Ok(Answer::SignedIn { to, entry })
        }
        "nouveau" => {
            let new = form.text("newPassword").to_owned();
            Ok(match accounts::reset(app, actor, from, token, new).await? {
                Some(entry) => Answer::SignedIn { to: "/espace?fait=password".to_owned(), entry },
                None => Answer::SignedOut { to: "/connexion?fait=password-in".to_owned() },
            })
        }
        "adresse" => {
            let of = accounts::confirm_email(app, actor, token).await?;
            let own = actor.person().is_some_and(|person| person.account == of);
            let to = if own { "/espace/securite" } else { "/connexion" };
            Ok(Answer::SeeOther(format!("{to}?fait=email")))
        }
        "courriels" => {
            for kind in Kind::ALL {
                let pace = Pace::named(form.text(kind.code())).ok_or_else(|| unknown(kind.code(), form))?;
                accounts::choose_pace_by_link(app, token, kind, pace).await?;
            }
            Ok(Answer::SeeOther(format!("/courriels/{token}?fait=preferences")))
        }
        _ => Err(Error::NotFound),
    }
}
