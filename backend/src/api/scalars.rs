use async_graphql::SimpleObject;

/// An amount in whole cents.
#[derive(Clone, Debug, SimpleObject)]
pub struct Money {
    /// Hundredths of the currency's unit.
    pub amount_cents: i64,
    /// ISO 4217, or the code of a complementary local currency.
    pub currency: String,
}

/// A point on the map, degrees, WGS 84.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct GeoPoint {
    /// −90 to 90.
    pub latitude: f64,
    /// −180 to 180.
    pub longitude: f64,
}
