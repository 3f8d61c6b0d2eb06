//! The journal: its order, its chain, and what is read from it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use schema::events::{delivery, event};
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::Value;
use uuid::Uuid;

use super::{Event, Reaction, Stale, said};
use crate::base::{db, secrets};
use crate::error::{Error, Result};

/// A number of our own for the lock under which one worker at a time numbers events.
const NUMBERING_LOCK: i64 = 0x0042_4449_534e_554d;

/// Gives committed events their place in the journal, in the order they happened, and chains them: each holds a hash
/// over itself and the one before. Not in the business transaction: PostgreSQL would have to do one change at a time.
pub async fn number(db: &DatabaseConnection) -> Result<usize> {
    let unnumbered = || {
        event::Entity::find()
            .filter(event::Column::Number.is_null())
            .order_by_asc(event::Column::At)
            .order_by_asc(event::Column::Id)
            .limit(500)
    };
    if unnumbered().one(db).await?.is_none() {
        return Ok(0);
    }
    let tx = db::begin(db).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({NUMBERING_LOCK})")).await?;
    }
    let mut next = last_number(&tx).await?;
    let mut hash = hash_of(&tx, next).await?;
    let rows = unnumbered().all(&tx).await?;
    for row in &rows {
        next += 1;
        hash = link(&hash, next, row);
        event::Entity::update_many()
            .set(event::ActiveModel {
                number: Set(Some(next)),
                hash: Set(Some(hash.clone())),
                ..Default::default()
            })
            .filter(event::Column::Id.eq(row.id))
            .exec(&tx)
            .await?;
    }
    tx.commit().await?;
    Ok(rows.len())
}

/// The number of the newest event in the journal; 0 when there is none.
pub async fn last_number(db: &impl ConnectionTrait) -> Result<i64> {
    let last = event::Entity::find()
        .select_only()
        .column_as(event::Column::Number.max(), "last")
        .into_tuple::<Option<i64>>()
        .one(db)
        .await?;
    Ok(last.flatten().unwrap_or(0))
}

