//! A new generation of the index, made beside the live one while that goes on answering.

use std::sync::{Arc, Mutex};

use tantivy::{Index, IndexWriter};
use uuid::Uuid;

use super::schema::{self, Fields};
use super::writer::commit;
use super::{Inner, blocking, locked};
use crate::base::search::{Document, Error, Result};

const THREADS: usize = 2;
const MEMORY: usize = 60_000_000;

/// Dropped before `finish`, it leaves nothing.
pub struct Rebuild(Arc<Work>);

struct Work {
    inner: Arc<Inner>,
    generation: u64,
    fields: Fields,
    /// None once finished.
    writer: Mutex<Option<IndexWriter>>,
}

impl Rebuild {
    pub(super) fn begin(inner: &Arc<Inner>) -> Result<Rebuild> {
        let (generation, directory) = inner.storage.create()?;
        let (schema, fields) = schema::build();
        let index = Index::create_in_dir(&directory, schema)?;
        schema::prepare(&index);
        let writer = index.writer_with_num_threads(THREADS, MEMORY)?;
        let writer = Mutex::new(Some(writer));
        Ok(Rebuild(Arc::new(Work { inner: inner.clone(), generation, fields, writer })))
    }

    /// Adds documents whose ids were not added before: nothing is looked for to replace.
    pub async fn add(&self, documents: Vec<Document>) -> Result<()> {
        self.run(move |work, writer| {
            for document in &documents {
                writer.add_document(work.fields.document(document))?;
            }
            Ok(())
        })
        .await
    }

    /// Adds or replaces: for what changed in the database since the rebuild began.
    pub async fn upsert(&self, documents: Vec<Document>) -> Result<()> {
        self.run(move |work, writer| {
            for document in &documents {
                writer.delete_term(work.fields.id_term(document.id));
                writer.add_document(work.fields.document(document))?;
            }
            Ok(())
        })
        .await
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
        write: impl FnOnce(&Work, &IndexWriter) -> Result<()> + Send + 'static,
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
