//! A whole catalogue as a table: taken away, changed in a spreadsheet, and brought back.

use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

use crate::base::desk::{Button, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form, Upload};
use crate::base::page::Link;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Message, Result};
use crate::organizations::pages::own::{frame, mine};
use crate::products::{self, Product, ProductTyped};

/// Rejected rows that are shown.
const SHOWN: usize = 100;
/// Products that are shown before they are created or changed, and how much of a value.
const CHANGES: usize = 50;
const VALUE: usize = 80;
/// A file that the page carries on until it is confirmed; a larger one is chosen again.
const CARRIED: usize = 1_000_000;

/// The file that is sent, or the one that was tried.
fn sent(form: &Form) -> Option<Upload> {
    form.file("file").cloned().or_else(|| {
        let bytes = BASE64URL_NOPAD.decode(form.given("content")?.as_bytes()).ok()?;
        Some(Upload { field: "file".to_owned(), name: "catalogue".to_owned(), bytes })
    })
}

pub(super) async fn page(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let link = |ending: &str| Link {
        label: words.say(format!("catalogue-{ending}")),
        href: words.path(&mine.path(&format!("/catalogue/produits.{ending}"))),
    };
    let out = Section {
        heading: words.say("catalogue-out"),
        text: vec![words.say("catalogue-out-text")],
        links: vec![link("csv"), link("xlsx")],
        ..Section::default()
    };
    if !mine.writes() {
        return Ok(frame(visit, &mine, words.say("catalogue-title"), vec![out]));
    }
    let mut sections = Vec::new();
    if let Some(file) = sent(form)
        && form.text("faire") == "verifier"
    {
        let trial = products::read_catalogue(app, &visit.actor, mine.organization.id, &file).await;
        let changes = trial.as_ref().ok().and_then(|trial| changes(visit, trial));
        let carried = changes.is_some() && file.bytes.len() <= CARRIED;
        let mut told = tried(visit, trial)?;
        told.text.extend(
            changes
                .is_some()
                .then(|| words.say(if carried { "catalogue-tried-text" } else { "catalogue-tried-large" })),
        );
        sections.push(told);
        if let Some(mut changes) = changes {
            if carried {
                let view = FormView::new(words, "importer", Vec::new());
                changes.form = Some(view.with("content", BASE64URL_NOPAD.encode(&file.bytes)));
            }
            sections.push(changes);
        }
    }
    let fields = vec![
        Field::new(words, "file", "file", "")
            .label(words.say("catalogue-file"))
            .hint(words.say("hint-catalogue")),
    ];
    let mut view = FormView::new(words, "verifier", fields);
    view.second = Some(("importer", words.say("submit-importer")));
    sections.push(Section::form(words.say("catalogue-in"), vec![words.say("catalogue-in-text")], view));
    if let Some(last) = products::last_catalogue(app, mine.organization.id).await? {
        let row = Row {
            cells: vec![
                words.date(&last.at.date_naive()),
                words.number(last.created),
                words.number(last.updated),
            ],
            buttons: vec![Button {
                act: "defaire",
                value: last.import.to_string(),
                label: words.say("submit-defaire"),
                about: String::new(),
            }],
            href: None,
        };
        let headers = ["catalogue-when", "catalogue-created", "catalogue-updated", "table-do"];
        sections.push(Section {
            heading: words.say("catalogue-last"),
            table: Some(Table {
                caption: words.say("catalogue-last"),
                headers: headers.map(|key| words.say(key)).into(),
                rows: vec![row],
            }),
            ..Section::default()
        });
    }
    sections.push(out);
    Ok(frame(visit, &mine, words.say("catalogue-title"), sections))
}

/// What would be created and changed, field by field; none where nothing would.
fn changes(visit: &Visit, trial: &products::Catalogue) -> Option<Section> {
    let (words, reference) = (visit.words, visit.app.reference.get());
    let fields = |product: &Product| products::fields(products::as_typed(product, &reference, words.lang));
    let blank = ProductTyped { currency: "EUR".to_owned(), ..ProductTyped::default() };
    let shown = |path: &str, value: &str| match (path, value) {
        (_, "") => "–".to_owned(),
        ("nature", nature) => words.say(format!("nature-{nature}")),
        ("area", kind) => words.say(super::history::area_key(kind)),
        ("currencies", codes) => {
            let codes: Vec<String> = codes.split(", ").map(str::to_owned).collect();
            products::currency_names(&codes, &reference, words.lang).join(", ")
        }
        ("currency", code) => super::history::named_currency(visit, code),
        ("validFrom" | "validUntil", day) => super::history::in_words(visit, day.to_owned()),
        _ if value.chars().count() > VALUE => value.chars().take(VALUE).chain(['…']).collect(),
        _ => value.to_owned(),
    };
    let row = |before: Option<&Product>, after: &Product| {
        let was = before.map_or_else(|| products::fields(blank.clone()), fields);
        let differ = was.into_iter().zip(fields(after)).filter(|(was, now)| was != now);
        let said = |((path, was), (_, now)): ((&str, String), (&str, String))| {
            let field = words.say(super::history::field_key(path));
            let now = ("after", shown(path, &now));
            match before {
                Some(_) => words
                    .with_all("catalogue-change", &[("field", field), ("before", shown(path, &was)), now]),
                None => words.with_all("catalogue-new-value", &[("field", field), now]),
            }
        };
        let differ = differ.filter(|((path, _), _)| before.is_some() || *path != "name");
        Row {
            cells: vec![
                before.unwrap_or(after).name.clone(),
                words.say(if before.is_some() { "catalogue-is-updated" } else { "catalogue-is-created" }),
                differ.map(said).collect::<Vec<_>>().join(" · "),
            ],
            ..Row::default()
        }
    };
    let created = trial.created.iter().map(|product| row(None, product));
    let updated = trial.updated.iter().map(|(before, after)| row(Some(before), after));
    let rows: Vec<Row> = created.chain(updated).take(CHANGES).collect();
    if rows.is_empty() {
        return None;
    }
    let headers = ["own-name", "catalogue-what", "catalogue-changes"];
    Some(Section {
        heading: words.say("catalogue-changes"),
        table: Some(Table {
            caption: words.with("catalogue-changes-caption", "most", CHANGES),
            headers: headers.map(|key| words.say(key)).into(),
            rows,
        }),
        ..Section::default()
    })
}

