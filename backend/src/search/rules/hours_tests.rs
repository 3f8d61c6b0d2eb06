use super::*;
use crate::sharing::calendar::{Exception, MOST_HORIZON, Span};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn stay(from: &str, until: &str) -> Window {
    Window::new(from.parse().unwrap(), until.parse().unwrap())
}

/// Monday to Friday, 9:00 to 12:30 and 12:30 to 17:30; closed on 2027-01-07, open until noon on the 8th and from 14:00
/// to 18:00 on Sunday the 10th.
fn opening() -> Opening {
    let weekly = (0..5)
        .flat_map(|weekday| {
            [Span { weekday, from: 540, until: 750 }, Span { weekday, from: 750, until: 1050 }]
        })
        .collect();
    let on = |day: NaiveDate, open| Exception { first: day, last: day, open };
    let exceptions = vec![
        on(day("2027-01-07"), vec![]),
        on(day("2027-01-08"), vec![(540, 720)]),
        on(day("2027-01-10"), vec![(840, 1080)]),
        on(day("2020-01-01"), vec![]),
    ];
    Opening::new(Tz::Europe__Paris, weekly, exceptions).unwrap()
}

fn terms(shortest: u32) -> Terms {
    let longest = shortest.max(120);
    let step = crate::sharing::calendar::Step::Half;
    Terms { buffer_before: 0, buffer_after: 0, shortest, longest, step, notice: 0, horizon_days: 365 }
}

fn is_open(from: &str, until: &str) -> bool {
    let (open, closed) = tokens(&opening(), &terms(60), day("2027-01-04"));
    let (asked, none) = hours_within(stay(from, until), &[Tz::Indian__Reunion, Tz::Europe__Paris]);
    asked.iter().all(|any| any.iter().any(|token| open.contains(token)))
        && !none.iter().any(|token| closed.contains(token))
}

#[test]
fn a_stay_is_open_when_all_its_hours_are() {
    // Paris is an hour ahead in winter.
    assert!(is_open("2027-01-06T08:00:00Z", "2027-01-06T16:00:00Z"));
    assert!(!is_open("2027-01-06T07:00:00Z", "2027-01-06T10:00:00Z"), "before it opens");
    assert!(!is_open("2027-01-06T15:00:00Z", "2027-01-06T17:00:00Z"), "its last hour is half open");
    assert!(!is_open("2027-01-09T09:00:00Z", "2027-01-09T10:00:00Z"), "on a Saturday");
}

#[test]
fn an_exception_closes_a_day_or_some_hours_of_it_or_opens_one() {
    assert!(!is_open("2027-01-07T09:00:00Z", "2027-01-07T10:00:00Z"));
    assert!(is_open("2027-01-08T09:00:00Z", "2027-01-08T11:00:00Z"));
    assert!(!is_open("2027-01-08T10:00:00Z", "2027-01-08T12:00:00Z"));
    assert!(is_open("2027-01-10T13:00:00Z", "2027-01-10T17:00:00Z"));
    assert!(!is_open("2027-01-17T13:00:00Z", "2027-01-17T17:00:00Z"), "on another Sunday");
}

#[test]
fn what_holds_no_whole_hour_asks_for_its_whole_hours_alone() {
    assert!(is_open("2027-01-06T16:00:00Z", "2027-01-06T16:30:00Z"));
    let (asked, none) =
        hours_within(stay("2027-01-06T16:10:00Z", "2027-01-06T16:30:00Z"), &[Tz::Europe__Paris]);
    assert!(asked.is_empty() && none.is_empty());
}

#[test]
fn the_hours_of_a_day_when_clocks_change_are_those_of_the_clock() {
    let spring = hours_within(stay("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z"), &[Tz::Europe__Paris]).0;
    assert_eq!(spring.len(), 23);
    let autumn = hours_within(stay("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"), &[Tz::Europe__Paris]).0;
    assert_eq!(autumn.len(), 25);
}

#[test]
fn a_long_stay_asks_for_a_bounded_number_of_words() {
    let zones = [Tz::Europe__Paris, Tz::Indian__Reunion];
    let (asked, none) = hours_within(stay("2027-01-04T00:00:00Z", "2027-03-07T00:00:00Z"), &zones);
    assert_eq!(asked.len(), 168);
    assert!(asked.iter().all(|any| any.len() == 2));
    assert_eq!(none.len(), 2 * 63, "the days alone");
    assert!(none.contains(&"Europe/Paris 2027-01-07".to_owned()));
}

