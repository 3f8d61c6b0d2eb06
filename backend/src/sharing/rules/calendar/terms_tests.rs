use super::*;
use chrono_tz::Tz;

const PARIS: Tz = Tz::Europe__Paris;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn window(from: &str, until: &str) -> Window {
    Window::new(at(from), at(until))
}

/// A week in January 2027, times in UTC (an hour behind Paris).
fn on(day: u32, from: &str, until: &str) -> Window {
    window(&format!("2027-01-{day:02}T{from}:00Z"), &format!("2027-01-{day:02}T{until}:00Z"))
}

fn taken(window: Window, units: u32) -> Taken {
    Taken { from: window.from, until: window.until, units }
}

fn hourly() -> Terms {
    Terms {
        buffer_before: 0,
        buffer_after: 0,
        shortest: 60,
        longest: 600,
        step: Step::Hour,
        notice: 0,
        horizon_days: 90,
    }
}

fn daily() -> Terms {
    Terms { shortest: 1440, longest: 10 * 1440, step: Step::Day, ..hourly() }
}

/// Mondays to Fridays, 9:00 to 18:00 in Paris: 8:00 to 17:00 UTC in winter.
fn office() -> Opening {
    let weekly = (0..5).map(|weekday| super::super::Span { weekday, from: 540, until: 1080 }).collect();
    Opening::new(PARIS, weekly, Vec::new()).unwrap()
}

fn now() -> DateTime<Utc> {
    at("2027-01-03T12:00:00Z")
}

#[test]
fn a_stay_is_refused_for_the_first_reason_that_holds() {
    let opening = office();
    let terms = Terms { notice: 24 * 60, horizon_days: 10, ..hourly() };
    let rules = Availability::new(&opening, &terms, 3, &[taken(on(6, "08:00", "10:00"), 2)]);
    let check = |stay, units| rules.check(stay, units, now()).unwrap_err();
    assert_eq!(check(on(5, "10:00", "10:00"), 1), Refusal::Empty);
    assert_eq!(check(on(5, "10:00", "09:00"), 1), Refusal::Empty);
    assert_eq!(check(on(5, "10:00", "12:00"), 0), Refusal::Empty);
    assert_eq!(check(on(5, "10:00", "12:00"), 4), Refusal::TooMany { capacity: 3 });
    assert_eq!(check(on(3, "11:00", "12:00"), 1), Refusal::InThePast);
    assert_eq!(check(on(4, "11:00", "12:00"), 1), Refusal::TooSoon { earliest: at("2027-01-04T12:00:00Z") });
    assert_eq!(check(on(13, "13:00", "14:00"), 1), Refusal::TooFar { latest: at("2027-01-13T12:00:00Z") });
    assert_eq!(check(on(5, "10:30", "12:00"), 1), Refusal::OffGrid);
    assert_eq!(check(window("2027-01-05T10:00:01Z", "2027-01-05T12:00:00Z"), 1), Refusal::OffGrid);
    assert_eq!(check(window("2027-01-05T10:00:00Z", "2027-01-05T12:00:01Z"), 1), Refusal::OffGrid);
    assert_eq!(check(window("2027-01-05T10:00:00.5Z", "2027-01-05T12:00:00Z"), 1), Refusal::OffGrid);
    assert_eq!(check(on(5, "10:00", "10:59"), 1), Refusal::TooShort { minutes: 60 });
    assert_eq!(check(on(5, "08:00", "18:01"), 1), Refusal::TooLong { minutes: 600 });
    assert_eq!(check(on(5, "16:00", "17:01"), 1), Refusal::Closed);
    assert_eq!(check(on(9, "10:00", "11:00"), 1), Refusal::Closed);
    assert_eq!(check(on(6, "09:00", "11:00"), 2), Refusal::Full { free: 1 });
    assert_eq!(rules.check(on(6, "09:00", "11:00"), 1, now()), Ok(()));
    assert_eq!(rules.check(on(6, "10:00", "11:00"), 3, now()), Ok(()));
    assert_eq!(rules.check(on(5, "08:00", "17:00"), 3, now()), Ok(()));
    assert_eq!(rules.check(on(4, "12:00", "13:00"), 1, now()), Ok(()));
    assert_eq!(rules.check(on(13, "12:00", "13:00"), 1, now()), Ok(()));
}

