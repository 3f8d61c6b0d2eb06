//! The engine beside the program: a Meilisearch server, for one host or many.
//!
//! Each rebuild makes an index of its own; a small state document names the live one, with the
//! number of the last event it holds. Both are written in one order of tasks: whoever reads an
//! event's number finds the documents too.

mod ask;
mod clusters;
mod document;
mod rebuild;
mod settings;
mod state;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use meilisearch_sdk::client::Client;
use meilisearch_sdk::errors::{Error as SdkError, ErrorCode, ErrorType};
use meilisearch_sdk::indexes::Index;
use meilisearch_sdk::task_info::TaskInfo;
use meilisearch_sdk::tasks::Task;
use uuid::Uuid;

use super::{
    Answer, Bounds, Cluster, ClusterQuestion, Criteria, Document, Error, Question, Reason, Result, Synonyms,
};
use document::Row;
pub use rebuild::Rebuild;
use state::{Known, State};

/// Of an answer to a question.
const PATIENCE: Duration = Duration::from_secs(2);
/// Of the receipt for what was given to index.
const SENDING: Duration = Duration::from_secs(20);
/// Of its end.
const INDEXING: Duration = Duration::from_secs(600);
/// How long the state at hand is believed.
const FRESH: Duration = Duration::from_secs(1);
/// Documents of one request.
const BATCH: usize = 1_000;

#[derive(Clone)]
pub struct Meilisearch(Arc<Inner>);

struct Inner {
    client: Client,
    /// Names of our indexes begin so.
    prefix: String,
    synonyms: Mutex<Arc<Synonyms>>,
    /// Of our documents and settings.
    format: String,
    known: Mutex<(Instant, Known)>,
    /// Taken while the state is read, so that one question a second pays for it.
    asking: tokio::sync::Mutex<()>,
    /// Written since the last commit; the last word on each document counts. None deletes.
    pending: Mutex<HashMap<Uuid, Option<Row>>>,
}

impl Meilisearch {
    /// A server that doesn't answer is no error here: see `needs_rebuild`.
    pub async fn open(url: &str, key: Option<&str>, prefix: &str, synonyms: Synonyms) -> Result<Meilisearch> {
        let client = Client::new(url, key).map_err(|error| Error::Failed(error.to_string()))?;
        let engine = Meilisearch(Arc::new(Inner {
            client,
            prefix: prefix.to_owned(),
            format: settings::format(),
            synonyms: Mutex::new(Arc::new(synonyms)),
            known: Mutex::new((Instant::now(), Known::Unreachable("it was not asked yet".into()))),
            asking: tokio::sync::Mutex::default(),
            pending: Mutex::default(),
        }));
        engine.look().await;
        Ok(engine)
    }

    /// The server is told with the next commit.
    pub fn set_synonyms(&self, synonyms: Synonyms) {
        *locked(&self.0.synonyms) = Arc::new(synonyms);
    }

    /// Whether the live index has the synonyms at hand.
    pub fn has_synonyms(&self) -> bool {
        match &locked(&self.0.known).1 {
            Known::Live(state) => state.synonyms == settings::digest(&self.0.synonyms()),
            _ => true,
        }
    }

    pub fn needs_rebuild(&self) -> Option<Reason> {
        match &locked(&self.0.known).1 {
            Known::Live(_) => None,
            Known::Missing => Some(Reason::Missing),
            Known::OtherVersion => Some(Reason::OtherVersion),
            Known::Unreachable(why) => Some(Reason::Unreachable(why.clone())),
        }
    }

    pub fn generation(&self) -> Option<u64> {
        match &locked(&self.0.known).1 {
            Known::Live(state) => Some(state.generation),
            _ => None,
        }
    }

    /// Looks again when the last look is some seconds old; says whether it did.
    pub async fn keep_up(&self) -> bool {
        let stale = locked(&self.0.known).0.elapsed() >= 5 * FRESH;
        if stale {
            self.look().await;
        }
        stale
    }

    /// Asks the server where it stands now.
    pub async fn look(&self) {
        let known = self.0.read_state().await;
        self.0.learn(known);
    }

    pub async fn last_event(&self) -> Result<i64> {
        self.look().await;
        Ok(self.state()?.last_event)
    }

    pub async fn upsert(&self, documents: Vec<Document>) -> Result<()> {
        self.state()?;
        let rows: Vec<(Uuid, Option<Row>)> =
            documents.iter().map(|document| (document.id, Some(Row::new(document)))).collect();
        locked(&self.0.pending).extend(rows);
        Ok(())
    }

    pub async fn delete(&self, ids: Vec<Uuid>) -> Result<()> {
        self.state()?;
        locked(&self.0.pending).extend(ids.into_iter().map(|id| (id, None)));
        Ok(())
    }

    pub async fn commit(&self, last_event: i64) -> Result<()> {
        self.look().await;
        let mut state = self.state()?;
        let pending = std::mem::take(&mut *locked(&self.0.pending));
        let (gone, rows): (Vec<_>, Vec<_>) = pending.into_iter().partition(|(_, row)| row.is_none());
        let rows: Vec<Row> = rows.into_iter().filter_map(|(_, row)| row).collect();
        let gone: Vec<Uuid> = gone.into_iter().map(|(id, _)| id).collect();
        let index = self.0.client.index(&state.index);
        let mut tasks = self.0.send(&index, &rows, &gone).await?;
        let synonyms = self.0.synonyms();
        let digest = settings::digest(&synonyms);
        if state.synonyms != digest {
            tasks.push(within(SENDING, index.set_synonyms(&settings::synonym_map(&synonyms))).await?);
            state.synonyms = digest;
        }
        state.last_event = last_event;
        tasks.push(self.0.write_state(&state).await?);
        self.0.settle(tasks).await?;
        self.0.learn(Known::Live(state));
        Ok(())
    }

