//! One booking: where it stands, on which terms, and what can be done with it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{stay_of, trail, uuid};
use crate::accounts;
use crate::base::desk::{DeskPage, FormView, Row, Section, Table, whole};
use crate::base::form::{Field, Form};
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, FieldError, Message, Result};
use crate::rights::{self, Operation};
use crate::sharing::calendar::{Step, Window};
use crate::sharing::conditions::{amounts, owes_when_cancelled};
use crate::sharing::{self, Act, Answer as Said, Booking, Seen, Side, State};

/// Days left out that are named.
const NAMED: usize = 104;

pub(super) async fn page(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    rights::check(&visit.actor, Operation::ReadBooking)?;
    let seen = sharing::booking_seen(&app.db, &visit.actor, uuid(id)?).await?;
    let zone = accounts::own(&app.db, &visit.actor).await?.time_zone;
    let mut sections = vec![facts(visit, &seen).await?];
    sections.extend(along(visit, &seen, &zone).await?);
    sections.extend(series(visit, &seen, &zone).await?);
    if let Some(days) = visit.one("sauf") {
        let days: Vec<String> = days
            .split(',')
            .take(NAMED)
            .filter_map(|day| day.parse::<NaiveDate>().ok())
            .map(|day| words.date(&day))
            .collect();
        if !days.is_empty() {
            sections.push(Section::said(vec![words.with("booking-left-out", "days", words.list(&days))]));
        }
    }
    sections.extend(holders(visit, &seen, &zone).await?);
    sections.extend(acts(visit, &seen, form).await?);
    let title = words.with("booking-of", "name", &seen.resource.name);
    let mut page = DeskPage::new(visit, title, Nav::Desk, sections);
    page.trail = trail(words);
    Ok(page)
}

async fn facts(visit: &Visit, seen: &Seen) -> Result<Section> {
    let (app, words) = (&visit.app, visit.words);
    let account = accounts::own(&app.db, &visit.actor).await?;
    let (one, thing) = (&seen.booking, &seen.resource);
    let moment = |at| accounts::pages::moment(words, &account, at);
    let (_, sides) = sharing::named(&app.db, std::slice::from_ref(one)).await?;
    let name = |id| sides.get(&id).map(|side| side.name.clone()).unwrap_or_default();
    let accepted = one.state == "accepted";
    // Where exactly, and how one gets in: for those who have it, and for its owner.
    let knows = accepted || seen.owner.is_some();
    let (opening, _) = sharing::schedule(thing)?;
    let counter = one.counter_starts_at.zip(one.counter_ends_at).filter(|_| one.state == "countered");
    let place = sharing::whereabouts(thing, &app.reference.get(), knows).line();
    let booked_by = match one.booked_by {
        Some(id) => accounts::names(&app.db, &[id]).await?.remove(&id),
        None => None,
    };
    let line = match one.state.as_str() {
        "waiting" => Some(words.number(sharing::place_in_line(&app.db, one).await?)),
        _ => None,
    };
    let reference = app.reference.get();
    let things = [(thing.id, thing.clone())].into();
    let owed = sharing::owed_for(&app.db, &things, std::slice::from_ref(one)).await?;
    let nothing = owed.is_empty() && one.owed_cents.is_some();
    let owed = match owed.is_empty() {
        true => nothing.then(|| words.say("booking-owed-nothing")),
        false => Some(amounts(words, &reference, &owed)),
    };
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let facts = [
        ("state", Some(words.say(format!("booking-state-{}", one.state)))),
        ("when", Some(stay_of(words, thing, &account.time_zone, one)?)),
        (
            "counter",
            counter.map(|(f, u)| {
                sharing::when_for(words, opening.zone(), &account.time_zone, Window::new(f, u))
            }),
        ),
        ("line", line),
        ("answer-by", one.answer_by.filter(|_| one.state != "waiting").map(moment)),
        ("booker", Some(name(one.organization))),
        ("by", booked_by),
        ("owner", Some(name(thing.organization))),
        ("units", Some(words.number(one.units)).filter(|_| thing.units > 1)),
        ("purpose", given(&one.purpose)),
        ("reason", one.reason.clone()),
        ("owed", owed),
        ("deposit", thing.deposit_cents.map(|cents| words.euros(&cents))),
        (
            "cancellation",
            thing.cancellation_hours.map(|h| words.with("booking-cancellation-text", "hours", h)),
        ),
        ("insurance", given(&thing.insurance)),
        ("place", place),
        ("handover", given(&thing.handover).filter(|_| knows)),
        ("handed-over", one.handed_over_at.map(moment)),
        ("handed-back", one.handed_back_at.map(moment)),
        ("handover-note", given(&one.handover_note)),
    ];
    let named =
        |(name, value): (&str, Option<String>)| Some((words.say(format!("booking-fact-{name}")), value?));
    Ok(Section {
        facts: facts.into_iter().filter_map(named).collect(),
        links: vec![Link {
            label: thing.name.clone(),
            href: words.path(&format!("/mutualisation/{}", thing.id)),
        }],
        ..Section::default()
    })
}

