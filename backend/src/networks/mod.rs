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
    NetworkKept, NetworkTyped, NewCase, Owners, Report, Whose, absorb, add_member, archive_network, claim,
    close_case, correct, create_voucher, decide_cases, end_moderator, forget, give_back, hand_cases,
    hold_case, insert, join, keep_network, kept, leave, merge, name_moderator, open, open_case, open_network,
    open_with_voucher, own_decision, release_case, remove_member, reopen_cases, reopen_decided, reopen_last,
    report_error, restore_network, same_act, tell_apart, tidy, undo_merge, update_network, withdraw_case,
};
pub use queries::{
    Case, CasePage, DuplicatePage, Network, Suspected, all, any_case, appeals_of, by_slug, case_by_id,
    case_for, cases, cases_by_ids, claim_of, count_cases, count_duplicates, count_members, decided_it,
    decided_lately, duplicates, hold, holds, in_charge_of, in_force, kept_networks, members, memberships,
    moderated_by, network_by_id, of_organizations, open_case_of, open_claims, told_apart, touched,
};
pub use reactions::{letter, recipients, role_letter};
pub use rules::{
    CaseKind, GENERAL, MOST, NOTE, Place, REOPEN, RESERVED, Topic, covers, page_name, reason_kept,
    reason_said, templates,
};
