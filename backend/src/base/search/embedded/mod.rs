//! The engine within the program: tantivy, for one host. The process that holds the lock writes; all others follow
//! its commits.

mod bits;
mod clusters;
mod columns;
mod expand;
mod facets;
mod few;
mod live;
mod query;
mod rebuild;
mod schema;
mod snapshot;
mod storage;
mod text;
mod tokenizer;
mod top;
mod writer;

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{
    Answer, Bounds, Cluster, ClusterQuestion, Criteria, Document, Error, Question, Reason, Result, Synonyms,
};
pub use expand::allowed_edits;
pub use few::Few;
use live::Live;
pub use rebuild::Rebuild;
use storage::{Stamp, Storage, stamp};
use writer::{IDLE, Writer, commit};

/// How often another process's commits are looked for.
const POLL: Duration = Duration::from_millis(200);

#[derive(Clone)]
pub struct Embedded(Arc<Inner>);

struct Inner {
    storage: Storage,
    synonyms: RwLock<Arc<Synonyms>>,
    /// Or why there is none.
    live: RwLock<std::result::Result<Arc<Live>, Reason>>,
    /// When files were last looked at, and what `current` was then.
    polled: Mutex<(Instant, Option<Stamp>)>,
    lock: Mutex<Option<File>>,
    /// Taken before `live` where both are.
    writer: Mutex<Option<Writer>>,
    /// As many searches at once as there are cores: more would only share them, and each needs its memory.
    searches: Semaphore,
}

