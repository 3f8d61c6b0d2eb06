//! One booking: where it stands, on which terms, and what can be done with it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{acts, state_of, stay_of, trail, uuid};
use crate::accounts;
use crate::base::desk::{DeskPage, Row, Section, Table, whole};
use crate::base::form::Form;
use crate::base::page::{Link, Nav};
use crate::base::visit::Visit;
use crate::error::Result;
use crate::rights::{self, Operation};
use crate::sharing::calendar::Window;
use crate::sharing::conditions::amounts;
use crate::sharing::pages::holders;
use crate::sharing::pages::said::cancellation;
use crate::sharing::{self, Booking, Seen};

/// Days left out that are named.
const NAMED: usize = 104;

pub(super) async fn page(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    rights::check(&visit.actor, Operation::ReadBooking)?;
    let seen = sharing::booking_seen(&app.db, &visit.actor, uuid(id)?).await?;
    let zone = accounts::own(&app.db, &visit.actor).await?.time_zone;
    let mut sections = Vec::new();
    if seen.owner.is_some() && visit.one("fait") == Some("booking-cancelled-closed") {
        let mut outside = holders::out_of_hours(visit, &seen.resource, &zone).await?;
        if let Some(outside) = &mut outside {
            let (owner, thing) = (seen.resource.organization, &seen.resource);
            let href = words.path(&format!("/espace/organisations/{owner}/mutualisation/{}", thing.id));
            outside.links.push(Link { label: thing.name.clone(), href });
        }
        sections.extend(outside);
    }
    sections.push(facts(visit, &seen).await?);
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
    if seen.owner.is_some() {
        sections.extend(holders::section(visit, &seen.resource, &zone).await?);
    }
    sections.extend(acts::acts(visit, &seen, form).await?);
    let title = words.with("booking-of", "name", &seen.resource.name);
    let mut page = DeskPage::new(visit, title, Nav::Desk, sections);
    page.trail = trail(words);
    Ok(page)
}

async fn facts(visit: &Visit, seen: &Seen) -> Result<Section> {
    let (app, words) = (&visit.app, visit.words);
    let account = accounts::own(&app.db, &visit.actor).await?;
    let (one, thing) = (&seen.booking, &seen.resource);
    let (_, sides) = sharing::named(&app.db, std::slice::from_ref(one)).await?;
    let name = |id| sides.get(&id).map(|side| side.name.clone()).unwrap_or_default();
    let accepted = one.state == "accepted";
    // Where exactly, and how one gets in: for those who have it, and for its owner.
    let knows = accepted || seen.owner.is_some();
    let (opening, _) = sharing::schedule(thing)?;
    let moment = |at| sharing::moment_for(words, opening.zone(), &account.time_zone, at);
    let counter = one.counter_starts_at.zip(one.counter_ends_at).filter(|_| one.state == "countered");
    let place = sharing::whereabouts(thing, &app.reference.get(), knows);
    let booked_by = match one.booked_by {
        Some(id) => accounts::names(&app.db, &[id]).await?.remove(&id),
        None => None,
    };
    let line = match one.state.as_str() {
        "waiting" => Some(words.number(sharing::place_in_line(&app.db, one).await?)),
        _ => None,
    };
    let reference = app.reference.get();
    let owed = sharing::owed_for(&app.db, std::slice::from_ref(one)).await?;
    let nothing = owed.is_empty() && one.owed_cents.is_some();
    let owed = match owed.is_empty() {
        true => nothing.then(|| words.say("booking-owed-nothing")),
        false => Some(amounts(words, &reference, &owed)),
    };
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let facts = [
        ("state", Some(state_of(visit, &account.time_zone, thing, one, seen.given)?)),
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
        ("people", one.people.map(|people| words.number(people))),
        ("purpose", said(&one.purpose)),
        ("reason", one.reason.clone()),
        ("owed", owed),
        ("deposit", thing.deposit_cents.map(|cents| words.euros(&cents))),
        ("cancellation", thing.cancellation_hours.map(|hours| cancellation(words, Some(hours)))),
        ("insurance", said(&thing.insurance)),
        ("place", place.line()),
        ("access", place.access),
        ("handover", said(&thing.handover).filter(|_| knows)),
        ("handed-over", one.handed_over_at.map(moment)),
        ("handed-back", one.handed_back_at.map(moment)),
        ("handover-note", said(&one.handover_note)),
    ];
    let named =
        |(name, value): (&str, Option<String>)| Some((words.say(format!("booking-fact-{name}")), value?));
    Ok(Section {
        text: waited(visit, one).await?,
        facts: facts.into_iter().filter_map(named).collect(),
        links: vec![Link {
            label: thing.name.clone(),
            href: words.path(&format!("/mutualisation/{}", thing.id)),
        }],
        ..Section::default()
    })
}

/// What is waited for along with one that waits, in words.
async fn waited(visit: &Visit, one: &Booking) -> Result<Vec<String>> {
    if one.state != "waiting" {
        return Ok(Vec::new());
    }
    let wanted = sharing::wanted_with(&visit.app.db, one).await?;
    let things: Vec<_> = wanted.iter().map(|(thing, _)| thing).collect();
    let all = sharing::together(&visit.app.db, one, true).await?;
    let dates = all.iter().filter(|row| row.resource == one.resource && row.state == one.state).count();
    Ok(sharing::waited_together(visit.words, &things, dates))
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
    let given = sharing::given(&app.db, rows).await?;
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
                state_of(visit, zone, thing, row, given.contains(&row.id))?,
            ],
            href: Some(words.path(&format!("/espace/reservations/{}", row.id))),
            buttons: Vec::new(),
        });
    }
    let headers = ["bookings-what", "bookings-when", "booking-fact-units", "booking-price", "bookings-state"];
    let owed = sharing::owed_for(&app.db, all).await?;
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