    pub async fn rebuild(&self) -> Result<Rebuild> {
        Rebuild::begin(&self.0).await
    }

    pub async fn search(&self, question: Question) -> Result<Answer> {
        let state = self.present().await?;
        match ask::answer(&self.0, &state, &question).await {
            Err(error) => ask::answer(&self.0, &self.newer(&state, error).await?, &question).await,
            answer => answer,
        }
    }

    pub async fn ids(&self, criteria: Criteria) -> Result<Vec<Uuid>> {
        let state = self.present().await?;
        match ask::ids(&self.0, &state, &criteria).await {
            Err(error) => ask::ids(&self.0, &self.newer(&state, error).await?, &criteria).await,
            ids => ids,
        }
    }

    pub async fn clusters(&self, question: ClusterQuestion) -> Result<Vec<Cluster>> {
        let state = self.present().await?;
        match clusters::clusters(&self.0, &state, &question).await {
            Err(error) => clusters::clusters(&self.0, &self.newer(&state, error).await?, &question).await,
            clusters => clusters,
        }
    }

    pub async fn extent(&self, criteria: Criteria, within: Bounds) -> Result<Option<Bounds>> {
        let state = self.present().await?;
        match clusters::extent(&self.0, &state, &criteria, within).await {
            Err(error) => {
                clusters::extent(&self.0, &self.newer(&state, error).await?, &criteria, within).await
            }
            extent => extent,
        }
    }

    /// The live index, as far as was known a second ago.
    async fn present(&self) -> Result<State> {
        let stale = locked(&self.0.known).0.elapsed() >= FRESH;
        if stale && let Ok(_turn) = self.0.asking.try_lock() {
            self.look().await;
        }
        self.state()
    }

    /// After an error: the live index where another process has just replaced it, else the error.
    async fn newer(&self, state: &State, error: Error) -> Result<State> {
        match &error {
            Error::NoCircle | Error::ForeignMark => return Err(error),
            Error::Unreachable(why) => {
                self.0.learn(Known::Unreachable(why.clone()));
                return Err(error);
            }
            _ => {}
        }
        self.look().await;
        match self.state()? {
            newer if newer.generation != state.generation => Ok(newer),
            _ => Err(error),
        }
    }

    fn state(&self) -> Result<State> {
        match &locked(&self.0.known).1 {
            Known::Live(state) => Ok(state.clone()),
            Known::Missing => Err(Error::NeedsRebuild(Reason::Missing)),
            Known::OtherVersion => Err(Error::NeedsRebuild(Reason::OtherVersion)),
            Known::Unreachable(why) => Err(Error::NeedsRebuild(Reason::Unreachable(why.clone()))),
        }
    }
}

impl Inner {
    fn synonyms(&self) -> Arc<Synonyms> {
        locked(&self.synonyms).clone()
    }

    fn learn(&self, known: Known) {
        *locked(&self.known) = (Instant::now(), known);
    }

    async fn send(&self, index: &Index, rows: &[Row], gone: &[Uuid]) -> Result<Vec<TaskInfo>> {
        let mut tasks = Vec::new();
        for rows in rows.chunks(BATCH) {
            tasks.push(within(SENDING, index.add_or_replace(rows, Some("id"))).await?);
        }
        if !gone.is_empty() {
            tasks.push(within(SENDING, index.delete_documents(gone)).await?);
        }
        Ok(tasks)
    }

    /// Waits until the server has done all of this, and says what went wrong.
    async fn settle(&self, tasks: Vec<TaskInfo>) -> Result<()> {
        for sent in tasks {
            let start = Instant::now();
            let mut pause = Duration::from_millis(10);
            loop {
                match within(SENDING, self.client.get_task(&sent)).await? {
                    Task::Succeeded { .. } => break,
                    Task::Failed { content } => return Err(Error::Failed(content.error.to_string())),
                    _ if start.elapsed() > INDEXING => {
                        return Err(Error::Unreachable("it doesn't come to an end with indexing".into()));
                    }
                    _ => tokio::time::sleep(pause).await,
                }
                pause = (pause * 2).min(Duration::from_millis(200));
            }
        }
        Ok(())
    }
}

/// What the server doesn't say in this time, it doesn't say.
async fn within<T>(
    time: Duration,
    answer: impl Future<Output = std::result::Result<T, SdkError>>,
) -> Result<T> {
    match tokio::time::timeout(time, answer).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Error::Unreachable(format!("no answer within {} s", time.as_secs()))),
    }
}

fn is_missing(error: &SdkError) -> bool {
    matches!(error, SdkError::Meilisearch(error)
        if matches!(error.error_code, ErrorCode::IndexNotFound | ErrorCode::DocumentNotFound))
}

impl From<SdkError> for Error {
    fn from(error: SdkError) -> Error {
        match error {
            SdkError::HttpError(error) => Error::Unreachable(error.without_url().to_string()),
            SdkError::Meilisearch(error) if error.error_type == ErrorType::Auth => {
                Error::Unreachable(format!("it refuses the key: {}", error.error_message))
            }
            SdkError::Meilisearch(error) => Error::Failed(error.error_message),
            SdkError::MeilisearchCommunication(error) => {
                Error::Unreachable(format!("it answers with status {}", error.status_code))
            }
            SdkError::Timeout => Error::Unreachable("it doesn't come to an end".into()),
            other => Error::Failed(other.to_string()),
        }
    }
}

// A lock poisoned by a panic still holds a whole value: each is replaced in one step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