impl Embedded {
    pub async fn open(directory: &Path, synonyms: Synonyms) -> Result<Embedded> {
        let directory = directory.to_owned();
        blocking(move || {
            let storage = Storage::new(&directory)?;
            let lock = storage.lock()?;
            let current = stamp(&storage.current_file());
            let generation = storage.current();
            if let (Some(_), Ok(generation)) = (&lock, &generation) {
                storage.remove_others(*generation)?;
            }
            let live = generation.and_then(|generation| Live::open(&storage, generation));
            expand::warm()?;
            Ok(Embedded(Arc::new(Inner {
                storage,
                synonyms: RwLock::new(Arc::new(synonyms)),
                live: RwLock::new(live.map(Arc::new)),
                polled: Mutex::new((Instant::now(), current)),
                lock: Mutex::new(lock),
                writer: Mutex::new(None),
                searches: Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)),
            })))
        })
        .await
    }

    /// From the next question on.
    pub fn set_synonyms(&self, synonyms: Synonyms) {
        *write(&self.0.synonyms) = Arc::new(synonyms);
    }

    pub fn needs_rebuild(&self) -> Option<Reason> {
        read(&self.0.live).as_ref().err().cloned()
    }

    pub fn is_writer(&self) -> bool {
        locked(&self.0.lock).is_some()
    }

    /// Takes the right to write where no other process has it.
    pub async fn become_writer(&self) -> bool {
        self.is_writer() || self.run(|inner| inner.lock()).await.is_ok()
    }

    /// Leaves the right to write to another process.
    pub fn leave_writing(&self) {
        *locked(&self.0.writer) = None;
        *locked(&self.0.lock) = None;
    }

    pub fn generation(&self) -> Option<u64> {
        read(&self.0.live).as_ref().ok().map(|live| live.generation)
    }

    pub async fn verify(&self) -> Result<()> {
        self.run(|inner| {
            let live = inner.live()?;
            loop {
                let before = stamp(&live.meta_file);
                let Err(reason) = inner.storage.verify(live.generation) else { return Ok(()) };
                // Files come and go while someone writes: only what stands still is judged.
                if stamp(&live.meta_file) == before {
                    let mut now = write(&inner.live);
                    if now.as_ref().is_ok_and(|now| now.generation == live.generation) {
                        *now = Err(reason.clone());
                    }
                    return Err(Error::NeedsRebuild(reason));
                }
            }
        })
        .await
    }

    pub async fn last_event(&self) -> Result<i64> {
        self.run(|inner| {
            inner.poll();
            inner.live()?.last_event()
        })
        .await
    }

    pub async fn search(&self, question: Question) -> Result<Answer> {
        let _turn = self.0.searches.acquire().await;
        self.run(move |inner| {
            inner.poll();
            let live = inner.live()?;
            query::answer(&live.snapshot(), &inner.synonyms(), &question, live.generation)
        })
        .await
    }

    pub async fn ids(&self, criteria: Criteria) -> Result<Vec<Uuid>> {
        let _turn = self.0.searches.acquire().await;
        self.run(move |inner| {
            inner.poll();
            query::ids(&inner.live()?.snapshot(), &inner.synonyms(), &criteria)
        })
        .await
    }

    pub async fn clusters(&self, question: ClusterQuestion) -> Result<Vec<Cluster>> {
        let _turn = self.0.searches.acquire().await;
        self.run(move |inner| {
            inner.poll();
            Ok(clusters::clusters(&inner.live()?.snapshot(), &inner.synonyms(), &question)?)
        })
        .await
    }

    pub async fn extent(&self, criteria: Criteria, within: Bounds) -> Result<Option<Bounds>> {
        let _turn = self.0.searches.acquire().await;
        self.run(move |inner| {
            inner.poll();
            Ok(clusters::extent(&inner.live()?.snapshot(), &inner.synonyms(), &criteria, within)?)
        })
        .await
    }

    pub async fn upsert(&self, documents: Vec<Document>) -> Result<()> {
        self.run(move |inner| {
            inner.write(|open| {
                for document in &documents {
                    open.writer.delete_term(open.live.fields.id_term(document.id));
                    open.writer.add_document(open.live.fields.document(document))?;
                }
                open.dirty = true;
                Ok(())
            })
        })
        .await
    }

    pub async fn delete(&self, ids: Vec<Uuid>) -> Result<()> {
        self.run(move |inner| {
            inner.write(|open| {
                for id in ids {
                    open.writer.delete_term(open.live.fields.id_term(id));
                }
                open.dirty = true;
                Ok(())
            })
        })
        .await
    }

    pub async fn commit(&self, last_event: i64) -> Result<()> {
        self.run(move |inner| {
            inner.write(|open| {
                commit(&mut open.writer, last_event)?;
                open.dirty = false;
                open.live.reload()
            })
        })
        .await?;
        let inner = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            tokio::time::sleep(IDLE).await;
            if let Some(inner) = inner.upgrade() {
                tokio::task::spawn_blocking(move || inner.rest());
            }
        });
        Ok(())
    }

    pub async fn rebuild(&self) -> Result<Rebuild> {
        self.run(|inner| {
            inner.lock()?;
            Rebuild::begin(inner)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Arc<Inner>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = self.0.clone();
        blocking(move || work(&inner)).await
    }
}

impl Inner {
    fn synonyms(&self) -> Arc<Synonyms> {
        read(&self.synonyms).clone()
    }

    fn live(&self) -> Result<Arc<Live>> {
        read(&self.live).clone().map_err(Error::NeedsRebuild)
    }

    /// Follows other processes. What can't be read now is tried again at the next poll: the snapshot at hand stays.
    fn poll(&self) {
        let Ok(mut polled) = self.polled.try_lock() else { return };
        if polled.0.elapsed() >= POLL {
            // The writer shows its commits itself: only a merge can be new to it, which changes no answer.
            let in_background = locked(&self.lock).is_some();
            self.follow(&mut polled, in_background);
        }
    }

    fn follow(&self, polled: &mut (Instant, Option<Stamp>), in_background: bool) {
        polled.0 = Instant::now();
        let current = stamp(&self.storage.current_file());
        if current != polled.1 {
            let live = self.storage.current().and_then(|generation| Live::open(&self.storage, generation));
            if live.is_ok() || read(&self.live).is_err() {
                polled.1 = current;
                *write(&self.live) = live.map(Arc::new);
            }
        } else if let Some(live) = self.live().ok().filter(|live| live.has_changed()) {
            let reload = move || {
                if let Err(error) = live.reload() {
                    tracing::warn!(%error, "the newest search index can't be read yet");
                }
            };
            if in_background { drop(tokio::task::spawn_blocking(reload)) } else { reload() }
        }
    }

    /// The right to write, taken over where the process that had it has ended.
    fn lock(&self) -> Result<()> {
        // Always taken after `polled`.
        let mut polled = locked(&self.polled);
        let mut lock = locked(&self.lock);
        if lock.is_none() {
            *lock = Some(self.storage.lock()?.ok_or(Error::NotTheWriter)?);
            // Its last rebuild may not have been seen here.
            self.follow(&mut polled, false);
        }
        Ok(())
    }

    /// Puts a finished generation in the place of the live one.
    fn replace(&self, generation: u64) -> Result<()> {
        let mut slot = locked(&self.writer);
        let live = Live::open(&self.storage, generation).map_err(Error::NeedsRebuild)?;
        let mut polled = locked(&self.polled);
        let before = self.storage.current();
        self.storage.publish(generation)?;
        *slot = None;
        *write(&self.live) = Ok(Arc::new(live));
        *polled = (Instant::now(), stamp(&self.storage.current_file()));
        if let Ok(before) = before {
            self.storage.remove(before);
        }
        Ok(())
    }
}

/// Off the async threads. A panic within ends this work alone.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Failed(error.to_string()))?
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Error {
        Error::Failed(error.to_string())
    }
}

// A lock poisoned by a panic still holds a whole value: each is replaced in one step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
