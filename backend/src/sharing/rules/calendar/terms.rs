use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::hours::Opening;
use super::load::{Load, Taken};
use super::step::Step;
use super::time::{Window, day_start, days_after, plus};

const DAY: u32 = 1440;
pub const MOST_BUFFER: u32 = 7 * DAY;
const MOST_LENGTH: u32 = 366 * DAY;
pub const MOST_HORIZON: u32 = 730;

/// How a resource can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Minutes kept free before a stay; they may lie outside of opening hours.
    pub buffer_before: u32,
    /// Minutes kept free after a stay; they may lie outside of opening hours.
    pub buffer_after: u32,
    /// Minutes.
    pub shortest: u32,
    /// Minutes.
    pub longest: u32,
    pub step: Step,
    /// Minutes between the booking and the start of the stay, at least.
    pub notice: u32,
    /// Days of 24 hours between the booking and the start of the stay, at most.
    pub horizon_days: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    #[error("a buffer is of {most} minutes at most")]
    Buffer { most: u32 },
    #[error("the shortest stay is of 1 minute at least and no longer than the longest")]
    Shortest,
    #[error("the longest stay is of {most} minutes at most")]
    Longest { most: u32 },
    /// The step is a day, and the shortest or longest stay no multiple of 1440 minutes.
    #[error("stays are of whole days")]
    WholeDays,
    #[error("the horizon is of 1 to {most} days")]
    Horizon { most: u32 },
    #[error("the notice is longer than the horizon")]
    Notice,
}

impl Terms {
    /// Errors: the first thing that's wrong.
    pub fn verify(&self) -> Result<(), TermsError> {
        if self.buffer_before.max(self.buffer_after) > MOST_BUFFER {
            return Err(TermsError::Buffer { most: MOST_BUFFER });
        }
        if self.shortest == 0 || self.shortest > self.longest {
            return Err(TermsError::Shortest);
        }
        if self.longest > MOST_LENGTH {
            return Err(TermsError::Longest { most: MOST_LENGTH });
        }
        if self.step == Step::Day
            && ![self.shortest, self.longest].iter().all(|minutes| minutes.is_multiple_of(DAY))
        {
            return Err(TermsError::WholeDays);
        }
        if !(1..=MOST_HORIZON).contains(&self.horizon_days) {
            return Err(TermsError::Horizon { most: MOST_HORIZON });
        }
        if self.notice > self.horizon_days * DAY {
            return Err(TermsError::Notice);
        }
        Ok(())
    }

    /// The stay with its buffers: what is stored as taken.
    pub fn busy(&self, stay: Window) -> Window {
        Window::new(
            plus(stay.from, -i64::from(self.buffer_before)),
            plus(stay.until, i64::from(self.buffer_after)),
        )
    }

    /// Whether a stay starts and ends where it may, and is as long as it may be.
    pub fn fits(&self, zone: Tz, stay: Window) -> Result<(), Refusal> {
        if !self.step.is_on_grid(zone, stay.from) || !self.step.can_end(zone, stay.until) {
            return Err(Refusal::OffGrid);
        }
        let length = self.step.length(zone, stay);
        if length < i64::from(self.shortest) {
            return Err(Refusal::TooShort { minutes: self.shortest });
        }
        if length > i64::from(self.longest) {
            return Err(Refusal::TooLong { minutes: self.longest });
        }
        Ok(())
    }

    /// First and last instant at which a stay booked `now` can start.
    fn starts(&self, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
        let horizon = i64::from(self.horizon_days) * i64::from(DAY);
        (plus(now, self.notice.into()), plus(now, horizon))
    }
}

/// Why a stay can't be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It ends before or when it starts, or no unit is asked for.
    Empty,
    /// More units than there are.
    TooMany {
        capacity: u32,
    },
    /// Starts before the first day on which it is offered.
    NotYetOffered,
    /// Ends after the last day on which it is offered.
    NoLongerOffered,
    InThePast,
    /// Before the notice has run out.
    TooSoon {
        earliest: DateTime<Utc>,
    },
    /// Starts past the horizon.
    TooFar {
        latest: DateTime<Utc>,
    },
    /// Doesn't start at one of the times of the step or end on a whole minute; where days are whole: doesn't
    /// start and end at local midnight.
    OffGrid,
    /// Less than `minutes`.
    TooShort {
        minutes: u32,
    },
    /// More than `minutes`.
    TooLong {
        minutes: u32,
    },
    /// Not wholly within opening hours.
    Closed,
    /// Fewer units than asked for are free throughout the stay and its buffers: `free`.
    Full {
        free: u32,
    },
}

