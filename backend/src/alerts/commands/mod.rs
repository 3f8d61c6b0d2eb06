//! Alerts are made, changed, paused, deleted; keys follow them.

mod digest;
mod found;
mod keys;
mod reading;
mod request;

use chrono::{DateTime, Duration, Utc};
use schema::alerts::{alert, digest as digests, found as found_rows, key};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

pub use self::digest::choose_digest;
pub use self::found::{add_letters, drop_found, keep_found, leave, mark_told, take};
pub use self::keys::{follow_request, renew_keys};
use self::reading::keys_of;
pub use self::reading::{Known, Saved, watched_by};
pub use self::request::watch_request;
use super::queries::{self, Alert};
use super::rules::{self, Kind, MOST, NAME, Pace};
use crate::accounts::{self, Purpose};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{self, AccountEvent, Event, Reaction, Said, record};
use crate::error::{Error, Message, Result};
use crate::organizations::line;
use crate::rights::{self, Operation};

/// A deleted alert can come back for so long.
const UNDO: Duration = Duration::days(1);

/// What is to be watched for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Of an alert that is to be changed.
    pub id: Option<Uuid>,
    pub kind: Kind,
    pub name: String,
    /// The search, as its address says it.
    pub query: String,
    pub pace: Pace,
}

async fn set_keys(tx: &impl ConnectionTrait, alert: Uuid, keys: Vec<String>) -> Result<()> {
    key::Entity::delete_many().filter(key::Column::Alert.eq(alert)).exec(tx).await?;
    let rows = keys.into_iter().map(|key| key::ActiveModel { key: Set(key), alert: Set(alert) });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        key::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// What the journal says of an alert, apart: its name and its search are its owner's.
fn said(alert: &Alert) -> String {
    json!({ "name": alert.name, "kind": alert.kind, "filter": alert.filter }).to_string()
}

async fn record_change(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    before: Option<&Alert>,
    after: Option<&Alert>,
) -> Result<()> {
    let Some(one) = after.or(before) else { return Ok(()) };
    let kept = |name, alert: Option<&Alert>| alert.map(|alert| Said::new(name, alert.account, &said(alert)));
    let (stood, stands) = (kept("alert_before", before), kept("alert_after", after));
    let what = AccountEvent::AlertChanged {
        account: one.account,
        alert: one.id,
        pace_before: before.map(|alert| alert.pace.clone()),
        pace_after: after.map(|alert| alert.pace.clone()),
        alert_before: stood.as_ref().map(Said::digest),
        alert_after: stands.as_ref().map(Said::digest),
    };
    let event = record(tx, now, actor, &Event::Account(what)).await?;
    for said in [stood, stands].into_iter().flatten() {
        said.keep(tx, event).await?;
    }
    Ok(())
}

async fn write(tx: &impl ConnectionTrait, alert: &Alert) -> Result<()> {
    let row = alert::ActiveModel {
        id: Set(alert.id),
        account: Set(alert.account),
        kind: Set(alert.kind.clone()),
        name: Set(alert.name.clone()),
        filter: Set(alert.filter.clone()),
        pace: Set(alert.pace.clone()),
        pace_before: Set(alert.pace_before.clone()),
        created_at: Set(alert.created_at),
        updated_at: Set(alert.updated_at),
        deleted_at: Set(alert.deleted_at),
    };
    let changed = [
        alert::Column::Kind,
        alert::Column::Name,
        alert::Column::Filter,
        alert::Column::Pace,
        alert::Column::PaceBefore,
        alert::Column::UpdatedAt,
        alert::Column::DeletedAt,
    ];
    let again = OnConflict::column(alert::Column::Id).update_columns(changed).to_owned();
    alert::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// The pace at which an alert goes on once it is no longer paused; none of what isn't.
fn pace_before(before: Option<&Alert>, pace: Pace) -> Option<String> {
    let before = before.filter(|_| pace == Pace::Paused)?;
    match before.pace == Pace::Paused.code() {
        true => before.pace_before.clone(),
        false => Some(before.pace.clone()),
    }
}

/// What it found and nobody was told of yet is told at its new pace.
async fn tell_otherwise(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    before: &Alert,
    after: &Alert,
) -> Result<()> {
    let paused = Pace::Paused.code();
    if before.pace == after.pace || before.pace == paused || after.pace == paused {
        return Ok(());
    }
    let Some(pace) = Pace::named(&after.pace) else { return Ok(()) };
    match queries::event_of_untold(tx, after.account, Some(after.id)).await? {
        None => Ok(()),
        Some(event) => {
            let to = rules::recipient(after.account, pace, now);
            events::add_deliveries(tx, event, vec![(Reaction::Letter, now, to)]).await
        }
    }
}

/// Makes an alert, or changes one of one's own; one that is made again stays one. Returns whether it was there already.
///
/// Errors: `Invalid` at `name`, at `query`, or at the parameter of the search that isn't understood; `NotFound`.
pub async fn save(app: &App, actor: &Actor, asked: Asked) -> Result<(Alert, bool)> {
    rights::check(actor, Operation::SaveAlert)?;
    let account = accounts::own(&app.db, actor).await?;
    let before = match asked.id {
        Some(id) => Some(queries::by_id(&app.db, actor, id).await?),
        None => None,
    };
    let name = line(&asked.name, NAME).map_err(|message| Error::invalid("name", message))?;
    let name = name.ok_or_else(|| Error::invalid("name", Message::new("invalid-alert-name")))?;
    let read = Saved::read(app, asked.kind, &asked.query).await?;
    let now = app.clock.now();
    if before.is_none() {
        read.to_come(&app.reference.get(), now)?;
    }
    let alert = Alert {
        id: before.as_ref().map_or_else(Uuid::now_v7, |alert| alert.id),
        account: account.id,
        kind: asked.kind.code().to_owned(),
        name,
        filter: rules::stored(read.pairs),
        pace: asked.pace.code().to_owned(),
        pace_before: pace_before(before.as_ref(), asked.pace),
        created_at: before.as_ref().map_or(now, |alert| alert.created_at),
        updated_at: now,
        deleted_at: None,
    };
    let keys = if asked.pace == Pace::Paused { Vec::new() } else { keys_of(app, &read.watched) };
    let tx = db::begin(&app.db).await?;
    if before.is_none() {
        let same = |one: &Alert| {
            let chosen = |one: &Alert| (one.kind.clone(), one.name.clone(), one.pace.clone());
            chosen(one) == chosen(&alert) && one.filter == alert.filter
        };
        if let Some(first) = queries::of_account(&tx, account.id).await?.into_iter().rfind(same) {
            return Ok((first, true));
        }
    }
    if before.is_none() && queries::count_of(&tx, account.id).await? >= MOST {
        let message = Message::new("invalid-alert-many").with("most", MOST.to_string());
        return Err(Error::invalid("name", message));
    }
    write(&tx, &alert).await?;
    set_keys(&tx, alert.id, keys).await?;
    if let Some(before) = &before {
        tell_otherwise(&tx, now, before, &alert).await?;
    }
    record_change(&tx, now, actor, before.as_ref(), Some(&alert)).await?;
    tx.commit().await?;
    Ok((alert, false))
}

async fn set_pace(app: &App, actor: &Actor, before: &Alert, pace: Pace) -> Result<()> {
    if before.pace == pace.code() {
        return Ok(());
    }
    let keys = match pace {
        Pace::Paused => Vec::new(),
        _ => {
            let known = Known::of(app, [before]).await?;
            watched_by(app, &known, before).map(|watched| keys_of(app, &watched)).unwrap_or_default()
        }
    };
    let now = app.clock.now();
    let after = Alert {
        pace: pace.code().to_owned(),
        pace_before: pace_before(Some(before), pace),
        updated_at: now,
        ..before.clone()
    };
    let tx = db::begin(&app.db).await?;
    write(&tx, &after).await?;
    set_keys(&tx, after.id, keys).await?;
    tell_otherwise(&tx, now, before, &after).await?;
    record_change(&tx, now, actor, Some(before), Some(&after)).await?;
    Ok(tx.commit().await?)
}

/// Nothing is told until it goes on. Errors: `NotFound`.
pub async fn pause(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    rights::check(actor, Operation::SaveAlert)?;
    let alert = queries::by_id(&app.db, actor, id).await?;
    set_pace(app, actor, &alert, Pace::Paused).await
}

/// It is told of again, of what comes from now on, at the pace it had. Errors: `NotFound`.
pub async fn resume(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    rights::check(actor, Operation::SaveAlert)?;
    let alert = queries::by_id(&app.db, actor, id).await?;
    match rules::resumed_at(&alert) {
        Some(pace) => set_pace(app, actor, &alert, pace).await,
        None => Ok(()),
    }
}

/// With the link of a letter, without signing in: pauses one alert, or all. Errors: `Invalid` at `token`.
pub async fn pause_by_link(app: &App, token: &str, id: Option<Uuid>) -> Result<()> {
    let now = app.clock.now();
    let (_, account) = accounts::link_of(&app.db, now, token, Purpose::Preferences).await?;
    let actor = accounts::owner(account.id);
    let own = queries::of_account(&app.db, account.id).await?;
    for alert in own.iter().filter(|alert| id.is_none_or(|id| alert.id == id)) {
        set_pace(app, &actor, alert, Pace::Paused).await?;
    }
    Ok(())
}

/// Errors: `NotFound`.
pub async fn delete(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    rights::check(actor, Operation::DeleteAlert)?;
    let before = queries::by_id(&app.db, actor, id).await?;
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    write(&tx, &Alert { deleted_at: Some(now), ..before.clone() }).await?;
    set_keys(&tx, id, Vec::new()).await?;
    record_change(&tx, now, actor, Some(&before), None).await?;
    Ok(tx.commit().await?)
}

/// Brings back one that was deleted a moment ago. Errors: `NotFound`.
pub async fn restore(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    rights::check(actor, Operation::SaveAlert)?;
    let deleted = queries::deleted_by_id(&app.db, actor, id).await?;
    let known = Known::of(app, [&deleted]).await?;
    let watched = watched_by(app, &known, &deleted).filter(|_| deleted.pace != Pace::Paused.code());
    let keys = watched.map(|watched| keys_of(app, &watched)).unwrap_or_default();
    let now = app.clock.now();
    let alert = Alert { deleted_at: None, updated_at: now, ..deleted };
    let tx = db::begin(&app.db).await?;
    write(&tx, &alert).await?;
    set_keys(&tx, id, keys).await?;
    record_change(&tx, now, actor, None, Some(&alert)).await?;
    Ok(tx.commit().await?)
}

/// Once a day: what was deleted goes for good, and what alerts found with it; so does what they found of items that are
/// no more. Of what may come back, all is kept: nobody is told of it twice. Keys follow the reference, and what was left
/// untold is told.
pub async fn tidy(app: &App) -> Result<()> {
    let over = alert::Column::DeletedAt.lte(app.clock.now() - UNDO);
    alert::Entity::delete_many().filter(over).exec(&app.db).await?;
    found::drop_gone(app).await?;
    renew_keys(app).await?;
    found::tell_left(app).await
}

/// Someone's alerts go with their account.
pub async fn forget(tx: &impl ConnectionTrait, account: Uuid) -> Result<()> {
    digests::Entity::delete_by_id(account).exec(tx).await?;
    found_rows::Entity::delete_many().filter(found_rows::Column::Account.eq(account)).exec(tx).await?;
    alert::Entity::delete_many().filter(alert::Column::Account.eq(account)).exec(tx).await?;
    Ok(())
}

/// What is kept of someone here, to take away.
pub async fn kept(db: &DatabaseConnection, account: Uuid) -> Result<(&'static str, Value)> {
    let alerts = alert::Entity::find().filter(alert::Column::Account.eq(account)).all(db).await?;
    let found = found_rows::Entity::find().filter(found_rows::Column::Account.eq(account)).all(db).await?;
    let digest = queries::digest_of(db, account).await?;
    let one = |alert: &Alert| {
        let of = found.iter().filter(|row| row.alert == alert.id);
        json!({
            "name": alert.name, "kind": alert.kind, "search": alert.filter, "pace": alert.pace,
            "paceBefore": alert.pace_before,
            "digest": { "hour": digest.hour, "weekday": digest.weekday }, "createdAt": alert.created_at,
            "found": of.map(|row| json!({ "item": row.item, "at": row.matched_at, "toldAt": row.told_at }))
                .collect::<Vec<_>>(),
        })
    };
    Ok(("alerts", alerts.iter().map(one).collect()))
}
