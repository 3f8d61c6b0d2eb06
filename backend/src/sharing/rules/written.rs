use schema::Codes;
use schema::values::{CurrencyCode, GeoPoint, Money, PostCode};

use super::filter::{ACCESSIBILITY, Direction, Kind, PriceKind};
use super::stored;
use super::typed::as_typed;
use super::typed_hours::{HoursTyped, hours, office_week, usual_zone};
use super::typed_terms::{TermsTyped, terms, usual_terms, whole_days};
use crate::error::{FieldError, Message, Notes};
use crate::organizations::{Organization, commune, line, said, text};
use crate::products::day;
use crate::reference::TIME;
use crate::reference::{Reference, Territory};
use crate::sharing::queries::Resource;

pub const AUDIENCES: [&str; 3] = ["everyone", "ess", "networks"];
pub const BOOKING_MODES: [&str; 3] = ["at_once", "on_request", "none"];
pub const PER: [&str; 3] = ["hour", "day", "use"];
const MOST_CENTS: i64 = 100_000_000_000;
/// Kilometres from its town hall beyond which nothing is in a commune.
const FAR: f64 = 50.0;
const NAME: usize = 200;
const LINE: usize = 200;
const NOTE: usize = 2_000;
const TEXT: usize = 10_000;

/// What someone typed about an offer or a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourceTyped {
    /// Of a new one; it stays.
    pub direction: String,
    pub kind: String,
    pub name: String,
    pub description: String,
    pub places: String,
    /// Empty: one.
    pub units: String,
    pub unit: String,
    pub address: String,
    /// Empty, and the town too: its organisation's commune.
    pub post_code: String,
    pub city: String,
    /// `48.11, -1.68`; the town hall unless said.
    pub point: String,
    pub exact: bool,
    pub radius_km: String,
    pub access: String,
    pub accessibility: Vec<String>,
    pub accessibility_note: String,
    pub price_kind: String,
    /// `12,50`; hours for hours: `1,5`.
    pub price: String,
    /// Of a complementary one.
    pub currency: String,
    pub price_per: String,
    pub exchange: String,
    pub deposit: String,
    pub cancellation_hours: String,
    pub insurance: String,
    pub audience: String,
    pub booking_mode: String,
    pub answer_hours: String,
    pub hours: HoursTyped,
    pub terms: TermsTyped,
    pub valid_from: String,
    pub valid_until: String,
    pub handover: String,
}

/// What a new offer begins as, so that few fields have to be filled in.
pub fn fresh(home: &Organization) -> ResourceTyped {
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    ResourceTyped {
        direction: Direction::Offer.code().to_owned(),
        units: "1".to_owned(),
        address: or_empty(&home.address),
        post_code: or_empty(&home.post_code),
        city: or_empty(&home.city),
        exact: true,
        price_kind: PriceKind::Free.code().to_owned(),
        price_per: "hour".to_owned(),
        audience: "everyone".to_owned(),
        booking_mode: "on_request".to_owned(),
        answer_hours: "72".to_owned(),
        hours: office_week(usual_zone(home.departement.as_deref())),
        terms: usual_terms(),
        ..ResourceTyped::default()
    }
}

impl Notes {
    /// One of these; empty: the usual one.
    fn choice(&mut self, path: &str, typed: &str, among: &[&str], usual: &str) -> String {
        match typed.trim() {
            "" if !usual.is_empty() => usual.to_owned(),
            one if among.contains(&one) => one.to_owned(),
            _ => {
                self.note(path, Message::new("invalid-choice-missing"));
                String::new()
            }
        }
    }

    fn number(&mut self, path: &str, typed: &str, low: i32, high: i32) -> Option<i32> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if typed.is_empty() {
            return None;
        }
        let found = typed.parse::<i32>().ok().filter(|number| (low..=high).contains(number));
        if found.is_none() {
            let message = Message::new("invalid-number").with("low", low.to_string());
            self.note(path, message.with("high", high.to_string()));
        }
        found
    }
}

/// What was typed, but for what is asked of offers alone where it is of a request: that stays as it was.
fn fitting(typed: &ResourceTyped, home: &Organization, before: &Resource) -> ResourceTyped {
    let direction = if before.direction.is_empty() { &typed.direction } else { &before.direction };
    if direction != Direction::Request.code() {
        return typed.clone();
    }
    let kept = if before.direction.is_empty() { fresh(home) } else { as_typed(before) };
    ResourceTyped {
        access: kept.access,
        deposit: kept.deposit,
        cancellation_hours: kept.cancellation_hours,
        insurance: kept.insurance,
        audience: kept.audience,
        booking_mode: kept.booking_mode,
        answer_hours: kept.answer_hours,
        hours: kept.hours,
        terms: kept.terms,
        handover: kept.handover,
        ..typed.clone()
    }
}

