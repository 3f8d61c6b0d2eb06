//! Where generations of the index lie: `index-<generation>/`, and beside them the small file `current` that names
//! the live one (replaced by a rename) and `lock`, held by the process that writes.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::schema::FORMAT;
use crate::base::search::Reason;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Current {
    generation: u64,
    format: u32,
}

/// Tells one content of a file that is replaced by renames from the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    inode: u64,
    bytes: u64,
    seconds: i64,
    nanoseconds: i64,
}

pub fn stamp(path: &Path) -> Option<Stamp> {
    let meta = fs::metadata(path).ok()?;
    Some(Stamp {
        inode: meta.ino(),
        bytes: meta.len(),
        seconds: meta.mtime(),
        nanoseconds: meta.mtime_nsec(),
    })
}

#[derive(Debug, Clone)]
pub struct Storage {
    root: PathBuf,
}

impl Storage {
    pub fn new(root: &Path) -> io::Result<Storage> {
        fs::create_dir_all(root)?;
        Ok(Storage { root: root.to_owned() })
    }

    pub fn directory(&self, generation: u64) -> PathBuf {
        self.root.join(format!("index-{generation}"))
    }

    pub fn current_file(&self) -> PathBuf {
        self.root.join("current")
    }

    /// The live generation.
    pub fn current(&self) -> Result<u64, Reason> {
        let text = match fs::read_to_string(self.current_file()) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Reason::Missing),
            Err(error) => return Err(Reason::Damaged(error.to_string())),
        };
        match serde_json::from_str::<Current>(&text) {
            Ok(current) if current.format == FORMAT => Ok(current.generation),
            Ok(_) => Err(Reason::OtherVersion),
            Err(error) => Err(Reason::Damaged(format!("its file \"current\": {error}"))),
        }
    }

    /// Makes a generation the live one, at once or not at all.
    pub fn publish(&self, generation: u64) -> io::Result<()> {
        let next = self.root.join("current.next");
        let mut file = File::create(&next)?;
        file.write_all(serde_json::to_string(&Current { generation, format: FORMAT })?.as_bytes())?;
        file.sync_all()?;
        fs::rename(&next, self.current_file())?;
        File::open(&self.root)?.sync_all()
    }

    /// A new directory, named by the time so that no generation ever comes back.
    pub fn create(&self) -> io::Result<(u64, PathBuf)> {
        let now = chrono::Utc::now().timestamp_millis().unsigned_abs();
        let last = self.generations()?.into_iter().max().unwrap_or(0);
        let generation = now.max(last + 1);
        let directory = self.directory(generation);
        fs::create_dir(&directory)?;
        Ok((generation, directory))
    }

    /// Compares the checksum of every file. The files are opened for this alone, so that none of them stays
    /// in memory.
    pub fn verify(&self, generation: u64) -> Result<(), Reason> {
        let damaged = |error: tantivy::TantivyError| Reason::Damaged(error.to_string());
        let index = tantivy::Index::open_in_dir(self.directory(generation)).map_err(damaged)?;
        match index.validate_checksum().map_err(damaged)?.into_iter().next() {
            Some(file) => Err(Reason::Damaged(format!("its file {}", file.display()))),
            None => Ok(()),
        }
    }

    pub fn remove(&self, generation: u64) {
        let directory = self.directory(generation);
        if let Err(error) = fs::remove_dir_all(&directory) {
            tracing::warn!(%error, directory = %directory.display(), "an old search index stays behind");
        }
    }

    /// Removes what unfinished rebuilds left. For the writer alone.
    pub fn remove_others(&self, live: u64) -> io::Result<()> {
        for generation in self.generations()?.into_iter().filter(|generation| *generation != live) {
            self.remove(generation);
        }
        Ok(())
    }

    fn generations(&self) -> io::Result<Vec<u64>> {
        let mut generations = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let name = entry?.file_name();
            let number: Option<u64> =
                name.to_str().and_then(|name| name.strip_prefix("index-")?.parse().ok());
            generations.extend(number);
        }
        Ok(generations)
    }

    /// The right to write, until the file is dropped. None while another process has it.
    pub fn lock(&self) -> io::Result<Option<File>> {
        let file = File::options().create(true).truncate(false).write(true).open(self.root.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}
