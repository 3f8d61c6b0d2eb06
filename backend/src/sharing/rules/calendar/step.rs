use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::time::{Window, day_start, days_after, local, plus};

const DAY: u32 = 1440;

/// The times of the day at which a stay can start. In JSON: its minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub enum Step {
    Quarter,
    Half,
    Hour,
    /// Whole days, from local midnight to local midnight.
    Day,
}

impl Step {
    pub fn minutes(self) -> u16 {
        match self {
            Self::Quarter => 15,
            Self::Half => 30,
            Self::Hour => 60,
            Self::Day => 1440,
        }
    }

    /// Whether a stay can start at `time`.
    pub(super) fn is_on_grid(self, zone: Tz, time: DateTime<Utc>) -> bool {
        let local = local(zone, time);
        match self {
            Self::Day => day_start(zone, local.date()) == time,
            _ => is_whole(time, local.and_utc().timestamp(), i64::from(self.minutes()) * 60),
        }
    }

    /// Whether a stay can end at `time`: on any whole minute; where days are whole, at local midnight.
    pub(super) fn can_end(self, zone: Tz, time: DateTime<Utc>) -> bool {
        match self {
            Self::Day => self.is_on_grid(zone, time),
            _ => is_whole(time, time.timestamp(), 60),
        }
    }

    /// The first time on the grid from `time` on. None where no grid is found within hours: nowhere today.
    pub(super) fn next(self, zone: Tz, time: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self == Self::Day {
            let date = local(zone, time).date();
            return [date, days_after(date, 1)]
                .map(|date| day_start(zone, date))
                .into_iter()
                .find(|start| *start >= time);
        }
        let step = i64::from(self.minutes()) * 60;
        let second = time.timestamp() + i64::from(time.timestamp_subsec_nanos() > 0);
        let mut next = DateTime::from_timestamp(second, 0)?;
        // The clock may change on the way to the next mark by less than a step (Lord Howe: half an hour).
        for _ in 0..4 {
            if self.is_on_grid(zone, next) {
                return Some(next);
            }
            let past = local(zone, next).and_utc().timestamp().rem_euclid(step);
            next = DateTime::from_timestamp(next.timestamp() + step - past, 0)?;
        }
        None
    }

    /// The end of a stay of `minutes` from `start` on the grid; a multiple of 1440 where days are whole.
    pub(super) fn end(self, zone: Tz, start: DateTime<Utc>, minutes: u32) -> DateTime<Utc> {
        match self {
            Self::Day => day_start(zone, days_after(local(zone, start).date(), u64::from(minutes / DAY))),
            _ => plus(start, i64::from(minutes)),
        }
    }

    /// The last time until `time` at which a stay can end; `time` is on a whole minute.
    pub(super) fn last_end(self, zone: Tz, time: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Day => day_start(zone, local(zone, time).date()),
            _ => time,
        }
    }

    /// What one has to have in order to have all of a time: whole days, where they are had whole.
    pub fn around(self, zone: Tz, time: Window) -> Window {
        if self != Self::Day {
            return time;
        }
        let from = day_start(zone, local(zone, time.from).date());
        let until = day_start(zone, local(zone, time.until).date());
        match until == time.until && !time.is_empty() {
            true => Window::new(from, until),
            false => Window::new(from, day_start(zone, days_after(local(zone, time.until).date(), 1))),
        }
    }

    /// Minutes elapsed; where days are whole, 1440 for each, whether it has 23, 24 or 25 hours.
    pub fn length(self, zone: Tz, stay: Window) -> i64 {
        match self {
            Self::Day => {
                let days = local(zone, stay.until).date() - local(zone, stay.from).date();
                days.num_minutes()
            }
            _ => stay.minutes(),
        }
    }
}

/// Whether `seconds`, those of `time` on some clock, are a multiple of `step`, and `time` has no fraction of
/// one.
fn is_whole(time: DateTime<Utc>, seconds: i64, step: i64) -> bool {
    time.timestamp_subsec_nanos() == 0 && seconds.rem_euclid(step) == 0
}

/// Minutes other than 15, 30, 60 and 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a step is of 15, 30, 60 or 1440 minutes")]
pub struct StepError;

impl From<Step> for u32 {
    fn from(step: Step) -> Self {
        step.minutes().into()
    }
}

impl TryFrom<u32> for Step {
    type Error = StepError;

    fn try_from(minutes: u32) -> Result<Self, StepError> {
        let all = [Self::Quarter, Self::Half, Self::Hour, Self::Day];
        all.into_iter().find(|step| u32::from(*step) == minutes).ok_or(StepError)
    }
}
