//! Networks (*réseaux*): the national pilot, regional and thematic networks, and who
//! belongs to them.

mod commands;
pub mod graphql;
mod queries;

pub use commands::{insert, join, leave, open};
pub use queries::{Network, all, by_slug, of_organizations};