#[test]
fn stays_lie_within_the_days_on_which_it_is_offered() {
    let (opening, terms) = (Opening::always(PARIS), hourly());
    let day = |day: u32| chrono::NaiveDate::from_ymd_opt(2027, 1, day);
    let known = Availability::new(&opening, &terms, 1, &[]).offered(day(6), day(7));
    let check = |stay| known.check(stay, 1, now());
    assert_eq!(check(window("2027-01-05T22:00:00Z", "2027-01-06T00:00:00Z")), Err(Refusal::NotYetOffered));
    assert_eq!(check(window("2027-01-05T23:00:00Z", "2027-01-06T01:00:00Z")), Ok(()));
    assert_eq!(check(window("2027-01-07T21:00:00Z", "2027-01-07T23:00:00Z")), Ok(()));
    assert_eq!(check(window("2027-01-07T22:00:00Z", "2027-01-08T00:00:00Z")), Err(Refusal::NoLongerOffered));
    let next = |after| known.next_free(at(after), 120, 1, now());
    let first = window("2027-01-05T23:00:00Z", "2027-01-06T01:00:00Z");
    assert_eq!(next("2027-01-03T12:00:00Z"), Some(first));
    assert_eq!(next("2027-01-07T22:00:00Z"), None);
}

#[test]
fn the_stay_that_starts_within_an_hour_is_one_that_can_be_booked() {
    let opening = office();
    let terms = Terms { step: Step::Half, buffer_after: 30, ..hourly() };
    let known = Availability::new(&opening, &terms, 1, &[taken(on(6, "14:00", "15:30"), 1)]);
    let within = |from: &str, until: &str| known.starting_within(on(6, from, until), 1, now());
    assert_eq!(within("10:00", "11:00"), Ok(on(6, "10:00", "11:00")));
    assert_eq!(within("12:00", "13:00"), Ok(on(6, "12:00", "13:00")));
    assert_eq!(within("13:00", "14:00"), Err(Refusal::Full { free: 0 }));
    assert_eq!(within("15:00", "16:00"), Ok(on(6, "15:30", "16:30")), "on the half hour");
    assert_eq!(within("16:30", "17:00"), Err(Refusal::Closed));
    assert_eq!(known.starting_within(on(2, "10:00", "11:00"), 1, now()), Err(Refusal::InThePast));
    for day in 4..9 {
        for hour in 0..23 {
            let cell = on(day, &format!("{hour:02}:00"), &format!("{:02}:00", hour + 1));
            let bookable = known.starting_within(cell, 1, now());
            assert!(bookable.is_err() || bookable.is_ok_and(|stay| known.check(stay, 1, now()).is_ok()));
        }
    }
}

#[test]
fn a_stay_over_two_open_windows_is_refused() {
    let opening = office();
    let terms = Terms { longest: 3000, ..hourly() };
    let rules = Availability::new(&opening, &terms, 1, &[]);
    assert_eq!(
        rules.check(window("2027-01-05T10:00:00Z", "2027-01-06T10:00:00Z"), 1, now()),
        Err(Refusal::Closed)
    );
}

#[test]
fn buffers_keep_stays_apart_and_may_lie_outside_of_opening_hours() {
    let opening = office();
    let terms = Terms { buffer_before: 30, buffer_after: 60, ..hourly() };
    let first = on(5, "08:00", "10:00");
    assert_eq!(terms.busy(first), on(5, "07:30", "11:00"));
    assert_eq!(Availability::new(&opening, &terms, 1, &[]).check(first, 1, now()), Ok(()));
    let held = [taken(terms.busy(first), 1)];
    let rules = Availability::new(&opening, &terms, 1, &held);
    // The buffer before the second stay comes after the one behind the first: from 11:30 on.
    assert_eq!(rules.check(on(5, "11:00", "12:00"), 1, now()), Err(Refusal::Full { free: 0 }));
    assert_eq!(rules.check(on(5, "12:00", "13:00"), 1, now()), Ok(()));
    assert_eq!(
        rules.free(at("2027-01-05T00:00:00Z"), at("2027-01-06T00:00:00Z"), 1),
        [on(5, "11:30", "17:00")]
    );
}

