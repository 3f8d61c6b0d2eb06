use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate, TimeDelta, Weekday};
use chrono_tz::Tz;

use super::time::{Window, days_after, earliest, is_in_range, local};

const MOST: usize = 104;
const MOST_MONTHS: u32 = 24;
const LONGEST_TEXT: usize = 120;
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Mon),
    ("TU", Weekday::Tue),
    ("WE", Weekday::Wed),
    ("TH", Weekday::Thu),
    ("FR", Weekday::Fri),
    ("SA", Weekday::Sat),
    ("SU", Weekday::Sun),
];

/// The days on which a stay comes back. `every` is 1 for each day, week or month, 2 for every second one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Every {
    /// `every`: 1 to 366.
    Daily { every: u16 },
    /// `every`: 1 to 104; weeks start on Monday.
    Weekly { every: u16, days: Vec<Weekday> },
    /// `every`: 1 to 24.
    Monthly { every: u16, on: On },
}

/// A day of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// 1 to 31; months without that day are passed over.
    Day(u8),
    /// `nth`: 1 to 4, or -1 for the last.
    Nth { nth: i8, weekday: Weekday },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Stays in all, the first included: 1 to 104.
    Count(u16),
    /// The last local date on which one may start.
    Until(NaiveDate),
}

/// How a stay comes back. Stored as the text of an RFC 5545 RRULE, which [`FromStr`] reads and `Display`
/// writes: `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=10`. UNTIL is a local date (`UNTIL=20271231`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    every: Every,
    end: End,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    /// A part of the text that isn't `NAME=VALUE`, comes twice, or is none of those known with that FREQ.
    #[error("unknown part {0}")]
    Part(String),
    /// The value of a part is not one of those allowed.
    #[error("wrong value of {0}")]
    Value(&'static str),
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("longer than {most} characters")]
    TooLongText { most: usize },
    /// Neither a count nor a date ends it, or both do.
    #[error("it must end by a count or by a date")]
    NoEnd,
    #[error("more than {most} stays")]
    TooMany { most: usize },
    /// It goes on past two years after the first stay: `latest` is the last day that's allowed.
    #[error("later than {latest}")]
    TooFar { latest: NaiveDate },
    /// Its date is before the first stay's.
    #[error("it ends before it starts")]
    EndsBeforeItStarts,
    /// The first stay is empty, or not between 1970 and 2199.
    #[error("the first stay is no stay")]
    First,
}

impl Recurrence {
    /// Days of a week may come in any order, twice too. Errors: the first thing that's wrong.
    pub fn new(mut every: Every, end: End) -> Result<Self, RecurrenceError> {
        let (interval, most) = match &mut every {
            Every::Daily { every } => (*every, 366),
            Every::Weekly { every, days } => {
                if days.is_empty() {
                    return Err(RecurrenceError::Missing("BYDAY"));
                }
                days.sort_by_key(Weekday::num_days_from_monday);
                days.dedup();
                (*every, 104)
            }
            Every::Monthly { every, on } => {
                match on {
                    On::Day(1..=31) | On::Nth { nth: -1 | 1..=4, .. } => {}
                    On::Day(_) => return Err(RecurrenceError::Value("BYMONTHDAY")),
                    On::Nth { .. } => return Err(RecurrenceError::Value("BYDAY")),
                }
                (*every, 24)
            }
        };
        if !(1..=most).contains(&interval) {
            return Err(RecurrenceError::Value("INTERVAL"));
        }
        match end {
            End::Count(0) => Err(RecurrenceError::Value("COUNT")),
            End::Count(count) if usize::from(count) > MOST => Err(RecurrenceError::TooMany { most: MOST }),
            End::Until(date) if !(0..=9999).contains(&date.year()) => Err(RecurrenceError::Value("UNTIL")),
            _ => Ok(Self { every, end }),
        }
    }

    pub fn every(&self) -> &Every {
        &self.every
    }

    pub fn end(&self) -> End {
        self.end
    }

