use super::*;

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

fn span(weekday: u8, from: u16, until: u16) -> Span {
    Span { weekday, from, until }
}

fn exception(first: &str, last: &str, open: &[(u16, u16)]) -> Exception {
    Exception { first: date(first), last: date(last), open: open.to_vec() }
}

fn weekly(spans: &[Span]) -> Opening {
    Opening::new(PARIS, spans.to_vec(), Vec::new()).unwrap()
}

fn every_day(from: u16, until: u16) -> Opening {
    weekly(&(0..7).map(|day| span(day, from, until)).collect::<Vec<_>>())
}

#[test]
fn windows_follow_the_week_and_are_cut_to_the_range() {
    let opening = weekly(&[span(0, 540, 720), span(0, 840, 1080), span(2, 600, 660)]);
    // Monday 4 January 2027 to Thursday, in winter.
    let found = opening.open_between(at("2027-01-04T09:00:00Z"), at("2027-01-07T00:00:00Z"));
    let expected = [
        window("2027-01-04T09:00:00Z", "2027-01-04T11:00:00Z"),
        window("2027-01-04T13:00:00Z", "2027-01-04T17:00:00Z"),
        window("2027-01-06T09:00:00Z", "2027-01-06T10:00:00Z"),
    ];
    assert_eq!(found, expected);
    assert_eq!(opening.open_between(at("2027-01-05T00:00:00Z"), at("2027-01-05T00:00:00Z")), []);
    assert_eq!(opening.open_between(at("2027-01-07T00:00:00Z"), at("2027-01-04T00:00:00Z")), []);
}

#[test]
fn spans_that_touch_over_midnight_are_one_window() {
    let opening = weekly(&[span(4, 1320, 1440), span(5, 0, 120), span(5, 120, 180)]);
    let found = opening.open_between(at("2027-01-04T00:00:00Z"), at("2027-01-11T00:00:00Z"));
    assert_eq!(found, [window("2027-01-08T21:00:00Z", "2027-01-09T02:00:00Z")]);
}

#[test]
fn always_open_is_one_window_even_across_clock_changes() {
    let range = window("2026-10-01T00:00:00Z", "2027-11-15T12:34:56Z");
    for zone in [PARIS, Tz::Africa__Cairo, Tz::America__Havana, Tz::Australia__Lord_Howe, Tz::Asia__Beirut] {
        assert_eq!(Opening::always(zone).open_between(range.from, range.until), [range], "{zone}");
    }
}

#[test]
fn opening_within_the_hour_that_is_leapt_over_starts_after_it() {
    let day = |opening: Opening| opening.open_between(at("2027-03-27T23:00:00Z"), at("2027-03-28T22:00:00Z"));
    assert_eq!(day(every_day(150, 600)), [window("2027-03-28T01:00:00Z", "2027-03-28T08:00:00Z")]);
    assert_eq!(day(every_day(60, 150)), [window("2027-03-28T00:00:00Z", "2027-03-28T01:00:00Z")]);
    assert_eq!(day(every_day(125, 175)), []);
}

