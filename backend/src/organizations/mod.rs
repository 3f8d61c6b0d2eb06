//! Organisations (*organisations*): one identity for suppliers, buyers, lenders, networks.
//!
//! An organisation is known by its SIRET, else its RNA number, else by a network that
//! vouches for it: the database keeps all three. Its public address (slug) never dies: a
//! former one answers with the new. What a list says of it is kept apart per source
//! (`source_records`), so that reading the list again changes nothing.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;

pub use commands::{
    as_linked, forget_records, free_slugs, insert, insert_source, link, record_sources, remove, touch, update,
};
pub use queries::{
    Known, Listed, Organization, Searched, Source, addresses, by_ids, by_slug, count, count_by_departement,
    ids_after, known, located_in, moved_to, named_by_others, named_like, newest, searched, source, sources,
};
