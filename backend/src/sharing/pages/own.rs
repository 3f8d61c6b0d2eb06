//! What an organisation offers and looks for, for its members.

use uuid::Uuid;

use super::{form, holders};
use crate::base::desk::{self, Button, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::Link;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Message, Result};
use crate::organizations::pages::own::{Mine, drafted, frame, mine, removed_pictures};
use crate::sharing::{self, Resource};
use crate::{accounts, alerts, organizations, rights};

async fn list(visit: &Visit, id: &str) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let all = sharing::of_organization(&app.db, mine.organization.id).await?;
    let today = app.clock.today();
    let with_whom = holders::named(visit, &all).await?;
    let row = |one: &Resource| Row {
        cells: vec![
            one.name.clone(),
            words.say(format!("direction-{}", one.direction)),
            words.say(format!("resource-kind-{}", one.kind.replace('_', "-"))),
            words.say(match one.archived_at {
                Some(_) => "resource-archived",
                None if sharing::is_over(one, today) => "resource-ended",
                None if one.valid_from.is_some_and(|first| first > today) => "resource-not-yet",
                None => "resource-shown",
            }),
            with_whom.get(&one.id).cloned().unwrap_or_default(),
        ],
        href: Some(words.path(&mine.path(&format!("/mutualisation/{}", one.id)))),
        buttons: match (mine.writes(), one.archived_at) {
            (true, Some(_)) => vec![Button {
                act: "restaurer",
                value: one.id.to_string(),
                label: words.say("submit-restaurer"),
                about: one.name.clone(),
            }],
            _ => Vec::new(),
        },
    };
    let mut section = Section { text: vec![words.say("sharing-text")], ..Section::default() };
    if mine.writes() {
        let new = words.path(&mine.path("/mutualisation/nouvelle"));
        section.links.push(Link { label: words.say("sharing-new"), href: new });
    }
    match all.is_empty() {
        true => section.text.push(words.say("sharing-none")),
        false => {
            let headers = [
                "own-name",
                "resource-direction",
                "resource-kind",
                "own-state",
                "sharing-at-whom",
                "table-do",
            ];
            section.table = Some(Table {
                caption: words.with("sharing-caption", "count", all.len()),
                headers: headers.map(|key| words.say(key)).into(),
                rows: all.iter().map(row).collect(),
            });
        }
    }
    Ok(frame(visit, &mine, words.say("own-sharing"), vec![section]))
}

async fn new(visit: &Visit, id: &str, typed: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let mine = mine(visit, id).await?;
    if !mine.writes() {
        let said = Section::said(vec![words.say("own-reader")]);
        return Ok(frame(visit, &mine, words.say("own-sharing"), vec![said]));
    }
    let reference = visit.app.reference.get();
    let view = form::view(words, &reference, &sharing::fresh(&mine.organization), None);
    let view = drafted(visit, view.typed(typed), typed).await?;
    let section =
        Section { form: Some(view), text: vec![words.say("sharing-new-text")], ..Section::default() };
    Ok(frame(visit, &mine, words.say("sharing-new"), vec![section]))
}

/// One of this organisation's, as its members see it.
async fn of(visit: &Visit, mine: &Mine, resource: &str) -> Result<Resource> {
    let id = Uuid::parse_str(resource).map_err(|_| Error::NotFound)?;
    let found = sharing::any_by_id(&visit.app.db, id).await?;
    if found.organization == mine.organization.id { Ok(found) } else { Err(Error::NotFound) }
}

