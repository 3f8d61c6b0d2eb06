//! Who has a thing now, for its owner's members.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use crate::base::desk::{Row, Section, Table, whole};
use crate::base::visit::Visit;
use crate::error::Result;
use crate::sharing::booking::{answered, is_late, is_out};
use crate::sharing::calendar::Window;
use crate::sharing::{self, Booking, Resource};

/// Bookings of a list.
const SHOWN: usize = 50;

/// That a thing is out, and since when, or by when it should have come back; none of what isn't out. `reader`: the time zone
/// of whoever reads.
pub(super) fn out_since(
    visit: &Visit,
    reader: &str,
    thing: &Resource,
    one: &Booking,
) -> Result<Option<String>> {
    let words = visit.words;
    let Some(since) = one.handed_over_at.filter(|_| is_out(one)) else { return Ok(None) };
    let (opening, _) = sharing::schedule(thing)?;
    let moment = |at| sharing::moment_for(words, opening.zone(), reader, at);
    Ok(Some(match is_late(one, visit.app.clock.now()) {
        true => words.with("booking-out-late", "when", moment(one.ends_at)),
        false => words.with("booking-out-since", "when", moment(since)),
    }))
}

/// A table of who has it; none where nobody has.
pub(super) async fn section(visit: &Visit, thing: &Resource, reader: &str) -> Result<Option<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let mut found = sharing::holders(&app.db, &[thing.id], app.clock.now()).await?;
    let Some(held) = found.remove(&thing.id) else { return Ok(None) };
    let (_, sides) = sharing::named(&app.db, &held).await?;
    let (opening, _) = sharing::schedule(thing)?;
    let mut rows = Vec::with_capacity(held.len());
    for one in &held {
        let stay = Window::new(one.starts_at, one.ends_at);
        let out = out_since(visit, reader, thing, one)?;
        rows.push(Row {
            cells: vec![
                sides.get(&one.organization).map(|side| side.name.clone()).unwrap_or_default(),
                whole(&sharing::when_for(words, opening.zone(), reader, stay)),
                words.number(one.units),
                out.unwrap_or_else(|| words.say("booking-out-by-hours")),
            ],
            href: Some(words.path(&format!("/espace/reservations/{}", one.id))),
            buttons: Vec::new(),
        });
    }
    let headers = ["bookings-booker", "bookings-when", "booking-fact-units", "booking-fact-handed-over"];
    Ok(Some(Section {
        heading: words.say("booking-holders"),
        table: Some(Table {
            caption: words.with("booking-holders-caption", "name", &thing.name),
            headers: headers.map(|key| words.say(key)).into(),
            rows,
        }),
        ..Section::default()
    }))
}

/// What is accepted or waits for an answer and lies outside of its hours, since they were changed; none where nothing does.
pub(super) async fn out_of_hours(visit: &Visit, thing: &Resource, reader: &str) -> Result<Option<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let found = sharing::out_of_hours(&app.db, thing, app.clock.now()).await?;
    if found.is_empty() {
        return Ok(None);
    }
    let shown: Vec<Booking> = found.iter().take(SHOWN).cloned().collect();
    let (_, sides) = sharing::named(&app.db, &shown).await?;
    let (opening, _) = sharing::schedule(thing)?;
    let row = |one: &Booking| Row {
        cells: vec![
            whole(&sharing::when_for(words, opening.zone(), reader, answered(one))),
            sides.get(&one.organization).map(|side| side.name.clone()).unwrap_or_default(),
            words.say(format!("booking-state-{}", one.state)),
        ],
        href: Some(words.path(&format!("/espace/reservations/{}", one.id))),
        buttons: Vec::new(),
    };
    Ok(Some(Section {
        heading: words.say("sharing-outside"),
        text: vec![words.say("sharing-outside-text")],
        table: Some(Table {
            caption: words.with("sharing-outside-caption", "count", found.len()),
            headers: ["bookings-when", "bookings-booker", "bookings-state"].map(|key| words.say(key)).into(),
            rows: shown.iter().map(row).collect(),
        }),
        ..Section::default()
    }))
}

/// With whom each of these is now, in a few words; nothing of what nobody has.
pub(super) async fn named(visit: &Visit, things: &[Resource]) -> Result<HashMap<Uuid, String>> {
    let (app, words, now) = (&visit.app, visit.words, visit.app.clock.now());
    let ids: Vec<Uuid> = things.iter().map(|one| one.id).collect();
    let found = sharing::holders(&app.db, &ids, now).await?;
    let rows: Vec<Booking> = found.values().flatten().cloned().collect();
    let (_, sides) = sharing::named(&app.db, &rows).await?;
    let said = |held: &Vec<Booking>| {
        let who: BTreeSet<Uuid> = held.iter().map(|one| one.organization).collect();
        let first = who.first().and_then(|id| sides.get(id));
        let with = match (first, who.len()) {
            (Some(one), 1) => words.with("sharing-at-one", "name", &one.name),
            (_, several) => words.with("sharing-at-several", "count", several),
        };
        match held.iter().any(|one| is_late(one, now)) {
            true => words.with("sharing-at-late", "with", with),
            false => with,
        }
    };
    Ok(found.iter().map(|(id, held)| (*id, said(held))).collect())
}
