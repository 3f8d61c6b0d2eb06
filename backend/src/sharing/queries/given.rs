//! Requests whose time has been given to others.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use schema::sharing::booking;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::bookings::not_over;
use super::{Booking, Resource, any_by_ids, taken_of};
use crate::base::db::MAX_BOUND;
use crate::error::Result;
use crate::sharing::rules::booking::offered;
use crate::sharing::rules::calendar::{Window, most_taken};
use crate::sharing::rules::schedule;

/// Of what waits for an answer.
const PENDING: [&str; 2] = ["requested", "countered"];
/// Requests of a few resources that are looked at when one is accepted.
const MOST: u64 = 2_000;

fn is_pending(row: &Booking) -> bool {
    PENDING.contains(&row.state.as_str())
}

/// What an organisation asks for already, of a resource at one of these times, and that waits for an answer; `along`: with
/// other things.
pub async fn asked_already(
    db: &impl ConnectionTrait,
    resource: Uuid,
    organization: Uuid,
    stays: &[Window],
    along: bool,
) -> Result<Vec<Booking>> {
    let Some((first, last)) = stays.first().zip(stays.last()) else { return Ok(Vec::new()) };
    let mut asked = booking::Entity::find()
        .filter(booking::Column::Resource.eq(resource))
        .filter(booking::Column::Organization.eq(organization))
        .filter(booking::Column::State.is_in(PENDING))
        .filter(booking::Column::StartsAt.between(first.from, last.from))
        .order_by_asc(booking::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    asked.retain(|row| {
        let own = row.bundle.is_none_or(|bundle| bundle == row.id);
        own && row.bundle.is_some() == along && stays.contains(&Window::new(row.starts_at, row.ends_at))
    });
    Ok(asked)
}

/// What is answered together has the same: a request with all that comes back, another time with its bundle.
pub fn answered_with(row: &Booking) -> (bool, Uuid) {
    let countered = row.state == "countered";
    let series = row.series.filter(|_| !countered);
    (countered, series.or(row.bundle).unwrap_or(row.id))
}

/// The time that it would hold, buffers included.
fn wanted(row: &Booking, thing: &Resource) -> Result<Window> {
    Ok(match offered(row) {
        Some(stay) => schedule(thing)?.1.busy(stay),
        None => Window::new(row.busy_from, row.busy_until),
    })
}

/// Of these bookings, and of what is answered together with them: what waits for an answer though there is no room any more
/// for it, by its start.
pub async fn without_room(db: &impl ConnectionTrait, rows: &[Booking]) -> Result<Vec<Booking>> {
    let mut all: HashMap<Uuid, Booking> =
        rows.iter().filter(|row| is_pending(row)).map(|row| (row.id, row.clone())).collect();
    let groups: HashSet<Uuid> = all.values().flat_map(|row| [row.series, row.bundle]).flatten().collect();
    let groups: Vec<Uuid> = groups.into_iter().collect();
    for chunk in groups.chunks(MAX_BOUND / 3) {
        let together = Condition::any()
            .add(booking::Column::Series.is_in(chunk.iter().copied()))
            .add(booking::Column::Bundle.is_in(chunk.iter().copied()));
        let pending = booking::Column::State.is_in(PENDING);
        let found = booking::Entity::find().filter(together).filter(pending).all(db).await?;
        all.extend(found.into_iter().map(|row| (row.id, row)));
    }
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let ids: HashSet<Uuid> = all.values().map(|row| row.resource).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let things = any_by_ids(db, &ids).await?;
    let mut windows = Vec::with_capacity(all.len());
    for row in all.values() {
        if let Some(thing) = things.get(&row.resource) {
            windows.push((row, thing, wanted(row, thing)?));
        }
    }
    let from = windows.iter().map(|(.., window)| window.from).min();
    let until = windows.iter().map(|(.., window)| window.until).max();
    let Some((from, until)) = from.zip(until) else { return Ok(Vec::new()) };
    let taken = taken_of(db, &ids, Window::new(from, until)).await?;
    let mut lost: Vec<Booking> = windows
        .into_iter()
        .filter(|(row, thing, window)| {
            let held = taken.get(&thing.id).map(Vec::as_slice).unwrap_or_default();
            most_taken(held, *window).saturating_add(row.units.unsigned_abs()) > thing.units.unsigned_abs()
        })
        .map(|(row, ..)| row.clone())
        .collect();
    lost.sort_by_key(|row| (row.starts_at, row.id));
    Ok(lost)
}

/// Those of these bookings that can't be accepted any more, for want of room for them or for what is answered together with
/// them.
pub async fn given(db: &impl ConnectionTrait, rows: &[Booking]) -> Result<HashSet<Uuid>> {
    let lost: HashSet<(bool, Uuid)> = without_room(db, rows).await?.iter().map(answered_with).collect();
    let are_lost = rows.iter().filter(|row| is_pending(row) && lost.contains(&answered_with(row)));
    Ok(are_lost.map(|row| row.id).collect())
}

/// Of one that can't be accepted any more, and of what is answered together with it: what there is no room for, by its start.
pub async fn lacking(db: &impl ConnectionTrait, one: &Booking) -> Result<Vec<Booking>> {
    let mut lost = without_room(db, std::slice::from_ref(one)).await?;
    lost.retain(|row| answered_with(row) == answered_with(one));
    Ok(lost)
}

/// What waits for an answer of the owner of these resources, or about another time, and whose asker wasn't told yet that
/// the time is given; the first one that asked first.
pub async fn untold(
    db: &impl ConnectionTrait,
    resources: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<Booking>> {
    Ok(booking::Entity::find()
        .filter(booking::Column::Resource.is_in(resources.iter().copied()))
        .filter(booking::Column::State.is_in(PENDING))
        .filter(not_over(now))
        .filter(booking::Column::ToldGivenAt.is_null())
        .order_by_asc(booking::Column::CreatedAt)
        .order_by_asc(booking::Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}
