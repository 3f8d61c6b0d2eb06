use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::base::search::{Circle, Facet, Few, Field, Filter, Point, Served, Synonyms};
use crate::reference::{Reference, small_france};
use crate::sharing::{Direction, Kind as Shared, PartOfDay, PriceKind};

fn reference() -> Reference {
    let mut reference = Reference::default();
    reference.territories = small_france();
    reference
}

const UNITS: [&str; 12] = [
    "country:FR",
    "region:53",
    "region:52",
    "departement:35",
    "departement:56",
    "departement:44",
    "epci:243500139",
    "epci:243500741",
    "commune:35238",
    "commune:35236",
    "commune:56001",
    "commune:44001",
];
const WORDS: [&str; 8] = [
    "cuisine",
    "menuiserie bois",
    "menuisier",
    "salle de réunion",
    "camion",
    "espaces verts",
    "jardinage",
    "cuisnie",
];
const CATEGORIES: [&str; 5] = ["90", "9091", "90911", "7711", "15811100"];

fn synonyms() -> Synonyms {
    Synonyms::parse("espaces verts, jardinage\nsalle de réunion, auditorium")
}

fn some(of: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<String>> {
    proptest::sample::subsequence(of, 0..=most).prop_map(|some| some.into_iter().map(str::to_owned).collect())
}

fn maybe_text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(proptest::sample::select(&WORDS[..]).prop_map(str::to_owned))
}

prop_compose! {
    fn point()(latitude in 47.0..48.6_f64, longitude in -2.8..-0.9_f64) -> (f64, f64) {
        (latitude, longitude)
    }
}

prop_compose! {
    fn criteria()(
        text in maybe_text(),
        territories in some(&UNITS, 2),
        located in some(&UNITS, 2),
        near in proptest::option::of((point(), 1.0..900.0_f64)),
        themes in some(&["food", "care"], 1),
        categories in some(&CATEGORIES, 2),
        days in proptest::option::of(0..3_u32),
        token in some(&["esus@DECLARED", "*@EVIDENCE_CHECKED"], 1),
    ) -> Criteria {
        let reference = reference();
        let mut filters = Vec::new();
        let mut any_of = |facet, field, any_of: Vec<String>| {
            if !any_of.is_empty() {
                filters.push(Filter { facet, field, any_of });
            }
        };
        any_of(None, Field::Located, located);
        any_of(Some(Facet::Themes), Field::Themes, themes);
        let within = |days: u32| categories.iter().flat_map(move |c| (0..=days).map(move |d| format!("{c}@{d}"))).collect();
        any_of(Some(Facet::Categories), Field::Categories, days.map_or_else(|| categories.clone(), within));
        any_of(Some(Facet::Guarantees), Field::Guarantees, token);
        let served = (!territories.is_empty()).then(|| Served {
            whole: territories.iter().flat_map(|code| reference.territories.with_containers(code)).collect(),
            part: territories,
        });
        let near = near.map(|((latitude, longitude), radius_km)| Circle { latitude, longitude, radius_km });
        Criteria { text, served, filters, near, max_lead_time_days: days, ..Criteria::default() }
    }
}

prop_compose! {
    fn supplier()(
        words in proptest::sample::subsequence(&WORDS[..], 0..4),
        area in some(&UNITS, 3),
        commune in proptest::option::of(proptest::sample::select(&UNITS[8..])),
        point in proptest::option::of(point()),
        themes in some(&["food", "care"], 2),
        categories in some(&CATEGORIES, 3),
        days in proptest::option::of(0..3_u32),
        guarantees in some(&["esus@DECLARED", "*@EVIDENCE_CHECKED"], 2),
    ) -> Item {
        let reference = reference();
        let compiled = reference.territories.compile(&schema::Area::Territories(area));
        let mut prefixes: BTreeSet<String> =
            categories.iter().flat_map(|code| (2..=code.len()).map(|end| code[..end].to_owned())).collect();
        if let Some(days) = days {
            let within: Vec<String> = prefixes.iter().map(|prefix| format!("{prefix}@{days}")).collect();
            prefixes.extend(within);
        }
        Item::Supplier(Box::new(Document {
            descriptions: words.join(" "),
            located: reference.territories.located(commune, None),
            territories: reference.territories.counted_in(&compiled.serves, &compiled.serves_part),
            serves: compiled.serves,
            serves_part: compiled.serves_part,
            point: point.map(|(latitude, longitude)| Point { latitude, longitude }),
            themes,
            categories: prefixes.into_iter().collect(),
            guarantees,
            lead_time_days: days,
            ..Document::default()
        }))
    }
}