/// What is booked together, and what is owed for all of it.
async fn along(visit: &Visit, seen: &Seen, zone: &str) -> Result<Option<Section>> {
    let rows = sharing::together(&visit.app.db, &seen.booking, false).await?;
    if rows.len() < 2 {
        return Ok(None);
    }
    listed(visit, "booking-together", zone, &rows, &rows).await.map(Some)
}

/// The dates of what comes back, and what is owed for all of them.
async fn series(visit: &Visit, seen: &Seen, zone: &str) -> Result<Option<Section>> {
    if seen.booking.series.is_none() {
        return Ok(None);
    }
    let all = sharing::together(&visit.app.db, &seen.booking, true).await?;
    let dates: Vec<Booking> =
        all.iter().filter(|row| row.resource == seen.resource.id).take(NAMED).cloned().collect();
    listed(visit, "booking-series", zone, &dates, &all).await.map(Some)
}

async fn listed(visit: &Visit, key: &str, zone: &str, rows: &[Booking], all: &[Booking]) -> Result<Section> {
    let (app, words) = (&visit.app, visit.words);
    let (things, _) = sharing::named(&app.db, all).await?;
    let reference = app.reference.get();
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(thing) = things.get(&row.resource) else { continue };
        let owed = row.owed_cents.zip(row.owed_currency.clone()).map(|(cents, currency)| (currency, cents));
        let owed: BTreeMap<String, i64> = owed.into_iter().collect();
        shown.push(Row {
            cells: vec![
                thing.name.clone(),
                whole(&stay_of(words, thing, zone, row)?),
                words.number(row.units),
                whole(&amounts(words, &reference, &owed)),
                words.say(format!("booking-state-{}", row.state)),
            ],
            href: Some(words.path(&format!("/espace/reservations/{}", row.id))),
            buttons: Vec::new(),
        });
    }
    let headers = ["bookings-what", "bookings-when", "booking-fact-units", "booking-price", "bookings-state"];
    let owed = sharing::owed_for(&app.db, &things, all).await?;
    let text = match owed.is_empty() {
        true => Vec::new(),
        false => vec![words.with("booking-total", "amount", amounts(words, &reference, &owed))],
    };
    Ok(Section {
        heading: words.say(key),
        text,
        table: Some(Table {
            caption: words.with("booking-listed-caption", "count", rows.len()),
            headers: headers.map(|key| words.say(key)).into(),
            rows: shown,
        }),
        ..Section::default()
    })
}

