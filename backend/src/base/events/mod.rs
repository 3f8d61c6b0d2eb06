//! Every change has its event, in the same transaction; every consequence is a delivery.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use schema::events::{delivery, event};
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::Actor;
use crate::base::clock::midnight;
use crate::base::db;
use crate::error::{Error, Result};

/// What can happen. A new kind doesn't compile until someone decides its reactions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Our own data files of these names were read anew.
    ReferenceLoaded {
        files: Vec<String>,
    },
    /// Rows of a national list were read from a file.
    ReferenceImported {
        import: Uuid,
        list: String,
        codes: Vec<String>,
    },
    /// One batch of an import: what it created and changed. What stood before is kept for
    /// each changed organisation.
    SuppliersImported {
        import: Uuid,
        created: Vec<Uuid>,
        updated: Vec<Changed>,
        /// Who was there already and became a member: (network, organisation).
        #[serde(default)]
        joined: Vec<(Uuid, Uuid)>,
    },
    /// One batch of an import was taken back.
    ImportUndone {
        import: Uuid,
        removed: Vec<Uuid>,
        restored: Vec<Changed>,
    },
    /// Invented suppliers were added, for trials.
    SuppliersGenerated {
        organizations: Vec<Uuid>,
    },
    NetworkCreated {
        network: Uuid,
    },
    /// A new day begins in France: what lapsed with the day before leaves the search.
    DayTurned {
        day: NaiveDate,
    },
    /// Someone asked for the search index to be built anew.
    ReindexAsked,
}

/// A row that was changed, and how it stood before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    pub id: Uuid,
    pub before: serde_json::Value,
    pub after: serde_json::Value,
}

/// What an event can cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// Bring the search index up to date with the suppliers named.
    Index,
    /// Find what lapsed and bring it up to date; then wait for the next day.
    TurnDay,
    /// Build the search index anew.
    Reindex,
}

impl Reaction {
    pub const ALL: [Reaction; 3] = [Reaction::Index, Reaction::TurnDay, Reaction::Reindex];

    pub fn name(self) -> &'static str {
        match self {
            Reaction::Index => "index",
            Reaction::TurnDay => "turn_day",
            Reaction::Reindex => "reindex",
        }
    }

    pub fn named(name: &str) -> Option<Reaction> {
        Self::ALL.into_iter().find(|reaction| reaction.name() == name)
    }
}

impl Event {
    pub fn kind(&self) -> &'static str {
        match self {
            Event::ReferenceLoaded { .. } => "reference_loaded",
            Event::ReferenceImported { .. } => "reference_imported",
            Event::SuppliersImported { .. } => "suppliers_imported",
            Event::ImportUndone { .. } => "import_undone",
            Event::SuppliersGenerated { .. } => "suppliers_generated",
            Event::NetworkCreated { .. } => "network_created",
            Event::DayTurned { .. } => "day_turned",
            Event::ReindexAsked => "reindex_asked",
        }
    }

    /// What it causes, and when that is due.
    fn reactions(&self, now: DateTime<Utc>) -> Vec<(Reaction, DateTime<Utc>)> {
        match self {
            Event::ReferenceLoaded { .. }
            | Event::ReferenceImported { .. }
            | Event::NetworkCreated { .. } => Vec::new(),
            Event::SuppliersImported { .. }
            | Event::ImportUndone { .. }
            | Event::SuppliersGenerated { .. } => {
                vec![(Reaction::Index, now)]
            }
            Event::DayTurned { day } => vec![(Reaction::TurnDay, midnight(*day))],
            Event::ReindexAsked => vec![(Reaction::Reindex, now)],
        }
    }

    /// The suppliers whose entry in the index it makes stale.
    pub fn suppliers(&self) -> Vec<Uuid> {
        match self {
            Event::SuppliersImported { created, updated, .. } => {
                created.iter().copied().chain(updated.iter().map(|c| c.id)).collect()
            }
            Event::ImportUndone { removed, restored, .. } => {
                removed.iter().copied().chain(restored.iter().map(|c| c.id)).collect()
            }
            Event::SuppliersGenerated { organizations } => organizations.clone(),
            Event::ReferenceLoaded { .. }
            | Event::ReferenceImported { .. }
            | Event::NetworkCreated { .. }
            | Event::DayTurned { .. }
            | Event::ReindexAsked => Vec::new(),
        }
    }

    /// A day turns once, whoever notices it first; every other event has an id of its own.
    fn id(&self) -> Uuid {
        match self {
            Event::DayTurned { day } => {
                use chrono::Datelike;
                Uuid::from_u128(0xda10_0000_0000_7000_8000_0000_0000_0000 + day.num_days_from_ce() as u128)
            }
            _ => Uuid::now_v7(),
        }
    }
}

