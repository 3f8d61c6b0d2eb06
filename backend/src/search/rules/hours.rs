//! Opening hours as words that any engine compares, in the resource's own time zone: one for each whole hour of the
//! week, and one for each part of a day in which the shortest stay fits; for each day of an exception, and each on which
//! the clock changes, those that are other than in other weeks.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::sharing::calendar::{MOST_BUFFER, Opening, Terms, Window};
use crate::sharing::{PartOfDay, opens};

/// Days ahead that can be asked for, and of exceptions that are told apart from the day on which it is indexed: nobody
/// books farther ahead.
pub const DAYS_AHEAD: u64 = 800;
/// Days in which all that is shared is indexed anew, a part on each: then the exceptions of every day that anyone may
/// book are always known.
const RENEWED_IN: u64 = 60;
/// Hours of a stay that are asked one by one, with the exceptions of each; of a longer one, those of whole days alone.
const MOST_HOURS: usize = 7 * 24;
const DAY: i64 = 1_440;
/// Buffers up to this, minutes, are looked for around every stay; longer ones only where there are any.
pub const USUAL_BUFFER: u32 = 240;
/// 2001-01-01: any Monday does.
const MONDAY: NaiveDate = match NaiveDate::from_ymd_opt(2001, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The time zone of a resource, and up to how many minutes its buffers come: there are few of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub zone: Tz,
    pub before: u32,
    pub after: u32,
}

impl Clock {
    pub fn of(opening: &Opening, terms: &Terms) -> Clock {
        let up_to = |buffer: u32| match buffer {
            0 => 0,
            1..=USUAL_BUFFER => USUAL_BUFFER,
            _ => MOST_BUFFER,
        };
        Clock { zone: opening.zone(), before: up_to(terms.buffer_before), after: up_to(terms.buffer_after) }
    }

    pub fn code(&self) -> String {
        format!("{} {} {}", self.zone.name(), self.before, self.after)
    }

    pub fn parse(code: &str) -> Option<Clock> {
        let mut parts = code.split(' ');
        let zone = parts.next()?.parse().ok()?;
        Some(Clock { zone, before: parts.next()?.parse().ok()?, after: parts.next()?.parse().ok()? })
    }
}

/// An hour of a day, or a part of it.
fn hour(hour: u32) -> String {
    format!("T{hour}")
}

fn part(part: PartOfDay) -> String {
    format!(":{}", part.code())
}

/// Weekdays begin with Monday, 0.
fn weekly(zone: Tz, day: NaiveDate, mark: &str) -> String {
    format!("{} {}{mark}", zone.name(), day.weekday().num_days_from_monday())
}

fn on_day(zone: Tz, day: NaiveDate) -> String {
    on(zone, day, "")
}

fn on(zone: Tz, day: NaiveDate, mark: &str) -> String {
    format!("{} {day}{mark}", zone.name())
}

/// The hours that are open throughout.
fn whole(spans: &[(u16, u16)]) -> BTreeSet<u32> {
    let mut merged: Vec<(u16, u16)> = Vec::new();
    for &(from, until) in spans {
        match merged.last_mut() {
            Some(last) if last.1 == from => last.1 = until,
            _ => merged.push((from, until)),
        }
    }
    let hours = |(from, until): (u16, u16)| u32::from(from.div_ceil(60))..u32::from(until / 60);
    merged.into_iter().flat_map(hours).collect()
}

/// What stands for a day: its hours, and the parts in which the shortest stay fits.
fn marks(opening: &Opening, terms: &Terms, day: NaiveDate) -> BTreeSet<String> {
    let parts = PartOfDay::ALL.iter().copied().filter(|part| opens(opening, terms, day, *part));
    whole(&opening.hours_on(day)).into_iter().map(hour).chain(parts.map(part)).collect()
}

/// Whether a resource is indexed anew on that day.
pub fn is_renewed_on(day: NaiveDate, resource: Uuid) -> bool {
    let every = u128::from(RENEWED_IN);
    resource.as_u128() % every == u128::from(day.num_days_from_ce().unsigned_abs()) % every
}

/// The days up to another on which the clock changes.
fn changes(zone: Tz, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    let offset = |day: NaiveDate| zone.offset_from_utc_datetime(&day.and_time(NaiveTime::MIN)).fix();
    let weeks = first.iter_days().step_by(7).take_while(|day| *day <= last);
    let changing = weeks.filter(|day| offset(*day) != offset(*day + Days::new(7)));
    // Some hours apart, a day begins in another week.
    let days = changing.flat_map(|day| (day - Days::new(1)).iter_days().take(9));
    days.filter(|day| PartOfDay::Whole.window(zone, *day).minutes() != DAY).collect()
}

