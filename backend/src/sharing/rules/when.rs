//! When something is, by the clock of its place, and how that is said.

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

use super::calendar::Window;
use crate::base::words::Words;
use crate::base::zones;

/// The instant of a local day and time: two of them where the clock goes back over it, none where it leaps over it.
pub fn moments(zone: Tz, day: NaiveDate, time: NaiveTime) -> MappedLocalTime<DateTime<Utc>> {
    zone.from_local_datetime(&day.and_time(time)).map(|at| at.to_utc())
}

/// Of two instants, the first.
pub fn moment(zone: Tz, day: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
    moments(zone, day, time).earliest()
}

/// The first time of the clock after one that it leaps over.
pub fn after_leap(zone: Tz, day: NaiveDate, time: NaiveTime) -> Option<NaiveTime> {
    let gap = GapInfo::new(&day.and_time(time), &zone)?;
    gap.end.map(|end| end.naive_local().time())
}

/// « 14:00 »; « 02:30 (UTC+02:00) » where the clock shows it twice that night.
fn clock(at: DateTime<Tz>) -> String {
    let local = at.naive_local();
    let twice = moments(at.timezone(), local.date(), local.time());
    let form = if matches!(twice, MappedLocalTime::Ambiguous(..)) { "%H:%M (UTC%:z)" } else { "%H:%M" };
    at.format(form).to_string()
}

/// The first instant of a local day.
pub fn day_start(zone: Tz, day: NaiveDate) -> Option<DateTime<Utc>> {
    // Where the clock leaps over midnight, the day begins within the next hours.
    (0..4).find_map(|hours| moment(zone, day, NaiveTime::from_hms_opt(hours, 0, 0)?))
}

/// The first and the last day of a stay of whole days; none of any other.
pub fn whole_days(zone: Tz, stay: Window) -> Option<(NaiveDate, NaiveDate)> {
    let day_of = |at: DateTime<Utc>| {
        let day = at.with_timezone(&zone).date_naive();
        Some(day).filter(|day| day_start(zone, *day) == Some(at))
    };
    let (first, next) = (day_of(stay.from)?, day_of(stay.until)?);
    let last = next.pred_opt()?;
    (first <= last).then_some((first, last))
}

/// « 3 mars 2027, 14:00 – 16:00 », where the thing is; « du 1er au 2 décembre 2026 » of whole days.
pub fn when(words: Words, zone: Tz, stay: Window) -> String {
    if let Some((first, last)) = whole_days(zone, stay) {
        return words.days(&first, &last);
    }
    let (from, until) = (stay.from.with_timezone(&zone), stay.until.with_timezone(&zone));
    let day = words.date(&from.date_naive());
    let begins = format!("{day}, {}", clock(from));
    match from.date_naive() == until.date_naive() {
        true => format!("{begins} – {}", clock(until)),
        false => format!("{begins} – {}, {}", words.date(&until.date_naive()), clock(until)),
    }
}

/// Dates of what comes back that are all named; of more, the first ones and the last.
const NAMED: usize = 10;

/// « 7 décembre 2026, 14 décembre 2026 et 21 décembre 2026 »: by their days where all have the same hours of one day.
pub fn dates(words: Words, zone: Tz, stays: &[Window]) -> String {
    let clocks = |stay: &Window| {
        let (from, until) = (stay.from.with_timezone(&zone), stay.until.with_timezone(&zone));
        (from.date_naive() == until.date_naive()).then(|| (from.time(), until.time()))
    };
    let first = stays.first().and_then(clocks);
    let alike = first.is_some() && stays.iter().all(|stay| clocks(stay) == first);
    let said = |stay: &Window| match alike {
        true => words.date(&stay.from.with_timezone(&zone).date_naive()),
        false => when(words, zone, *stay),
    };
    match stays {
        [most @ .., last] if stays.len() > NAMED => {
            let named: Vec<String> = most.iter().take(NAMED - 1).map(said).collect();
            format!("{}, …, {}", named.join(", "), said(last))
        }
        _ => words.list(&stays.iter().map(said).collect::<Vec<_>>()),
    }
}

/// When a stay is, with the time zone where the reader's own clock shows another time.
pub fn when_for(words: Words, zone: Tz, reader: &str, stay: Window) -> String {
    zoned(words, zone, reader, stay.from, when(words, zone, stay))
}

/// A moment where the thing is, with the time zone where the reader's own clock shows another time.
pub fn moment_for(words: Words, zone: Tz, reader: &str, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&zone);
    zoned(words, zone, reader, at, format!("{}, {}", words.date(&local.date_naive()), clock(local)))
}

