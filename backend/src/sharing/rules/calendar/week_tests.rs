use super::super::Span;
use super::*;

const PARIS: Tz = Tz::Europe__Paris;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn taken(from: &str, until: &str, units: u32) -> Taken {
    Taken { from: at(from), until: at(until), units }
}

fn opening(from: u16, until: u16) -> Opening {
    let weekly = (0..7).map(|weekday| Span { weekday, from, until }).collect();
    Opening::new(PARIS, weekly, Vec::new()).unwrap()
}

fn long_ago() -> DateTime<Utc> {
    at("2020-01-01T00:00:00Z")
}

fn cell(week: &Week, day: usize, from: u16) -> &Cell {
    &week.rows.iter().find(|row| row.from == from).unwrap().cells[day]
}

/// How a browser lays the cells of a column out: each row is covered once.
fn assert_rows_add_up(week: &Week) {
    for day in 0..7 {
        let mut covered = 0;
        for (at, row) in week.rows.iter().enumerate() {
            match row.cells[day].rows {
                Some(rows) => {
                    assert_eq!(covered, at);
                    covered += rows;
                }
                None => assert!(covered > at),
            }
        }
        assert_eq!(covered, week.rows.len());
    }
}

#[test]
fn rows_go_from_eight_to_eighteen_and_to_the_hours_that_are_open() {
    let span = |from, until, step| {
        let week = week(&opening(from, until), 1, &[], date("2027-01-04"), step, long_ago());
        (week.rows[0].from, week.rows.last().unwrap().until, week.rows.len())
    };
    assert_eq!(span(600, 660, Step::Hour), (480, 1080, 10));
    assert_eq!(span(405, 1265, Step::Hour), (360, 1320, 16));
    assert_eq!(span(405, 1265, Step::Half), (360, 1320, 32));
    assert_eq!(span(0, 1440, Step::Quarter), (0, 1440, 96));
    assert_eq!(span(600, 660, Step::Day), (0, 1440, 1));
}

#[test]
fn the_week_of_any_day_starts_on_monday() {
    let week = week(&opening(600, 660), 1, &[], date("2027-01-10"), Step::Day, long_ago());
    assert_eq!(week.days[0], date("2027-01-04"));
    assert_eq!(week.days[6], date("2027-01-10"));
}

#[test]
fn cells_tell_what_is_free_and_who_holds_the_rest() {
    let held = [
        taken("2027-01-01T08:00:00Z", "2027-01-01T09:00:00Z", 3),
        taken("2027-01-05T08:00:00Z", "2027-01-05T10:00:00Z", 2),
        taken("2027-01-05T09:30:00Z", "2027-01-05T11:00:00Z", 1),
    ];
    let week =
        week(&opening(540, 1020), 3, &held, date("2027-01-04"), Step::Hour, at("2027-01-04T10:30:00Z"));
    assert_rows_add_up(&week);
    let shown = |day, from| {
        let cell = cell(&week, day, from);
        (cell.state, cell.held_by.clone(), cell.rows)
    };
    assert_eq!(shown(0, 480), (State::Closed, vec![], Some(1)));
    assert_eq!(shown(0, 540), (State::Past, vec![], Some(2)));
    assert_eq!(shown(0, 660), (State::Free { units: 3 }, vec![], Some(6)));
    assert_eq!(shown(0, 720), (State::Free { units: 3 }, vec![], None));
    assert_eq!(shown(1, 540), (State::Partly { free: 1 }, vec![1], Some(1)));
    assert_eq!(shown(1, 600), (State::Full, vec![1, 2], Some(1)));
    assert_eq!(shown(1, 660), (State::Partly { free: 2 }, vec![2], Some(1)));
    assert_eq!(shown(1, 720), (State::Free { units: 3 }, vec![], Some(5)));
    assert_eq!(shown(1, 1020), (State::Closed, vec![], Some(1)));
}

