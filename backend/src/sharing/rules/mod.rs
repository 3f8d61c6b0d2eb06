//! What may be had when, on which conditions.

pub mod booking;
pub mod calendar;
pub mod conditions;
mod filter;
pub mod repeat;

pub use self::filter::{ACCESSIBILITY, Direction, Kind, PriceKind, Wanted};
use serde_json::Value;

use self::calendar::{Opening, Terms};
use super::queries::Resource;
use crate::error::{Error, Result};

/// When a resource can be had, and how.
pub fn schedule(resource: &Resource) -> Result<(Opening, Terms)> {
    let opening = serde_json::from_value(resource.opening.clone()).map_err(Error::internal)?;
    let terms = serde_json::from_value(resource.terms.clone()).map_err(Error::internal)?;
    Ok((opening, terms))
}

/// As the database keeps them.
pub fn stored(opening: &Opening, terms: &Terms) -> Result<(Value, Value)> {
    let json = |value: std::result::Result<Value, serde_json::Error>| value.map_err(Error::internal);
    Ok((json(serde_json::to_value(opening))?, json(serde_json::to_value(terms))?))
}