/// Writes what was typed over an offer or a request of `home`. Errors: all that is wrong, by field.
pub fn written(
    typed: &ResourceTyped,
    reference: &Reference,
    home: &Organization,
    before: &Resource,
) -> Result<Resource, Vec<FieldError>> {
    let typed = &fitting(typed, home, before);
    let mut wrong = Notes::default();
    let mut after = before.clone();
    if before.direction.is_empty() {
        let directions: Vec<&str> = Direction::ALL.iter().map(|one| one.code()).collect();
        after.direction = wrong.choice("direction", &typed.direction, &directions, "");
    }
    let kinds: Vec<&str> = Kind::ALL.iter().map(|one| one.code()).collect();
    after.kind = wrong.choice("kind", &typed.kind, &kinds, "");
    after.name = wrong.take("name", line(&typed.name, NAME)).unwrap_or_default();
    if after.name.is_empty() && !wrong.0.iter().any(|one| one.path == "name") {
        wrong.note("name", Message::new("invalid-name").with("most", NAME.to_string()));
    }
    after.description = wrong.take("description", text(&typed.description, TEXT));
    after.places = wrong.number("places", &typed.places, 1, 100_000);
    after.units = wrong.number("units", &typed.units, 1, 10_000).unwrap_or(1);
    after.unit = wrong.take("unit", line(&typed.unit, 60));
    place(typed, reference, home, &mut after, &mut wrong);
    after.radius_km = wrong.number("radiusKm", &typed.radius_km, 1, 500);
    after.access = wrong.take("access", text(&typed.access, NOTE));
    if let Some(code) = typed.accessibility.iter().find(|code| !ACCESSIBILITY.contains(&code.as_str())) {
        let value: String = code.chars().take(60).collect();
        wrong.note("accessibility", Message::new("invalid-unknown-code").with("value", value));
    }
    let has = |code: &&&str| typed.accessibility.iter().any(|one| one == **code);
    after.accessibility = ACCESSIBILITY.iter().filter(has).map(|code| (*code).to_owned()).collect::<Codes>();
    after.accessibility_note = wrong.take("accessibilityNote", text(&typed.accessibility_note, NOTE));
    price(typed, reference, &mut after, &mut wrong);
    after.exchange = wrong.take("exchange", text(&typed.exchange, NOTE));
    after.insurance = wrong.take("insurance", text(&typed.insurance, NOTE));
    after.cancellation_hours = wrong.number("cancellationHours", &typed.cancellation_hours, 0, 8_760);
    after.audience = wrong.choice("audience", &typed.audience, &AUDIENCES, "everyone");
    // What is looked for isn't booked: whoever has it writes.
    let usual = if after.direction == "request" { "none" } else { "on_request" };
    after.booking_mode = wrong.choice("bookingMode", &typed.booking_mode, &BOOKING_MODES, usual);
    if after.direction == "request" {
        after.booking_mode = "none".to_owned();
    }
    after.answer_hours = wrong.number("answerHours", &typed.answer_hours, 1, 720).unwrap_or(72);
    after.valid_from = wrong.take("validFrom", day(&typed.valid_from));
    after.valid_until = wrong.take("validUntil", day(&typed.valid_until));
    if after.valid_from.zip(after.valid_until).is_some_and(|(first, last)| last < first) {
        wrong.note("validUntil", Message::new("invalid-period"));
    }
    after.handover = wrong.take("handover", text(&typed.handover, NOTE));
    let mut week = typed.hours.clone();
    if week.zone.trim().is_empty() {
        week.zone = usual_zone(after.departement.as_deref()).name().to_owned();
    }
    let chosen = before.opening.get("zone").and_then(|zone| zone.as_str());
    match (hours(&week, chosen), terms(&typed.terms)) {
        (Ok(opening), Ok(terms)) => {
            let opening = whole_days(&opening, &terms).unwrap_or(opening);
            if let Ok((opening, terms)) = stored(&opening, &terms) {
                (after.opening, after.terms) = (opening, terms);
            }
        }
        (opening, terms) => {
            wrong.0.extend(opening.err().into_iter().flatten());
            wrong.0.extend(terms.err().into_iter().flatten());
        }
    }
    if wrong.0.is_empty() { Ok(after) } else { Err(wrong.0) }
}

