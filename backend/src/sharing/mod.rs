//! Mutualisation (*mutualisation de locaux, d’équipements, de compétences*): what organisations offer each other and look
//! for, who has it when, and what is owed for it.
//!
//! A resource is never booked past its capacity: the database keeps that, whatever the race. Who may see it and who may
//! book it are two things: everyone sees an offer, and its conditions say who may have it. Exact places and handing-over
//! notes are for those who have it. No payment is taken: the ledger says what is owed.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;
mod reactions;
mod rules;

pub use queries::{
    Booking, Extra, Resource, any_by_id, any_by_ids, by_id, by_ids, extras_of, held, next_free,
    of_organization, taken, taken_of,
};
pub use queries::{count, ids_after, ids_of_organizations, insert, newest, taken_between, terms_of};
pub use reactions::{letter, recipients};
pub use rules::calendar;
pub use rules::{ACCESSIBILITY, Direction, Kind, PriceKind, Wanted, schedule, stored};
