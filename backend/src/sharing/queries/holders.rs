//! Who has a thing now: what was recorded of its handing over says so, else the hours.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use schema::sharing::booking;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Booking;
use crate::base::db::MAX_BOUND;
use crate::error::Result;

/// Bookings that are read of a few resources at once.
const MOST: u64 = 2_000;

/// Handed over, and not back: whatever its hours, and whatever became of the booking.
pub(super) fn out() -> Condition {
    Condition::all()
        .add(booking::Column::HandedOverAt.is_not_null())
        .add(booking::Column::HandedBackAt.is_null())
}

/// Bookings by which someone has one of these resources now, by their start: the thing is out, or nothing was recorded and
/// their hours are these.
pub async fn holders(
    db: &impl ConnectionTrait,
    resources: &[Uuid],
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, Vec<Booking>>> {
    let by_hours = Condition::all()
        .add(booking::Column::Holds.eq(true))
        .add(booking::Column::HandedOverAt.is_null())
        .add(booking::Column::StartsAt.lte(now))
        .add(booking::Column::EndsAt.gt(now));
    let mut found: HashMap<Uuid, Vec<Booking>> = HashMap::new();
    for chunk in resources.chunks(MAX_BOUND - 2) {
        let rows = booking::Entity::find()
            .filter(booking::Column::Resource.is_in(chunk.iter().copied()))
            .filter(Condition::any().add(out()).add(by_hours.clone()))
            .order_by_asc(booking::Column::StartsAt)
            .order_by_asc(booking::Column::Id)
            .limit(MOST)
            .all(db)
            .await?;
        for row in rows {
            found.entry(row.resource).or_default().push(row);
        }
    }
    Ok(found)
}
