use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, TimeZone};
use schema::guarantees::State;
use schema::values::{GeoPoint, Siret, TerritoryCode};

use super::*;
use crate::reference::Territory;

mod sound;

use sound::assert_sound;

const COMMUNES: &str = include_str!("../../reference/data/communes.csv");

fn table(text: &str) -> Vec<HashMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn codes(text: &str) -> HashSet<String> {
    table(text).into_iter().map(|mut row| row.remove("code").unwrap()).collect()
}

fn france() -> Ground {
    let place = |row: HashMap<String, String>| {
        Some(Place {
            code: format!("commune:{}", row["code"]),
            name: row["name"].clone(),
            departement: format!("departement:{}", row["departement"]),
            region: format!("region:{}", row["region"]),
            epci: Some(format!("epci:{}", row["epci"])).filter(|code| code != "epci:"),
            latitude: row["lat"].parse().ok()?,
            longitude: row["lon"].parse().ok()?,
            population: row["population"].parse().unwrap_or(0),
            post_code: row["postal_codes"].split(' ').next().map(Into::into),
        })
    };
    Ground::new(
        table(COMMUNES).into_iter().filter(|row| row["parent"].is_empty()).filter_map(place).collect(),
    )
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 23, 30, 0).unwrap()
}

/// In Paris it is already tomorrow.
fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn demonstration() -> Demonstration {
    territory(&france(), now(), 1)
}

#[test]
fn the_demonstration_is_sound_and_of_the_size_said() {
    let demo = demonstration();
    assert_sound(&demo.suppliers, &demo.networks);
    assert_eq!(demo.suppliers.len(), 400);
    let products: usize = demo.suppliers.iter().map(|one| one.products.len()).sum();
    assert!((1_400..=1_600).contains(&products), "{products} products");
    assert_eq!(demo.networks.len(), 6);
    for network in &demo.networks {
        let members =
            demo.suppliers.iter().flat_map(|one| &one.networks).filter(|id| **id == network.id).count();
        assert!(members >= 20, "{} has {members} members", network.name);
    }
    let names: HashSet<_> = demo.suppliers.iter().map(|one| &one.organization.name).collect();
    assert!(names.len() > 360, "{} names", names.len());
}

#[test]
fn the_same_seed_gives_the_same_and_another_seed_does_not() {
    let ground = france();
    assert_eq!(territory(&ground, now(), 7), territory(&ground, now(), 7));
    assert_ne!(territory(&ground, now(), 7), territory(&ground, now(), 8));
    let ten: Vec<_> = suppliers(&ground, now(), 7, 10).collect();
    let hundred: Vec<_> = suppliers(&ground, now(), 7, 100).take(10).collect();
    assert_eq!(ten, hundred);
}

#[test]
fn identities_do_not_depend_on_the_day() {
    let ground = france();
    let later = now() + chrono::Duration::days(90);
    let ids = |now| -> Vec<_> {
        let demo = territory(&ground, now, 1);
        demo.suppliers.into_iter().map(|one| (one.organization.id, one.organization.slug)).collect()
    };
    assert_eq!(ids(now()), ids(later));
}

#[test]
fn guarantees_are_in_every_state_and_at_every_distance_from_their_end() {
    let demo = demonstration();
    let all: Vec<_> = demo.suppliers.iter().flat_map(|one| &one.guarantees).collect();
    let some = |what: &str, holds: &dyn Fn(&schema::guarantees::guarantee::Model) -> bool| {
        let found = all.iter().filter(|g| holds(g)).count();
        assert!(found >= 3, "{found} {what}");
    };
    let ends_in =
        |g: &schema::guarantees::guarantee::Model| g.valid_until.map(|last| (last - today()).num_days());
    for state in [
        State::Declared,
        State::UnderReview,
        State::EvidenceChecked,
        State::RegisterChecked,
        State::Refused,
        State::Suspended,
        State::Withdrawn,
    ] {
        some(&format!("{state:?}"), &|g| g.state == state);
    }
    some("expired", &|g| ends_in(g).is_some_and(|days| days < 0));
    some("within 7 days", &|g| ends_in(g).is_some_and(|days| (0..=7).contains(&days)));
    some("within 30 days", &|g| ends_in(g).is_some_and(|days| (8..=30).contains(&days)));
    some("within 60 days", &|g| ends_in(g).is_some_and(|days| (31..=60).contains(&days)));
    some("without end", &|g| g.valid_until.is_none());
    some("renewed", &|g| g.renewal == 2);
    some("peer reviewed", &|g| g.peer_valid_until.is_some_and(|last| last >= today()));
    some("checked, not reviewed", &|g| g.state == State::EvidenceChecked && g.peer_reviewed_on.is_none());
    some("read from a list", &|g| g.declared_source == Some(demo.source.id));
    for list in ["EI", "ACI", "EA", "ESAT", "ESUS", "ETTI"] {
        assert!(demo.suppliers.iter().any(|one| csv_row(one)[1] == list), "no {list}");
    }
}

