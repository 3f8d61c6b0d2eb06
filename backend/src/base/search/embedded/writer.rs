//! The one writer of the live index: opened by the first change, closed when nothing comes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tantivy::IndexWriter;

use super::live::Live;
use super::{Inner, locked};
use crate::base::search::Result;

/// A writer without work is closed after this time, with its threads and buffers.
pub const IDLE: Duration = Duration::from_secs(20);
const WRITER_MEMORY: usize = 64_000_000;

pub struct Writer {
    pub writer: IndexWriter,
    pub live: Arc<Live>,
    used: Instant,
    /// Written to since the last commit.
    pub dirty: bool,
}

impl Inner {
    pub fn write(&self, work: impl FnOnce(&mut Writer) -> Result<()>) -> Result<()> {
        self.lock()?;
        let mut slot = locked(&self.writer);
        if slot.is_none() {
            let live = self.live()?;
            let writer = live.index.writer_with_num_threads(1, WRITER_MEMORY)?;
            *slot = Some(Writer { writer, live, used: Instant::now(), dirty: false });
        }
        let Some(open) = slot.as_mut() else { return Ok(()) };
        open.used = Instant::now();
        let done = work(open);
        if done.is_err() {
            // Nothing half-written stays: the caller starts again from the last event committed.
            *slot = None;
        }
        done
    }

    pub fn rest(&self) {
        let mut slot = locked(&self.writer);
        if let Some(open) = slot.take_if(|open| !open.dirty && open.used.elapsed() >= IDLE)
            && let Err(error) = open.writer.wait_merging_threads()
        {
            tracing::warn!(%error, "the search index wasn't tidied");
        }
    }
}

pub fn commit<D: tantivy::Document>(writer: &mut IndexWriter<D>, last_event: i64) -> Result<()> {
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&last_event.to_string());
    commit.commit()?;
    Ok(())
}
