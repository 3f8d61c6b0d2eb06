//! Mutualisation (*mutualisation de locaux, d’équipements, de compétences*): what organisations offer each other and look
//! for, who has it when, and what is owed for it.
//!
//! A resource is never booked past its capacity: the database keeps that, whatever the race. Who may see it and who may
//! book it are two things: everyone sees an offer, and its conditions say who may have it. Exact places and handing-over
//! notes are for those who have it. No payment is taken: the ledger says what is owed, and what no longer is, as the
//! contrary. What an organisation books of its own it has at once, whatever the conditions, and owes nothing for it. A
//! booking moves by one table (`rules::booking::moved`), under the lock of its resource. A request whose time someone else has
//! got meanwhile stays one: that is computed where it is shown (`queries::given`), and told to its asker once.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;
mod reactions;
mod rules;

pub use commands::{
    Answer, Booked, BookingTyped, FeedOf, absorb, add_photo, answer, answer_counter, archive_resource, blank,
    book, cancel, change, create_resource, end_feed, forget, give_back, insert_invented, insert_resources,
    join_waiting_list, kept, lapse, ledger_csv, ledger_xlsx, make_feed, next_like, next_together,
    nothing_to_come, record_handover, remove_photo, restore_photo, restore_resource, set_extras, settle,
    update_resource, wait_instead, wanted_with, windows,
};
pub use queries::touched;
pub use queries::{
    Asked, Match, Page, ahead, bookings_of_resources, bookings_of_viewer, first_free, ledger_page, matches_of,
};
pub use queries::{
    Booking, Extra, Resource, any_by_id, any_by_ids, by_id, by_ids, extras_of, held, is_full, names_of_all,
    next_free, of_organization, taken, taken_of,
};
pub use queries::{
    Feed, KnownSchedules, LedgerEntry, Seen, Which, asked_already, balances, booking_seen, bookings_of,
    count_beside, count_to_answer, count_to_come, count_waiting, entries_of, extras_chosen, extras_of_all,
    feed_by_token, feeds_of, given, has_accepted, holders, knows_place, lacking, ledger, matches, meant_for,
    named, near_to, organizations_as, out_of_hours, owed_for, place_in_line, public_addresses, public_count,
    shared_by, together,
};
pub use queries::{Holding, count, ids_after, ids_of_organizations, named_like, newest, taken_between};
pub use reactions::{letter, look_again, recipients};
pub use rules::booking::{
    self, Act, Side, State, moment_for, waited_together, waiting_means, when, when_for,
};
pub use rules::calendar;
pub use rules::conditions;
pub use rules::repeat::{Repeat, Rhythm};
pub use rules::{
    ACCESSIBILITY, Direction, Kind, PartOfDay, PriceKind, Wanted, availability, goes_along, is_over, opens,
    schedule, stored,
};
pub use rules::{
    AUDIENCES, BOOKING_MODES, DAYS, HoursTyped, PER, Party, Reason, ResourceTyped, TermsTyped, Whereabouts,
    answers, as_typed, fresh, in_force, moved_with, names_price, whereabouts, written,
};