#[test]
fn however_odd_buffers_are_there_are_few_clocks() {
    let codes: BTreeSet<String> = (0..=10_080)
        .map(|buffer| {
            Clock::of(
                &opening(),
                &Terms { buffer_before: buffer, buffer_after: 10_080 - buffer, ..terms(60) },
            )
        })
        .map(|clock| clock.code())
        .collect();
    assert!(codes.len() <= 9, "{codes:?}");
    let of = |buffer_before| Clock::of(&opening(), &Terms { buffer_before, ..terms(60) }).before;
    assert_eq!([0, 1, 240, 241, 10_080].map(of), [0, 240, 240, 10_080, 10_080]);
}

#[test]
fn everything_is_indexed_anew_once_in_sixty_days() {
    for id in (0..200).map(|_| Uuid::now_v7()) {
        let days = day("2026-12-01").iter_days().take(60);
        assert_eq!(days.filter(|day| is_renewed_on(*day, id)).count(), 1, "{id}");
    }
    assert!(DAYS_AHEAD - RENEWED_IN > u64::from(MOST_HORIZON), "until then it knows all that can be booked");
}

/// Of all days that anyone may ask for, those of which the words say other than the calendar.
fn misread(opening: &Opening, terms: &Terms) -> Vec<(NaiveDate, PartOfDay)> {
    let today = day("2027-01-04");
    let (open, closed) = tokens(opening, terms, today);
    let said = |day, part| {
        let (any, none) = part_of_day(day, part, &[Tz::America__Martinique, opening.zone()]);
        any.iter().any(|token| open.contains(token)) && !none.iter().any(|token| closed.contains(token))
    };
    let asked =
        today.iter_days().take(730).flat_map(|day| PartOfDay::ALL.iter().map(move |part| (day, *part)));
    asked.filter(|(day, part)| said(*day, *part) != opens(opening, terms, *day, *part)).collect()
}

#[test]
fn the_words_of_a_part_of_a_day_say_what_the_calendar_says_on_every_day() {
    for shortest in [30, 60, 120, 150, 180, 240, 300] {
        assert_eq!(misread(&opening(), &terms(shortest)), []);
    }
    let days =
        Terms { shortest: 1_440, longest: 1_440, step: crate::sharing::calendar::Step::Day, ..terms(60) };
    for zone in [Tz::Europe__Paris, Tz::Indian__Reunion, Tz::America__New_York, Tz::Australia__Lord_Howe] {
        assert_eq!(misread(&Opening::always(zone), &days), []);
        // Three hours, one of which isn't there when the clock leaps.
        let night = (0..7).map(|weekday| Span { weekday, from: 60, until: 240 }).collect();
        let night = Opening::new(zone, night, Vec::new()).unwrap();
        assert_eq!(misread(&night, &terms(180)), [], "{zone}");
    }
}

#[test]
fn a_part_of_a_day_is_open_when_the_shortest_stay_fits_in_it() {
    let is = |shortest, text: &str, part| opens(&opening(), &terms(shortest), day(text), part);
    assert!(is(60, "2027-01-06", PartOfDay::Morning) && is(60, "2027-01-06", PartOfDay::Afternoon));
    assert!(is(180, "2027-01-06", PartOfDay::Morning), "from nine to noon");
    assert!(!is(210, "2027-01-06", PartOfDay::Morning) && is(210, "2027-01-06", PartOfDay::Whole));
    assert!(!is(60, "2027-01-06", PartOfDay::Evening), "it closes");
    assert!(!is(60, "2027-01-07", PartOfDay::Whole), "closed that day");
    assert!(is(60, "2027-01-08", PartOfDay::Morning) && !is(60, "2027-01-08", PartOfDay::Afternoon));
    assert!(is(60, "2027-01-10", PartOfDay::Afternoon) && !is(60, "2027-01-10", PartOfDay::Morning));
}

#[test]
fn a_clock_is_read_as_it_was_written() {
    let clock = Clock { zone: Tz::America__Martinique, before: 30, after: 0 };
    assert_eq!(Clock::parse(&clock.code()), Some(clock));
    assert_eq!(Clock::parse("Nowhere 1 2"), None);
}
