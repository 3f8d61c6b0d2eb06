use super::*;
use chrono::{DateTime, Utc};

const PARIS: Tz = Tz::Europe__Paris;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn window(from: &str, until: &str) -> Window {
    Window::new(at(from), at(until))
}

fn read(text: &str) -> Recurrence {
    text.parse().unwrap()
}

fn refused(text: &str) -> RecurrenceError {
    text.parse::<Recurrence>().unwrap_err()
}

/// Local dates of the stays from 10:00 to 11:00 in Paris on `first`.
fn dates(text: &str, first: &str) -> Vec<String> {
    let first = window(&format!("{first}T09:00:00Z"), &format!("{first}T10:00:00Z"));
    let stays = read(text).occurrences(first, PARIS).unwrap();
    stays.iter().map(|stay| local(PARIS, stay.from).date().to_string()).collect()
}

#[test]
fn every_second_week_on_two_days() {
    let found = dates("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=6", "2027-01-07");
    assert_eq!(found, ["2027-01-07", "2027-01-18", "2027-01-21", "2027-02-01", "2027-02-04", "2027-02-15"]);
}

#[test]
fn a_first_stay_off_the_rule_counts_all_the_same() {
    assert_eq!(
        dates("FREQ=WEEKLY;BYDAY=MO;COUNT=3", "2027-01-06"),
        ["2027-01-06", "2027-01-11", "2027-01-18"]
    );
}

#[test]
fn until_includes_its_day() {
    let found = dates("FREQ=DAILY;INTERVAL=3;UNTIL=20270110", "2027-01-04");
    assert_eq!(found, ["2027-01-04", "2027-01-07", "2027-01-10"]);
    assert_eq!(dates("FREQ=DAILY;UNTIL=20270104", "2027-01-04"), ["2027-01-04"]);
}

#[test]
fn months_without_the_day_are_passed_over() {
    let found = dates("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4", "2027-01-31");
    assert_eq!(found, ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]);
}

#[test]
fn the_nth_and_the_last_weekday_of_a_month() {
    let found = dates("FREQ=MONTHLY;BYDAY=2TU;COUNT=3", "2027-01-12");
    assert_eq!(found, ["2027-01-12", "2027-02-09", "2027-03-09"]);
    let found = dates("FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR;COUNT=4", "2027-01-29");
    assert_eq!(found, ["2027-01-29", "2027-03-26", "2027-05-28", "2027-07-30"]);
    let found = dates("FREQ=MONTHLY;BYDAY=-1SU;COUNT=2", "2027-01-04");
    assert_eq!(found, ["2027-01-04", "2027-01-31"]);
}

#[test]
fn a_stay_across_the_spring_change_keeps_its_local_time() {
    let first = window("2027-03-21T09:00:00Z", "2027-03-21T11:00:00Z");
    let stays = read("FREQ=WEEKLY;BYDAY=SU;COUNT=3").occurrences(first, PARIS).unwrap();
    let expected = [
        first,
        window("2027-03-28T08:00:00Z", "2027-03-28T10:00:00Z"),
        window("2027-04-04T08:00:00Z", "2027-04-04T10:00:00Z"),
    ];
    assert_eq!(stays, expected);
}

#[test]
fn whole_days_stay_whole_across_both_changes() {
    let first = window("2027-03-26T23:00:00Z", "2027-03-27T23:00:00Z");
    let stays = read("FREQ=DAILY;COUNT=3").occurrences(first, PARIS).unwrap();
    assert_eq!(stays[1], window("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z"));
    assert_eq!(stays[2], window("2027-03-28T22:00:00Z", "2027-03-29T22:00:00Z"));
    let first = window("2027-10-29T22:00:00Z", "2027-10-30T22:00:00Z");
    let stays = read("FREQ=DAILY;COUNT=2").occurrences(first, PARIS).unwrap();
    assert_eq!(stays[1], window("2027-10-30T22:00:00Z", "2027-10-31T23:00:00Z"));
}

