//! What a typed place means, and how a place is told apart from others of its name.

use schema::values::{GeoPoint, TerritoryCode, TerritoryKind, fold};

use super::{Territories, Territory};
use crate::error::Message;

/// What a typed place means.
#[derive(Debug, PartialEq)]
pub enum Named<'a> {
    One(&'a Territory),
    /// The largest first.
    Several(Vec<&'a Territory>),
    /// No place has this name; a word of theirs begins so.
    Like(Vec<&'a Territory>),
    None,
}

/// As many as one may choose from.
const CHOICES: usize = 12;
/// Kilometres from a town hall that are no distance: coordinates are kept to a metre.
const HERE: f64 = 0.05;

impl Territories {
    /// What a typed place means: a code; a name, the largest unit before smaller ones of that name; `Saint-Denis (93)`; a
    /// postal code, or the number of a département.
    pub fn named(&self, typed: &str) -> Named<'_> {
        let typed = typed.trim();
        if let Ok(code) = TerritoryCode::parse(typed) {
            return self.get(code.as_str()).map_or(Named::None, Named::One);
        }
        let (name, within) = match typed.rsplit_once('(') {
            Some((name, rest)) => (name.trim(), rest.trim_end_matches(')').trim()),
            None => (typed, ""),
        };
        let departement = format!("departement:{}", within.to_ascii_uppercase());
        let lies = |t: &&Territory| {
            let smaller = !matches!(t.code.kind(), TerritoryKind::Country | TerritoryKind::Region);
            within.is_empty() || (smaller && self.zones(t.code.as_str()).contains(&departement))
        };
        let mut found: Vec<&Territory> = self.of_name(&fold(name)).into_iter().filter(lies).collect();
        let begun = found.is_empty() && !name.bytes().all(|b| b.is_ascii_digit());
        match found.iter().map(|t| t.code.kind()).min() {
            Some(largest) => found.retain(|t| t.code.kind() == largest),
            None => {
                found = self.search(name, CHOICES).into_iter().filter(lies).collect();
                // A département by its number.
                if let Some(first) = found.first()
                    && first.code.kind() == TerritoryKind::Departement
                    && first.code.code() == name
                {
                    found.truncate(1);
                }
            }
        }
        found.sort_by_key(|t| std::cmp::Reverse(t.population.unwrap_or(0)));
        found.truncate(CHOICES);
        match found.as_slice() {
            [] => Named::None,
            _ if begun => Named::Like(found),
            [one] => Named::One(one),
            _ => Named::Several(found),
        }
    }

    /// Several places answer to a name.
    pub fn which(&self, choices: &[&Territory]) -> Message {
        Message::new("invalid-place-several").with("names", self.each_told_apart(choices))
    }

    /// None answers to it; these nearly do.
    pub fn perhaps(&self, typed: &str, like: &[&Territory]) -> Message {
        let typed: String = typed.chars().take(60).collect();
        Message::new("invalid-place-like").with("typed", typed).with("names", self.each_told_apart(like))
    }

    fn each_told_apart(&self, choices: &[&Territory]) -> String {
        choices.iter().map(|one| self.told_apart(one)).collect::<Vec<_>>().join(", ")
    }

    /// A name that means this place and no other: with its département where others have it too; its code where even that
    /// doesn't tell it apart.
    pub fn told_apart(&self, territory: &Territory) -> String {
        let code = &territory.code;
        let same = self.of_name(&fold(&territory.name));
        if same.iter().all(|other| other.code == *code || other.code.kind() > code.kind()) {
            return territory.name.clone();
        }
        self.with_departement(territory)
            .filter(|name| matches!(self.named(name), Named::One(one) if one.code == *code))
            .unwrap_or_else(|| code.to_string())
    }

    /// `Saint-Denis (93)`; none of what no single département holds.
    fn with_departement(&self, territory: &Territory) -> Option<String> {
        let departements = self.zones(territory.code.as_str());
        let number = departements.first()?.strip_prefix("departement:")?;
        Some(format!("{} ({number})", territory.name))
    }

    /// The place whose middle this is; none where it is nobody's.
    pub fn of_middle(&self, latitude: f64, longitude: f64) -> Option<&Territory> {
        let here = GeoPoint::new(latitude, longitude).ok()?;
        let close = |point: GeoPoint| here.distance_km(point) <= HERE;
        let commune = self.nearest_commune(latitude, longitude);
        commune.filter(|commune| commune.point.is_some_and(close)).or_else(|| {
            let mut larger = self.all.iter().filter(|t| t.code.kind() != TerritoryKind::Commune);
            larger.find(|t| self.middle(t.code.as_str()).is_some_and(close))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::territories::tests::small_france;
    use super::*;

    fn france() -> Territories {
        let mut all: Vec<Territory> = small_france().iter().cloned().collect();
        let twin = |code: &str, departement: &str| Territory {
            code: TerritoryCode::parse(code).unwrap(),
            departement: Some(format!("departement:{departement}")),
            name: "Redon".into(),
            ..small_france().get("commune:35236").unwrap().clone()
        };
        all.push(twin("commune:44002", "44"));
        let namesake = Territory { name: "Bretagne".into(), ..twin("commune:44003", "44") };
        all.push(namesake);
        Territories::new(all)
    }

    fn one<'a>(france: &'a Territories, typed: &str) -> Option<&'a str> {
        match france.named(typed) {
            Named::One(one) => Some(one.code.as_str()),
            _ => None,
        }
    }

    #[test]
    fn a_name_that_several_communes_have_is_nobodys_until_its_departement_is_said() {
        let france = france();
        assert!(matches!(france.named("redon"), Named::Several(two) if two.len() == 2));
        assert_eq!(one(&france, "Redon (44)"), Some("commune:44002"));
        assert_eq!(one(&france, "Redon (35)"), Some("commune:35236"));
        assert_eq!(one(&france, "Redon (75)"), None);
        assert_eq!(one(&france, "bretagne"), Some("region:53"), "the larger unit is meant");
        assert_eq!(one(&france, "35"), Some("departement:35"));
        assert!(
            matches!(france.named("Ille-et-Vil"), Named::Like(like) if like[0].code.as_str() == "departement:35")
        );
        assert_eq!(france.named("Atlantide"), Named::None);
    }

    #[test]
    fn a_place_is_named_so_that_its_name_means_it() {
        let france = france();
        let name = |code: &str| france.told_apart(france.get(code).unwrap());
        assert_eq!(name("commune:35236"), "Redon (35)");
        assert_eq!(name("commune:35238"), "Rennes");
        assert_eq!(name("commune:44003"), "Bretagne (44)");
        assert_eq!(name("region:53"), "Bretagne");
        for place in france.iter().filter(|place| place.parent.is_none()) {
            assert_eq!(one(&france, &france.told_apart(place)), Some(place.code.as_str()));
        }
    }

    #[test]
    fn a_middle_has_the_name_of_its_place() {
        let france = small_france();
        let name = |latitude, longitude| france.of_middle(latitude, longitude).map(|t| t.name.as_str());
        assert_eq!(name(48.11, -1.7), Some("Rennes"));
        assert_eq!(name(46.0, 2.0), None);
    }
}
