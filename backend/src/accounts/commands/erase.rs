use chrono::{DateTime, Utc};
use schema::accounts::{
    access_token, account, administrator, device, link, moderator, preference, recovery_code, session,
    suppression,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{prove, tell};
use crate::accounts::queries;
use crate::accounts::rules::{DEVICE, SESSION_IDLE, UNCONFIRMED};
use crate::actor::Actor;
use crate::app::{App, Leaving, PERSONS};
use crate::base::events::{self, AccountEvent, Said};
use crate::base::{db, throttle};
use crate::error::Result;
use crate::rights::{self, Operation};

/// Everything that is kept about whoever asks, to take away.
pub async fn taken(app: &App, actor: &Actor) -> Result<Value> {
    rights::check(actor, Operation::TakeData)?;
    let account = queries::own(&app.db, actor).await?;
    let now = app.clock.now();
    let sessions = queries::sessions_of(&app.db, now, account.id).await?;
    let tokens = queries::tokens_of(&app.db, now, account.id).await?;
    let paces = queries::paces_of(&app.db, account.id).await?;
    let journal = events::about(&app.db, account.id, 10_000).await?;
    let standing = queries::standing_of(&app.db, &account).await?;
    let said = events::said_of(&app.db, account.id).await?;
    let tx = db::begin(&app.db).await?;
    tell(&tx, now, actor, AccountEvent::DataTaken { account: account.id }).await?;
    tx.commit().await?;
    let mut taken = json!({
        "takenAt": now,
        "account": {
            "id": account.id,
            "email": account.email,
            "name": account.name,
            "language": account.lang,
            "timeZone": account.time_zone,
            "createdAt": account.created_at,
            "confirmedAt": account.confirmed_at,
            "secondFactorSince": account.totp_since,
            "administrator": standing.administrator,
            "moderates": standing.moderates,
        },
        "sessions": sessions.iter().map(|one| json!({
            "browser": one.agent, "createdAt": one.created_at, "seenAt": one.seen_at, "expiresAt": one.expires_at,
        })).collect::<Vec<_>>(),
        "accessTokens": tokens.iter().map(|one| json!({
            "name": one.name, "scope": one.scope, "createdAt": one.created_at, "expiresAt": one.expires_at,
            "usedAt": one.used_at,
        })).collect::<Vec<_>>(),
        "mail": paces.iter().map(|(kind, pace)| json!({ "kind": kind.code(), "pace": pace.code() }))
            .collect::<Vec<_>>(),
        "journal": journal.iter().map(|one| json!({ "kind": one.kind, "at": one.at, "by": one.actor }))
            .collect::<Vec<_>>(),
        "saidInTheJournal": said.iter().map(|(name, value)| json!({ "name": name, "value": value }))
            .collect::<Vec<_>>(),
    });
    for (_, kept) in PERSONS {
        let (name, value) = kept(&app.db, account.id).await?;
        taken[name] = value;
    }
    Ok(taken)
}

/// Erases the account of whoever asks: what is personal goes everywhere, what it did in public stays as a former
/// member's. A last letter says so, and its address goes with it.
///
/// Errors: `Invalid` at `password`.
pub async fn erase(app: &App, actor: &Actor, password: &str) -> Result<()> {
    rights::check(actor, Operation::EraseAccount)?;
    let held = queries::own(&app.db, actor).await?;
    prove(app, &held, password).await?;
    let now = app.clock.now();
    let email = held.email.clone().unwrap_or_default();
    let before = Said::new("email_before", held.id, &email);
    let tx = db::begin(&app.db).await?;
    macro_rules! forget {
        ($($room:ident),*) => {$(
            $room::Entity::delete_many().filter($room::Column::Account.eq(held.id)).exec(&tx).await?;
        )*};
    }
    forget!(session, access_token, link, recovery_code, device, preference, moderator, administrator);
    for (forget, _) in PERSONS {
        let email_key = held.email_key.as_deref().unwrap_or_default();
        forget(&tx, Leaving { app, actor, account: held.id, email_key }).await?;
    }
    events::forget_said(&tx, &[held.id]).await?;
    if let Some(key) = &held.email_key {
        suppression::Entity::delete_by_id(key.clone()).exec(&tx).await?;
    }
    account::Entity::update(account::ActiveModel {
        id: Set(held.id),
        email: Set(None),
        email_key: Set(None),
        name: Set(String::new()),
        password: Set(None),
        time_zone: Set("Europe/Paris".to_owned()),
        totp_secret: Set(None),
        totp_step: Set(None),
        totp_since: Set(None),
        erased_at: Set(Some(now)),
        ..Default::default()
    })
    .exec(&tx)
    .await?;
    let what = AccountEvent::AccountErased { account: held.id, email_before: before.digest() };
    let event = tell(&tx, now, actor, what).await?;
    before.keep(&tx, event).await?;
    tx.commit().await?;
    // The account is erased, whatever a folder of letters says.
    if let Err(error) = app.post.tidy(Some(email)).await {
        tracing::error!(%error, "letters of an erased account are left");
    }
    db::forget(&app.db).await?;
    app.wake_letters.notify_one();
    Ok(())
}

/// What need no longer be kept goes: once a day.
pub async fn tidy(app: &App) -> Result<()> {
    let now: DateTime<Utc> = app.clock.now();
    let db = &app.db;
    let over = Condition::any()
        .add(session::Column::ExpiresAt.lte(now))
        .add(session::Column::SeenAt.lte(now - SESSION_IDLE));
    session::Entity::delete_many().filter(over).exec(db).await?;
    access_token::Entity::delete_many().filter(access_token::Column::ExpiresAt.lte(now)).exec(db).await?;
    link::Entity::delete_many().filter(link::Column::ExpiresAt.lte(now)).exec(db).await?;
    device::Entity::delete_many().filter(device::Column::SeenAt.lte(now - DEVICE)).exec(db).await?;
    throttle::tidy(db, now).await?;
    // Nobody has shown that the address is theirs: it goes with all there is about it.
    let unconfirmed = Condition::all()
        .add(account::Column::ConfirmedAt.is_null())
        .add(account::Column::ErasedAt.is_null())
        .add(account::Column::CreatedAt.lte(now - UNCONFIRMED));
    account::Entity::delete_many().filter(unconfirmed).exec(db).await?;
    // Of erased accounts, where the last letter never left.
    let erased: Vec<Uuid> = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::ErasedAt.between(now - UNCONFIRMED * 2, now - UNCONFIRMED))
        .into_tuple()
        .all(db)
        .await?;
    events::forget_said(db, &erased).await?;
    Ok(app.post.tidy(None).await?)
}
