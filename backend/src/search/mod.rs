//! Search (*recherche*): who sells what is needed, where, how fast, with which guarantees; and what is shared, where,
//! and when it is free.
//!
//! The index is made from the database by the worker and can be thrown away. A page of
//! results is read again from the database before it is shown, so that what lapsed since is
//! never counted as held.

pub mod graphql;
pub mod pages;
mod queries;
mod reactions;
mod rules;

pub use queries::{
    Found, FoundResource, FoundResources, FoundSupplier, clusters, counted, counted_resources, extent,
    facet_counts, ids, resource_ids, resources, search,
};
pub use reactions::{bring_up_to_date, documents, rebuild, renewed_on};
pub use rules::{
    MAX_VALUES, Near, Order, SupplierFilter, is_day_over, is_unseen, places_of, resource_document,
};