/// Records what happened and what it causes. Call it in the transaction of the change.
pub async fn record(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    what: &Event,
) -> Result<Uuid> {
    let id = what.id();
    let payload = serde_json::to_value(what).map_err(Error::internal)?;
    event::Entity::insert(event::ActiveModel {
        id: Set(id),
        number: Set(None),
        kind: Set(what.kind().to_owned()),
        actor: Set(actor.name().to_owned()),
        payload: Set(payload),
        at: Set(now),
    })
    .on_conflict(OnConflict::column(event::Column::Id).do_nothing().to_owned())
    .exec_without_returning(tx)
    .await?;
    let deliveries: Vec<_> = what
        .reactions(now)
        .into_iter()
        .map(|(reaction, due_at)| delivery::ActiveModel {
            id: Set(Uuid::now_v7()),
            event: Set(id),
            reaction: Set(reaction.name().to_owned()),
            recipient: Set(String::new()),
            due_at: Set(due_at),
            leased_until: Set(None),
            attempts: Set(0),
            state: Set("waiting".to_owned()),
            last_error: Set(None),
        })
        .collect();
    if !deliveries.is_empty() {
        delivery::Entity::insert_many(deliveries)
            .on_conflict(
                OnConflict::columns([
                    delivery::Column::Event,
                    delivery::Column::Reaction,
                    delivery::Column::Recipient,
                ])
                .do_nothing()
                .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
    }
    Ok(id)
}

/// A number of our own for the lock under which one worker at a time numbers events.
const NUMBERING_LOCK: i64 = 0x0042_4449_534e_554d;

/// Gives committed events their place in the journal, in the order they happened. Not in the
/// business transaction: PostgreSQL would have to do one change at a time.
pub async fn number(db: &DatabaseConnection) -> Result<usize> {
    let unnumbered = || {
        event::Entity::find()
            .select_only()
            .column(event::Column::Id)
            .filter(event::Column::Number.is_null())
            .order_by_asc(event::Column::At)
            .order_by_asc(event::Column::Id)
            .limit(500)
            .into_tuple::<Uuid>()
    };
    if unnumbered().one(db).await?.is_none() {
        return Ok(0);
    }
    let tx = db::begin(db).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({NUMBERING_LOCK})")).await?;
    }
    let mut next = last_number(&tx).await?;
    let ids = unnumbered().all(&tx).await?;
    for id in &ids {
        next += 1;
        event::Entity::update_many()
            .set(event::ActiveModel { number: Set(Some(next)), ..Default::default() })
            .filter(event::Column::Id.eq(*id))
            .exec(&tx)
            .await?;
    }
    tx.commit().await?;
    Ok(ids.len())
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

/// The suppliers that events after a number made stale, and the last of those numbers.
#[derive(Debug, Default)]
pub struct Since {
    pub ids: BTreeSet<Uuid>,
    pub last: i64,
}

pub async fn suppliers_since(db: &impl ConnectionTrait, number: i64) -> Result<Since> {
    let rows = event::Entity::find()
        .filter(event::Column::Number.gt(number))
        .order_by_asc(event::Column::Number)
        .all(db)
        .await?;
    let mut since = Since { last: number, ..Since::default() };
    for row in rows {
        since.last = row.number.unwrap_or(since.last);
        let event: Event = serde_json::from_value(row.payload).map_err(Error::internal)?;
        since.ids.extend(event.suppliers());
    }
    Ok(since)
}

/// One batch of an import, as it was recorded.
#[derive(Clone, Debug)]
pub struct Imported {
    pub import: Uuid,
    pub created: Vec<Uuid>,
    pub updated: Vec<Changed>,
    pub joined: Vec<(Uuid, Uuid)>,
    pub at: DateTime<Utc>,
}

/// The batches of an import, the last one first.
pub async fn of_import(db: &impl ConnectionTrait, import: Uuid) -> Result<Vec<Imported>> {
    // Its id is as old as the import: what happened before isn't read.
    let begun = import.get_timestamp().map(|at| at.to_unix().0 as i64).unwrap_or(0);
    let begun = DateTime::from_timestamp(begun, 0).unwrap_or_default() - chrono::Duration::minutes(1);
    let rows = event::Entity::find()
        .filter(event::Column::Kind.eq("suppliers_imported"))
        .filter(event::Column::At.gte(begun))
        .order_by_desc(event::Column::At)
        .order_by_desc(event::Column::Id)
        .all(db)
        .await?;
    let mut batches = Vec::new();
    for row in rows {
        let told: Event = serde_json::from_value(row.payload).map_err(Error::internal)?;
        if let Event::SuppliersImported { import: of, created, updated, joined } = told
            && of == import
        {
            batches.push(Imported { import, created, updated, joined, at: row.at });
        }
    }
    Ok(batches)
}

/// Whom an import had changed, and who is as before since it was taken back in part.
pub async fn taken_back(db: &impl ConnectionTrait, import: Uuid) -> Result<HashSet<Uuid>> {
    let rows = event::Entity::find().filter(event::Column::Kind.eq("import_undone")).all(db).await?;
    let mut back = HashSet::new();
    for row in rows {
        let told: Event = serde_json::from_value(row.payload).map_err(Error::internal)?;
        if let Event::ImportUndone { import: of, restored, .. } = told
            && of == import
        {
            back.extend(restored.into_iter().map(|change| change.id));
        }
    }
    Ok(back)
}

/// The newest event whose suppliers are said to be in the index.
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