#[test]
fn the_peak_of_what_is_taken_counts_and_not_its_sum() {
    let opening = office();
    let terms = hourly();
    let held = [
        taken(on(5, "08:00", "10:00"), 2),
        taken(on(5, "10:00", "12:00"), 2),
        taken(on(5, "14:00", "15:00"), 3),
    ];
    let rules = Availability::new(&opening, &terms, 3, &held);
    assert_eq!(rules.check(on(5, "08:00", "12:00"), 1, now()), Ok(()));
    assert_eq!(rules.check(on(5, "08:00", "12:00"), 2, now()), Err(Refusal::Full { free: 1 }));
    let day = |units| rules.free(at("2027-01-05T00:00:00Z"), at("2027-01-06T00:00:00Z"), units);
    assert_eq!(day(1), [on(5, "08:00", "14:00"), on(5, "15:00", "17:00")]);
    assert_eq!(day(2), [on(5, "12:00", "14:00"), on(5, "15:00", "17:00")]);
    assert_eq!(day(4), []);
    assert_eq!(day(0), []);
}

#[test]
fn whole_days_go_from_local_midnight_to_local_midnight() {
    let opening = Opening::always(PARIS);
    let terms = daily();
    let rules = Availability::new(&opening, &terms, 1, &[]);
    let check = |from, until, now| rules.check(window(from, until), 1, at(now));
    let spring = "2027-03-01T00:00:00Z";
    // 23 hours, 25 hours, then 24 that are no day.
    assert_eq!(check("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z", spring), Ok(()));
    assert_eq!(check("2027-10-30T22:00:00Z", "2027-10-31T23:00:00Z", "2027-10-01T00:00:00Z"), Ok(()));
    assert_eq!(check("2027-03-27T23:00:00Z", "2027-03-28T23:00:00Z", spring), Err(Refusal::OffGrid));
    assert_eq!(check("2027-03-10T08:00:00Z", "2027-03-10T17:00:00Z", spring), Err(Refusal::OffGrid));
    // Ten days, the last of 23 hours; then eleven.
    assert_eq!(check("2027-03-18T23:00:00Z", "2027-03-28T22:00:00Z", spring), Ok(()));
    let long = check("2027-03-17T23:00:00Z", "2027-03-28T22:00:00Z", spring);
    assert_eq!(long, Err(Refusal::TooLong { minutes: 14400 }));
}

#[test]
fn a_whole_day_may_start_after_a_midnight_that_was_leapt_over() {
    let opening = Opening::always(Tz::Africa__Cairo);
    let terms = daily();
    let rules = Availability::new(&opening, &terms, 1, &[]);
    let now = at("2026-04-22T23:00:00Z");
    // On 24 April 2026 the clock goes from 0:00 to 1:00.
    let day = window("2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z");
    assert_eq!(rules.check(day, 1, now), Ok(()));
    assert_eq!(rules.next_free(at("2026-04-23T00:00:00Z"), 1440, 1, now), Some(day));
}

#[test]
fn the_next_free_stay_keeps_to_grid_notice_and_what_is_taken() {
    let opening = office();
    let terms = Terms { notice: 20 * 60 + 10, ..hourly() };
    let held = [taken(on(4, "10:00", "17:00"), 1), taken(on(5, "07:00", "09:30"), 1)];
    let rules = Availability::new(&opening, &terms, 1, &held);
    // The notice ends at 8:10 on Monday: 9:00 to 10:00 is the first hour.
    assert_eq!(rules.next_free(now(), 60, 1, now()), Some(on(4, "09:00", "10:00")));
    assert_eq!(rules.next_free(now(), 61, 1, now()), Some(on(5, "10:00", "11:01")));
    assert_eq!(rules.next_free(at("2027-01-08T16:30:00Z"), 60, 1, now()), Some(on(11, "08:00", "09:00")));
    for (length, units) in [(59, 1), (601, 1), (60, 2), (60, 0)] {
        assert_eq!(rules.next_free(now(), length, units, now()), None);
    }
    assert_eq!(rules.next_free(at("2027-09-01T00:00:00Z"), 60, 1, now()), None);
}

