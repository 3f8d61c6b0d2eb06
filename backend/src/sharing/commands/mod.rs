mod admit;
mod answer;
mod book;
mod cancel;
mod change;
mod close;
mod feeds;
mod given;
mod handover;
mod ledger;
mod merge;
mod next;
mod persons;
mod resources;
mod series;
mod turn;

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use crate::actor::Actor;
use crate::base::throttle::{self, Limit};
use crate::error::Result;

pub use self::answer::{Answer, answer, answer_counter, lapse};
pub use self::book::{Booked, BookingTyped, book, join_waiting_list};
pub use self::cancel::cancel;
pub use self::change::{change, wait_instead};
pub use self::feeds::{FeedOf, end_feed, make_feed};
pub use self::handover::record_handover;
pub use self::ledger::{ledger_csv, ledger_xlsx, settle};
pub use self::merge::{absorb, give_back};
pub use self::next::{next_like, next_together, wanted_with};
pub use self::persons::{forget, kept};
pub use self::resources::{
    add_photo, archive_resource, blank, create_resource, insert_invented, insert_resources, nothing_to_come,
    remove_photo, restore_photo, restore_resource, set_extras, update_resource,
};
pub use self::series::windows;
pub use self::turn::REMIND;

/// Acts of one person of which others get letters. What comes back counts once.
const ACTS: Limit = Limit { most: 100, within: Duration::from_secs(60 * 60) };

/// Counts an act that is done but for its commit: what is refused counts for nothing. Errors: `RateLimited`.
async fn pace(tx: &impl ConnectionTrait, now: DateTime<Utc>, actor: &Actor, act: &str) -> Result<()> {
    match actor.person() {
        Some(person) => {
            throttle::count(tx, now, &throttle::key(act, &person.account.to_string()), ACTS).await
        }
        None => Ok(()),
    }
}
