//! What is shared, found by what it is, where and when.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::days::without_a_stay;
use super::{Cursor, question_hash};
use crate::actor::Actor;
use crate::app::App;
use crate::base::search::{Criteria, Facet, Field, Filter, Item, Question};
use crate::error::{Error, Message, Result};
use crate::search::Order;
use crate::search::rules::{Clock, USUAL_BUFFER, days_of, had_by_days, opened, resource_criteria, timed};
use crate::sharing::calendar::{Availability, Taken, Window, most_taken};
use crate::sharing::{self, PartOfDay, Resource, Wanted};

/// The longest buffer there may be, days.
const WIDEST: i64 = 7;

/// One result, read from the database.
#[derive(Clone, Debug)]
pub struct FoundResource {
    pub resource: Resource,
    pub cursor: String,
    pub distance_km: Option<f64>,
    /// Where a day is asked for: when it is first free then, and until when.
    pub slot: Option<Window>,
    /// Where a time is asked for: how many units are free then.
    pub units_free: Option<u32>,
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
    let mut hits = answer.hits.iter();
    let resources = still_free(app, rows, wanted, now)
        .await?
        .into_iter()
        .filter_map(|(resource, free)| {
            let hit = hits.find(|hit| hit.id == resource.id)?;
            let (distance_km, cursor) = (hit.distance_km, cursor(&hit.mark));
            let slot = free.map(|(slot, _)| slot).filter(|_| wanted.day.is_some());
            let units_free = free.map(|(_, units)| units);
            Some(FoundResource { resource, cursor, distance_km, slot, units_free })
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
        criteria.except = booked(app, &criteria, stay, wanted.units.unwrap_or(1), &clocks).await?;
    } else if let Some(asked) = wanted.day {
        let clocks = clocks(app).await?;
        opened(&mut criteria, asked, &clocks, now);
        criteria.except =
            without_a_stay(app, &criteria, asked, wanted.units.unwrap_or(1), &clocks, now).await?;
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

/// Those whose buffers are long, and the others.
pub(super) fn by_buffers(clocks: &[Clock]) -> (Vec<&Clock>, Vec<&Clock>) {
    clocks.iter().partition(|clock| clock.before.max(clock.after) > USUAL_BUFFER)
}

/// A time with the longest buffers of these around it.
pub(super) fn with_buffers(time: Window, clocks: &[&Clock]) -> Window {
    let most = |of: fn(&Clock) -> u32| {
        TimeDelta::minutes(clocks.iter().map(|clock| of(clock)).max().unwrap_or(0).into())
    };
    Window::new(time.from - most(|c| c.before), time.until + most(|c| c.after))
}

/// What holds those that have these clocks, about a time.
pub(super) async fn held_widely(
    app: &App,
    wide: &[&Clock],
    time: Window,
) -> Result<HashMap<Uuid, Vec<Taken>>> {
    if wide.is_empty() {
        return Ok(HashMap::new());
    }
    let any_of = wide.iter().map(|clock| clock.code()).collect();
    let filters = vec![Filter { facet: None, field: Field::Clocks, any_of }];
    let criteria = Criteria { item: Item::Resource, filters, ..Criteria::default() };
    let ids = app.search.ids(criteria).await?;
    sharing::taken_of(&app.db, &ids, widest(time)).await
}

fn widest(time: Window) -> Window {
    Window::new(time.from - TimeDelta::days(WIDEST), time.until + TimeDelta::days(WIDEST))
}

/// What has too few units left for a stay, in the order of the ids.
async fn booked(
    app: &App,
    criteria: &Criteria,
    stay: Window,
    units: u32,
    clocks: &[Clock],
) -> Result<Vec<Uuid>> {
    let (wide, usual) = by_buffers(clocks);
    let mut full = Vec::new();
    let held = sharing::taken_between(&app.db, with_buffers(stay, &usual)).await?;
    let mut near: HashMap<Uuid, (Option<i32>, Vec<Taken>)> = HashMap::new();
    for (id, one) in held {
        // Most are held during the stay itself: then buffers don't matter.
        if is_free(one.units, &one.taken, stay, units) {
            near.insert(id, (one.version, one.taken));
        } else {
            full.push(id);
        }
    }
    let widely = held_widely(app, &wide, stay).await?;
    near.extend(widely.into_iter().map(|(id, taken)| (id, (None, taken))));
    let asked = near.iter().map(|(id, (version, _))| (*id, *version));
    for (id, known) in app.schedules.of(&app.db, asked).await? {
        let taken = near.get(&id).map(|(_, taken)| taken.as_slice()).unwrap_or_default();
        if !is_free(known.units, taken, known.terms.busy(stay), units) {
            full.push(id);
        }
    }
    full.extend(days_booked(app, criteria, stay, units, clocks).await?);
    full.sort_unstable();
    full.dedup();
    Ok(full)
}

/// Of what is had by whole days, what has too few units left on the days of a stay.
async fn days_booked(
    app: &App,
    criteria: &Criteria,
    stay: Window,
    units: u32,
    clocks: &[Clock],
) -> Result<Vec<Uuid>> {
    let ids = app.search.ids(had_by_days(criteria)).await?;
    let held = sharing::taken_of(&app.db, &ids, widest(days_of(stay, clocks))).await?;
    let mut full = Vec::new();
    for (id, known) in app.schedules.of(&app.db, held.keys().map(|id| (*id, None))).await? {
        let taken = held.get(&id).map(Vec::as_slice).unwrap_or_default();
        let days = known.terms.step.around(known.opening.zone(), stay);
        if Availability::new(&known.opening, &known.terms, known.units, taken).units_free(days) < units {
            full.push(id);
        }
    }
    Ok(full)
}

/// Whether so many units are free throughout a time, whatever the opening hours.
fn is_free(capacity: u32, taken: &[Taken], time: Window, units: u32) -> bool {
    capacity.saturating_sub(most_taken(taken, time)) >= units
}

/// Those that can be booked as the database stands now, each with when it is free at the time that is asked for, and how
/// many units are.
async fn still_free(
    app: &App,
    rows: Vec<Resource>,
    wanted: &Wanted,
    now: DateTime<Utc>,
) -> Result<Vec<(Resource, Option<(Window, u32)>)>> {
    let day_here = |day| PartOfDay::Whole.window(chrono_tz::UTC, day);
    let time = match (wanted.between, wanted.day) {
        (Some((from, until)), _) => Window::new(from, until),
        (None, Some((day, _))) => day_here(day),
        (None, None) => return Ok(rows.into_iter().map(|row| (row, None)).collect()),
    };
    // Days begin elsewhere half a day before and after, and some are had as a whole.
    let around = Window::new(time.from - TimeDelta::days(1), time.until + TimeDelta::days(1));
    let units = wanted.units.unwrap_or(1);
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let taken: HashMap<Uuid, Vec<Taken>> = sharing::taken_of(&app.db, &ids, widest(around)).await?;
    let mut free = Vec::with_capacity(rows.len());
    for row in rows {
        let (opening, terms) = sharing::schedule(&row)?;
        let taken = taken.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let (zone, step) = (opening.zone(), terms.step);
        let known = sharing::availability(&row, (&opening, &terms), taken);
        let slot = match wanted.day {
            Some((day, part)) => known.first_within(step.around(zone, part.window(zone, day)), units, now),
            None => Some(step.around(zone, time)).filter(|stay| known.check(*stay, units, now).is_ok()),
        };
        free.extend(slot.map(|slot| {
            let units_free = known.units_free(slot);
            (row, Some((slot, units_free)))
        }));
    }
    Ok(free)
}