fn blank() -> Resource {
    let now = "2026-11-28T10:00:00Z";
    // On Mondays and Tuesdays, until noon.
    let weekly = [0, 1].map(|weekday| json!({ "weekday": weekday, "from": 480, "until": 720 }));
    let opening = json!({ "zone": "Europe/Paris", "weekly": weekly });
    let row = json!({
        "id": uuid::Uuid::nil(), "organization": uuid::Uuid::nil(), "direction": "offer", "kind": "premises",
        "name": "Chose", "description": "", "units": 1, "exact": true, "access": "", "accessibility": [],
        "accessibility_note": "", "price_kind": "free", "exchange": "", "insurance": "", "audience": "everyone",
        "booking_mode": "none", "answer_hours": 24, "opening": opening, "terms": {
            "buffer_before": 0, "buffer_after": 0, "shortest": 60, "longest": 600, "step": 60, "notice": 0,
            "horizon_days": 90 }, "handover": "", "created_at": now,
        "updated_at": now, "version": 1, "places": null, "unit": null, "address": null, "post_code": null, "city": null,
        "commune": null, "departement": null, "latitude": null, "longitude": null, "radius_km": null,
        "price_cents": null, "price_currency": null, "price_per": null, "deposit_cents": null,
        "cancellation_hours": null, "valid_from": null, "valid_until": null, "archived_at": null,
    });
    serde_json::from_value(row).unwrap()
}

fn offered(resource: Resource) -> Offered {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
    Offered::new(resource, "La Belle Planche", &reference(), today).unwrap()
}

prop_compose! {
    fn shared()(
        words in proptest::sample::subsequence(&WORDS[..], 0..4),
        commune in proptest::option::of(proptest::sample::select(&UNITS[8..])),
        departement in proptest::option::of(Just("departement:35".to_owned())),
        point in proptest::option::of(point()),
        exact in any::<bool>(),
        radius_km in proptest::option::of(1..200_i32),
        offer in any::<bool>(),
        kind in proptest::sample::select(Shared::ALL),
        price in proptest::sample::select(PriceKind::ALL),
        accessibility in some(&["step-free", "lift"], 2),
        places in proptest::option::of(1..50_i32),
    ) -> Resource {
        Resource {
            description: words.join(" "),
            direction: if offer { "offer" } else { "request" }.to_owned(),
            kind: kind.code().to_owned(),
            price_kind: price.code().to_owned(),
            departement: commune.map(|code| code[..10].replace("commune", "departement")).or(departement),
            commune: commune.map(str::to_owned),
            latitude: point.map(|point| point.0),
            longitude: point.map(|point| point.1),
            exact,
            radius_km,
            places,
            accessibility: schema::Codes(accessibility),
            ..blank()
        }
    }
}

fn resource() -> impl Strategy<Value = Item> {
    shared().prop_map(|resource| Item::Resource(Box::new(offered(resource))))
}

prop_compose! {
    fn asked()(
        text in maybe_text(),
        offer in any::<bool>(),
        kind in proptest::option::of(proptest::sample::select(Shared::ALL)),
        territories in some(&UNITS, 2),
        near in proptest::option::of((point(), 1.0..900.0_f64)),
        price in proptest::option::of(proptest::sample::select(PriceKind::ALL)),
        accessibility in some(&["step-free", "lift"], 2),
        places in proptest::option::of(1..50_u32),
        day in proptest::option::of((0..7_u64, proptest::sample::select(PartOfDay::ALL))),
    ) -> Wanted {
        let monday = chrono::NaiveDate::from_ymd_opt(2027, 1, 4).unwrap();
        Wanted {
            text,
            direction: if offer { Direction::Offer } else { Direction::Request },
            kinds: kind.into_iter().collect(),
            territories,
            near: near.map(|((latitude, longitude), km)| (latitude, longitude, km)),
            price_kinds: price.into_iter().collect(),
            accessibility,
            places,
            day: day.map(|(after, part)| (monday + chrono::Days::new(after), part)),
            ..Wanted::default()
        }
    }
}

