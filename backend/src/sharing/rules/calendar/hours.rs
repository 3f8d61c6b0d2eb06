use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::time::{Window, clamp, days_after, earliest, latest, local, on_clock, plus};

const DAY: u16 = 1440;
const GRAIN: u16 = 5;
const MOST_SPANS: usize = 12;
const MOST_EXCEPTIONS: usize = 200;
/// Two years, a leap day included.
const LONGEST_RANGE: i64 = 731 * 1440;

/// Open on one weekday, each week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// 0 (Monday) to 6 (Sunday).
    pub weekday: u8,
    /// Minutes of local time after midnight.
    pub from: u16,
    /// Minutes of local time after midnight, at most 1440.
    pub until: u16,
}

/// Days on which the weekly hours don't count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    pub first: NaiveDate,
    /// Included.
    pub last: NaiveDate,
    /// Minutes of local time after midnight, from and until, on each of the days; none: closed.
    pub open: Vec<(u16, u16)>,
}

/// When a resource can be used, in local time. What was made or read is valid: spans of a day are in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Opening {
    zone: Tz,
    weekly: Vec<Span>,
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Written {
    zone: Tz,
    weekly: Vec<Span>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

impl TryFrom<Written> for Opening {
    type Error = OpeningError;

    fn try_from(written: Written) -> Result<Self, OpeningError> {
        Self::new(written.zone, written.weekly, written.exceptions)
    }
}

/// Whose hours are wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// 0 (Monday) to 6.
    Weekday(u8),
    /// Position among the exceptions given, from 0.
    Exception(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpeningError {
    #[error("weekday {0} is not 0 to 6")]
    Weekday(u8),
    #[error("{place:?}: {from} to {until} is empty or beyond 1440")]
    Span { place: Place, from: u16, until: u16 },
    #[error("{place:?}: {minutes} is not a multiple of 5 minutes")]
    Grain { place: Place, minutes: u16 },
    /// Two spans of one day share the time from `at` on.
    #[error("{place:?}: two spans overlap at {at}")]
    Overlap { place: Place, at: u16 },
    #[error("{place:?}: more than {most} spans")]
    TooManySpans { place: Place, most: usize },
    #[error("exception {0} ends before it starts")]
    Backwards(usize),
    #[error("more than {most} exceptions")]
    TooManyExceptions { most: usize },
}

impl Opening {
    /// Spans may come in any order. Where exceptions share a day, the later one in the list counts.
    /// Errors: the first thing that's wrong.
    pub fn new(
        zone: Tz,
        mut weekly: Vec<Span>,
        mut exceptions: Vec<Exception>,
    ) -> Result<Self, OpeningError> {
        if let Some(wrong) = weekly.iter().find(|span| span.weekday > 6) {
            return Err(OpeningError::Weekday(wrong.weekday));
        }
        weekly.sort_by_key(|span| (span.weekday, span.from, span.until));
        for day in weekly.chunk_by(|a, b| a.weekday == b.weekday) {
            let spans: Vec<_> = day.iter().map(|span| (span.from, span.until)).collect();
            verify(Place::Weekday(day.first().map_or(0, |span| span.weekday)), &spans)?;
        }
        if exceptions.len() > MOST_EXCEPTIONS {
            return Err(OpeningError::TooManyExceptions { most: MOST_EXCEPTIONS });
        }
        for (at, exception) in exceptions.iter_mut().enumerate() {
            if exception.last < exception.first {
                return Err(OpeningError::Backwards(at));
            }
            exception.open.sort_unstable();
            verify(Place::Exception(at), &exception.open)?;
        }
        Ok(Self { zone, weekly, exceptions })
    }

    /// Open day and night, without exception.
    pub fn always(zone: Tz) -> Self {
        let weekly = (0..7).map(|weekday| Span { weekday, from: 0, until: DAY }).collect();
        Self { zone, weekly, exceptions: Vec::new() }
    }

    /// The same, but closed from one moment to another. Errors: as `new`.
    pub fn closed_between(&self, time: Window) -> Result<Self, OpeningError> {
        let (from, until) = (local(self.zone, time.from), local(self.zone, time.until));
        let minutes = |at: NaiveDateTime| (at.hour() * 60 + at.minute()) as u16;
        let mut exceptions = self.exceptions.clone();
        let mut date = from.date();
        while date <= until.date() {
            let starts = if date == from.date() { minutes(from) / GRAIN * GRAIN } else { 0 };
            let ends = if date == until.date() { minutes(until).next_multiple_of(GRAIN) } else { DAY };
            let before = self.hours_on(date);
            let around =
                |&(opens, closes): &(u16, u16)| [(opens, closes.min(starts)), (opens.max(ends), closes)];
            let open: Vec<(u16, u16)> =
                before.iter().flat_map(around).filter(|(opens, closes)| opens < closes).collect();
            if open != before {
                exceptions.retain(|one| (one.first, one.last) != (date, date));
                exceptions.push(Exception { first: date, last: date, open });
            }
            date = days_after(date, 1);
        }
        Self::new(self.zone, self.weekly.clone(), exceptions)
    }

    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// By weekday, then by time.
    pub fn weekly(&self) -> &[Span] {
        &self.weekly
    }

    pub fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// Its weeks without exceptions, on a clock that never changes.
    pub fn usual(&self) -> Self {
        Self { zone: Tz::UTC, weekly: self.weekly.clone(), exceptions: Vec::new() }
    }

    /// Hours of one day, from and until in minutes of local time after midnight, in order.
    pub fn hours_on(&self, date: NaiveDate) -> Vec<(u16, u16)> {
        let exception = self.exceptions.iter().rev().find(|e| e.first <= date && date <= e.last);
        if let Some(exception) = exception {
            return exception.open.clone();
        }
        let weekday = date.weekday().num_days_from_monday();
        let spans = self.weekly.iter().filter(|span| u32::from(span.weekday) == weekday);
        spans.map(|span| (span.from, span.until)).collect()
    }

    /// The open windows within a range, in order; those that touch are one. What is past two years after
    /// `from`, before 1970 or after 2199 is left out.
    ///
    /// Where the clock leaps over a local time, the first that exists stands for it; where it goes back over
    /// one, opening is at the first, closing at the second.
    pub fn open_between(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Window> {
        let from = clamp(from);
        let range = Window::new(from, clamp(until).min(plus(from, LONGEST_RANGE)));
        if range.is_empty() {
            return Vec::new();
        }
        // A day more at each end: where the clock goes back at midnight, a day reaches over its date.
        let mut date = local(self.zone, range.from).date().pred_opt().unwrap_or(NaiveDate::MIN);
        let end = days_after(local(self.zone, range.until).date(), 1);
        let mut windows = Vec::new();
        while date <= end {
            for (opens, closes) in self.hours_on(date) {
                let opens = earliest(self.zone, on_clock(date, opens));
                let closes = latest(self.zone, on_clock(date, closes));
                windows.extend(Window::new(opens, closes).shared(&range));
            }
            date = days_after(date, 1);
        }
        merged(windows)
    }
}

fn merged(mut windows: Vec<Window>) -> Vec<Window> {
    windows.sort_unstable();
    let mut merged: Vec<Window> = Vec::with_capacity(windows.len());
    for window in windows {
        match merged.last_mut() {
            Some(last) if window.from <= last.until => last.until = last.until.max(window.until),
            _ => merged.push(window),
        }
    }
    merged
}

fn verify(place: Place, spans: &[(u16, u16)]) -> Result<(), OpeningError> {
    if spans.len() > MOST_SPANS {
        return Err(OpeningError::TooManySpans { place, most: MOST_SPANS });
    }
    let mut closed = 0;
    for &(from, until) in spans {
        if until <= from || until > DAY {
            return Err(OpeningError::Span { place, from, until });
        }
        if let Some(minutes) = [from, until].into_iter().find(|minutes| minutes % GRAIN != 0) {
            return Err(OpeningError::Grain { place, minutes });
        }
        if from < closed {
            return Err(OpeningError::Overlap { place, at: from });
        }
        closed = until;
    }
    Ok(())
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