#[test]
fn a_stay_within_the_hour_that_is_leapt_over_starts_after_it_and_keeps_its_length() {
    let first = window("2027-03-27T01:15:00Z", "2027-03-27T01:45:00Z");
    let stays = read("FREQ=DAILY;COUNT=3").occurrences(first, PARIS).unwrap();
    assert_eq!(stays[1], window("2027-03-28T01:00:00Z", "2027-03-28T01:30:00Z"));
    assert_eq!(stays[2], window("2027-03-29T00:15:00Z", "2027-03-29T00:45:00Z"));
}

#[test]
fn a_stay_within_the_hour_that_comes_twice_takes_the_first() {
    let first = window("2026-10-24T00:15:00Z", "2026-10-24T00:45:00Z");
    let stays = read("FREQ=DAILY;COUNT=2").occurrences(first, PARIS).unwrap();
    assert_eq!(stays[1], window("2026-10-25T00:15:00Z", "2026-10-25T00:45:00Z"));
}

#[test]
fn a_first_stay_over_the_autumn_change_gives_its_elapsed_time_on() {
    // From the first 2:30 to the second.
    let first = window("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z");
    let stays = read("FREQ=DAILY;COUNT=2").occurrences(first, PARIS).unwrap();
    assert_eq!(stays, [first, window("2026-10-26T01:30:00Z", "2026-10-26T02:30:00Z")]);
}

#[test]
fn a_day_that_never_was_has_no_stay() {
    let first = window("2011-12-29T10:00:00Z", "2011-12-29T11:00:00Z");
    let stays = read("FREQ=DAILY;COUNT=4").occurrences(first, Tz::Pacific__Apia).unwrap();
    assert!(stays.is_sorted_by(|a, b| a.from < b.from));
    assert_eq!(stays.len(), 3);
}

#[test]
fn a_recurrence_is_stored_as_text_and_read_back() {
    for text in [
        "FREQ=DAILY;COUNT=1",
        "FREQ=DAILY;INTERVAL=366;UNTIL=20281231",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=10",
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=104",
        "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=12",
        "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR;UNTIL=20280229",
        "FREQ=MONTHLY;BYDAY=4SU;COUNT=24",
    ] {
        assert_eq!(read(text).to_string(), text);
    }
    let tidied = read("COUNT=2;BYDAY=TH,MO,TH;INTERVAL=1;FREQ=WEEKLY");
    assert_eq!(tidied.to_string(), "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=2");
}

#[test]
fn a_recurrence_without_an_end_is_refused() {
    assert_eq!(refused("FREQ=DAILY"), RecurrenceError::NoEnd);
    assert_eq!(refused("FREQ=DAILY;COUNT=2;UNTIL=20270101"), RecurrenceError::NoEnd);
}

