//! How long, how far ahead and with which pauses something is booked, as people type it.

use super::calendar::{Opening, Span, Step, Terms, TermsError};
use crate::error::{FieldError, Message};

const HOUR: u32 = 60;
const DAY: u32 = 1440;
const WEEK: u32 = 7 * DAY;

/// Lengths as `45`, `45 min`, `2h`, `1h30`, `3 jours`, `1 semaine`. What is empty is as usual.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TermsTyped {
    /// Minutes: 15, 30, 60 or 1440.
    pub step: String,
    /// A number alone is of minutes.
    pub shortest: String,
    pub longest: String,
    pub buffer_before: String,
    pub buffer_after: String,
    /// A number alone is of hours.
    pub notice: String,
    /// A number alone is of days.
    pub horizon: String,
}

/// Half-hours, of one to eight hours, up to half a year ahead.
pub fn usual_terms() -> TermsTyped {
    TermsTyped {
        step: "30".to_owned(),
        shortest: "1h".to_owned(),
        longest: "8h".to_owned(),
        horizon: "180".to_owned(),
        ..TermsTyped::default()
    }
}

/// Minutes of a length; none where nothing is typed.
fn length(typed: &str, alone: u32) -> Result<Option<u32>, Message> {
    let text: String = typed.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong =
        || Message::new("invalid-length").with("text", typed.trim().chars().take(60).collect::<String>());
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let number: u32 = number.parse().ok().filter(|number| *number <= 1_000_000).ok_or_else(wrong)?;
    let (unit, more) = match rest {
        "" => (alone, 0),
        "m" | "mn" | "min" | "minute" | "minutes" => (1, 0),
        "j" | "jour" | "jours" | "d" | "day" | "days" => (DAY, 0),
        "sem" | "semaine" | "semaines" | "week" | "weeks" => (WEEK, 0),
        "heure" | "heures" | "hour" | "hours" => (HOUR, 0),
        other => {
            let minutes = other.strip_prefix('h').ok_or_else(wrong)?.trim_end_matches("min");
            let short = minutes.len() <= 2 && minutes.bytes().all(|byte| byte.is_ascii_digit());
            let more = if minutes.is_empty() {
                Some(0)
            } else {
                minutes.parse::<u32>().ok().filter(|m| short && *m < 60)
            };
            (HOUR, more.ok_or_else(wrong)?)
        }
    };
    number.checked_mul(unit).and_then(|minutes| minutes.checked_add(more)).map(Some).ok_or_else(wrong)
}

/// Errors: all that is wrong, by field.
pub fn terms(typed: &TermsTyped) -> Result<Terms, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let mut read = |path: &str, typed: &str, alone: u32, usual: u32| match length(typed, alone) {
        Ok(found) => found.unwrap_or(usual),
        Err(message) => {
            wrong.push(FieldError { path: path.to_owned(), message });
            usual
        }
    };
    let whole = typed.step.trim() == "1440";
    let (shortest, longest) = if whole { (DAY, WEEK) } else { (HOUR, 8 * HOUR) };
    let shortest = read("shortest", &typed.shortest, 1, shortest);
    let longest = read("longest", &typed.longest, 1, longest.max(shortest));
    let (before, after) =
        (read("bufferBefore", &typed.buffer_before, 1, 0), read("bufferAfter", &typed.buffer_after, 1, 0));
    let notice = read("notice", &typed.notice, HOUR, 0);
    let horizon = read("horizon", &typed.horizon, DAY, 180 * DAY);
    let step = match typed.step.trim() {
        "" => Some(Step::Half),
        other => other.parse::<u32>().ok().and_then(|minutes| Step::try_from(minutes).ok()),
    };
    let Some(step) = step else {
        wrong.push(FieldError { path: "step".to_owned(), message: Message::new("invalid-choice-missing") });
        return Err(wrong);
    };
    if !wrong.is_empty() {
        return Err(wrong);
    }
    // Of whole days, what was begun is had whole.
    let days = |minutes: u32| {
        if step == Step::Day { minutes.div_ceil(DAY).max(1).saturating_mul(DAY) } else { minutes }
    };
    let found = Terms {
        buffer_before: before,
        buffer_after: after,
        shortest: days(shortest),
        longest: days(longest),
        step,
        notice,
        horizon_days: horizon.div_ceil(DAY),
    };
    let at = |path: &str, message| vec![FieldError { path: path.to_owned(), message }];
    match found.verify() {
        Ok(()) => Ok(found),
        Err(TermsError::Buffer { most }) => {
            let path = if before > most { "bufferBefore" } else { "bufferAfter" };
            Err(at(path, Message::new("invalid-buffer").with("days", (most / DAY).to_string())))
        }
        Err(TermsError::Shortest | TermsError::WholeDays) => {
            Err(at("shortest", Message::new("invalid-shortest")))
        }
        Err(TermsError::Longest { most }) => {
            Err(at("longest", Message::new("invalid-longest").with("days", (most / DAY).to_string())))
        }
        Err(TermsError::Horizon { most }) => {
            Err(at("horizon", Message::new("invalid-horizon").with("most", most.to_string())))
        }
        Err(TermsError::Notice) => Err(at("notice", Message::new("invalid-notice"))),
    }
}

