use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use schema::alerts::{alert, digest, found, key};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
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

/// The same of many; who chose nothing isn't among them.
pub async fn digests_of(db: &impl ConnectionTrait, accounts: &[Uuid]) -> Result<HashMap<Uuid, Digest>> {
    let mut all = HashMap::new();
    for chunk in accounts.chunks(ROWS) {
        let these = digest::Column::Account.is_in(chunk.iter().copied());
        let rows = digest::Entity::find().filter(these).all(db).await?;
        all.extend(rows.into_iter().map(|row| (row.account, Digest::from(row))));
    }
    Ok(all)
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
) -> Result<HashMap<Uuid, (i64, DateTime<Utc>)>> {
    let rows: Vec<(Uuid, i64, DateTime<Utc>)> = found::Entity::find()
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

/// What was found for someone and not told, by no letter or by this one.
pub fn untold(account: Uuid, letter: Option<Uuid>) -> Condition {
    let by = match letter {
        Some(letter) => found::Column::ToldBy.eq(letter),
        None => found::Column::ToldBy.is_null(),
    };
    Condition::all().add(found::Column::Account.eq(account)).add(found::Column::ToldAt.is_null()).add(by)
}

/// By alert, how much is untold, and the moment at which the first of it was found: what this letter took, or what none
/// did.
pub async fn untold_by_alert(
    db: &impl ConnectionTrait,
    account: Uuid,
    letter: Option<Uuid>,
) -> Result<Vec<(Uuid, i64, DateTime<Utc>)>> {
    Ok(found::Entity::find()
        .select_only()
        .column(found::Column::Alert)
        .column_as(found::Column::Item.count(), "count")
        .column_as(found::Column::MatchedAt.min(), "first")
        .filter(untold(account, letter))
        .group_by(found::Column::Alert)
        .into_tuple()
        .all(db)
        .await?)
}

/// The first items that a letter took of one alert.
pub async fn first_taken(
    db: &impl ConnectionTrait,
    account: Uuid,
    letter: Uuid,
    alert: Uuid,
    limit: u64,
) -> Result<Vec<Uuid>> {
    Ok(found::Entity::find()
        .select_only()
        .column(found::Column::Item)
        .filter(untold(account, Some(letter)))
        .filter(found::Column::Alert.eq(alert))
        .order_by_asc(found::Column::MatchedAt)
        .order_by_asc(found::Column::Item)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

/// When someone was last told of something.
pub async fn last_told(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<DateTime<Utc>>> {
    let last = found::Entity::find()
        .select_only()
        .column_as(found::Column::ToldAt.max(), "last")
        .filter(found::Column::Account.eq(account))
        .into_tuple::<Option<DateTime<Utc>>>()
        .one(db)
        .await?;
    Ok(last.flatten())
}

/// The event by which something was found that no letter has taken: of one alert, or of any.
pub async fn event_of_untold(
    db: &impl ConnectionTrait,
    account: Uuid,
    alert: Option<Uuid>,
) -> Result<Option<Uuid>> {
    let mut rows = found::Entity::find().filter(untold(account, None));
    if let Some(alert) = alert {
        rows = rows.filter(found::Column::Alert.eq(alert));
    }
    let row = rows.filter(found::Column::Event.is_not_null()).limit(1).one(db).await?;
    Ok(row.and_then(|row| row.event))
}

/// The next people after an id who have alerts, in their order.
pub async fn accounts_after(db: &impl ConnectionTrait, after: Uuid, limit: u64) -> Result<Vec<Uuid>> {
    Ok(kept()
        .select_only()
        .column(alert::Column::Account)
        .distinct()
        .filter(alert::Column::Account.gt(after))
        .order_by_asc(alert::Column::Account)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

/// Items that alerts found, in the order of their ids.
pub async fn items_after(db: &impl ConnectionTrait, after: Uuid, limit: u64) -> Result<Vec<Uuid>> {
    Ok(found::Entity::find()
        .select_only()
        .column(found::Column::Item)
        .distinct()
        .filter(found::Column::Item.gt(after))
        .order_by_asc(found::Column::Item)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

/// Those of these people for whom alerts of these paces found something before a moment that no letter has taken.
pub async fn left_untold(
    db: &impl ConnectionTrait,
    accounts: &[Uuid],
    paces: &[Pace],
    before: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    let paces = paces.iter().map(|pace| pace.code());
    let live = kept().select_only().column(alert::Column::Id).filter(alert::Column::Pace.is_in(paces));
    Ok(found::Entity::find()
        .select_only()
        .column(found::Column::Account)
        .distinct()
        .filter(found::Column::Account.is_in(accounts.iter().copied()))
        .filter(found::Column::ToldAt.is_null())
        .filter(found::Column::ToldBy.is_null())
        .filter(found::Column::Event.is_not_null())
        .filter(found::Column::MatchedAt.lt(before))
        .filter(found::Column::Alert.in_subquery(live.into_query()))
        .into_tuple()
        .all(db)
        .await?)
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
