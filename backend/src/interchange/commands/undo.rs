//! An import taken back: what it created goes, what it changed is as before, unless someone changed it since.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use schema::interchange::import;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::saving::{ADDRESS, SELLS, UPDATED, told};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{self, Changed, Event, record};
use crate::error::{Error, Message, Result};
use crate::organizations::Organization;
use crate::products::Suppliance;
use crate::{guarantees, networks, organizations, products};

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Undone {
    pub removed: u64,
    pub restored: u64,
    /// What was changed since, and stays.
    pub kept: Vec<Kept>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Kept {
    pub supplier: String,
    pub reason: &'static str,
}

const CHANGED: &str = "it was changed since";
const ELSEWHERE: &str = "another list names it too";
const MORE: &str = "products or checked guarantees were added to it";

impl Kept {
    /// The reason as word files name it.
    pub fn key(&self) -> &'static str {
        match self.reason {
            CHANGED => "import-kept-changed",
            ELSEWHERE => "import-kept-elsewhere",
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
    for batch in events::of_import(&app.db, id).await? {
        let tx = db::begin(&app.db).await?;
        let mut one = Batch { app, actor, tx: &tx, source, at: batch.at, all: &mut all };
        one.take_back(batch).await?;
        tx.commit().await?;
    }
    // What was kept may be taken back another time, once what changed it is.
    if all.kept.is_empty() {
        let now = app.clock.now();
        import::ActiveModel { id: Set(id), undone_at: Set(Some(now)), ..Default::default() }
            .update(&app.db)
            .await?;
    }
    app.wake.notify_one();
    Ok(Undone {
        removed: all.removed.len() as u64,
        restored: all.restored.difference(&all.removed).count() as u64,
        kept: all.kept.into_values().collect(),
    })
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
    source: Uuid,
    /// When the batch was written.
    at: DateTime<Utc>,
    all: &'a mut Progress,
}

impl Batch<'_> {
    async fn take_back(&mut self, batch: events::Imported) -> Result<()> {
        let (created, updated) = (batch.created, batch.updated);
        let ids: Vec<Uuid> = created.iter().copied().chain(updated.iter().map(|change| change.id)).collect();
        let rows = organizations::by_ids(self.tx, &Actor::System, &ids).await?;
        let now: HashMap<Uuid, Organization> = rows.into_iter().map(|row| (row.id, row)).collect();
        let removed = self.removable(&created, &now).await?;
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
        guarantees::take_back(self.tx, self.source, batch.at, &changed).await?;
        let left: Vec<(Uuid, Uuid)> =
            batch.joined.into_iter().filter(|(_, organization)| changed.contains(organization)).collect();
        networks::leave(self.tx, left).await?;
        organizations::forget_records(self.tx, self.source, &changed).await?;
        organizations::remove(self.tx, &removed).await?;
        self.all.removed.extend(&removed);
        self.all.restored.extend(&changed);
        let event = Event::ImportUndone { import: batch.import, removed, restored };
        record(self.tx, self.app.clock.now(), self.actor, &event).await?;
        Ok(())
    }

    fn keep(&mut self, organization: &Organization, reason: &'static str) {
        self.all.kept.insert(organization.id, Kept { supplier: organization.slug.clone(), reason });
    }

    /// Those it created that nobody has touched since.
    async fn removable(&mut self, created: &[Uuid], now: &HashMap<Uuid, Organization>) -> Result<Vec<Uuid>> {
        let elsewhere = organizations::named_by_others(self.tx, self.source, created).await?;
        let more: HashSet<Uuid> = self.held_beside(created).await?;
        let mut removable = Vec::new();
        for organization in created.iter().filter_map(|id| now.get(id)) {
            if organization.edited_at.is_some() || organization.updated_at != organization.created_at {
                self.keep(organization, CHANGED);
            } else if elsewhere.contains(&organization.id) {
                self.keep(organization, ELSEWHERE);
            } else if more.contains(&organization.id) {
                self.keep(organization, MORE);
            } else {
                removable.push(organization.id);
            }
        }
        Ok(removable)
    }

    /// Who has products, or guarantees that this list didn't declare.
    async fn held_beside(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
        let mut found: HashSet<Uuid> = products::lines_of(self.tx, ids).await?.into_keys().collect();
        for (id, held) in guarantees::held_by(self.tx, ids).await? {
            if held.iter().any(|g| !guarantees::is_declared_by(g, self.source)) {
                found.insert(id);
            }
        }
        Ok(found)
    }

    /// As it stood before, if it still stands as the import left it.
    async fn restore(&mut self, current: &Organization, mut change: Changed) -> Result<Option<Changed>> {
        let after = told(current)?;
        // Only a status was declared: who it is was left alone.
        if let Some(updated) = only_touched(&change.before) {
            if current.updated_at.timestamp_micros() != self.at.timestamp_micros() {
                self.keep(current, CHANGED);
                return Ok(None);
            }
            organizations::touch(self.tx, vec![current.id], updated).await?;
            return Ok(Some(Changed { id: current.id, before: change.after, after: change.before }));
        }
        if current.edited_at.is_some() || !same(&after, &change.after) {
            self.keep(current, CHANGED);
            return Ok(None);
        }
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
