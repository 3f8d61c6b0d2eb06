//! Stays that are asked for together: those that come back, and what is booked along with them.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::turn::{Schedules, Things, is_main, taken_around};
use crate::error::{Error, FieldError, Message, Result};
use crate::sharing::queries::{Booking, Resource};
use crate::sharing::rules::calendar::{Availability, Refusal, Step, Terms, Window};
use crate::sharing::rules::repeat::{Repeat, refused};
use crate::sharing::rules::{availability, schedule};

/// Days from now past which no stay is read at all: far from where time ends.
const FARTHEST: i64 = 4_000;

/// The stays, in their order. Errors: `Invalid` at `repeat`, or where the stay is none, has begun or is out of reach.
pub fn windows(
    resource: &Resource,
    stay: Window,
    repeat: Option<Repeat>,
    now: DateTime<Utc>,
) -> Result<Vec<Window>> {
    if stay.is_empty() {
        return Err(Error::invalid("endsAt", Message::new("invalid-stay-empty")));
    }
    if stay.from < now {
        return Err(Error::invalid("startsAt", Message::new("invalid-stay-past")));
    }
    let (opening, terms) = schedule(resource)?;
    if stay.until > now + Duration::days(FARTHEST) {
        let latest = now + Duration::days(i64::from(terms.horizon_days));
        let message = Message::new("invalid-stay-too-far").with_moment("when", opening.zone(), latest);
        return Err(Error::invalid("startsAt", message));
    }
    let Some(repeat) = repeat else { return Ok(vec![stay]) };
    let first = stay.from.with_timezone(&opening.zone()).date_naive();
    repeat.rule(first)?.occurrences(stay, opening.zone()).map_err(|wrong| refused(&wrong))
}

/// One of the things that are wanted.
struct Part<'a> {
    thing: &'a Resource,
    units: u32,
    zone: Tz,
    terms: &'a Terms,
    free: Availability<'a>,
}

impl Part<'_> {
    /// `place`: among those that are wanted; the first is wanted for itself.
    fn hinders(&self, place: usize, refusal: Refusal) -> Hindrance {
        let of_its_date = is_of_its_date(&refusal);
        let error = said(self.terms, self.zone, refusal);
        Hindrance { error: if place == 0 { error } else { along(self.thing, error) }, of_its_date }
    }
}

/// Why a stay can't be had.
pub(super) struct Hindrance {
    /// `Full` or `Invalid`.
    pub error: Error,
    /// At another date it may be had all the same.
    pub of_its_date: bool,
}

/// What is free of all that is wanted, stay after stay.
pub(super) struct Plan<'a>(Vec<Part<'a>>);

impl<'a> Plan<'a> {
    pub(super) async fn new(
        tx: &impl ConnectionTrait,
        things: &'a Things,
        schedules: &'a Schedules,
        wanted: &[(Uuid, u32)],
        windows: &[Window],
    ) -> Result<Plan<'a>> {
        let ends = windows.first().zip(windows.last());
        let whole = ends.map(|(first, last)| Window::new(first.from, last.until)).ok_or(Error::NotFound)?;
        let mut parts = Vec::new();
        for (id, units) in wanted {
            let thing = things.get(id).ok_or(Error::NotFound)?;
            let (opening, terms) = schedules.get(id).ok_or(Error::NotFound)?;
            let taken = taken_around(tx, *id, whole).await?;
            let free = availability(thing, (opening, terms), &taken);
            parts.push(Part { thing, units: *units, zone: opening.zone(), terms, free });
        }
        Ok(Plan(parts))
    }

    /// Takes all that is wanted for one stay, or nothing; what is booked along is named where it is at fault.
    pub(super) fn take(&mut self, stay: Window, now: DateTime<Utc>) -> Result<(), Hindrance> {
        for (place, part) in self.0.iter().enumerate() {
            let free = part.free.check(stay, part.units, now);
            free.map_err(|refusal| part.hinders(place, refusal))?;
        }
        for part in &mut self.0 {
            part.free.take(stay, part.units);
        }
        Ok(())
    }

    /// Whether all that is wanted is free for one stay. Errors: what keeps it from ever being had, whoever gives room back.
    pub(super) fn is_free(&self, stay: Window, now: DateTime<Utc>) -> Result<bool, Hindrance> {
        let mut free = true;
        for (place, part) in self.0.iter().enumerate() {
            match part.free.check(stay, part.units, now) {
                Ok(()) => {}
                Err(Refusal::Full { .. }) => free = false,
                Err(refusal) => return Err(part.hinders(place, refusal)),
            }
        }
        Ok(free)
    }
}