fn zoned(words: Words, zone: Tz, reader: &str, at: DateTime<Utc>, said: String) -> String {
    let own: Tz = reader.parse().unwrap_or(Tz::Europe__Paris);
    let local = |zone: Tz| at.with_timezone(&zone).naive_local();
    match local(own) == local(zone) {
        true => said,
        false => words.with2("booking-when-zone", "when", said, "zone", zones::clock(words, zone)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::base::words::Lang;

    #[test]
    fn local_times_that_the_clock_leaps_over_are_none() {
        let paris = chrono_tz::Europe::Paris;
        let day: NaiveDate = "2027-03-28".parse().unwrap();
        let at = |hour| moment(paris, day, NaiveTime::from_hms_opt(hour, 30, 0).unwrap());
        assert_eq!(at(2), None);
        assert_eq!(at(3), Some("2027-03-28T01:30:00Z".parse().unwrap()));
        assert_eq!(day_start(paris, day), Some("2027-03-27T23:00:00Z".parse().unwrap()));
        assert_eq!(
            after_leap(paris, day, NaiveTime::from_hms_opt(2, 30, 0).unwrap()),
            NaiveTime::from_hms_opt(3, 0, 0)
        );
    }

    #[test]
    fn an_hour_that_comes_twice_is_said_with_its_distance_to_utc() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let said = |from, until| {
            when(Words::new(Lang::Fr), chrono_tz::Europe::Paris, Window::new(at(from), at(until)))
        };
        let second = said("2026-10-25T01:00:00Z", "2026-10-25T03:00:00Z");
        assert_eq!(second, "25\u{A0}octobre 2026, 02:00 (UTC+01:00) – 04:00");
        assert!(said("2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z").contains("02:00 (UTC+02:00)"));
    }

    #[test]
    fn whose_clock_it_is_is_said_where_the_reader_has_another() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let stay = Window::new(at("2027-03-03T10:00:00Z"), at("2027-03-03T12:00:00Z"));
        let reunion = chrono_tz::Indian::Reunion;
        let said = |reader: &str| when_for(Words::new(Lang::Fr), reunion, reader, stay);
        assert_eq!(said("Europe/Paris"), "3\u{A0}mars 2027, 14:00 – 16:00 (heure de La Réunion)");
        assert_eq!(said("Indian/Reunion"), "3\u{A0}mars 2027, 14:00 – 16:00");
    }

    #[test]
    fn a_stay_is_said_in_the_time_of_its_place() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let stay = Window::new(at("2027-03-03T13:00:00Z"), at("2027-03-03T15:00:00Z"));
        let said = when(Words::new(Lang::Fr), chrono_tz::Europe::Paris, stay);
        assert_eq!(said, "3\u{A0}mars 2027, 14:00 – 16:00");
        let long = Window::new(stay.from, at("2027-03-04T09:00:00Z"));
        let said = when(Words::new(Lang::En), chrono_tz::Europe::Paris, long);
        assert_eq!(said, "3\u{A0}March 2027, 14:00 – 4\u{A0}March 2027, 10:00");
    }

    #[test]
    fn whole_days_are_said_without_hours_and_without_the_midnight_that_ends_them() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let said = |from, until| {
            when(Words::new(Lang::Fr), chrono_tz::Europe::Paris, Window::new(at(from), at(until)))
        };
        let two = said("2026-11-30T23:00:00Z", "2026-12-02T23:00:00Z");
        assert_eq!(two, "du 1er au 2\u{A0}décembre 2026");
        assert_eq!(said("2026-11-29T23:00:00Z", "2026-11-30T23:00:00Z"), "le 30\u{A0}novembre 2026");
        // A day of 23 hours.
        assert_eq!(said("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z"), "le 28\u{A0}mars 2027");
        assert!(said("2026-11-30T23:00:00Z", "2026-12-01T22:00:00Z").ends_with("00:00 – 23:00"));
    }

    #[test]
    fn dates_that_come_back_are_named_and_of_many_the_first_and_the_last() {
        let paris = chrono_tz::Europe::Paris;
        let first: DateTime<Utc> = "2026-10-05T07:00:00Z".parse().unwrap();
        // Nine o'clock in Paris, in summer and in winter.
        let stay = |week: i64| {
            let from = first + Duration::weeks(week) + Duration::hours(i64::from(week >= 3));
            Window::new(from, from + Duration::hours(2))
        };
        let stays = |count| (0..count).map(stay).collect::<Vec<_>>();
        let fr = Words::new(Lang::Fr);
        let two = dates(fr, paris, &stays(2));
        assert_eq!(two, "5\u{A0}octobre 2026 et 12\u{A0}octobre 2026");
        let many = dates(fr, paris, &stays(12));
        assert!(many.ends_with(", 30\u{A0}novembre 2026, …, 21\u{A0}décembre 2026"), "{many}");
        assert!(!many.contains("7\u{A0}décembre"), "{many}");
        let longer = Window::new(first, first + Duration::hours(3));
        let said = dates(fr, paris, &[longer, stay(1)]);
        assert_eq!(said, "5\u{A0}octobre 2026, 09:00 – 12:00 et 12\u{A0}octobre 2026, 09:00 – 11:00");
    }
}
