//! What is shared, asked for by day and hour: twenty thousand resources, a third of them booked every day.

use backend::app::App;
use backend::base::db;
use backend::sharing::calendar::{Exception, Opening, Span, Step, Terms};
use backend::sharing::{self, Kind, PriceKind, Resource};
use backend::{organizations, search};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use schema::sharing::booking;
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use crate::Result;
use crate::wire::{Requests, Times, graphql, in_turn};

const COUNT: u64 = 20_000;
const QUESTIONS: usize = 200;
/// Days ahead that have bookings.
const DAYS: u64 = 14;

const SEARCH: &str = "query($filter: SharedResourceFilter) {
    sharedResources(filter: $filter, first: 20) {
        totalCount nodes { id name } facets { kinds { value count } priceKinds { value count } } } }";

/// None asks for the day alone.
const PARTS: [Option<&str>; 3] = [None, Some("MORNING"), Some("AFTERNOON")];

const NAMES: [&str; 8] = [
    "Salle de réunion",
    "Cuisine collective",
    "Camion frigorifique",
    "Atelier bois",
    "Grande salle",
    "Bureau partagé",
    "Vidéoprojecteur",
    "Comptable à temps partagé",
];

/// Through HTTP, one after the other: with hours, then with a day alone or a part of it.
pub async fn dated(app: &App, address: &str, seed: u64) -> Result<[Times; 2]> {
    fill(app, seed).await?;
    Ok([asked(app, address, seed, true).await?, asked(app, address, seed, false).await?])
}

async fn asked(app: &App, address: &str, seed: u64, with_hours: bool) -> Result<Times> {
    let mut draw = ChaCha8Rng::seed_from_u64(seed);
    let today = app.clock.today();
    let mut requests = Vec::with_capacity(QUESTIONS);
    for number in 0..QUESTIONS {
        let day = today + Days::new(draw.random_range(2..DAYS));
        let hour = draw.random_range(8..15);
        let until = hour + draw.random_range(1..4);
        let places = draw.random_range(5..40);
        let mut filter = match with_hours {
            true => json!({ "from": at(day, hour)?, "until": at(day, until)?, "places": places }),
            false => json!({ "day": day, "partOfDay": PARTS[number / 4 % PARTS.len()], "places": places }),
        };
        // By day alone, then in a département, then around a town, then with words.
        match number % 4 {
            1 => filter["territories"] = json!(["departement:35"]),
            2 => filter["near"] = json!({ "latitude": 48.11, "longitude": -1.68, "radiusKm": 30 }),
            3 => filter["text"] = json!("salle reunoin"),
            _ => {}
        }
        requests.push(graphql(SEARCH, json!({ "filter": filter })));
    }
    let requests = Requests::new(requests);
    in_turn(address, &requests, 1).await?;
    in_turn(address, &requests, 3).await
}

fn at(day: NaiveDate, hour: u32) -> Result<DateTime<Utc>> {
    let local = day.and_hms_opt(hour, 0, 0).ok_or("no such hour")?;
    Ok(local.and_local_timezone(Tz::Europe__Paris).earliest().ok_or("no such time")?.to_utc())
}

