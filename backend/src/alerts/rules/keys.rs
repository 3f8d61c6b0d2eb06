//! Keys: an item that an alert matches has one of the alert's. Of its conditions the alert takes the one that the fewest
//! items meet, or two of them together: where and what.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Item, Kind, Offered, Watched, cells};
use crate::base::search::{
    Circle, Criteria, Document, Field, Synonyms, stem_key, word_keys_held, word_keys_needed,
};
use crate::reference::Reference;
use crate::sharing::{Direction, Party, Resource, Wanted};

/// Keys of one alert, where there is a choice.
const MOST: usize = 120;
/// Digits of a purchase category that tell alerts apart.
const DIGITS: usize = 4;
/// Joins what is met together.
const AND: &str = "|";
/// Of what is at no point: it may come anywhere.
const NOWHERE: &str = "o";
/// Kilometres that make up for rounding where a point is looked for in circles.
const HAIR: f64 = 1.0;

/// One condition: the keys of which one is enough, and about what part of all items has one.
struct Condition {
    keys: Vec<String>,
    share: f64,
}

fn condition(keys: impl IntoIterator<Item = String>, share: f64) -> Option<Condition> {
    let keys: BTreeSet<String> = keys.into_iter().collect();
    (!keys.is_empty()).then(|| Condition { keys: keys.into_iter().collect(), share: share.min(1.0) })
}

fn both(place: &Condition, what: &Condition) -> Option<Condition> {
    if place.keys.len() * what.keys.len() > MOST {
        return None;
    }
    let joined =
        place.keys.iter().flat_map(|here| what.keys.iter().map(move |it| format!("{here}{AND}{it}")));
    condition(joined, place.share * what.share)
}

/// What an item must have one of before it is asked whether the alert means it.
pub fn keys_needed(watched: &Watched, reference: &Reference, synonyms: &Synonyms) -> Vec<String> {
    let words = watched.text().and_then(|text| word_keys_needed(synonyms, text));
    let words = words.and_then(|keys| condition(keys.into_iter().map(|key| format!("w:{key}")), 0.01));
    let (head, mut alone, places, whats) = match watched {
        Watched::Suppliers(criteria) => {
            let (alone, places, whats) = of_suppliers(criteria, reference);
            (Kind::Suppliers.letter().to_owned(), alone, places, whats)
        }
        Watched::Resources(wanted) => {
            let (alone, places, whats) = of_resources(wanted, reference);
            (format!("{}{AND}{}", Kind::Resources.letter(), wanted.direction.code()), alone, places, whats)
        }
        Watched::Request(request) => {
            let (alone, places, whats) = of_request(request, reference, synonyms);
            (offers(), alone, places, whats)
        }
    };
    alone.extend(words);
    let together = places.iter().flat_map(|place| whats.iter().filter_map(|what| both(place, what)));
    let together: Vec<Condition> = together.collect();
    let all = alone.into_iter().chain(together).chain(places).chain(whats);
    let best = all.min_by(|a, b| a.share.total_cmp(&b.share));
    let keys = best.map_or_else(|| vec!["*".to_owned()], |best| best.keys);
    let found = keys.into_iter().map(|key| format!("{head}{AND}{key}"));
    match watched {
        Watched::Request(request) => found.chain([key_of_request(request.id)]).collect(),
        _ => found.collect(),
    }
}

fn offers() -> String {
    format!("{}{AND}{}", Kind::Resources.letter(), Direction::Offer.code())
}

/// By which the alerts on a request are found: no item has it.
pub fn key_of_request(id: Uuid) -> String {
    format!("{}{AND}of:{id}", offers())
}

type Conditions = (Vec<Condition>, Vec<Condition>, Vec<Condition>);

/// How much of the country a unit is, by its kind.
fn share_of(code: &str) -> f64 {
    match code.split_once(':').map_or("", |(kind, _)| kind) {
        "commune" => 0.02,
        "epci" => 0.03,
        "departement" => 0.04,
        "region" => 0.15,
        _ => 1.0,
    }
}

fn shares(codes: &[String], of: impl Fn(&str) -> f64) -> f64 {
    codes.iter().map(|code| of(code)).sum()
}

fn circle_condition(circle: Circle) -> Option<Condition> {
    condition(cells::asked(circle), (circle.radius_km / 300.0).powi(2).max(0.01))
}

/// What serves a unit says so of it, or of what holds it.
fn served_condition(codes: &[String], reference: &Reference) -> Option<Condition> {
    let keys = codes.iter().flat_map(|code| {
        let containers = reference.territories.with_containers(code);
        containers.into_iter().map(|unit| format!("t:{unit}")).chain([format!("p:{code}")])
    });
    condition(keys, 0.02 + shares(codes, share_of))
}

