use chrono::{DateTime, Utc};
use schema::accounts::suppression;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::tell;
use crate::accounts::queries;
use crate::actor::Actor;
use crate::app::App;
use crate::base::events::AccountEvent;
use crate::base::{db, deliveries};
use crate::error::Result;
use crate::rights::{self, Operation};

/// Has a letter that was given up tried again, and lets its address be written to. Errors: `NotFound`.
pub async fn retry_letter(app: &App, actor: &Actor, delivery: Uuid) -> Result<()> {
    rights::check(actor, Operation::RetryLetter)?;
    let recipient = deliveries::retry(&app.db, app.clock.now(), delivery).await?;
    // Someone has looked: the address may be written to again.
    let account = recipient.split('/').next().and_then(|id| id.parse::<Uuid>().ok());
    if let Some(id) = account
        && let Some(key) = queries::by_id(&app.db, id).await?.and_then(|account| account.email_key)
    {
        suppression::Entity::delete_by_id(key).exec(&app.db).await?;
    }
    app.wake_letters.notify_one();
    Ok(())
}

/// No more letters are sent to this address: its server refused it for good.
pub async fn refuse_mail(
    db: &sea_orm::DatabaseConnection,
    now: DateTime<Utc>,
    key: &str,
    reason: &str,
) -> Result<()> {
    let tx = db::begin(db).await?;
    let added = suppress(&tx, now, key, reason).await?;
    if added && let Some(account) = queries::by_key(&tx, key).await? {
        tell(&tx, now, &Actor::System, AccountEvent::MailRefused { account: account.id }).await?;
    }
    Ok(tx.commit().await?)
}

async fn suppress(tx: &impl ConnectionTrait, now: DateTime<Utc>, key: &str, reason: &str) -> Result<bool> {
    let row = suppression::ActiveModel {
        email_key: Set(key.to_owned()),
        reason: Set(reason.chars().take(500).collect()),
        at: Set(now),
    };
    let once = OnConflict::column(suppression::Column::EmailKey).do_nothing().to_owned();
    Ok(suppression::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await? == 1)
}
