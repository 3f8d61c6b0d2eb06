//! Ethical guarantees (*garanties éthiques*): separate, dated levels, never one score.
//!
//! *Declared*, *evidence checked* and *register checked* follow one another; *peer reviewed*
//! stands beside them. A guarantee ends after its last day in France; *expired* is computed
//! from the date and never stored. What is expired, refused, suspended or withdrawn counts
//! in no search.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;
mod rules;

pub use commands::{NewDeclaration, declare, insert, take_back};
pub use queries::{Guarantee, Line, Terms, counts, held_by, lapsed_between, lines_of};
pub use rules::{
    Ground, Standing, compare_for_show, is_declared_by, level, peer_reviewed, stamp, standing, tokens, wanted,
};
