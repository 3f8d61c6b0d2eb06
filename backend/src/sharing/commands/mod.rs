mod answer;
mod book;
mod cancel;
mod change;
mod feeds;
mod given;
mod handover;
mod ledger;
mod merge;
mod persons;
mod resources;
mod series;
mod turn;

pub use self::answer::{Answer, answer, answer_counter, lapse};
pub use self::book::{Booked, BookingTyped, book, join_waiting_list, next_like};
pub use self::cancel::cancel;
pub use self::change::{change, wait_instead};
pub use self::feeds::{FeedOf, end_feed, make_feed};
pub use self::handover::record_handover;
pub use self::ledger::{ledger_csv, ledger_xlsx, settle};
pub use self::merge::{absorb, give_back};
pub use self::persons::{forget, kept};
pub use self::resources::{
    add_photo, archive_resource, blank, create_resource, insert_invented, insert_resources, remove_photo,
    restore_resource, set_extras, update_resource,
};
pub use self::turn::REMIND;
