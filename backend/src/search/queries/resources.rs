//! What is shared, found by what it is, where and when.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{Cursor, question_hash};
use crate::actor::Actor;
use crate::app::App;
use crate::base::search::{Criteria, Facet, Field, Filter, Item, Question};
use crate::error::{Error, Message, Result};
use crate::search::Order;
use crate::search::rules::{Clock, resource_criteria, timed};
use crate::sharing::calendar::{Availability, Opening, Taken, Terms, Window};
use crate::sharing::{self, Resource, Wanted};

/// Buffers up to this, minutes, are looked for around every stay; longer ones only where there are any.
const USUAL_BUFFER: u32 = 240;
/// The longest buffer there may be, days.
const WIDEST: i64 = 7;

/// One result, read from the database.
#[derive(Clone, Debug)]
pub struct FoundResource {
    pub resource: Resource,
    pub cursor: String,
    pub distance_km: Option<f64>,
}

#[derive(Clone, Debug)]
pub struct FoundResources {
    pub resources: Vec<FoundResource>,
    pub total: usize,
    pub facets: BTreeMap<Facet, Vec<(String, usize)>>,
    pub has_more: bool,
    pub end_cursor: Option<String>,
    /// What was asked, ready to be asked again for a map.
    pub criteria: Criteria,
}

/// Answers one page of a search among what is shared. `first` is 1 to 100.
///
/// Errors: `Invalid` names the field that can't be understood; `Unavailable` while there is
/// no index to ask.
pub async fn resources(
    app: &App,
    actor: &Actor,
    wanted: &Wanted,
    order: Order,
    first: usize,
    after: Option<&str>,
    facets: Vec<Facet>,
) -> Result<FoundResources> {
    let now = app.clock.now();
    if order == Order::Distance && wanted.near.is_none() {
        return Err(Error::invalid("sort", Message::new("invalid-distance-needs-circle")));
    }
    // Not of the criteria: those change with every booking.
    let question = question_hash(wanted, order);
    let after = after.map(|text| super::place(app, text, question)).transpose()?;
    let criteria = criteria(app, wanted, now).await?;
    let asked = Question { criteria: criteria.clone(), sort: order.sort(), first, after, facets };
    let answer = app.search.search(asked).await?;
    let cursor = |mark| Cursor::encoded(question, answer.generation, mark);
    let ids: Vec<_> = answer.hits.iter().map(|hit| hit.id).collect();
    let mut rows = sharing::by_ids(&app.db, actor, &ids).await?;
    rows.retain(|row| row.archived_at.is_none());
    if let Some((from, until)) = wanted.between {
        rows = still_free(app, rows, Window::new(from, until), wanted.units.unwrap_or(1), now).await?;
    }
    let mut hits = answer.hits.iter();
    let resources = rows
        .into_iter()
        .filter_map(|resource| {
            let hit = hits.find(|hit| hit.id == resource.id)?;
            Some(FoundResource { resource, cursor: cursor(&hit.mark), distance_km: hit.distance_km })
        })
        .collect();
    Ok(FoundResources {
        resources,
        total: answer.total,
        has_more: answer.has_more,
        end_cursor: answer.hits.last().map(|hit| cursor(&hit.mark)),
        facets: answer.facets,
        criteria,
    })
}

/// What a search among what is shared asks, ready for a map, and how many it finds.
pub async fn counted_resources(app: &App, wanted: &Wanted) -> Result<(Criteria, usize)> {
    let criteria = criteria(app, wanted, app.clock.now()).await?;
    let asked = Question { criteria: criteria.clone(), first: 0, ..Question::default() };
    Ok((criteria, app.search.search(asked).await?.total))
}

/// All of a search among what is shared, in the order of their ids: the order in which they were first written.
pub async fn resource_ids(app: &App, wanted: &Wanted) -> Result<Vec<Uuid>> {
    Ok(app.search.ids(criteria(app, wanted, app.clock.now()).await?).await?)
}

async fn criteria(app: &App, wanted: &Wanted, now: DateTime<Utc>) -> Result<Criteria> {
    let mut criteria = resource_criteria(wanted, &app.reference.get(), now).map_err(Error::Invalid)?;
    if let Some((from, until)) = wanted.between {
        let stay = Window::new(from, until);
        let clocks = clocks(app).await?;
        timed(&mut criteria, stay, &clocks, now);
        criteria.except = booked(app, stay, wanted.units.unwrap_or(1), &clocks).await?;
    }
    Ok(criteria)
}

