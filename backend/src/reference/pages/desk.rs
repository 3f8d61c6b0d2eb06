//! Where the national pilot keeps the reference: four lists, and a form for each row.

use schema::values::fold;
use uuid::Uuid;

use super::fields::{fields, shown, told};
use crate::accounts;
use crate::base::clock::day_of;
use crate::base::desk::{self, DeskPage, FormView, Row as Line, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::base::words::Lang;
use crate::error::{Error, Message, Result};
use crate::reference::{self, List, Row, rules};
use crate::rights::{self, Operation};

const HOME: &str = "/moderation/reference";
/// Rows of one screen.
const SHOWN: usize = 100;

fn slug(list: List) -> &'static str {
    match list {
        List::Schemes => "garanties",
        List::Themes => "themes",
        List::Synonyms => "synonymes",
        List::Glossary => "glossaire",
    }
}

fn named(part: &str) -> Result<List> {
    List::ALL.into_iter().find(|list| slug(*list) == part).ok_or(Error::NotFound)
}

fn heading(visit: &Visit, list: List) -> String {
    visit.words.say(format!("reference-{}", list.code()))
}

fn name_of(visit: &Visit, row: &Row) -> String {
    let (fr, en) = row.names();
    if visit.words.lang == Lang::En { en.to_owned() } else { fr.to_owned() }
}

fn trail(visit: &Visit, list: Option<List>) -> Vec<Link> {
    let words = visit.words;
    let mut trail = vec![
        Link { label: words.say("account-desk-heading"), href: words.path("/espace") },
        Link { label: words.say("reference-heading"), href: words.path(HOME) },
    ];
    trail.extend(list.map(|list| Link {
        label: heading(visit, list),
        href: words.path(&format!("{HOME}/{}", slug(list))),
    }));
    trail
}

pub async fn show(visit: &Visit, parts: &[&str]) -> Result<Answer> {
    Ok(Answer::Page(page_of(visit, parts, &Form::default()).await?.done()?))
}

pub async fn send(visit: &Visit, parts: &[&str], form: &Form) -> Result<Answer> {
    rights::check(&visit.actor, Operation::EditReference)?;
    let done = act(visit, parts, form).await.map_err(|error| readable(visit, form, error));
    desk::answered(done, form, page_of(visit, parts, form)).await
}

/// What someone else chose meanwhile, in words rather than codes. A button has no fields beside which it could stand: the
/// page shows it.
fn readable(visit: &Visit, form: &Form, error: Error) -> Error {
    let Error::Stale(mut wrong) = error else { return error };
    if form.text("faire") != "reference" {
        return Error::invalid("", Message::new("changed-meanwhile-look"));
    }
    for one in &mut wrong {
        for (_, value) in one.message.args.iter_mut().filter(|(_, value)| !value.is_empty()) {
            *value = shown(visit.words, &one.path, value);
        }
    }
    Error::Stale(wrong)
}

async fn page_of(visit: &Visit, parts: &[&str], form: &Form) -> Result<DeskPage> {
    match *parts {
        [] => home(visit).await,
        ["nouveau", list] => new(visit, named(list)?, form).await,
        [list] => rows(visit, named(list)?).await,
        [list, code] => row(visit, named(list)?, code, form).await,
        _ => Err(Error::NotFound),
    }
}

async fn home(visit: &Visit) -> Result<DeskPage> {
    let words = visit.words;
    let mut lines = Vec::new();
    for list in List::ALL {
        let rows = reference::edited(&visit.app, &visit.actor, list).await?;
        let there = rows.iter().filter(|row| row.removed_at().is_none());
        lines.push(Line {
            cells: vec![
                heading(visit, list),
                words.number(there.count()),
                words.number(rows.iter().filter(|row| row.edited_at().is_some()).count()),
            ],
            href: Some(words.path(&format!("{HOME}/{}", slug(list)))),
            buttons: Vec::new(),
        });
    }
    let section = Section {
        text: vec![words.say("reference-text")],
        table: Some(Table {
            caption: words.say("reference-caption"),
            headers: ["reference-list", "reference-count", "reference-edited"]
                .map(|key| words.say(key))
                .into(),
            rows: lines,
        }),
        ..Section::default()
    };
    let mut page = DeskPage::new(visit, words.say("reference-heading"), Nav::Desk, vec![section]);
    page.trail = trail(visit, None)[..1].to_vec();
    Ok(page)
}

