//! What moderators bring in: their network's lists of suppliers, and public registers that confirm guarantees.

mod one;
mod said;

use uuid::Uuid;

use crate::accounts;
use crate::base::desk::{self, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Message, Result};
use crate::guarantees;
use crate::interchange::{self, AskedImport, Of};
use crate::networks;
use crate::organizations::pages::licence_name;
use crate::rights::{self, Operation};
use schema::values::Licence;

/// Imports of one screen.
const SHOWN: u64 = 50;

/// Where one is: a network's lists, or the registers.
struct Place {
    of: Of,
    /// Its address, in French.
    path: String,
    title: String,
    trail: Vec<Link>,
}

/// What an address asks for below a place.
enum Asks {
    All,
    One(Uuid),
    Rejects(Uuid),
}

async fn place(visit: &Visit, parts: &[&str]) -> Result<(Place, Asks)> {
    let words = visit.words;
    let mut trail = vec![
        Link { label: words.say("account-desk-heading"), href: words.path("/espace") },
        Link { label: words.say("queue-heading"), href: words.path("/moderation") },
    ];
    let (place, rest) = match parts {
        ["moderation", "registre", rest @ ..] => {
            rights::check(&visit.actor, Operation::ImportRegister)?;
            let title = words.say("register-title");
            (Place { of: Of::Register, path: "/moderation/registre".to_owned(), title, trail }, rest)
        }
        ["moderation", "reseaux", slug, "imports", rest @ ..] => {
            rights::check(&visit.actor, Operation::ImportList)?;
            let all = networks::moderated_by(&visit.app.db, &visit.actor).await?;
            let network = all.into_iter().find(|one| one.slug == **slug).ok_or(Error::NotFound)?;
            let above = format!("/moderation/reseaux/{}", network.slug);
            trail.push(Link { label: network.name, href: words.path(&above) });
            let (path, title) = (format!("{above}/imports"), words.say("imports-title"));
            (Place { of: Of::Network(network.id), path, title, trail }, rest)
        }
        _ => return Err(Error::NotFound),
    };
    let id = |text: &str| Uuid::parse_str(text).map_err(|_| Error::NotFound);
    let asks = match rest {
        [] => Asks::All,
        [one] => Asks::One(id(one)?),
        [one, "rejets"] => Asks::Rejects(id(one)?),
        _ => return Err(Error::NotFound),
    };
    Ok((place, asks))
}

async fn page_of(visit: &Visit, parts: &[&str], form: &Form) -> Result<DeskPage> {
    let (mut place, asks) = place(visit, parts).await?;
    let (title, sections) = match asks {
        Asks::All => (place.title.clone(), all(visit, &place, form).await?),
        Asks::One(id) => {
            place.trail.push(Link { label: place.title.clone(), href: visit.words.path(&place.path) });
            let found = interchange::asked_import(&visit.app, &visit.actor, place.of, id).await?;
            let sections = one::sections(visit, &place, &found, form).await?;
            (found.file_name, sections)
        }
        Asks::Rejects(_) => return Err(Error::NotFound),
    };
    let mut page = DeskPage::new(visit, title, Nav::Desk, sections);
    page.trail = place.trail;
    Ok(page)
}

/// The form that sends a file, and what came of those that were sent before.
async fn all(visit: &Visit, place: &Place, form: &Form) -> Result<Vec<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let offset = visit.one("apres").and_then(|text| text.parse::<u64>().ok()).unwrap_or(0).min(1_000_000);
    let (rows, total) = interchange::asked_imports(app, &visit.actor, place.of, offset, SHOWN).await?;
    let (fields, text) = match place.of {
        Of::Network(_) => (list_fields(visit), "imports-text"),
        Of::Register => (register_fields(visit), "register-text"),
    };
    let view = FormView::new(words, "verifier", fields).typed(form);
    let mut sections = vec![Section::form(words.say("imports-new"), vec![words.say(text)], view)];
    if !rows.is_empty() {
        let mut past = Section {
            heading: words.say("imports-past"),
            table: Some(past(visit, place, &rows).await?),
            ..Section::default()
        };
        let end = offset + rows.len() as u64;
        if end < total {
            let href = visit.address.without_all("apres").with("apres", &end.to_string()).href(words);
            past.links.push(Link { label: words.say("imports-more"), href });
        }
        sections.push(past);
    }
    Ok(sections)
}

fn list_fields(visit: &Visit) -> Vec<Field> {
    let words = visit.words;
    let mut licences = vec![(String::new(), words.say("licence-none"))];
    licences.extend(Licence::codes().map(|code| (code.to_owned(), licence_name(code).to_owned())));
    vec![
        Field::new(words, "file", "file", "").hint(words.say("hint-import-file")),
        Field::new(words, "source", "text", "off").hint(words.say("hint-source")),
        Field::new(words, "licence", "select", "").hint(words.say("hint-licence")).choices(licences),
    ]
}