/// The time zones and buffers there are.
async fn clocks(app: &App) -> Result<Vec<Clock>> {
    let criteria = Criteria { item: Item::Resource, ..Criteria::default() };
    let asked = Question { criteria, first: 0, facets: vec![Facet::Clocks], ..Question::default() };
    let counted = app.search.search(asked).await?.facets.remove(&Facet::Clocks).unwrap_or_default();
    Ok(counted.iter().filter_map(|(code, _)| Clock::parse(code)).collect())
}

/// What has too few units left for a stay, in the order of the ids.
async fn booked(app: &App, stay: Window, units: u32, clocks: &[Clock]) -> Result<Vec<Uuid>> {
    let longest = |clock: &&Clock| clock.before.max(clock.after) > USUAL_BUFFER;
    let (wide, usual): (Vec<&Clock>, Vec<&Clock>) = clocks.iter().partition(longest);
    let most = |of: fn(&Clock) -> u32| {
        TimeDelta::minutes(usual.iter().map(|clock| of(clock)).max().unwrap_or(0).into())
    };
    let around = Window::new(stay.from - most(|c| c.before), stay.until + most(|c| c.after));
    let mut held = sharing::taken_between(&app.db, around).await?;
    let mut full = Vec::new();
    // Most are held during the stay itself: then buffers don't matter.
    let plain = Terms { buffer_before: 0, buffer_after: 0, ..any_terms() };
    held.retain(|id, (capacity, taken)| {
        let free = is_free(&plain, *capacity, taken, stay, units);
        if !free {
            full.push(*id);
        }
        free
    });
    if !wide.is_empty() {
        let any_of = wide.iter().map(|clock| clock.code()).collect();
        let filters = vec![Filter { facet: None, field: Field::Clocks, any_of }];
        let criteria = Criteria { item: Item::Resource, filters, ..Criteria::default() };
        let ids = app.search.ids(criteria).await?;
        let around = Window::new(stay.from - TimeDelta::days(WIDEST), stay.until + TimeDelta::days(WIDEST));
        let taken = sharing::taken_of(&app.db, &ids, around).await?;
        held.extend(taken.into_iter().map(|(id, taken)| (id, (0, taken))));
    }
    let ids: Vec<Uuid> = held.keys().copied().collect();
    for (id, capacity, terms) in sharing::terms_of(&app.db, &ids).await? {
        let taken = held.get(&id).map(|(_, taken)| taken.as_slice()).unwrap_or_default();
        if !is_free(&terms, capacity, taken, stay, units) {
            full.push(id);
        }
    }
    full.sort_unstable();
    full.dedup();
    Ok(full)
}

fn any_terms() -> Terms {
    Terms {
        buffer_before: 0,
        buffer_after: 0,
        shortest: 1,
        longest: 1,
        step: sharing::calendar::Step::Quarter,
        notice: 0,
        horizon_days: 1,
    }
}

/// Whether so many units are free during a stay and its buffers, whatever the opening hours.
fn is_free(terms: &Terms, capacity: u32, taken: &[Taken], stay: Window, units: u32) -> bool {
    let always = Opening::always(chrono_tz::UTC);
    Availability::new(&always, terms, capacity, taken).free(stay.from, stay.until, units) == [stay]
}

/// Those that can be booked for a stay as the database stands now.
async fn still_free(
    app: &App,
    rows: Vec<Resource>,
    stay: Window,
    units: u32,
    now: DateTime<Utc>,
) -> Result<Vec<Resource>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let around = Window::new(stay.from - TimeDelta::days(WIDEST), stay.until + TimeDelta::days(WIDEST));
    let taken: HashMap<Uuid, Vec<Taken>> = sharing::taken_of(&app.db, &ids, around).await?;
    let mut free = Vec::with_capacity(rows.len());
    for row in rows {
        let (opening, terms) = sharing::schedule(&row)?;
        let taken = taken.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let capacity = row.units.unsigned_abs();
        if Availability::new(&opening, &terms, capacity, taken).check(stay, units, now).is_ok() {
            free.push(row);
        }
    }
    Ok(free)
}
