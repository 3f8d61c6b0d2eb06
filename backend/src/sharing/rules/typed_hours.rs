//! Opening hours as people type them: a line for each day of the week, and a line for each exception.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::calendar::{Exception, Opening, OpeningError, Span};
use crate::base::zones;
use crate::error::{FieldError, Message};
use crate::products::day;

/// The fields of a week, Monday first.
pub const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Of a day or of a line.
const LINE: usize = 200;
const LINES: usize = 200;
const MIDNIGHT: u16 = 1440;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct HoursTyped {
    /// An IANA name; empty: `Europe/Paris`.
    pub zone: String,
    /// `9h-12h, 14h-18h30`, `24h`, `fermé`; empty: closed. Monday first.
    pub days: [String; 7],
    /// One a line: `2026-12-24..2026-12-31 fermé`, `2027-01-04 14h-17h`.
    pub exceptions: String,
}

/// What is wrong with the hours of one day.
enum Trouble {
    Unread,
    Order,
    Grain,
    Overlap(u16),
    Many,
}

impl Trouble {
    /// Beside its day, or with the line it stands in.
    fn said(self, line: Option<(usize, &str)>) -> Message {
        let (of_day, of_line) = match self {
            Trouble::Unread => ("invalid-hours", "invalid-exception-hours"),
            Trouble::Order => ("invalid-hours-order", "invalid-exception-order"),
            Trouble::Grain => ("invalid-hours-grain", "invalid-exception-grain"),
            Trouble::Overlap(_) => ("invalid-hours-overlap", "invalid-exception-overlap"),
            Trouble::Many => ("invalid-hours-many", "invalid-exception-many"),
        };
        let message = match line {
            None => Message::new(of_day),
            Some((line, text)) => at_line(of_line, line, text),
        };
        match self {
            Trouble::Overlap(at) => message.with("at", clock(at)),
            _ => message,
        }
    }
}

impl From<OpeningError> for Trouble {
    fn from(error: OpeningError) -> Trouble {
        match error {
            OpeningError::Grain { .. } => Trouble::Grain,
            OpeningError::Overlap { at, .. } => Trouble::Overlap(at),
            OpeningError::TooManySpans { .. } | OpeningError::TooManyExceptions { .. } => Trouble::Many,
            OpeningError::Span { .. } | OpeningError::Backwards(_) | OpeningError::Weekday(_) => {
                Trouble::Order
            }
        }
    }
}

fn at_line(key: &'static str, line: usize, text: &str) -> Message {
    Message::new(key).with("line", line.to_string()).with("text", text.chars().take(60).collect::<String>())
}

