//! Interchange (*imports et exports*): lists come in, each with its source and its licence, and go out with them.
//!
//! A file is taken or refused before its first row; then each row is taken or rejected
//! whole. Reading the same file twice changes nothing the second time, and no import writes
//! over what a member edited. Batches are short transactions; each has one event.

mod commands;
pub mod pages;
mod queries;
mod reactions;
mod rules;

pub use commands::{
    FileTrouble, Kept, MOST_COLUMNS, Noted, Options, Report, Shown, Undone, choose_columns, confirm_import,
    forget, import_categories, import_communes, import_register, import_suppliers, may_be_undone, run_import,
    take_back, tidy, try_list, try_register, undo,
};
pub use queries::{Asked, AskedImport, Of, Told, asked_import, asked_imports, kept, rejected_rows};
pub use queries::{Export, Piece, Selection, exported, newest, select, version};
pub use queries::{SharedExport, newest_shared, select_shared};
pub use reactions::letter;
pub use rules::{ExportFormat, FeedHead, Field, FileError, Format, atom, murmurations, reason_in_words};
pub use rules::{SharedFormat, shared_atom};
