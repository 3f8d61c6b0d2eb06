use std::collections::{BTreeSet, HashMap, HashSet};

use schema::Area;
use schema::values::{GeoPoint, TerritoryCode};

use super::Territories;

/// A service area as search asks for it: one filter for every engine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compiled {
    /// Units served whole; one that lies in another of them is left out.
    pub serves: Vec<String>,
    /// Every unit served in part.
    pub serves_part: Vec<String>,
}

impl Territories {
    /// Turns a stated area into the units it serves, whole and in part. Named territories
    /// stay as they are named (and become a larger unit when they make up all of it); only
    /// a radius expands to communes, by their town halls.
    pub fn compile(&self, area: &Area) -> Compiled {
        let covered = match area {
            Area::Country => {
                return Compiled { serves: vec![TerritoryCode::country().to_string()], serves_part: vec![] };
            }
            Area::Territories(codes) => self.communes_in(codes),
            Area::Radius { latitude, longitude, km } => self.communes_around(*latitude, *longitude, *km),
        };
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for i in &covered {
            let commune = &self.all[*i as usize];
            for unit in [&commune.epci, &commune.departement, &commune.region].into_iter().flatten() {
                *counts.entry(unit).or_default() += 1;
            }
        }
        if !covered.is_empty() {
            counts.insert("country:FR", covered.len());
        }
        let is_whole = |unit: &str| {
            self.communes_of.get(unit).is_some_and(|communes| counts.get(unit) == Some(&communes.len()))
        };
        let (whole, part): (HashSet<&str>, HashSet<&str>) = counts.keys().partition(|unit| is_whole(unit));
        let in_another =
            |code: &str| self.with_containers(code).iter().skip(1).any(|unit| whole.contains(unit.as_str()));
        let mut serves: BTreeSet<String> =
            whole.iter().filter(|unit| !in_another(unit)).map(|unit| unit.to_string()).collect();
        for commune in covered.iter().map(|i| &self.all[*i as usize]) {
            let mut units = [&commune.epci, &commune.departement, &commune.region].into_iter().flatten();
            if !whole.contains("country:FR") && !units.any(|unit| whole.contains(unit.as_str())) {
                serves.insert(commune.code.to_string());
            }
        }
        let part: BTreeSet<String> = part.into_iter().map(str::to_owned).collect();
        Compiled { serves: serves.into_iter().collect(), serves_part: part.into_iter().collect() }
    }

    /// The régions and départements served, wholly or in part: what one counts by.
    pub fn counted_in(&self, serves: &[String], serves_part: &[String]) -> Vec<String> {
        let counts = |code: &str| code.starts_with("region:") || code.starts_with("departement:");
        let mut found: BTreeSet<String> =
            serves.iter().chain(serves_part).filter(|c| counts(c)).cloned().collect();
        for unit in self.counted.iter().map(|i| &self.all[*i as usize]) {
            let in_served = unit.region.iter().any(|region| serves.contains(region));
            if in_served || serves.iter().any(|code| code == "country:FR") {
                found.insert(unit.code.to_string());
            }
        }
        found.into_iter().collect()
    }

    fn communes_in(&self, codes: &[String]) -> BTreeSet<u32> {
        let mut covered = BTreeSet::new();
        for code in codes {
            if let Some(communes) = self.communes_of.get(code) {
                covered.extend(communes);
            } else if let Some(commune) = self.get(code)
                && let Ok(i) = self.all.binary_search_by(|t| t.code.cmp(&commune.code))
            {
                covered.insert(i as u32);
            }
        }
        covered
    }

    fn communes_around(&self, latitude: f64, longitude: f64, km: f64) -> BTreeSet<u32> {
        let Ok(centre) = GeoPoint::new(latitude, longitude) else { return BTreeSet::new() };
        let within =
            |i: &u32| self.all[*i as usize].point.is_some_and(|point| centre.distance_km(point) <= km);
        // A degree of latitude is 111 km: most communes are too far by that alone.
        self.communes_between(latitude, km / 110.0).filter(within).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::territories::tests::small_france;
    use super::*;

    fn named(codes: &[&str]) -> Compiled {
        small_france().compile(&Area::Territories(codes.iter().map(|c| c.to_string()).collect()))
    }

    #[test]
    fn a_departement_is_served_whole_and_its_region_in_part() {
        let compiled = named(&["departement:35"]);
        assert_eq!(compiled.serves, ["departement:35"]);
        assert_eq!(compiled.serves_part, ["country:FR", "epci:243500741", "region:53"]);
    }

    #[test]
    fn a_unit_whose_parts_are_all_served_counts_as_served() {
        assert_eq!(named(&["departement:35", "departement:56"]).serves, ["region:53"]);
        assert_eq!(named(&["region:53", "region:52"]).serves, ["country:FR"]);
        assert_eq!(named(&["commune:56001"]).serves, ["departement:56"], "its only commune here");
    }

    #[test]
    fn an_epci_across_the_border_is_served_whole_only_with_both_sides() {
        assert_eq!(named(&["departement:56", "departement:44"]).serves, ["departement:56", "region:52"]);
        let with_redon = named(&["departement:56", "departement:44", "commune:35236"]);
        assert_eq!(with_redon.serves, ["departement:56", "epci:243500741", "region:52"]);
    }

    #[test]
    fn a_radius_expands_to_the_communes_whose_town_hall_is_within() {
        let compiled = small_france().compile(&Area::Radius { latitude: 47.65, longitude: -1.7, km: 5.0 });
        assert_eq!(compiled.serves, ["commune:35236", "departement:56"]);
        assert_eq!(compiled.serves_part, ["country:FR", "departement:35", "epci:243500741", "region:53"]);
    }

    #[test]
    fn an_area_of_unknown_codes_serves_nobody() {
        assert_eq!(named(&["departement:99"]), Compiled::default());
    }

    #[test]
    fn a_supplier_is_counted_in_every_region_and_departement_it_serves() {
        let france = small_france();
        let counted = |codes: &[&str]| {
            let area = named(codes);
            france.counted_in(&area.serves, &area.serves_part)
        };
        assert_eq!(counted(&["commune:35238"]), ["departement:35", "region:53"]);
        assert_eq!(counted(&["region:53"]), ["departement:35", "departement:56", "region:53"]);
        assert_eq!(counted(&["country:FR"]).len(), 5);
    }
}