/// What an import would do, its errors beside their rows.
fn tried(visit: &Visit, trial: Result<products::Catalogue>) -> Result<Section> {
    let words = visit.words;
    let said = |message: &Message| words.message(message);
    match trial {
        Ok(trial) => {
            let counts = [
                ("catalogue-created", trial.created.len()),
                ("catalogue-updated", trial.updated.len()),
                ("catalogue-unchanged", trial.unchanged),
                ("catalogue-rejected", trial.rejected.len()),
            ];
            let row = |one: &products::Rejected| Row {
                cells: vec![
                    one.line.to_string(),
                    one.name.clone(),
                    one.wrong
                        .iter()
                        .map(|field| {
                            let name = words.say(super::history::field_key(&field.path));
                            words.with2("catalogue-new-value", "field", name, "after", said(&field.message))
                        })
                        .collect::<Vec<_>>()
                        .join(" "),
                ],
                ..Row::default()
            };
            let rows: Vec<Row> = trial.rejected.iter().take(SHOWN).map(row).collect();
            Ok(Section {
                heading: words.say("catalogue-tried"),
                facts: counts.map(|(key, count)| (words.say(key), words.number(count))).into(),
                table: (!rows.is_empty()).then(|| Table {
                    caption: words.say("catalogue-rejects"),
                    headers: ["catalogue-line", "own-name", "catalogue-why"].map(|key| words.say(key)).into(),
                    rows,
                }),
                ..Section::default()
            })
        }
        Err(Error::Invalid(wrong)) => Ok(Section::said(wrong.iter().map(|one| said(&one.message)).collect())),
        Err(error) => Err(error),
    }
}

/// What taking an import back left as it is.
fn stayed(visit: &Visit, organization: Uuid, kept: &[Product]) -> Section {
    let words = visit.words;
    let row = |product: &Product| Row {
        cells: vec![product.name.clone(), words.say("import-kept-changed")],
        href: Some(words.path(&format!("/espace/organisations/{organization}/produits/{}", product.id))),
        buttons: Vec::new(),
    };
    Section {
        heading: words.say("import-kept"),
        table: Some(Table {
            caption: words.say("import-kept"),
            headers: ["own-name", "catalogue-why"].map(|key| words.say(key)).into(),
            rows: kept.iter().map(row).collect(),
        }),
        ..Section::default()
    }
}

pub(super) async fn act(visit: &Visit, organization: Uuid, form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    let file = || sent(form).ok_or_else(|| Error::invalid("file", Message::new("invalid-file-empty")));
    match form.text("faire") {
        "verifier" => {
            file()?;
            let page = page(visit, &organization.to_string(), form).await?;
            Ok(Answer::Page(page.done()?))
        }
        "importer" => {
            let done = products::import_catalogue(app, actor, organization, &file()?).await?;
            if done.rejected.is_empty() {
                return Ok(Answer::SeeOther(format!("{}?fait=imported", visit.address.path)));
            }
            let mut page = page(visit, &organization.to_string(), &Form::default()).await?;
            let mut told = tried(visit, Ok(done))?;
            told.heading = visit.words.say("catalogue-imported-but");
            page.sections.insert(0, told);
            Ok(Answer::Page(page.done()?))
        }
        "defaire" => {
            let import = Uuid::parse_str(form.text("id")).map_err(|_| Error::NotFound)?;
            let kept = products::undo_catalogue(app, actor, organization, import).await?;
            if kept.is_empty() {
                return Ok(Answer::SeeOther(format!("{}?fait=undone", visit.address.path)));
            }
            let mut page = page(visit, &organization.to_string(), &Form::default()).await?;
            page.notice = Some(visit.words.say("done-undone-partly"));
            page.sections.insert(0, stayed(visit, organization, &kept));
            Ok(Answer::Page(page.done()?))
        }
        _ => Err(Error::NotFound),
    }
}

/// The catalogue as a file: `produits.csv`, `produits.xlsx`.
pub(super) async fn export(visit: &Visit, id: &str, file: &str) -> Result<Answer> {
    let mine = mine(visit, id).await?;
    let (media_type, bytes) = match file {
        "produits.csv" => (
            "text/csv; charset=utf-8",
            products::catalogue_csv(&visit.app, mine.organization.id, visit.words.lang).await?,
        ),
        "produits.xlsx" => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            products::catalogue_xlsx(&visit.app, mine.organization.id, visit.words.lang).await?,
        ),
        _ => return Err(Error::NotFound),
    };
    Ok(Answer::File { name: format!("{}-{file}", mine.organization.slug), media_type, bytes })
}