/// When something is open: on the clocks of France, or those it was on before. Errors: all that is wrong, by field; of
/// exceptions, each with its line.
pub fn hours(typed: &HoursTyped, chosen: Option<&str>) -> Result<Opening, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let mut note = |path: &str, message| wrong.push(FieldError { path: path.to_owned(), message });
    let zone = match typed.zone.trim() {
        "" => Tz::Europe__Paris,
        name => match name.parse::<Tz>() {
            Ok(zone) if zones::is_choice(zone, chosen) => zone,
            _ => {
                let value: String = name.chars().take(60).collect();
                note("zone", Message::new("invalid-unknown-code").with("value", value));
                Tz::Europe__Paris
            }
        },
    };
    let mut weekly = Vec::new();
    for (weekday, (field, text)) in (0u8..).zip(DAYS.iter().zip(&typed.days)) {
        let read = spans(text).and_then(|open| {
            let day: Vec<Span> =
                open.iter().map(|(from, until)| Span { weekday, from: *from, until: *until }).collect();
            Opening::new(zone, day.clone(), Vec::new()).map(|_| day).map_err(Trouble::from)
        });
        match read {
            Ok(day) => weekly.extend(day),
            Err(trouble) => note(field, trouble.said(None)),
        }
    }
    let mut exceptions = Vec::new();
    let lines = typed.exceptions.lines().map(str::trim).enumerate().filter(|(_, text)| !text.is_empty());
    for (at, text) in lines {
        if exceptions.len() >= LINES {
            note("exceptions", Message::new("invalid-exceptions-many").with("most", LINES.to_string()));
            break;
        }
        match exception(zone, at + 1, text) {
            Ok(one) => exceptions.push(one),
            Err(message) => note("exceptions", message),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Opening::new(zone, weekly, exceptions).map_err(|error| {
        vec![FieldError { path: "exceptions".to_owned(), message: Trouble::from(error).said(None) }]
    })
}

fn exception(zone: Tz, line: usize, text: &str) -> Result<Exception, Message> {
    let undated = || at_line("invalid-exception-date", line, text);
    let spread = text.replace("..", " .. ").replace('…', " .. ");
    let mut words =
        spread.split_whitespace().filter(|word| !matches!(*word, "du" | "le" | "from" | "on")).peekable();
    let date = |word: Option<&str>| day(word.unwrap_or_default()).ok().flatten().ok_or_else(undated);
    let first = date(words.next())?;
    let last = match words.next_if(|word| matches!(*word, ".." | "au" | "à" | "to" | "-" | "–" | "→")) {
        Some(_) => date(words.next())?,
        None => first,
    };
    let rest = words.collect::<Vec<_>>().join(" ");
    let one = spans(&rest).map(|open| Exception { first, last, open });
    let sound = one.and_then(|one| {
        Opening::new(zone, Vec::new(), vec![one.clone()]).map_err(Trouble::from)?;
        Ok(one)
    });
    sound.map_err(|trouble| trouble.said(Some((line, text))))
}

/// From and until of each span of a day, in minutes after midnight; none: closed.
fn spans(text: &str) -> Result<Vec<(u16, u16)>, Trouble> {
    if text.chars().count() > LINE {
        return Err(Trouble::Unread);
    }
    let text = text.trim().to_lowercase();
    match text.as_str() {
        "" | "-" | "–" | "fermé" | "ferme" | "fermée" | "closed" => return Ok(Vec::new()),
        "24h" | "24 h" | "24h/24" | "24/24" | "toute la journée" | "all day" | "24 hours" => {
            return Ok(vec![(0, MIDNIGHT)]);
        }
        _ => {}
    }
    let plain =
        text.replace(['–', '—', '‑'], "-").replace(" à ", "-").replace(" to ", "-").replace(" et ", ",");
    let plain = plain.replace(" and ", ",").replace("de ", "");
    let span = |part: &str| {
        let (from, until) = part.split_once('-').ok_or(Trouble::Unread)?;
        let (from, until) = (time(from)?, time(until)?);
        let until = if until == 0 { MIDNIGHT } else { until };
        if until <= from { Err(Trouble::Order) } else { Ok((from, until)) }
    };
    let parts = plain.split([',', ';', '/']).map(str::trim).filter(|part| !part.is_empty());
    let mut found = parts.map(span).collect::<Result<Vec<_>, _>>()?;
    found.sort_unstable();
    Ok(found)
}

/// Minutes after midnight of `9h`, `9h30`, `09:00`, `9`, `midi`.
fn time(text: &str) -> Result<u16, Trouble> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match text.as_str() {
        "midi" | "noon" => return Ok(720),
        "minuit" | "midnight" => return Ok(0),
        _ => {}
    }
    let (hour, minute) = text.split_once(['h', ':']).unwrap_or((&text, ""));
    let number = |text: &str, most: u16| {
        let sound = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let value = text.parse::<u16>().ok().filter(|value| sound && *value <= most);
        value.ok_or(Trouble::Unread)
    };
    let hour = number(hour, 24)?;
    let minute = if minute.is_empty() { 0 } else { number(minute.trim_end_matches("min"), 59)? };
    Some(hour * 60 + minute).filter(|at| *at <= MIDNIGHT).ok_or(Trouble::Unread)
}

/// `9h`, `14h30`.
fn clock(minutes: u16) -> String {
    match minutes % 60 {
        0 => format!("{}h", minutes / 60),
        rest => format!("{}h{rest:02}", minutes / 60),
    }
}

fn typed_spans(open: &[(u16, u16)]) -> String {
    let span = |(from, until): &(u16, u16)| format!("{}-{}", clock(*from), clock(*until));
    open.iter().map(span).collect::<Vec<_>>().join(", ")
}

/// Hours as one would have typed them.
pub fn hours_as_typed(opening: &Opening) -> HoursTyped {
    let mut typed = HoursTyped { zone: opening.zone().name().to_owned(), ..HoursTyped::default() };
    for (weekday, day) in (0u8..).zip(&mut typed.days) {
        let these = opening.weekly().iter().filter(|span| span.weekday == weekday);
        *day = typed_spans(&these.map(|span| (span.from, span.until)).collect::<Vec<_>>());
    }
    let date = |day: NaiveDate| format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
    let line = |one: &Exception| {
        let days = match one.first == one.last {
            true => date(one.first),
            false => format!("{}..{}", date(one.first), date(one.last)),
        };
        match one.open.is_empty() {
            true => days,
            false => format!("{days} {}", typed_spans(&one.open)),
        }
    };
    typed.exceptions = opening.exceptions().iter().map(line).collect::<Vec<_>>().join("\n");
    typed
}

/// The clock of a place in France.
pub fn usual_zone(departement: Option<&str>) -> Tz {
    match departement.unwrap_or_default().trim_start_matches("departement:") {
        "971" => Tz::America__Guadeloupe,
        "972" => Tz::America__Martinique,
        "973" => Tz::America__Cayenne,
        "974" => Tz::Indian__Reunion,
        "975" => Tz::America__Miquelon,
        "976" => Tz::Indian__Mayotte,
        "977" => Tz::America__St_Barthelemy,
        "978" => Tz::America__Marigot,
        "986" => Tz::Pacific__Wallis,
        "987" => Tz::Pacific__Tahiti,
        "988" => Tz::Pacific__Noumea,
        _ => Tz::Europe__Paris,
    }
}

