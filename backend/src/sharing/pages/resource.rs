//! One offer or request, as everyone sees it.

use askama::Template;
use chrono::{NaiveDate, NaiveTime};
use uuid::Uuid;

use super::views::{Fact, Match, ResourcePage};
use super::{booking, said};
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};
use crate::organizations;
use crate::rights::Role;
use crate::sharing::{self, PriceKind, Reason, Resource, Whereabouts, calendar};

const MATCHES: usize = 8;

pub(super) async fn show(visit: &Visit, id: &str) -> Result<Answer> {
    let (app, actor, words) = (&visit.app, &visit.actor, visit.words);
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let (one, role) = sharing::held(&app.db, actor, id).await?;
    let owner = organizations::by_id(&app.db, one.organization).await?;
    let (now, today) = (app.clock.now(), app.clock.today());
    let reference = app.reference.get();
    let near = sharing::knows_place(&app.db, actor, &one).await?;
    let whereabouts = sharing::whereabouts(&one, &reference, near);
    let in_force = sharing::in_force(&one, today);
    let offered = in_force && one.direction == "offer";
    let (opening, terms) = sharing::schedule(&one)?;
    let booked = one.booking_mode != "none";
    let next = match offered && booked {
        true => sharing::next_free(&app.db, &one, now, terms.shortest, 1, now).await?,
        false => None,
    };
    let matches = match in_force {
        true => sharing::matches(&app.db, &reference, &one, today, MATCHES).await?,
        false => Vec::new(),
    };
    let direction = words.say(format!("direction-{}", one.direction));
    let kind = words.say(format!("resource-kind-{}", one.kind.replace('_', "-")));
    let price = said::named_price(words, &reference, &one);
    let headline = [Some(direction), Some(kind), whereabouts.place.clone(), price];
    let mut page = visit.page(
        words.with2("sharing-title", "name", &one.name, "owner", &owner.name),
        summary(&one, &owner.name),
        Nav::Sharing,
    );
    page.indexed = in_force;
    let zone = opening.zone();
    let barred = if offered && booked { booking::barred(visit, &one).await? } else { None };
    let view = ResourcePage {
        headline: headline.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        notice: notice(visit, &one),
        photos: organizations::photos_of(&app.db, id)
            .await?
            .into_iter()
            .map(|file| (format!("/images/{}", file.id), file.alt))
            .collect(),
        conditions: conditions(visit, &one),
        hours: said::weekly(words, &opening),
        exceptions: said::exceptions(words, &opening, today),
        terms: if booked { said::terms(words, &terms) } else { Vec::new() },
        zone: said::clock_of(visit, zone).await?.map(|clock| words.with("sharing-zone", "zone", clock)),
        next_free: next.map(|slot: calendar::Window| said::window(words, zone, slot)),
        facts: facts(visit, &one, &whereabouts),
        blurred: one.direction == "offer"
            && booked
            && !one.exact
            && !near
            && (one.address.is_some() || !one.access.is_empty()),
        book: (offered && booked && barred.is_none()).then(|| booking_address(visit, id)),
        barred,
        write: in_force.then(|| format!("/fournisseurs/{}/contacter", owner.slug)),
        edit: (role >= Some(Role::Editor))
            .then(|| format!("/espace/organisations/{}/mutualisation/{id}", owner.id)),
        extras: extras(visit, &one).await?,
        matches: matched(visit, matches).await?,
        source: organizations::pages::source_of(visit, None, one.updated_at),
        owner: Link { label: owner.name, href: words.path(&format!("/fournisseurs/{}", owner.slug)) },
        whereabouts,
        resource: one,
        page,
    };
    Ok(Answer::Page(view.render().map_err(Error::internal)?))
}

/// Where it is booked, at the time that was searched for.
fn booking_address(visit: &Visit, id: Uuid) -> String {
    let path = format!("/mutualisation/{id}/reserver");
    let Some(day) = visit.one("jour").and_then(|text| text.parse::<NaiveDate>().ok()) else { return path };
    let time = |name| NaiveTime::parse_from_str(visit.one(name)?, "%H:%M").ok();
    match time("de").zip(time("a")) {
        Some((from, until)) => {
            // Midnight is that at the end of the day.
            let last = if until == NaiveTime::MIN { day.succ_opt().unwrap_or(day) } else { day };
            let local = |day: NaiveDate, time: NaiveTime| day.and_time(time).format("%Y-%m-%dT%H:%M");
            format!("{path}?debut={}&fin={}", local(day, from), local(last, until))
        }
        None => format!("{path}?jour={day}"),
    }
}

fn summary(one: &Resource, owner: &str) -> String {
    let text: String = one.description.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { format!("{}, {owner}", one.name) } else { text.chars().take(160).collect() }
}