/// Once: they stay with the suppliers for later runs, in which their bookings may have passed.
async fn fill(app: &App, seed: u64) -> Result<()> {
    if sharing::count(&app.db).await? >= COUNT {
        return Ok(());
    }
    eprintln!("Inventing {COUNT} resources…");
    let mut draw = ChaCha8Rng::seed_from_u64(seed);
    let owners = organizations::newest(&app.db, 5_000).await?;
    let reference = app.reference.get();
    let communes: Vec<_> = reference
        .territories
        .iter()
        .filter(|territory| territory.code.as_str().starts_with("commune:") && territory.point.is_some())
        .collect();
    let now = app.clock.now();
    let mut rows = Vec::new();
    for number in 0..COUNT {
        let owner = *owners.choose(&mut draw).ok_or("no supplier to own anything")?;
        let commune = communes.choose(&mut draw).ok_or("no commune")?;
        let mut row = resource(&mut draw, owner, number, now)?;
        row.commune = Some(commune.code.to_string());
        row.departement = commune.departement.clone();
        rows.push(row);
    }
    let mut bookings = Vec::new();
    for row in rows.iter().step_by(3) {
        for ahead in 1..DAYS {
            let day = app.clock.today() + Days::new(ahead);
            bookings.push(booked(row, at(day, draw.random_range(8..16))?, now));
        }
    }
    for chunk in rows.chunks(1_000) {
        let tx = db::begin(&app.db).await?;
        sharing::insert_resources(&tx, chunk.to_vec()).await?;
        tx.commit().await?;
    }
    for chunk in bookings.chunks(500) {
        let tx = db::begin(&app.db).await?;
        let chunk = chunk.iter().map(|row: &booking::Model| row.clone().into_active_model());
        booking::Entity::insert_many(chunk).exec_without_returning(&tx).await?;
        tx.commit().await?;
    }
    search::rebuild(app, |_| {}).await?;
    Ok(())
}

fn resource(draw: &mut ChaCha8Rng, owner: Uuid, number: u64, now: DateTime<Utc>) -> Result<Resource> {
    let weekdays = draw.random_range(3..8);
    let (from, until) = (draw.random_range(7..10), draw.random_range(16..23));
    let weekly = (0..weekdays).map(|weekday| Span { weekday, from: from * 60, until: until * 60 }).collect();
    let closed = now.date_naive() + Days::new(draw.random_range(1..60));
    let exception = Exception { first: closed, last: closed + Days::new(7), open: Vec::new() };
    let opening = Opening::new(Tz::Europe__Paris, weekly, vec![exception]).map_err(|e| e.to_string())?;
    let terms = Terms {
        buffer_before: 0,
        buffer_after: if draw.random_bool(0.2) { 30 } else { 0 },
        shortest: 30,
        longest: 1_440,
        step: Step::Half,
        notice: 60,
        horizon_days: 365,
    };
    let (opening, terms) = sharing::stored(&opening, &terms)?;
    let name = NAMES.choose(draw).ok_or("no name")?;
    let kind = Kind::ALL.choose(draw).ok_or("no kind")?;
    let price = PriceKind::ALL.choose(draw).ok_or("no price")?;
    let row = json!({
        "id": Uuid::now_v7(), "organization": owner, "direction": "offer", "kind": kind.code(),
        "name": format!("{name} {number}"),
        "description": format!("À partager depuis {} : {name}, à réserver en ligne.", now.year()),
        "places": draw.random_range(4..120), "units": draw.random_range(1..3), "exact": false,
        "radius_km": if draw.random_bool(0.1) { Some(draw.random_range(1..6) * 10) } else { None },
        "access": "", "accessibility": [], "accessibility_note": "", "price_kind": price.code(), "exchange": "",
        "insurance": "", "audience": "everyone", "booking_mode": "at_once", "answer_hours": 48,
        "opening": opening, "terms": terms, "handover": "", "created_at": now, "updated_at": now, "version": 1,
    });
    Ok(serde_json::from_value(row)?)
}

fn booked(row: &Resource, from: DateTime<Utc>, now: DateTime<Utc>) -> booking::Model {
    let until = from + chrono::TimeDelta::hours(3);
    booking::Model {
        id: Uuid::now_v7(),
        resource: row.id,
        organization: row.organization,
        booked_by: None,
        series: None,
        bundle: None,
        starts_at: from,
        ends_at: until,
        busy_from: from,
        busy_until: until,
        units: row.units,
        state: "accepted".to_owned(),
        holds: true,
        purpose: String::new(),
        answer_by: None,
        counter_starts_at: None,
        counter_ends_at: None,
        reason: None,
        owed_cents: None,
        owed_currency: None,
        handed_over_at: None,
        handed_back_at: None,
        handover_note: String::new(),
        created_at: now,
        updated_at: now,
        version: 1,
        people: None,
        told_given_at: None,
    }
}