/// What one would owe for cancelling now, in words.
async fn cancelled_now(visit: &Visit, seen: &Seen, side: Side) -> Result<Vec<String>> {
    let (app, words, now) = (&visit.app, visit.words, visit.app.clock.now());
    let all = sharing::together(&app.db, &seen.booking, true).await?;
    let all: Vec<Booking> = all.into_iter().filter(|row| row.ends_at > now).collect();
    if all.iter().all(|row| row.owed_cents.is_none()) {
        return Ok(Vec::new());
    }
    if side == Side::Owner {
        return Ok(vec![words.say("booking-cancel-owner-owes-nothing")]);
    }
    let (things, _) = sharing::named(&app.db, &all).await?;
    let late = |row: &&Booking| {
        let thing = things.get(&row.resource);
        row.holds && thing.is_some_and(|thing| owes_when_cancelled(thing, row.starts_at, now))
    };
    let here = |row: &&Booking| {
        row.id == seen.booking.id || (row.bundle.is_some() && row.bundle == seen.booking.bundle)
    };
    let reference = app.reference.get();
    let mut said = Vec::new();
    let these: Vec<Booking> = all.iter().filter(here).filter(late).cloned().collect();
    let owed = sharing::owed_for(&app.db, &things, &these).await?;
    said.push(match owed.is_empty() {
        true => words.say("booking-cancel-owes-nothing"),
        false => words.with("booking-cancel-owes", "amount", amounts(words, &reference, &owed)),
    });
    let late: Vec<Booking> = all.iter().filter(late).cloned().collect();
    if late.len() > these.len() {
        let owed = sharing::owed_for(&app.db, &things, &late).await?;
        said.push(words.with("booking-cancel-owes-series", "amount", amounts(words, &reference, &owed)));
    }
    Ok(said)
}

/// Who has the thing now, for its owner.
async fn holders(visit: &Visit, seen: &Seen, zone: &str) -> Result<Option<Section>> {
    let (app, words) = (&visit.app, visit.words);
    if seen.owner.is_none() {
        return Ok(None);
    }
    let now = app.clock.now();
    let soon = now + chrono::Duration::seconds(1);
    let held = sharing::accepted_between(&app.db, seen.resource.id, now, soon).await?;
    if held.is_empty() {
        return Ok(None);
    }
    let (_, sides) = sharing::named(&app.db, &held).await?;
    let mut rows = Vec::new();
    for one in &held {
        rows.push(Row {
            cells: vec![
                sides.get(&one.organization).map(|side| side.name.clone()).unwrap_or_default(),
                stay_of(words, &seen.resource, zone, one)?,
                words.number(one.units),
            ],
            href: Some(words.path(&format!("/espace/reservations/{}", one.id))),
            buttons: Vec::new(),
        });
    }
    Ok(Some(Section {
        heading: words.say("booking-holders"),
        table: Some(Table {
            caption: words.with("booking-holders-caption", "name", &seen.resource.name),
            headers: ["bookings-booker", "bookings-when", "booking-fact-units"]
                .map(|key| words.say(key))
                .into(),
            rows,
        }),
        ..Section::default()
    }))
}

async fn acts(visit: &Visit, seen: &Seen, form: &Form) -> Result<Vec<Section>> {
    let (words, now) = (visit.words, visit.app.clock.now());
    let (one, thing) = (&seen.booking, &seen.resource);
    let Some(state) = State::named(&one.state) else { return Ok(Vec::new()) };
    let may = |act, side| sharing::booking::moved(state, act, side).is_some();
    let side = match (seen.writes_for_booker(), seen.writes_for_owner()) {
        (true, _) => Some(Side::Booker),
        (false, true) => Some(Side::Owner),
        _ => None,
    };
    let side = side.filter(|side| may(Act::Cancel, *side) && one.ends_at > now);
    let if_cancelled = match side {
        Some(side) => cancelled_now(visit, seen, side).await?,
        None => Vec::new(),
    };
    let mut sections = Vec::new();
    let mut add = |heading: &str, text: Vec<String>, view: FormView| {
        sections.push(Section::form(words.say(heading), text, view.typed(form)));
    };
    let field =
        |name, kind| Field::new(words, name, kind, "off").label(words.say(format!("booking-field-{name}")));
    let optional = |name, kind| Field { optional: true, ..field(name, kind) };
    let (opening, terms) = sharing::schedule(thing)?;
    if seen.writes_for_owner() && may(Act::Accept, Side::Owner) {
        add("booking-accept-heading", Vec::new(), FormView::new(words, "accepter", Vec::new()));
        let reason = vec![field("reason", "textarea").hint(words.say("booking-hint-reason"))];
        add("booking-refuse-heading", Vec::new(), FormView::new(words, "refuser", reason));
        let local = one.starts_at.with_timezone(&opening.zone());
        let end = one.ends_at.with_timezone(&opening.zone());
        let mut fields = vec![field("day", "date").value(&local.date_naive().to_string())];
        if terms.step != Step::Day {
            fields.push(field("startTime", "time").value(&local.format("%H:%M").to_string()));
            fields.push(field("endTime", "time").value(&end.format("%H:%M").to_string()));
        }
        fields.push(optional("lastDay", "date"));
        fields.push(optional("reason", "textarea"));
        add("booking-counter-heading", Vec::new(), FormView::new(words, "contre-proposer", fields));
    }
    if seen.writes_for_booker() && may(Act::Accept, Side::Booker) {
        let mut view = FormView::new(words, "accepter-heure", Vec::new());
        view.second = Some(("refuser-heure", words.say("submit-refuser-heure")));
        add("booking-counter-answer-heading", Vec::new(), view);
    }
    if seen.writes_for_owner() || seen.writes_for_booker() {
        let about = sharing::booking::is_handed_over_about(now, Window::new(one.starts_at, one.ends_at));
        let act = match (state, one.handed_over_at, one.handed_back_at) {
            (State::Accepted, None, _) if about => Some("remettre"),
            (State::Accepted | State::Cancelled, Some(_), None) => Some("rendre"),
            _ => None,
        };
        if let Some(act) = act {
            let note = vec![optional("note", "textarea").hint(words.say("booking-hint-note"))];
            add(&format!("booking-heading-{act}"), Vec::new(), FormView::new(words, act, note));
        }
    }
    if let Some(side) = side {
        let needed = sharing::booking::needs_reason(Act::Cancel, side);
        let mut fields = vec![Field { optional: !needed, ..field("reason", "textarea") }];
        if one.series.is_some() {
            let all = vec![("1".to_owned(), words.say("booking-cancel-series"))];
            fields.push(optional("series", "checkboxes").choices(all));
        }
        let mut view = FormView::new(words, "decommander", fields);
        view.final_act = true;
        add("booking-cancel-heading", if_cancelled, view);
    }
    Ok(sections)
}

