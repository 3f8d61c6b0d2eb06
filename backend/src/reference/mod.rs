//! The common reference: territories, purchase categories (CPV), themes, guarantee
//! schemes, glossary, synonyms, and the tables that suppose a trade.
//!
//! Our files under `data/` are read into the database when their content changes, never
//! over a row the national pilot edited. A code never changes; a theme stands under one other at most;
//! what suppliers, products or guarantees may name is never taken out. A snapshot of it all is kept in memory: nearly
//! every page and every search needs it, and it changes a few times a year.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;
mod rules;

pub use commands::{
    NewCategory, NewTerritory, add, back_to_file, edit, import_categories, import_communes, load, own,
    set_removed,
};
pub use queries::{
    Category, Currency, LegalForm, Reference, Scheme, Shelf, Term, Theme, edited, french, history,
};
pub use rules::{
    AreaMap, Compiled, List, Named, Row, Supposed, TIME, Territories, Territory, Trades, amount,
};

#[cfg(test)]
pub use rules::small_france;