#[test]
fn opening_within_the_hour_that_comes_twice_lasts_an_hour_more() {
    let day = |opening: Opening| opening.open_between(at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z"));
    assert_eq!(day(every_day(150, 600)), [window("2026-10-25T00:30:00Z", "2026-10-25T09:00:00Z")]);
    assert_eq!(day(every_day(60, 150)), [window("2026-10-24T23:00:00Z", "2026-10-25T01:30:00Z")]);
    assert_eq!(day(every_day(135, 165)), [window("2026-10-25T00:15:00Z", "2026-10-25T01:45:00Z")]);
    let opening = every_day(0, 1440);
    let autumn = opening.open_between(at("2027-10-30T22:00:00Z"), at("2027-10-31T23:00:00Z"));
    assert_eq!(autumn[0].minutes(), 25 * 60);
}

#[test]
fn spans_that_touch_within_the_hour_that_comes_twice_overlap_and_are_one() {
    let opening = weekly(&[span(6, 60, 150), span(6, 150, 240)]);
    let found = opening.open_between(at("2026-10-24T00:00:00Z"), at("2026-10-26T00:00:00Z"));
    assert_eq!(found, [window("2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z")]);
}

#[test]
fn an_evening_that_comes_twice_reaches_over_its_date() {
    // At 1:00 on 1 November 2026, Havana goes back to 0:00.
    let saturday = Opening::new(Tz::America__Havana, vec![span(5, 1200, 1440)], Vec::new()).unwrap();
    let found = saturday.open_between(at("2026-11-01T04:30:00Z"), at("2026-11-02T00:00:00Z"));
    assert_eq!(found, [window("2026-11-01T04:30:00Z", "2026-11-01T05:00:00Z")]);
}

#[test]
fn an_exception_replaces_the_hours_of_its_days() {
    let spans = (0..7).map(|day| span(day, 540, 600)).collect();
    let closed = exception("2027-08-01", "2027-08-31", &[]);
    let fair = exception("2027-08-15", "2027-08-15", &[(840, 900), (600, 660)]);
    let opening = Opening::new(PARIS, spans, vec![closed, fair]).unwrap();
    assert_eq!(opening.hours_on(date("2027-07-31")), [(540, 600)]);
    assert_eq!(opening.hours_on(date("2027-08-01")), []);
    assert_eq!(opening.hours_on(date("2027-08-15")), [(600, 660), (840, 900)]);
    assert_eq!(opening.hours_on(date("2027-08-31")), []);
    let found = opening.open_between(at("2027-08-01T00:00:00Z"), at("2027-08-31T22:00:00Z"));
    let expected = [
        window("2027-08-15T08:00:00Z", "2027-08-15T09:00:00Z"),
        window("2027-08-15T12:00:00Z", "2027-08-15T13:00:00Z"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn wrong_hours_are_refused_with_their_place() {
    let weekly = |spans: &[Span]| Opening::new(PARIS, spans.to_vec(), Vec::new()).unwrap_err();
    let place = Place::Weekday(3);
    assert_eq!(weekly(&[span(7, 0, 60)]), OpeningError::Weekday(7));
    assert_eq!(weekly(&[span(3, 60, 60)]), OpeningError::Span { place, from: 60, until: 60 });
    assert_eq!(weekly(&[span(3, 60, 1445)]), OpeningError::Span { place, from: 60, until: 1445 });
    assert_eq!(weekly(&[span(3, 62, 90)]), OpeningError::Grain { place, minutes: 62 });
    assert_eq!(weekly(&[span(3, 90, 120), span(3, 60, 95)]), OpeningError::Overlap { place, at: 90 });
    let many: Vec<_> = (0..13).map(|n| span(3, n * 60, n * 60 + 30)).collect();
    assert_eq!(weekly(&many), OpeningError::TooManySpans { place, most: 12 });
    assert!(Opening::new(PARIS, many[..12].to_vec(), Vec::new()).is_ok());

    let fine = exception("2027-01-01", "2027-01-01", &[(0, 1440)]);
    let with = |wrong| Opening::new(PARIS, Vec::new(), vec![fine.clone(), wrong]).unwrap_err();
    assert_eq!(with(exception("2027-01-02", "2027-01-01", &[])), OpeningError::Backwards(1));
    let overlap = exception("2027-01-01", "2027-01-02", &[(0, 60), (30, 90)]);
    assert_eq!(with(overlap), OpeningError::Overlap { place: Place::Exception(1), at: 30 });
    let many = vec![fine; 201];
    assert_eq!(
        Opening::new(PARIS, Vec::new(), many.clone()).unwrap_err(),
        OpeningError::TooManyExceptions { most: 200 }
    );
    assert!(Opening::new(PARIS, Vec::new(), many[..200].to_vec()).is_ok());
}

#[test]
fn hours_are_stored_as_json_and_read_back() {
    let fair = exception("2027-08-15", "2027-08-16", &[(600, 660)]);
    let opening = Opening::new(PARIS, vec![span(0, 540, 720)], vec![fair]).unwrap();
    let json = serde_json::to_string(&opening).unwrap();
    let expected = r#"{"zone":"Europe/Paris","weekly":[{"weekday":0,"from":540,"until":720}],"exceptions":[{"first":"2027-08-15","last":"2027-08-16","open":[[600,660]]}]}"#;
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_str::<Opening>(&json).unwrap(), opening);
}

#[test]
fn wrong_json_is_refused() {
    for wrong in [
        r#"{"zone":"Europe/Nowhere","weekly":[]}"#,
        r#"{"zone":"Europe/Paris","weekly":[{"weekday":0,"from":720,"until":540}]}"#,
        r#"{"zone":"Europe/Paris","weekly":[{"weekday":0,"from":-5,"until":540}]}"#,
        r#"{"zone":"Europe/Paris"}"#,
    ] {
        assert!(serde_json::from_str::<Opening>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_range_is_cut_at_two_years_and_at_the_ends_of_time() {
    let opening = Opening::always(PARIS);
    let found = opening.open_between(at("2027-01-01T00:00:00Z"), at("2090-01-01T00:00:00Z"));
    assert_eq!(found, [window("2027-01-01T00:00:00Z", "2029-01-01T00:00:00Z")]);
    let found = opening.open_between(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    assert_eq!(found, [window("1970-01-01T00:00:00Z", "1972-01-02T00:00:00Z")]);
    assert_eq!(opening.open_between(at("2200-01-01T00:00:00Z"), DateTime::<Utc>::MAX_UTC), []);
}

#[test]
fn nothing_is_open_where_no_hours_are_given() {
    assert_eq!(weekly(&[]).open_between(at("2027-01-01T00:00:00Z"), at("2028-01-01T00:00:00Z")), []);
}

#[test]
fn what_is_closed_for_a_time_stays_open_around_it() {
    let opening = weekly(&[span(0, 540, 720), span(0, 840, 1080), span(1, 0, 600)]);
    // Monday 4 January 2027, 11:00 to 15:00 in Paris.
    let closed = opening.closed_between(window("2027-01-04T10:00:00Z", "2027-01-04T14:00:00Z")).unwrap();
    assert_eq!(closed.hours_on(date("2027-01-04")), [(540, 660), (900, 1080)]);
    assert_eq!(closed.hours_on(date("2027-01-11")), [(540, 720), (840, 1080)], "another week");
    // Once more, into the next day.
    let closed = closed.closed_between(window("2027-01-04T16:00:00Z", "2027-01-05T08:00:00Z")).unwrap();
    assert_eq!(closed.hours_on(date("2027-01-04")), [(540, 660), (900, 1020)]);
    assert_eq!(closed.hours_on(date("2027-01-05")), [(540, 600)]);
    assert_eq!(closed.exceptions().len(), 2);
    // Until midnight, the day after stays as it is.
    let closed =
        every_day(0, DAY).closed_between(window("2027-01-04T23:00:00Z", "2027-01-05T23:00:00Z")).unwrap();
    assert_eq!(closed.exceptions(), [exception("2027-01-05", "2027-01-05", &[])]);
}