/// When the last thing was written.
pub async fn newest(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>> {
    let newest = event::Entity::find()
        .select_only()
        .column_as(event::Column::At.max(), "newest")
        .into_tuple::<Option<DateTime<Utc>>>()
        .one(db)
        .await?;
    Ok(newest.flatten())
}

/// The hash of an event of this number; empty where the chain begins.
async fn hash_of(db: &impl ConnectionTrait, number: i64) -> Result<String> {
    let row = event::Entity::find().filter(event::Column::Number.eq(number)).one(db).await?;
    Ok(row.and_then(|row| row.hash).unwrap_or_default())
}

/// Over all that an event says. Databases keep microseconds and give the members of JSON in an order of their own:
/// neither may change it.
fn link(before: &str, number: i64, row: &event::Model) -> String {
    let said = serde_json::json!([
        before,
        number,
        row.id,
        row.kind,
        row.actor,
        row.about,
        row.at.timestamp_micros(),
        row.payload,
    ]);
    secrets::hashed(&said.to_string())
}

/// What the journal is found to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Chain {
    /// Every event stands where it was written: how many are chained, how many were written before the chain began, and
    /// the hash of the last, to be kept elsewhere.
    Whole { chained: u64, before: u64, last: String },
    /// The first event that isn't what was written, or isn't there.
    Broken { number: i64, found: &'static str },
}

/// Walks through the journal and compares every hash, also of what is said of persons apart.
pub async fn verify(db: &impl ConnectionTrait) -> Result<Chain> {
    let (mut number, mut hash) = (0, String::new());
    let (mut chained, mut before) = (0, 0);
    loop {
        let rows = event::Entity::find()
            .filter(event::Column::Number.gt(number))
            .order_by_asc(event::Column::Number)
            .limit(1_000)
            .all(db)
            .await?;
        if rows.is_empty() {
            return Ok(Chain::Whole { chained, before, last: hash });
        }
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let said = said::of_events(db, &ids).await?;
        for row in rows {
            number += 1;
            let broken = |found| Ok(Chain::Broken { number, found });
            if row.number != Some(number) {
                return broken("it is missing");
            }
            match &row.hash {
                None if chained == 0 => before += 1,
                None => return broken("its hash is missing"),
                Some(held) if *held != link(&hash, number, &row) => {
                    return broken("it isn't what was written");
                }
                Some(held) => {
                    hash = held.clone();
                    chained += 1;
                }
            }
            let apart = said.iter().filter(|one| one.event == row.id);
            if apart.into_iter().any(|one| row.payload[&one.name] != said::digest(&one.salt, &one.value)) {
                return broken("what it says of a person isn't what was written");
            }
        }
    }
}

/// What events after a number made stale, and the last of those numbers.
#[derive(Debug, Default)]
pub struct Since {
    pub stale: Stale,
    pub last: i64,
}

pub async fn stale_since(db: &impl ConnectionTrait, number: i64) -> Result<Since> {
    let rows = event::Entity::find()
        .filter(event::Column::Number.gt(number))
        .order_by_asc(event::Column::Number)
        .all(db)
        .await?;
    let mut since = Since { last: number, ..Since::default() };
    for row in rows {
        since.last = row.number.unwrap_or(since.last);
        let event: Event = serde_json::from_value(row.payload).map_err(Error::internal)?;
        since.stale.extend(event.stale());
    }
    Ok(since)
}

/// The newest event of which what it made stale is said to be in the index.
pub async fn last_indexed(db: &impl ConnectionTrait) -> Result<i64> {
    let done = Query::select()
        .column(delivery::Column::Event)
        .from(delivery::Entity)
        .and_where(delivery::Column::Reaction.eq(Reaction::Index.name()))
        .and_where(delivery::Column::State.eq("done"))
        .to_owned();
    let last = event::Entity::find()
        .select_only()
        .column_as(event::Column::Number.max(), "last")
        .filter(event::Column::Id.in_subquery(done))
        .into_tuple::<Option<i64>>()
        .one(db)
        .await?;
    Ok(last.flatten().unwrap_or(0))
}

/// One event as it is shown to those it concerns.
#[derive(Clone, Debug)]
pub struct Happened {
    pub kind: String,
    pub at: DateTime<Utc>,
    /// As the journal names it: `account:…`, `system`.
    pub actor: String,
    /// The name of the network in whose name a moderator did it.
    pub by: Option<String>,
}

/// What concerns an account, the newest first.
pub async fn about(db: &impl ConnectionTrait, account: Uuid, limit: u64) -> Result<Vec<Happened>> {
    let rows: Vec<(String, DateTime<Utc>, String, Value)> = event::Entity::find()
        .select_only()
        .column(event::Column::Kind)
        .column(event::Column::At)
        .column(event::Column::Actor)
        .column(event::Column::Payload)
        .filter(event::Column::About.eq(account))
        .order_by_desc(event::Column::At)
        .order_by_desc(event::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let happened = |(kind, at, actor, payload): (String, DateTime<Utc>, String, Value)| {
        let by = payload["by"].as_str().map(str::to_owned);
        Happened { kind, at, actor, by }
    };
    Ok(rows.into_iter().map(happened).collect())
}

/// One saving of a product.
#[derive(Clone, Debug)]
pub struct Saved {
    pub at: DateTime<Utc>,
    pub actor: String,
    pub before: Option<serde_json::Value>,
    pub after: serde_json::Value,
}

/// What was changed in a product, the newest first.
pub async fn product_history(
    db: &impl ConnectionTrait,
    organization: Uuid,
    product: Uuid,
) -> Result<Vec<Saved>> {
    let rows = event::Entity::find()
        .filter(event::Column::About.eq(organization))
        .filter(event::Column::Kind.is_in(["product_saved", "catalogue_imported"]))
        .order_by_desc(event::Column::At)
        .order_by_desc(event::Column::Id)
        .limit(5_000)
        .all(db)
        .await?;
    let id = product.to_string();
    let saved = |mut row: event::Model| {
        // An import says it of many at once.
        let mut told = if row.payload["product"] == id.as_str() {
            row.payload.take()
        } else {
            let changes = row.payload.get_mut("updated")?.as_array_mut()?;
            changes.iter_mut().find(|change| change["id"] == id.as_str())?.take()
        };
        let before = Some(told["before"].take()).filter(|before| !before.is_null());
        Some(Saved { at: row.at, actor: row.actor, before, after: told["after"].take() })
    };
    Ok(rows.into_iter().filter_map(saved).take(50).collect())
}

/// The last thing of these kinds that happened to an organisation.
pub async fn last_of_kinds(
    db: &impl ConnectionTrait,
    organization: Uuid,
    kinds: &[&str],
) -> Result<Option<(DateTime<Utc>, Event)>> {
    let row = event::Entity::find()
        .filter(event::Column::About.eq(organization))
        .filter(event::Column::Kind.is_in(kinds.iter().copied()))
        .order_by_desc(event::Column::At)
        .order_by_desc(event::Column::Id)
        .one(db)
        .await?;
    row.map(|row| Ok((row.at, serde_json::from_value(row.payload).map_err(Error::internal)?))).transpose()
}

/// What moderators decided of one guarantee.
pub struct Reviewed {
    /// As the journal names them.
    pub actor: String,
    pub at: DateTime<Utc>,
    pub before: Value,
    pub after: Value,
    /// The name of their network.
    pub by: Option<String>,
}

/// Events that are read of each page, up to ten of them.
fn most_of(pages: &[Uuid]) -> u64 {
    1_000 * pages.len().clamp(1, 10) as u64
}

/// What was decided of guarantees and not taken back, by guarantee, the last first; `pages`: of all organisations that
/// have or had them.
pub async fn reviews_on(db: &impl ConnectionTrait, pages: &[Uuid]) -> Result<HashMap<String, Vec<Reviewed>>> {
    let rows = event::Entity::find()
        .filter(event::Column::About.is_in(pages.iter().copied()))
        .filter(event::Column::Kind.is_in(["guarantee_reviewed", "review_taken_back"]))
        .order_by_desc(event::Column::At)
        .order_by_desc(event::Column::Id)
        .limit(most_of(pages))
        .all(db)
        .await?;
    let mut found: HashMap<String, Vec<Reviewed>> = HashMap::new();
    let mut taken_back: HashMap<String, usize> = HashMap::new();
    for mut row in rows {
        let guarantee = row.payload["guarantee"].as_str().unwrap_or_default().to_owned();
        let back = taken_back.entry(guarantee.clone()).or_default();
        if row.kind == "review_taken_back" {
            *back += 1;
        } else if *back > 0 {
            *back -= 1;
        } else {
            let (before, after) = (row.payload["before"].take(), row.payload["after"].take());
            let by = row.payload["by"].as_str().map(str::to_owned);
            let reviewed = Reviewed { actor: row.actor, at: row.at, before, after, by };
            found.entry(guarantee).or_default().push(reviewed);
        }
    }
    Ok(found)
}

/// What became of one guarantee.
pub struct Stepped {
    pub kind: String,
    pub at: DateTime<Utc>,
    pub payload: Value,
}

impl Stepped {
    /// What its holder asked of a decision; the journal knows the case alone.
    pub fn appealed(at: DateTime<Utc>, note: &str) -> Stepped {
        let payload = serde_json::json!({ "note": note });
        Stepped { kind: "guarantee_appealed".to_owned(), at, payload }
    }
}

/// All that happened to each of these guarantees, the first thing first; `pages`: of all organisations that have or had
/// them.
pub async fn steps_of(
    db: &impl ConnectionTrait,
    pages: &[Uuid],
    guarantees: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Stepped>>> {
    let kinds = [
        "guarantee_declared",
        "evidence_sent",
        "evidence_removed",
        "guarantee_reviewed",
        "review_taken_back",
        "guarantee_withdrawn",
        "guarantee_restored",
    ];
    let rows = event::Entity::find()
        .filter(event::Column::About.is_in(pages.iter().copied()))
        .filter(event::Column::Kind.is_in(kinds))
        .order_by_desc(event::Column::At)
        .order_by_desc(event::Column::Id)
        .limit(most_of(pages))
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, Vec<Stepped>> = HashMap::new();
    for row in rows.into_iter().rev() {
        let guarantee = row.payload["guarantee"].as_str().and_then(|id| Uuid::parse_str(id).ok());
        if let Some(id) = guarantee.filter(|id| guarantees.contains(id)) {
            found.entry(id).or_default().push(Stepped { kind: row.kind, at: row.at, payload: row.payload });
        }
    }
    Ok(found)
}

/// The events of one kind about an account between two moments, the first one first.
pub async fn between(
    db: &impl ConnectionTrait,
    account: Uuid,
    kind: &str,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<(Uuid, DateTime<Utc>, Event)>> {
    let rows = event::Entity::find()
        .filter(event::Column::About.eq(account))
        .filter(event::Column::Kind.eq(kind))
        .filter(event::Column::At.gt(from))
        .filter(event::Column::At.lt(until))
        .order_by_asc(event::Column::At)
        .order_by_asc(event::Column::Id)
        .all(db)
        .await?;
    let read = |row: event::Model| {
        Ok((row.id, row.at, serde_json::from_value(row.payload).map_err(Error::internal)?))
    };
    rows.into_iter().map(read).collect()
}