#[test]
fn any_other_text_is_refused() {
    let part = |text: &str| RecurrenceError::Part(text.to_owned());
    for (text, error) in [
        ("", part("")),
        ("RRULE:FREQ=DAILY;COUNT=2", RecurrenceError::Missing("FREQ")),
        ("FREQ=DAILY;COUNT=2;", part("")),
        ("FREQ=DAILY;COUNT=2;COUNT=3", part("COUNT=3")),
        ("FREQ=DAILY;COUNT=2;BYHOUR=3", part("BYHOUR")),
        ("FREQ=DAILY;COUNT=2;BYDAY=MO", part("BYDAY")),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=2;WKST=SU", part("WKST")),
        ("FREQ=HOURLY;COUNT=2", RecurrenceError::Value("FREQ")),
        ("freq=daily;count=2", RecurrenceError::Missing("FREQ")),
        ("FREQ=DAILY;COUNT=0", RecurrenceError::Value("COUNT")),
        ("FREQ=DAILY;COUNT=+5", RecurrenceError::Value("COUNT")),
        ("FREQ=DAILY;COUNT=", RecurrenceError::Value("COUNT")),
        ("FREQ=DAILY;COUNT=99999", RecurrenceError::Value("COUNT")),
        ("FREQ=DAILY;COUNT=105", RecurrenceError::TooMany { most: 104 }),
        ("FREQ=DAILY;INTERVAL=0;COUNT=2", RecurrenceError::Value("INTERVAL")),
        ("FREQ=MONTHLY;INTERVAL=25;BYMONTHDAY=1;COUNT=2", RecurrenceError::Value("INTERVAL")),
        ("FREQ=DAILY;UNTIL=20270230", RecurrenceError::Value("UNTIL")),
        ("FREQ=DAILY;UNTIL=20270101T000000Z", RecurrenceError::Value("UNTIL")),
        ("FREQ=WEEKLY;COUNT=2", RecurrenceError::Missing("BYDAY")),
        ("FREQ=WEEKLY;BYDAY=;COUNT=2", RecurrenceError::Value("BYDAY")),
        ("FREQ=WEEKLY;BYDAY=1MO;COUNT=2", RecurrenceError::Value("BYDAY")),
        ("FREQ=MONTHLY;COUNT=2", RecurrenceError::Missing("BYDAY")),
        ("FREQ=MONTHLY;BYDAY=MO;COUNT=2", RecurrenceError::Value("BYDAY")),
        ("FREQ=MONTHLY;BYDAY=5MO;COUNT=2", RecurrenceError::Value("BYDAY")),
        ("FREQ=MONTHLY;BYDAY=-2MO;COUNT=2", RecurrenceError::Value("BYDAY")),
        ("FREQ=MONTHLY;BYMONTHDAY=32;COUNT=2", RecurrenceError::Value("BYMONTHDAY")),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", RecurrenceError::Value("BYMONTHDAY")),
        ("FREQ=MONTHLY;BYMONTHDAY=257;COUNT=2", RecurrenceError::Value("BYMONTHDAY")),
        ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=1;COUNT=2", part("BYMONTHDAY")),
    ] {
        assert_eq!(refused(text), error, "{text}");
    }
    assert_eq!(refused(&"F".repeat(121)), RecurrenceError::TooLongText { most: 120 });
}

#[test]
fn more_than_104_stays_or_two_years_are_refused() {
    let first = window("2027-01-04T09:00:00Z", "2027-01-04T10:00:00Z");
    let stays = |text| read(text).occurrences(first, PARIS);
    assert_eq!(stays("FREQ=DAILY;COUNT=104").unwrap().len(), 104);
    assert_eq!(stays("FREQ=DAILY;UNTIL=20270417").unwrap().len(), 104);
    assert_eq!(stays("FREQ=DAILY;UNTIL=20270418"), Err(RecurrenceError::TooMany { most: 104 }));
    let latest = date("2029-01-04");
    assert_eq!(stays("FREQ=MONTHLY;BYMONTHDAY=4;UNTIL=20290104").unwrap().len(), 25);
    assert_eq!(stays("FREQ=MONTHLY;BYMONTHDAY=4;UNTIL=20290105"), Err(RecurrenceError::TooFar { latest }));
    assert_eq!(stays("FREQ=MONTHLY;BYMONTHDAY=4;COUNT=26"), Err(RecurrenceError::TooFar { latest }));
    assert_eq!(stays("FREQ=WEEKLY;INTERVAL=104;BYDAY=MO;COUNT=2").unwrap().len(), 2);
    assert_eq!(stays("FREQ=DAILY;UNTIL=20270103"), Err(RecurrenceError::EndsBeforeItStarts));
}

#[test]
fn a_first_stay_that_is_empty_or_out_of_all_calendars_is_refused() {
    let daily = read("FREQ=DAILY;COUNT=2");
    let ends = [DateTime::<Utc>::MIN_UTC, at("2027-01-04T09:00:00Z"), DateTime::<Utc>::MAX_UTC];
    for from in ends {
        for until in ends {
            assert_eq!(daily.occurrences(Window::new(from, until), PARIS), Err(RecurrenceError::First));
        }
    }
}