fn place(
    typed: &ResourceTyped,
    reference: &Reference,
    home: &Organization,
    after: &mut Resource,
    wrong: &mut Notes,
) {
    after.exact = typed.exact;
    after.address = wrong.take("address", line(&typed.address, LINE));
    after.city = wrong.take("city", line(&typed.city, LINE));
    let point = match typed.point.trim() {
        "" => None,
        point => {
            wrong.take("point", GeoPoint::parse(point).map(Some).map_err(|_| Message::new("invalid-point")))
        }
    };
    let (found, post_code) = match typed.post_code.trim() {
        "" if after.city.is_some() || (after.address.is_some() && home.commune.is_none()) => {
            return wrong.note("postCode", Message::new("invalid-post-code-missing"));
        }
        "" => (home.commune.as_deref().and_then(|code| reference.territories.get(code)), None),
        code => match PostCode::parse(code).map_err(said) {
            Err(message) => return wrong.note("postCode", message),
            Ok(code) => match commune(reference, code.as_str(), after.city.as_deref().unwrap_or_default()) {
                Err(message) => {
                    let of_town = message.key.starts_with("invalid-town");
                    return wrong.note(if of_town { "city" } else { "postCode" }, message);
                }
                Ok(found) => (Some(found), Some(code.to_string())),
            },
        },
    };
    // A point that was kept stays where its commune was.
    let moved = found.map(|commune| commune.code.to_string()) != after.commune;
    let kept = |point: &GeoPoint| {
        let near = |a: f64, b: Option<f64>| b.is_some_and(|b| (a - b).abs() < 1e-4);
        near(point.latitude(), after.latitude) && near(point.longitude(), after.longitude)
    };
    let point = point.filter(|point| !(moved && kept(point)));
    if let Some(message) = found.zip(point).and_then(|(commune, point)| far(commune, point)) {
        wrong.note("point", message);
    }
    after.post_code = post_code;
    after.city = found.map(|commune| commune.name.clone());
    after.commune = found.map(|commune| commune.code.to_string());
    after.departement =
        found.and_then(|commune| commune.departement.clone()).or_else(|| home.departement.clone());
    let point = point.or(found.and_then(|commune| commune.point));
    (after.latitude, after.longitude) = (point.map(GeoPoint::latitude), point.map(GeoPoint::longitude));
}

/// That a point can't be in a commune.
fn far(commune: &Territory, point: GeoPoint) -> Option<Message> {
    let km = commune.point?.distance_km(point);
    let message = Message::new("invalid-point-far").with("town", commune.name.clone());
    (km > FAR).then(|| message.with("km", format!("{km:.0}")))
}

fn price(typed: &ResourceTyped, reference: &Reference, after: &mut Resource, wrong: &mut Notes) {
    let kinds: Vec<&str> = PriceKind::ALL.iter().map(|one| one.code()).collect();
    after.price_kind = wrong.choice("priceKind", &typed.price_kind, &kinds, "free");
    after.deposit_cents = wrong.take("deposit", cents(&typed.deposit));
    (after.price_cents, after.price_currency, after.price_per) = (None, None, None);
    let Some(kind) = PriceKind::named(&after.price_kind) else { return };
    if matches!(kind, PriceKind::Free | PriceKind::Exchange) {
        // Nothing that was typed goes out as free.
        if cents(&typed.price).map_or(true, |amount| amount.is_some_and(|cents| cents > 0)) {
            wrong.note("price", Message::new("invalid-price-for-free"));
        }
        return;
    }
    let amount = wrong.take("price", cents(&typed.price));
    let amount = match (kind, amount) {
        // An hour for an hour, unless said.
        (PriceKind::Time, None) => Some(100),
        (PriceKind::Price | PriceKind::Currency, None) => {
            if !wrong.0.iter().any(|one| one.path == "price") {
                wrong.note("price", Message::new("invalid-price-missing"));
            }
            None
        }
        (_, amount) => amount,
    };
    let currency = match kind {
        PriceKind::Time => TIME.to_owned(),
        PriceKind::Currency => {
            let code = CurrencyCode::parse(&typed.currency).map(|code| code.to_string()).unwrap_or_default();
            if code.is_empty()
                || reference.currency(&code).is_none_or(|one| matches!(one.kind.as_str(), "euro" | "time"))
            {
                wrong.note("currency", Message::new("invalid-currency-missing"));
            }
            code
        }
        _ => "EUR".to_owned(),
    };
    let per = wrong.choice("pricePer", &typed.price_per, &PER, "hour");
    if amount.is_some() {
        (after.price_cents, after.price_currency, after.price_per) = (amount, Some(currency), Some(per));
    }
}

/// Hundredths of `12,50`; none where nothing is typed.
fn cents(typed: &str) -> Result<Option<i64>, Message> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    // The currency is chosen beside it: « 12 € » is an amount, « 12 GALLECO » or « 1e9 » isn't.
    let found = match Money::parse(typed) {
        Ok(money) if money.currency == CurrencyCode::eur() => money.amount_cents,
        Err(error) if error.code == "money-range" => i64::MAX,
        _ => -1,
    };
    match found {
        ..0 => Err(Message::new("invalid-price")),
        0..=MOST_CENTS => Ok(Some(found)),
        _ => Err(Message::new("invalid-price-large")),
    }
}
