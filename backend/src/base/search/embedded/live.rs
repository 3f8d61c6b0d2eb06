//! One generation of the index, open.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, RwLock};

use tantivy::{Index, IndexReader, ReloadPolicy};

use super::schema::{self, Fields};
use super::snapshot::{ColumnsById, Snapshot};
use super::storage::{Stamp, Storage, stamp};
use super::{locked, read, write};
use crate::base::search::{Error, Reason, Result};

pub struct Live {
    pub generation: u64,
    pub index: Index,
    pub fields: Fields,
    reader: IndexReader,
    pub meta_file: std::path::PathBuf,
    snapshot: RwLock<Arc<Snapshot>>,
    /// What the snapshot was made from; held while the next is made.
    loaded: Mutex<(Option<Stamp>, ColumnsById)>,
}

impl Live {
    /// Opens every file of the index (tantivy checks their ends) and reads its columns whole. What lies
    /// between is for `Storage::verify`.
    pub fn open(storage: &Storage, generation: u64) -> std::result::Result<Live, Reason> {
        // tantivy trusts what it reads: some damage makes it panic.
        catch_unwind(AssertUnwindSafe(|| Live::try_open(storage, generation)))
            .unwrap_or_else(|_| Err(Reason::Damaged("it can't be read".into())))
    }

    fn try_open(storage: &Storage, generation: u64) -> std::result::Result<Live, Reason> {
        let directory = storage.directory(generation);
        let meta_file = directory.join("meta.json");
        let damaged = |error: tantivy::TantivyError| Reason::Damaged(error.to_string());
        let index = Index::open_in_dir(&directory).map_err(damaged)?;
        let (schema, fields) = schema::build();
        if index.schema() != schema {
            return Err(Reason::OtherVersion);
        }
        schema::prepare(&index);
        let meta = stamp(&meta_file);
        let reader: IndexReader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(damaged)?;
        let mut columns = ColumnsById::new();
        let snapshot = Snapshot::new(reader.searcher(), fields, &mut columns).map_err(damaged)?;
        Ok(Live {
            generation,
            index,
            fields,
            reader,
            meta_file,
            snapshot: RwLock::new(Arc::new(snapshot)),
            loaded: Mutex::new((meta, columns)),
        })
    }

    pub fn snapshot(&self) -> Arc<Snapshot> {
        read(&self.snapshot).clone()
    }

    pub fn has_changed(&self) -> bool {
        stamp(&self.meta_file) != locked(&self.loaded).0
    }

    /// Shows the newest commit, whoever made it.
    pub fn reload(&self) -> Result<()> {
        let mut loaded = locked(&self.loaded);
        let meta = stamp(&self.meta_file);
        self.reader.reload()?;
        let snapshot = Snapshot::new(self.reader.searcher(), self.fields, &mut loaded.1)?;
        *write(&self.snapshot) = Arc::new(snapshot);
        loaded.0 = meta;
        Ok(())
    }

    pub fn last_event(&self) -> Result<i64> {
        let payload = self.index.load_metas()?.payload;
        payload
            .unwrap_or_default()
            .parse()
            .map_err(|_| Error::Failed("a commit without its last event".into()))
    }
}
