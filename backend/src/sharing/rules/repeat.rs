use chrono::{Datelike, NaiveDate};

use super::calendar::{End, Every, On, Recurrence, RecurrenceError};
use crate::error::{Error, Message};

/// How often a stay comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    Daily,
    Weekly,
    Fortnightly,
    Monthly,
}

impl Rhythm {
    pub const ALL: [Rhythm; 4] = [Rhythm::Daily, Rhythm::Weekly, Rhythm::Fortnightly, Rhythm::Monthly];

    pub fn code(self) -> &'static str {
        match self {
            Rhythm::Daily => "daily",
            Rhythm::Weekly => "weekly",
            Rhythm::Fortnightly => "fortnightly",
            Rhythm::Monthly => "monthly",
        }
    }

    pub fn named(code: &str) -> Option<Rhythm> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What comes back, and until when: so many times in all, or a last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    pub rhythm: Rhythm,
    pub times: Option<u32>,
    pub until: Option<NaiveDate>,
}

impl Repeat {
    /// Errors: `Invalid` at `repeat`.
    pub fn rule(self, first: NaiveDate) -> Result<Recurrence, Error> {
        let end = match (self.times, self.until) {
            (Some(times), None) => End::Count(u16::try_from(times).unwrap_or(u16::MAX)),
            (None, Some(day)) => End::Until(day),
            _ => return Err(refused(&RecurrenceError::NoEnd)),
        };
        let weekly = |every| Every::Weekly { every, days: vec![first.weekday()] };
        let every = match self.rhythm {
            Rhythm::Daily => Every::Daily { every: 1 },
            Rhythm::Weekly => weekly(1),
            Rhythm::Fortnightly => weekly(2),
            Rhythm::Monthly => {
                Every::Monthly { every: 1, on: On::Day(u8::try_from(first.day()).unwrap_or(1)) }
            }
        };
        Recurrence::new(every, end).map_err(|wrong| refused(&wrong))
    }
}

pub fn refused(wrong: &RecurrenceError) -> Error {
    let message = match wrong {
        RecurrenceError::TooMany { most } => {
            Message::new("invalid-repeat-too-many").with("most", most.to_string())
        }
        RecurrenceError::TooFar { latest } => Message::new("invalid-repeat-too-far").with_day("day", *latest),
        RecurrenceError::EndsBeforeItStarts => Message::new("invalid-repeat-backwards"),
        RecurrenceError::First => Message::new("invalid-stay-empty"),
        _ => Message::new("invalid-repeat-no-end"),
    };
    Error::invalid("repeat", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_comes_back_has_one_end() {
        let of = |times, until| Repeat { rhythm: Rhythm::Weekly, times, until }.rule(day("2027-03-03"));
        assert!(of(None, None).is_err() && of(Some(2), Some(day("2027-04-01"))).is_err());
        assert!(
            of(Some(0), None).is_err() && of(Some(105), None).is_err() && of(Some(1 << 20), None).is_err()
        );
        let text = of(Some(10), None).unwrap().to_string();
        assert_eq!(text, "FREQ=WEEKLY;BYDAY=WE;COUNT=10");
        assert!(of(None, Some(day("2027-04-01"))).is_ok());
    }

    #[test]
    fn rhythms_are_rules_of_their_day() {
        let of = |rhythm| {
            Repeat { rhythm, times: Some(3), until: None }.rule(day("2027-01-31")).unwrap().to_string()
        };
        assert_eq!(of(Rhythm::Daily), "FREQ=DAILY;COUNT=3");
        assert_eq!(of(Rhythm::Fortnightly), "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;COUNT=3");
        assert_eq!(of(Rhythm::Monthly), "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3");
    }
}
