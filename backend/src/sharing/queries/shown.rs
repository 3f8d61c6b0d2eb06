//! What pages show of a resource, beside it and instead of it.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use schema::sharing::{booking, extra, resource};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use super::bookings::{not_over, resources_of};
use super::{Booking, Resource, visible_to};
use crate::actor::Actor;
use crate::base::db::MAX_BOUND;
use crate::error::Result;
use crate::organizations;
use crate::sharing::rules::booking::answered;
use crate::sharing::rules::{availability, schedule};

/// Bookings of one resource that are looked at.
const MOST: u64 = 2_000;

/// What strangers find that day.
pub(super) fn offered(day: NaiveDate) -> Select<resource::Entity> {
    let (first, last) = (resource::Column::ValidFrom, resource::Column::ValidUntil);
    visible_to(&Actor::Anonymous)
        .filter(Condition::any().add(first.is_null()).add(first.lte(day)))
        .filter(Condition::any().add(last.is_null()).add(last.gte(day)))
}

/// What an organisation offers and looks for that day, the newest first, and how much there is.
pub async fn shared_by(
    db: &impl ConnectionTrait,
    organization: Uuid,
    day: NaiveDate,
    limit: u64,
) -> Result<(Vec<Resource>, u64)> {
    let these = offered(day).filter(resource::Column::Organization.eq(organization));
    let total = these.clone().count(db).await?;
    let rows = these.order_by_desc(resource::Column::UpdatedAt).order_by_asc(resource::Column::Id);
    Ok((rows.limit(limit).all(db).await?, total))
}

/// The ids of what is offered or looked for that day, with the time of their last change: `limit` from the `offset`th on.
pub async fn public_addresses(
    db: &impl ConnectionTrait,
    day: NaiveDate,
    offset: u64,
    limit: u64,
) -> Result<Vec<(Uuid, DateTime<Utc>)>> {
    Ok(offered(day)
        .select_only()
        .column(resource::Column::Id)
        .column(resource::Column::UpdatedAt)
        .order_by_asc(resource::Column::Id)
        .offset(offset)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

pub async fn public_count(db: &impl ConnectionTrait, day: NaiveDate) -> Result<u64> {
    Ok(offered(day).count(db).await?)
}

/// What was said to be had along with a resource, archived or not, with how many of each at most; by id.
pub async fn extras_chosen(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<(Uuid, i32)>> {
    let rows = extra::Entity::find().filter(extra::Column::Resource.eq(id)).all(db).await?;
    let mut chosen: Vec<(Uuid, i32)> = rows.into_iter().map(|row| (row.extra, row.units)).collect();
    chosen.sort_unstable();
    Ok(chosen)
}

/// What can be booked along with each of these, by name, with how many of it at most.
pub async fn extras_of_all(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<(Resource, i32)>>> {
    let rows = extra::Entity::find().filter(extra::Column::Resource.is_in(ids.iter().copied()));
    let rows = rows.all(db).await?;
    let wanted: Vec<Uuid> = rows.iter().map(|row| row.extra).collect();
    let known = visible_to(&Actor::Anonymous).filter(resource::Column::Id.is_in(wanted)).all(db).await?;
    let known: HashMap<Uuid, Resource> = known.into_iter().map(|one| (one.id, one)).collect();
    let mut found: HashMap<Uuid, Vec<(Resource, i32)>> = HashMap::new();
    for row in rows {
        if let Some(one) = known.get(&row.extra) {
            found.entry(row.resource).or_default().push((one.clone(), row.units));
        }
    }
    found.values_mut().for_each(|extras| extras.sort_by(|a, b| a.0.name.cmp(&b.0.name)));
    Ok(found)
}

/// How many an organisation has, archived ones included.
pub async fn count_of(db: &impl ConnectionTrait, organization: Uuid) -> Result<u64> {
    Ok(resource::Entity::find().filter(resource::Column::Organization.eq(organization)).count(db).await?)
}

/// Those of these resources whose exact place this actor may know though it is hidden: their owner's members, and those of
/// an organisation that has or had one.
pub async fn near_to(db: &impl ConnectionTrait, actor: &Actor, ids: &[Uuid]) -> Result<HashMap<Uuid, bool>> {
    let Some(person) = actor.person() else { return Ok(HashMap::new()) };
    let mut known = HashMap::new();
    for chunk in ids.chunks(MAX_BOUND / 2) {
        let mine = || organizations::ids_of_account(person.account);
        let had: Vec<Uuid> = booking::Entity::find()
            .select_only()
            .column(booking::Column::Resource)
            .distinct()
            .filter(booking::Column::Resource.is_in(chunk.iter().copied()))
            .filter(booking::Column::State.eq("accepted"))
            .filter(booking::Column::Organization.in_subquery(mine()))
            .into_tuple()
            .all(db)
            .await?;
        let own: Vec<Uuid> = resource::Entity::find()
            .select_only()
            .column(resource::Column::Id)
            .filter(resource::Column::Id.is_in(chunk.iter().copied()))
            .filter(resource::Column::Organization.in_subquery(mine()))
            .into_tuple()
            .all(db)
            .await?;
        known.extend(had.into_iter().chain(own).map(|id| (id, true)));
    }
    Ok(known)
}

/// Whether this actor may know the exact place of a resource.
pub async fn knows_place(db: &impl ConnectionTrait, actor: &Actor, one: &Resource) -> Result<bool> {
    Ok(one.exact || !near_to(db, actor, &[one.id]).await?.is_empty())
}

/// Bookings that have not ended and may still take place.
fn to_come(now: DateTime<Utc>) -> Select<booking::Entity> {
    let state = booking::Column::State;
    booking::Entity::find().filter(not_over(now)).filter(state.is_in([
        "requested",
        "countered",
        "accepted",
        "waiting",
    ]))
}

/// Those of one resource.
pub async fn count_to_come(db: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<u64> {
    Ok(to_come(now).filter(booking::Column::Resource.eq(id)).count(db).await?)
}

/// Accepted bookings, and requests that wait for an answer, that aren't over and lie outside of the hours and days in which a
/// resource is had, by their start.
pub async fn out_of_hours(
    db: &impl ConnectionTrait,
    one: &Resource,
    now: DateTime<Utc>,
) -> Result<Vec<Booking>> {
    let mut held = booking::Entity::find()
        .filter(booking::Column::Resource.eq(one.id))
        .filter(booking::Column::State.is_in(["requested", "countered", "accepted"]))
        .filter(not_over(now))
        .order_by_asc(booking::Column::StartsAt)
        .order_by_asc(booking::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let (opening, terms) = schedule(one)?;
    let free = availability(one, (&opening, &terms), &[]);
    held.retain(|row| !free.is_open(answered(row)));
    Ok(held)
}

/// Those of what an organisation shares, and those it made of what others share.
pub async fn count_to_come_of(
    db: &impl ConnectionTrait,
    organization: Uuid,
    now: DateTime<Utc>,
) -> Result<(u64, u64)> {
    let shared = resources_of(&[organization]);
    let lent = to_come(now).filter(booking::Column::Resource.in_subquery(shared.clone())).count(db).await?;
    let elsewhere = to_come(now)
        .filter(booking::Column::Organization.eq(organization))
        .filter(booking::Column::Resource.not_in_subquery(shared));
    Ok((lent, elsewhere.count(db).await?))
}