async fn edit(visit: &Visit, id: &str, resource: &str, typed: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let one = of(visit, &mine, resource).await?;
    let see =
        Link { label: words.say("sharing-see"), href: words.path(&format!("/mutualisation/{}", one.id)) };
    let mut first = Section { links: vec![see], ..Section::default() };
    if visit.one("fait") == Some("request-watched") {
        first.links.push(Link { label: words.say("alerts-heading"), href: words.path("/espace/alertes") });
    }
    let zone = accounts::own(&app.db, &visit.actor).await?.time_zone;
    let with_whom = holders::section(visit, &one, &zone).await?;
    if !mine.writes() {
        first.text.push(words.say("own-reader"));
        let sections = [first].into_iter().chain(with_whom).collect();
        return Ok(frame(visit, &mine, one.name.clone(), sections));
    }
    if one.archived_at.is_some() {
        first.text.push(words.say("sharing-archived-text"));
    }
    if one.archived_at.is_none() && sharing::is_over(&one, app.clock.today()) {
        first.text.push(words.say("sharing-over-text"));
    }
    let view = form::view(words, &app.reference.get(), &sharing::as_typed(&one), Some(&one));
    first.form = Some(drafted(visit, view.typed(typed), typed).await?);
    let outside = holders::out_of_hours(visit, &one, &zone).await?;
    let mut sections: Vec<Section> = outside.into_iter().chain(with_whom).chain([first]).collect();
    if one.direction == "offer" {
        sections.extend(extras(visit, &one, typed).await?);
    }
    sections.extend(photos(visit, &one, typed).await?);
    let act = if one.archived_at.is_some() { "remettre-ressource" } else { "archiver-ressource" };
    let mut view = FormView::new(words, act, Vec::new());
    view.final_act = one.archived_at.is_none();
    let text = if one.archived_at.is_some() { "sharing-restore-text" } else { "sharing-archive-text" };
    sections.push(Section::form(words.say("sharing-archive"), vec![words.say(text)], view));
    Ok(frame(visit, &mine, one.name.clone(), sections))
}

/// What can be booked along with it: a line for each, with how many.
async fn extras(visit: &Visit, one: &Resource, typed: &Form) -> Result<Option<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let others = sharing::of_organization(&app.db, one.organization).await?;
    let offered =
        |other: &&Resource| other.id != one.id && other.direction == "offer" && other.archived_at.is_none();
    let choices: Vec<(String, String)> = others
        .iter()
        .filter(offered)
        .map(|other| {
            (other.id.to_string(), words.with2("extra-choice", "name", &other.name, "units", other.units))
        })
        .collect();
    if choices.is_empty() {
        return Ok(None);
    }
    let chosen = sharing::extras_chosen(&app.db, one.id).await?;
    let field = Field::optional(words, "extras", "checkboxes")
        .label(words.say("resource-field-extras"))
        .choices(choices)
        .values(chosen.iter().map(|(id, _)| id.to_string()).collect());
    let view = FormView::new(words, "complements", vec![field]).typed(typed);
    let text = ["sharing-extras-text", "sharing-extras-days"].map(|key| words.say(key)).into();
    Ok(Some(Section::form(words.say("sharing-extras"), text, view)))
}

async fn photos(visit: &Visit, one: &Resource, typed: &Form) -> Result<Vec<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let held = organizations::photos_of(&app.db, one.id).await?;
    let mut shown = Section {
        heading: words.say("sharing-photos"),
        photos: held.iter().map(|file| (format!("/images/{}", file.id), file.alt.clone())).collect(),
        ..Section::default()
    };
    let row = |file: &organizations::File| Row {
        cells: vec![file.alt.clone()],
        buttons: vec![Button {
            act: "retirer",
            value: file.id.to_string(),
            label: words.say("submit-retirer"),
            about: file.alt.clone(),
        }],
        href: None,
    };
    if held.is_empty() {
        shown.text.push(words.say("sharing-photos-none"));
    } else {
        shown.table = Some(Table {
            caption: words.say("sharing-photos-caption"),
            headers: ["picture-alt", "table-do"].map(|key| words.say(key)).into(),
            rows: held.iter().map(row).collect(),
        });
    }
    let fields = vec![
        Field::new(words, "picture", "file", "").hint(words.say("hint-picture")),
        Field::new(words, "alt", "text", "off").hint(words.say("hint-alt")),
    ];
    let add = FormView::new(words, "ajouter", fields).typed(typed);
    let gone = removed_pictures(visit, one.organization, Some(one.id)).await?;
    let add = Section::form(words.say("picture-add"), Vec::new(), add);
    Ok([Some(shown), gone, Some(add)].into_iter().flatten().collect())
}

