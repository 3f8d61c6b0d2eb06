//! An organisation's logo and photos.

use uuid::Uuid;

use super::{frame, mine};
use crate::base::clock::day_of;
use crate::base::desk::{Button, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Message, Result};
use crate::organizations::{self, PictureOf};

pub(super) async fn pictures(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let held = organizations::pictures(&app.db, mine.organization.id).await?;
    let mut sections = Vec::new();
    let mut section = Section {
        photos: held.iter().map(|file| (format!("/images/{}", file.id), file.alt.clone())).collect(),
        ..Section::default()
    };
    let row = |file: &organizations::File| Row {
        cells: vec![words.say(format!("picture-is-{}", file.purpose)), file.alt.clone()],
        buttons: match mine.writes() {
            true => vec![Button {
                act: "retirer",
                value: file.id.to_string(),
                label: words.say("submit-retirer"),
                about: file.alt.clone(),
            }],
            false => Vec::new(),
        },
        href: None,
    };
    match held.is_empty() {
        true => section.text.push(words.say("pictures-none")),
        false => {
            section.table = Some(Table {
                caption: words.say("pictures-caption"),
                headers: ["picture-what", "picture-alt", "table-do"].map(|key| words.say(key)).into(),
                rows: held.iter().map(row).collect(),
            });
        }
    }
    sections.push(section);
    if mine.writes() {
        sections.extend(removed_pictures(visit, mine.organization.id, None).await?);
        let kinds = ["logo", "photo"].map(|kind| (kind.to_owned(), words.say(format!("picture-{kind}"))));
        let fields = vec![
            Field::new(words, "kind", "select", "")
                .label(words.say("picture-what"))
                .choices(kinds.into())
                .value("photo"),
            Field::new(words, "picture", "file", "").hint(words.say("hint-picture")),
            Field::new(words, "alt", "text", "off").hint(words.say("hint-alt")),
        ];
        let view = FormView::new(words, "ajouter", fields).typed(form);
        sections.push(Section::form(words.say("picture-add"), vec![words.say("pictures-text")], view));
    }
    Ok(frame(visit, &mine, words.say("own-pictures"), sections))
}

/// What was removed, each until the day it goes for good; none where there is nothing.
pub async fn removed_pictures(
    visit: &Visit,
    organization: Uuid,
    subject: Option<Uuid>,
) -> Result<Option<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let gone = organizations::removed_pictures(&app.db, app.clock.now(), organization, subject).await?;
    let row = |file: &organizations::File| Row {
        cells: vec![
            words.say(format!("picture-is-{}", file.purpose)),
            file.alt.clone(),
            file.removed_at.map(|at| words.date(&day_of(at + organizations::UNDO))).unwrap_or_default(),
        ],
        buttons: vec![Button {
            act: "restaurer",
            value: file.id.to_string(),
            label: words.say("submit-restaurer"),
            about: file.alt.clone(),
        }],
        href: None,
    };
    let headers = ["picture-what", "picture-alt", "picture-until", "table-do"];
    Ok((!gone.is_empty()).then(|| Section {
        heading: words.say("pictures-removed"),
        table: Some(Table {
            caption: words.say("pictures-removed-caption"),
            headers: headers.map(|key| words.say(key)).into(),
            rows: gone.iter().map(row).collect(),
        }),
        ..Section::default()
    }))
}

pub(super) async fn act(visit: &Visit, id: Uuid, form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    match form.text("faire") {
        "ajouter" => {
            let sent = form
                .file("picture")
                .ok_or_else(|| Error::invalid("picture", Message::new("invalid-file-empty")))?;
            let of = match form.text("kind") {
                "logo" => PictureOf::Logo,
                "photo" => PictureOf::Organization,
                _ => return Err(Error::invalid("kind", Message::new("invalid-choice-missing"))),
            };
            organizations::add_picture(app, actor, id, of, sent, form.text("alt")).await?;
        }
        "retirer" => {
            let file = Uuid::parse_str(form.text("id")).map_err(|_| Error::NotFound)?;
            organizations::remove_picture(app, actor, id, file).await?;
            return Ok(Answer::SeeOther(format!("{}?fait=picture-removed", visit.address.path)));
        }
        "restaurer" => {
            let file = Uuid::parse_str(form.text("id")).map_err(|_| Error::NotFound)?;
            organizations::restore_picture(app, actor, id, file).await?;
            return Ok(Answer::SeeOther(format!("{}?fait=picture-restored", visit.address.path)));
        }
        _ => return Err(Error::NotFound),
    }
    Ok(Answer::SeeOther(format!("{}?fait=saved", visit.address.path)))
}
