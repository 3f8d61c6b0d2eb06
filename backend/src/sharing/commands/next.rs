//! When what isn't free is free next.

use chrono::{DateTime, Duration, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::turn::is_main;
use crate::app::App;
use crate::error::Result;
use crate::sharing::queries::{self, Booking, Resource};
use crate::sharing::rules::calendar::{Step, Window};
use crate::sharing::rules::{availability, schedule};

/// Times of one thing at which another isn't free, before no common one is named.
const TRIES: usize = 400;
/// The finest step.
const QUARTER: Duration = Duration::minutes(15);

/// How long a stay is, as the resource counts it.
fn minutes_of(resource: &Resource, stay: Window) -> Result<Option<u32>> {
    let (_, terms) = schedule(resource)?;
    let minutes = match terms.step {
        // A day may have 23 hours or 25.
        Step::Day => (stay.minutes() + 720) / 1440 * 1440,
        _ => stay.minutes(),
    };
    Ok(u32::try_from(minutes).ok())
}

/// The next free stay that is as long as this one, from its start on.
pub async fn next_like(
    app: &App,
    resource: &Resource,
    stay: Window,
    units: u32,
    now: DateTime<Utc>,
) -> Result<Option<Window>> {
    let Some(minutes) = minutes_of(resource, stay)? else { return Ok(None) };
    queries::next_free(&app.db, resource, stay.from, minutes, units, now).await
}

/// The same for things that are had together, so many units of each; the first is the one that is booked for itself. None
/// too where no common time is near.
pub async fn next_together(
    app: &App,
    wanted: &[(Resource, u32)],
    stay: Window,
    now: DateTime<Utc>,
) -> Result<Option<Window>> {
    let Some((main, _)) = wanted.first() else { return Ok(None) };
    let Some(minutes) = minutes_of(main, stay)? else { return Ok(None) };
    let schedules: Vec<_> = wanted.iter().map(|(thing, _)| schedule(thing)).collect::<Result<_>>()?;
    let farthest = schedules.iter().map(|(_, terms)| terms.horizon_days).max().unwrap_or_default();
    let ids: Vec<Uuid> = wanted.iter().map(|(thing, _)| thing.id).collect();
    let taken = queries::taken_of(&app.db, &ids, queries::ahead(now, farthest)).await?;
    let mut parts = wanted.iter().zip(&schedules).map(|((thing, units), (opening, terms))| {
        let taken = taken.get(&thing.id).map(Vec::as_slice).unwrap_or_default();
        (availability(thing, (opening, terms), taken), *units)
    });
    let Some((main, units)) = parts.next() else { return Ok(None) };
    let along: Vec<_> = parts.collect();
    let mut after = stay.from;
    for _ in 0..TRIES {
        let Some(found) = main.next_free(after, minutes, units, now) else { return Ok(None) };
        let hinders = along.iter().find(|(free, units)| free.check(found, *units, now).is_err());
        let Some((free, units)) = hinders else { return Ok(Some(found)) };
        let Some(next) = free.next_free(found.from, minutes, *units, now) else { return Ok(None) };
        after = if next.from > found.from { next.from } else { found.from + QUARTER };
    }
    Ok(None)
}

/// What was booked together with one, so many units of each, as `next_together` asks for it.
pub async fn wanted_with(db: &impl ConnectionTrait, one: &Booking) -> Result<Vec<(Resource, u32)>> {
    let mut rows = queries::together(db, one, false).await?;
    rows.retain(|row| row.state == one.state);
    rows.sort_by_key(|row| !is_main(row));
    let (things, _) = queries::named(db, &rows).await?;
    let of = |row: &Booking| Some((things.get(&row.resource)?.clone(), row.units.unsigned_abs()));
    Ok(rows.iter().filter_map(of).collect())
}