/// The départements that units lie in or hold; none where one has none.
fn zones_condition(codes: &[String], reference: &Reference) -> Option<Condition> {
    let mut zones = BTreeSet::new();
    for code in codes {
        let found = reference.territories.zones(code);
        if found.is_empty() {
            return None;
        }
        zones.extend(found.into_iter().map(|zone| format!("z:{zone}")));
    }
    condition(zones, 0.02 + shares(codes, share_of))
}

fn of_suppliers(criteria: &Criteria, reference: &Reference) -> Conditions {
    let (mut alone, mut places, mut whats) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(served) = &criteria.served {
        alone.extend(served_condition(&served.part, reference));
        places.extend(zones_condition(&served.part, reference));
    }
    places.extend(criteria.near.and_then(circle_condition));
    alone.extend(criteria.max_lead_time_days.and_then(|_| condition(["d".to_owned()], 0.5)));
    for filter in &criteria.filters {
        let values = &filter.any_of;
        let count = values.len() as f64;
        let keyed = |letter: &str, share: f64| {
            condition(values.iter().map(|value| format!("{letter}:{value}")), share)
        };
        match filter.field {
            Field::Located => places.extend(keyed("l", shares(values, share_of) / 2.0)),
            Field::Themes => whats.extend(keyed("h", 0.1 * count)),
            Field::Categories => {
                let codes: BTreeSet<String> = values.iter().map(|value| category_key(value)).collect();
                let share = |code: &String| match code.len() {
                    ..5 => 0.08,
                    5 => 0.03,
                    _ => 0.01,
                };
                let all = codes.iter().map(share).sum();
                whats.extend(condition(codes, all));
            }
            Field::Currencies => {
                let euro = values.iter().any(|value| value == "EUR");
                alone.extend(keyed("m", if euro { 0.95 } else { 0.05 * count }));
            }
            Field::Guarantees => whats.extend(keyed("q", 0.2 * count)),
            Field::LegalForms => alone.extend(keyed("f", 0.2 * count)),
            Field::Networks => alone.extend(keyed("n", 0.1 * count)),
            // Of resources.
            Field::Owners
            | Field::Directions
            | Field::Kinds
            | Field::PriceKinds
            | Field::Accessibility
            | Field::Hours
            | Field::Closed
            | Field::Clocks => {}
        }
    }
    (alone, places, whats)
}

/// Of a category, or of one within some days.
fn category_key(value: &str) -> String {
    let digits = value.split('@').next().unwrap_or_default();
    format!("c:{}", digits.get(..DIGITS).unwrap_or(digits))
}

fn of_resources(wanted: &Wanted, reference: &Reference) -> Conditions {
    let (mut alone, mut places, mut whats) = (Vec::new(), Vec::new(), Vec::new());
    if !wanted.territories.is_empty() {
        let keys = wanted.territories.iter().flat_map(|code| {
            let containers = reference.territories.with_containers(code);
            containers.into_iter().map(|unit| format!("t:{unit}")).chain([format!("l:{code}")])
        });
        places.extend(condition(keys, shares(&wanted.territories, share_of)));
    }
    places.extend(wanted.near.and_then(|(latitude, longitude, radius_km)| {
        circle_condition(Circle { latitude, longitude, radius_km })
    }));
    let kinds = wanted.kinds.iter().map(|kind| format!("k:{}", kind.code()));
    whats.extend(condition(kinds, 0.25 * wanted.kinds.len() as f64));
    let prices = wanted.price_kinds.iter().map(|kind| format!("e:{}", kind.code()));
    alone.extend(condition(prices, 0.3 * wanted.price_kinds.len() as f64));
    alone.extend(condition(wanted.currencies.iter().map(|code| format!("m:{code}")), 0.4));
    alone.extend(wanted.accessibility.first().and_then(|code| condition([format!("a:{code}")], 0.3)));
    let owners = wanted.organizations.iter().map(|owner| format!("o:{owner}"));
    alone.extend(condition(owners, 0.001 * wanted.organizations.len() as f64));
    (alone, places, whats)
}

