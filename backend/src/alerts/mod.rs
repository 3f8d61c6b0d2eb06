//! Alerts (*alertes*): searches that people want to be told of, at once, daily or weekly.
//!
//! A new or changed item is matched by reverse search: the alerts that could match it are found by the few keys each has,
//! and only those are asked. Each owner is told once of each item. What was there before an alert isn't told.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;
mod reactions;
mod rules;

pub use commands::{
    Asked, Saved, choose_digest, delete, forget, kept, mark_told, pause, pause_by_link, restore, resume,
    save, tidy, watch_request,
};
pub use queries::{Alert, Found, by_id, digest_of, found_of, last_found, of_account};
pub use reactions::{letter, look_out};
pub use rules::{Digest, Kind, Pace, addressed, pairs_of, request_in, resumed_at};
