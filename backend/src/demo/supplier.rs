//! One invented supplier: who it is, where, and whom it serves.

use chrono::{DateTime, Duration, NaiveDate, SubsecRound, Utc};
use chrono_tz::Europe::Paris;
use schema::organizations::organization;
use schema::products::{Area, supplier, supplier_category, supplier_theme};
use schema::values::slug_of;
use schema::{Codes, guarantees::guarantee, products::product};
use uuid::Uuid;

use super::draw::{Draw, rna, siret};
use super::ground::{Ground, Place};
use super::home::{Home, region_code};
use super::words::{Sentence, Trade, WORDS};
use super::{grants, offers};

#[derive(Clone, Debug, PartialEq)]
pub struct Invented {
    pub organization: organization::Model,
    /// Its area isn't compiled: `serves` and `serves_part` are empty.
    pub supplier: supplier::Model,
    pub categories: Vec<supplier_category::Model>,
    pub themes: Vec<supplier_theme::Model>,
    pub products: Vec<product::Model>,
    pub guarantees: Vec<guarantee::Model>,
    /// Those it is a member of.
    pub networks: Vec<Uuid>,
}

/// What is common to a run.
pub(super) struct Scene<'a> {
    pub ground: &'a Ground,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
}

impl<'a> Scene<'a> {
    pub fn new(ground: &'a Ground, now: DateTime<Utc>) -> Self {
        let now = now.trunc_subsecs(0);
        Self { ground, now, today: now.with_timezone(&Paris).date_naive() }
    }
}

/// What is asked of one supplier.
pub(super) struct Wish<'a> {
    /// Makes its SIRET.
    pub number: u64,
    pub trade: &'a Trade,
    pub place: &'a Place,
    pub products: usize,
    pub guarantees: usize,
    /// It comes from this list, and nobody has confirmed anything.
    pub source: Option<Uuid>,
    /// Without site nor description.
    pub bare: bool,
}

pub(super) fn invent(draw: &mut Draw, scene: &Scene, wish: &Wish) -> Invented {
    let (trade, place) = (wish.trade, wish.place);
    let id = draw.id();
    let confirmed = wish.source.is_none();
    let status = if draw.chance(55) { draw.one(&trade.statuses) } else { None };
    let form = legal_form(draw, trade, status.map(String::as_str));
    let name = name(draw, trade, region_code(place));
    let age = Duration::seconds(draw.between(3 * 86_400, 547 * 86_400));
    let created_at = scene.now - age;
    let updated_at = created_at + Duration::seconds(draw.between(0, age.num_seconds() * 9 / 10));
    let described = confirmed && !wish.bare;
    let organization = organization::Model {
        id,
        siret: Some(siret(wish.number)),
        rna: (form == "association" && draw.chance(30)).then(|| rna(wish.number)),
        vouched_by: None,
        slug: slug_of(&name, &place.name).as_str().to_owned(),
        brand: draw.chance(8).then(|| draw.one(WORDS.of("brand", "")).cloned()).flatten(),
        legal_form: Some(form.clone()),
        naf: draw.one(&trade.naf).cloned(),
        address: Some(address(draw, region_code(place))),
        post_code: place.post_code.clone(),
        city: Some(place.name.clone()),
        commune: Some(place.code.clone()),
        departement: Some(place.departement.clone()),
        latitude: Some(draw.nearby(place.latitude)),
        longitude: Some(draw.nearby(place.longitude)),
        headcount: headcount(draw),
        website: (described && draw.chance(85)).then(|| site(&name)),
        description: if described {
            description(draw, trade, place, &form, status.map(String::as_str))
        } else {
            String::new()
        },
        source: wish.source,
        created_at,
        updated_at,
        edited_at: confirmed.then_some(updated_at),
        email: None,
        archived_at: None,
        open_to_proposals: true,
        charter_version: None,
        charter_accepted_at: None,
        version: 1,
        name,
    };
    let home = Home { place, latitude: organization.latitude, longitude: organization.longitude };
    let area = match draw.one(&trade.areas) {
        Some(area) if confirmed => home.area(draw, scene.ground, area),
        _ => Area::Territories(vec![place.departement.clone()]),
    };
    let products = offers::products(draw, scene, &home, &organization, trade, wish.products);
    let guarantees = grants::guarantees(draw, scene, &organization, trade, status, wish.guarantees);
    Invented {
        supplier: supplier::Model {
            organization: id,
            area: Some(area),
            area_confirmed: confirmed,
            serves: Codes::default(),
            serves_part: Codes::default(),
            currencies: currencies(draw, place, confirmed),
            version: 1,
        },
        categories: match products.is_empty() {
            true => offers::supposed_categories(id, trade),
            false => offers::categories(id, &products),
        },
        themes: themes(draw, id, trade, confirmed),
        products,
        guarantees,
        networks: Vec::new(),
        organization,
    }
}