fn register_fields(visit: &Visit) -> Vec<Field> {
    let words = visit.words;
    let reference = visit.app.reference.get();
    let named = reference.schemes.iter();
    let mut schemes: Vec<(String, String)> =
        named.map(|one| (one.code.clone(), guarantees::pages::own::name(words, one))).collect();
    schemes.sort_by(|a, b| a.1.cmp(&b.1));
    schemes.insert(0, (String::new(), words.say("register-by-row")));
    vec![
        Field::new(words, "file", "file", "").hint(words.say("hint-register-file")),
        Field::new(words, "scheme", "select", "").choices(schemes),
    ]
}

async fn past(visit: &Visit, place: &Place, rows: &[AskedImport]) -> Result<Table> {
    let (app, words) = (&visit.app, visit.words);
    let account = accounts::own(&app.db, &visit.actor).await?;
    let ids: Vec<Uuid> = rows.iter().filter_map(|one| one.account).collect();
    let names = accounts::names(&app.db, &ids).await?;
    let is_list = place.of != Of::Register;
    let row = |one: &AskedImport| {
        let mut cells = vec![one.file_name.clone()];
        if is_list {
            cells.push(one.asked.source.clone().unwrap_or_default());
            cells.push(one::licence(words, one));
        }
        let by = match one.account {
            Some(id) => names.get(&id).cloned().unwrap_or_else(|| words.say("former-member")),
            None => words.say("imports-nobody"),
        };
        let state = one.stage();
        cells.extend([
            accounts::pages::moment(words, &account, one.at),
            words.say(format!("import-state-{state}")),
            words.number(one.told.created),
            words.number(one.told.updated),
            words.number(one.told.rejected),
            by,
        ]);
        Row { cells, href: Some(words.path(&format!("{}/{}", place.path, one.id))), buttons: Vec::new() }
    };
    let headers =
        ["field-file", "field-source", "field-licence"].into_iter().take(if is_list { 3 } else { 1 });
    let headers = headers.chain([
        "catalogue-when",
        "case-state",
        "catalogue-created",
        "catalogue-updated",
        "catalogue-rejected",
        "imports-by",
    ]);
    Ok(Table {
        caption: words.say("imports-past"),
        headers: headers.map(|key| words.say(key)).collect(),
        rows: rows.iter().map(row).collect(),
    })
}

pub async fn show(visit: &Visit, parts: &[&str]) -> Result<Answer> {
    if parts.last() == Some(&"rejets")
        && let (place, Asks::Rejects(id)) = place(visit, parts).await?
    {
        let (ending, bytes) =
            interchange::rejected_rows(&visit.app, &visit.actor, place.of, id, visit.words).await?;
        let media_type = match ending {
            "json" => "application/json",
            _ => "text/csv; charset=utf-8",
        };
        return Ok(Answer::File { name: format!("rejets-{id}.{ending}"), media_type, bytes });
    }
    Ok(Answer::Page(page_of(visit, parts, &Form::default()).await?.done()?))
}

pub async fn send(visit: &Visit, parts: &[&str], form: &Form) -> Result<Answer> {
    desk::answered(act(visit, parts, form).await, form, page_of(visit, parts, form)).await
}

/// A form that was too large to be read is answered beside its file.
pub async fn too_large(visit: &Visit, parts: &[&str]) -> Result<Answer> {
    let form = Form::of([("faire".to_owned(), "verifier".to_owned())]);
    let refused = Err(Error::invalid("file", Message::new("invalid-file-large")));
    desk::answered(refused, &form, page_of(visit, parts, &form)).await
}

async fn act(visit: &Visit, parts: &[&str], form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    rights::signed_in(actor)?;
    let (place, asks) = place(visit, parts).await?;
    let to = |id: Uuid, done: &str| Ok(Answer::SeeOther(format!("{}/{id}{done}", place.path)));
    match (asks, place.of, form.text("faire")) {
        (Asks::All, Of::Network(network), "verifier") => {
            let (source, licence) = (form.text("source"), form.text("licence"));
            let sent = form.file("file");
            to(interchange::try_list(app, actor, network, sent, source, licence).await?, "")
        }
        (Asks::All, Of::Register, "verifier") => {
            to(interchange::try_register(app, actor, form.file("file"), form.text("scheme")).await?, "")
        }
        (Asks::One(id), Of::Network(network), "relire") => {
            let fields: Vec<String> = (0..interchange::MOST_COLUMNS)
                .map_while(|column| form.given(one::column(column)).map(str::to_owned))
                .collect();
            interchange::choose_columns(app, actor, network, id, &fields).await?;
            to(id, "?fait=columns")
        }
        (Asks::One(id), of, "importer") => {
            interchange::confirm_import(app, actor, of, id).await?;
            to(id, "")
        }
        (Asks::One(id), Of::Network(network), "defaire") => {
            let undone = interchange::take_back(app, actor, network, id).await?;
            to(id, if undone.kept.is_empty() { "?fait=undone" } else { "?fait=undone-partly" })
        }
        _ => Err(Error::NotFound),
    }
}
