//! Interchange (*imports et exports*): lists come in, each with its source and its licence, and go out with them.
//!
//! A file is taken or refused before its first row; then each row is taken or rejected
//! whole. Reading the same file twice changes nothing the second time, and no import writes
//! over what a member edited. Batches are short transactions; each has one event.

mod commands;
mod queries;
mod rules;

pub use commands::{
    FileTrouble, Kept, Noted, Options, Report, Undone, import_categories, import_communes, import_register,
    import_suppliers, undo,
};
pub use queries::{Export, Piece, Selection, exported, newest, select, version};
pub use rules::{ExportFormat, FeedHead, FileError, Format, atom, murmurations};