#[test]
fn the_odd_suppliers_are_there() {
    let demo = demonstration();
    let one = |holds: &dyn Fn(&Invented) -> bool| demo.suppliers.iter().filter(|s| holds(s)).count();
    assert_eq!(one(&|s| s.products.len() == 30), 1);
    assert_eq!(one(&|s| s.organization.name == "L’Œuf & la Poule <3"), 1);
    assert_eq!(one(&|s| s.organization.vouched_by.is_some() && s.organization.siret.is_none()), 1);
    assert_eq!(one(&|s| s.organization.commune.is_none()), 1);
    assert!(one(&|s| s.organization.name.chars().count() > 150) == 1);
    assert!(one(&|s| s.organization.website.is_none() && s.organization.description.is_empty()) > 10);
    assert!(one(&|s| s.products.is_empty()) > 10);
    assert!(one(&|s| !s.supplier.area_confirmed) > 20);
    assert!(one(&|s| !s.supplier.currencies.is_empty()) > 20);
}

#[test]
fn twenty_thousand_generated_suppliers_are_sound() {
    let all: Vec<_> = suppliers(&france(), now(), 3, 20_000).collect();
    assert_eq!(all.len(), 20_000);
    assert_sound(&all, &[]);
    assert!(all.iter().all(|one| one.products.len() == 3 && (1..=3).contains(&one.guarantees.len())));
    let regions: HashSet<_> = all.iter().filter_map(|one| one.organization.departement.as_ref()).collect();
    assert!(regions.len() >= 95, "{} départements", regions.len());
}

#[test]
fn sirets_stay_right_and_apart_up_to_a_million() {
    let mut seen = HashSet::new();
    for index in (0..1_100_000).step_by(7) {
        let siret = draw::siret(index);
        assert!(Siret::parse(&siret).is_ok(), "{siret}");
        assert!(seen.insert(siret));
    }
}

#[test]
fn every_line_of_the_word_tables_is_read() {
    let lines = |text: &str| csv::Reader::from_reader(text.as_bytes()).records().count();
    let products: usize = WORDS.trades.iter().map(|trade| trade.products.len()).sum();
    assert_eq!(WORDS.trades.len(), lines(include_str!("../data/trades.csv")));
    assert_eq!(products, lines(include_str!("../data/products.csv")));
    let nafs: HashSet<String> = table(include_str!("../../reference/data/naf_categories.csv"))
        .into_iter()
        .map(|mut row| row.remove("naf").unwrap())
        .collect();
    for trade in &WORDS.trades {
        assert!(trade.naf.iter().all(|naf| nafs.contains(naf)), "{:?}", trade.naf);
        assert!(trade.products.iter().filter(|p| p.region.is_empty()).count() >= 3, "{}", trade.code);
        for scheme in trade.statuses.iter().chain(&trade.labels) {
            assert!(WORDS.scheme(scheme).is_some(), "{scheme}");
        }
        for form in &trade.forms {
            assert!(
                trade.what.iter().any(|s| s.only.is_empty() || s.only.contains(form)),
                "{} {form}",
                trade.code
            );
        }
        for product in &trade.products {
            assert!(product.price.is_none_or(|(low, high)| 0 < low && low <= high), "{}", product.name);
            assert!(product.lead_days.0 <= product.lead_days.1, "{}", product.name);
        }
    }
}

#[test]
fn a_row_fits_its_header() {
    let demo = demonstration();
    let first = csv_row(&demo.suppliers[1]);
    assert_eq!(csv_header().len(), first.len());
    assert_eq!(first[3], "L’Œuf & la Poule <3");
}

#[test]
fn the_ground_is_made_of_the_communes_that_have_a_point() {
    let rennes = Territory {
        code: TerritoryCode::parse("commune:35238").unwrap(),
        name: "Rennes".into(),
        departement: Some("departement:35".into()),
        region: Some("region:53".into()),
        epci: Some("epci:243500139".into()),
        population: Some(225_081),
        point: Some(GeoPoint::new(48.111, -1.68).unwrap()),
        postal_codes: vec!["35000".into(), "35200".into()],
        parent: None,
    };
    let nowhere = Territory { point: None, ..rennes.clone() };
    let part = Territory { parent: Some("commune:35238".into()), ..rennes.clone() };
    let bretagne = Territory { code: TerritoryCode::parse("region:53").unwrap(), ..rennes.clone() };
    let ground = Ground::new([nowhere, part, bretagne, rennes].iter().filter_map(Place::of).collect());
    assert!(!ground.is_empty());
    for one in suppliers(&ground, now(), 1, 50) {
        assert_eq!(one.organization.commune.as_deref(), Some("commune:35238"));
        assert_eq!(one.organization.post_code.as_deref(), Some("35000"));
    }
}

#[test]
fn without_a_commune_there_is_nobody() {
    assert_eq!(suppliers(&Ground::default(), now(), 1, 10).count(), 0);
    assert!(territory(&Ground::default(), now(), 1).suppliers.is_empty());
}