    /// The stays, in order: `first` as it is, on whatever day, then one on each later day of the rule, with
    /// the same local start and the same length on the clock's face. Where the clock leaps over the start,
    /// the stay starts at the first time that exists; of two equal times, it takes the first. Where the clock
    /// leaps over all of it, it lasts from there as long as the first did.
    ///
    /// Errors: `First`, `EndsBeforeItStarts`, `TooMany`, `TooFar`.
    pub fn occurrences(&self, first: Window, zone: Tz) -> Result<Vec<Window>, RecurrenceError> {
        if first.is_empty() || !is_in_range(first.from) || !is_in_range(first.until) {
            return Err(RecurrenceError::First);
        }
        let start = local(zone, first.from);
        let elapsed = first.until - first.from;
        // Not positive where the clock goes back during the first stay.
        let length =
            Some(local(zone, first.until) - start).filter(|l| *l > TimeDelta::zero()).unwrap_or(elapsed);
        let mut stays = vec![first];
        for date in self.dates(start.date())? {
            let start = date.and_time(start.time());
            let from = earliest(zone, start);
            let until = start.checked_add_signed(length).map_or(from, |until| earliest(zone, until));
            let until = if until > from { until } else { from + elapsed };
            // Where a whole local day never was (Samoa, 30 December 2011), its stay would be the next one's.
            if stays.last().is_some_and(|last| last.from < from) {
                stays.push(Window::new(from, until));
            }
        }
        Ok(stays)
    }

    /// The days after `first`, in order.
    fn dates(&self, first: NaiveDate) -> Result<Vec<NaiveDate>, RecurrenceError> {
        let latest = first.checked_add_months(Months::new(MOST_MONTHS)).ok_or(RecurrenceError::First)?;
        let mut dates = self.dates_until(first, latest);
        match self.end {
            End::Count(count) => {
                let others = usize::from(count.saturating_sub(1));
                if dates.len() < others {
                    return Err(RecurrenceError::TooFar { latest });
                }
                dates.truncate(others);
            }
            End::Until(until) if until < first => return Err(RecurrenceError::EndsBeforeItStarts),
            End::Until(until) if until > latest => return Err(RecurrenceError::TooFar { latest }),
            End::Until(until) => dates.retain(|date| *date <= until),
        }
        if dates.len() < MOST { Ok(dates) } else { Err(RecurrenceError::TooMany { most: MOST }) }
    }

    fn dates_until(&self, first: NaiveDate, latest: NaiveDate) -> Vec<NaiveDate> {
        let days = |every: u16| {
            let every = u64::from(every);
            (0..).map(move |n| days_after(first, n * every)).take_while(move |date| *date <= latest)
        };
        match &self.every {
            Every::Daily { every } => days(*every).skip(1).collect(),
            Every::Weekly { every, days } => {
                let monday = first.week(Weekday::Mon).checked_first_day().unwrap_or(first);
                let weeks = (0..=MOST_MONTHS * 5).map(|n| u64::from(n) * 7 * u64::from(*every));
                weeks
                    .flat_map(|week| days.iter().map(move |day| week + u64::from(day.num_days_from_monday())))
                    .map(|after| days_after(monday, after))
                    .filter(|date| first < *date && *date <= latest)
                    .collect()
            }
            Every::Monthly { every, on } => (0..=MOST_MONTHS)
                .step_by(usize::from(*every).max(1))
                .filter_map(|months| first.with_day(1)?.checked_add_months(Months::new(months)))
                .filter_map(|month| on.of(month))
                .filter(|date| first < *date && *date <= latest)
                .collect(),
        }
    }
}

impl On {
    /// The day of the month that starts on `month`.
    fn of(self, month: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day(day) => month.with_day(day.into()),
            Self::Nth { nth: -1, weekday } => (1..=5).rev().find_map(|nth| {
                NaiveDate::from_weekday_of_month_opt(month.year(), month.month(), weekday, nth)
            }),
            Self::Nth { nth, weekday } => {
                let nth = u8::try_from(nth).ok()?;
                NaiveDate::from_weekday_of_month_opt(month.year(), month.month(), weekday, nth)
            }
        }
    }
}

fn code(weekday: Weekday) -> &'static str {
    WEEKDAYS.iter().find(|(_, day)| *day == weekday).map_or("MO", |(code, _)| code)
}

