//! What invented organisations offer each other and look for.

use std::sync::LazyLock;

use chrono::{DateTime, Duration, Utc};
use schema::organizations::organization;
use serde::Deserialize;

use super::draw::Draw;
use crate::reference::Reference;
use crate::sharing::calendar::{Availability, Window};
use crate::sharing::{self, Booking, HoursTyped, Resource, ResourceTyped, TermsTyped, conditions};

/// A stream of chance of its own.
const OF_SHARED: u64 = 16_000_003;
/// Of the first ones, some are booked already.
const BOOKED: usize = 8;
/// Neighbours of one région look for what others offer.
const APART: usize = 9;

/// A line of `data/shared.csv`.
#[derive(Deserialize)]
struct Planned {
    direction: String,
    kind: String,
    name: String,
    description: String,
    places: String,
    units: String,
    unit: String,
    price_kind: String,
    price: String,
    per: String,
    hours: String,
    mode: String,
}

static PLANNED: LazyLock<Vec<Planned>> = LazyLock::new(|| {
    let mut rows = csv::Reader::from_reader(include_str!("data/shared.csv").as_bytes());
    rows.deserialize().filter_map(Result::ok).collect()
});

fn hours(named: &str) -> [String; 7] {
    let week: [&str; 7] = match named {
        "kitchen" => ["", "14h-20h", "14h-20h", "", "8h-20h", "8h-13h", ""],
        "evenings" => ["18h-22h", "18h-22h", "18h-22h", "18h-22h", "18h-23h", "9h-12h, 14h-23h", "9h-22h"],
        "always" => ["24h"; 7],
        "days" => ["24h", "24h", "24h", "24h", "24h", "24h", ""],
        _ => ["9h-18h", "9h-18h", "9h-12h30, 14h-18h", "9h-18h", "9h-17h", "", ""],
    };
    week.map(str::to_owned)
}

/// One of them, as its organisation would have typed it.
pub(super) fn typed(place: usize, draw: &mut Draw) -> Option<ResourceTyped> {
    let planned = PLANNED.get(place)?;
    let whole = planned.hours == "days";
    let marks = ["step-free", "lift", "accessible-toilet", "parking", "quiet"].map(str::to_owned);
    let offer = planned.direction == "offer";
    let kind = planned.kind.as_str();
    Some(ResourceTyped {
        direction: planned.direction.clone(),
        kind: kind.to_owned(),
        name: planned.name.clone(),
        description: planned.description.clone(),
        places: planned.places.clone(),
        units: planned.units.clone(),
        unit: planned.unit.clone(),
        exact: !draw.chance(40),
        radius_km: if offer && kind != "transport" { String::new() } else { "60".to_owned() },
        accessibility: if kind == "premises" {
            draw.some(&marks.iter().collect::<Vec<_>>(), 2)
        } else {
            Vec::new()
        }
        .into_iter()
        .cloned()
        .collect(),
        price_kind: planned.price_kind.clone(),
        price: planned.price.clone(),
        price_per: planned.per.clone(),
        currency: "GALLECO".to_owned(),
        exchange: if planned.price_kind == "exchange" {
            "Un coup de main au jardin".to_owned()
        } else {
            String::new()
        },
        deposit: if offer && kind == "equipment" { "100".to_owned() } else { String::new() },
        cancellation_hours: if offer && draw.chance(50) { "48".to_owned() } else { String::new() },
        insurance: if offer && draw.chance(40) {
            "Attestation de responsabilité civile".to_owned()
        } else {
            String::new()
        },
        audience: if draw.chance(25) { "ess" } else { "everyone" }.to_owned(),
        booking_mode: planned.mode.clone(),
        hours: HoursTyped { days: hours(&planned.hours), ..HoursTyped::default() },
        terms: TermsTyped {
            step: if whole { "1440" } else { "30" }.to_owned(),
            longest: if whole { "14 jours" } else { "8h" }.to_owned(),
            buffer_after: if kind == "premises" && draw.chance(50) {
                "30 min".to_owned()
            } else {
                String::new()
            },
            notice: if draw.chance(40) { "24".to_owned() } else { String::new() },
            ..TermsTyped::default()
        },
        ..ResourceTyped::default()
    })
}

/// What these organisations share, and who has some of it in the days to come. The same seed gives the same.
pub(super) fn shared(
    reference: &Reference,
    homes: &[organization::Model],
    now: DateTime<Utc>,
    seed: u64,
) -> (Vec<Resource>, Vec<Booking>) {
    let mut draw = Draw::new(seed, OF_SHARED);
    let placed: Vec<_> =
        homes.iter().filter(|one| one.commune.is_some() && one.archived_at.is_none()).collect();
    let (mut resources, mut bookings) = (Vec::new(), Vec::new());
    for place in 0..PLANNED.len() {
        let Some(home) = placed.get(place * APART) else { break };
        let Some(mut typed) = typed(place, &mut draw) else { continue };
        (typed.post_code, typed.city) =
            (home.post_code.clone().unwrap_or_default(), home.city.clone().unwrap_or_default());
        typed.address = home.address.clone().filter(|_| !typed.post_code.is_empty()).unwrap_or_default();
        if typed.post_code.is_empty() {
            typed.city.clear();
        }
        let at = now - Duration::days(draw.between(1, 90));
        let blank = sharing::blank(draw.id(), home.id, at);
        let Ok(new) = sharing::written(&typed, reference, home, &blank) else { continue };
        if bookings.len() < BOOKED
            && let Some(booker) = placed.get(place * APART + 1)
        {
            bookings.extend(booked(&mut draw, &new, booker, now));
        }
        resources.push(new);
    }
    (resources, bookings)
}

/// The first of the shortest stays after a moment, of what nobody has booked.
pub(super) fn first_stay(of: &Resource, after: DateTime<Utc>, now: DateTime<Utc>) -> Option<Window> {
    let (opening, terms) = sharing::schedule(of).ok()?;
    let free = Availability::new(&opening, &terms, of.units.unsigned_abs(), &[]);
    free.next_free(after, terms.shortest, 1, now)
}

/// Someone has it for its shortest stay, some days from now.
fn booked(
    draw: &mut Draw,
    of: &Resource,
    booker: &organization::Model,
    now: DateTime<Utc>,
) -> Option<Booking> {
    if of.direction != "offer" || of.booking_mode == "none" {
        return None;
    }
    let stay = first_stay(of, now + Duration::days(draw.between(2, 20)), now)?;
    let busy = sharing::schedule(of).ok()?.1.busy(stay);
    let owed = conditions::owed(of, stay, 1);
    let at = now - Duration::hours(draw.between(1, 60));
    Some(Booking {
        id: draw.id(),
        resource: of.id,
        organization: booker.id,
        booked_by: None,
        series: None,
        bundle: None,
        starts_at: stay.from,
        ends_at: stay.until,
        busy_from: busy.from,
        busy_until: busy.until,
        units: 1,
        state: "accepted".to_owned(),
        holds: true,
        purpose: "Réunion mensuelle".to_owned(),
        answer_by: None,
        counter_starts_at: None,
        counter_ends_at: None,
        reason: None,
        owed_cents: owed.as_ref().map(|(cents, _)| *cents),
        owed_currency: owed.map(|(_, currency)| currency),
        handed_over_at: None,
        handed_back_at: None,
        handover_note: String::new(),
        created_at: at,
        updated_at: at,
        version: 1,
        people: None,
        told_given_at: None,
    })
}
