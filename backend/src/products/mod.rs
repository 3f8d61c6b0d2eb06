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

pub use commands::{
    Catalogue, LastCatalogue, Rejected, Suppliance, SupplyTyped, absorb, archive_product, catalogue_csv,
    catalogue_xlsx, create_product, give_back, import_catalogue, insert, insert_products, last_catalogue,
    read_catalogue, replace, replace_supposed, restore_product, suppliances, undo_catalogue, update_product,
    update_supply, without,
};
pub use queries::{
    Line, Product, Reach, Searched, Sells, Supplier, SupplierCategory, SupplierTheme, addresses, any_by_id,
    by_id, by_ids, categories_of, count, count_of, for_suppliers, lapsed_between, lines_of, of_organization,
    reaches, searched_of, sold_by, suppliers, themes_of,
};
pub use rules::{
    AreaTyped, NATURES, ProductTyped, accepted, area, area_as_typed, as_typed, category, category_label,
    currency_names, day, differences, fields, ideas, is_finer, is_offered, names, places, told,
};
