//! The search index, in words that no engine owns: documents go in, questions are answered.
//!
//! The index is made from the database and can be thrown away. It knows codes and identifiers only; who may see
//! what is decided before (only public suppliers are indexed) and checked after (a page of results is read again
//! from the database).

mod analysis;
mod embedded;
mod geo;
mod meilisearch;
mod question;
mod synonyms;
mod word_keys;

use std::path::Path;

use uuid::Uuid;

pub use analysis::{has_words, phrase, stems};
pub use embedded::{Embedded, Few};
pub use geo::Ring;
pub use meilisearch::Meilisearch;
pub use question::*;
pub use synonyms::Synonyms;
pub use word_keys::{held as word_keys_held, needed as word_keys_needed, stem_key};

/// Why an index can't be searched before it is built again from the database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("there is no search index yet")]
    Missing,
    #[error("the search index was made by another version")]
    OtherVersion,
    #[error("the search index is damaged: {0}")]
    Damaged(String),
    #[error("the search server can't be used: {0}")]
    Unreachable(String),
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
    #[error("the search server can't be used: {0}")]
    Unreachable(String),
    #[error("the search index failed: {0}")]
    Failed(String),
}

pub type Result<T> = std::result::Result<T, Error>;

/// The engine in use. Cheap to clone.
#[derive(Clone)]
pub enum Engine {
    Embedded(Embedded),
    Meilisearch(Meilisearch),
}

impl Engine {
    /// Opens the embedded index under `directory`, made if absent. An index that can't be used is no error here:
    /// see `needs_rebuild`.
    pub async fn open_embedded(directory: &Path, synonyms: Synonyms) -> Result<Engine> {
        Ok(Engine::Embedded(Embedded::open(directory, synonyms).await?))
    }

    /// Opens the indexes whose names begin with `prefix` on a Meilisearch server. One that doesn't answer is no error
    /// here either.
    pub async fn open_meilisearch(
        url: &str,
        key: Option<&str>,
        prefix: &str,
        synonyms: Synonyms,
    ) -> Result<Engine> {
        Ok(Engine::Meilisearch(Meilisearch::open(url, key, prefix, synonyms).await?))
    }

    /// Other words that say the same from now on; a server is told with the next commit.
    pub fn set_synonyms(&self, synonyms: Synonyms) {
        match self {
            Engine::Embedded(engine) => engine.set_synonyms(synonyms),
            Engine::Meilisearch(engine) => engine.set_synonyms(synonyms),
        }
    }

    /// Whether questions are asked with them already.
    pub fn has_synonyms(&self) -> bool {
        match self {
            Engine::Embedded(_) => true,
            Engine::Meilisearch(engine) => engine.has_synonyms(),
        }
    }

    /// Until a rebuild has finished, searches and writes fail with this reason.
    pub fn needs_rebuild(&self) -> Option<Reason> {
        match self {
            Engine::Embedded(engine) => engine.needs_rebuild(),
            Engine::Meilisearch(engine) => engine.needs_rebuild(),
        }
    }

    /// Reads every byte of the index again and compares checksums: a damaged index is no longer asked.
    pub async fn verify(&self) -> Result<()> {
        match self {
            Engine::Embedded(engine) => engine.verify().await,
            Engine::Meilisearch(engine) => {
                engine.look().await;
                match engine.needs_rebuild() {
                    Some(reason) => Err(Error::NeedsRebuild(reason)),
                    None => Ok(()),
                }
            }
        }
    }

    /// Asks a server where it stands, unless it was asked a moment ago; says whether it was asked now.
    pub async fn keep_up(&self) -> bool {
        match self {
            Engine::Embedded(_) => false,
            Engine::Meilisearch(engine) => engine.keep_up().await,
        }
    }

    /// Changes at each rebuild.
    pub fn generation(&self) -> Option<u64> {
        match self {
            Engine::Embedded(engine) => engine.generation(),
            Engine::Meilisearch(engine) => engine.generation(),
        }
    }

    /// The number of the last event that the last commit holds.
    pub async fn last_event(&self) -> Result<i64> {
        match self {
            Engine::Embedded(engine) => engine.last_event().await,
            Engine::Meilisearch(engine) => engine.last_event().await,
        }
    }

