//! The time, in one place, so that tests can move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};
use chrono_tz::Europe::Paris;

#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now() + Duration::milliseconds(self.ahead_ms.load(Ordering::Relaxed))
    }

    /// Today in France, where guarantees end at midnight.
    pub fn today(&self) -> NaiveDate {
        day_of(self.now())
    }

    /// Lets a test move on.
    pub fn advance(&self, by: Duration) {
        self.ahead_ms.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }
}

/// The day in France.
pub fn day_of(moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&Paris).date_naive()
}

/// The first moment of a day in France.
pub fn midnight(day: NaiveDate) -> DateTime<Utc> {
    let start = day.and_time(chrono::NaiveTime::MIN);
    // France never changes its clocks at midnight, so there is exactly one answer.
    Paris.from_local_datetime(&start).earliest().map_or_else(|| start.and_utc(), |t| t.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_france_in_winter_and_in_summer() {
        let winter = NaiveDate::from_ymd_opt(2026, 1, 15).unwrap();
        let summer = NaiveDate::from_ymd_opt(2026, 7, 15).unwrap();
        assert_eq!(midnight(winter).to_rfc3339(), "2026-01-14T23:00:00+00:00");
        assert_eq!(midnight(summer).to_rfc3339(), "2026-07-14T22:00:00+00:00");
    }
}
