//! A week of a resource as a table, each free cell leading to a stay that can be booked.

use chrono::{DateTime, NaiveDate, Timelike, Utc};

use super::{filled, moment};
use crate::base::desk::{WeekCell, WeekRow, WeekView};
use crate::base::form::Form;
use crate::base::page::{Address, Link};
use crate::base::visit::Visit;
use crate::base::words::Words;
use crate::error::Result;
use crate::sharing::calendar::{self, Availability, Opening, Refusal, State, Step, Terms, Window};
use crate::sharing::pages::said;
use crate::sharing::{self, Resource};

/// The day whose week is asked for; else that of what was typed, of what is free next, or today.
fn day_asked(
    visit: &Visit,
    opening: &Opening,
    typed: &Form,
    next: Option<Window>,
    now: DateTime<Utc>,
) -> NaiveDate {
    let local = |at: DateTime<Utc>| at.with_timezone(&opening.zone()).date_naive();
    let typed_day = typed.text("day").parse().ok();
    if let Some(day) = typed_day.filter(|_| typed.has("moment")) {
        return day;
    }
    let chosen = visit.one("semaine").or(visit.one("debut").and_then(|text| text.get(..10)));
    let chosen = chosen.or(visit.one("jour"));
    let day: Option<NaiveDate> = chosen.and_then(|text| text.parse().ok());
    day.or(typed_day).unwrap_or_else(|| local(next.map_or(now, |stay| stay.from)))
}

/// `next`: the first stay that is free. `may_book`: whether what is free leads to the form.
pub(super) async fn of(
    visit: &Visit,
    resource: &Resource,
    (opening, terms): (&Opening, &Terms),
    typed: &Form,
    next: Option<Window>,
    may_book: bool,
) -> Result<WeekView> {
    let (words, now) = (visit.words, visit.app.clock.now());
    let day = day_asked(visit, opening, typed, next, now);
    // An hour a row: quarters would make a table nobody reads.
    let step = if terms.step == Step::Day { Step::Day } else { Step::Hour };
    let capacity = resource.units.unsigned_abs();
    let [monday, .., sunday] = calendar::week(opening, capacity, &[], day, step, now).days;
    let at = |day: NaiveDate, days: i64| {
        let start = sharing::booking::day_start(opening.zone(), day).unwrap_or(now);
        start + chrono::Duration::days(days)
    };
    // A stay that starts on Sunday may go on for long, and what holds it then comes with buffers.
    let beyond = i64::from((terms.shortest + terms.buffer_after) / 1_440) + 2;
    let around = Window::new(at(monday, -8), at(sunday, beyond));
    let taken = sharing::taken(&visit.app.db, resource.id, around).await?;
    let known = sharing::availability(resource, (opening, terms), &taken);
    let shown = calendar::week(opening, capacity, &taken, day, step, now);
    let cell = |(cell, day): (&calendar::Cell, NaiveDate), from: u16, until: u16| {
        let time = Window::of_day(opening.zone(), day, from, until);
        let start = starting(&known, cell.state, time, now);
        let begins = start.ok().map(|stay| minutes(opening, stay.from));
        let begins = begins.filter(|begins| step != Step::Day && *begins != from);
        let day = said::day(words, day);
        let about = match step {
            Step::Day => day,
            _ => format!("{day}, {}", clock(begins.unwrap_or(from))),
        };
        // What begins within it may be free though others have a part of it.
        let within = start.ok().filter(|_| begins.is_some() || cell.state == State::Full);
        let (state, text) = match within {
            Some(stay) => said_from(words, known.units_free(stay), capacity, begins),
            None => said_of(words, cell.state, start.err()),
        };
        let stay = match state {
            "free" | "partly" => start.ok(),
            // Where one joins those who wait.
            "full" => Some(time),
            _ => None,
        };
        let stay = stay.filter(|_| may_book);
        let href = stay.map(|stay| filled(visit, opening, stay.from, None));
        let moment = stay.map(|stay| moment(opening, stay.from, None));
        WeekCell { state, text, about, href, moment }
    };
    let row = |row: &calendar::Row| WeekRow {
        time: if step == Step::Day { words.say("week-whole-day") } else { clock(row.from) },
        cells: row.cells.iter().zip(shown.days).map(|one| cell(one, row.from, row.until)).collect(),
    };
    let weeks = |days: i64| {
        let monday = monday.checked_add_signed(chrono::Duration::days(days)).unwrap_or(monday);
        Address::new(&visit.address.path).with("semaine", &monday.to_string()).href(words)
    };
    let name = |(place, day): (usize, &NaiveDate)| {
        words.with2(
            "week-column",
            "day",
            words.say(format!("weekday-short-{}", place + 1)),
            "date",
            words.short_date(day),
        )
    };
    Ok(WeekView {
        caption: words.with2("week-caption", "name", &resource.name, "day", words.date(&monday)),
        before: Link { label: words.say("week-before"), href: weeks(-7) },
        after: Link { label: words.say("week-after"), href: weeks(7) },
        day: day.to_string(),
        days: shown.days.iter().enumerate().map(name).collect(),
        rows: shown.rows.iter().map(row).collect(),
        fills: None,
    })
}