/// What answers a request is of its kind, reaches it or is in its département, and says a word of it.
fn of_request(request: &Resource, reference: &Reference, synonyms: &Synonyms) -> Conditions {
    let party = Party::new(request, reference, synonyms);
    let asked = party.telling().asked();
    let words = asked.and_then(|asked| {
        let keys = asked.iter().flat_map(|meaning| synonyms.told_by(meaning));
        condition(keys.map(|stem| format!("w:{}", stem_key(&stem))), 0.01 * asked.len() as f64)
    });
    let own_reach = request.radius_km.filter(|km| *km > 0);
    let mut here: Vec<String> = request.commune.iter().map(|code| format!("l:{code}")).collect();
    let mut share = 0.02;
    if party.at.is_none() || own_reach.is_none() {
        here.extend(request.departement.iter().map(|code| format!("l:{code}")));
        share += share_of(request.departement.as_deref().unwrap_or_default());
    }
    if let Some(at) = party.at {
        let (latitude, longitude) = (at.latitude(), at.longitude());
        let radius_km = HAIR + own_reach.map_or(0.0, f64::from);
        let around = circle_condition(Circle { latitude, longitude, radius_km });
        share += around.as_ref().map_or(0.0, |around| around.share);
        here.extend(around.into_iter().flat_map(|around| around.keys));
    }
    let is_somewhere = party.at.is_some() || request.departement.is_some();
    let place =
        is_somewhere.then(|| condition(here.into_iter().chain([NOWHERE.to_owned()]), share)).flatten();
    let kind = condition([format!("k:{}", request.kind)], 0.25);
    (words.into_iter().collect(), place.into_iter().collect(), kind.into_iter().collect())
}

/// Every key that an item has.
pub fn keys_held(item: &Item) -> BTreeSet<String> {
    let words = word_keys_held(item.document());
    let mut keys: BTreeSet<String> = words.into_iter().map(|key| format!("w:{key}")).collect();
    keys.insert("*".to_owned());
    let (head, alone, places, whats) = match item {
        Item::Supplier(document) => {
            let (alone, places, whats) = supplier_keys(document);
            (Kind::Suppliers.letter().to_owned(), alone, places, whats)
        }
        Item::Resource(offered) => {
            let (alone, places, whats) = resource_keys(offered);
            let head = format!("{}{AND}{}", Kind::Resources.letter(), offered.resource.direction);
            (head, alone, places, whats)
        }
    };
    keys.extend(places.iter().flat_map(|here| whats.iter().map(move |it| format!("{here}{AND}{it}"))));
    keys.extend(alone.into_iter().chain(places).chain(whats));
    keys.into_iter().map(|key| format!("{head}{AND}{key}")).collect()
}

type Held = (BTreeSet<String>, BTreeSet<String>, BTreeSet<String>);

fn keyed<'a>(letter: &'a str, values: &'a [String]) -> impl Iterator<Item = String> + 'a {
    values.iter().map(move |value| format!("{letter}:{value}"))
}

fn supplier_keys(document: &Document) -> Held {
    let mut alone: BTreeSet<String> = keyed("t", &document.serves)
        .chain(keyed("p", &document.serves_part))
        .chain(keyed("m", &document.currencies))
        .chain(keyed("n", &document.networks))
        .collect();
    alone.extend(document.legal_form.iter().map(|form| format!("f:{form}")));
    alone.extend(document.lead_time_days.map(|_| "d".to_owned()));
    let mut places: BTreeSet<String> = keyed("l", &document.located).collect();
    let zones = document.territories.iter().filter(|code| code.starts_with("departement:"));
    places.extend(zones.map(|code| format!("z:{code}")));
    if let Some(point) = document.point {
        let (latitude, longitude) = (point.latitude, point.longitude);
        places.extend(cells::held(Circle { latitude, longitude, radius_km: 0.0 }));
    }
    let mut whats: BTreeSet<String> = keyed("h", &document.themes).collect();
    whats.extend(keyed("q", &document.guarantees));
    whats.extend(document.categories.iter().map(|code| category_key(code)));
    (alone, places, whats)
}

fn resource_keys(offered: &Offered) -> Held {
    let resource = &offered.resource;
    let mut alone: BTreeSet<String> = keyed("a", &resource.accessibility).collect();
    alone.insert(format!("e:{}", resource.price_kind));
    alone.insert(format!("o:{}", resource.organization));
    alone.extend(resource.price_currency.iter().map(|code| format!("m:{code}")));
    let mut places: BTreeSet<String> =
        keyed("l", &offered.within).chain(keyed("t", &offered.throughout)).collect();
    match offered.circle {
        Some(circle) => places.extend(cells::held(circle)),
        None => drop(places.insert(NOWHERE.to_owned())),
    }
    (alone, places, BTreeSet::from([format!("k:{}", resource.kind)]))
}