/// Whose a row is: our file's, edited here since a day, added here, taken out.
fn state(visit: &Visit, row: &Row, in_file: bool) -> String {
    let words = visit.words;
    let key = match (row.removed_at(), row.edited_at(), in_file) {
        (Some(_), ..) => "reference-state-removed",
        (None, None, _) => return words.say("reference-state-file"),
        (None, Some(_), true) => "reference-state-edited",
        (None, Some(_), false) => "reference-state-added",
    };
    let day = row.removed_at().or(row.edited_at()).map(|at| words.date(&day_of(at))).unwrap_or_default();
    words.with(key, "date", day)
}

async fn rows(visit: &Visit, list: List) -> Result<DeskPage> {
    let words = visit.words;
    let mut rows = reference::edited(&visit.app, &visit.actor, list).await?;
    rows.sort_by_cached_key(|row| (row.removed_at().is_some(), fold(&name_of(visit, row))));
    let offset = visit.one("apres").and_then(|text| text.parse::<usize>().ok()).unwrap_or(0).min(rows.len());
    let mut lines = Vec::new();
    for row in rows.iter().skip(offset).take(SHOWN) {
        let in_file = row.edited_at().is_none() || reference::own(row)?.is_some();
        lines.push(Line {
            cells: vec![name_of(visit, row), row.code(), state(visit, row, in_file)],
            href: Some(words.path(&format!("{HOME}/{}/{}", slug(list), row.code()))),
            buttons: Vec::new(),
        });
    }
    let mut section = Section {
        text: vec![words.say(format!("reference-{}-text", list.code()))],
        links: vec![Link {
            label: words.say(format!("reference-{}-new", list.code())),
            href: words.path(&format!("{HOME}/nouveau/{}", slug(list))),
        }],
        table: Some(Table {
            caption: words.with("reference-rows", "count", rows.len()),
            headers: ["reference-name", "reference-code", "reference-state"].map(|key| words.say(key)).into(),
            rows: lines,
        }),
        ..Section::default()
    };
    let to = |key: &str, offset: usize| Link {
        label: words.say(key),
        href: visit.address.with("apres", &offset.to_string()).href(words),
    };
    if offset > 0 {
        section.links.push(to("reference-before", offset.saturating_sub(SHOWN)));
    }
    if offset + SHOWN < rows.len() {
        section.links.push(to("reference-next", offset + SHOWN));
    }
    let mut page = DeskPage::new(visit, heading(visit, list), Nav::Desk, vec![section]);
    page.trail = trail(visit, None);
    Ok(page)
}

async fn new(visit: &Visit, list: List, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let rows = reference::edited(&visit.app, &visit.actor, list).await?;
    // Any code that fits: the row is only shown.
    let code = Form::of([("refCode".to_owned(), "xx".to_owned())]);
    let blank = rules::blank(list, &code, &rows).map_err(Error::Invalid)?;
    let mut all = fields(words, &blank, &rows);
    if list != List::Synonyms {
        let code = Field::new(words, "refCode", "text", "off").hint(words.say("hint-reference-code"));
        all.insert(0, code);
    }
    let view = FormView::new(words, "ajouter-reference", all).typed(form);
    let section = Section::form(String::new(), vec![words.say("reference-new-text")], view);
    let title = words.say(format!("reference-{}-new", list.code()));
    let mut page = DeskPage::new(visit, title, Nav::Desk, vec![section]);
    page.trail = trail(visit, Some(list));
    Ok(page)
}

