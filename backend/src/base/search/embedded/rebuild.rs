//! A new generation of the index, made beside the live one while that goes on answering.

use std::sync::{Arc, Mutex};

use tantivy::indexer::IndexWriterOptions;
use tantivy::{Index, IndexWriter, TantivyDocument};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use super::schema::{self, Fields};
use super::writer::commit;
use super::{Inner, blocking, locked};
use crate::base::search::{Document, Error, Result};

const THREADS: usize = 2;
/// Of each thread, bytes.
const MEMORY: usize = 20_000_000;
/// Documents that wait to be written: the library would let ten thousand wait, whatever their size.
const WAITING: usize = 1_000;

/// Dropped before `finish`, it leaves nothing.
pub struct Rebuild(Arc<Work>);

struct Work {
    inner: Arc<Inner>,
    generation: u64,
    fields: Fields,
    /// None once finished.
    writer: Mutex<Option<IndexWriter<Waiting>>>,
    room: Arc<Semaphore>,
}

/// A document on its way to the index, which holds a place until it is written.
struct Waiting {
    row: TantivyDocument,
    _place: OwnedSemaphorePermit,
}

impl tantivy::Document for Waiting {
    type Value<'a> = <TantivyDocument as tantivy::Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as tantivy::Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.row.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.row
    }
}

impl Rebuild {
    pub(super) fn begin(inner: &Arc<Inner>) -> Result<Rebuild> {
        let (generation, directory) = inner.storage.create()?;
        let (schema, fields) = schema::build();
        let index = Index::create_in_dir(&directory, schema)?;
        schema::prepare(&index);
        // One merge at a time: each holds what it merges in memory.
        let options = IndexWriterOptions::builder().num_worker_threads(THREADS);
        let options = options.memory_budget_per_thread(MEMORY).num_merge_threads(1).build();
        let writer = index.writer_with_options(options)?;
        let (writer, room) = (Mutex::new(Some(writer)), Arc::new(Semaphore::new(WAITING)));
        Ok(Rebuild(Arc::new(Work { inner: inner.clone(), generation, fields, writer, room })))
    }

    /// Adds documents whose ids were not added before: nothing is looked for to replace.
    pub async fn add(&self, documents: Vec<Document>) -> Result<()> {
        self.write(documents, false).await
    }

    /// Adds or replaces: for what changed in the database since the rebuild began.
    pub async fn upsert(&self, documents: Vec<Document>) -> Result<()> {
        self.write(documents, true).await
    }

    async fn write(&self, mut documents: Vec<Document>, replace: bool) -> Result<()> {
        while !documents.is_empty() {
            let rest = documents.split_off(documents.len().min(WAITING / 2));
            let part = std::mem::replace(&mut documents, rest);
            let places = self.0.room.clone().acquire_many_owned(part.len() as u32).await;
            let mut places = places.map_err(|_| ended())?;
            self.run(move |work, writer| {
                for document in &part {
                    if replace {
                        writer.delete_term(work.fields.id_term(document.id));
                    }
                    let _place = places.split(1).ok_or_else(ended)?;
                    writer.add_document(Waiting { row: work.fields.document(document), _place })?;
                }
                Ok(())
            })
            .await?;
        }
        Ok(())
    }

    pub async fn delete(&self, ids: Vec<Uuid>) -> Result<()> {
        self.run(move |work, writer| {
            for id in ids {
                writer.delete_term(work.fields.id_term(id));
            }
            Ok(())
        })
        .await
    }

    /// Commits with the number of the last event it holds, and takes the live index's place. What was written to
    /// that one since is in the new one only if it was written here too: the caller reads on from `last_event`.
    pub async fn finish(self, last_event: i64) -> Result<()> {
        let work = self.0;
        blocking(move || {
            let Some(mut writer) = locked(&work.writer).take() else { return Err(ended()) };
            commit(&mut writer, last_event)?;
            writer.wait_merging_threads()?;
            work.inner.replace(work.generation)
        })
        .await
    }

    async fn run(
        &self,
        write: impl FnOnce(&Work, &IndexWriter<Waiting>) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let work = self.0.clone();
        blocking(move || {
            let writer = locked(&work.writer);
            write(&work, writer.as_ref().ok_or_else(ended)?)
        })
        .await
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let unfinished = self.inner.live().ok().map(|live| live.generation) != Some(self.generation);
        // A later rebuild may have replaced and removed this one already.
        if unfinished && self.inner.storage.directory(self.generation).exists() {
            *locked(&self.writer) = None;
            self.inner.storage.remove(self.generation);
        }
    }
}

fn ended() -> Error {
    Error::Failed("the rebuild has ended".into())
}
