//! Claims and reports on public pages, the moderators' queue, and networks.

mod case;
mod duplicates;
mod kept;
mod merge;
mod network;
mod queue;
mod reasons;
mod report;
mod seen;
mod sought;

pub use self::sought::moderated_at;

use crate::base::desk::{self, DeskPage, FormView, Section};
use crate::base::form::{Field, Form};
use crate::base::page::{Address, Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};
use crate::networks;
use crate::organizations::{self, Organization};
use crate::rights::Role;

async fn supplier(visit: &Visit, slug: &str) -> Result<Organization> {
    organizations::led_by_slug(&visit.app.db, &visit.actor, slug).await?.ok_or(Error::NotFound)
}

/// Where a former address of these pages leads.
async fn moved(visit: &Visit, parts: &[&str]) -> Result<Option<Answer>> {
    let ["fournisseurs", slug, act] = *parts else { return Ok(None) };
    organizations::pages::moved(visit, slug, act).await
}

/// Someone says that a public page is their organisation's.
async fn claim(visit: &Visit, slug: &str, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let one = supplier(visit, slug).await?;
    let page = words.path(&format!("/fournisseurs/{}", one.slug));
    let back = Link { label: one.name.clone(), href: page };
    let mut text = vec![words.with("revendiquer-text", "name", &one.name)];
    let mut section = Section::default();
    if organizations::role_of(&visit.app.db, &visit.actor, one.id).await?.is_some() {
        text = vec![words.say("invalid-own-already")];
        section.links = vec![Link {
            label: one.name.clone(),
            href: words.path(&format!("/espace/organisations/{}", one.id)),
        }];
    } else if visit.actor.person().is_none() {
        text.push(words.say("revendiquer-sign-in"));
        let to = |key: &str, path: &str| Link {
            label: words.say(key),
            href: Address::new(path).with("retour", &visit.address.path).href(words),
        };
        section.links = vec![to("link-sign-in", "/connexion"), to("link-sign-up", "/inscription")];
    } else if let Some(asked) = networks::claim_of(&visit.app.db, &visit.actor, one.id).await? {
        text = vec![words.with("claim-waits", "date", words.date(&asked.opened_at.date_naive()))];
    } else {
        let note = Field::new(words, "note", "textarea", "")
            .label(words.say("revendiquer-note"))
            .hint(words.say("revendiquer-hint"));
        section.form = Some(FormView::new(words, "revendiquer", vec![note]).typed(form));
    }
    let owners = organizations::at_least(&visit.app.db, one.id, Role::Owner).await?.len();
    if owners > 0 && organizations::role_of(&visit.app.db, &visit.actor, one.id).await?.is_none() {
        text.push(words.with("claim-has-owners", "count", owners));
    }
    section.text = text;
    let mut page = DeskPage::new(visit, words.say("revendiquer-heading"), Nav::Suppliers, vec![section]);
    page.trail = vec![back];
    Ok(page)
}

async fn page_of(visit: &Visit, parts: &[&str], form: &Form) -> Result<DeskPage> {
    match *parts {
        ["fournisseurs", slug, "revendiquer"] => claim(visit, slug, form).await,
        ["fournisseurs", slug, "signaler"] => report::of_supplier(visit, slug, form).await,
        ["signaler"] => report::of_any(visit, form).await,
        ["moderation"] => queue::queue(visit, form).await,
        ["moderation", "doublons"] => duplicates::page(visit).await,
        ["moderation", "garanties", id] => case::guarantee(visit, id, form).await,
        ["moderation", "organisations", id] => case::sheet(visit, id, form).await,
        ["moderation", "organisations", id, "doublon"] => merge::page(visit, id, form).await,
        ["moderation", "reseaux"] => kept::list(visit).await,
        ["moderation", "reseaux", kept::NEW] => kept::new(visit, form).await,
        ["moderation", "reseaux", slug] => network::edit(visit, slug, form).await,
        ["moderation", "reseaux", slug, "tenue"] => kept::page(visit, slug, form).await,
        ["moderation", id] => case::case(visit, id, form).await,
        ["reseaux"] => network::list(visit).await,
        ["reseaux", slug] => network::network(visit, slug).await,
        _ => Err(Error::NotFound),
    }
}

pub async fn show(visit: &Visit, parts: &[&str]) -> Result<Answer> {
    if let Some(moved) = moved(visit, parts).await? {
        return Ok(moved);
    }
    Ok(Answer::Page(page_of(visit, parts, &Form::default()).await?.done()?))
}

pub async fn send(visit: &Visit, parts: &[&str], form: &Form) -> Result<Answer> {
    let done = act(visit, parts, form).await;
    // A code that is told once stands in the answer itself.
    if let Ok(Answer::Page(_)) = &done {
        return done;
    }
    desk::answered(done, form, page_of(visit, parts, form)).await
}

async fn act(visit: &Visit, parts: &[&str], form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    match (parts, form.text("faire")) {
        (["fournisseurs", slug, "revendiquer"], "revendiquer") => {
            let one = supplier(visit, slug).await?;
            networks::claim(app, actor, one.id, form.text("note")).await?;
            Ok(Answer::SeeOther(format!("/fournisseurs/{}/revendiquer?fait=claimed", one.slug)))
        }
        (["fournisseurs", slug, "signaler"], "signaler") => report::send(visit, Some(slug), form).await,
        (["signaler"], "signaler") => report::send(visit, None, form).await,
        (["moderation"], _) => queue::act(visit, form).await,
        (["moderation", "doublons"], _) => duplicates::act(visit, form).await,
        (["moderation", "garanties", id], "decider" | "reprendre-decision") => {
            case::review(visit, id, form).await
        }
        (["moderation", "organisations", id], "fiche") => case::correct(visit, id, form).await,
        (["moderation", "organisations", id], "separer") => merge::undo(visit, id, form).await,
        (["moderation", "organisations", id, "doublon"], _) => merge::act(visit, id, form).await,
        (["moderation", "reseaux", kept::NEW], "ouvrir-reseau") => kept::open(visit, form).await,
        (["moderation", "reseaux", slug, "tenue"], _) => kept::act(visit, slug, form).await,
        (["moderation", "reseaux", slug], _) => network::act(visit, slug, form).await,
        (["moderation", id], _) => case::act(visit, id, form).await,
        _ => Err(Error::NotFound),
    }
}