/// That it isn't offered now, and why.
pub(super) fn notice(visit: &Visit, one: &Resource) -> Option<String> {
    let (words, today) = (visit.words, visit.app.clock.today());
    if one.archived_at.is_some() {
        return Some(words.say("sharing-archived-text"));
    }
    if one.valid_until.is_some_and(|last| last < today) {
        return Some(words.say("sharing-over"));
    }
    let first = one.valid_from.filter(|first| *first > today)?;
    Some(words.with("sharing-not-yet", "date", words.date(&first)))
}

/// What it costs and who may have it.
fn conditions(visit: &Visit, one: &Resource) -> Vec<Fact> {
    let words = visit.words;
    let fact = |name: &str, value: String, theirs| Fact { name: words.say(name), value, theirs };
    let price = said::named_price(words, &visit.app.reference.get(), one);
    let mut said: Vec<Fact> = price.into_iter().map(|price| fact("sharing-price", price, false)).collect();
    if !one.exchange.is_empty() {
        said.push(fact("sharing-exchange", one.exchange.clone(), true));
    }
    if let Some(cents) = one.deposit_cents.filter(|cents| *cents > 0) {
        said.push(fact("sharing-deposit", words.euros(&cents), false));
    }
    let offer = one.direction == "offer";
    let owes = !matches!(PriceKind::named(&one.price_kind), Some(PriceKind::Free | PriceKind::Exchange));
    if offer && owes && one.booking_mode != "none" {
        said.push(fact("sharing-cancellation", said::cancellation(words, one.cancellation_hours), false));
    }
    if !one.insurance.is_empty() {
        said.push(fact("sharing-insurance", one.insurance.clone(), true));
    }
    if offer {
        said.push(fact("sharing-audience", words.say(format!("audience-{}", one.audience)), false));
        let mode = one.booking_mode.replace('_', "-");
        said.push(fact("sharing-booking", words.say(format!("resource-booking-{mode}")), false));
    }
    said
}

/// Where it is, how much of it there is, and for whom it is fit.
fn facts(visit: &Visit, one: &Resource, place: &Whereabouts) -> Vec<Fact> {
    let words = visit.words;
    let fact = |name: &str, value: String, theirs| Fact { name: words.say(name), value, theirs };
    let mut said = Vec::new();
    if let Some(street) = &place.address {
        let town = [place.post_code.clone(), place.city.clone()].into_iter().flatten().collect::<Vec<_>>();
        said.push(fact("sharing-address", format!("{street}, {}", town.join(" ")), false));
    } else if let Some(town) = &place.place {
        said.push(fact("sharing-place", town.clone(), false));
    }
    if let Some(km) = one.radius_km {
        said.push(fact("sharing-radius", words.with("sharing-radius-km", "km", km), false));
    }
    if let Some(places) = one.places {
        let persons = words.with("sharing-persons", "count", places);
        let unit = one.unit.clone().unwrap_or_else(|| words.say("sharing-unit"));
        let each = (one.units > 1).then(|| words.with2("sharing-each", "count", &persons, "unit", unit));
        said.push(fact("sharing-places", each.unwrap_or(persons), false));
    }
    if one.units > 1 {
        let units = words.number(one.units);
        let units = one.unit.as_ref().map_or(units.clone(), |unit| format!("{units} × {unit}"));
        said.push(fact("sharing-units", units, false));
    }
    if !one.accessibility.is_empty() {
        let marks: Vec<String> =
            one.accessibility.iter().map(|code| words.say(format!("accessibility-{code}"))).collect();
        said.push(fact("sharing-accessibility", words.list(&marks), false));
    }
    if !one.accessibility_note.is_empty() {
        said.push(fact("sharing-accessibility-note", one.accessibility_note.clone(), true));
    }
    if let Some(access) = &place.access {
        said.push(fact("sharing-access", access.clone(), true));
    }
    if let Some(last) = one.valid_until {
        said.push(fact("sharing-valid", words.until(&last), false));
    }
    said
}

async fn extras(visit: &Visit, one: &Resource) -> Result<Vec<Link>> {
    let found = sharing::extras_of(&visit.app.db, one.id).await?;
    let link = |(extra, _): (Resource, i32)| Link {
        href: visit.words.path(&format!("/mutualisation/{}", extra.id)),
        label: extra.name,
    };
    Ok(found.into_iter().map(link).collect())
}

async fn matched(visit: &Visit, found: Vec<(Resource, Vec<Reason>)>) -> Result<Vec<Match>> {
    let words = visit.words;
    let owners: Vec<Uuid> = found.iter().map(|(one, _)| one.organization).collect();
    let owners = organizations::any_by_ids(&visit.app.db, &owners).await?;
    let one = |(other, reasons): (Resource, Vec<Reason>)| Match {
        owner: owners.get(&other.organization).map(|one| one.name.clone()).unwrap_or_default(),
        reasons: reasons.iter().map(|one| said::reason(words, one)).collect::<Vec<_>>().join(" · "),
        link: Link { href: words.path(&format!("/mutualisation/{}", other.id)), label: other.name },
    };
    Ok(found.into_iter().map(one).collect())
}
