//! Whom a supplier serves, said from where it is.

use schema::products::Area;

use super::draw::Draw;
use super::ground::{Ground, Place};

pub(super) struct Home<'a> {
    pub place: &'a Place,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
}

impl Home<'_> {
    pub fn area(&self, draw: &mut Draw, ground: &Ground, words: &str) -> Area {
        let place = self.place;
        let own = || Area::Territories(vec![place.departement.clone()]);
        match words.split_once(':').unwrap_or((words, "")) {
            ("country", _) => Area::Country,
            ("region", _) => Area::Territories(vec![place.region.clone()]),
            ("epci", _) => place.epci.as_ref().map_or_else(own, |epci| Area::Territories(vec![epci.clone()])),
            ("departements", _) => {
                let others: Vec<_> =
                    ground.departements(&place.region).iter().filter(|d| **d != place.departement).collect();
                let wanted = draw.below(2) + 1;
                let mut codes = vec![place.departement.clone()];
                codes.extend(draw.some(&others, wanted).into_iter().cloned());
                Area::Territories(codes)
            }
            ("radius", km) => match (self.latitude, self.longitude, km.parse()) {
                (Some(latitude), Some(longitude), Ok(km)) => Area::Radius { latitude, longitude, km },
                _ => own(),
            },
            _ => own(),
        }
    }

    pub fn region(&self) -> &str {
        region_code(self.place)
    }
}

pub(super) fn region_code(place: &Place) -> &str {
    place.region.trim_start_matches("region:")
}
