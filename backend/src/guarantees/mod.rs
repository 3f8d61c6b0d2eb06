//! Ethical guarantees (*garanties éthiques*): separate, dated levels, never one score.
//!
//! *Declared*, *evidence checked* and *register checked* follow one another; *peer reviewed*
//! stands beside them. A guarantee ends after its last day in France; *expired* is computed
//! from the date and never stored. What is expired, refused, suspended or withdrawn counts
//! in no search.
//!
//! The periods of one scheme of one organisation are a line. Where one of them is refused or
//! suspended, those that come after it or overlap with it are *barred*: they count for nothing
//! until it is lifted, or until a document or a register proved one of them since. What counts
//! is read with that (`queries::BARRED`), so no declaration, renewal or merge gets around it.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;
mod reactions;
mod rules;

pub use commands::{
    Confirmation, Confirmed, GuaranteeTyped, NewDeclaration, Review, Tried, absorb, appeal_guarantee,
    confirm, declare, declare_guarantee, give_back, insert, may_be_restored, may_take_back, refuse_evidence,
    remind, remove_evidence, renew_guarantee, restore_guarantee, review_guarantee, send_evidence, take_back,
    take_back_decision, take_back_review, withdraw_guarantee,
};
pub use queries::{
    By, Did, Guarantee, Line, Step, Terms, by_id, counts, decisions, held_by, is_decided_by, lapsed_between,
    last_review, line_of, lines_of, steps, steps_seen,
};
pub use reactions::{letter, recipients};
pub use rules::{
    Decision, Ground, Standing, compare_for_show, end_is_supposed, is_declared_by, level,
    may_be_declared_again, peer_reviewed, possible, rests_on, stamp, standing, state_code, takes_evidence,
    tokens, wanted,
};
