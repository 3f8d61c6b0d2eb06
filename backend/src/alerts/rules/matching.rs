use chrono::{DateTime, NaiveDate, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::{Item, Offered, Watched};
use crate::base::search::{Circle, Criteria, Document, Field, Ring, Synonyms};
use crate::error::Result;
use crate::reference::Reference;
use crate::sharing::{self, Party, Resource, Wanted};

/// Whether an item is what an alert watches for, as the search would say, or the page of a request. Words are asked last,
/// of `answers`.
pub fn matches(
    watched: &Watched,
    item: &Item,
    reference: &Reference,
    synonyms: &Synonyms,
    answers: impl FnOnce(&str) -> Result<bool>,
) -> Result<bool> {
    let holds = match (watched, item) {
        (Watched::Suppliers(criteria), Item::Supplier(document)) => supplier(criteria, document),
        (Watched::Resources(wanted), Item::Resource(offered)) => resource(wanted, offered, reference)?,
        (Watched::Request(request), Item::Resource(offered)) => {
            is_answered(request, offered, reference, synonyms)
        }
        _ => false,
    };
    match watched.text() {
        Some(text) if holds => answers(text),
        _ => Ok(holds),
    }
}

fn shares(some: &[String], others: &[String]) -> bool {
    some.iter().any(|one| others.contains(one))
}

fn supplier(asked: &Criteria, document: &Document) -> bool {
    let holds = |field: Field, any_of: &[String]| match field {
        Field::Located => shares(&document.located, any_of),
        Field::Themes => shares(&document.themes, any_of),
        Field::Categories => shares(&document.categories, any_of),
        Field::Currencies => shares(&document.currencies, any_of),
        Field::Guarantees => shares(&document.guarantees, any_of),
        Field::LegalForms => document.legal_form.as_ref().is_some_and(|form| any_of.contains(form)),
        Field::Networks => shares(&document.networks, any_of),
        // Of resources.
        Field::Owners
        | Field::Directions
        | Field::Kinds
        | Field::PriceKinds
        | Field::Accessibility
        | Field::Hours
        | Field::Closed
        | Field::Clocks => false,
    };
    let served = |served: &crate::base::search::Served| {
        shares(&document.serves, &served.whole) || shares(&document.serves_part, &served.part)
    };
    let within = |circle: Circle| {
        document.point.is_some_and(|point| Ring::new(circle).contains(point.latitude, point.longitude))
    };
    let in_time = |days: u32| document.lead_time_days.is_some_and(|held| held <= days);
    asked.filters.iter().all(|filter| holds(filter.field, &filter.any_of))
        && asked.served.as_ref().is_none_or(served)
        && asked.near.is_none_or(within)
        && asked.max_lead_time_days.is_none_or(in_time)
}

/// Whether an offer answers a request, from the first day on which both stand.
fn is_answered(request: &Resource, offered: &Offered, reference: &Reference, synonyms: &Synonyms) -> bool {
    let offer = &offered.resource;
    let begin = [request.valid_from, offer.valid_from].into_iter().flatten();
    let day = begin.fold(offered.today, NaiveDate::max);
    let party = |one| Party::new(one, reference, synonyms);
    offer.direction == "offer" && sharing::answers(&party(request), &party(offer), day).is_some()
}

/// The day of a moment on the clocks there; none at the ends of time.
fn day_there(at: DateTime<Utc>, zone: Tz) -> Option<NaiveDate> {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    at.naive_utc().checked_add_offset(offset).map(|local| local.date())
}

fn resource(asked: &Wanted, offered: &Offered, reference: &Reference) -> Result<bool> {
    let resource = &offered.resource;
    let there = |code: &String| {
        offered.within.contains(code)
            || shares(&reference.territories.with_containers(code), &offered.throughout)
    };
    let within = |(latitude, longitude, km): (f64, f64, f64)| {
        let reaches = |here: Circle| {
            let radius_km = km + here.radius_km;
            Ring::new(Circle { latitude, longitude, radius_km }).contains(here.latitude, here.longitude)
        };
        offered.circle.is_some_and(reaches)
    };
    let at_least = |held: Option<i32>, wanted: u32| held.is_some_and(|held| i64::from(held) >= wanted.into());
    let holds = resource.direction == asked.direction.code()
        && (asked.organizations.is_empty() || asked.organizations.contains(&resource.organization))
        && (asked.kinds.is_empty() || asked.kinds.iter().any(|kind| kind.code() == resource.kind))
        && (asked.territories.is_empty() || asked.territories.iter().any(there))
        && asked.near.is_none_or(within)
        && asked.places.is_none_or(|places| at_least(resource.places, places))
        && asked.units.is_none_or(|units| at_least(Some(resource.units), units))
        && (asked.price_kinds.is_empty()
            || asked.price_kinds.iter().any(|kind| kind.code() == resource.price_kind))
        && (asked.currencies.is_empty()
            || resource.price_currency.as_ref().is_some_and(|one| asked.currencies.contains(one)))
        && asked.accessibility.iter().all(|code| resource.accessibility.contains(code));
    match (asked.between, asked.day) {
        (None, Some((day, part))) if holds => {
            let (opening, terms) = sharing::schedule(resource)?;
            let offered = resource.valid_from.is_none_or(|first| first <= day)
                && resource.valid_until.is_none_or(|last| last >= day);
            Ok(offered && sharing::opens(&opening, &terms, day, part))
        }
        (Some((from, until)), _) if holds => {
            let (opening, _) = sharing::schedule(resource)?;
            let zone = opening.zone();
            let last = until.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(until);
            let days = day_there(from, zone).zip(day_there(last, zone));
            let Some((first, last)) = days else { return Ok(false) };
            let offered = resource.valid_from.is_none_or(|day| day <= first)
                && resource.valid_until.is_none_or(|day| day >= last);
            let open = opening.open_between(from, until);
            Ok(offered && open.iter().any(|window| window.from <= from && window.until >= until))
        }
        _ => Ok(holds),
    }
}
