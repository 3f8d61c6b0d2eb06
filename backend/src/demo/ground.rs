//! The real communes, from which places are drawn by their inhabitants.

use std::collections::{BTreeMap, BTreeSet};

use schema::values::TerritoryKind;

use super::draw::Draw;
use crate::reference::Territory;

/// A commune; codes as in addresses: `commune:35238`, `departement:35`…
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub code: String,
    pub name: String,
    pub departement: String,
    pub region: String,
    pub epci: Option<String>,
    pub latitude: f64,
    pub longitude: f64,
    pub population: u32,
    pub post_code: Option<String>,
}

impl Place {
    /// Of a commune that has a point; an arrondissement stands for its commune.
    pub fn of(territory: &Territory) -> Option<Self> {
        if territory.code.kind() != TerritoryKind::Commune || territory.parent.is_some() {
            return None;
        }
        let point = territory.point?;
        Some(Self {
            code: territory.code.to_string(),
            name: territory.name.clone(),
            departement: territory.departement.clone()?,
            region: territory.region.clone()?,
            epci: territory.epci.clone(),
            latitude: point.latitude(),
            longitude: point.longitude(),
            population: territory.population.unwrap_or(0),
            post_code: territory.postal_codes.first().cloned(),
        })
    }
}

#[derive(Clone, Debug, Default)]
pub struct Ground {
    places: Vec<Place>,
    /// Inhabitants of each place and of all before it.
    people: Vec<u64>,
    departements: BTreeMap<String, Vec<String>>,
}

impl Ground {
    pub fn new(places: Vec<Place>) -> Self {
        let mut total = 0;
        let mut departements: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut people = Vec::with_capacity(places.len());
        for place in &places {
            total += u64::from(place.population.max(1));
            people.push(total);
            if !departements.get(&place.region).is_some_and(|known| known.contains(&place.departement)) {
                departements.entry(place.region.clone()).or_default().insert(place.departement.clone());
            }
        }
        let departements = departements.into_iter().map(|(r, d)| (r, d.into_iter().collect())).collect();
        Self { places, people, departements }
    }

    pub fn within(&self, region: &str) -> Self {
        Self::new(self.places.iter().filter(|place| place.region == region).cloned().collect())
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// A place, the likelier the more people live there.
    pub(super) fn draw(&self, draw: &mut Draw) -> Option<&Place> {
        let total = i64::try_from(*self.people.last()?).ok()?;
        let person = draw.between(1, total).unsigned_abs();
        self.places.get(self.people.partition_point(|&last| last < person))
    }

    pub(super) fn region_of(&self, departement: &str) -> Option<&str> {
        let holds = |codes: &Vec<String>| codes.iter().any(|code| code == departement);
        self.departements.iter().find(|(_, codes)| holds(codes)).map(|(region, _)| region.as_str())
    }

    pub(super) fn departements(&self, region: &str) -> &[String] {
        self.departements.get(region).map(Vec::as_slice).unwrap_or_default()
    }
}