/// Minutes after midnight, as a clock shows them.
fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Minutes after midnight on the clock of its place.
fn minutes(opening: &Opening, at: DateTime<Utc>) -> u16 {
    let at = at.with_timezone(&opening.zone());
    (at.hour() * 60 + at.minute()) as u16
}

/// The stay that a cell proposes, or why none starts there.
fn starting(known: &Availability, state: State, time: Window, now: DateTime<Utc>) -> Result<Window, Refusal> {
    match state {
        State::Closed => Err(Refusal::Closed),
        State::Past => Err(Refusal::InThePast),
        State::Full => known.starting_within(time, 1, now).map_err(|_| Refusal::Full { free: 0 }),
        State::Free { .. } | State::Partly { .. } => known.starting_within(time, 1, now),
    }
}

/// How a cell looks in which a stay begins, and its words: how many are free, and from when on where that isn't its start.
fn said_from(words: Words, free: u32, capacity: u32, begins: Option<u16>) -> (&'static str, String) {
    let text = match begins.map(clock) {
        None if capacity == 1 => words.say("week-free"),
        None => words.with("week-free-units", "count", free),
        Some(time) if capacity == 1 => words.with("week-free-from", "time", time),
        Some(time) => words.with2("week-free-units-from", "count", free, "time", time),
    };
    (if free == capacity { "free" } else { "partly" }, text)
}

/// How a cell looks, and its word: how many are free, or why no stay starts there.
fn said_of(words: Words, state: State, refusal: Option<Refusal>) -> (&'static str, String) {
    match (state, refusal) {
        (State::Closed, _) => ("closed", words.say("week-closed")),
        (State::Past, _) | (_, Some(Refusal::InThePast)) => ("past", words.say("week-past")),
        (_, Some(Refusal::NotYetOffered)) => ("closed", words.say("week-not-yet")),
        (_, Some(Refusal::NoLongerOffered)) => ("closed", words.say("week-no-longer")),
        (_, Some(Refusal::TooSoon { .. })) => ("closed", words.say("week-too-soon")),
        (_, Some(Refusal::TooFar { .. })) => ("closed", words.say("week-too-far")),
        (State::Full, _) => ("full", words.say("week-full")),
        // Part of it is open and free: for less than the shortest stay.
        (_, Some(_)) => ("closed", words.say("week-too-short")),
        (State::Free { units: 1 }, None) => ("free", words.say("week-free")),
        (State::Free { units }, None) => ("free", words.with("week-free-units", "count", units)),
        (State::Partly { free }, None) => ("partly", words.with("week-free-units", "count", free)),
    }
}
