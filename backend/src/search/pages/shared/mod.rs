//! The catalogue of what is shared (*mutualisation*): when it is free comes first, then where.

mod asked;
mod help;
mod views;

use std::collections::HashMap;

use askama::Template;
use chrono::{DateTime, Timelike};
use chrono_tz::Tz;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

pub use self::asked::PARAMETERS;
use self::asked::{MOMENTS, SharedAsked, Time, problem_of};
use self::views::{CataloguePage, SharedEntry, Tick};
use super::names::Names;
use super::views::{Choice, Facet as FacetView, Sort as SortView, SortLink};
use crate::actor::Actor;
use crate::base::page::{Address, Link, Nav};
use crate::base::search::Facet;
use crate::base::visit::{Answer, Visit};
use crate::base::words::Words;
use crate::error::{Error, FieldError, Message, Result};
use crate::reference::Reference;
use crate::search::{FoundResource, FoundResources, Order, resources};
use crate::sharing::calendar::{Step, Window};
use crate::sharing::{self, ACCESSIBILITY, Wanted};
use crate::{alerts, organizations};

/// Results of one page.
const SHOWN: usize = 20;

/// A code as people read it.
fn coded(words: Words, key: &str, code: &str) -> String {
    words.say(format!("{key}-{}", code.replace('_', "-")))
}

/// What the address of a page of results asks, for its map: what the page doesn't know, the map doesn't either.
pub fn wanted_of_page(visit: &Visit) -> Result<Wanted> {
    wanted(visit, Vec::new())
}

/// What the address of a search asks, for a machine: what can't be understood is named by its parameter.
pub fn wanted_of(visit: &Visit) -> Result<Wanted> {
    let unknown = visit.address.query.iter().filter(|(name, _)| !PARAMETERS.contains(&name.as_str()));
    let wrong = unknown.map(|(name, _)| FieldError {
        path: name.chars().filter(|c| !c.is_control()).take(60).collect(),
        message: Message::new("invalid-parameter").with("known", PARAMETERS.join(", ")),
    });
    wanted(visit, wrong.collect())
}

/// What the address of a search asks, and its names and values as codes, without their order on a page: to be asked
/// again later. Errors as of `wanted_of`.
pub fn watched(visit: &Visit) -> Result<(Wanted, Vec<(String, String)>)> {
    let wanted = wanted_of(visit)?;
    let asked = SharedAsked::read(visit, &visit.app.reference.get());
    let kept = carried(&visit.address).into_iter().filter(|(_, value)| !value.trim().is_empty());
    let code = |(name, value): (String, String)| {
        let code = asked.common.meant(&name, value.trim()).to_owned();
        (name, code)
    };
    Ok((wanted, kept.map(code).collect()))
}

/// What the names and values of an address ask, as people read it.
pub fn said(visit: &Visit, query: &[(String, String)]) -> Vec<String> {
    let address = Address { path: "/mutualisation".to_owned(), query: query.to_vec() };
    let visit = Visit { address, ..visit.clone() };
    let reference = visit.app.reference.get();
    let asked = SharedAsked::read(&visit, &reference);
    asked.common.active.iter().map(|(name, value)| label(&visit, &reference, &asked, name, value)).collect()
}

fn wanted(visit: &Visit, mut wrong: Vec<FieldError>) -> Result<Wanted> {
    let asked = SharedAsked::read(visit, &visit.app.reference.get());
    wrong.extend(asked.common.wrong());
    if wrong.is_empty() { Ok(asked.wanted) } else { Err(Error::Invalid(wrong)) }
}

/// What the organisations that are asked for are called.
async fn owners(visit: &Visit, asked: &SharedAsked) -> Result<HashMap<String, String>> {
    let found = organizations::by_ids(&visit.app.db, &visit.actor, &asked.wanted.organizations).await?;
    Ok(found.into_iter().map(|one| (one.id.to_string(), one.name)).collect())
}