/// What a document holds: the hours and the parts of days it is open, and those and the days on which it is closed
/// after all.
pub fn tokens(opening: &Opening, terms: &Terms, today: NaiveDate) -> (Vec<String>, Vec<String>) {
    let zone = opening.zone();
    let usual = opening.usual();
    let of_week: Vec<BTreeSet<String>> =
        MONDAY.iter_days().take(7).map(|day| marks(&usual, terms, day)).collect();
    // A stay too short to hold an hour asks for the zone alone.
    let mut open = vec![zone.name().to_owned()];
    for (day, marks) in MONDAY.iter_days().zip(&of_week) {
        open.extend(marks.iter().map(|mark| weekly(zone, day, mark)));
    }
    let mut closed = Vec::new();
    // Somewhere it is still yesterday.
    let first = today.pred_opt().unwrap_or(today);
    let last = today.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(today);
    let mut days: BTreeSet<NaiveDate> = opening
        .exceptions()
        .iter()
        .flat_map(|exception| {
            let until = exception.last.min(last);
            exception.first.max(first).iter_days().take_while(move |day| *day <= until)
        })
        .collect();
    days.extend(changes(zone, first, last));
    for day in days {
        let usual = &of_week[day.weekday().num_days_from_monday() as usize];
        let then = marks(opening, terms, day);
        open.extend(then.difference(usual).map(|mark| on(zone, day, mark)));
        match then.is_empty() && !usual.is_empty() {
            true => closed.push(on_day(zone, day)),
            false => closed.extend(usual.difference(&then).map(|mark| on(zone, day, mark))),
        }
    }
    (open, closed)
}

/// What is asked of a part of a day: the words of which one must be held, and those of which none may be.
pub fn part_of_day(day: NaiveDate, of_it: PartOfDay, zones: &[Tz]) -> (Vec<String>, Vec<String>) {
    let mark = part(of_it);
    let any = zones.iter().flat_map(|zone| [weekly(*zone, day, &mark), on(*zone, day, &mark)]);
    let none = zones.iter().flat_map(|zone| [on_day(*zone, day), on(*zone, day, &mark)]);
    (any.collect(), none.collect())
}

/// What is asked of a stay, by time zone: for each whole hour of it, the words of which one must be held; and those of
/// which none may be.
pub fn hours_within(stay: Window, zones: &[Tz]) -> (Vec<Vec<String>>, Vec<String>) {
    let by_zone: Vec<(Tz, Vec<(NaiveDate, u32)>)> =
        zones.iter().map(|zone| (*zone, local_hours(*zone, stay))).collect();
    let long = by_zone.iter().any(|(_, hours)| hours.len() > MOST_HOURS);
    let most = by_zone.iter().map(|(_, hours)| hours.len()).max().unwrap_or(0);
    let mut asked: Vec<Vec<String>> = Vec::new();
    // Longer than a week, it asks for the same hours again and again.
    for place in 0..most.min(MOST_HOURS) {
        let mut any = Vec::new();
        for (zone, hours) in &by_zone {
            match hours.get(place).or(hours.last()) {
                None => any.push(zone.name().to_owned()),
                Some((day, of_it)) => {
                    any.push(weekly(*zone, *day, &hour(*of_it)));
                    if !long {
                        any.push(on(*zone, *day, &hour(*of_it)));
                    }
                }
            }
        }
        asked.push(any);
    }
    let mut none = BTreeSet::new();
    for (zone, hours) in &by_zone {
        for (day, of_it) in hours {
            none.insert(on_day(*zone, *day));
            if !long {
                none.insert(on(*zone, *day, &hour(*of_it)));
            }
        }
    }
    (asked, none.into_iter().collect())
}

/// The hours of the clock that lie wholly within a stay.
fn local_hours(zone: Tz, stay: Window) -> Vec<(NaiveDate, u32)> {
    let mut found = Vec::new();
    let mut at = next_hour(zone, stay.from);
    while let Some(end) = at.checked_add_signed(TimeDelta::hours(1)).filter(|end| *end <= stay.until) {
        let local = at.with_timezone(&zone).naive_local();
        found.push((local.date(), local.hour()));
        at = next_hour(zone, end);
    }
    found
}

/// The first whole hour of the clock from a moment on.
fn next_hour(zone: Tz, at: DateTime<Utc>) -> DateTime<Utc> {
    let local = at.with_timezone(&zone);
    let past = i64::from(local.minute() * 60 + local.second());
    let past = past + i64::from(local.nanosecond() > 0);
    let rest = (3_600 - past) % 3_600;
    at.checked_add_signed(TimeDelta::seconds(rest)).unwrap_or(at)
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
