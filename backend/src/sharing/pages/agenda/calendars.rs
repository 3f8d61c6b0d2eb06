//! Calendars at secret addresses: made, and taken back.

use uuid::Uuid;

use super::{trail, uuid};
use crate::accounts;
use crate::base::desk::{Button, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::Nav;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Message, Result};
use crate::organizations;
use crate::rights::{self, Operation};
use crate::sharing::{self, Feed, FeedOf};

/// Resources of one organisation that are offered as calendars.
const RESOURCES: usize = 200;

/// `secret`: the address of the one just made, shown once.
pub(super) async fn page(visit: &Visit, form: &Form, secret: Option<String>) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    rights::check(&visit.actor, Operation::KeepCalendars)?;
    let account = accounts::own(&app.db, &visit.actor).await?;
    let mut sections = vec![Section::said(vec![words.say("calendars-lead")])];
    if let Some(secret) = secret {
        sections.push(Section {
            heading: words.say("calendar-made"),
            text: vec![words.say("calendar-made-text")],
            secrets: vec![secret],
            ..Section::default()
        });
    }
    let mut choices = vec![("person".to_owned(), words.say("calendar-of-mine"))];
    let mut names: Vec<(Uuid, String)> = Vec::new();
    let mine = organizations::of_account(&app.db, account.id).await?;
    let ids: Vec<Uuid> = mine.iter().map(|(one, _)| one.id).collect();
    let mut things = sharing::names_of_all(&app.db, &ids).await?;
    for (one, _) in mine {
        let label = words.with("calendar-of-organization", "name", &one.name);
        choices.push((format!("organization:{}", one.id), label.clone()));
        names.push((one.id, label));
        for (thing, name) in things.remove(&one.id).unwrap_or_default().into_iter().take(RESOURCES) {
            let label = words.with2("calendar-of-resource", "name", name, "owner", &one.name);
            choices.push((format!("resource:{thing}"), label.clone()));
            names.push((thing, label));
        }
    }
    let held = sharing::feeds_of(&app.db, account.id).await?;
    if !held.is_empty() {
        let row = |feed: &Feed| {
            let known = names.iter().find(|(id, _)| *id == feed.subject).map(|(_, label)| label.clone());
            let label = match feed.kind.as_str() {
                "person" => words.say("calendar-of-mine"),
                _ => known.unwrap_or_else(|| words.say("calendar-of-nothing")),
            };
            Row {
                cells: vec![label.clone(), accounts::pages::moment(words, &account, feed.created_at)],
                href: None,
                buttons: vec![Button {
                    act: "desabonner",
                    value: feed.id.to_string(),
                    label: words.say("submit-desabonner"),
                    about: label,
                }],
            }
        };
        let table = Table {
            caption: words.with("calendars-caption", "count", held.len()),
            headers: ["calendar-what", "calendar-since", "table-do"].map(|key| words.say(key)).into(),
            rows: held.iter().map(row).collect(),
        };
        sections.push(Section { table: Some(table), ..Section::default() });
    }
    let field =
        Field::new(words, "calendar", "select", "off").label(words.say("calendar-what")).choices(choices);
    let view = FormView::new(words, "abonner", vec![field]).typed(form);
    sections.push(Section::form(words.say("calendar-new"), Vec::new(), view));
    let mut page = DeskPage::new(visit, words.say("calendars-heading"), Nav::Desk, sections);
    page.trail = trail(words);
    Ok(page)
}

pub(super) async fn act(visit: &Visit, form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    match form.text("faire") {
        "abonner" => {
            let of = match form.text("calendar").split_once(':') {
                None if form.text("calendar") == "person" => FeedOf::Mine,
                Some(("organization", id)) => FeedOf::Organization(uuid(id)?),
                Some(("resource", id)) => FeedOf::Resource(uuid(id)?),
                _ => {
                    return Err(Error::invalid("calendar", Message::new("invalid-booking-calendar")));
                }
            };
            let secret = sharing::make_feed(app, actor, of).await?;
            let address = format!("{}/calendar/{secret}.ics", app.settings.public_origin());
            Ok(Answer::Page(page(visit, &Form::default(), Some(address)).await?.done()?))
        }
        "desabonner" => {
            sharing::end_feed(app, actor, uuid(form.text("id"))?).await?;
            Ok(Answer::SeeOther(format!("{}?fait=calendar-ended", visit.address.path)))
        }
        _ => Err(Error::NotFound),
    }
}
