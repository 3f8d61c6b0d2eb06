//! A whole catalogue as a table: taken away, changed in a spreadsheet, and brought back.

use uuid::Uuid;

use crate::base::desk::{Button, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::Link;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Message, Result};
use crate::organizations::pages::own::{frame, mine};
use crate::products;

/// Rejected rows that are shown.
const SHOWN: usize = 100;

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
    if let Some(file) = form.file("file")
        && form.text("faire") == "verifier"
    {
        let trial = products::read_catalogue(app, &visit.actor, mine.organization.id, file).await;
        sections.push(tried(visit, trial)?);
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
                            format!(
                                "{} : {}",
                                words.say(super::own::field_key(&field.path)),
                                said(&field.message)
                            )
                        })
                        .collect::<Vec<_>>()
                        .join(" "),
                ],
                ..Row::default()
            };
            let rows: Vec<Row> = trial.rejected.iter().take(SHOWN).map(row).collect();
            Ok(Section {
                heading: words.say("catalogue-tried"),
                text: vec![words.say("catalogue-tried-text")],
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
fn stayed(visit: &Visit, organization: Uuid, kept: &[products::Product]) -> Section {
    let words = visit.words;
    let row = |product: &products::Product| Row {
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
    let file = || form.file("file").ok_or_else(|| Error::invalid("file", Message::new("invalid-file-empty")));
    match form.text("faire") {
        "verifier" => {
            file()?;
            let page = page(visit, &organization.to_string(), form).await?;
            Ok(Answer::Page(page.done()?))
        }
        "importer" => {
            let done = products::import_catalogue(app, actor, organization, file()?).await?;
            if done.rejected.is_empty() {
                return Ok(Answer::SeeOther(format!("{}?fait=imported", visit.address.path)));
            }
            let mut page = page(visit, &organization.to_string(), &Form::default()).await?;
            let mut told = tried(visit, Ok(done))?;
            told.heading = visit.words.say("catalogue-imported-but");
            told.text.clear();
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
