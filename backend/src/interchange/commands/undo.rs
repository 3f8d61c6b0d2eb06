//! An import taken back: what it created goes, what it changed is as before, unless someone changed it since.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use schema::interchange::import;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::saving::{ADDRESS, SELLS, UPDATED, told};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{self, Changed, Event, record};
use crate::error::{Error, Message, Result};
use crate::interchange::queries::Told;
use crate::organizations::Organization;
use crate::products::Suppliance;
use crate::{guarantees, messages, networks, organizations, products, sharing};

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Undone {
    pub removed: u64,
    pub restored: u64,
    /// What was changed since, and stays.
    pub kept: Vec<Kept>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The last part of its address.
    pub supplier: String,
    pub name: String,
    pub reason: String,
}

const CHANGED: &str = "it was changed since";
const ELSEWHERE: &str = "another list names it too";
const MORE: &str = "products or checked guarantees were added to it";
const PEOPLE: &str = "people belong to it, or were invited, or added pictures";
const WRITTEN: &str = "someone wrote to it";
const CASES: &str = "moderators were asked about it";
const SHARED: &str = "it shares something, or has booked";
const MERGED: &str = "its page and another became one";
const NETWORK: &str = "it joined a network otherwise";

impl Kept {
    /// The reason as word files name it.
    pub fn key(&self) -> &'static str {
        match self.reason.as_str() {
            CHANGED => "import-kept-changed",
            ELSEWHERE => "import-kept-elsewhere",
            PEOPLE => "import-kept-people",
            WRITTEN => "import-kept-written",
            CASES => "import-kept-cases",
            SHARED => "import-kept-shared",
            MERGED => "import-kept-merged",
            NETWORK => "import-kept-network",
            _ => "import-kept-more",
        }
    }
}

/// Takes an import back, the last batch first; each batch is one short transaction. An address for letters that it
/// brought goes; the one it took the place of is kept nowhere.
///
/// Errors: `Invalid` when there is no such import, or it was taken back already.
pub async fn undo(app: &App, actor: &Actor, id: Uuid) -> Result<Undone> {
    let refused = |key| Error::invalid("--undo", Message::new(key).with("value", id.to_string()));
    let held = import::Entity::find_by_id(id).one(&app.db).await?;
    let held = held.ok_or_else(|| refused("invalid-import-unknown"))?;
    if held.undone_at.is_some() {
        return Err(refused("invalid-import-undone"));
    }
    let source = held.source.ok_or_else(|| refused("invalid-import-unknown"))?;
    let mut all = Progress { back: events::taken_back(&app.db, id).await?, ..Progress::default() };
    let batches = events::of_import(&app.db, id).await?;
    let by = Brought::of(source, held.network, &batches);
    for batch in batches {
        let tx = db::begin(&app.db).await?;
        let mut one = Batch { app, actor, tx: &tx, by: &by, at: batch.at, all: &mut all };
        one.take_back(batch).await?;
        tx.commit().await?;
    }
    let undone = Undone {
        removed: all.removed.len() as u64,
        restored: all.restored.difference(&all.removed).count() as u64,
        kept: all.kept.into_values().collect(),
    };
    // What was kept may be taken back another time, once what changed it is.
    let now = undone.kept.is_empty().then(|| app.clock.now());
    let report = Told::undone(held.report, &undone);
    import::ActiveModel { id: Set(id), undone_at: Set(now), report: Set(Some(report)), ..Default::default() }
        .update(&app.db)
        .await?;
    app.wake.notify_one();
    Ok(undone)
}

