//! The search index, in words that no engine owns: documents go in, questions are answered.
//!
//! The index is made from the database and can be thrown away. It knows codes and identifiers only; who may see
//! what is decided before (only public suppliers are indexed) and checked after (a page of results is read again
//! from the database).

mod embedded;
mod question;

use std::path::Path;

use uuid::Uuid;

pub use embedded::{Embedded, Rebuild, Synonyms};
pub use question::*;

/// Why an index can't be searched before it is built again from the database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("there is no search index yet")]
    Missing,
    #[error("the search index was made by another version")]
    OtherVersion,
    #[error("the search index is damaged: {0}")]
    Damaged(String),
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}: it must be rebuilt")]
    NeedsRebuild(Reason),
    #[error("another process on this host writes the search index")]
    NotTheWriter,
    #[error("the mark isn't one of this question")]
    ForeignMark,
    #[error("the sort by distance needs a circle")]
    NoCircle,
    #[error("the search index can't be read or written: {0}")]
    Io(#[from] std::io::Error),
    #[error("the search index failed: {0}")]
    Failed(String),
}

pub type Result<T> = std::result::Result<T, Error>;

/// The engine in use. Cheap to clone.
#[derive(Clone)]
pub enum Engine {
    Embedded(Embedded),
}

impl Engine {
    /// Opens the embedded index under `directory`, made if absent. An index that can't be used is no error here:
    /// see `needs_rebuild`.
    pub async fn open_embedded(directory: &Path, synonyms: Synonyms) -> Result<Engine> {
        Ok(Engine::Embedded(Embedded::open(directory, synonyms).await?))
    }

    /// Until a rebuild has finished, searches and writes fail with this reason.
    pub fn needs_rebuild(&self) -> Option<Reason> {
        match self {
            Engine::Embedded(engine) => engine.needs_rebuild(),
        }
    }

    /// Reads every byte of the index again and compares checksums: a damaged index is no longer asked.
    pub async fn verify(&self) -> Result<()> {
        match self {
            Engine::Embedded(engine) => engine.verify().await,
        }
    }

    /// Whether this process may write (on one host, one does).
    pub fn is_writer(&self) -> bool {
        match self {
            Engine::Embedded(engine) => engine.is_writer(),
        }
    }

    /// Takes the right to write where no other process has it; says whether this one does.
    pub async fn become_writer(&self) -> bool {
        match self {
            Engine::Embedded(engine) => engine.become_writer().await,
        }
    }

    /// Leaves the right to write to another process.
    pub fn leave_writing(&self) {
        match self {
            Engine::Embedded(engine) => engine.leave_writing(),
        }
    }

    /// Changes at each rebuild.
    pub fn generation(&self) -> Option<u64> {
        match self {
            Engine::Embedded(engine) => engine.generation(),
        }
    }

    /// The number of the last event that the last commit holds.
    pub async fn last_event(&self) -> Result<i64> {
        match self {
            Engine::Embedded(engine) => engine.last_event().await,
        }
    }

    /// Adds documents or replaces those of the same id, from the next commit on.
    pub async fn upsert(&self, documents: Vec<Document>) -> Result<()> {
        match self {
            Engine::Embedded(engine) => engine.upsert(documents).await,
        }
    }

    /// Removes documents, from the next commit on. Unknown ids are nothing to say.
    pub async fn delete(&self, ids: Vec<Uuid>) -> Result<()> {
        match self {
            Engine::Embedded(engine) => engine.delete(ids).await,
        }
    }

    /// Makes what was written visible and lasting, together with the number of the last event it holds.
    pub async fn commit(&self, last_event: i64) -> Result<()> {
        match self {
            Engine::Embedded(engine) => engine.commit(last_event).await,
        }
    }

    /// Begins a new index beside the live one.
    pub async fn rebuild(&self) -> Result<Rebuild> {
        match self {
            Engine::Embedded(engine) => engine.rebuild().await,
        }
    }

    pub async fn search(&self, question: Question) -> Result<Answer> {
        match self {
            Engine::Embedded(engine) => engine.search(question).await,
        }
    }

    pub async fn clusters(&self, question: ClusterQuestion) -> Result<Vec<Cluster>> {
        match self {
            Engine::Embedded(engine) => engine.clusters(question).await,
        }
    }
}
