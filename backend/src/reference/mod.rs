//! The common reference: territories, purchase categories (CPV), themes, guarantee
//! schemes, glossary, synonyms, and the tables that suppose a trade.
//!
//! Our files under `data/` are read into the database when their content changes, never
//! over a row the national pilot edited. A snapshot of it all is kept in memory: nearly
//! every page and every search needs it, and it changes a few times a year.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;
mod rules;

pub use commands::{NewCategory, NewTerritory, import_categories, import_communes, load};
pub use queries::{Category, Currency, LegalForm, Reference, Scheme, Shelf, Term, Theme, french};
pub use rules::{AreaMap, Compiled, Supposed, Territories, Territory, Trades};