async fn row(visit: &Visit, list: List, code: &str, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let rows = reference::edited(&visit.app, &visit.actor, list).await?;
    let row = rows.iter().find(|row| row.code() == code).ok_or(Error::NotFound)?;
    let in_file = reference::own(row)?.is_some();
    let removed = row.removed_at().is_some();
    let button = |act: &'static str, text: &str| {
        let view = FormView::new(words, act, Vec::new()).with("version", row.version());
        Section::form(words.say(format!("submit-{act}")), vec![words.say(text)], view)
    };
    let facts = vec![
        (words.say("reference-code"), row.code()),
        (words.say("reference-state"), state(visit, row, in_file)),
    ];
    let mut sections = vec![Section { facts, ..Section::default() }];
    if removed {
        sections.push(button("remettre-reference", "reference-removed-text"));
    } else {
        let view = FormView::new(words, "reference", fields(words, row, &rows));
        let view = view.with("version", row.version()).reading().typed(form);
        sections.push(Section::form(
            words.say("reference-write"),
            vec![words.say("reference-row-text")],
            view,
        ));
    }
    if in_file && row.edited_at().is_some() {
        sections.push(button("texte-du-fichier", "reference-own-text"));
    }
    if !removed && list.may_shrink() {
        sections.push(button("retirer-reference", "reference-remove-text"));
    } else if !list.may_shrink() {
        let heading = words.say("submit-retirer-reference");
        let text = vec![words.say("reference-kept-text")];
        sections.push(Section { heading, text, ..Section::default() });
    }
    sections.push(history(visit, list, code).await?);
    let mut page = DeskPage::new(visit, name_of(visit, row), Nav::Desk, sections);
    page.trail = trail(visit, Some(list));
    Ok(page)
}

async fn history(visit: &Visit, list: List, code: &str) -> Result<Section> {
    let (app, words) = (&visit.app, visit.words);
    let edits = reference::history(app, &visit.actor, list, code).await?;
    let account = |actor: &str| actor.strip_prefix("account:").and_then(|id| id.parse::<Uuid>().ok());
    let ids: Vec<Uuid> = edits.iter().filter_map(|(_, actor, _)| account(actor)).collect();
    let names = accounts::names(&app.db, &ids).await?;
    let who = |actor: &str| match account(actor) {
        Some(id) => names.get(&id).cloned().unwrap_or_else(|| words.say("reference-someone")),
        None => words.say("reference-program"),
    };
    let mut section = Section { heading: words.say("reference-history"), ..Section::default() };
    if edits.is_empty() {
        section.text.push(words.say("reference-history-none"));
        return Ok(section);
    }
    let line = |(at, actor, edit): &(_, String, _)| Line {
        cells: vec![words.date(&day_of(*at)), who(actor), told(words, edit)],
        ..Line::default()
    };
    section.table = Some(Table {
        caption: words.with("reference-history-caption", "count", edits.len()),
        headers: ["reference-when", "reference-who", "reference-what"].map(|key| words.say(key)).into(),
        rows: edits.iter().map(line).collect(),
    });
    Ok(section)
}

async fn act(visit: &Visit, parts: &[&str], form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    let (list, code) = match *parts {
        ["nouveau", list] if form.text("faire") == "ajouter-reference" => {
            let list = named(list)?;
            let code = reference::add(app, actor, list, form).await?;
            return Ok(Answer::SeeOther(format!("{HOME}/{}/{code}?fait=reference-added", slug(list))));
        }
        [list, code] => (named(list)?, code),
        _ => return Err(Error::NotFound),
    };
    let version = form.text("version");
    let (searched, done) = match form.text("faire") {
        "reference" => (reference::edit(app, actor, (list, code), version, form).await?, "reference-saved"),
        "texte-du-fichier" => {
            (reference::back_to_file(app, actor, (list, code), version).await?, "reference-own")
        }
        "retirer-reference" => {
            (reference::set_removed(app, actor, (list, code), version, true).await?, "reference-removed")
        }
        "remettre-reference" => {
            (reference::set_removed(app, actor, (list, code), version, false).await?, "reference-back")
        }
        _ => return Err(Error::NotFound),
    };
    let done = if searched { format!("{done}-searched") } else { done.to_owned() };
    Ok(Answer::SeeOther(format!("{}?fait={done}", visit.address.path)))
}
