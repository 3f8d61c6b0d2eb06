//! Where something is, as whoever asks may know it.

use schema::values::GeoPoint;

use crate::reference::Reference;
use crate::sharing::queries::Resource;

/// Where something is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Whereabouts {
    /// Street, post code and town; none unless it is exact for whoever asks.
    pub address: Option<String>,
    pub post_code: Option<String>,
    pub city: Option<String>,
    /// « Rennes (35) », or the département.
    pub place: Option<String>,
    /// How to get there: it tells where.
    pub access: Option<String>,
    /// Its own where it is exact; else the town hall.
    pub point: Option<GeoPoint>,
}

impl Whereabouts {
    /// In one line.
    pub fn line(&self) -> Option<String> {
        let town: Vec<&str> =
            [&self.post_code, &self.city].into_iter().flatten().map(String::as_str).collect();
        let town = Some(town.join(" ")).filter(|town| !town.is_empty()).or(self.place.clone());
        let parts: Vec<String> = [self.address.clone(), town].into_iter().flatten().collect();
        Some(parts.join(", ")).filter(|line| !line.is_empty())
    }
}

/// `near`: whether whoever asks may know the exact place anyway (`queries::knows_place`).
pub fn whereabouts(resource: &Resource, reference: &Reference, near: bool) -> Whereabouts {
    let territories = &reference.territories;
    let named = |code: &Option<String>| code.as_deref().and_then(|code| territories.get(code));
    let place = match (named(&resource.commune), named(&resource.departement)) {
        (Some(commune), Some(departement)) => Some(format!("{} ({})", commune.name, departement.code.code())),
        (Some(one), None) | (None, Some(one)) => Some(one.name.clone()),
        (None, None) => None,
    };
    let exact = resource.exact || near;
    let own = resource.latitude.zip(resource.longitude).and_then(|(lat, lon)| GeoPoint::new(lat, lon).ok());
    let town = || territories.middle(resource.commune.as_deref().or(resource.departement.as_deref())?);
    Whereabouts {
        address: resource.address.clone().filter(|_| exact),
        post_code: resource.post_code.clone().filter(|_| exact),
        city: resource.city.clone().filter(|_| exact),
        place,
        access: Some(resource.access.clone()).filter(|text| exact && !text.is_empty()),
        point: own.filter(|_| exact).or_else(town),
    }
}
