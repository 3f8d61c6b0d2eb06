//! Where a row is: its commune from what a list says of it.

use std::collections::{HashMap, HashSet};

use schema::values::{GeoPoint, TerritoryCode, TerritoryKind, fold};

use super::reason::Reason;
use super::supplier_row::SupplierRow;

/// A point farther from its commune's town hall is taken for an error.
const FAR_KM: f64 = 30.0;
/// Cells of half a degree: a cell and its neighbours hold all that is within 30 km of a
/// point anywhere in France (at 51° N half a degree of longitude is 35 km).
const CELLS_PER_DEGREE: f64 = 2.0;

/// A commune of the reference data, or an arrondissement of one (`parent`).
#[derive(Debug, Clone)]
pub struct Commune {
    pub code: String,
    pub name: String,
    pub departement: String,
    /// Its town hall, else its middle.
    pub point: Option<GeoPoint>,
    pub post_codes: Vec<String>,
    pub parent: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// Post code and folded name.
    Name,
    /// The only commune of the post code.
    PostCode,
    /// The nearest town hall of the département (of France when nothing names one).
    NearestTownHall,
    /// No commune, only the département.
    DepartementOnly,
    Nowhere,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub commune: Option<TerritoryCode>,
    pub departement: Option<TerritoryCode>,
    pub point: Option<GeoPoint>,
    pub how: How,
}

/// All communes, indexed; built once per import.
pub struct Places {
    communes: Vec<Known>,
    /// Places in `communes`, an arrondissement under its own name and post codes.
    by_post_code: HashMap<String, Vec<(String, usize)>>,
    by_cell: HashMap<(i32, i32), Vec<usize>>,
    departements: HashSet<String>,
}

struct Known {
    code: TerritoryCode,
    name: String,
    departement: TerritoryCode,
    point: Option<GeoPoint>,
}

impl Places {
    /// A commune whose code isn't one is left out.
    pub fn new(all: impl IntoIterator<Item = Commune>) -> Self {
        let mut places = Self {
            communes: Vec::new(),
            by_post_code: HashMap::new(),
            by_cell: HashMap::new(),
            departements: HashSet::new(),
        };
        let mut by_code = HashMap::new();
        let mut parts = Vec::new();
        for commune in all {
            if commune.parent.is_some() {
                parts.push(commune);
            } else if let Some(place) = places.add(&commune) {
                by_code.insert(commune.code.clone(), place);
                places.index(&commune, place);
            }
        }
        for part in parts {
            if let Some(place) = part.parent.as_ref().and_then(|parent| by_code.get(parent)) {
                places.index(&part, *place);
            }
        }
        places
    }

    fn add(&mut self, commune: &Commune) -> Option<usize> {
        let code = TerritoryCode::new(TerritoryKind::Commune, &commune.code).ok()?;
        let departement = TerritoryCode::new(TerritoryKind::Departement, &commune.departement).ok()?;
        self.departements.insert(commune.departement.clone());
        let place = self.communes.len();
        if let Some(point) = commune.point {
            self.by_cell.entry(cell(point)).or_default().push(place);
        }
        let (name, point) = (commune.name.clone(), commune.point);
        self.communes.push(Known { code, name, departement, point });
        Some(place)
    }

    fn index(&mut self, commune: &Commune, place: usize) {
        let key = name_key(&commune.name);
        for post_code in &commune.post_codes {
            self.by_post_code.entry(post_code.clone()).or_default().push((key.clone(), place));
        }
    }

    /// The commune by post code and name, else the post code's only one, else that of the
    /// nearest town hall of the département; else only the département is known. The point
    /// is dropped when it is more than 30 km from the town hall.
    pub fn locate(&self, row: &SupplierRow) -> (Place, Vec<Reason>) {
        let mut notes = Vec::new();
        let post_code = row.post_code.as_ref().map(|code| code.as_str());
        let candidates =
            post_code.and_then(|code| self.by_post_code.get(code)).map_or(&[][..], Vec::as_slice);
        if let Some((place, how)) = by_post_code(candidates, row.city.as_deref()) {
            notes.extend(self.supposed(row, place, how));
            return (self.at(place, row.point, how, &mut notes), notes);
        }
        let departement = self.departement_of(row);
        let named = row.departement.is_some() || row.post_code.is_some();
        // Without a commune a département must bound the search, unless nothing names one.
        let nearest = row
            .point
            .filter(|_| departement.is_some() || !named)
            .and_then(|point| self.nearest(point, departement.as_ref()));
        if let Some(place) = nearest {
            return (self.at(place, row.point, How::NearestTownHall, &mut notes), notes);
        }
        if row.point.is_some() {
            let territory = departement.as_ref().map_or("France", TerritoryCode::code).to_owned();
            notes.push(Reason::PointNowhere { territory });
        }
        let how = match &departement {
            Some(known) => {
                let said = [post_code.unwrap_or_default(), row.city.as_deref().unwrap_or_default()];
                let place = said.join(" ").trim().to_owned();
                let place = if place.is_empty() { "the address".to_owned() } else { place };
                notes.push(Reason::CommuneUnknown { place, departement: known.code().to_owned() });
                How::DepartementOnly
            }
            None => {
                notes.push(Reason::PlaceUnknown);
                How::Nowhere
            }
        };
        (Place { commune: None, departement, point: None, how }, notes)
    }

