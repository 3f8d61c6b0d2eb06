//! What was saved, as it would have been typed, and as the journal keeps it.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::schedule;
use super::typed_hours::{DAYS, hours_as_typed, office_week, usual_zone};
use super::typed_terms::{terms_as_typed, usual_terms};
use super::written::ResourceTyped;
use crate::error::{FieldError, Message};
use crate::reference::TIME;
use crate::sharing::queries::Resource;

/// What is there now, as one would have typed it.
pub fn as_typed(resource: &Resource) -> ResourceTyped {
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let amount = |cents: Option<i64>| match cents {
        Some(cents) if cents % 100 == 0 => (cents / 100).to_string(),
        Some(cents) => format!("{},{:02}", cents / 100, cents % 100),
        None => String::new(),
    };
    let (hours, terms) = match schedule(resource) {
        Ok((opening, terms)) => (hours_as_typed(&opening), terms_as_typed(&terms)),
        Err(_) => (office_week(usual_zone(resource.departement.as_deref())), usual_terms()),
    };
    ResourceTyped {
        direction: resource.direction.clone(),
        kind: resource.kind.clone(),
        name: resource.name.clone(),
        description: resource.description.clone(),
        places: number(resource.places),
        units: resource.units.to_string(),
        unit: or_empty(&resource.unit),
        address: or_empty(&resource.address),
        post_code: or_empty(&resource.post_code),
        city: resource.city.clone().filter(|_| resource.post_code.is_some()).unwrap_or_default(),
        point: match (resource.latitude, resource.longitude) {
            (Some(latitude), Some(longitude)) => format!("{latitude:.5}, {longitude:.5}"),
            _ => String::new(),
        },
        exact: resource.exact,
        radius_km: number(resource.radius_km),
        access: resource.access.clone(),
        accessibility: resource.accessibility.0.clone(),
        accessibility_note: resource.accessibility_note.clone(),
        price_kind: resource.price_kind.clone(),
        price: amount(resource.price_cents),
        currency: resource
            .price_currency
            .clone()
            .filter(|code| code != "EUR" && code != TIME)
            .unwrap_or_default(),
        price_per: or_empty(&resource.price_per),
        exchange: resource.exchange.clone(),
        deposit: amount(resource.deposit_cents),
        cancellation_hours: number(resource.cancellation_hours),
        insurance: resource.insurance.clone(),
        audience: resource.audience.clone(),
        booking_mode: resource.booking_mode.clone(),
        answer_hours: resource.answer_hours.to_string(),
        hours,
        terms,
        valid_from: day(resource.valid_from),
        valid_until: day(resource.valid_until),
        handover: resource.handover.clone(),
    }
}

/// Fields in which what is about to be saved differs from what someone else saved meanwhile, with what they wrote.
pub fn changed_meanwhile(mine: &Resource, theirs: &Resource) -> Vec<FieldError> {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    let all = FieldError { path: String::new(), message: Message::new("changed-meanwhile") };
    let pairs = fields(&as_typed(mine)).into_iter().zip(fields(&as_typed(theirs)));
    let differ = pairs.filter(|((_, mine), (_, theirs))| plain(mine) != plain(theirs));
    let field = |((path, _), (_, theirs)): ((&str, String), (&str, String))| FieldError {
        path: path.to_owned(),
        message: match path {
            "exact" => Message::saved_flag(theirs == "true"),
            _ => Message::saved_meanwhile(&plain(&theirs)),
        },
    };
    [all].into_iter().chain(differ.map(field)).collect()
}

/// Each field with what is typed in it.
fn fields(typed: &ResourceTyped) -> Vec<(&'static str, String)> {
    let texts = [
        ("kind", &typed.kind),
        ("name", &typed.name),
        ("description", &typed.description),
        ("places", &typed.places),
        ("units", &typed.units),
        ("unit", &typed.unit),
        ("address", &typed.address),
        ("postCode", &typed.post_code),
        ("city", &typed.city),
        ("point", &typed.point),
        ("radiusKm", &typed.radius_km),
        ("access", &typed.access),
        ("accessibilityNote", &typed.accessibility_note),
        ("priceKind", &typed.price_kind),
        ("price", &typed.price),
        ("currency", &typed.currency),
        ("pricePer", &typed.price_per),
        ("exchange", &typed.exchange),
        ("deposit", &typed.deposit),
        ("cancellationHours", &typed.cancellation_hours),
        ("insurance", &typed.insurance),
        ("audience", &typed.audience),
        ("bookingMode", &typed.booking_mode),
        ("answerHours", &typed.answer_hours),
        ("zone", &typed.hours.zone),
        ("exceptions", &typed.hours.exceptions),
        ("step", &typed.terms.step),
        ("shortest", &typed.terms.shortest),
        ("longest", &typed.terms.longest),
        ("bufferBefore", &typed.terms.buffer_before),
        ("bufferAfter", &typed.terms.buffer_after),
        ("notice", &typed.terms.notice),
        ("horizon", &typed.terms.horizon),
        ("validFrom", &typed.valid_from),
        ("validUntil", &typed.valid_until),
        ("handover", &typed.handover),
    ];
    let texts = texts.into_iter().map(|(name, text)| (name, text.clone()));
    let days = DAYS.into_iter().zip(typed.hours.days.iter().cloned());
    let accessibility = ("accessibility", typed.accessibility.join(", "));
    texts.chain(days).chain([("exact", typed.exact.to_string()), accessibility]).collect()
}

/// What its members wrote, as the journal keeps it.
pub fn told(resource: &Resource) -> Value {
    json!({
        "direction": resource.direction,
        "kind": resource.kind,
        "name": resource.name,
        "description": resource.description,
        "places": resource.places,
        "units": resource.units,
        "unit": resource.unit,
        "address": resource.address,
        "postCode": resource.post_code,
        "city": resource.city,
        "point": resource.latitude.zip(resource.longitude).map(|(lat, lon)| format!("{lat:.5}, {lon:.5}")),
        "exact": resource.exact,
        "radiusKm": resource.radius_km,
        "access": resource.access,
        "accessibility": resource.accessibility,
        "accessibilityNote": resource.accessibility_note,
        "priceKind": resource.price_kind,
        "price": resource.price_cents,
        "currency": resource.price_currency,
        "pricePer": resource.price_per,
        "exchange": resource.exchange,
        "deposit": resource.deposit_cents,
        "cancellationHours": resource.cancellation_hours,
        "insurance": resource.insurance,
        "audience": resource.audience,
        "bookingMode": resource.booking_mode,
        "answerHours": resource.answer_hours,
        "opening": resource.opening,
        "terms": resource.terms,
        "validFrom": resource.valid_from,
        "validUntil": resource.valid_until,
        "handover": resource.handover,
    })
}
