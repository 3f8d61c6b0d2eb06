//! Suppliers and products (*fournisseurs, produits et services*): what is sold, where it is
//! served, on what conditions, how fast.
//!
//! A service area isn't an address. It is compiled to territory codes when it is saved. What
//! an import left out is supposed, and unconfirmed until the supplier says so.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;
mod rules;

pub use commands::{Suppliance, insert, insert_products, replace, replace_supposed, suppliances};
pub use queries::{
    Line, Product, Reach, Searched, Sells, Supplier, SupplierCategory, SupplierTheme, addresses, by_id,
    by_ids, categories_of, count, for_suppliers, lapsed_between, lines_of, reaches, searched_of, sold_by,
    suppliers, themes_of,
};
pub use rules::is_offered;