/// A week of an office, where the clock is that one.
pub fn office_week(zone: Tz) -> HoursTyped {
    let mut days: [String; 7] = Default::default();
    days.iter_mut().take(5).for_each(|day| *day = "9h-18h".to_owned());
    HoursTyped { zone: zone.name().to_owned(), days, exceptions: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monday(text: &str) -> Result<Vec<(u16, u16)>, &'static str> {
        let mut typed = HoursTyped::default();
        typed.days[0] = text.to_owned();
        hours(&typed, None)
            .map(|opening| opening.weekly().iter().map(|span| (span.from, span.until)).collect())
            .map_err(|wrong| wrong[0].message.key)
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        for text in [
            "9h-12h, 14h-18h30",
            "09:00-12:00,14:00–18:30",
            "9 h à 12 h ; 14 h – 18 h 30",
            "9-12 et 14-18h30",
        ] {
            assert_eq!(monday(text), Ok(vec![(540, 720), (840, 1110)]), "{text}");
        }
        for text in ["", "fermé", "Closed", " – "] {
            assert_eq!(monday(text), Ok(Vec::new()), "{text}");
        }
        assert_eq!(monday("24h"), Ok(vec![(0, 1440)]));
        assert_eq!(monday("18h-minuit"), Ok(vec![(1080, 1440)]));
        assert_eq!(monday("14h-18h, 9h-12h"), Ok(vec![(540, 720), (840, 1080)]), "in any order");
    }

    #[test]
    fn what_is_wrong_is_said_of_its_day() {
        for (text, key) in [
            ("demain", "invalid-hours"),
            ("9h", "invalid-hours"),
            ("25h-26h", "invalid-hours"),
            ("24h30-24h45", "invalid-hours"),
            ("9h-9h", "invalid-hours-order"),
            ("18h-2h", "invalid-hours-order"),
            ("9h02-12h", "invalid-hours-grain"),
            ("9h-12h, 11h-14h", "invalid-hours-overlap"),
        ] {
            assert_eq!(monday(text), Err(key), "{text}");
        }
        assert!(monday(&"9h-10h,".repeat(400)).is_err());
        let mut typed = office_week(Tz::Europe__Paris);
        (typed.days[2], typed.days[5]) = ("9h".to_owned(), "x".to_owned());
        let paths: Vec<String> = hours(&typed, None).unwrap_err().into_iter().map(|one| one.path).collect();
        assert_eq!(paths, ["wednesday", "saturday"], "all of them at once");
    }

    #[test]
    fn exceptions_stand_one_a_line_and_errors_name_the_line() {
        let with =
            |text: &str| hours(&HoursTyped { exceptions: text.to_owned(), ..HoursTyped::default() }, None);
        let opening =
            with("2026-12-24..2026-12-31 fermé\n\ndu 04/01/2027 au 05/01/2027 14h-17h\r\n2027-02-01")
                .unwrap();
        let exceptions = opening.exceptions();
        assert_eq!(exceptions.len(), 3);
        assert_eq!(exceptions[0].last.to_string(), "2026-12-31");
        assert_eq!(exceptions[1].open, [(840, 1020)]);
        assert!(exceptions[2].open.is_empty());
        for (text, key) in [
            ("2026-12-24 9h-18h\ndemain fermé", "invalid-exception-date"),
            ("2026-12-24\n2026-12-31..2026-12-24 fermé", "invalid-exception-order"),
            ("2026-12-24\n2026-12-31 9h-11h, 10h-12h", "invalid-exception-overlap"),
            ("2026-12-24\n2026-12-31 peut-être", "invalid-exception-hours"),
        ] {
            let wrong = with(text).unwrap_err();
            assert_eq!((wrong[0].path.as_str(), wrong[0].message.key), ("exceptions", key), "{text}");
            assert!(wrong[0].message.args.contains(&("line", "2".to_owned())), "{text}");
        }
        assert!(with(&"2027-01-01\n".repeat(201)).is_err());
    }

    #[test]
    fn what_was_typed_comes_back_as_it_is_read() {
        let mut typed = office_week(Tz::Europe__Paris);
        typed.days[6] = "0h-24h".to_owned();
        typed.days[5] = "9h-12h, 14h-18h30".to_owned();
        typed.exceptions = "2026-12-24..2026-12-31\n2027-01-04 14h-17h".to_owned();
        assert_eq!(hours_as_typed(&hours(&typed, None).unwrap()), typed);
    }

    #[test]
    fn a_zone_that_the_form_doesnt_offer_is_refused_unless_it_is_stored() {
        let on = |zone: &str, chosen| {
            let typed = HoursTyped { zone: zone.to_owned(), ..HoursTyped::default() };
            hours(&typed, chosen).map(|opening| opening.zone()).map_err(|wrong| wrong[0].path.clone())
        };
        assert_eq!(on("Mars/Olympus", None), Err("zone".to_owned()));
        assert_eq!(on("Asia/Tokyo", None), Err("zone".to_owned()));
        assert_eq!(on("Asia/Tokyo", Some("Europe/Paris")), Err("zone".to_owned()));
        assert_eq!(on("Asia/Tokyo", Some("Asia/Tokyo")), Ok(Tz::Asia__Tokyo));
        assert_eq!(on("Indian/Reunion", Some("Asia/Tokyo")), Ok(Tz::Indian__Reunion));
    }
}
