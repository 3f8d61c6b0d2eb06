//! Times at which a resource isn't to be had any more.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use schema::sharing::resource;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::answer::main_first;
use super::turn::{Things, turn};
use crate::actor::Actor;
use crate::base::events::{What, record_of};
use crate::error::{Error, Message, Result};
use crate::sharing::queries::{self, Booking};
use crate::sharing::rules::booking::{Act, Side, State, moved};
use crate::sharing::rules::calendar::Window;
use crate::sharing::rules::{availability, schedule, stored, told};

/// Takes these times out of the hours of what is held; whoever waits for one of them waits no more, and is told.
///
/// Errors: `Invalid` at `moment` where the hours have too many exceptions.
pub(super) async fn close(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    things: &mut Things,
    times: &[(Uuid, Window)],
) -> Result<()> {
    let ids: BTreeSet<Uuid> = times.iter().map(|(id, _)| *id).collect();
    for id in &ids {
        let thing = things.get_mut(id).ok_or(Error::NotFound)?;
        let before = told(thing);
        let (mut opening, terms) = schedule(thing)?;
        for (_, time) in times.iter().filter(|(of, _)| of == id) {
            let closed = opening.closed_between(*time);
            opening = closed.map_err(|_| Error::invalid("moment", Message::new("invalid-close-many")))?;
        }
        (thing.opening, thing.terms) = stored(&opening, &terms)?;
        (thing.version, thing.updated_at) = (thing.version + 1, now);
        resource::Entity::update_many()
            .col_expr(resource::Column::Opening, Expr::value(thing.opening.clone()))
            .col_expr(resource::Column::Version, Expr::value(thing.version))
            .col_expr(resource::Column::UpdatedAt, Expr::value(now))
            .filter(resource::Column::Id.eq(*id))
            .exec(tx)
            .await?;
        let what = What::ResourceSaved { resource: *id, before: Some(before), after: told(thing) };
        record_of(tx, now, actor, thing.organization, what).await?;
    }
    let waiting = queries::waiting_together(tx, queries::waiting_for(tx, times).await?).await?;
    for mut rows in waiting {
        let mut in_vain = false;
        for row in &rows {
            in_vain |= is_closed(things, row)?;
        }
        let to = moved(State::Waiting, Act::Lapse, Side::Nobody).filter(|_| in_vain);
        let Some(to) = to else { continue };
        main_first(&mut rows);
        turn(tx, now, actor, things, &mut rows, to).await?;
    }
    Ok(())
}

fn is_closed(things: &Things, row: &Booking) -> Result<bool> {
    let Some(thing) = things.get(&row.resource) else { return Ok(false) };
    let (opening, terms) = schedule(thing)?;
    let known = availability(thing, (&opening, &terms), &[]);
    Ok(!known.is_open(Window::new(row.starts_at, row.ends_at)))
}
