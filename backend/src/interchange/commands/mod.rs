mod asked;
mod bounds;
mod lists;
mod reading;
mod register;
mod rejects;
mod running;
mod saving;
mod suppliers;
mod trial;
mod undo;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use asked::{
    MOST_COLUMNS, choose_columns, confirm_import, forget, take_back, tidy, try_list, try_register,
};
pub use lists::{import_categories, import_communes};
pub use register::import_register;
pub use running::run_import;
pub use suppliers::import_suppliers;
pub use undo::{Kept, Undone, may_be_undone, undo};

use super::rules::{FileError, Format, Key, SupplierRow};
use crate::actor::Actor;
use crate::base::words::Lang;
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
    /// Told from the content.
    #[serde(skip)]
    pub format: Option<Format>,
    /// The first rows, as they were read.
    #[serde(skip)]
    pub first: Vec<Shown>,
}

/// What is shown of a row, to see whether the columns are understood. Its address for letters isn't.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    pub line: u64,
    pub name: String,
    /// SIRET, RNA number or the source's own.
    pub number: String,
    pub place: String,
    pub website: String,
    pub statuses: String,
    pub themes: String,
}

/// Rows that are shown.
const FIRST: usize = 5;

/// Something said of one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

    fn show(&mut self, row: &SupplierRow) {
        if self.first.len() >= FIRST {
            return;
        }
        let number = match &row.key {
            Key::Siret(siret) => siret.to_string(),
            Key::Rna(rna) => rna.to_string(),
            Key::Source(id) => id.clone(),
        };
        let place: Vec<String> = [
            row.address.clone(),
            row.post_code.as_ref().map(ToString::to_string),
            row.city.clone(),
            row.departement.as_ref().map(|code| code.code().to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect();
        self.first.push(Shown {
            line: row.line,
            name: row.name.clone(),
            number,
            place: place.join(", "),
            website: row.website.as_ref().map(ToString::to_string).unwrap_or_default(),
            statuses: row.statuses.join(", "),
            themes: row.themes.join(", "),
        });
    }

    fn warn(&mut self, line: u64, reason: impl ToString) {
        note(&mut self.warnings, line, reason);
    }
}

fn note(notes: &mut Vec<Noted>, line: u64, reason: impl ToString) {
    // Some of what is wrong with a batch is found once all of it was read.
    let place = notes.partition_point(|one| one.line <= line);
    if place < KEPT {
        notes.insert(place, Noted { line, reason: reason.to_string() });
        notes.truncate(KEPT);
    }
}

/// How a list is to be read. An empty licence is none; one that isn't named stays as it was.
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
    /// What columns are read as, each by its name and the field's: all those of a table, in their order. Goes before
    /// `map`.
    pub columns: Vec<(String, String)>,
    /// In whose name; the program's own where nobody is named. A person acts under the network alone.
    pub by: Option<Actor>,
    /// The import as it was asked for beforehand: its row is there.
    pub import: Option<Uuid>,
    /// Records it may hold.
    pub most: Option<u64>,
    /// Tells what would come of it, and writes nothing.
    pub dry_run: bool,
    /// Where the rejected rows are kept.
    pub rejects: Option<PathBuf>,
    /// The language in which they say why; as codes where it isn't known yet who reads them.
    pub rejects_in: Option<Lang>,
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
