//! Every change has its event, in the same transaction; every consequence is a delivery.

mod accounts;
mod guarantees;
mod imports;
mod journal;
mod organizations;
mod reference;
mod said;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use schema::events::{delivery, event};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::accounts::AccountEvent;
pub use self::guarantees::{deciders, is_upheld, withdrawal_of};
pub use self::imports::{Imported, of_import, taken_back};
pub use self::journal::{
    Chain, Happened, Reviewed, Saved, Since, Stepped, about, between, last_indexed, last_number,
    last_of_kinds, newest, number, product_history, reviews_on, stale_since, steps_of, verify,
};
pub use self::organizations::{OrganizationEvent, PageEvent, Times, What};
pub use self::reference::{ReferenceEdit, reference_history};
pub use self::said::{Said, forget_said, said_in, said_of};
use crate::actor::Actor;
use crate::base::clock::midnight;
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
    /// The national pilot changed one row.
    ReferenceEdited(ReferenceEdit),
    /// One batch of an import: what it created and changed, each with what stood before.
    SuppliersImported {
        import: Uuid,
        created: Vec<Uuid>,
        updated: Vec<Changed>,
        /// Who was there already and became a member: (network, organisation).
        #[serde(default)]
        joined: Vec<(Uuid, Uuid)>,
    },
    /// A moderator wants a list or a register read that they have sent.
    ImportAsked {
        import: Uuid,
    },
    /// It was read, or given up; whoever asked for it is told.
    ImportEnded {
        import: Uuid,
        account: Option<Uuid>,
    },
    /// One batch of an import was taken back.
    ImportUndone {
        import: Uuid,
        removed: Vec<Uuid>,
        restored: Vec<Changed>,
    },
    /// One batch of a public register: whose guarantees it confirmed, and what stood before and after.
    RegisterRead {
        import: Uuid,
        changed: Vec<Changed>,
    },
    /// Invented suppliers were added, for trials.
    SuppliersGenerated {
        organizations: Vec<Uuid>,
    },
    NetworkCreated {
        network: Uuid,
    },
    /// What a network says of itself changed, or whether it is there at all.
    NetworkChanged {
        changed: Changed,
    },
    /// The national pilot made organisations members of a network, or ended that.
    NetworkMembersChanged {
        network: Uuid,
        joined: Vec<Uuid>,
        left: Vec<Uuid>,
    },
    /// A new day begins in France: what lapsed with the day before leaves the search.
    DayTurned {
        day: NaiveDate,
    },
    /// Someone asked for the search index to be built anew.
    ReindexAsked,
    /// Something happened to an account.
    #[serde(untagged)]
    Account(AccountEvent),
    /// Something happened to an organisation, its products or its guarantees.
    #[serde(untagged)]
    Organization(OrganizationEvent),
    /// Something was said of a page that is no organisation's, or decided of that.
    #[serde(untagged)]
    Page(PageEvent),
}

/// A row that was changed, and how it stood before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    pub id: Uuid,
    pub before: serde_json::Value,
    pub after: serde_json::Value,
}

/// What of the index has to be read again from the database. With a supplier goes all that it shares.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stale {
    pub suppliers: BTreeSet<Uuid>,
    pub resources: BTreeSet<Uuid>,
}

impl Stale {
    pub fn extend(&mut self, other: Stale) {
        self.suppliers.extend(other.suppliers);
        self.resources.extend(other.resources);
    }

    pub fn count(&self) -> usize {
        self.suppliers.len() + self.resources.len()
    }
}

/// What an event can cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// Bring the search index up to date with what is named.
    Index,
    /// Find what lapsed and bring it up to date; then wait for the next day.
    TurnDay,
    /// What a day brings besides: reminders, and what was kept long enough goes.
    Tidy,
    /// Build the search index anew.
    Reindex,
    /// Find whom to tell, and have a letter written to each.
    Tell,
    /// Write a letter to the recipient.
    Letter,
    /// Look at a booking again: its answer is due, or its stay comes near.
    Due,
    /// Read a file that was sent.
    Import,
    /// Compare what is new or changed with what is there, and find the alerts that watch for it.
    Match,
}

impl Reaction {
    /// What the one process does that writes the search index.
    pub const INDEXING: [Reaction; 3] = [Reaction::Index, Reaction::TurnDay, Reaction::Reindex];

    /// What any number of processes do.
    pub const WRITING: [Reaction; 3] = [Reaction::Tell, Reaction::Letter, Reaction::Due];