    /// The town that a row names is another than its post code's only commune, not the same written otherwise.
    fn supposed(&self, row: &SupplierRow, place: usize, how: How) -> Option<Reason> {
        let city = row.city.as_deref().filter(|_| how == How::PostCode)?;
        let commune = &self.communes[place].name;
        let (said, known) = (name_key(city), name_key(commune));
        if said.contains(&known) || known.contains(&said) {
            return None;
        }
        let said = [row.post_code.as_ref().map_or("", |code| code.as_str()), city].join(" ");
        Some(Reason::CommuneSupposed { place: said, commune: commune.clone() })
    }

    fn at(&self, place: usize, point: Option<GeoPoint>, how: How, notes: &mut Vec<Reason>) -> Place {
        let known = &self.communes[place];
        let distance = point.zip(known.point).map(|(a, b)| a.distance_km(b));
        let far = distance.filter(|km| *km > FAR_KM);
        if let Some(km) = far {
            notes.push(Reason::PointFar { distance_km: km.round() as u32, commune: known.name.clone() });
        }
        Place {
            commune: Some(known.code.clone()),
            departement: Some(known.departement.clone()),
            point: point.filter(|_| far.is_none()),
            how,
        }
    }

    /// The one the row names, else the post code's.
    fn departement_of(&self, row: &SupplierRow) -> Option<TerritoryCode> {
        let known = |code: &TerritoryCode| self.departements.contains(code.code());
        let from_post_code = || {
            let code = departement_of_post_code(row.post_code.as_ref()?.as_str());
            TerritoryCode::new(TerritoryKind::Departement, code).ok()
        };
        row.departement.clone().filter(known).or_else(|| from_post_code().filter(known))
    }

    fn nearest(&self, point: GeoPoint, departement: Option<&TerritoryCode>) -> Option<usize> {
        let (row, column) = cell(point);
        let around = (-1..=1).flat_map(|a| (-1..=1).map(move |b| (row + a, column + b)));
        around
            .filter_map(|cell| self.by_cell.get(&cell))
            .flatten()
            .filter(|place| departement.is_none_or(|d| self.communes[**place].departement == *d))
            .filter_map(|place| Some((self.communes[*place].point?.distance_km(point), *place)))
            .filter(|(km, _)| *km <= FAR_KM)
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, place)| place)
    }
}

fn by_post_code(candidates: &[(String, usize)], city: Option<&str>) -> Option<(usize, How)> {
    let city = city.map(name_key).filter(|key| !key.is_empty());
    let named = candidates.iter().find(|(name, _)| Some(name) == city.as_ref());
    if let Some((_, place)) = named {
        return Some((*place, How::Name));
    }
    let (_, first) = candidates.first()?;
    // A commune and its arrondissements are one.
    candidates.iter().all(|(_, place)| place == first).then_some((*first, How::PostCode))
}

fn cell(point: GeoPoint) -> (i32, i32) {
    let of = |degrees: f64| (degrees * CELLS_PER_DEGREE).floor() as i32;
    (of(point.latitude()), of(point.longitude()))
}

/// The first two digits, three overseas; Corsica's 20 is parted at 202.
fn departement_of_post_code(code: &str) -> &str {
    match (code.get(..2), code.get(..3)) {
        (_, Some("200" | "201")) => "2A",
        (Some("20"), _) => "2B",
        (Some("97" | "98"), Some(three)) => three,
        (Some(two), _) => two,
        _ => "",
    }
}

/// A commune's name as it is compared: folded, St and Ste written out, without its leading
/// article, "cedex", the number of an arrondissement, and spaces.
fn name_key(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded
        .split(' ')
        .map(|word| match word {
            "st" => "saint",
            "ste" => "sainte",
            "s" => "sur",
            other => other,
        })
        .collect();
    if let Some(place) = words.iter().skip(1).position(|word| *word == "cedex") {
        words.truncate(place + 1);
    }
    while words.len() > 1 && words.last().is_some_and(|word| is_arrondissement(word)) {
        words.pop();
    }
    if words.len() > 1 && matches!(words[0], "l" | "le" | "la" | "les") {
        words.remove(0);
    }
    words.concat()
}

/// `12`, `12e`, `12eme`, `1er`, `arrondissement`.
fn is_arrondissement(word: &str) -> bool {
    let ending = word.trim_start_matches(|c: char| c.is_ascii_digit());
    match ending.len() < word.len() {
        true => matches!(ending, "" | "e" | "er" | "eme" | "ieme" | "ème"),
        false => matches!(word, "arrondissement" | "arr" | "arrdt"),
    }
}

#[cfg(test)]
#[path = "places_tests.rs"]
mod tests;
