mod lists;
mod reading;
mod register;
mod rejects;
mod saving;
mod suppliers;
mod trial;
mod undo;

use std::path::PathBuf;

use serde::Serialize;
use uuid::Uuid;

pub use lists::{import_categories, import_communes};
pub use register::import_register;
pub use suppliers::import_suppliers;
pub use undo::{Kept, Undone, undo};

use super::rules::{FileError, Format};
use crate::error::Error;

/// Rejects and warnings kept in a report; past them only the counts go on.
const KEPT: usize = 10_000;

/// What an import came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    pub read: u64,
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub rejected: u64,
    pub rejects: Vec<Noted>,
    pub warnings: Vec<Noted>,
    /// By which it can be taken back; none for a trial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import: Option<Uuid>,
    /// Each column of the file, and what it was read as.
    #[serde(skip)]
    pub columns: Vec<(String, Option<String>)>,
}

/// Something said of one record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Noted {
    /// Its first physical line.
    pub line: u64,
    pub reason: String,
}

impl Report {
    fn reject(&mut self, line: u64, reason: impl ToString) {
        self.rejected += 1;
        note(&mut self.rejects, line, reason);
    }

    fn warn(&mut self, line: u64, reason: impl ToString) {
        note(&mut self.warnings, line, reason);
    }
}

fn note(notes: &mut Vec<Noted>, line: u64, reason: impl ToString) {
    if notes.len() < KEPT {
        notes.push(Noted { line, reason: reason.to_string() });
    }
}

/// How a list is to be read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The list's name; without one, its file's.
    pub source: Option<String>,
    pub licence: Option<String>,
    pub format: Option<Format>,
    /// The network whose list it is: its rows become members, and it vouches for those
    /// without SIRET or RNA.
    pub network: Option<String>,
    /// `COL=FIELD`.
    pub map: Vec<String>,
    /// Tells what would come of it, and writes nothing.
    pub dry_run: bool,
    /// Where the rejected rows are kept.
    pub rejects: Option<PathBuf>,
}

/// Why a file could not be imported.
#[derive(Debug, thiserror::Error)]
pub enum FileTrouble {
    /// The file isn't what it should be; nothing changed.
    #[error("{0}")]
    File(#[from] FileError),
    /// What was asked can't be; nothing changed.
    #[error("{0}")]
    Asked(String),
    #[error("--rejects: {0}")]
    Rejects(std::io::Error),
    #[error("{0}")]
    Failed(#[from] Error),
}