/// Whether what keeps a stay from being had doesn't lie in its length or its number.
fn is_of_its_date(refusal: &Refusal) -> bool {
    use Refusal::{Closed, Full, NoLongerOffered, NotYetOffered, TooFar, TooSoon};
    matches!(refusal, TooSoon { .. } | TooFar { .. } | NotYetOffered | NoLongerOffered | Closed | Full { .. })
}

/// What is wrong with one of several that are booked together.
pub(super) fn of_bundle(row: &Booking, thing: &Resource, error: Error) -> Error {
    if is_main(row) { error } else { along(thing, error) }
}

/// What keeps something from being booked along is said with its name, beside what was chosen.
fn along(thing: &Resource, error: Error) -> Error {
    let named = |wrong| {
        let message = Message::new("invalid-booking-extra-named").with_sentence("wrong", wrong);
        message.with("name", thing.name.clone())
    };
    match error.reworded(named) {
        Error::Invalid(wrong) => Error::Invalid(
            wrong.into_iter().map(|one| FieldError { path: "extras".to_owned(), ..one }).collect(),
        ),
        other => other,
    }
}

fn said(terms: &Terms, zone: Tz, refusal: Refusal) -> Error {
    let at_start = |message| Error::invalid("startsAt", message);
    let length =
        |key, minutes: u32| Error::invalid("endsAt", Message::new(key).with_length("length", minutes));
    match refusal {
        Refusal::Empty => Error::invalid("units", Message::new("invalid-stay-empty")),
        Refusal::TooMany { capacity } => {
            Error::invalid("units", Message::new("invalid-stay-units").with("most", capacity.to_string()))
        }
        Refusal::NotYetOffered | Refusal::NoLongerOffered => at_start(Message::new("invalid-stay-validity")),
        Refusal::InThePast => at_start(Message::new("invalid-stay-past")),
        Refusal::TooSoon { earliest } => {
            at_start(Message::new("invalid-stay-too-soon").with_moment("when", zone, earliest))
        }
        Refusal::TooFar { latest } => {
            at_start(Message::new("invalid-stay-too-far").with_moment("when", zone, latest))
        }
        Refusal::OffGrid => at_start(Message::new(match terms.step {
            Step::Quarter => "invalid-stay-quarter",
            Step::Half => "invalid-stay-half",
            Step::Hour => "invalid-stay-hour",
            Step::Day => "invalid-stay-days",
        })),
        Refusal::TooShort { minutes: least } => length("invalid-stay-too-short", least),
        Refusal::TooLong { minutes: most } => length("invalid-stay-too-long", most),
        Refusal::Closed => at_start(Message::new("invalid-stay-closed")),
        Refusal::Full { .. } => Error::full(),
    }
}

/// Whether a stay has a length and bounds that its conditions know, whoever has it. Errors: `Invalid`.
pub(super) fn check_shape(thing: &Resource, stay: Window) -> Result<()> {
    let (opening, terms) = schedule(thing)?;
    let zone = opening.zone();
    terms.fits(zone, stay).map_err(|refusal| said(&terms, zone, refusal))
}

/// Whether so many units of one thing can be had for a stay. Errors: as `take`.
pub(super) async fn check_alone(
    tx: &impl ConnectionTrait,
    thing: &Resource,
    stay: Window,
    units: u32,
    now: DateTime<Utc>,
) -> Result<()> {
    windows(thing, stay, None, now)?;
    let taken = taken_around(tx, thing.id, stay).await?;
    let (opening, terms) = schedule(thing)?;
    let free = availability(thing, (&opening, &terms), &taken);
    free.check(stay, units, now).map_err(|refusal| said(&terms, opening.zone(), refusal))
}