    /// What takes its time, one after the other.
    pub const READING: [Reaction; 1] = [Reaction::Import];

    /// What is done once a day, beside all else.
    pub const DAILY: [Reaction; 1] = [Reaction::Tidy];

    /// What finds whom to tell of what is new.
    pub const MATCHING: [Reaction; 1] = [Reaction::Match];

    pub fn name(self) -> &'static str {
        match self {
            Reaction::Match => "match",
            Reaction::Import => "import",
            Reaction::Due => "due",
            Reaction::Tell => "tell",
            Reaction::Index => "index",
            Reaction::TurnDay => "turn_day",
            Reaction::Tidy => "tidy",
            Reaction::Reindex => "reindex",
            Reaction::Letter => "letter",
        }
    }

    pub fn named(name: &str) -> Option<Reaction> {
        let all = Self::INDEXING.into_iter().chain(Self::WRITING).chain(Self::READING).chain(Self::MATCHING);
        all.chain(Self::DAILY).find(|reaction| reaction.name() == name)
    }
}

impl Event {
    pub fn kind(&self) -> &'static str {
        match self {
            Event::ReferenceLoaded { .. } => "reference_loaded",
            Event::ReferenceImported { .. } => "reference_imported",
            Event::ReferenceEdited(_) => "reference_edited",
            Event::SuppliersImported { .. } => "suppliers_imported",
            Event::ImportAsked { .. } => "import_asked",
            Event::ImportEnded { .. } => "import_ended",
            Event::ImportUndone { .. } => "import_undone",
            Event::RegisterRead { .. } => "register_read",
            Event::SuppliersGenerated { .. } => "suppliers_generated",
            Event::NetworkCreated { .. } => "network_created",
            Event::NetworkChanged { .. } => "network_changed",
            Event::NetworkMembersChanged { .. } => "network_members_changed",
            Event::DayTurned { .. } => "day_turned",
            Event::ReindexAsked => "reindex_asked",
            Event::Account(event) => event.kind(),
            Event::Organization(event) => event.what.kind(),
            Event::Page(event) => event.what.kind(),
        }
    }

    /// What it causes, for whom, and when that is due.
    fn reactions(&self, now: DateTime<Utc>) -> Vec<(Reaction, DateTime<Utc>, String)> {
        let nobody = String::new;
        match self {
            Event::ReferenceLoaded { .. }
            | Event::ReferenceImported { .. }
            | Event::NetworkCreated { .. } => Vec::new(),
            Event::NetworkChanged { changed } => {
                // Its members stand in the index with it.
                let archived = changed.before["archived_at"] != changed.after["archived_at"];
                archived.then(|| (Reaction::Reindex, now, nobody())).into_iter().collect()
            }
            Event::ImportUndone { .. } | Event::NetworkMembersChanged { .. } => {
                vec![(Reaction::Index, now, nobody())]
            }
            Event::SuppliersImported { .. }
            | Event::RegisterRead { .. }
            | Event::SuppliersGenerated { .. } => {
                vec![(Reaction::Index, now, nobody()), (Reaction::Match, now, nobody())]
            }
            Event::ReferenceEdited(edit) => {
                // Alerts are found by what means the same as their words.
                let rekey = (edit.list == "synonyms").then_some(Reaction::Match);
                edit.reaction().into_iter().chain(rekey).map(|reaction| (reaction, now, nobody())).collect()
            }
            Event::DayTurned { day } => {
                [Reaction::TurnDay, Reaction::Tidy].map(|what| (what, midnight(*day), nobody())).into()
            }
            Event::ReindexAsked => vec![(Reaction::Reindex, now, nobody())],
            Event::ImportAsked { .. } => vec![(Reaction::Import, now, nobody())],
            Event::ImportEnded { account, .. } => {
                account.iter().map(|account| (Reaction::Letter, now, account.to_string())).collect()
            }
            Event::Account(event) => {
                event.recipients().into_iter().map(|to| (Reaction::Letter, now, to)).collect()
            }
            Event::Organization(event) => {
                let index = event.what.is_seen().then_some(Reaction::Index);
                let tell = event.what.is_told().then_some(Reaction::Tell);
                let found = event.what.is_matched().then_some(Reaction::Match);
                index.into_iter().chain(tell).chain(found).map(|reaction| (reaction, now, nobody())).collect()
            }
            Event::Page(_) => vec![(Reaction::Tell, now, nobody())],
        }
    }

    /// The suppliers whose entry in the index it makes stale, with those of all they share.
    pub fn suppliers(&self) -> Vec<Uuid> {
        match self {
            Event::SuppliersImported { created, updated, .. } => {
                created.iter().copied().chain(updated.iter().map(|c| c.id)).collect()
            }
            Event::ImportUndone { removed, restored, .. } => {
                removed.iter().copied().chain(restored.iter().map(|c| c.id)).collect()
            }
            Event::NetworkMembersChanged { joined, left, .. } => joined.iter().chain(left).copied().collect(),
            Event::RegisterRead { changed, .. } => changed.iter().map(|change| change.id).collect(),
            Event::SuppliersGenerated { organizations } => organizations.clone(),
            Event::Organization(event) if event.what.is_seen() && event.what.resource().is_none() => {
                vec![event.organization]
            }
            Event::ReferenceLoaded { .. }
            | Event::ReferenceImported { .. }
            | Event::ReferenceEdited(_)
            | Event::NetworkCreated { .. }
            | Event::NetworkChanged { .. }
            | Event::DayTurned { .. }
            | Event::ReindexAsked
            | Event::ImportAsked { .. }
            | Event::ImportEnded { .. }
            | Event::Account(_)
            | Event::Organization(_)
            | Event::Page(_) => Vec::new(),
        }
    }

    /// What it makes stale in the index.
    pub fn stale(&self) -> Stale {
        let resource = match self {
            Event::Organization(event) => event.what.resource(),
            _ => None,
        };
        Stale { suppliers: self.suppliers().into_iter().collect(), resources: resource.into_iter().collect() }
    }

    /// The account, the organisation, the network or the row of the reference it is about: it may be read there in the journal.
    fn about(&self) -> Option<Uuid> {
        match self {
            Event::Account(event) => Some(event.account()),
            Event::Organization(event) => Some(event.organization),
            Event::ReferenceEdited(edit) => Some(edit.about()),
            Event::NetworkCreated { network } | Event::NetworkMembersChanged { network, .. } => {
                Some(*network)
            }
            Event::NetworkChanged { changed } => Some(changed.id),
            _ => None,
        }
    }

    /// A day turns once, whoever notices it first; every other event has an id of its own.
    fn id(&self) -> Uuid {
        match self {
            Event::DayTurned { day } => {
                use chrono::Datelike;
                Uuid::from_u128(0xda10_0000_0000_7000_8000_0000_0000_0000 + day.num_days_from_ce() as u128)
            }
            // A reminder of one grant comes once, whoever finds it due.
            Event::Organization(OrganizationEvent {
                what: What::GuaranteeEnds { guarantee, days }, ..
            }) => Uuid::from_u128(guarantee.as_u128() ^ (u128::from(days.unsigned_abs() + 1) << 24)),
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
        actor: Set(actor.name()),
        payload: Set(payload),
        at: Set(now),
        hash: Set(None),
        about: Set(what.about()),
    })
    .on_conflict(OnConflict::column(event::Column::Id).do_nothing().to_owned())
    .exec_without_returning(tx)
    .await?;
    add_deliveries(tx, id, what.reactions(now)).await?;
    Ok(id)
}

/// Records what happened to an organisation. Call it in the transaction of the change.
pub async fn record_of(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    organization: Uuid,
    what: What,
) -> Result<Uuid> {
    record(tx, now, actor, &Event::Organization(OrganizationEvent { organization, what })).await
}

/// What an event causes; each once for each recipient.
pub async fn add_deliveries(
    tx: &impl ConnectionTrait,
    event: Uuid,
    caused: Vec<(Reaction, DateTime<Utc>, String)>,
) -> Result<()> {
    let row = |(reaction, due_at, recipient): (Reaction, DateTime<Utc>, String)| delivery::ActiveModel {
        id: Set(Uuid::now_v7()),
        event: Set(event),
        reaction: Set(reaction.name().to_owned()),
        recipient: Set(recipient),
        due_at: Set(due_at),
        leased_until: Set(None),
        attempts: Set(0),
        state: Set("waiting".to_owned()),
        last_error: Set(None),
    };
    let rows: Vec<_> = caused.into_iter().map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let once = [delivery::Column::Event, delivery::Column::Reaction, delivery::Column::Recipient];
    delivery::Entity::insert_many(rows)
        .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