/// Whether something of an import that was taken back in part can be taken back now.
pub async fn may_be_undone(app: &App, id: Uuid) -> Result<bool> {
    let Some(held) = import::Entity::find_by_id(id).one(&app.db).await? else { return Ok(false) };
    let (Some(source), None) = (held.source, held.undone_at) else { return Ok(false) };
    let back = events::taken_back(&app.db, id).await?;
    let batches = events::of_import(&app.db, id).await?;
    let by = Brought::of(source, held.network, &batches);
    for batch in &batches {
        let ids: Vec<Uuid> =
            batch.created.iter().copied().chain(batch.updated.iter().map(|change| change.id)).collect();
        let now = organizations::any_by_ids(&app.db, &ids).await?;
        let (removable, _) = by.removable(&app.db, &batch.created, &now).await?;
        if !removable.is_empty() {
            return Ok(true);
        }
        for change in batch.updated.iter().filter(|change| !back.contains(&change.id)) {
            if let Some(current) = now.get(&change.id)
                && as_left(current, change, batch.at)?
            {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// What an import brought, and nothing else did.
struct Brought {
    source: Uuid,
    network: Option<Uuid>,
    joined: HashSet<(Uuid, Uuid)>,
}

impl Brought {
    fn of(source: Uuid, network: Option<Uuid>, batches: &[events::Imported]) -> Brought {
        let joined = batches.iter().flat_map(|batch| batch.joined.iter().copied()).collect();
        Brought { source, network, joined }
    }

    /// Those it created that nobody has touched since, and the others with what keeps them.
    async fn removable(
        &self,
        db: &impl ConnectionTrait,
        created: &[Uuid],
        now: &HashMap<Uuid, Organization>,
    ) -> Result<(Vec<Uuid>, Vec<(Uuid, &'static str)>)> {
        let kept = [
            (organizations::merged(db, created).await?, MERGED),
            (organizations::touched(db, created).await?, PEOPLE),
            (messages::touched(db, created).await?, WRITTEN),
            (sharing::touched(db, created).await?, SHARED),
            (networks::touched(db, created).await?, CASES),
            (organizations::named_by_others(db, self.source, created).await?, ELSEWHERE),
            (self.held_beside(db, created).await?, MORE),
            (self.in_networks_beside(db, created).await?, NETWORK),
        ];
        let (mut removable, mut staying) = (Vec::new(), Vec::new());
        for one in created.iter().filter_map(|id| now.get(id)) {
            let beside = kept.iter().find(|(ids, _)| ids.contains(&one.id)).map(|(_, reason)| *reason);
            let changed = one.edited_at.is_some() || one.updated_at != one.created_at;
            match beside.or(changed.then_some(CHANGED)) {
                Some(reason) => staying.push((one.id, reason)),
                None => removable.push(one.id),
            }
        }
        Ok((removable, staying))
    }

    /// Who has products, or guarantees that this list didn't declare.
    async fn held_beside(&self, db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
        let mut found: HashSet<Uuid> = products::lines_of(db, ids).await?.into_keys().collect();
        for (id, held) in guarantees::held_by(db, ids).await? {
            if held.iter().any(|g| !guarantees::is_declared_by(g, self.source)) {
                found.insert(id);
            }
        }
        Ok(found)
    }

    /// Who belongs to a network that this import didn't bring them into.
    async fn in_networks_beside(&self, db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
        let found = networks::of_organizations(db, ids).await?;
        let beside = |(id, networks): (Uuid, Vec<networks::Network>)| {
            let otherwise = |network: &networks::Network| {
                Some(network.id) != self.network && !self.joined.contains(&(network.id, id))
            };
            networks.iter().any(otherwise).then_some(id)
        };
        Ok(found.into_iter().filter_map(beside).collect())
    }
}

/// What was done so far.
#[derive(Default)]
struct Progress {
    /// Restored another time: it is as it was before the import.
    back: HashSet<Uuid>,
    removed: HashSet<Uuid>,
    restored: HashSet<Uuid>,
    kept: BTreeMap<Uuid, Kept>,
}

struct Batch<'a> {
    app: &'a App,
    actor: &'a Actor,
    tx: &'a DatabaseTransaction,
    by: &'a Brought,
    /// When the batch was written.
    at: DateTime<Utc>,
    all: &'a mut Progress,
}

impl Batch<'_> {
    async fn take_back(&mut self, batch: events::Imported) -> Result<()> {
        let (created, updated) = (batch.created, batch.updated);
        let ids: Vec<Uuid> = created.iter().copied().chain(updated.iter().map(|change| change.id)).collect();
        organizations::lock_all(self.tx, &created).await?;
        let now = organizations::any_by_ids(self.tx, &ids).await?;
        let (removed, staying) = self.by.removable(self.tx, &created, &now).await?;
        for (id, reason) in staying {
            if let Some(one) = now.get(&id) {
                self.keep(one, reason);
            }
        }
        let mut restored = Vec::new();
        for change in updated {
            if self.all.back.contains(&change.id) {
                continue;
            }
            if let Some(current) = now.get(&change.id) {
                restored.extend(self.restore(current, change).await?);
            }
        }
        let changed: Vec<Uuid> = restored.iter().map(|change| change.id).collect();
        guarantees::take_back(self.tx, self.by.source, batch.at, &changed).await?;
        let left: Vec<(Uuid, Uuid)> =
            batch.joined.into_iter().filter(|(_, organization)| changed.contains(organization)).collect();
        networks::leave(self.tx, left).await?;
        organizations::forget_records(self.tx, self.by.source, &changed).await?;
        organizations::remove(self.tx, &removed).await?;
        self.all.removed.extend(&removed);
        self.all.restored.extend(&changed);
        let event = Event::ImportUndone { import: batch.import, removed, restored };
        record(self.tx, self.app.clock.now(), self.actor, &event).await?;
        Ok(())
    }

    fn keep(&mut self, one: &Organization, reason: &'static str) {
        let kept = Kept { supplier: one.slug.clone(), name: one.name.clone(), reason: reason.to_owned() };
        self.all.kept.insert(one.id, kept);
    }

    /// As it stood before, if it still stands as the import left it.
    async fn restore(&mut self, current: &Organization, mut change: Changed) -> Result<Option<Changed>> {
        if !as_left(current, &change, self.at)? {
            self.keep(current, CHANGED);
            return Ok(None);
        }
        // Only a status was declared: who it is was left alone.
        if let Some(updated) = only_touched(&change.before) {
            organizations::touch(self.tx, vec![current.id], updated).await?;
            return Ok(Some(Changed { id: current.id, before: change.after, after: change.before }));
        }
        let after = told(current)?;
        let sold = change.before.as_object_mut().and_then(|before| before.remove(SELLS));
        let mut before: Organization = serde_json::from_value(change.before).map_err(Error::internal)?;
        let brought = change.after.get(ADDRESS).is_some();
        before.email = current.email.clone().filter(|_| !brought);
        let restored = told(&before)?;
        organizations::update(self.tx, before).await?;
        if let Some(sold) = sold {
            let sold: Suppliance = serde_json::from_value(sold).map_err(Error::internal)?;
            products::replace(self.tx, &self.app.reference.get(), sold).await?;
        }
        Ok(Some(Changed { id: current.id, before: after, after: restored }))
    }
}

/// Whether nobody has changed it since a batch did.
fn as_left(current: &Organization, change: &Changed, at: DateTime<Utc>) -> Result<bool> {
    Ok(match only_touched(&change.before) {
        Some(_) => current.updated_at.timestamp_micros() == at.timestamp_micros(),
        None => current.edited_at.is_none() && same(&told(current)?, &change.after),
    })
}

/// When one had last changed that only received a status.
fn only_touched(before: &Value) -> Option<DateTime<Utc>> {
    let before = before.as_object().filter(|before| before.len() == 1)?;
    serde_json::from_value(before.get(UPDATED)?.clone()).ok()
}

/// Databases keep times to the microsecond, the journal to the nanosecond.
fn same(current: &Value, left: &Value) -> bool {
    let without_times = |value: &Value| {
        let mut value = value.clone();
        let object = value.as_object_mut();
        let updated = object.and_then(|object| {
            object.remove("created_at");
            object.remove("email");
            object.remove(ADDRESS);
            object.remove("updated_at")
        });
        let updated: Option<DateTime<Utc>> = updated.and_then(|at| serde_json::from_value(at).ok());
        (value, updated.map(|at| at.timestamp_micros()))
    };
    without_times(current) == without_times(left)
}
