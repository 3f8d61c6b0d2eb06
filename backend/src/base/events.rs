//! Every change has its event, in the same transaction; every consequence is a delivery.

use chrono::{DateTime, NaiveDate, Utc};
use schema::events::{delivery, event};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::Actor;
use crate::base::clock::midnight;
use crate::error::{Error, Result};

/// What can happen. A new kind doesn't compile until someone decides its reactions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// Our own data files of these names were read anew.
    ReferenceLoaded { files: Vec<String> },
    /// Rows of a national list were read from a file.
    ReferenceImported { import: Uuid, list: String, codes: Vec<String> },
    /// One batch of an import: what it created and changed. What stood before is kept for
    /// each changed organisation.
    SuppliersImported { import: Uuid, created: Vec<Uuid>, updated: Vec<Changed> },
    /// Invented suppliers were added, for trials.
    SuppliersGenerated { organizations: Vec<Uuid> },
    NetworkCreated { network: Uuid },
    /// A new day begins in France: what lapsed with the day before leaves the search.
    DayTurned { day: NaiveDate },
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
}

impl Reaction {
    pub const ALL: [Reaction; 2] = [Reaction::Index, Reaction::TurnDay];

    pub fn name(self) -> &'static str {
        match self {
            Reaction::Index => "index",
            Reaction::TurnDay => "turn_day",
        }
    }
}

impl Event {
    pub fn kind(&self) -> &'static str {
        match self {
            Event::ReferenceLoaded { .. } => "reference_loaded",
            Event::ReferenceImported { .. } => "reference_imported",
            Event::SuppliersImported { .. } => "suppliers_imported",
            Event::SuppliersGenerated { .. } => "suppliers_generated",
            Event::NetworkCreated { .. } => "network_created",
            Event::DayTurned { .. } => "day_turned",
        }
    }

    /// What it causes, and when that is due.
    fn reactions(&self, now: DateTime<Utc>) -> Vec<(Reaction, DateTime<Utc>)> {
        match self {
            Event::ReferenceLoaded { .. } | Event::ReferenceImported { .. } | Event::NetworkCreated { .. } => {
                Vec::new()
            }
            Event::SuppliersImported { .. } | Event::SuppliersGenerated { .. } => {
                vec![(Reaction::Index, now)]
            }
            Event::DayTurned { day } => vec![(Reaction::TurnDay, midnight(*day))],
        }
    }

    /// The suppliers whose entry in the index it makes stale.
    pub fn suppliers(&self) -> Vec<Uuid> {
        match self {
            Event::SuppliersImported { created, updated, .. } => {
                created.iter().copied().chain(updated.iter().map(|c| c.id)).collect()
            }
            Event::SuppliersGenerated { organizations } => organizations.clone(),
            Event::ReferenceLoaded { .. }
            | Event::ReferenceImported { .. }
            | Event::NetworkCreated { .. }
            | Event::DayTurned { .. } => Vec::new(),
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
pub async fn record(tx: &impl ConnectionTrait, now: DateTime<Utc>, actor: &Actor, what: &Event) -> Result<Uuid> {
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
