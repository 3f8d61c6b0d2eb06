use std::collections::HashMap;

use chrono::{DateTime, Utc};
use schema::sharing::booking;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::Resource;
use crate::base::db::MAX_BOUND;
use crate::error::Result;
use crate::sharing::rules::calendar::{Taken, Window};
use crate::sharing::rules::{availability, schedule};

type Row = (Uuid, DateTime<Utc>, DateTime<Utc>, i32);

/// What holds each of these resources between two moments, buffers included.
pub async fn taken_of(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    between: Window,
) -> Result<HashMap<Uuid, Vec<Taken>>> {
    let mut found: HashMap<Uuid, Vec<Taken>> = HashMap::new();
    for chunk in ids.chunks(MAX_BOUND - 2) {
        let rows: Vec<Row> = booking::Entity::find()
            .select_only()
            .column(booking::Column::Resource)
            .column(booking::Column::BusyFrom)
            .column(booking::Column::BusyUntil)
            .column(booking::Column::Units)
            .filter(booking::Column::Resource.is_in(chunk.iter().copied()))
            .filter(booking::Column::Holds.eq(true))
            .filter(booking::Column::BusyUntil.gt(between.from))
            .filter(booking::Column::BusyFrom.lt(between.until))
            .into_tuple()
            .all(db)
            .await?;
        for (id, from, until, units) in rows {
            found.entry(id).or_default().push(Taken { from, until, units: units.unsigned_abs() });
        }
    }
    Ok(found)
}

/// What holds a resource between two moments, buffers included.
pub async fn taken(db: &impl ConnectionTrait, id: Uuid, between: Window) -> Result<Vec<Taken>> {
    Ok(taken_of(db, &[id], between).await?.remove(&id).unwrap_or_default())
}

/// Whether a stay could be had if others didn't have it.
pub async fn is_full(
    db: &impl ConnectionTrait,
    resource: &Resource,
    stay: Window,
    units: u32,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (opening, terms) = schedule(resource)?;
    let had =
        |taken: &[Taken]| availability(resource, (&opening, &terms), taken).check(stay, units, now).is_ok();
    Ok(had(&[]) && !had(&taken(db, resource.id, terms.busy(stay)).await?))
}

/// The first stay of so many minutes that can be booked from a moment on; none within its horizon.
pub async fn next_free(
    db: &impl ConnectionTrait,
    resource: &Resource,
    after: DateTime<Utc>,
    minutes: u32,
    units: u32,
    now: DateTime<Utc>,
) -> Result<Option<Window>> {
    let (_, terms) = schedule(resource)?;
    let taken = taken(db, resource.id, ahead(now, terms.horizon_days)).await?;
    first_free(resource, &taken, after, minutes, units, now)
}

/// As far as what is booked can keep a stay within so many days from being free.
pub fn ahead(now: DateTime<Utc>, horizon_days: u32) -> Window {
    let horizon = chrono::Duration::days(i64::from(horizon_days) + 400);
    Window::new(now - chrono::Duration::days(8), now + horizon)
}

/// The same where what holds it is known.
pub fn first_free(
    resource: &Resource,
    taken: &[Taken],
    after: DateTime<Utc>,
    minutes: u32,
    units: u32,
    now: DateTime<Utc>,
) -> Result<Option<Window>> {
    let (opening, terms) = schedule(resource)?;
    Ok(availability(resource, (&opening, &terms), taken).next_free(after, minutes, units, now))
}
