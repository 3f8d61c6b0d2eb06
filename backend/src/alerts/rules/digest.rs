//! When what was found is told together.

use chrono::{DateTime, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use schema::alerts::digest;

use super::Pace;
use crate::accounts::rules::Pace as Letters;

/// When someone is told what their alerts found together, in their own time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    /// 0 to 23.
    pub hour: u8,
    /// 1 (Monday) to 7, of what is told weekly.
    pub weekday: u8,
    /// The last day on which a letter told it.
    pub told_on: Option<NaiveDate>,
}

impl Default for Digest {
    fn default() -> Self {
        Digest { hour: 8, weekday: 1, told_on: None }
    }
}

impl From<digest::Model> for Digest {
    fn from(row: digest::Model) -> Self {
        let usual = Digest::default();
        Digest {
            hour: row.hour.try_into().unwrap_or(usual.hour),
            weekday: row.weekday.try_into().unwrap_or(usual.weekday),
            told_on: row.told_on,
        }
    }
}

impl Digest {
    /// When what was found at a moment is told; none while paused. Digests come once a day: what would be told on a day that
    /// had its letter is told the day after.
    pub fn due(&self, pace: Pace, at: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let weekday = Weekday::try_from(self.weekday.saturating_sub(1)).unwrap_or(Weekday::Mon);
        let due = |letters: Letters, at| letters.due_at(self.hour.into(), weekday, at, zone);
        let first = match pace {
            Pace::AtOnce => return Some(at),
            Pace::Paused => return None,
            Pace::Daily => due(Letters::Daily, at)?,
            Pace::Weekly => due(Letters::Weekly, at)?,
        };
        match self.told_on == Some(first.with_timezone(&zone).date_naive()) {
            true => due(Letters::Daily, first),
            false => Some(first),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Europe::Paris, Indian::Reunion};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_digest_comes_at_the_hour_of_its_reader() {
        let digest = Digest { hour: 18, weekday: 5, told_on: None };
        let found = at("2026-11-30T15:00:00Z");
        assert_eq!(digest.due(Pace::Daily, found, Paris), Some(at("2026-11-30T17:00:00Z")));
        assert_eq!(digest.due(Pace::Daily, found, Reunion), Some(at("2026-12-01T14:00:00Z")));
        assert_eq!(digest.due(Pace::Weekly, found, Paris), Some(at("2026-12-04T17:00:00Z")));
        assert_eq!(digest.due(Pace::AtOnce, found, Paris), Some(found));
        assert_eq!(digest.due(Pace::Paused, found, Paris), None);
    }

    #[test]
    fn a_day_that_had_its_letter_has_no_other() {
        let told = Digest { hour: 18, weekday: 1, told_on: "2026-11-30".parse().ok() };
        let found = at("2026-11-30T10:00:00Z");
        assert_eq!(told.due(Pace::Daily, found, Paris), Some(at("2026-12-01T17:00:00Z")));
        assert_eq!(told.due(Pace::Weekly, found, Paris), Some(at("2026-12-01T17:00:00Z")));
    }
}
