use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// A service area as its owner states it. It isn't an address: it says who is served.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    Country,
    /// Territory codes: `departement:35`.
    Territories(Vec<String>),
    /// Around a point, in kilometres.
    Radius {
        latitude: f64,
        longitude: f64,
        km: f64,
    },
}
