//! A new index beside the live one, which goes on answering.

use std::sync::{Arc, Mutex};

use meilisearch_sdk::task_info::TaskInfo;
use uuid::Uuid;

use super::document::Row;
use super::state::{Known, State};
use super::{Inner, SENDING, is_missing, locked, settings, within};
use crate::base::search::{Document, Error, Result};

/// Dropped before `finish`, it leaves nothing that the next one doesn't remove.
pub struct Rebuild {
    inner: Arc<Inner>,
    index: String,
    generation: u64,
    /// A digest of those it was told.
    synonyms: String,
    tasks: Mutex<Vec<TaskInfo>>,
}

/// Requests the server may be behind.
const AHEAD: usize = 8;

impl Rebuild {
    pub(super) async fn begin(inner: &Arc<Inner>) -> Result<Rebuild> {
        // Named by the time, so that no generation ever comes back.
        let generation = chrono::Utc::now().timestamp_micros().unsigned_abs();
        let index = format!("{}-suppliers-{generation}", inner.prefix);
        let live = match inner.read_state().await {
            Known::Live(state) => Some(state.index),
            Known::Missing | Known::OtherVersion => None,
            // Not to know which is live is no leave to remove it.
            Known::Unreachable(why) => return Err(Error::Unreachable(why)),
        };
        inner.remove_others(live.as_deref()).await?;
        let made = within(SENDING, inner.client.create_index(&index, Some("id"))).await?;
        let set = inner.client.index(&index);
        let synonyms = inner.synonyms();
        let set = within(SENDING, set.set_settings(&settings::settings(&synonyms))).await?;
        let synonyms = settings::digest(&synonyms);
        inner.settle(vec![made, set]).await?;
        Ok(Rebuild { inner: inner.clone(), index, generation, synonyms, tasks: Mutex::default() })
    }

    pub async fn add(&self, documents: Vec<Document>) -> Result<()> {
        self.write(documents.iter().map(Row::new).collect(), Vec::new()).await
    }

    pub async fn upsert(&self, documents: Vec<Document>) -> Result<()> {
        self.add(documents).await
    }

    pub async fn delete(&self, ids: Vec<Uuid>) -> Result<()> {
        self.write(Vec::new(), ids).await
    }

    async fn write(&self, rows: Vec<Row>, gone: Vec<Uuid>) -> Result<()> {
        let sent = self.inner.send(&self.inner.client.index(&self.index), &rows, &gone).await?;
        let behind: Vec<TaskInfo> = {
            let mut tasks = locked(&self.tasks);
            tasks.extend(sent);
            let done = tasks.len().saturating_sub(AHEAD);
            tasks.drain(..done).collect()
        };
        self.inner.settle(behind).await
    }

    /// Takes the live index's place once all is in.
    pub async fn finish(self, last_event: i64) -> Result<()> {
        let tasks = std::mem::take(&mut *locked(&self.tasks));
        self.inner.settle(tasks).await?;
        let state =
            State::new(&self.inner, self.index.clone(), self.generation, self.synonyms, last_event).await?;
        let written = self.inner.write_state(&state).await?;
        self.inner.settle(vec![written]).await?;
        self.inner.learn(Known::Live(state));
        Ok(())
    }
}

impl Inner {
    /// Removes what earlier and unfinished rebuilds left.
    async fn remove_others(&self, live: Option<&str>) -> Result<()> {
        let ours = format!("{}-suppliers-", self.prefix);
        let mut query = meilisearch_sdk::indexes::IndexesQuery::new(&self.client);
        query.with_limit(1_000);
        let found = within(SENDING, query.execute()).await?;
        for index in found.results {
            if index.uid.starts_with(&ours) && Some(index.uid.as_str()) != live {
                let removed = async {
                    match index.delete().await {
                        Err(error) if is_missing(&error) => Ok(()),
                        other => other.map(|_| ()),
                    }
                };
                within(SENDING, removed).await?;
            }
        }
        Ok(())
    }
}
