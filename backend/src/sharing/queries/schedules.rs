//! When things can be had, as it was last read: a search by day asks it of thousands, and it seldom changes.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;
use schema::sharing::resource;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::base::db::MAX_BOUND;
use crate::error::{Error, Result};
use crate::sharing::rules::calendar::{Opening, Terms};

/// So many are kept, of about a kilobyte each.
const MOST: usize = 50_000;

/// When something can be had and on which terms, and how many units there are of it.
#[derive(Debug)]
pub struct Schedule {
    version: i32,
    pub units: u32,
    pub opening: Opening,
    pub terms: Terms,
}

/// What was read, by what it belongs to.
#[derive(Clone)]
pub struct KnownSchedules(Arc<Mutex<LruCache<Uuid, Arc<Schedule>>>>);

impl Default for KnownSchedules {
    fn default() -> KnownSchedules {
        KnownSchedules(Arc::new(Mutex::new(LruCache::new(NonZeroUsize::MIN.saturating_add(MOST - 1)))))
    }
}

impl KnownSchedules {
    /// The schedules of these, each with the version it has by now: what is known of another one, or of none, is read.
    pub async fn of(
        &self,
        db: &impl ConnectionTrait,
        wanted: impl Iterator<Item = (Uuid, Option<i32>)>,
    ) -> Result<Vec<(Uuid, Arc<Schedule>)>> {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for (id, version) in wanted {
                match known.get(&id).filter(|one| Some(one.version) == version) {
                    Some(one) => found.push((id, one.clone())),
                    None => missing.push(id),
                }
            }
        }
        let read = read(db, &missing).await?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, one) in read {
            known.put(id, one.clone());
            found.push((id, one));
        }
        Ok(found)
    }
}

async fn read(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, Arc<Schedule>)>> {
    // JSON as it is written: thousands are read without a tree of each.
    let as_text = |column: resource::Column| column.into_expr().cast_as("text");
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(MAX_BOUND) {
        let rows: Vec<(Uuid, i32, i32, String, String)> = resource::Entity::find()
            .select_only()
            .column(resource::Column::Id)
            .column(resource::Column::Version)
            .column(resource::Column::Units)
            .column_as(as_text(resource::Column::Opening), "opening")
            .column_as(as_text(resource::Column::Terms), "terms")
            .filter(resource::Column::Id.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        for (id, version, units, opening, terms) in rows {
            let opening = serde_json::from_str(&opening).map_err(Error::internal)?;
            let terms = serde_json::from_str(&terms).map_err(Error::internal)?;
            found.push((id, Arc::new(Schedule { version, units: units.unsigned_abs(), opening, terms })));
        }
    }
    Ok(found)
}
