use schema::sharing::booking;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::answer::held;
use super::turn::hold_together;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{What, record_of};
use crate::error::{Error, Message, Result};
use crate::organizations;
use crate::rights::Operation;
use crate::sharing::rules::booking::{can_be_noted, is_handed_over_about};
use crate::sharing::rules::calendar::Window;

const NOTE: usize = 1_000;
/// All notes of one stay.
const NOTES: usize = 6_000;

/// Says that the thing went over to whoever booked it, or came back, and in what state; with `whole` all that was booked
/// together, as far as it hasn't yet.
///
/// Errors: `Invalid` at `note`, or where it wasn't accepted, was handed over or came back already, or goes over long before
/// its start or after its end; `Forbidden`; `NotFound`.
pub async fn record_handover(
    app: &App,
    actor: &Actor,
    id: Uuid,
    back: bool,
    whole: bool,
    note: &str,
) -> Result<()> {
    let note = organizations::text(note, NOTE).map_err(|message| Error::invalid("note", message))?;
    let tx = db::begin(&app.db).await?;
    let seen = held(&tx, actor, Operation::RecordHandover, id).await?;
    let (_, mut rows) = hold_together(&tx, &seen.booking, false).await?;
    let now = app.clock.now();
    rows.retain(|row| (whole || row.id == id) && can_be_noted(row, back));
    let Some(first) = rows.first() else {
        return Err(Error::invalid("note", Message::new("invalid-handover")));
    };
    if !back && !is_handed_over_about(now, Window::new(first.starts_at, first.ends_at)) {
        return Err(Error::invalid("note", Message::new("invalid-handover-when")));
    }
    let from = first.state.clone();
    let ids = rows.iter().map(|row| row.id).collect();
    for row in rows {
        let mut changed = booking::ActiveModel {
            version: Set(row.version + 1),
            updated_at: Set(now),
            ..Default::default()
        };
        match back {
            false => changed.handed_over_at = Set(Some(now)),
            true => changed.handed_back_at = Set(Some(now)),
        }
        if !note.is_empty() {
            let all = [row.handover_note, note.clone()].into_iter().filter(|text| !text.is_empty());
            let all: String = all.collect::<Vec<_>>().join("\n\n").chars().take(NOTES).collect();
            changed.handover_note = Set(all);
        }
        booking::Entity::update_many().set(changed).filter(booking::Column::Id.eq(row.id)).exec(&tx).await?;
    }
    let what = What::BookingChanged {
        resource: seen.resource.id,
        bookings: ids,
        from: Some(from),
        to: if back { "handed_back" } else { "handed_over" }.to_owned(),
        reason: None,
        times: None,
        left_out: Vec::new(),
        by: None,
    };
    record_of(&tx, now, actor, seen.resource.organization, what).await?;
    Ok(tx.commit().await?)
}