/// Where days are had whole, a day that is open is so from midnight to midnight.
pub fn whole_days(opening: &Opening, terms: &Terms) -> Option<Opening> {
    if terms.step != Step::Day {
        return None;
    }
    let mut days: Vec<u8> = opening.weekly().iter().map(|span| span.weekday).collect();
    days.dedup();
    let weekly = days.into_iter().map(|weekday| Span { weekday, from: 0, until: 1440 }).collect();
    let mut exceptions = opening.exceptions().to_vec();
    exceptions.iter_mut().filter(|one| !one.open.is_empty()).for_each(|one| one.open = vec![(0, 1440)]);
    Opening::new(opening.zone(), weekly, exceptions).ok()
}

/// `45 min`, `2h`, `1h30`, `3 j`.
fn written(minutes: u32) -> String {
    match (minutes / HOUR, minutes % HOUR) {
        _ if minutes > 0 && minutes.is_multiple_of(DAY) => format!("{} j", minutes / DAY),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h{minutes:02}"),
    }
}

/// Terms as one would have typed them.
pub fn terms_as_typed(terms: &Terms) -> TermsTyped {
    let or_empty = |minutes: u32| if minutes == 0 { String::new() } else { written(minutes) };
    TermsTyped {
        step: terms.step.minutes().to_string(),
        shortest: written(terms.shortest),
        longest: written(terms.longest),
        buffer_before: or_empty(terms.buffer_before),
        buffer_after: or_empty(terms.buffer_after),
        notice: or_empty(terms.notice),
        horizon: terms.horizon_days.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::typed_hours::{hours, office_week};
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("45", 45),
            ("45 min", 45),
            ("2h", 120),
            ("1 h 30", 90),
            ("1h30min", 90),
            ("2 heures", 120),
            ("3 jours", 4320),
            ("1 semaine", 10_080),
        ] {
            assert_eq!(length(text, 1), Ok(Some(minutes)), "{text}");
        }
        assert_eq!((length("24", HOUR), length(" ", HOUR)), (Ok(Some(1440)), Ok(None)));
        for text in ["longtemps", "-1", "1h75", "1h123", "99999999999", "1000000 semaines", "1,5h"] {
            assert!(length(text, 1).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_left_out_is_as_usual_and_comes_back_as_typed() {
        let usual = terms(&TermsTyped::default()).unwrap();
        assert_eq!((usual.shortest, usual.longest, usual.step), (60, 480, Step::Half));
        assert_eq!((usual.notice, usual.horizon_days, usual.buffer_before), (0, 180, 0));
        assert_eq!(terms(&usual_terms()), Ok(usual));
        assert_eq!(terms_as_typed(&usual), usual_terms());
        let odd = TermsTyped { buffer_after: "30 min".to_owned(), notice: "2 j".to_owned(), ..usual_terms() };
        assert_eq!(terms_as_typed(&terms(&odd).unwrap()), odd);
    }

    #[test]
    fn each_mistake_is_said_of_its_field() {
        let wrong = |change: fn(&mut TermsTyped)| {
            let mut typed = usual_terms();
            change(&mut typed);
            terms(&typed).unwrap_err().remove(0).path
        };
        assert_eq!(wrong(|t| t.shortest = "9h".to_owned()), "shortest");
        assert_eq!(wrong(|t| t.longest = "400 jours".to_owned()), "longest");
        assert_eq!(wrong(|t| t.buffer_after = "8 jours".to_owned()), "bufferAfter");
        assert_eq!(wrong(|t| t.horizon = "0".to_owned()), "horizon");
        assert_eq!(wrong(|t| t.notice = "200 jours".to_owned()), "notice");
        assert_eq!(wrong(|t| t.step = "17".to_owned()), "step");
        assert_eq!(wrong(|t| t.notice = "bientôt".to_owned()), "notice");
    }

    #[test]
    fn whole_days_are_open_from_midnight_to_midnight() {
        let typed = TermsTyped { step: "1440".to_owned(), ..usual_terms() };
        let found = terms(&typed).unwrap();
        assert_eq!((found.shortest, found.longest), (1440, 1440));
        let opening = hours(&office_week(chrono_tz::Tz::Europe__Paris), None).unwrap();
        let whole = whole_days(&opening, &found).unwrap();
        assert_eq!(whole.weekly().len(), 5);
        assert!(whole.weekly().iter().all(|span| (span.from, span.until) == (0, 1440)));
        assert_eq!(whole_days(&opening, &terms(&usual_terms()).unwrap()), None);
    }
}
