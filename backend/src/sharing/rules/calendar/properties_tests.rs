use chrono::{DateTime, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::time::plus;
use super::{
    Availability, End, Every, Exception, On, Opening, Recurrence, Refusal, Span, Step, Taken, Terms, Window,
    week,
};

/// Six days before the clock changes in Paris, at 00:00 UTC; every other zone changes within the month or
/// never.
fn start() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![Just("2027-03-22T00:00:00Z"), Just("2026-10-19T00:00:00Z"), Just("2027-01-04T00:00:00Z")]
        .prop_map(|text| text.parse().unwrap())
}

fn zone() -> impl Strategy<Value = Tz> {
    prop_oneof![
        4 => Just(Tz::Europe__Paris),
        1 => Just(Tz::Africa__Cairo),
        1 => Just(Tz::America__Havana),
        1 => Just(Tz::Australia__Lord_Howe),
        1 => Just(Tz::Asia__Kathmandu),
    ]
}

/// In order and apart, some touching.
fn hours() -> impl Strategy<Value = Vec<(u16, u16)>> {
    prop_oneof![
        1 => Just(vec![(0, 1440)]),
        3 => prop::collection::btree_set(0..=288u16, 0..8).prop_map(|marks| {
            let marks: Vec<_> = marks.into_iter().collect();
            marks.windows(2).step_by(2).map(|pair| (pair[0] * 5, pair[1] * 5)).collect()
        }),
    ]
}

fn opening() -> impl Strategy<Value = Opening> {
    let exception = (0..40i64, 0..4i64, hours());
    (zone(), prop::collection::vec(hours(), 7), prop::collection::vec(exception, 0..3), start()).prop_map(
        |(zone, days, exceptions, start)| {
            let spans = |(weekday, spans): (u8, Vec<(u16, u16)>)| {
                spans.into_iter().map(move |(from, until)| Span { weekday, from, until })
            };
            let weekly = (0..7).zip(days).flat_map(spans).collect();
            let exceptions = exceptions.into_iter().map(|(after, more, open)| {
                let first = start.date_naive() + TimeDelta::days(after);
                Exception { first, last: first + TimeDelta::days(more), open }
            });
            Opening::new(zone, weekly, exceptions.collect()).unwrap()
        },
    )
}

fn terms() -> impl Strategy<Value = Terms> {
    let step = prop_oneof![Just(Step::Quarter), Just(Step::Half), Just(Step::Hour), Just(Step::Day)];
    (step, 0..90u32, 0..90u32, 1..200u32, 0..600u32, 0..3000u32, 1..30u32).prop_map(
        |(step, buffer_before, buffer_after, shortest, more, notice, horizon_days)| {
            let whole = if step == Step::Day { 1440 } else { 1 };
            let shortest = if step == Step::Day { 1 + shortest % 3 } else { shortest } * whole;
            let longest = shortest + if step == Step::Day { more % 5 } else { more } * whole;
            let notice = notice.min(horizon_days * 1440);
            Terms { buffer_before, buffer_after, shortest, longest, step, notice, horizon_days }
        },
    )
}

prop_compose! {
    /// Minutes after the start, minutes long, units.
    fn stays()(list in prop::collection::vec((0..40_000i64, 1..4000i64, 1..4u32), 0..30)) -> Vec<(i64, i64, u32)> {
        list
    }
}

fn taken(start: DateTime<Utc>, stays: &[(i64, i64, u32)]) -> Vec<Taken> {
    let stay = |&(after, long, units): &(i64, i64, u32)| Taken {
        from: plus(start, after),
        until: plus(start, after + long),
        units,
    };
    stays.iter().map(stay).collect()
}