async fn page_of(visit: &Visit, id: &str, rest: &[&str], typed: &Form) -> Result<DeskPage> {
    rights::signed_in(&visit.actor)?;
    match *rest {
        [] => list(visit, id).await,
        ["nouvelle"] => new(visit, id, typed).await,
        [resource] => edit(visit, id, resource, typed).await,
        _ => Err(Error::NotFound),
    }
}

pub(super) async fn show(visit: &Visit, id: &str, rest: &[&str], typed: &Form) -> Result<Answer> {
    Ok(Answer::Page(page_of(visit, id, rest, typed).await?.done()?))
}

pub(super) async fn send(visit: &Visit, id: &str, rest: &[&str], form: &Form) -> Result<Answer> {
    desk::answered(act(visit, id, rest, form).await, form, page_of(visit, id, rest, form)).await
}

async fn act(visit: &Visit, id: &str, rest: &[&str], form: &Form) -> Result<Answer> {
    let mine = mine(visit, id).await?;
    let (app, actor) = (&visit.app, &visit.actor);
    let uuid = |text: &str| Uuid::parse_str(text).map_err(|_| Error::NotFound);
    let again = |done: &str| Ok(Answer::SeeOther(format!("{}?fait={done}", visit.address.path)));
    match (rest, form.text("faire")) {
        (["nouvelle"], "partager") => {
            let new = sharing::create_resource(app, actor, mine.organization.id, &form::typed(form)).await?;
            let path = mine.path(&format!("/mutualisation/{}", new.id));
            let watched = alerts::watch_request(app, actor, &new).await;
            let done = match watched {
                Some(_) => "request-watched",
                None if sharing::is_over(&new, app.clock.today()) => "shared-over",
                None => "shared",
            };
            return Ok(Answer::SeeOther(format!("{path}?fait={done}")));
        }
        ([], "restaurer") => {
            let one = of(visit, &mine, form.text("id")).await?;
            sharing::restore_resource(app, actor, one.id).await?;
            return again("restored");
        }
        _ => {}
    }
    let [resource] = *rest else { return Err(Error::NotFound) };
    let one = of(visit, &mine, resource).await?;
    match form.text("faire") {
        "ressource" => {
            let version = form.text("version").parse().unwrap_or_default();
            let mut typed = form::typed(form);
            typed.direction.clone_from(&one.direction);
            sharing::update_resource(app, actor, one.id, version, &typed).await?;
            again("resource-saved")
        }
        "complements" => {
            let kept = sharing::extras_chosen(&app.db, one.id).await?;
            let unknown = |_| Error::invalid("extras", Message::new("invalid-extra"));
            let ids: Vec<Uuid> =
                form.all("extras").iter().map(|text| text.parse().map_err(unknown)).collect::<Result<_>>()?;
            let all = sharing::any_by_ids(&app.db, &ids).await?;
            let units = |id: &Uuid| {
                let most = all.get(id).map_or(1, |one| one.units);
                let before = kept.iter().find(|(extra, _)| extra == id);
                (*id, before.map_or(most, |(_, units)| (*units).min(most)))
            };
            let chosen: Vec<(Uuid, i32)> = ids.iter().map(units).collect();
            sharing::set_extras(app, actor, one.id, &chosen).await?;
            again("extras")
        }
        "ajouter" => {
            let sent = form
                .file("picture")
                .ok_or_else(|| Error::invalid("picture", Message::new("invalid-file-empty")))?;
            sharing::add_photo(app, actor, one.id, sent, form.text("alt")).await?;
            again("photo")
        }
        "retirer" => {
            sharing::remove_photo(app, actor, one.id, uuid(form.text("id"))?).await?;
            again("photo-removed")
        }
        "restaurer" => {
            sharing::restore_photo(app, actor, one.id, uuid(form.text("id"))?).await?;
            again("picture-restored")
        }
        "archiver-ressource" => {
            sharing::archive_resource(app, actor, one.id).await?;
            again("resource-archived")
        }
        "remettre-ressource" => {
            sharing::restore_resource(app, actor, one.id).await?;
            again("restored")
        }
        _ => Err(Error::NotFound),
    }
}
