//! What is stored and what is promised: value types, the entities of every room, and
//! beside them `schema.graphql`, the published contract.

pub mod accounts;
pub mod alerts;
mod area;
pub mod events;
pub mod guarantees;
pub mod interchange;
pub mod messages;
pub mod networks;
pub mod organizations;
pub mod products;
pub mod reference;
pub mod sharing;
pub mod throttles;
pub mod values;

pub use area::Area;

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// A list of codes kept in one JSON column; only for lists that are read whole and never
/// searched by the database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Codes(pub Vec<String>);

impl<S: Into<String>> FromIterator<S> for Codes {
    fn from_iter<I: IntoIterator<Item = S>>(codes: I) -> Self {
        Codes(codes.into_iter().map(Into::into).collect())
    }
}

impl std::ops::Deref for Codes {
    type Target = Vec<String>;
    fn deref(&self) -> &Vec<String> {
        &self.0
    }
}