pub(super) async fn act(visit: &Visit, id: &str, form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    let id = uuid(id)?;
    let reason = form.text("reason");
    let done = match form.text("faire") {
        "accepter" => sharing::answer(app, actor, id, &Said::Accept).await.map(|()| "booking-accepted"),
        "refuser" => {
            let answer = Said::Refuse(reason.to_owned());
            sharing::answer(app, actor, id, &answer).await.map(|()| "booking-refused")
        }
        "contre-proposer" => {
            let seen = sharing::booking_seen(&app.db, actor, id).await?;
            let (opening, terms) = sharing::schedule(&seen.resource)?;
            let stay = crate::sharing::pages::booking::stay(form, &opening, terms.step)?;
            let answer = Said::Counter(stay, reason.to_owned());
            let done = sharing::answer(app, actor, id, &answer).await;
            done.map(|()| "booking-countered").map_err(crate::sharing::pages::booking::placed)
        }
        "accepter-heure" => sharing::answer_counter(app, actor, id, true).await.map(|()| "booking-accepted"),
        "refuser-heure" => sharing::answer_counter(app, actor, id, false).await.map(|()| "booking-refused"),
        "remettre" | "rendre" => {
            let back = form.text("faire") == "rendre";
            sharing::record_handover(app, actor, id, back, form.text("note")).await.map(|()| "handover")
        }
        "decommander" => {
            let series = form.has("series");
            match sharing::cancel(app, actor, id, reason, series).await {
                Ok(()) => {
                    let one = sharing::booking_seen(&app.db, actor, id).await?.booking;
                    let mut rows = sharing::together(&app.db, &one, series).await?;
                    rows.retain(|row| row.state == "cancelled");
                    let (things, _) = sharing::named(&app.db, &rows).await?;
                    let owed = sharing::owed_for(&app.db, &things, &rows).await?;
                    Ok(if owed.is_empty() { "booking-cancelled" } else { "booking-cancelled-owed" })
                }
                Err(error) => Err(error),
            }
        }
        _ => Err(Error::NotFound),
    };
    match done {
        Ok(done) => Ok(Answer::SeeOther(format!("{}?fait={done}", visit.address.path))),
        // Someone else has it by now: the request stays, to be answered otherwise.
        Err(Error::Full(_)) => Err(Error::Invalid(vec![FieldError {
            path: String::new(),
            message: Message::new("refused-full"),
        }])),
        Err(error) => Err(error),
    }
}
