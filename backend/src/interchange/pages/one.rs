//! One import: what would come of it, what it came to, and taking it back.

use std::sync::LazyLock;

use super::Place;
use super::said::notes;
use crate::base::desk::{FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::Link;
use crate::base::visit::Visit;
use crate::base::words::Words;
use crate::error::Result;
use crate::interchange::{self, AskedImport, MOST_COLUMNS, Of};
use crate::organizations::pages::licence_name;

static COLUMNS: LazyLock<Vec<String>> =
    LazyLock::new(|| (0..MOST_COLUMNS).map(|place| format!("column-{place}")).collect());

/// The name of a column's choice in the form.
pub(super) fn column(place: usize) -> &'static str {
    COLUMNS.get(place).map_or("", String::as_str)
}

pub(super) fn licence(words: Words, one: &AskedImport) -> String {
    match one.asked.licence.as_deref().unwrap_or_default() {
        "" => words.say("licence-none"),
        code => licence_name(code).to_owned(),
    }
}

pub(super) async fn sections(
    visit: &Visit,
    place: &Place,
    one: &AskedImport,
    form: &Form,
) -> Result<Vec<Section>> {
    let words = visit.words;
    let told = &one.told;
    let mut sections = vec![facts(visit, place, one)];
    if one.state == "previewed" {
        if !told.first.is_empty() {
            sections.push(first(words, one));
        }
        if place.of != Of::Register {
            sections.push(columns(words, one, form));
        }
    }
    if one.state != "waiting" {
        sections.extend(notes(words, "catalogue-rejects", &told.rejects, told.rejected));
        sections.extend(notes(words, "import-warnings", &told.warnings, told.warned));
    }
    if one.state == "previewed" && told.wrong.is_none() {
        let view = FormView::new(words, "importer", Vec::new());
        sections.push(Section::form(
            words.say("import-confirm"),
            vec![words.say(match place.of {
                Of::Register => "register-confirm-text",
                Of::Network(_) => "import-confirm-text",
            })],
            view,
        ));
    }
    sections
        .extend(one.told.undone.as_ref().filter(|came| !came.kept.is_empty()).map(|_| undone(words, one)));
    let stands = matches!(one.state.as_str(), "done" | "failed") && one.undone_at.is_none();
    let again = || interchange::may_be_undone(&visit.app, one.id);
    if stands && place.of != Of::Register && (one.told.undone.is_none() || again().await?) {
        let mut view = FormView::new(words, "defaire", Vec::new());
        view.final_act = true;
        sections.push(Section::form(words.say("import-undo"), vec![words.say("import-undo-text")], view));
    }
    Ok(sections)
}

/// How far it is, and its counts.
fn facts(visit: &Visit, place: &Place, one: &AskedImport) -> Section {
    let words = visit.words;
    let told = &one.told;
    let state = one.stage();
    let mut text = vec![words.say(format!("import-told-{state}"))];
    text.extend(told.wrong.as_deref().map(|key| words.say(key)));
    let mut facts = Vec::new();
    if let Of::Network(_) = place.of {
        facts.push((words.say("field-source"), one.asked.source.clone().unwrap_or_default()));
        facts.push((words.say("field-licence"), licence(words, one)));
    }
    if let Some(format) = &told.format {
        facts.push((words.say("import-format"), words.say(format!("import-format-{format}"))));
    }
    if told.wrong.is_none() && matches!(state, "previewed" | "done" | "undone" | "partly") {
        let counts = [
            ("import-read", told.read),
            ("catalogue-created", told.created),
            ("catalogue-updated", told.updated),
            ("catalogue-unchanged", told.unchanged),
            ("catalogue-rejected", told.rejected),
            ("import-warnings", told.warned),
        ];
        facts.extend(counts.map(|(key, count)| (words.say(key), words.number(count))));
    }
    let mut links = Vec::new();
    let path = format!("{}/{}", place.path, one.id);
    if one.rejects.is_some() {
        links.push(Link { label: words.say("import-rejects"), href: words.path(&format!("{path}/rejets")) });
    }
    if one.state == "waiting" {
        links.push(Link { label: words.say("import-look-again"), href: words.path(&path) });
    }
    Section { text, facts, links, ..Section::default() }
}

/// The first rows, as they were read.
fn first(words: Words, one: &AskedImport) -> Section {
    let row = |row: &interchange::Shown| Row {
        cells: vec![
            row.line.to_string(),
            row.name.clone(),
            row.number.clone(),
            row.place.clone(),
            row.website.clone(),
            row.statuses.clone(),
            row.themes.clone(),
        ],
        ..Row::default()
    };
    let headers = [
        "catalogue-line",
        "own-name",
        "import-number",
        "import-place",
        "read-website",
        "read-status",
        "read-themes",
    ];
    Section {
        heading: words.say("import-first"),
        table: Some(Table {
            caption: words.say("import-first"),
            headers: headers.map(|key| words.say(key)).into(),
            rows: one.told.first.iter().map(row).collect(),
        }),
        ..Section::default()
    }
}

/// What each column is read as, to be changed.
fn columns(words: Words, one: &AskedImport, form: &Form) -> Section {
    let mut choices = vec![("ignore".to_owned(), words.say("read-ignore"))];
    choices.extend(interchange::Field::all().filter(|field| *field != interchange::Field::Ignore).map(
        |field| (field.as_str().to_owned(), words.say(format!("read-{}", field.as_str().replace('_', "-")))),
    ));
    let field = |(place, (name, read_as)): (usize, &(String, Option<String>))| {
        let name: String = name.chars().take(80).collect();
        let label = match name.trim().is_empty() {
            true => words.with("import-column", "number", place + 1),
            false => name,
        };
        Field::new(words, column(place), "select", "")
            .label(label)
            .choices(choices.clone())
            .value(read_as.as_deref().unwrap_or("ignore"))
    };
    let fields = one.told.columns.iter().enumerate().take(MOST_COLUMNS).map(field).collect();
    let view = FormView::new(words, "relire", fields).typed(form);
    Section::form(words.say("import-columns"), vec![words.say("import-columns-text")], view)
}

/// What taking an import back left as it is, and why.
fn undone(words: Words, one: &AskedImport) -> Section {
    let came = one.told.undone.clone().unwrap_or_default();
    let row = |kept: &interchange::Kept| Row {
        cells: vec![kept.name.clone(), words.say(kept.key())],
        href: Some(words.path(&format!("/fournisseurs/{}", kept.supplier))),
        buttons: Vec::new(),
    };
    let more = one.told.more_kept;
    Section {
        heading: words.say("import-undone-but"),
        text: (more > 0).then(|| words.with("import-more-rows", "count", more)).into_iter().collect(),
        facts: vec![
            (words.say("import-removed"), words.number(came.removed)),
            (words.say("import-restored"), words.number(came.restored)),
        ],
        table: Some(Table {
            caption: words.say("import-kept"),
            headers: ["own-name", "catalogue-why"].map(|key| words.say(key)).into(),
            rows: came.kept.iter().map(row).collect(),
        }),
        ..Section::default()
    }
}