fn weekday(code: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(known, _)| *known == code).map(|(_, day)| *day)
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (frequency, every, by) = match &self.every {
            Every::Daily { every } => ("DAILY", every, String::new()),
            Every::Weekly { every, days } => {
                let days: Vec<_> = days.iter().map(|day| code(*day)).collect();
                ("WEEKLY", every, format!(";BYDAY={}", days.join(",")))
            }
            Every::Monthly { every, on: On::Day(day) } => ("MONTHLY", every, format!(";BYMONTHDAY={day}")),
            Every::Monthly { every, on: On::Nth { nth, weekday } } => {
                ("MONTHLY", every, format!(";BYDAY={nth}{}", code(*weekday)))
            }
        };
        write!(f, "FREQ={frequency}")?;
        if *every != 1 {
            write!(f, ";INTERVAL={every}")?;
        }
        f.write_str(&by)?;
        match self.end {
            End::Count(count) => write!(f, ";COUNT={count}"),
            End::Until(date) => write!(f, ";UNTIL={}", date.format("%Y%m%d")),
        }
    }
}

impl FromStr for Recurrence {
    type Err = RecurrenceError;

    fn from_str(text: &str) -> Result<Self, RecurrenceError> {
        if text.len() > LONGEST_TEXT {
            return Err(RecurrenceError::TooLongText { most: LONGEST_TEXT });
        }
        let mut parts: Vec<(&str, &str)> = Vec::new();
        for part in text.split(';') {
            let known = part.split_once('=').filter(|(name, _)| parts.iter().all(|(other, _)| other != name));
            parts.push(known.ok_or_else(|| RecurrenceError::Part(part.to_owned()))?);
        }
        let mut take = |name: &str| {
            let at = parts.iter().position(|(known, _)| *known == name)?;
            Some(parts.swap_remove(at).1)
        };
        let frequency = take("FREQ").ok_or(RecurrenceError::Missing("FREQ"))?;
        let every = take("INTERVAL").map_or(Ok(1), |text| number(text, "INTERVAL"))?;
        let every = match frequency {
            "DAILY" => Every::Daily { every },
            "WEEKLY" => {
                let days = take("BYDAY").ok_or(RecurrenceError::Missing("BYDAY"))?;
                let days: Option<Vec<_>> = days.split(',').map(weekday).collect();
                Every::Weekly { every, days: days.ok_or(RecurrenceError::Value("BYDAY"))? }
            }
            "MONTHLY" => Every::Monthly { every, on: day_of_month(take("BYDAY"), take("BYMONTHDAY"))? },
            _ => return Err(RecurrenceError::Value("FREQ")),
        };
        let end = match (take("COUNT"), take("UNTIL")) {
            (Some(count), None) => End::Count(number(count, "COUNT")?),
            (None, Some(date)) => End::Until(day(date).ok_or(RecurrenceError::Value("UNTIL"))?),
            _ => return Err(RecurrenceError::NoEnd),
        };
        match parts.first() {
            Some((name, _)) => Err(RecurrenceError::Part((*name).to_owned())),
            None => Self::new(every, end),
        }
    }
}

fn number(text: &str, part: &'static str) -> Result<u16, RecurrenceError> {
    let digits = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|digits| digits.parse().ok()).ok_or(RecurrenceError::Value(part))
}

fn day_of_month(by_day: Option<&str>, by_month_day: Option<&str>) -> Result<On, RecurrenceError> {
    match (by_day, by_month_day) {
        (Some(text), None) => {
            let nth = [("-1", -1), ("1", 1), ("2", 2), ("3", 3), ("4", 4)]
                .into_iter()
                .find_map(|(prefix, nth)| Some((nth, weekday(text.strip_prefix(prefix)?)?)));
            nth.map(|(nth, weekday)| On::Nth { nth, weekday }).ok_or(RecurrenceError::Value("BYDAY"))
        }
        (None, Some(text)) => {
            let day = number(text, "BYMONTHDAY")?;
            Ok(On::Day(u8::try_from(day).map_err(|_| RecurrenceError::Value("BYMONTHDAY"))?))
        }
        (None, None) => Err(RecurrenceError::Missing("BYDAY")),
        (Some(_), Some(_)) => Err(RecurrenceError::Part("BYMONTHDAY".to_owned())),
    }
}

/// `20271231`.
fn day(text: &str) -> Option<NaiveDate> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok()).flatten()
}

#[cfg(test)]
#[path = "recurrence_tests.rs"]
mod tests;
