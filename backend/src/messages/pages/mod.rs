//! Writing to a supplier, and what was written.

use uuid::Uuid;

use crate::accounts;
use crate::base::desk::{self, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::{Address, Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Message, Result};
use crate::messages;
use crate::networks;
use crate::organizations::{self, Organization};
use crate::rights;

const SHOWN: u64 = 50;

fn trail(visit: &Visit) -> Vec<Link> {
    let words = visit.words;
    vec![
        Link { label: words.say("account-desk-heading"), href: words.path("/espace") },
        Link { label: words.say("messages-heading"), href: words.path("/espace/messages") },
    ]
}

async fn contact(visit: &Visit, slug: &str, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let one = organizations::led_by_slug(&visit.app.db, &visit.actor, slug).await?.ok_or(Error::NotFound)?;
    let mut section = Section::default();
    if !organizations::has_members(&visit.app.db, one.id).await? {
        section = unread(visit, &one).await?;
    } else if visit.actor.person().is_none() {
        let to = |key: &str, path: &str| Link {
            label: words.say(key),
            href: Address::new(path).with("retour", &visit.address.path).href(words),
        };
        section.text = vec![words.with("contact-text", "name", &one.name), words.say("contact-sign-in")];
        section.links = vec![to("link-sign-in", "/connexion"), to("link-sign-up", "/inscription")];
    } else {
        section.text.push(words.with("contact-text", "name", &one.name));
        let fields = vec![
            Field::new(words, "subject", "text", "off"),
            Field::new(words, "text", "textarea", "").hint(words.say("contact-hint")),
        ];
        section.form = Some(FormView::new(words, "ecrire", fields).typed(form));
    }
    let mut page =
        DeskPage::new(visit, words.with("contact-heading", "name", &one.name), Nav::Suppliers, vec![section]);
    page.trail = vec![Link { label: one.name, href: words.path(&format!("/fournisseurs/{}", one.slug)) }];
    Ok(page)
}

/// What can be done where nobody would read a message: none is relayed to an address that a list gave.
async fn unread(visit: &Visit, one: &Organization) -> Result<Section> {
    let (db, words) = (&visit.app.db, visit.words);
    let member_of = networks::of_organizations(db, &[one.id]).await?.remove(&one.id).unwrap_or_default();
    let page = format!("/fournisseurs/{}", one.slug);
    let site =
        one.website.iter().map(|href| Link { label: words.say("supplier-website"), href: href.clone() });
    let networks = member_of.iter().map(|network| Link {
        label: words.with("contact-network", "name", &network.name),
        href: words.path(&format!("/reseaux/{}", network.slug)),
    });
    let rest = [
        Link { label: words.say("contact-claim"), href: words.path(&format!("{page}/revendiquer")) },
        Link {
            label: words.say("contact-report"),
            href: Address::new("/signaler").with("page", &page).href(words),
        },
    ];
    Ok(Section {
        text: vec![words.say("contact-unread"), words.say("contact-unread-instead")],
        links: site.chain(networks).chain(rest).collect(),
        ..Section::default()
    })
}

async fn list(visit: &Visit) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let offset = visit.one("apres").and_then(|text| text.parse::<u64>().ok()).unwrap_or(0).min(1_000_000);
    let (rows, total) = messages::threads(&app.db, &visit.actor, offset, SHOWN).await?;
    let account = accounts::own(&app.db, &visit.actor).await?;
    let ids: Vec<Uuid> = rows.iter().map(|thread| thread.organization).collect();
    let about = organizations::any_by_ids(&app.db, &ids).await?;
    let askers: Vec<Uuid> = rows.iter().filter_map(|thread| thread.asker).collect();
    let names = accounts::names(&app.db, &askers).await?;
    let other = |thread: &messages::Thread| match thread.asker {
        Some(asker) if asker == account.id => about.get(&thread.organization).map(|one| one.name.clone()),
        Some(asker) => names.get(&asker).cloned(),
        None => None,
    };
    let row = |thread: &messages::Thread| Row {
        cells: vec![
            match thread.subject.is_empty() {
                true => words.say("former-member"),
                false => thread.subject.clone(),
            },
            other(thread).unwrap_or_else(|| words.say("former-member")),
            accounts::pages::moment(words, &account, thread.last_at),
        ],
        href: Some(words.path(&format!("/espace/messages/{}", thread.id))),
        buttons: Vec::new(),
    };
    let mut section = Section::default();
    match rows.is_empty() {
        true => {
            section.text.push(words.say("messages-none"));
            section.links =
                vec![Link { label: words.say("link-suppliers"), href: words.path("/fournisseurs") }];
        }
        false => {
            section.table = Some(Table {
                caption: words.with("messages-caption", "count", total),
                headers: ["field-subject", "messages-from", "messages-last"].map(|key| words.say(key)).into(),
                rows: rows.iter().map(row).collect(),
            });
        }
    }
    let end = offset + rows.len() as u64;
    if end < total {
        let next = visit.address.with("apres", &end.to_string()).href(words);
        section.links.push(Link { label: words.say("messages-next"), href: next });
    }
    let mut page = DeskPage::new(visit, words.say("messages-heading"), Nav::Desk, vec![section]);
    page.trail = trail(visit)[..1].to_vec();
    Ok(page)
}