    /// Adds documents or replaces those of the same id, from the next commit on.
    pub async fn upsert(&self, documents: Vec<Document>) -> Result<()> {
        match self {
            Engine::Embedded(engine) => engine.upsert(documents).await,
            Engine::Meilisearch(engine) => engine.upsert(documents).await,
        }
    }

    /// Removes documents, from the next commit on. Unknown ids are nothing to say.
    pub async fn delete(&self, ids: Vec<Uuid>) -> Result<()> {
        match self {
            Engine::Embedded(engine) => engine.delete(ids).await,
            Engine::Meilisearch(engine) => engine.delete(ids).await,
        }
    }

    /// Makes what was written visible and lasting, together with the number of the last event it holds.
    pub async fn commit(&self, last_event: i64) -> Result<()> {
        match self {
            Engine::Embedded(engine) => engine.commit(last_event).await,
            Engine::Meilisearch(engine) => engine.commit(last_event).await,
        }
    }

    /// Begins a new index beside the live one.
    pub async fn rebuild(&self) -> Result<Rebuild> {
        match self {
            Engine::Embedded(engine) => Ok(Rebuild::Embedded(engine.rebuild().await?)),
            Engine::Meilisearch(engine) => Ok(Rebuild::Meilisearch(engine.rebuild().await?)),
        }
    }

    pub async fn search(&self, question: Question) -> Result<Answer> {
        match self {
            Engine::Embedded(engine) => engine.search(question).await,
            Engine::Meilisearch(engine) => engine.search(question).await,
        }
    }

    /// All that match, in the order of their ids.
    pub async fn ids(&self, criteria: Criteria) -> Result<Vec<Uuid>> {
        match self {
            Engine::Embedded(engine) => engine.ids(criteria).await,
            Engine::Meilisearch(engine) => engine.ids(criteria).await,
        }
    }

    pub async fn clusters(&self, question: ClusterQuestion) -> Result<Vec<Cluster>> {
        match self {
            Engine::Embedded(engine) => engine.clusters(question).await,
            Engine::Meilisearch(engine) => engine.clusters(question).await,
        }
    }

    /// The smallest box that holds all that match within these bounds, which don't cross the antimeridian; none
    /// where nothing does.
    pub async fn extent(&self, criteria: Criteria, within: Bounds) -> Result<Option<Bounds>> {
        match self {
            Engine::Embedded(engine) => engine.extent(criteria, within).await,
            Engine::Meilisearch(engine) => engine.extent(criteria, within).await,
        }
    }
}

/// A new index beside the live one. Dropped before `finish`, it leaves nothing.
pub enum Rebuild {
    Embedded(embedded::Rebuild),
    Meilisearch(meilisearch::Rebuild),
}

impl Rebuild {
    /// Adds documents whose ids were not added before: nothing is looked for to replace.
    pub async fn add(&self, documents: Vec<Document>) -> Result<()> {
        match self {
            Rebuild::Embedded(rebuild) => rebuild.add(documents).await,
            Rebuild::Meilisearch(rebuild) => rebuild.add(documents).await,
        }
    }

    /// Adds or replaces: for what changed in the database since the rebuild began.
    pub async fn upsert(&self, documents: Vec<Document>) -> Result<()> {
        match self {
            Rebuild::Embedded(rebuild) => rebuild.upsert(documents).await,
            Rebuild::Meilisearch(rebuild) => rebuild.upsert(documents).await,
        }
    }

    pub async fn delete(&self, ids: Vec<Uuid>) -> Result<()> {
        match self {
            Rebuild::Embedded(rebuild) => rebuild.delete(ids).await,
            Rebuild::Meilisearch(rebuild) => rebuild.delete(ids).await,
        }
    }

    /// Commits with the number of the last event it holds, and takes the live index's place. What was written to
    /// that one since is in the new one only if it was written here too: the caller reads on from `last_event`.
    pub async fn finish(self, last_event: i64) -> Result<()> {
        match self {
            Rebuild::Embedded(rebuild) => rebuild.finish(last_event).await,
            Rebuild::Meilisearch(rebuild) => rebuild.finish(last_event).await,
        }
    }
}