pub async fn catalogue(visit: &Visit) -> Result<Answer> {
    let app = &visit.app;
    let reference = app.reference.get();
    let mut asked = SharedAsked::read(visit, &reference);
    asked.owners = owners(visit, &asked).await?;
    let mut found = None;
    let mut engine_down = false;
    if asked.common.can_run() {
        let facets = vec![Facet::Kinds, Facet::PriceKinds];
        let after = visit.one("apres");
        match resources(app, &visit.actor, &asked.wanted, asked.order, SHOWN, after, facets).await {
            Ok(answer) => found = Some(answer),
            Err(Error::Unavailable(cause)) => {
                tracing::warn!(cause, "search is down");
                engine_down = true;
            }
            Err(Error::Invalid(fields)) => asked.common.problems.extend(fields.iter().map(problem_of)),
            Err(error) => return Err(error),
        }
    }
    let results = match &found {
        Some(found) => entries(visit, &reference, &asked, &found.resources).await?,
        None if engine_down => {
            let named = by_name(visit, &asked).await?;
            entries(visit, &reference, &asked, &named).await?
        }
        None => Vec::new(),
    };
    let chips = chips(visit, &reference, &asked);
    let empty = match &found {
        Some(found) if found.total == 0 => Some(help::help(visit, &reference, &asked).await?),
        _ => None,
    };
    let words = visit.words;
    let next = found
        .as_ref()
        .filter(|found| found.has_more)
        .and_then(|found| found.end_cursor.as_ref())
        .map(|cursor| visit.address.with("apres", cursor).href(words));
    let mut page = visit.page(words.say("shared-heading"), words.say("shared-description"), Nav::Sharing);
    page.indexed = visit.address.query.is_empty();
    let mistaken = !asked.common.problems.is_empty();
    // Whoever asks for nothing would be told of everything.
    let watched = asked.common.can_run() && asked.common.active.iter().any(|(name, _)| name != "sens");
    let outside =
        |problem: &&super::views::Problem| !matches!(problem.field, "q" | "jour" | "moment" | "de" | "a");
    let view = CataloguePage {
        page,
        requests: asked.wanted.direction == crate::sharing::Direction::Request,
        facets: facets(words, &asked, found.as_ref()),
        accessibility: ACCESSIBILITY
            .into_iter()
            .map(|code| Tick {
                value: code,
                label: coded(words, "accessibility", code),
                chosen: asked.wanted.accessibility.iter().any(|chosen| chosen == code),
            })
            .collect(),
        filters_open: asked.common.problems.iter().any(|problem| outside(&problem)),
        sorts: sorts(visit, &asked),
        moments: MOMENTS.map(|(name, part)| (name, words.say(format!("day-part-{}", part.code())))).into(),
        total: found.as_ref().map_or(results.len(), |found| found.total) as u64,
        results,
        empty,
        alert: watched
            .then(|| alerts::pages::address_of(alerts::Kind::Resources, &visit.address.query).href(words)),
        way_in: help::way_in(visit).await?,
        next,
        first: visit.one("apres").map(|_| visit.address.without_all("apres").href(words)),
        engine_down,
        chips,
        downloads: if engine_down { Vec::new() } else { downloads(visit) },
        feed: machine(visit, "/feeds/mutualisation.atom"),
        shared: asked.fields,
        fields: asked.common.fields,
        problems: asked.common.problems,
        choices: asked.common.choices,
        choices_heading: asked.common.choices_heading,
        tiles_url: app.settings.tiles.as_ref().map(|tiles| tiles.url.clone()).unwrap_or_default(),
        tiles_attribution: app.settings.tiles.as_ref().map(|t| t.attribution.clone()).unwrap_or_default(),
    };
    let html = view.render().map_err(Error::internal)?;
    Ok(if mistaken { Answer::Mistaken(html) } else { Answer::Page(html) })
}

/// What is carried to a form, a file or a feed: neither a page of results nor their order.
fn carried(address: &Address) -> Vec<(String, String)> {
    let kept = |name: &str| PARAMETERS.contains(&name) && !matches!(name, "apres" | "tri" | "zoom" | "cadre");
    address.query.iter().filter(|(name, _)| kept(name)).cloned().collect()
}

/// A file or a feed of what the page shows: without a direction it would hold requests beside offers.
fn machine(visit: &Visit, path: &str) -> String {
    let mut query = carried(&visit.address);
    if !query.iter().any(|(name, _)| name == "sens") {
        query.push(("sens".to_owned(), "offre".to_owned()));
    }
    Address { path: path.to_owned(), query }.href(visit.words)
}