async fn thread(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    rights::signed_in(&visit.actor)?;
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let (found, _) = messages::thread_by_id(&app.db, &visit.actor, id).await?;
    let about = organizations::by_id(&app.db, found.organization).await?;
    let account = accounts::own(&app.db, &visit.actor).await?;
    let written = messages::messages_of(&app.db, id).await?;
    let names: Vec<Uuid> = written.iter().filter_map(|one| one.author).collect();
    let names = accounts::names(&app.db, &names).await?;
    let section = |one: messages::Message| {
        let who = match one.author.and_then(|author| names.get(&author)) {
            Some(name) if one.from_supplier => format!("{name}, {}", about.name),
            Some(name) => name.clone(),
            None => words.say("former-member"),
        };
        let when = accounts::pages::moment(words, &account, one.at);
        let text = match one.text.is_empty() {
            true => vec![words.say("message-erased")],
            false => one.text.split("\n\n").map(str::to_owned).collect(),
        };
        Section { heading: words.with2("history-by", "who", who, "when", when), text, ..Section::default() }
    };
    let mut sections: Vec<Section> = written.into_iter().map(section).collect();
    match found.reported_at {
        Some(_) => sections.push(Section::said(vec![words.say("invalid-thread-reported")])),
        None => {
            let fields = vec![Field::new(words, "text", "textarea", "")];
            let view = FormView::new(words, "repondre", fields).typed(form);
            sections.push(Section::form(words.say("reply-heading"), Vec::new(), view));
            let fields = vec![Field::new(words, "note", "textarea", "")];
            let view = FormView::new(words, "signaler-message", fields).typed(form);
            sections.push(Section::form(
                words.say("report-thread-heading"),
                vec![words.say("report-thread-text")],
                view,
            ));
        }
    }
    let title = if found.subject.is_empty() { words.say("messages-heading") } else { found.subject };
    let mut page = DeskPage::new(visit, title, Nav::Desk, sections);
    page.trail = trail(visit);
    Ok(page)
}

async fn page_of(visit: &Visit, parts: &[&str], form: &Form) -> Result<DeskPage> {
    match *parts {
        ["fournisseurs", slug, "contacter"] => contact(visit, slug, form).await,
        ["espace", "messages"] => list(visit).await,
        ["espace", "messages", id] => thread(visit, id, form).await,
        _ => Err(Error::NotFound),
    }
}

pub async fn show(visit: &Visit, parts: &[&str]) -> Result<Answer> {
    if let ["fournisseurs", slug, act] = *parts
        && let Some(moved) = organizations::pages::moved(visit, slug, act).await?
    {
        return Ok(moved);
    }
    Ok(Answer::Page(page_of(visit, parts, &Form::default()).await?.done()?))
}

pub async fn send(visit: &Visit, parts: &[&str], form: &Form) -> Result<Answer> {
    desk::answered(act(visit, parts, form).await, form, page_of(visit, parts, form)).await
}

async fn act(visit: &Visit, parts: &[&str], form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    rights::signed_in(actor)?;
    // What is sent on is words alone.
    if !form.files.is_empty() {
        return Err(Error::invalid("text", Message::new("invalid-attachment")));
    }
    let uuid = |text: &str| Uuid::parse_str(text).map_err(|_| Error::NotFound);
    match (parts, form.text("faire")) {
        (["fournisseurs", slug, "contacter"], "ecrire") => {
            let one = organizations::led_by_slug(&app.db, actor, slug).await?.ok_or(Error::NotFound)?;
            let id = messages::contact(app, actor, one.id, form.text("subject"), form.text("text")).await?;
            Ok(Answer::SeeOther(format!("/espace/messages/{id}?fait=sent")))
        }
        (["espace", "messages", id], "repondre") => {
            messages::reply(app, actor, uuid(id)?, form.text("text")).await?;
            Ok(Answer::SeeOther(format!("{}?fait=sent", visit.address.path)))
        }
        (["espace", "messages", id], "signaler-message") => {
            messages::report_thread(app, actor, uuid(id)?, form.text("note")).await?;
            Ok(Answer::SeeOther(format!("{}?fait=reported", visit.address.path)))
        }
        _ => Err(Error::NotFound),
    }
}
