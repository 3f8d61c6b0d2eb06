//! Networks (*réseaux*) and moderation: the national pilot, regional and thematic networks, who belongs to them, and what
//! their moderators look at.
//!
//! A moderator decides what stands under a network of theirs, by its place or as its member, and never of an organisation
//! they belong to. A case is decided once; while someone looks at it, nobody else does.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;
mod reactions;
mod rules;

pub use commands::{
    NetworkTyped, NewCase, absorb, claim, close_case, correct, create_voucher, decide_cases, forget,
    give_back, hold_case, insert, join, kept, leave, merge, open, open_case, open_with_voucher, reopen_cases,
    reopen_decided, reopen_last, report_error, tell_apart, undo_merge, update_network, withdraw_case,
};
pub use queries::{
    Case, CasePage, DuplicatePage, Network, Suspected, all, any_national, by_slug, case_by_id, cases,
    count_cases, count_duplicates, count_members, decided_lately, duplicates, hold, holds, memberships,
    moderated_by, network_by_id, of_organizations, open_case_of, told_apart, touched,
};
pub use reactions::{letter, recipients};
pub use rules::{CaseKind, NOTE, REOPEN, covers};
