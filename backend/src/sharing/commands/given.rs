use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use schema::sharing::booking;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::turn::Things;
use crate::actor::Actor;
use crate::base::events::{What, record_of};
use crate::error::{Error, Result};
use crate::sharing::queries::{self, Booking};

/// Requests for which there is no room any more once these bookings hold: they stay as they are, and whoever asked is told,
/// once for all that is answered together and never twice.
pub(super) async fn tell_losers(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    things: &Things,
    accepted: &[Booking],
) -> Result<()> {
    let resources: BTreeSet<Uuid> = accepted.iter().map(|row| row.resource).collect();
    let resources: Vec<Uuid> = resources.into_iter().collect();
    let asked = queries::untold(tx, &resources, now).await?;
    let lost = queries::without_room(tx, &asked).await?;
    let mut seen = HashSet::new();
    let first = lost.iter().filter(|row| seen.insert(queries::answered_with(row)));
    let first: Vec<&Booking> = first.collect();
    let Some(one) = first.first() else { return Ok(()) };
    let groups: Vec<Uuid> = seen.iter().map(|(_, group)| *group).collect();
    let theirs = Condition::any()
        .add(booking::Column::Id.is_in(groups.iter().copied()))
        .add(booking::Column::Series.is_in(groups.iter().copied()))
        .add(booking::Column::Bundle.is_in(groups.iter().copied()));
    booking::Entity::update_many()
        .col_expr(booking::Column::ToldGivenAt, Expr::value(Some(now)))
        .filter(theirs)
        .filter(booking::Column::State.is_in(["requested", "countered"]))
        .exec(tx)
        .await?;
    let what = What::BookingChanged {
        resource: one.resource,
        bookings: first.iter().map(|row| row.id).collect(),
        from: Some(one.state.clone()),
        to: "given".to_owned(),
        reason: None,
        times: None,
        left_out: Vec::new(),
        by: None,
    };
    let owner = things.get(&one.resource).ok_or(Error::NotFound)?.organization;
    record_of(tx, now, actor, owner, what).await?;
    Ok(())
}
