use chrono::{DateTime, Utc};

use super::time::Window;

/// Units that a stay holds, its buffers included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub units: u32,
}

/// Most units taken at any instant of a window.
pub fn most_taken(taken: &[Taken], window: Window) -> u32 {
    Load::new(taken).peak(window)
}

/// How many units are taken at each instant.
#[derive(Clone, Debug)]
pub(super) struct Load {
    /// Instants in order, each with what is taken from it until the next; the last with 0.
    levels: Vec<(DateTime<Utc>, i64)>,
}

impl Load {
    /// What is empty counts for nothing.
    pub(super) fn new(taken: &[Taken]) -> Self {
        let held = taken.iter().filter(|taken| taken.from < taken.until && taken.units > 0);
        let mut changes: Vec<(DateTime<Utc>, i64)> = held
            .flat_map(|taken| [(taken.from, i64::from(taken.units)), (taken.until, -i64::from(taken.units))])
            .collect();
        changes.sort_unstable();
        let mut levels: Vec<(DateTime<Utc>, i64)> = Vec::with_capacity(changes.len());
        let mut level = 0;
        for (at, change) in changes {
            level += change;
            match levels.last_mut() {
                Some(last) if last.0 == at => last.1 = level,
                _ => levels.push((at, level)),
            }
        }
        Self { levels }
    }

    /// One more that is held. What is empty counts for nothing.
    pub(super) fn add(&mut self, taken: Taken) {
        if taken.from >= taken.until || taken.units == 0 {
            return;
        }
        let (from, until) = (self.change_at(taken.from), self.change_at(taken.until));
        for (_, level) in self.levels.iter_mut().take(until).skip(from) {
            *level += i64::from(taken.units);
        }
    }

    /// The place of the level that begins at an instant.
    fn change_at(&mut self, at: DateTime<Utc>) -> usize {
        self.levels.binary_search_by_key(&at, |(from, _)| *from).unwrap_or_else(|place| {
            let before = place.checked_sub(1).and_then(|last| self.levels.get(last));
            let level = before.map_or(0, |(_, level)| *level);
            self.levels.insert(place, (at, level));
            place
        })
    }

    /// Most units taken at any instant of a window.
    pub(super) fn peak(&self, window: Window) -> u32 {
        if window.is_empty() {
            return 0;
        }
        let next = self.levels.partition_point(|(at, _)| *at <= window.from);
        let within = self.levels.iter().skip(next.saturating_sub(1)).take_while(|(at, _)| *at < window.until);
        let peak = within.map(|(_, level)| *level).max().unwrap_or(0);
        u32::try_from(peak).unwrap_or(u32::MAX)
    }

    /// The windows in which more than `most` units are taken, in order, none touching another.
    pub(super) fn above(&self, most: u32) -> Vec<Window> {
        let mut windows = Vec::new();
        let mut since = None;
        for &(at, level) in &self.levels {
            match since {
                None if level > i64::from(most) => since = Some(at),
                Some(from) if level <= i64::from(most) => {
                    windows.push(Window::new(from, at));
                    since = None;
                }
                _ => {}
            }
        }
        windows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(minute * 60, 0).unwrap()
    }

    fn window(from: i64, until: i64) -> Window {
        Window::new(at(from), at(until))
    }

    fn taken(list: &[(i64, i64, u32)]) -> Load {
        let taken: Vec<_> = list
            .iter()
            .map(|&(from, until, units)| Taken { from: at(from), until: at(until), units })
            .collect();
        Load::new(&taken)
    }

    #[test]
    fn the_peak_is_the_most_taken_at_one_instant() {
        let load = taken(&[(10, 20, 2), (15, 30, 1), (20, 40, 2), (50, 50, 9), (60, 55, 9)]);
        for (from, until, peak) in [
            (0, 10, 0),
            (0, 11, 2),
            (12, 14, 2),
            (0, 100, 3),
            (20, 30, 3),
            (30, 40, 2),
            (40, 90, 0),
            (12, 12, 0),
        ] {
            assert_eq!(load.peak(window(from, until)), peak, "{from} to {until}");
        }
    }

    #[test]
    fn windows_above_a_level_join_where_stays_touch() {
        let load = taken(&[(10, 20, 2), (20, 40, 3), (50, 60, 1)]);
        assert_eq!(load.above(0), [window(10, 40), window(50, 60)]);
        assert_eq!(load.above(1), [window(10, 40)]);
        assert_eq!(load.above(2), [window(20, 40)]);
        assert_eq!(load.above(3), []);
    }

    #[test]
    fn what_is_added_one_by_one_counts_as_what_is_known_at_once() {
        let all = [
            (10, 20, 2),
            (15, 30, 1),
            (5, 12, 3),
            (20, 40, 2),
            (50, 50, 9),
            (0, 60, 1),
            (60, 55, 9),
            (12, 15, 0),
        ];
        let mut load = taken(&[]);
        for (place, &(from, until, units)) in all.iter().enumerate() {
            load.add(Taken { from: at(from), until: at(until), units });
            assert_eq!(load.levels, taken(&all[..=place]).levels, "{from} to {until}");
        }
    }

    #[test]
    fn more_units_than_can_be_counted_are_many() {
        assert_eq!(taken(&[(1, 2, u32::MAX), (1, 2, u32::MAX)]).peak(window(0, 9)), u32::MAX);
    }
}