/// Protected work and integration projects are run by associations.
fn legal_form(draw: &mut Draw, trade: &Trade, status: Option<&str>) -> String {
    if matches!(status, Some("esat" | "aci" | "ai" | "geiq")) {
        return "association".into();
    }
    draw.one(&trade.forms).cloned().unwrap_or_else(|| "association".into())
}

fn name(draw: &mut Draw, trade: &Trade, region: &str) -> String {
    let pattern = draw.one(&trade.names).map(String::as_str).unwrap_or("Atelier {lieu}");
    let local = WORDS.of("lieu", region);
    let places = if !local.is_empty() && draw.chance(65) { local } else { WORDS.of("lieu", "") };
    pattern.replace("{lieu}", draw.one(places).map(String::as_str).unwrap_or_default()).trim().to_owned()
}

fn address(draw: &mut Draw, region: &str) -> String {
    let local = WORDS.of("street", region);
    let streets = if !local.is_empty() && draw.chance(30) { local } else { WORDS.of("street", "") };
    let street = draw.one(streets).map(String::as_str).unwrap_or_default();
    let number = draw.between(1, 148);
    let again = if draw.chance(7) { " bis" } else { "" };
    if street.starts_with("zone") { capital(street) } else { format!("{number}{again} {street}") }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// No part of a host name is longer than 63; `.example` is kept free of real sites (RFC 2606).
pub(super) fn site(name: &str) -> String {
    let slug = slug_of(name, "");
    let host = slug.as_str();
    format!("https://{}.example", host.get(..40).unwrap_or(host).trim_end_matches('-'))
}

fn headcount(draw: &mut Draw) -> Option<String> {
    let band = match draw.between(1, 100) {
        1..=45 => "1-9",
        46..=78 => "10-49",
        79..=90 => "50-249",
        91..=92 => "250+",
        _ => return None,
    };
    Some(band.into())
}

fn description(draw: &mut Draw, trade: &Trade, place: &Place, form: &str, status: Option<&str>) -> String {
    let holds = |sentence: &&Sentence| {
        sentence.only.is_empty()
            || sentence.only.iter().any(|word| word == form || Some(word.as_str()) == status)
    };
    let what: Vec<_> = trade.what.iter().filter(holds).collect();
    let how: Vec<_> = trade.how.iter().filter(holds).collect();
    let mut said: Vec<&str> = draw.some(&what, 1).into_iter().map(|s| s.text.as_str()).collect();
    let details = draw.below(2) + 1;
    said.extend(draw.some(&how, details).into_iter().map(|s| s.text.as_str()));
    if details == 1 {
        let own = WORDS.of("closing", form);
        let closings = if !own.is_empty() && draw.chance(50) { own } else { WORDS.of("closing", "") };
        said.extend(draw.one(closings).map(String::as_str));
    }
    let region = WORDS.of("region", region_code(place)).first().map_or("dans la région", String::as_str);
    said.join(" ").replace("{à ville}", &at_town(&place.name)).replace("{région}", region)
}

/// « à Rennes », « au Port », « aux Avirons ».
fn at_town(name: &str) -> String {
    match (name.strip_prefix("Le "), name.strip_prefix("Les ")) {
        (Some(rest), _) => format!("au {rest}"),
        (_, Some(rest)) => format!("aux {rest}"),
        _ => format!("à {name}"),
    }
    .replace('\'', "’")
}

fn currencies(draw: &mut Draw, place: &Place, confirmed: bool) -> Codes {
    let here = |c: &&super::words::Currency| c.territories.contains(&place.departement);
    let mut accepted = Vec::new();
    if confirmed && draw.chance(30) {
        accepted.extend(WORDS.currencies.iter().filter(here).map(|c| c.code.clone()));
    }
    if confirmed && draw.chance(4) {
        accepted.push("TIME".into());
    }
    Codes(accepted)
}

fn themes(draw: &mut Draw, organization: Uuid, trade: &Trade, confirmed: bool) -> Vec<supplier_theme::Model> {
    let known = if confirmed { 1 + draw.below(trade.themes.len()) } else { 1 };
    let of = |theme: &String| supplier_theme::Model { organization, theme: theme.clone(), confirmed };
    trade.themes.iter().take(known).map(of).collect()
}
