use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use schema::alerts::digest;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use crate::accounts;
use crate::actor::Actor;
use crate::alerts::queries;
use crate::alerts::rules::{Digest, Pace, recipients};
use crate::app::App;
use crate::base::events::{AccountEvent, Event, record};
use crate::base::{db, deliveries};
use crate::error::{Error, FieldError, Message, Result};
use crate::rights::{self, Operation};

async fn write(
    tx: &impl ConnectionTrait,
    account: Uuid,
    digest: Digest,
    changed: &[digest::Column],
) -> Result<()> {
    let row = digest::ActiveModel {
        account: Set(account),
        hour: Set(digest.hour.into()),
        weekday: Set(digest.weekday.into()),
        told_on: Set(digest.told_on),
    };
    let again =
        OnConflict::column(digest::Column::Account).update_columns(changed.iter().copied()).to_owned();
    digest::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// From now on what one's alerts found together is told at this hour; what is weekly, on this day.
///
/// Errors: `Invalid` at `hour` or `weekday`.
pub async fn choose_digest(app: &App, actor: &Actor, hour: i32, weekday: i32) -> Result<Digest> {
    rights::check(actor, Operation::ChooseDigest)?;
    let account = accounts::own(&app.db, actor).await?.id;
    let read = |number: i32, low: u8, high: u8| {
        u8::try_from(number).ok().filter(|number| (low..=high).contains(number))
    };
    let (hour, weekday) = (read(hour, 0, 23), read(weekday, 1, 7));
    let (Some(hour), Some(weekday)) = (hour, weekday) else {
        let wrong = [(hour, "hour", "invalid-digest-hour"), (weekday, "weekday", "invalid-digest-weekday")];
        let wrong = wrong.into_iter().filter(|(read, ..)| read.is_none());
        let wrong =
            wrong.map(|(_, path, key)| FieldError { path: path.to_owned(), message: Message::new(key) });
        return Err(Error::Invalid(wrong.collect()));
    };
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    let before = queries::digest_of(&tx, account).await?;
    let after = Digest { hour, weekday, ..before };
    if before == after {
        return Ok(after);
    }
    write(&tx, account, after, &[digest::Column::Hour, digest::Column::Weekday]).await?;
    // Letters that wait for the hour that was look again when they are to leave.
    for pace in [Pace::Daily, Pace::Weekly] {
        deliveries::look_again(&tx, now, &recipients(account, pace)).await?;
    }
    let said = |one: Digest| json!({ "alert_digest": { "hour": one.hour, "weekday": one.weekday } });
    let what = AccountEvent::PreferencesChanged { account, before: said(before), after: said(after) };
    record(&tx, now, actor, &Event::Account(what)).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(after)
}

/// Someone had a letter of what was found together: there is no other that day.
pub async fn had_letter(app: &App, account: Uuid, at: DateTime<Utc>) -> Result<()> {
    let Some(reader) = accounts::by_id(&app.db, account).await? else { return Ok(()) };
    let zone: Tz = reader.time_zone.parse().unwrap_or(Tz::Europe__Paris);
    let told = Digest { told_on: Some(at.with_timezone(&zone).date_naive()), ..Digest::default() };
    write(&app.db, account, told, &[digest::Column::ToldOn]).await
}