#[test]
fn the_next_free_stay_is_found_far_away_too() {
    let opening = office();
    let terms = Terms { horizon_days: 700, ..hourly() };
    let rules = Availability::new(
        &opening,
        &terms,
        1,
        &[taken(window("2027-01-01T00:00:00Z", "2028-10-02T12:10:00Z"), 1)],
    );
    let far = window("2028-10-02T13:00:00Z", "2028-10-02T15:00:00Z");
    assert_eq!(rules.next_free(now(), 120, 1, now()), Some(far));
    assert_eq!(rules.check(far, 1, now()), Ok(()));
    let near = Terms { horizon_days: 365, ..terms };
    let rules = Availability::new(
        &opening,
        &near,
        1,
        &[taken(window("2027-01-01T00:00:00Z", "2028-10-02T12:10:00Z"), 1)],
    );
    assert_eq!(rules.next_free(now(), 120, 1, now()), None);
}

#[test]
fn the_next_free_stay_starts_no_later_than_the_horizon() {
    let opening = Opening::always(PARIS);
    let terms = Terms { horizon_days: 1, ..hourly() };
    let next = |until| {
        let held = [taken(window("2027-01-03T00:00:00Z", until), 1)];
        Availability::new(&opening, &terms, 1, &held).next_free(now(), 60, 1, now())
    };
    assert_eq!(next("2027-01-04T12:00:00Z"), Some(on(4, "12:00", "13:00")));
    assert_eq!(next("2027-01-04T12:01:00Z"), None);
}

#[test]
fn the_grid_is_that_of_local_time() {
    // Nepal is 5 hours 45 ahead.
    let opening = Opening::always(Tz::Asia__Kathmandu);
    let terms = hourly();
    let rules = Availability::new(&opening, &terms, 1, &[]);
    let first = on(4, "00:15", "01:15");
    assert_eq!(rules.next_free(at("2027-01-04T00:00:00Z"), 60, 1, now()), Some(first));
    assert_eq!(rules.check(first, 1, now()), Ok(()));
    assert_eq!(rules.check(on(4, "01:00", "02:00"), 1, now()), Err(Refusal::OffGrid));
}

#[test]
fn the_grid_goes_on_across_clock_changes() {
    let paris = |text| Step::Hour.next(PARIS, at(text));
    assert_eq!(paris("2027-03-28T00:10:00Z"), Some(at("2027-03-28T01:00:00Z")));
    assert_eq!(paris("2026-10-25T00:00:00.000000001Z"), Some(at("2026-10-25T01:00:00Z")));
    assert_eq!(Step::Day.next(PARIS, at("2026-10-24T22:00:01Z")), Some(at("2026-10-25T23:00:00Z")));
    // Lord Howe goes from 2:00 to 2:30 on 4 October 2026: the next full hour is 3:00.
    let howe = Step::Hour.next(Tz::Australia__Lord_Howe, at("2026-10-03T15:10:00Z"));
    assert_eq!(howe, Some(at("2026-10-03T16:00:00Z")));
}