fn downloads(visit: &Visit) -> Vec<Link> {
    let file = |(label, ending): (&str, &str)| Link {
        label: label.to_owned(),
        href: machine(visit, &format!("/export/mutualisation.{ending}")),
    };
    let mut links: Vec<Link> =
        [("CSV", "csv"), ("Excel (XLSX)", "xlsx"), ("JSON-LD", "jsonld")].map(file).into();
    links.push(Link {
        label: visit.words.say("feed-link"),
        href: machine(visit, "/feeds/mutualisation.atom"),
    });
    links
}

fn label(visit: &Visit, reference: &Reference, asked: &SharedAsked, name: &str, value: &str) -> String {
    let words = visit.words;
    match name {
        "sens" => words.say("shared-requests"),
        "organisation" => match asked.owners.get(&value.to_lowercase()) {
            Some(name) => words.with("shared-by", "name", name),
            None => words.say("shared-by-one"),
        },
        "type" => coded(words, "resource-kind", value),
        "prix" => coded(words, "price-kind", value),
        "accessibilite" => coded(words, "accessibility", value),
        "places" => words.with("shared-places", "count", value.parse::<u32>().unwrap_or(0)),
        "unites" => words.with("shared-units", "count", value.parse::<u32>().unwrap_or(0)),
        "jour" => match &asked.time {
            Some(Time::Part(day, part)) => {
                words.with(&format!("day-asked-{}", part.code()), "date", words.date(day))
            }
            Some(Time::Hours(day, from, until)) => {
                let args = [("date", words.date(day)), ("from", from.clone()), ("until", until.clone())];
                words.with_all("shared-time", &args)
            }
            None => value.to_owned(),
        },
        name => Names { visit, reference, networks: &[] }.label(name, asked.common.meant(name, value)),
    }
}

/// The address without one filter; what belongs to it goes along.
fn without(visit: &Visit, name: &str, value: &str) -> Address {
    let address = visit.address.without(name, value);
    match name {
        "jour" => ["moment", "de", "a"].iter().fold(address, |address, name| address.without_all(name)),
        "centre" => address.without_all("rayon"),
        _ => address,
    }
}

fn chips(visit: &Visit, reference: &Reference, asked: &SharedAsked) -> Vec<Link> {
    let chip = |(name, value): &(String, String)| Link {
        label: label(visit, reference, asked, name, value),
        href: without(visit, name, value).href(visit.words),
    };
    asked.common.active.iter().map(chip).collect()
}

fn facets(words: Words, asked: &SharedAsked, found: Option<&FoundResources>) -> Vec<FacetView> {
    let facet = |name: &'static str, of: Facet, key: &str| {
        let chosen: Vec<&String> =
            asked.common.active.iter().filter(|(active, _)| active == name).map(|(_, value)| value).collect();
        let counted = found.and_then(|found| found.facets.get(&of)).map(Vec::as_slice).unwrap_or_default();
        let choice = |value: &String, count: usize| Choice {
            value: value.clone(),
            label: coded(words, key, value),
            count: count as u64,
            chosen: chosen.contains(&value),
        };
        let missing = chosen.iter().filter(|value| !counted.iter().any(|(counted, _)| counted == **value));
        let mut choices: Vec<Choice> = counted.iter().map(|(value, count)| choice(value, *count)).collect();
        choices.extend(missing.map(|value| choice(value, 0)));
        let wrong = asked.common.problems.iter().any(|problem| problem.field == name);
        (wrong || !choices.is_empty()).then(|| FacetView::new(name, choices))
    };
    [("type", Facet::Kinds, "resource-kind"), ("prix", Facet::PriceKinds, "price-kind")]
        .into_iter()
        .filter_map(|(name, of, key)| facet(name, of, key))
        .collect()
}

fn sorts(visit: &Visit, asked: &SharedAsked) -> Vec<SortLink> {
    let near = asked.wanted.near.is_some().then_some((SortView::Distance, Order::Distance, Some("distance")));
    [Some((SortView::Relevance, Order::Relevance, None)), near]
        .into_iter()
        .flatten()
        .chain([(SortView::Recent, Order::RecentlyUpdated, Some("recent"))])
        .map(|(by, order, code)| {
            let address = visit.address.without_all("tri");
            let address = code.map_or_else(|| address.clone(), |code| address.with("tri", code));
            SortLink { by, href: address.href(visit.words), current: order == asked.order }
        })
        .collect()
}

