//! Exports: which suppliers, and their rows on the way out.

mod asked;
mod rows;
mod shared;

pub(super) use self::asked::may_name;
pub use self::asked::{Asked, AskedImport, Of, Told, asked_import, asked_imports, kept, rejected_rows};
pub use self::shared::{SharedExport, newest_shared, select_shared};
use std::collections::BTreeSet;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Read, Seek, SeekFrom};

use tokio::sync::{OwnedSemaphorePermit, mpsc};
use uuid::Uuid;

use super::rules::{ExportFormat, Exported, Head, Terms, TextWriter, Workbook};
use crate::actor::Actor;
use crate::app::App;
use crate::base::events;
use crate::base::words::{Lang, Words};
use crate::error::{Error, Result};
use crate::search::{self, SupplierFilter};
use crate::{organizations, reference};

/// Suppliers read and written at a time.
const BATCH: usize = 500;
/// Bytes of a file sent at a time.
const CHUNK: usize = 64 << 10;

/// What is exported.
#[derive(Debug)]
pub enum Selection {
    /// Read from the database, without the search.
    All,
    Ids(Vec<Uuid>),
}

/// A piece of the file; an error ends it before its end, so that nobody takes it for whole.
pub type Piece = std::io::Result<Vec<u8>>;

/// The suppliers of a search, in the order they came to be known. Nothing asked is all of them.
pub async fn select(app: &App, filter: &SupplierFilter) -> Result<Selection> {
    if *filter == SupplierFilter::default() {
        return Ok(Selection::All);
    }
    Ok(Selection::Ids(search::ids(app, filter).await?))
}

/// Changes when what an export answers may have: after every event, and each day, since guarantees lapse.
pub async fn version(app: &App, selection: &Selection) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    events::last_number(&app.db).await?.hash(&mut hasher);
    app.clock.today().hash(&mut hasher);
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    if let Selection::Ids(ids) = selection {
        ids.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// What one export is made of.
pub struct Export {
    pub app: App,
    pub lang: Lang,
    pub format: ExportFormat,
    pub selection: Selection,
    /// As the address has it; for the head of the file.
    pub query: String,
}

impl Export {
    /// The file, piece by piece, with flat memory. A few at a time: `Unavailable` when there are too many.
    pub fn stream(self) -> Result<mpsc::Receiver<Piece>> {
        let turn = self.app.exports.clone().try_acquire_owned();
        let turn = turn.map_err(|_| Error::Unavailable("too many exports at once".to_owned()))?;
        let (sender, receiver) = mpsc::channel(2);
        tokio::spawn(self.run(sender, turn));
        Ok(receiver)
    }

    async fn run(self, out: mpsc::Sender<Piece>, _turn: OwnedSemaphorePermit) {
        let head = Head {
            publisher: self.app.settings.public_origin(),
            day: self.app.clock.today(),
            query: self.query.clone(),
        };
        let done = match self.format {
            ExportFormat::Xlsx => self.workbook(head, &out).await,
            _ => self.text(head, &out).await,
        };
        if let Err(error) = done {
            tracing::error!(%error, "an export ended before its end");
            out.send(Err(std::io::Error::other("the export failed"))).await.ok();
        }
    }

    async fn text(&self, head: Head, out: &mpsc::Sender<Piece>) -> Result<()> {
        let mut writer = TextWriter::new(self.format, head);
        let mut terms = BTreeSet::new();
        let mut text = writer.begin();
        let mut batches = Batches::of(self);
        while let Some(rows) = batches.next().await? {
            terms.extend(rows.iter().map(terms_of));
            text += &writer.rows(&rows);
            // Nobody listens any more.
            if out.send(Ok(std::mem::take(&mut text).into_bytes())).await.is_err() {
                return Ok(());
            }
        }
        text += &writer.end(&terms.into_iter().collect::<Vec<_>>());
        out.send(Ok(text.into_bytes())).await.ok();
        Ok(())
    }

    async fn workbook(&self, head: Head, out: &mpsc::Sender<Piece>) -> Result<()> {
        let (rows_out, mut rows_in) = mpsc::channel::<Vec<Exported>>(2);
        let file_out = out.clone();
        let writing = tokio::task::spawn_blocking(move || {
            let mut book = Workbook::begin(head).map_err(Error::internal)?;
            let mut terms = BTreeSet::new();
            while let Some(rows) = rows_in.blocking_recv() {
                terms.extend(rows.iter().map(terms_of));
                for row in &rows {
                    book.add(row).map_err(Error::internal)?;
                }
            }
            if file_out.is_closed() {
                return Ok(());
            }
            let file = tempfile::tempfile()?;
            book.finish(&terms.into_iter().collect::<Vec<_>>(), &file).map_err(Error::internal)?;
            sent(file, &file_out)
        });
        let mut batches = Batches::of(self);
        while let Some(rows) = batches.next().await? {
            if out.is_closed() || rows_out.send(rows).await.is_err() {
                break;
            }
        }
        drop(rows_out);
        writing.await.map_err(Error::internal)?
    }
}

/// A file that was written, from its beginning, as long as someone listens.
fn sent(mut file: File, out: &mpsc::Sender<Piece>) -> Result<()> {
    file.seek(SeekFrom::Start(0))?;
    loop {
        let mut piece = Vec::with_capacity(CHUNK);
        if file.by_ref().take(CHUNK as u64).read_to_end(&mut piece)? == 0 {
            return Ok(());
        }
        if out.blocking_send(Ok(piece)).is_err() {
            return Ok(());
        }
    }
}

fn terms_of(row: &Exported) -> Terms {
    Terms { source: row.source.clone(), licence: row.licence.clone() }
}

/// The rows of an export, a batch at a time.
struct Batches<'a> {
    export: &'a Export,
    reference: std::sync::Arc<reference::Reference>,
    /// Of a search: how many were read. Of all: the last one read.
    place: usize,
    last: Uuid,
}