fn units_at(taken: &[Taken], time: DateTime<Utc>) -> u32 {
    taken.iter().filter(|taken| taken.from <= time && time < taken.until).map(|taken| taken.units).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn free_windows_lie_in_opening_hours_and_meet_nothing_full(
        opening in opening(), terms in terms(), stays in stays(), start in start(), capacity in 1..5u32, units in 1..5u32,
    ) {
        let taken = taken(start, &stays);
        let rules = Availability::new(&opening, &terms, capacity, &taken);
        let end = plus(start, 30 * 1440);
        let open = opening.open_between(start, end);
        let free = rules.free(start, end, units);
        prop_assert!(free.is_sorted_by(|a, b| a.until < b.from || (a.until == b.from && a.from < b.from)));
        for window in &free {
            prop_assert!(!window.is_empty());
            prop_assert!(open.iter().any(|open| open.shared(window) == Some(*window)));
            let busy = terms.busy(*window);
            let marks = taken.iter().map(|taken| taken.from).chain([busy.from]);
            for mark in marks.filter(|mark| busy.from <= *mark && *mark < busy.until) {
                prop_assert!(units_at(&taken, mark) + units <= capacity);
            }
        }
    }

    #[test]
    fn a_minute_outside_of_the_free_windows_is_closed_or_too_near_to_what_is_taken(
        opening in opening(), terms in terms(), stays in stays(), start in start(), capacity in 1..5u32,
        after in 0..40_000i64,
    ) {
        let taken = taken(start, &stays);
        let rules = Availability::new(&opening, &terms, capacity, &taken);
        let minute = Window::new(plus(start, after), plus(start, after + 1));
        let free = rules.free(start, plus(start, 41_000), 1);
        let open = opening.open_between(minute.from, minute.until) == [minute];
        let busy = terms.busy(minute);
        let peak = taken.iter().map(|t| t.from).chain([busy.from]).filter(|t| busy.from <= *t && *t < busy.until)
            .map(|t| units_at(&taken, t)).max().unwrap();
        let within = free.iter().any(|window| window.shared(&minute) == Some(minute));
        prop_assert_eq!(within, open && peak < capacity);
    }

    #[test]
    fn the_next_free_stay_is_accepted_and_no_earlier_one_is(
        opening in opening(), terms in terms(), stays in stays(), start in start(), capacity in 1..5u32,
        units in 1..5u32, after in 0..20_000i64, long in 0..800u32,
    ) {
        let taken = taken(start, &stays);
        let rules = Availability::new(&opening, &terms, capacity, &taken);
        let step = if terms.step == Step::Day { 1440 } else { 1 };
        let length = (terms.shortest + long * step).min(terms.longest);
        let after = plus(start, after);
        let next = rules.next_free(after, length, units, start);
        if let Some(stay) = next {
            prop_assert_eq!(rules.check(stay, units, start), Ok(()));
            prop_assert!(stay.from >= after);
        }
        if terms.step != Step::Day {
            let last = next.map_or(plus(start, i64::from(terms.horizon_days) * 1440), |stay| plus(stay.from, -1));
            let mut from = after;
            while from <= last {
                let earlier = Window::new(from, plus(from, length.into()));
                prop_assert!(rules.check(earlier, units, start).is_err(), "{:?}", earlier);
                // Offsets are multiples of 15 minutes, and so are the grids.
                from = plus(from, 15 - from.timestamp() / 60 % 15);
            }
        }
    }

    #[test]
    fn accepted_stays_never_hold_more_than_there_is(
        opening in prop_oneof![opening(), zone().prop_map(Opening::always)], terms in terms(), start in start(),
        capacity in 1..5u32, wanted in prop::collection::vec((0..400i64, 0..40i64, 1..5u32), 1..60),
    ) {
        let terms = Terms { notice: 0, horizon_days: 60, ..terms };
        let mut taken: Vec<Taken> = Vec::new();
        for (after, long, units) in wanted {
            let step = i64::from(terms.step.minutes());
            let from = if terms.step == Step::Day {
                let date = start.date_naive() + TimeDelta::days(after % 30);
                super::time::day_start(opening.zone(), date)
            } else {
                plus(start, after * step)
            };
            let length = (i64::from(terms.shortest) + long * step).min(terms.longest.into());
            let stay = Window::new(from, plus(from, length));
            let found = Availability::new(&opening, &terms, capacity, &taken).check(stay, units, start);
            if found.is_ok() {
                let busy = terms.busy(stay);
                taken.push(Taken { from: busy.from, until: busy.until, units });
            } else if let Err(Refusal::Full { free }) = found {
                prop_assert!(free < units);
            }
        }
        for mark in &taken {
            prop_assert!(units_at(&taken, mark.from) <= capacity);
        }
    }

    #[test]
    fn occurrences_rise_and_keep_their_time_of_day(
        every in every(), count in 1..=104u16, until in prop::option::of(0..800i64), zone in zone(),
        start in start(), after in 0..20_000i64, long in 1..3000i64,
    ) {
        let first = Window::new(plus(start, after), plus(start, after + long));
        let end = until.map_or(End::Count(count), |days| End::Until(start.date_naive() + TimeDelta::days(days)));
        let recurrence = Recurrence::new(every, end).unwrap();
        prop_assert_eq!(recurrence.to_string().parse::<Recurrence>().unwrap(), recurrence.clone());
        if let Ok(stays) = recurrence.occurrences(first, zone) {
            prop_assert_eq!(stays[0], first);
            prop_assert!(stays.len() <= 104);
            if let End::Count(count) = end {
                prop_assert_eq!(stays.len(), usize::from(count));
            }
            prop_assert!(stays.is_sorted_by(|a, b| a.from < b.from));
            prop_assert!(stays.iter().all(|stay| !stay.is_empty()));
            let clock = |time: DateTime<Utc>| time.with_timezone(&zone).time();
            let moved = stays.iter().filter(|stay| clock(stay.from) != clock(first.from)).count();
            prop_assert!(moved <= 4, "only a leap of the clock may move a stay");
        }
    }

    #[test]
    fn reading_a_recurrence_never_breaks(text in "[A-Z0-9=;,-]{0,60}|FREQ=(DAILY|WEEKLY|MONTHLY)(;[A-Z]{2,10}=[A-Z0-9,-]{0,8}){0,5}") {
        if let Ok(read) = text.parse::<Recurrence>() {
            prop_assert_eq!(read.to_string().parse::<Recurrence>().unwrap(), read);
        }
    }

    #[test]
    fn every_cell_of_a_week_is_laid_out_once(
        opening in opening(), stays in stays(), start in start(), after in 0..30i64, capacity in 1..5u32,
    ) {
        let taken = taken(start, &stays);
        let day: NaiveDate = start.date_naive() + TimeDelta::days(after);
        let week = week(&opening, capacity, &taken, day, Step::Half, plus(start, 9000));
        for column in 0..7 {
            let high: usize = week.rows.iter().filter_map(|row| row.cells[column].rows).sum();
            prop_assert_eq!(high, week.rows.len());
        }
    }
}

fn every() -> impl Strategy<Value = Every> {
    let day = || (0..7u8).prop_map(|day| Weekday::try_from(day).unwrap());
    prop_oneof![
        (1..=40u16).prop_map(|every| Every::Daily { every }),
        (1..=8u16, prop::collection::vec(day(), 1..7))
            .prop_map(|(every, days)| Every::Weekly { every, days }),
        (1..=6u16, 1..=31u8).prop_map(|(every, day)| Every::Monthly { every, on: On::Day(day) }),
        (1..=6u16, prop_oneof![Just(-1i8), 1..=4i8], day())
            .prop_map(|(every, nth, weekday)| Every::Monthly { every, on: On::Nth { nth, weekday } }),
    ]
}
