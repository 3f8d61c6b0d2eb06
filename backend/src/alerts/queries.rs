use std::collections::{BTreeSet, HashMap};

use schema::alerts::{alert, digest, found, key};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use super::rules::{Digest, Kind, Pace};
use crate::actor::Actor;
use crate::error::{Error, Result};

pub use schema::alerts::alert::Model as Alert;
pub use schema::alerts::found::Model as Found;

/// Keys asked for in one statement.
const KEYS: usize = 10_000;
/// Rows read in one statement.
const ROWS: usize = 1_000;

fn kept() -> Select<alert::Entity> {
    alert::Entity::find().filter(alert::Column::DeletedAt.is_null())
}

/// Someone's alerts, the newest first.
pub async fn of_account(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Alert>> {
    Ok(kept()
        .filter(alert::Column::Account.eq(account))
        .order_by_desc(alert::Column::CreatedAt)
        .order_by_desc(alert::Column::Id)
        .limit(super::rules::MOST + 1)
        .all(db)
        .await?)
}

/// When someone is told what their alerts found together.
pub async fn digest_of(db: &impl ConnectionTrait, account: Uuid) -> Result<Digest> {
    Ok(digest::Entity::find_by_id(account).one(db).await?.map(Digest::from).unwrap_or_default())
}

pub async fn count_of(db: &impl ConnectionTrait, account: Uuid) -> Result<u64> {
    Ok(kept().filter(alert::Column::Account.eq(account)).count(db).await?)
}

/// One of one's own. Errors: `NotFound`.
pub async fn by_id(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Alert> {
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let own = kept().filter(alert::Column::Id.eq(id)).filter(alert::Column::Account.eq(person.account));
    own.one(db).await?.ok_or(Error::NotFound)
}

/// One of one's own that was deleted, and isn't gone yet. Errors: `NotFound`.
pub async fn deleted_by_id(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Alert> {
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let own = alert::Entity::find_by_id(id).filter(alert::Column::Account.eq(person.account));
    own.filter(alert::Column::DeletedAt.is_not_null()).one(db).await?.ok_or(Error::NotFound)
}

/// What an alert found, the newest first.
pub async fn found_of(db: &impl ConnectionTrait, alert: Uuid, limit: u64) -> Result<Vec<Found>> {
    Ok(found::Entity::find()
        .filter(found::Column::Alert.eq(alert))
        .order_by_desc(found::Column::MatchedAt)
        .order_by_asc(found::Column::Item)
        .limit(limit)
        .all(db)
        .await?)
}

/// How much each of these alerts found, and when last.
pub async fn last_found(
    db: &impl ConnectionTrait,
    alerts: &[Uuid],
) -> Result<HashMap<Uuid, (i64, chrono::DateTime<chrono::Utc>)>> {
    let rows: Vec<(Uuid, i64, chrono::DateTime<chrono::Utc>)> = found::Entity::find()
        .select_only()
        .column(found::Column::Alert)
        .column_as(found::Column::Item.count(), "count")
        .column_as(found::Column::MatchedAt.max(), "last")
        .filter(found::Column::Alert.is_in(alerts.iter().copied()))
        .group_by(found::Column::Alert)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(alert, count, last)| (alert, (count, last))).collect())
}

/// What was found for someone and not told, with its alert; not what is found by alerts that are paused or deleted.
pub async fn untold_of(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<(Found, Alert)>> {
    let alerts: HashMap<Uuid, Alert> =
        of_account(db, account).await?.into_iter().map(|alert| (alert.id, alert)).collect();
    let waiting = found::Entity::find()
        .filter(found::Column::Account.eq(account))
        .filter(found::Column::ToldAt.is_null())
        .order_by_asc(found::Column::MatchedAt)
        .order_by_asc(found::Column::Item)
        .all(db)
        .await?;
    let with_alert = |row: Found| {
        let alert = alerts.get(&row.alert).filter(|alert| alert.pace != Pace::Paused.code())?;
        Some((row, alert.clone()))
    };
    Ok(waiting.into_iter().filter_map(with_alert).collect())
}

/// Whether anybody watches for things of a kind.
pub async fn are_any(db: &impl ConnectionTrait, kind: Kind) -> Result<bool> {
    let watching = kept().filter(alert::Column::Kind.eq(kind.code()));
    Ok(watching.filter(alert::Column::Pace.ne(Pace::Paused.code())).limit(1).one(db).await?.is_some())
}

/// The alerts that have each of these keys.
pub async fn by_keys(
    db: &impl ConnectionTrait,
    keys: &BTreeSet<String>,
) -> Result<HashMap<String, Vec<Uuid>>> {
    let keys: Vec<&String> = keys.iter().collect();
    let mut found: HashMap<String, Vec<Uuid>> = HashMap::new();
    for chunk in keys.chunks(KEYS) {
        let rows: Vec<(String, Uuid)> = key::Entity::find()
            .select_only()
            .column(key::Column::Key)
            .column(key::Column::Alert)
            .filter(key::Column::Key.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        for (key, alert) in rows {
            found.entry(key).or_default().push(alert);
        }
    }
    Ok(found)
}

pub async fn by_ids(db: &impl ConnectionTrait, ids: &BTreeSet<Uuid>) -> Result<HashMap<Uuid, Alert>> {
    let ids: Vec<Uuid> = ids.iter().copied().collect();
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(ROWS) {
        let rows = kept().filter(alert::Column::Id.is_in(chunk.iter().copied())).all(db).await?;
        found.extend(rows.into_iter().map(|alert| (alert.id, alert)));
    }
    Ok(found)
}

/// The next alerts after an id, in their order, with their keys: to walk through all.
pub async fn after(
    db: &impl ConnectionTrait,
    after: Uuid,
    limit: u64,
) -> Result<Vec<(Alert, BTreeSet<String>)>> {
    let alerts = kept()
        .filter(alert::Column::Id.gt(after))
        .order_by_asc(alert::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let ids = alerts.iter().map(|alert| alert.id);
    let mut keys: HashMap<Uuid, BTreeSet<String>> = HashMap::new();
    for row in key::Entity::find().filter(key::Column::Alert.is_in(ids)).all(db).await? {
        keys.entry(row.alert).or_default().insert(row.key);
    }
    let with_keys = |alert: Alert| {
        let held = keys.remove(&alert.id).unwrap_or_default();
        (alert, held)
    };
    Ok(alerts.into_iter().map(with_keys).collect())
}

/// Those of these that someone was to be told of by this event.
pub async fn found_by(db: &impl ConnectionTrait, event: Uuid) -> Result<Vec<Found>> {
    Ok(found::Entity::find().filter(found::Column::Event.eq(event)).all(db).await?)
}

/// What an alert found and nobody was told of.
pub async fn untold_by(db: &impl ConnectionTrait, alert: Uuid) -> Result<Vec<Found>> {
    let waiting = found::Entity::find().filter(found::Column::Alert.eq(alert));
    Ok(waiting.filter(found::Column::ToldAt.is_null()).all(db).await?)
}