impl<'a> Batches<'a> {
    fn of(export: &'a Export) -> Self {
        Batches { export, reference: export.app.reference.get(), place: 0, last: Uuid::nil() }
    }

    async fn next(&mut self) -> Result<Option<Vec<Exported>>> {
        let app = &self.export.app;
        let ids = match &self.export.selection {
            Selection::All => organizations::ids_after(&app.db, self.last, BATCH as u64).await?,
            Selection::Ids(ids) => ids[self.place..].iter().take(BATCH).copied().collect(),
        };
        let Some(last) = ids.last() else { return Ok(None) };
        (self.place, self.last) = (self.place + ids.len(), *last);
        let words = Words::new(self.export.lang);
        Ok(Some(rows::read(app, &self.reference, words, &ids).await?))
    }
}

/// Of a feed.
const NEWEST: usize = 50;

/// The suppliers of a selection that came to be known last, the newest first.
pub async fn newest(app: &App, lang: Lang, selection: &Selection) -> Result<Vec<Exported>> {
    let ids = match selection {
        Selection::All => organizations::newest(&app.db, NEWEST as u64 * 2).await?,
        // Ids rise with time; those whose source has no licence are left out afterwards.
        Selection::Ids(ids) => ids.iter().rev().take(NEWEST * 4).copied().collect(),
    };
    let mut rows = rows::read(app, &app.reference.get(), Words::new(lang), &ids).await?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.created, row.id)));
    rows.truncate(NEWEST);
    Ok(rows)
}

/// One supplier as an export gives it; none where there is no such, or its source has no licence.
pub async fn exported(app: &App, lang: Lang, slug: &str) -> Result<Option<Exported>> {
    let Some(organization) = organizations::by_slug(&app.db, &Actor::Anonymous, slug).await? else {
        return Ok(None);
    };
    let reference = app.reference.get();
    let mut rows = rows::read(app, &reference, Words::new(lang), &[organization.id]).await?;
    Ok(rows.pop())
}
