use std::array::from_fn;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;

use super::hours::Opening;
use super::load::{Load, Taken};
use super::step::Step;
use super::time::{Window, clamp, day_start, days_after, local, on_clock};

const HOUR: u16 = 60;
const MORNING: u16 = 8 * HOUR;
const EVENING: u16 = 18 * HOUR;
const DAY: u16 = 24 * HOUR;

/// What can be had in a cell, over the part of it that's open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// No part of it is open, or the clock leaps over it.
    Closed,
    /// It has ended.
    Past,
    /// Nothing is taken: `units` is the capacity.
    Free {
        units: u32,
    },
    /// `free` units are free throughout, one at least.
    Partly {
        free: u32,
    },
    Full,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub state: State,
    /// Positions in the list of what is taken, in order; of a closed cell, none.
    pub held_by: Vec<usize>,
    /// How many rows it is high when equal cells of a day are shown as one; none: the one above covers it. To
    /// show every cell, pass over it.
    pub rows: Option<usize>,
}

/// The same time of each day. Minutes of local time after midnight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub from: u16,
    pub until: u16,
    /// Monday first.
    pub cells: [Cell; 7],
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// Monday first.
    pub days: [NaiveDate; 7],
    pub rows: Vec<Row>,
}

/// The week of the day `monday`, as a table. Its rows go from 8:00, or the hour in which the earliest day
/// opens, to 18:00, or the hour in which the latest day closes; where the step is a day, there is one for the
/// whole day.
///
/// A time of day that the clock passes twice shows the busier one. `taken` is shown as given: with buffers
/// for those who look for a free time, without for those who look for their stays.
pub fn week(
    opening: &Opening,
    capacity: u32,
    taken: &[Taken],
    monday: NaiveDate,
    step: Step,
    now: DateTime<Utc>,
) -> Week {
    let held_back = monday
        .clamp(clamp(DateTime::<Utc>::MIN_UTC).date_naive(), clamp(DateTime::<Utc>::MAX_UTC).date_naive());
    let monday = held_back.week(Weekday::Mon).checked_first_day().unwrap_or(held_back);
    let mut days = [monday; 7];
    for (day, after) in days.iter_mut().zip(0..) {
        *day = days_after(monday, after);
    }
    let whole =
        Window::new(day_start(opening.zone(), monday), day_start(opening.zone(), days_after(monday, 7)));
    let table = Table {
        open: opening.open_between(whole.from, whole.until),
        capacity,
        load: Load::new(taken),
        taken: taken
            .iter()
            .map(|taken| Window::new(taken.from, taken.until))
            .enumerate()
            .filter(|(_, taken)| taken.shared(&whole).is_some())
            .collect(),
        now,
    };
    let times = times(opening, &days, step);
    let mut columns = days.map(|date| {
        let clock = Clock::new(opening.zone(), date);
        let cells = times.iter().map(|(from, until)| table.cell(&clock.spans(*from, *until)));
        merged(cells.collect()).into_iter()
    });
    let closed = Cell { state: State::Closed, held_by: Vec::new(), rows: Some(1) };
    let rows = times.iter().map(|&(from, until)| Row {
        from,
        until,
        cells: from_fn(|day| columns.get_mut(day).and_then(Iterator::next).unwrap_or_else(|| closed.clone())),
    });
    Week { days, rows: rows.collect() }
}

/// From and until of each row.
fn times(opening: &Opening, days: &[NaiveDate; 7], step: Step) -> Vec<(u16, u16)> {
    let (mut first, mut last) = if step == Step::Day { (0, DAY) } else { (MORNING, EVENING) };
    for (from, until) in days.iter().flat_map(|date| opening.hours_on(*date)) {
        first = first.min(from - from % HOUR);
        last = last.max(until.next_multiple_of(HOUR));
    }
    (first..last).step_by(step.minutes().into()).map(|from| (from, from + step.minutes())).collect()
}

/// One day's clock: each offset from UTC, with when it holds; two on a day when it changes.
struct Clock {
    date: NaiveDate,
    parts: Vec<(TimeDelta, Window)>,
}

impl Clock {
    fn new(zone: Tz, date: NaiveDate) -> Self {
        let offset = |time: DateTime<Utc>| local(zone, time) - time.naive_utc();
        let day = Window::new(day_start(zone, date), day_start(zone, days_after(date, 1)));
        let (before, after) = (offset(day.from), offset(day.until));
        if before == after {
            return Self { date, parts: vec![(before, day)] };
        }
        // The first second with the new offset is after `low`, at `high` at the latest.
        let (mut low, mut high) = (day.from.timestamp(), day.until.timestamp());
        while high - low > 1 {
            let middle = low.midpoint(high);
            match DateTime::from_timestamp(middle, 0).map(offset) {
                Some(found) if found == before => low = middle,
                _ => high = middle,
            }
        }
        let change = DateTime::from_timestamp(high, 0).unwrap_or(day.until);
        let parts = vec![(before, Window::new(day.from, change)), (after, Window::new(change, day.until))];
        Self { date, parts }
    }

    /// When the clock shows a time of `from` to `until`.
    fn spans(&self, from: u16, until: u16) -> Vec<Window> {
        let spans = self.parts.iter().filter_map(|(offset, part)| {
            let instant = |minutes| (on_clock(self.date, minutes) - *offset).and_utc();
            Window::new(instant(from), instant(until)).shared(part)
        });
        spans.collect()
    }
}

struct Table {
    open: Vec<Window>,
    capacity: u32,
    load: Load,
    taken: Vec<(usize, Window)>,
    now: DateTime<Utc>,
}

impl Table {
    fn cell(&self, spans: &[Window]) -> (State, Vec<usize>) {
        let open: Vec<Window> =
            spans.iter().flat_map(|span| self.open.iter().filter_map(|open| open.shared(span))).collect();
        let held =
            self.taken.iter().filter(|(_, taken)| open.iter().any(|open| open.shared(taken).is_some()));
        let peak = open.iter().map(|open| self.load.peak(*open)).max().unwrap_or(0);
        let state = match self.capacity.saturating_sub(peak) {
            _ if open.is_empty() => State::Closed,
            _ if spans.iter().all(|span| span.until <= self.now) => State::Past,
            0 => State::Full,
            free if free == self.capacity => State::Free { units: free },
            free => State::Partly { free },
        };
        (state, held.map(|(at, _)| *at).collect())
    }
}

/// The cells of one day, from the top.
fn merged(cells: Vec<(State, Vec<usize>)>) -> Vec<Cell> {
    let runs = cells.chunk_by(|above, below| above == below);
    runs.flat_map(|run| {
        let cell = |(at, (state, held_by)): (usize, &(State, Vec<usize>))| Cell {
            state: *state,
            held_by: held_by.clone(),
            rows: (at == 0).then_some(run.len()),
        };
        run.iter().enumerate().map(cell)
    })
    .collect()
}

#[cfg(test)]
#[path = "week_tests.rs"]
mod tests;