/// What each result of the page shows, and the owners' names: one statement more.
async fn entries(
    visit: &Visit,
    reference: &Reference,
    asked: &SharedAsked,
    found: &[FoundResource],
) -> Result<Vec<SharedEntry>> {
    let mut owners: Vec<Uuid> = found.iter().map(|one| one.resource.organization).collect();
    owners.sort_unstable();
    owners.dedup();
    let owners: HashMap<Uuid, String> = organizations::by_ids(&visit.app.db, &Actor::Anonymous, &owners)
        .await?
        .into_iter()
        .map(|owner| (owner.id, owner.name))
        .collect();
    let words = visit.words;
    let entry = |one: &FoundResource| {
        let resource = &one.resource;
        let distance = one.distance_km.map(|km| words.with("distance", "km", (km * 10.0).round() / 10.0));
        let count = |count: Option<i32>, key| count.map(|count| words.with(key, "count", count));
        let facts = [
            Some(coded(words, "resource-kind", &resource.kind)),
            count(resource.places, if resource.units > 1 { "shared-places-each" } else { "shared-places" }),
            count((resource.units > 1).then_some(resource.units), "shared-units"),
            sharing::pages::named_price(words, reference, resource),
        ];
        SharedEntry {
            name: resource.name.clone(),
            path: format!("/mutualisation/{}{}", resource.id, asked.time_query()),
            owner: owners.get(&resource.organization).cloned().unwrap_or_default(),
            place: sharing::whereabouts(resource, reference, false)
                .place
                .into_iter()
                .chain(distance)
                .collect::<Vec<_>>()
                .join(" · "),
            facts: facts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            free: free(words, one),
        }
    };
    Ok(found.iter().map(entry).collect())
}

/// Without the engine: by their names, from the database; nothing where only what names don't tell is asked.
async fn by_name(visit: &Visit, asked: &SharedAsked) -> Result<Vec<FoundResource>> {
    let filtered = asked.common.active.iter().any(|(name, _)| !matches!(name.as_str(), "q" | "sens"));
    let text = match &asked.wanted.text {
        Some(text) => text.as_str(),
        None if filtered => return Ok(Vec::new()),
        None => "",
    };
    let (app, direction) = (&visit.app, asked.wanted.direction);
    let rows = sharing::named_like(&app.db, text, direction, app.clock.today(), SHOWN).await?;
    let one = |resource| FoundResource {
        resource,
        cursor: String::new(),
        distance_km: None,
        slot: None,
        units_free: None,
    };
    Ok(rows.into_iter().map(one).collect())
}

/// What is free at the time that was asked for, and that it is had by whole days alone; none where no time was.
fn free(words: Words, one: &FoundResource) -> Option<String> {
    let (units_free, resource) = (one.units_free?, &one.resource);
    let (opening, terms) = sharing::schedule(resource).ok()?;
    let slot = one.slot.map(|slot| free_in(words, opening.zone(), slot));
    let count = resource.units.unsigned_abs();
    let units = (count > 1).then(|| words.with2("shared-units-free", "free", units_free, "count", count));
    let by_days = (terms.step == Step::Day).then(|| words.say("shared-by-days"));
    let said: Vec<String> = slot.into_iter().chain(units).chain(by_days).collect();
    Some(said.join(" · ")).filter(|said| !said.is_empty())
}

/// When it is free on the day that was asked for, on the clocks of its place.
fn free_in(words: Words, zone: Tz, slot: Window) -> String {
    let (from, until) = (slot.from.with_timezone(&zone), slot.until.with_timezone(&zone));
    let minutes = |at: &DateTime<Tz>| (at.hour() * 60 + at.minute()) as u16;
    // The end of the day is the midnight that ends it.
    let (from, until) = match (minutes(&from), minutes(&until)) {
        (from, 0) => (from, 1_440),
        both => both,
    };
    let clock = |minutes| sharing::pages::clock(words, minutes);
    match (from, until) {
        (0, 1_440) => words.say("day-free-whole"),
        (from, until) => words.with2("day-free", "from", clock(from), "until", clock(until)),
    }
}

/// What an address asks, for the head of a file.
pub fn query_of(address: &Address) -> String {
    Serializer::new(String::new()).extend_pairs(carried(address)).finish()
}
