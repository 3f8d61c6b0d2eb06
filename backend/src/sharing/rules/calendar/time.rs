use chrono::{DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

/// 1970-01-01T00:00:00Z: before it, times are read as this one.
const EARLIEST: DateTime<Utc> = DateTime::UNIX_EPOCH;
/// 2200-01-01T00:00:00Z: after it, times are read as this one. Far from where chrono's arithmetic panics.
const LATEST: DateTime<Utc> = match DateTime::from_timestamp(7_258_118_400, 0) {
    Some(time) => time,
    None => EARLIEST,
};

/// The time from `from`, included, to `until`, excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Window {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl Window {
    pub fn new(from: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        Self { from, until }
    }

    /// From one minute after midnight until another of a local day, as the clock's face shows them: where it goes
    /// back over them, from the first to the second.
    pub fn of_day(zone: Tz, date: NaiveDate, from: u16, until: u16) -> Self {
        Self::new(earliest(zone, on_clock(date, from)), latest(zone, on_clock(date, until)))
    }

    /// Whether its length is zero or negative.
    pub fn is_empty(&self) -> bool {
        self.until <= self.from
    }

    /// Elapsed whole minutes, negative where it ends before it starts.
    pub fn minutes(&self) -> i64 {
        self.until.signed_duration_since(self.from).num_minutes()
    }

    /// What both share, if that isn't empty.
    pub fn shared(&self, other: &Self) -> Option<Self> {
        let both = Self::new(self.from.max(other.from), self.until.min(other.until));
        (!both.is_empty()).then_some(both)
    }
}

pub(super) fn clamp(time: DateTime<Utc>) -> DateTime<Utc> {
    time.clamp(EARLIEST, LATEST)
}

pub(super) fn is_in_range(time: DateTime<Utc>) -> bool {
    clamp(time) == time
}

/// `time` moved by `minutes`; at chrono's limits, the limit.
pub(super) fn plus(time: DateTime<Utc>, minutes: i64) -> DateTime<Utc> {
    let limit = if minutes < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
    TimeDelta::try_minutes(minutes).and_then(|delta| time.checked_add_signed(delta)).unwrap_or(limit)
}

pub(super) fn days_after(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// Midnight at the start of `date`, then `minutes` on the clock's face: 1440 is the next midnight.
pub(super) fn on_clock(date: NaiveDate, minutes: u16) -> NaiveDateTime {
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    midnight.checked_add_signed(TimeDelta::minutes(i64::from(minutes))).unwrap_or(midnight)
}

pub(super) fn local(zone: Tz, time: DateTime<Utc>) -> NaiveDateTime {
    clamp(time).with_timezone(&zone).naive_local()
}

/// The instant of a local time: the first of two where the clock goes back over it, and the end of the gap
/// where the clock leaps over it.
pub(super) fn earliest(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    instant(zone, local, |first, _| first)
}

/// As [`earliest`], but the second of two.
pub(super) fn latest(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    instant(zone, local, |_, second| second)
}

fn instant(
    zone: Tz,
    local: NaiveDateTime,
    choose: fn(DateTime<Tz>, DateTime<Tz>) -> DateTime<Tz>,
) -> DateTime<Utc> {
    let local = local.clamp(EARLIEST.naive_utc(), LATEST.naive_utc());
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(time) => time.to_utc(),
        MappedLocalTime::Ambiguous(first, second) => choose(first, second).to_utc(),
        MappedLocalTime::None => GapInfo::new(&local, &zone)
            .and_then(|gap| gap.end)
            .map_or_else(|| local.and_utc(), |end| end.to_utc()),
    }
}

/// The first instant of a local day: 00:00, or the first time that exists where the clock leaps over it.
pub(super) fn day_start(zone: Tz, date: NaiveDate) -> DateTime<Utc> {
    earliest(zone, on_clock(date, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn clock(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_that_does_not_exist_moves_to_the_first_that_does() {
        for local in ["2027-03-28T02:00:00", "2027-03-28T02:30:00", "2027-03-28T03:00:00"] {
            assert_eq!(earliest(Tz::Europe__Paris, clock(local)), at("2027-03-28T01:00:00Z"), "{local}");
            assert_eq!(latest(Tz::Europe__Paris, clock(local)), at("2027-03-28T01:00:00Z"), "{local}");
        }
    }

    #[test]
    fn a_time_that_exists_twice_has_a_first_and_a_second() {
        let twice = clock("2026-10-25T02:30:00");
        assert_eq!(earliest(Tz::Europe__Paris, twice), at("2026-10-25T00:30:00Z"));
        assert_eq!(latest(Tz::Europe__Paris, twice), at("2026-10-25T01:30:00Z"));
        for (once, utc) in
            [("2026-10-25T01:59:59", "2026-10-24T23:59:59Z"), ("2026-10-25T03:00:00", "2026-10-25T02:00:00Z")]
        {
            assert_eq!(earliest(Tz::Europe__Paris, clock(once)), at(utc));
            assert_eq!(latest(Tz::Europe__Paris, clock(once)), at(utc));
        }
    }

    #[test]
    fn a_day_whose_midnight_is_leapt_over_starts_later() {
        let start = day_start(Tz::Africa__Cairo, NaiveDate::from_ymd_opt(2026, 4, 24).unwrap());
        assert_eq!(local(Tz::Africa__Cairo, start), clock("2026-04-24T01:00:00"));
    }

    #[test]
    fn times_beyond_all_calendars_are_held_back() {
        for zone in [Tz::Pacific__Kiritimati, Tz::Pacific__Niue] {
            local(zone, DateTime::<Utc>::MAX_UTC);
            local(zone, DateTime::<Utc>::MIN_UTC);
            day_start(zone, NaiveDate::MAX);
            day_start(zone, NaiveDate::MIN);
        }
        assert_eq!(plus(DateTime::<Utc>::MAX_UTC, 5), DateTime::<Utc>::MAX_UTC);
        assert_eq!(plus(DateTime::<Utc>::MIN_UTC, -5), DateTime::<Utc>::MIN_UTC);
    }
}