#[test]
fn a_step_is_stored_as_its_minutes() {
    let terms = daily();
    let json = serde_json::to_string(&terms).unwrap();
    assert!(json.contains(r#""step":1440"#), "{json}");
    assert_eq!(serde_json::from_str::<Terms>(&json).unwrap(), terms);
    assert!(Step::try_from(45).is_err());
}

#[test]
fn wrong_terms_are_refused() {
    let good = [hourly(), daily(), Terms { notice: 90 * 1440, ..hourly() }];
    assert!(good.iter().all(|terms| terms.verify().is_ok()));
    for (terms, error) in [
        (Terms { buffer_after: 10081, ..hourly() }, TermsError::Buffer { most: 10080 }),
        (Terms { shortest: 0, ..hourly() }, TermsError::Shortest),
        (Terms { shortest: 601, ..hourly() }, TermsError::Shortest),
        (Terms { longest: 367 * 1440, ..hourly() }, TermsError::Longest { most: 527_040 }),
        (Terms { shortest: 60, ..daily() }, TermsError::WholeDays),
        (Terms { horizon_days: 0, ..hourly() }, TermsError::Horizon { most: 730 }),
        (Terms { horizon_days: 731, ..hourly() }, TermsError::Horizon { most: 730 }),
        (Terms { notice: 90 * 1440 + 1, ..hourly() }, TermsError::Notice),
    ] {
        assert_eq!(terms.verify(), Err(error));
    }
}

#[test]
fn absurd_terms_and_times_neither_loop_nor_break() {
    let opening = Opening::always(PARIS);
    let most = u32::MAX;
    for step in [Step::Quarter, Step::Day] {
        let terms = Terms {
            buffer_before: most,
            buffer_after: most,
            shortest: 0,
            longest: most,
            step,
            notice: 0,
            horizon_days: most,
        };
        let ends = [DateTime::<Utc>::MIN_UTC, now(), DateTime::<Utc>::MAX_UTC];
        let held = [
            Taken { from: ends[0], until: ends[1], units: 1 },
            Taken { from: ends[1], until: ends[2], units: 1 },
        ];
        let rules = Availability::new(&opening, &terms, 2, &held);
        for from in ends {
            for until in ends {
                let _ = rules.check(Window::new(from, until), 1, now());
                let _ = rules.check(Window::new(from, until), 1, ends[0]);
                rules.free(from, until, 1);
                for length in [0, 60, 1440, most] {
                    let _ = rules.next_free(from, length, 1, until);
                }
            }
        }
    }
}

#[test]
fn the_first_stay_within_a_window_is_as_long_as_it_can_be() {
    let (opening, terms) = (office(), Terms { longest: 180, ..hourly() });
    let first = |taken: &[Taken], terms: &Terms, within: Window| {
        Availability::new(&opening, terms, 1, taken).first_within(within, 1, now())
    };
    let day = on(6, "00:00", "23:00");
    assert_eq!(first(&[], &terms, day), Some(on(6, "08:00", "11:00")), "no longer than the longest");
    let morning = taken(on(6, "08:30", "14:30"), 1);
    assert_eq!(first(&[morning], &terms, day), Some(on(6, "15:00", "17:00")), "on the grid, until it closes");
    assert_eq!(first(&[morning], &terms, on(6, "08:00", "15:30")), None);
    let tidied = Terms { buffer_before: 90, ..terms };
    assert_eq!(first(&[morning], &tidied, day), Some(on(6, "16:00", "17:00")));
    let later = Terms { notice: 3 * 1440 + 60, ..terms };
    assert_eq!(first(&[], &later, day), Some(on(6, "13:00", "16:00")), "when the notice has run out");
    let earlier = Terms { horizon_days: 2, ..terms };
    assert_eq!(first(&[], &earlier, day), None);
    assert_eq!(first(&[], &terms, on(9, "00:00", "23:00")), None, "on a Saturday");
}

#[test]
fn whole_days_within_a_window_end_at_midnight() {
    let always = Opening::always(PARIS);
    let terms = daily();
    let known = Availability::new(&always, &terms, 1, &[]);
    let midnight = |day: u32| at(&format!("2027-01-{day:02}T23:00:00Z"));
    let three = Window::new(midnight(5), midnight(8) + chrono::TimeDelta::hours(9));
    assert_eq!(known.first_within(three, 1, now()), Some(Window::new(midnight(5), midnight(8))));
    assert_eq!(known.first_within(on(6, "12:00", "22:00"), 1, now()), None);
}