fn sound(watched: &Watched, item: &Item) -> Result<(), TestCaseError> {
    let (reference, synonyms) = (reference(), synonyms());
    let answers =
        |text: &str| Ok(!Few::of([item.document()]).unwrap().answering(&synonyms, text).unwrap().is_empty());
    if matches(watched, item, &reference, &synonyms, answers).unwrap() {
        let held = keys_held(item);
        let needed = keys_needed(watched, &reference, &synonyms);
        prop_assert!(needed.iter().any(|key| held.contains(key)), "{watched:?} needs {needed:?} of {held:?}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_supplier_that_an_alert_means_has_one_of_its_keys(criteria in criteria(), item in supplier()) {
        sound(&Watched::Suppliers(criteria), &item)?;
    }

    #[test]
    fn a_resource_that_an_alert_means_has_one_of_its_keys(wanted in asked(), item in resource()) {
        sound(&Watched::Resources(wanted), &item)?;
    }

    #[test]
    fn an_offer_that_answers_a_request_has_one_of_its_keys(one in shared(), other in shared(), told in any::<bool>()) {
        let offer = Resource { direction: "offer".to_owned(), ..other };
        let (name, description) = match told {
            true => ("Cherche".to_owned(), one.description.clone()),
            false => (one.description.clone(), String::new()),
        };
        let request = Resource {
            id: Uuid::from_u128(1),
            organization: Uuid::from_u128(2),
            direction: "request".to_owned(),
            kind: offer.kind.clone(),
            price_kind: "free".to_owned(),
            places: None,
            name,
            description,
            ..one
        };
        sound(&Watched::Request(Box::new(request)), &Item::Resource(Box::new(offered(offer))))?;
    }

    #[test]
    fn circles_that_touch_share_a_cell(
        (south, west) in (-80.0..80.0_f64, -180.0..180.0_f64),
        (north, east) in (-20.0..20.0_f64, -20.0..20.0_f64),
        wide in 1.0..2000.0_f64,
        held in 0.0..300.0_f64,
    ) {
        let here = Circle { latitude: south, longitude: west, radius_km: wide };
        let longitude = (west + east + 540.0).rem_euclid(360.0) - 180.0;
        let there = Circle { latitude: (south + north).clamp(-89.0, 89.0), longitude, radius_km: held };
        let both = crate::base::search::Ring::new(Circle { radius_km: wide + held, ..here });
        if both.contains(there.latitude, there.longitude) {
            let cells: BTreeSet<String> = super::cells::held(there).into_iter().collect();
            prop_assert!(super::cells::asked(here).iter().any(|cell| cells.contains(cell)));
        }
    }
}

#[test]
fn an_alert_has_few_keys_of_the_condition_that_the_fewest_meet() {
    let keys = |criteria: Criteria| keys_needed(&Watched::Suppliers(criteria), &reference(), &synonyms());
    let filter = |field, value: &str| Filter { facet: None, field, any_of: vec![value.to_owned()] };
    let served = Served {
        whole: vec!["departement:35".into(), "region:53".into()],
        part: vec!["departement:35".into()],
    };
    let both = Criteria {
        served: Some(served),
        filters: vec![filter(Field::Categories, "7711"), filter(Field::Currencies, "EUR")],
        ..Criteria::default()
    };
    assert_eq!(keys(both), ["s|z:departement:35|c:7711"]);
    let category = Criteria { filters: vec![filter(Field::Categories, "15811100")], ..Criteria::default() };
    assert_eq!(keys(category), ["s|c:1581"]);
    let text = Criteria { text: Some("le pain".into()), ..Criteria::default() };
    assert_eq!(keys(text), ["s|w:b:pain", "s|w:x:pain"]);
}

#[test]
fn the_alert_of_a_request_has_the_keys_of_what_the_fewest_offers_meet() {
    let keys = |name: &str| {
        let request = Resource {
            direction: "request".to_owned(),
            name: name.to_owned(),
            commune: Some("commune:35238".to_owned()),
            departement: Some("departement:35".to_owned()),
            ..blank()
        };
        keys_needed(&Watched::Request(Box::new(request)), &reference(), &synonyms())
    };
    let own = key_of_request(Uuid::nil());
    assert_eq!(keys("Cherche une cuisine"), ["r|offer|w:x:cuisin", own.as_str()]);
    let any = keys("Cherche un local");
    assert!(any.contains(&"r|offer|l:departement:35|k:premises".to_owned()), "{any:?}");
    assert!(any.iter().all(|key| *key == own || key.ends_with("|k:premises")), "{any:?}");
}

#[test]
fn who_asks_for_nothing_asks_for_everything() {
    assert!(Watched::Suppliers(Criteria::default()).is_everything());
    assert!(
        Watched::Suppliers(Criteria { text: Some("... le".into()), ..Criteria::default() }).is_everything()
    );
    let requests = Wanted { direction: Direction::Request, ..Wanted::default() };
    assert!(Watched::Resources(requests.clone()).is_everything());
    assert!(!Watched::Resources(Wanted { places: Some(20), ..requests }).is_everything());
}

#[test]
fn an_alert_on_a_day_means_what_is_open_and_offered_then() {
    let item = |valid_until: Option<chrono::NaiveDate>| {
        let offer = Resource { valid_until, ..blank() };
        Item::Resource(Box::new(offered(offer)))
    };
    let monday = chrono::NaiveDate::from_ymd_opt(2027, 1, 4).unwrap();
    let means = |day, part, until| {
        let watched = Watched::Resources(Wanted { day: Some((day, part)), ..Wanted::default() });
        matches(&watched, &item(until), &reference(), &synonyms(), |_| Ok(true)).unwrap()
    };
    assert!(means(monday, PartOfDay::Whole, None) && means(monday, PartOfDay::Morning, Some(monday)));
    assert!(!means(monday, PartOfDay::Afternoon, None), "it closes at noon");
    assert!(!means(monday + chrono::Days::new(3), PartOfDay::Whole, None), "on a Thursday");
    assert!(!means(monday, PartOfDay::Whole, monday.pred_opt()), "no longer offered");
}

#[test]
fn a_stay_at_the_end_of_time_is_offered_by_nobody() {
    let end = DateTime::<Utc>::MAX_UTC;
    for between in [(end - Duration::hours(2), end - Duration::hours(1)), (DateTime::<Utc>::MIN_UTC, end)] {
        let wanted = Wanted { between: Some(between), ..Wanted::default() };
        let item = Item::Resource(Box::new(offered(blank())));
        let none = |_: &str| Ok(true);
        assert!(!matches(&Watched::Resources(wanted), &item, &reference(), &synonyms(), none).unwrap());
    }
}

#[test]
fn all_that_was_found_before_the_last_morning_is_due() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let alert = |pace: Pace| Alert {
        id: Uuid::nil(),
        account: Uuid::nil(),
        kind: Kind::Suppliers.code().to_owned(),
        name: String::new(),
        filter: json!([]),
        pace: pace.code().to_owned(),
        pace_before: None,
        created_at: at("2026-01-01T00:00:00Z"),
        updated_at: at("2026-01-01T00:00:00Z"),
        deleted_at: None,
    };
    let due =
        |pace: Pace, now: &str| due_by(&alert(pace), &Digest::default(), at(now), chrono_tz::Europe::Paris);
    // A Saturday, in winter.
    assert_eq!(due(Pace::Daily, "2026-11-28T06:59:59Z"), Due::Before(at("2026-11-27T07:00:00Z")));
    assert_eq!(due(Pace::Daily, "2026-11-28T07:00:00Z"), Due::Before(at("2026-11-28T07:00:00Z")));
    assert_eq!(due(Pace::Weekly, "2026-11-28T12:00:00Z"), Due::Before(at("2026-11-23T07:00:00Z")));
    assert_eq!(due(Pace::AtOnce, "2026-11-28T12:00:00Z"), Due::All);
    assert_eq!(due(Pace::Paused, "2026-11-28T12:00:00Z"), Due::Nothing);
}
