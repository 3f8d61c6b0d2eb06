use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use schema::accounts::{
    access_token, account, administrator, device, link, moderator, preference, recovery_code, session,
    suppression,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::rules::{Kind, Pace, SESSION_IDLE};
use crate::actor::{Actor, By, Person, Standing};
use crate::base::db::MAX_BOUND;
use crate::base::deliveries;
use crate::base::secrets::hashed;
use crate::error::{Error, Message, Result};

pub use schema::accounts::access_token::Model as AccessToken;
pub use schema::accounts::account::Model as Account;
pub use schema::accounts::session::Model as Session;

/// A session that was used a shorter while ago isn't written to.
const SEEN: Duration = Duration::minutes(10);
/// Personal tokens begin so: whoever finds one knows what it is.
pub const TOKEN_START: &str = "bdis_";

/// Who comes in with a token of a session, or with a personal one; none when it isn't known or has ended.
pub async fn actor_of(db: &impl ConnectionTrait, now: DateTime<Utc>, token: &str) -> Result<Option<Actor>> {
    let (account, by) = if token.starts_with(TOKEN_START) {
        let held = access_token::Entity::find()
            .filter(access_token::Column::Token.eq(hashed(token)))
            .filter(access_token::Column::ExpiresAt.gt(now));
        let Some(held) = held.one(db).await? else { return Ok(None) };
        if held.used_at.is_none_or(|used| now - used > SEEN) {
            access_token::Entity::update_many()
                .col_expr(access_token::Column::UsedAt, Expr::value(now))
                .filter(access_token::Column::Id.eq(held.id))
                .exec(db)
                .await?;
        }
        (held.account, By::Token { id: held.id, writes: held.scope == "write" })
    } else {
        let held = session::Entity::find()
            .filter(session::Column::Token.eq(hashed(token)))
            .filter(session::Column::ExpiresAt.gt(now))
            .filter(session::Column::SeenAt.gt(now - SESSION_IDLE));
        let Some(held) = held.one(db).await? else { return Ok(None) };
        if now - held.seen_at > SEEN {
            session::Entity::update_many()
                .col_expr(session::Column::SeenAt, Expr::value(now))
                .filter(session::Column::Id.eq(held.id))
                .exec(db)
                .await?;
        }
        (held.account, By::Session(held.id))
    };
    let Some(found) = by_id(db, account).await? else { return Ok(None) };
    let standing = standing_of(db, &found).await?;
    Ok(Some(Actor::Person(Person { account, by, standing })))
}

/// What someone is entrusted with.
pub async fn standing_of(db: &impl ConnectionTrait, of: &Account) -> Result<Standing> {
    let administrator = administrator::Entity::find_by_id(of.id).one(db).await?.is_some();
    let moderates = moderator::Entity::find()
        .select_only()
        .column(moderator::Column::Network)
        .filter(moderator::Column::Account.eq(of.id))
        .into_tuple()
        .all(db)
        .await?;
    // Who keeps the reference, the networks know.
    Ok(Standing { administrator, moderates, pilot: false, second_factor: of.totp_since.is_some() })
}

/// Who moderates a network, by name.
pub async fn moderators_of(db: &impl ConnectionTrait, network: Uuid) -> Result<Vec<Account>> {
    let these = moderator::Entity::find().filter(moderator::Column::Network.eq(network)).all(db).await?;
    Ok(account::Entity::find()
        .filter(account::Column::Id.is_in(these.into_iter().map(|row| row.account)))
        .filter(account::Column::ErasedAt.is_null())
        .order_by_asc(account::Column::Name)
        .order_by_asc(account::Column::Id)
        .all(db)
        .await?)
}

/// An account that isn't erased.
pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Account>> {
    Ok(account::Entity::find_by_id(id).filter(account::Column::ErasedAt.is_null()).one(db).await?)
}

/// What people call themselves; nothing of those who are gone.
pub async fn names(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let rows = account::Entity::find().filter(account::Column::Id.is_in(ids.iter().copied()));
    let rows = rows.filter(account::Column::ErasedAt.is_null()).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Where these people are.
pub async fn time_zones(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Tz>> {
    let mut zones = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(MAX_BOUND) {
        let rows: Vec<(Uuid, String)> = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .column(account::Column::TimeZone)
            .filter(account::Column::Id.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        zones.extend(rows.into_iter().filter_map(|(id, zone)| Some((id, zone.parse().ok()?))));
    }
    Ok(zones)
}

pub async fn by_key(db: &impl ConnectionTrait, key: &str) -> Result<Option<Account>> {
    Ok(account::Entity::find().filter(account::Column::EmailKey.eq(key)).one(db).await?)
}

/// The account of whoever has signed in. Errors: `Unauthenticated`.
pub async fn own(db: &impl ConnectionTrait, actor: &Actor) -> Result<Account> {
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    by_id(db, person.account).await?.ok_or(Error::Unauthenticated)
}

/// The sessions that go on, the last used first.
pub async fn sessions_of(db: &impl ConnectionTrait, now: DateTime<Utc>, of: Uuid) -> Result<Vec<Session>> {
    Ok(session::Entity::find()
        .filter(session::Column::Account.eq(of))
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(session::Column::SeenAt.gt(now - SESSION_IDLE))
        .order_by_desc(session::Column::SeenAt)
        .limit(100)
        .all(db)
        .await?)
}

/// The personal tokens that hold, the newest first.
pub async fn tokens_of(db: &impl ConnectionTrait, now: DateTime<Utc>, of: Uuid) -> Result<Vec<AccessToken>> {
    Ok(access_token::Entity::find()
        .filter(access_token::Column::Account.eq(of))
        .filter(access_token::Column::ExpiresAt.gt(now))
        .order_by_desc(access_token::Column::CreatedAt)
        .all(db)
        .await?)
}

pub async fn recovery_codes_left(db: &impl ConnectionTrait, of: Uuid) -> Result<u64> {
    Ok(recovery_code::Entity::find()
        .filter(recovery_code::Column::Account.eq(of))
        .filter(recovery_code::Column::UsedAt.is_null())
        .count(db)
        .await?)
}

/// How soon each kind of letter comes.
pub async fn paces_of(db: &impl ConnectionTrait, of: Uuid) -> Result<Vec<(Kind, Pace)>> {
    let rows = preference::Entity::find().filter(preference::Column::Account.eq(of)).all(db).await?;
    let chosen =
        |kind: Kind| rows.iter().find(|row| row.kind == kind.code()).and_then(|row| Pace::named(&row.pace));
    Ok(Kind::ALL.into_iter().map(|kind| (kind, chosen(kind).unwrap_or(kind.usual()))).collect())
}

/// What a letter's link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Confirm,
    Reset,
    Email,
    SecondStep,
    Preferences,
}

impl Purpose {
    pub fn code(self) -> &'static str {
        match self {
            Purpose::Confirm => "confirm",
            Purpose::Reset => "reset",
            Purpose::Email => "email",
            Purpose::SecondStep => "second_step",
            Purpose::Preferences => "preferences",
        }
    }
}

/// The link of this token and its account.
///
/// Errors: `Invalid` at `token` when it isn't known, was used, or its time has passed: each said.
pub async fn link_of(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    token: &str,
    purpose: Purpose,
) -> Result<(link::Model, Account)> {
    let wrong = |key| Error::invalid("token", Message::new(key));
    let found = link::Entity::find_by_id(hashed(token))
        .filter(link::Column::Purpose.eq(purpose.code()))
        .one(db)
        .await?
        .ok_or_else(|| wrong("invalid-link"))?;
    if found.used_at.is_some() {
        return Err(wrong("invalid-link-used"));
    }
    if found.expires_at <= now {
        return Err(wrong("invalid-link-expired"));
    }
    let account = by_id(db, found.account).await?.ok_or_else(|| wrong("invalid-link"))?;
    Ok((found, account))
}

/// Whether this browser is known as one of this account's; and whether any is.
pub async fn knows_device(
    db: &impl ConnectionTrait,
    account: Uuid,
    token: Option<&str>,
) -> Result<(bool, bool)> {
    let own = device::Entity::find().filter(device::Column::Account.eq(account));
    let known = match token {
        Some(token) => own.clone().filter(device::Column::Token.eq(hashed(token))).one(db).await?.is_some(),
        None => false,
    };
    Ok((known, known || own.one(db).await?.is_some()))
}

/// Whether letters to this address come back.
pub async fn refuses_mail(db: &impl ConnectionTrait, key: &str) -> Result<bool> {
    Ok(suppression::Entity::find_by_id(key).one(db).await?.is_some())
}

/// Whether one of these letters went to the account that has this address.
pub async fn was_written_to(db: &impl ConnectionTrait, key: &str, letters: &[Uuid]) -> Result<bool> {
    let Some(account) = by_key(db, key).await? else { return Ok(false) };
    let recipients = deliveries::recipients(db, letters).await?;
    // What follows the slash says as what.
    Ok(recipients.iter().any(|to| to.split('/').next() == Some(&account.id.to_string())))
}
