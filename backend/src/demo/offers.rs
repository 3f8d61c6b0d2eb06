//! The products of an invented supplier, with their conditions.

use chrono::Duration;
use schema::Codes;
use schema::organizations::organization;
use schema::products::{product, supplier_category};
use uuid::Uuid;

use super::draw::Draw;
use super::home::Home;
use super::supplier::Scene;
use super::words::{Offer, Trade, WORDS};

pub(super) fn products(
    draw: &mut Draw,
    scene: &Scene,
    home: &Home,
    organization: &organization::Model,
    trade: &Trade,
    count: usize,
) -> Vec<product::Model> {
    let sold: Vec<_> =
        trade.products.iter().filter(|o| o.region.is_empty() || o.region == home.region()).collect();
    let payment = draw.one(WORDS.of("payment", "")).cloned();
    let chosen = draw.some(&sold, count);
    chosen.into_iter().map(|offer| product(draw, scene, home, organization, offer, payment.clone())).collect()
}

fn product(
    draw: &mut Draw,
    scene: &Scene,
    home: &Home,
    organization: &organization::Model,
    offer: &Offer,
    payment_terms: Option<String>,
) -> product::Model {
    let (valid_from, valid_until) = match draw.between(1, 100) {
        1..=3 => (
            Some(scene.today - Duration::days(draw.between(120, 400))),
            Some(scene.today - Duration::days(draw.between(1, 90))),
        ),
        4..=10 => (None, Some(scene.today + Duration::days(draw.between(20, 300)))),
        11..=13 => (Some(scene.today + Duration::days(draw.between(5, 60))), None),
        _ => (None, None),
    };
    let spent = (organization.updated_at - organization.created_at).num_seconds();
    let created_at = organization.created_at + Duration::seconds(draw.between(0, spent));
    product::Model {
        id: draw.id(),
        organization: organization.id,
        name: offer.name.clone(),
        description: offer.description.clone(),
        nature: offer.nature.clone(),
        category: offer.category.clone(),
        price_cents: offer.price.filter(|_| !draw.chance(7)).map(|(low, high)| price(draw, low, high)),
        currency: "EUR".into(),
        unit: offer.unit.clone(),
        minimum_order: offer.minimum_order.clone(),
        packaging: offer.packaging.clone(),
        seasonality: offer.seasonality.clone(),
        delivery_terms: offer.delivery.clone(),
        payment_terms: payment_terms.filter(|_| !draw.chance(15)),
        capacity_per_month: offer
            .capacity
            .as_ref()
            .map(|(low, high, unit)| capacity(draw, *low, *high, unit)),
        currencies: Codes::default(),
        lead_time_days: (!draw.chance(4))
            .then(|| draw.between(offer.lead_days.0.into(), offer.lead_days.1.into()) as i32),
        area: offer.area.as_ref().map(|words| home.area(draw, scene.ground, words)),
        serves: Codes::default(),
        serves_part: Codes::default(),
        valid_from,
        valid_until,
        created_at,
        updated_at: organization.updated_at,
        version: 1,
        archived_at: None,
    }
}

/// In the steps in which people set prices.
fn price(draw: &mut Draw, low: i64, high: i64) -> i64 {
    let step = match high {
        ..=100 => 1,
        101..=1_000 => 5,
        1_001..=10_000 => 50,
        10_001..=100_000 => 500,
        _ => 5_000,
    };
    (draw.between(low, high) / step * step).max(low)
}

/// « 1 200 repas »: the number doesn't leave its unit.
fn capacity(draw: &mut Draw, low: u32, high: u32, unit: &str) -> String {
    let step = match high {
        ..=30 => 1,
        31..=300 => 10,
        301..=3_000 => 50,
        3_001..=30_000 => 500,
        _ => 5_000,
    };
    let number = (draw.between(low.into(), high.into()) / step * step).max(low.into());
    match (number / 1_000, number % 1_000) {
        (0, _) => format!("{number}\u{a0}{unit}"),
        (thousands, rest) => format!("{thousands}\u{202f}{rest:03}\u{a0}{unit}"),
    }
}

/// Those of its products, stated.
pub(super) fn categories(organization: Uuid, products: &[product::Model]) -> Vec<supplier_category::Model> {
    let mut codes: Vec<&String> = products.iter().map(|p| &p.category).collect();
    codes.sort();
    codes.dedup();
    let of =
        |code: &String| supplier_category::Model { organization, category: code.clone(), confirmed: true };
    codes.into_iter().map(of).collect()
}

/// What the trade supposes of a supplier without products.
pub(super) fn supposed_categories(organization: Uuid, trade: &Trade) -> Vec<supplier_category::Model> {
    let first = trade.products.first();
    let of = |offer: &Offer| supplier_category::Model {
        organization,
        category: offer.category.clone(),
        confirmed: false,
    };
    first.map(of).into_iter().collect()
}
