use std::collections::{BTreeSet, HashMap};

use schema::values::{GeoPoint, TerritoryCode, TerritoryKind, fold};

/// A commune, EPCI, département, région or the country.
#[derive(Clone, Debug, PartialEq)]
pub struct Territory {
    pub code: TerritoryCode,
    pub name: String,
    /// What holds it; `departement:…`, `region:…`, `epci:…`.
    pub departement: Option<String>,
    pub region: Option<String>,
    pub epci: Option<String>,
    pub population: Option<u32>,
    /// The town hall, for communes.
    pub point: Option<GeoPoint>,
    pub postal_codes: Vec<String>,
    /// For an arrondissement, its commune.
    pub parent: Option<String>,
}

/// All territories, ready to be asked. Arrondissements answer as their commune.
#[derive(Debug, Default)]
pub struct Territories {
    pub(super) all: Vec<Territory>,
    by_code: HashMap<String, usize>,
    /// Folded names, in the order of `all`.
    folded: Vec<String>,
    /// The communes of each larger unit, by position in `all`.
    pub(super) communes_of: HashMap<String, Vec<u32>>,
    /// The régions and départements, by position in `all`.
    pub(super) counted: Vec<u32>,
    /// All but arrondissements by their folded names, and their position in `all`.
    by_name: Vec<u32>,
    /// The communes by the latitude of their town hall, and their position in `all`.
    by_latitude: Vec<(f64, u32)>,
}

impl Territories {
    pub fn new(mut all: Vec<Territory>) -> Self {
        all.sort_by(|a, b| a.code.cmp(&b.code));
        let by_code = all.iter().enumerate().map(|(i, t)| (t.code.to_string(), i)).collect();
        let folded: Vec<String> = all.iter().map(|t| fold(&t.name)).collect();
        let mut by_name: Vec<u32> =
            (0..all.len() as u32).filter(|i| all[*i as usize].parent.is_none()).collect();
        by_name.sort_by(|a, b| folded[*a as usize].cmp(&folded[*b as usize]));
        let mut communes_of: HashMap<String, Vec<u32>> = HashMap::new();
        let mut counted = Vec::new();
        for (i, t) in all.iter().enumerate() {
            if matches!(t.code.kind(), TerritoryKind::Region | TerritoryKind::Departement) {
                counted.push(i as u32);
            }
            if t.code.kind() == TerritoryKind::Commune && t.parent.is_none() {
                for unit in [&t.epci, &t.departement, &t.region].into_iter().flatten() {
                    communes_of.entry(unit.clone()).or_default().push(i as u32);
                }
                communes_of.entry(TerritoryCode::country().to_string()).or_default().push(i as u32);
            }
        }
        let mut by_latitude: Vec<(f64, u32)> = communes_of
            .get("country:FR")
            .into_iter()
            .flatten()
            .filter_map(|i| Some((all[*i as usize].point?.latitude(), *i)))
            .collect();
        by_latitude.sort_by(|a, b| a.0.total_cmp(&b.0));
        Territories { all, by_code, folded, communes_of, counted, by_name, by_latitude }
    }