/// What can be had of one resource.
#[derive(Clone, Debug)]
pub struct Availability<'a> {
    opening: &'a Opening,
    terms: &'a Terms,
    capacity: u32,
    /// Stays lie within it.
    offered: Window,
    load: Load,
}

impl<'a> Availability<'a> {
    /// `capacity`: units that can be booked at once. `taken`: in any order, with buffers (as from
    /// [`Terms::busy`]).
    pub fn new(opening: &'a Opening, terms: &'a Terms, capacity: u32, taken: &[Taken]) -> Self {
        let offered = Window::new(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        Self { opening, terms, capacity, offered, load: Load::new(taken) }
    }

    /// It is had from a first to a last day, in local time.
    pub fn offered(mut self, first: Option<NaiveDate>, last: Option<NaiveDate>) -> Self {
        let start = |day| day_start(self.opening.zone(), day);
        self.offered.from = first.map_or(self.offered.from, start);
        self.offered.until = last.map_or(self.offered.until, |last| start(days_after(last, 1)));
        self
    }

    /// So many units are had for a stay from now on.
    pub fn take(&mut self, stay: Window, units: u32) {
        let busy = self.terms.busy(stay);
        self.load.add(Taken { from: busy.from, until: busy.until, units });
    }

    /// Whether it is offered on all the days of a stay.
    pub fn offers(&self, stay: Window) -> Result<(), Refusal> {
        match self.offered {
            offered if stay.from < offered.from => Err(Refusal::NotYetOffered),
            offered if stay.until > offered.until => Err(Refusal::NoLongerOffered),
            _ => Ok(()),
        }
    }

    /// Whether it is open and offered throughout a stay, whoever has it.
    pub fn is_open(&self, stay: Window) -> bool {
        self.open_between(stay.from, stay.until) == [stay]
    }

    /// Errors: the first reason in the order of [`Refusal`].
    pub fn check(&self, wanted: Window, units: u32, now: DateTime<Utc>) -> Result<(), Refusal> {
        let (terms, zone) = (self.terms, self.opening.zone());
        if wanted.is_empty() || units == 0 {
            return Err(Refusal::Empty);
        }
        if units > self.capacity {
            return Err(Refusal::TooMany { capacity: self.capacity });
        }
        self.offers(wanted)?;
        if wanted.from < now {
            return Err(Refusal::InThePast);
        }
        let (earliest, latest) = terms.starts(now);
        if wanted.from < earliest {
            return Err(Refusal::TooSoon { earliest });
        }
        if wanted.from > latest {
            return Err(Refusal::TooFar { latest });
        }
        terms.fits(zone, wanted)?;
        if self.opening.open_between(wanted.from, wanted.until) != [wanted] {
            return Err(Refusal::Closed);
        }
        let free = self.units_free(wanted);
        if free < units { Err(Refusal::Full { free }) } else { Ok(()) }
    }

    /// Units that are free throughout a stay and its buffers, whatever the opening hours.
    pub fn units_free(&self, stay: Window) -> u32 {
        self.capacity.saturating_sub(self.load.peak(self.terms.busy(stay)))
    }

    /// The first stay of the shortest length that starts within a window and that [`Self::check`] accepts.
    /// Errors: why the last that starts there isn't accepted; `OffGrid` where none starts there.
    pub fn starting_within(&self, within: Window, units: u32, now: DateTime<Utc>) -> Result<Window, Refusal> {
        let (terms, zone) = (self.terms, self.opening.zone());
        let (mut at, mut refusal) = (within.from, Refusal::OffGrid);
        while let Some(from) = terms.step.next(zone, at).filter(|from| *from < within.until) {
            let stay = Window::new(from, terms.step.end(zone, from, terms.shortest));
            match self.check(stay, units, now) {
                Ok(()) => return Ok(stay),
                Err(why) => refusal = why,
            }
            at = plus(from, 1);
        }
        Err(refusal)
    }

    /// When it is open and offered, in order.
    fn open_between(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Window> {
        self.opening.open_between(from.max(self.offered.from), until.min(self.offered.until))
    }

    /// Where a stay of `units` can lie, in order: it finds the resource open and free, its buffers too,
    /// exactly if it lies wholly within one of these windows. Cut as [`Opening::open_between`] is.
    pub fn free(&self, from: DateTime<Utc>, until: DateTime<Utc>, units: u32) -> Vec<Window> {
        if units == 0 || units > self.capacity {
            return Vec::new();
        }
        without(&self.open_between(from, until), &self.blocked(units))
    }

    /// The first stay of `length` minutes from `after` on that [`Self::check`] accepts, as far as it ends
    /// within two years of `after` and of the notice. None too where the terms know no such length.
    pub fn next_free(
        &self,
        after: DateTime<Utc>,
        length: u32,
        units: u32,
        now: DateTime<Utc>,
    ) -> Option<Window> {
        let (terms, zone) = (self.terms, self.opening.zone());
        let whole = terms.step != Step::Day || length.is_multiple_of(DAY);
        if units == 0
            || units > self.capacity
            || !whole
            || !(terms.shortest..=terms.longest).contains(&length)
        {
            return None;
        }
        let (earliest, latest) = terms.starts(now);
        let start = after.max(earliest).max(now);
        let end = plus(latest, i64::from(length) + i64::from(DAY));
        if start > latest {
            return None;
        }
        let blocked = self.blocked(units);
        // Near first, since most searches end there. A window cut at the far end can only be refused, not
        // mistaken: the next round sees it whole.
        let mut reach = i64::from(length) + 32 * i64::from(DAY);
        loop {
            let until = end.min(plus(start, reach));
            for window in without(&self.open_between(start, until), &blocked) {
                let Some(from) = terms.step.next(zone, window.from).filter(|from| *from <= latest) else {
                    break;
                };
                let stay = Window::new(from, terms.step.end(zone, from, length));
                if stay.until <= window.until {
                    return Some(stay);
                }
            }
            if until == end {
                return None;
            }
            reach *= 4;
        }
    }

    /// The first stay within a window that [`Self::check`] accepts, made as long as it can be.
    pub fn first_within(&self, within: Window, units: u32, now: DateTime<Utc>) -> Option<Window> {
        let (terms, zone) = (self.terms, self.opening.zone());
        let (earliest, latest) = terms.starts(now);
        let start = within.from.max(earliest).max(now);
        for window in self.free(start, within.until, units) {
            let from = terms.step.next(zone, window.from).filter(|from| *from <= latest)?;
            if terms.step.end(zone, from, terms.shortest) <= window.until {
                let longest = terms.step.end(zone, from, terms.longest);
                return Some(Window::new(from, longest.min(terms.step.last_end(zone, window.until))));
            }
        }
        None
    }

    /// Where no part of a stay of `units` may lie, in order, since it or its buffers would meet too many
    /// others.
    fn blocked(&self, units: u32) -> Vec<Window> {
        let mut blocked = self.load.above(self.capacity.saturating_sub(units));
        for window in &mut blocked {
            window.from = plus(window.from, -i64::from(self.terms.buffer_after));
            window.until = plus(window.until, i64::from(self.terms.buffer_before));
        }
        blocked
    }
}

/// `open` less `blocked`; both in order by start and by end.
fn without(open: &[Window], blocked: &[Window]) -> Vec<Window> {
    let mut free = Vec::new();
    let mut blocked = blocked.iter().peekable();
    for window in open {
        while blocked.next_if(|block| block.until <= window.from).is_some() {}
        let mut since = window.from;
        for block in blocked.clone().take_while(|block| block.from < window.until) {
            if since < block.from {
                free.push(Window::new(since, block.from));
            }
            since = block.until;
        }
        if since < window.until {
            free.push(Window::new(since, window.until));
        }
    }
    free
}

#[cfg(test)]
#[path = "terms_tests.rs"]
mod tests;
