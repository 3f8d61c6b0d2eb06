//! The real communes, from which places are drawn by their inhabitants.

use std::collections::{BTreeMap, BTreeSet};

use schema::reference::territory;

use super::draw::Draw;

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

    /// The communes with a point among these rows; arrondissements stand for their commune.
    pub fn of(territories: &[territory::Model]) -> Self {
        Self::new(territories.iter().filter_map(place).collect())
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

    pub(super) fn departements(&self, region: &str) -> &[String] {
        self.departements.get(region).map(Vec::as_slice).unwrap_or_default()
    }
}

fn place(row: &territory::Model) -> Option<Place> {
    if !row.code.starts_with("commune:") || row.parent.is_some() {
        return None;
    }
    Some(Place {
        code: row.code.clone(),
        name: row.name.clone(),
        departement: coded("departement", row.departement.as_deref()?),
        region: coded("region", row.region.as_deref()?),
        epci: row.epci.as_deref().map(|code| coded("epci", code)),
        latitude: row.latitude?,
        longitude: row.longitude?,
        population: row.population.and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
        post_code: row.postal_codes.split(' ').next().filter(|code| !code.is_empty()).map(Into::into),
    })
}

fn coded(kind: &str, code: &str) -> String {
    if code.contains(':') { code.to_owned() } else { format!("{kind}:{code}") }
}