    /// The communes, by position in `all`, whose town hall is so many degrees of latitude away
    /// at most.
    pub(super) fn communes_between(&self, latitude: f64, degrees: f64) -> impl Iterator<Item = u32> + '_ {
        let first = self.by_latitude.partition_point(|(at, _)| *at < latitude - degrees);
        let near = self.by_latitude[first..].iter().take_while(move |(at, _)| *at <= latitude + degrees);
        near.map(|(_, i)| *i)
    }

    /// Those of exactly this folded name.
    pub fn of_name(&self, folded: &str) -> Vec<&Territory> {
        let first = self.by_name.partition_point(|i| self.folded[*i as usize].as_str() < folded);
        let same = self.by_name[first..].iter().take_while(|i| self.folded[**i as usize] == folded);
        same.map(|i| &self.all[*i as usize]).collect()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Territory> {
        self.all.iter()
    }

    /// The territory of that code; of an arrondissement, its commune.
    pub fn get(&self, code: &str) -> Option<&Territory> {
        let found = &self.all[*self.by_code.get(code)?];
        match &found.parent {
            Some(parent) => self.by_code.get(parent).map(|i| &self.all[*i]),
            None => Some(found),
        }
    }

    /// The territory that an address names: `departement-35-ille-et-vilaine`. The country has no page.
    pub fn of_slug(&self, slug: &str) -> Option<&Territory> {
        let (kind, rest) = slug.split_once('-')?;
        let kind = TerritoryKind::ALL.into_iter().find(|k| k.as_str() == kind)?;
        let code = TerritoryCode::new(kind, rest.split('-').next()?).ok()?;
        self.get(code.as_str()).filter(|t| t.code.kind() != TerritoryKind::Country)
    }

    pub fn name(&self, code: &str) -> Option<&str> {
        self.get(code).map(|t| t.name.as_str())
    }

    /// The territory and everything that holds all of it, smallest first.
    pub fn with_containers(&self, code: &str) -> Vec<String> {
        let Some(territory) = self.get(code) else { return Vec::new() };
        let own = territory.code.to_string();
        let country = TerritoryCode::country().to_string();
        let mut found = vec![own.clone()];
        match territory.code.kind() {
            TerritoryKind::Country => {}
            TerritoryKind::Region => found.push(country),
            TerritoryKind::Departement => {
                found.extend(territory.region.clone());
                found.push(country);
            }
            TerritoryKind::Commune => {
                found.extend(
                    territory.epci.iter().chain(&territory.departement).chain(&territory.region).cloned(),
                );
                found.push(country);
            }
            // 89 EPCI cross départements: what holds one is what holds all its communes.
            TerritoryKind::Epci => {
                let communes = self.communes_of.get(&own).map(Vec::as_slice).unwrap_or_default();
                for unit in [|t: &Territory| t.departement.clone(), |t: &Territory| t.region.clone()] {
                    let mut units = communes.iter().map(|i| unit(&self.all[*i as usize]));
                    if let Some(Some(first)) = units.next()
                        && units.all(|other| other.as_deref() == Some(&first))
                    {
                        found.push(first);
                    }
                }
                found.push(country);
            }
        }
        found
    }

    /// The départements it lies in, or that lie in it. None of the country, nor of a unit that has a part outside any.
    pub fn zones(&self, code: &str) -> Vec<String> {
        let Some(territory) = self.get(code) else { return Vec::new() };
        match territory.code.kind() {
            TerritoryKind::Country => Vec::new(),
            TerritoryKind::Departement => vec![territory.code.to_string()],
            TerritoryKind::Commune => territory.departement.iter().cloned().collect(),
            TerritoryKind::Epci | TerritoryKind::Region => {
                let communes = self.communes_of.get(territory.code.as_str()).into_iter().flatten();
                let zones: Option<BTreeSet<String>> =
                    communes.map(|i| self.all[*i as usize].departement.clone()).collect();
                zones.unwrap_or_default().into_iter().collect()
            }
        }
    }

    /// The units of which a point's commune is part, the commune first: where something *is*.
    pub fn located(&self, commune: Option<&str>, departement: Option<&str>) -> Vec<String> {
        match commune.or(departement) {
            Some(code) => self.with_containers(code),
            None => Vec::new(),
        }
    }

    /// A commune's town hall; of a larger unit, the middle of its communes'.
    pub fn middle(&self, code: &str) -> Option<GeoPoint> {
        if let Some(point) = self.get(code)?.point {
            return Some(point);
        }
        let points: Vec<GeoPoint> =
            self.communes_of.get(code)?.iter().filter_map(|i| self.all[*i as usize].point).collect();
        let mean =
            |of: fn(GeoPoint) -> f64| points.iter().copied().map(of).sum::<f64>() / points.len() as f64;
        GeoPoint::new(mean(GeoPoint::latitude), mean(GeoPoint::longitude)).ok()
    }

    /// The commune whose town hall is nearest to a point.
    pub fn nearest_commune(&self, latitude: f64, longitude: f64) -> Option<&Territory> {
        let here = GeoPoint::new(latitude, longitude).ok()?;
        let away = |t: &&Territory| t.point.map_or(f64::MAX, |point| here.distance_km(point));
        let near = self.communes_between(latitude, 0.5).map(|i| &self.all[i as usize]);
        near.min_by(|a, b| away(a).total_cmp(&away(b)))
    }

    /// Territories by the beginning of a word of their name or of a postal code, best
    /// first: the whole name, then the larger unit, then the larger commune.
    pub fn search(&self, typed: &str, first: usize) -> Vec<&Territory> {
        let typed = typed.trim();
        if let Some(exact) = TerritoryCode::parse(typed).ok().and_then(|code| self.get(code.as_str())) {
            return vec![exact];
        }
        let wanted = fold(typed);
        if wanted.is_empty() {
            return Vec::new();
        }
        let digits = wanted.bytes().all(|b| b.is_ascii_digit());
        let mut found: Vec<(u8, TerritoryKind, std::cmp::Reverse<u32>, usize)> = Vec::new();
        for (i, territory) in self.all.iter().enumerate() {
            let class = if digits {
                let by_code =
                    territory.code.kind() == TerritoryKind::Departement && territory.code.code() == wanted;
                if by_code {
                    0
                } else if territory.postal_codes.iter().any(|p| p.starts_with(&wanted)) {
                    1
                } else {
                    continue;
                }
            } else {
                let name = &self.folded[i];
                if *name == wanted {
                    0
                } else if name.starts_with(&wanted) {
                    1
                } else if name.match_indices(wanted.as_str()).any(|(at, _)| name.as_bytes()[at - 1] == b' ') {
                    2
                } else {
                    continue;
                }
            };
            let size = std::cmp::Reverse(territory.population.unwrap_or(0));
            found.push((class, territory.code.kind(), size, i));
        }
        found.sort_unstable();
        let mut seen = std::collections::HashSet::new();
        found
            .into_iter()
            .filter_map(|(_, _, _, i)| self.get(self.all[i].code.as_str()))
            .filter(|t| seen.insert(t.code.clone()))
            .take(first)
            .collect()
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    fn unit(code: &str, name: &str) -> Territory {
        Territory {
            code: TerritoryCode::parse(code).unwrap(),
            name: name.into(),
            departement: None,
            region: None,
            epci: None,
            population: None,
            point: None,
            postal_codes: vec![],
            parent: None,
        }
    }

    fn commune(code: &str, name: &str, departement: &str, region: &str, epci: &str, lat: f64) -> Territory {
        Territory {
            departement: Some(format!("departement:{departement}")),
            region: Some(format!("region:{region}")),
            epci: Some(format!("epci:{epci}")),
            population: Some(1000),
            point: GeoPoint::new(lat, -1.7).ok(),
            postal_codes: vec![format!("{departement}000")],
            ..unit(&format!("commune:{code}"), name)
        }
    }

    /// Two régions; an EPCI that crosses two départements of one of them.
    pub fn small_france() -> Territories {
        let mut paris_4 = unit("commune:35999", "Rennes 4e");
        paris_4.parent = Some("commune:35238".into());
        let mut departements = vec![
            unit("departement:35", "Ille-et-Vilaine"),
            unit("departement:56", "Morbihan"),
            unit("departement:44", "Loire-Atlantique"),
        ];
        for d in &mut departements {
            d.region = Some(if d.code.code() == "44" { "region:52" } else { "region:53" }.into());
        }
        let mut all = vec![
            unit("country:FR", "France"),
            unit("region:53", "Bretagne"),
            unit("region:52", "Pays de la Loire"),
            unit("epci:243500139", "Rennes Métropole"),
            unit("epci:243500741", "Redon Agglomération"),
            commune("35238", "Rennes", "35", "53", "243500139", 48.11),
            commune("35236", "Redon", "35", "53", "243500741", 47.65),
            commune("56001", "Allaire", "56", "53", "243500741", 47.63),
            commune("44001", "Abbaretz", "44", "52", "243500741", 47.55),
            paris_4,
        ];
        all.append(&mut departements);
        Territories::new(all)
    }

    #[test]
    fn a_commune_is_held_by_its_epci_departement_region_and_country() {
        assert_eq!(
            small_france().with_containers("commune:35238"),
            ["commune:35238", "epci:243500139", "departement:35", "region:53", "country:FR"]
        );
    }

    #[test]
    fn an_epci_across_departements_is_held_only_by_what_holds_all_of_it() {
        let france = small_france();
        assert_eq!(france.with_containers("epci:243500741"), ["epci:243500741", "country:FR"]);
        assert_eq!(
            france.with_containers("epci:243500139"),
            ["epci:243500139", "departement:35", "region:53", "country:FR"]
        );
    }

    #[test]
    fn an_arrondissement_answers_as_its_commune() {
        assert_eq!(small_france().name("commune:35999"), Some("Rennes"));
    }

    #[test]
    fn a_name_is_found_by_the_beginning_of_any_word_without_accents() {
        let france = small_france();
        let names = |typed| france.search(typed, 9).iter().map(|t| t.name.clone()).collect::<Vec<_>>();
        assert_eq!(names("rennes"), ["Rennes", "Rennes Métropole"]);
        assert_eq!(names("metro"), ["Rennes Métropole"]);
        assert_eq!(names("vil"), ["Ille-et-Vilaine"]);
        assert_eq!(names("35"), ["Ille-et-Vilaine", "Redon", "Rennes"]);
        assert_eq!(names("departement:56"), ["Morbihan"]);
        assert!(names("  ").is_empty());
    }
}
