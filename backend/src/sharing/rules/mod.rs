//! What may be had when, on which conditions.

mod account;
pub mod booking;
pub mod calendar;
pub mod conditions;
mod filter;
mod matching;
mod place;
pub mod repeat;
mod telling;
mod typed;
mod typed_hours;
mod typed_terms;
mod when;
mod written;

pub use self::account::moved_with;
pub use self::filter::{ACCESSIBILITY, Direction, Kind, PartOfDay, PriceKind, Wanted, opens};
pub use self::matching::{Party, Reason, answers, in_force, names_price};
pub use self::place::{Whereabouts, whereabouts};
pub use self::typed::{as_typed, changed_meanwhile, told};
pub use self::typed_hours::{DAYS, HoursTyped};
pub use self::typed_terms::TermsTyped;
pub use self::written::{AUDIENCES, BOOKING_MODES, PER, ResourceTyped, fresh, written};
use chrono::NaiveDate;
use serde_json::Value;

use self::calendar::{Availability, Opening, Step, Taken, Terms};
use super::queries::Resource;
use crate::error::{Error, Result};

/// When a resource can be had, and how.
pub fn schedule(resource: &Resource) -> Result<(Opening, Terms)> {
    let opening = serde_json::from_value(resource.opening.clone()).map_err(Error::internal)?;
    let terms = serde_json::from_value(resource.terms.clone()).map_err(Error::internal)?;
    Ok((opening, terms))
}

/// Whether its last day has passed: nobody but its owner sees it.
pub fn is_over(resource: &Resource, today: NaiveDate) -> bool {
    resource.valid_until.is_some_and(|last| last < today)
}

/// Whether one can be booked along with the other: a stay that isn't of whole days is none of what is had by days.
pub fn goes_along(extra: &Terms, with: &Terms) -> bool {
    extra.step != Step::Day || with.step == Step::Day
}

/// What can be had of a resource that is held so, on the days on which it is offered.
pub fn availability<'a>(
    resource: &Resource,
    (opening, terms): (&'a Opening, &'a Terms),
    taken: &[Taken],
) -> Availability<'a> {
    let known = Availability::new(opening, terms, resource.units.unsigned_abs(), taken);
    known.offered(resource.valid_from, resource.valid_until)
}

/// As the database keeps them.
pub fn stored(opening: &Opening, terms: &Terms) -> Result<(Value, Value)> {
    let json = |value: std::result::Result<Value, serde_json::Error>| value.map_err(Error::internal);
    Ok((json(serde_json::to_value(opening))?, json(serde_json::to_value(terms))?))
}

/// How many are held at the moment at which most are.
pub fn most_held(taken: &[Taken]) -> u32 {
    let mut changes: Vec<_> = taken
        .iter()
        .flat_map(|one| [(one.from, i64::from(one.units)), (one.until, -i64::from(one.units))])
        .collect();
    // Where one ends and another begins, the end comes first.
    changes.sort_unstable();
    let levels = changes.iter().scan(0, |level, (_, change)| {
        *level += change;
        Some(*level)
    });
    u32::try_from(levels.max().unwrap_or(0)).unwrap_or(u32::MAX)
}
