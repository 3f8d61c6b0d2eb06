use schema::sharing::booking;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::answer::held;
use super::turn::lock;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{What, record_of};
use crate::error::{Error, Message, Result};
use crate::organizations;
use crate::rights::Operation;
use crate::sharing::queries;
use crate::sharing::rules::booking::is_handed_over_about;
use crate::sharing::rules::calendar::Window;

const NOTE: usize = 1_000;
/// All notes of one stay.
const NOTES: usize = 6_000;

/// Says that the thing went over to whoever booked it, or came back, and in what state.
///
/// Errors: `Invalid` at `note`, or where it wasn't accepted, was handed over or came back already, or goes over long before
/// its start or after its end; `Forbidden`; `NotFound`.
pub async fn record_handover(app: &App, actor: &Actor, id: Uuid, back: bool, note: &str) -> Result<()> {
    let note = organizations::text(note, NOTE).map_err(|message| Error::invalid("note", message))?;
    let tx = db::begin(&app.db).await?;
    let seen = held(&tx, actor, Operation::RecordHandover, id).await?;
    lock(&tx, &[seen.resource.id].into()).await?;
    let row = queries::booking_seen(&tx, actor, id).await?.booking;
    let now = app.clock.now();
    let fits = match back {
        false => row.handed_over_at.is_none(),
        true => row.handed_over_at.is_some() && row.handed_back_at.is_none(),
    };
    // What was cancelled after it went over still comes back.
    let stands = row.state == "accepted" || (back && row.state == "cancelled");
    if !stands || !fits {
        return Err(Error::invalid("note", Message::new("invalid-handover")));
    }
    if !back && !is_handed_over_about(now, Window::new(row.starts_at, row.ends_at)) {
        return Err(Error::invalid("note", Message::new("invalid-handover-when")));
    }
    let mut changed =
        booking::ActiveModel { version: Set(row.version + 1), updated_at: Set(now), ..Default::default() };
    match back {
        false => changed.handed_over_at = Set(Some(now)),
        true => changed.handed_back_at = Set(Some(now)),
    }
    if !note.is_empty() {
        let all = [row.handover_note, note].into_iter().filter(|text| !text.is_empty());
        let all: String = all.collect::<Vec<_>>().join("\n\n").chars().take(NOTES).collect();
        changed.handover_note = Set(all);
    }
    let state = row.state;
    booking::Entity::update_many().set(changed).filter(booking::Column::Id.eq(id)).exec(&tx).await?;
    let what = What::BookingChanged {
        resource: seen.resource.id,
        bookings: vec![id],
        from: Some(state),
        to: if back { "handed_back" } else { "handed_over" }.to_owned(),
        reason: None,
        times: None,
        left_out: Vec::new(),
    };
    record_of(&tx, now, actor, seen.resource.organization, what).await?;
    Ok(tx.commit().await?)
}