#[test]
fn full_cells_of_two_stays_are_not_merged() {
    let held = [
        taken("2027-01-04T08:00:00Z", "2027-01-04T10:00:00Z", 1),
        taken("2027-01-04T10:00:00Z", "2027-01-04T12:00:00Z", 1),
    ];
    let week = week(&opening(540, 1020), 1, &held, date("2027-01-04"), Step::Hour, long_ago());
    assert_eq!(cell(&week, 0, 540).rows, Some(2));
    assert_eq!(cell(&week, 0, 660).rows, Some(2));
    assert_eq!(cell(&week, 0, 660).held_by, [1]);
}

#[test]
fn a_cell_counts_only_as_far_as_it_is_open() {
    let held = [taken("2027-01-04T07:00:00Z", "2027-01-04T07:30:00Z", 1)];
    let week = week(&opening(510, 1020), 1, &held, date("2027-01-04"), Step::Hour, long_ago());
    assert_eq!(cell(&week, 0, 480).state, State::Free { units: 1 });
}

#[test]
fn the_hour_that_is_leapt_over_is_closed() {
    let week = week(&opening(0, 1440), 1, &[], date("2027-03-22"), Step::Half, long_ago());
    assert_rows_add_up(&week);
    for (from, state) in [
        (90, State::Free { units: 1 }),
        (120, State::Closed),
        (150, State::Closed),
        (180, State::Free { units: 1 }),
    ] {
        assert_eq!(cell(&week, 6, from).state, state, "{from}");
    }
    assert_eq!(cell(&week, 5, 120).state, State::Free { units: 1 });
}

#[test]
fn the_hour_that_comes_twice_shows_the_busier_one() {
    let held = [
        taken("2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", 1),
        taken("2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z", 2),
    ];
    let week = week(&opening(0, 1440), 2, &held, date("2026-10-19"), Step::Half, long_ago());
    let state = |from| cell(&week, 6, from).state;
    assert_eq!(state(90), State::Free { units: 2 });
    assert_eq!(state(120), State::Partly { free: 1 });
    assert_eq!(state(150), State::Full);
    assert_eq!(state(180), State::Free { units: 2 });
}

#[test]
fn stays_after_a_clock_change_are_at_their_local_time() {
    let held = [
        taken("2027-03-28T08:00:00Z", "2027-03-28T09:00:00Z", 1),
        taken("2026-10-25T09:00:00Z", "2026-10-25T10:00:00Z", 1),
    ];
    for (monday, at) in [("2027-03-22", 0), ("2026-10-19", 1)] {
        let week = week(&opening(0, 1440), 1, &held, date(monday), Step::Hour, long_ago());
        assert_eq!(cell(&week, 6, 600).held_by, [at]);
        assert_eq!(cell(&week, 6, 540).state, State::Free { units: 1 });
        assert_eq!(cell(&week, 6, 660).state, State::Free { units: 1 });
    }
}

#[test]
fn whole_days_show_the_busiest_of_the_day() {
    let held = [taken("2027-01-04T23:00:00Z", "2027-01-05T23:00:00Z", 1)];
    let week = week(&opening(0, 1440), 1, &held, date("2027-01-04"), Step::Day, long_ago());
    let states: Vec<_> = week.rows[0].cells.iter().map(|cell| cell.state).collect();
    let free = State::Free { units: 1 };
    assert_eq!(states, [free, State::Full, free, free, free, free, free]);
}

#[test]
fn absurd_weeks_neither_loop_nor_break() {
    for zone in [Tz::Africa__Cairo, Tz::America__Havana, Tz::Australia__Lord_Howe, Tz::Pacific__Apia] {
        for monday in
            [NaiveDate::MIN, date("2011-12-26"), date("2026-10-26"), date("2026-04-20"), NaiveDate::MAX]
        {
            for step in [Step::Quarter, Step::Half, Step::Hour, Step::Day] {
                let week = week(&Opening::always(zone), 0, &[], monday, step, long_ago());
                assert_rows_add_up(&week);
            }
        }
    }
}
