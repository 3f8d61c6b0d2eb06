//! What an alert watches for, whether an item is that, and how soon it is told.

mod cells;
mod digest;
mod keys;
mod matching;
mod offered;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use uuid::Uuid;

pub use self::digest::Digest;
pub use self::keys::{key_of_request, keys_held, keys_needed};
pub use self::matching::matches;
pub use self::offered::Offered;
use super::queries::Alert;
use crate::base::search::{Criteria, Document, has_words};
use crate::sharing::{Resource, Wanted};

/// Alerts that one person may have.
pub const MOST: u64 = 100;
/// Characters of a name, and of the search in an address.
pub const NAME: usize = 120;
pub const QUERY: usize = 2_000;
/// The parameter of an alert that watches for what answers a request, whatever that comes to be: its id.
pub const REQUEST: &str = "demande";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Suppliers,
    Resources,
}

impl Kind {
    pub const ALL: [Kind; 2] = [Kind::Suppliers, Kind::Resources];

    pub fn code(self) -> &'static str {
        match self {
            Kind::Suppliers => "suppliers",
            Kind::Resources => "resources",
        }
    }

    pub fn named(code: &str) -> Option<Kind> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its place in addresses.
    pub fn path(self) -> &'static str {
        match self {
            Kind::Suppliers => "fournisseurs",
            Kind::Resources => "mutualisation",
        }
    }

    /// Its keys begin so.
    fn letter(self) -> &'static str {
        match self {
            Kind::Suppliers => "s",
            Kind::Resources => "r",
        }
    }
}

/// How soon its owner is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pace {
    AtOnce,
    Daily,
    Weekly,
    /// Not at all, until it goes on.
    Paused,
}

impl Pace {
    pub const ALL: [Pace; 4] = [Pace::AtOnce, Pace::Daily, Pace::Weekly, Pace::Paused];

    pub fn code(self) -> &'static str {
        match self {
            Pace::AtOnce => "at_once",
            Pace::Daily => "daily",
            Pace::Weekly => "weekly",
            Pace::Paused => "paused",
        }
    }

    pub fn named(code: &str) -> Option<Pace> {
        Self::ALL.into_iter().find(|pace| pace.code() == code)
    }
}

/// The pace at which a paused alert goes on; none of what isn't paused.
pub fn resumed_at(alert: &Alert) -> Option<Pace> {
    let before = || alert.pace_before.as_deref().and_then(Pace::named).unwrap_or(Pace::Daily);
    (alert.pace == Pace::Paused.code()).then(before)
}

/// What an alert asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Watched {
    Suppliers(Criteria),
    Resources(Wanted),
    /// Offers that answer a request.
    Request(Box<Resource>),
}

impl Watched {
    pub fn kind(&self) -> Kind {
        match self {
            Watched::Suppliers(_) => Kind::Suppliers,
            Watched::Resources(_) | Watched::Request(_) => Kind::Resources,
        }
    }

    pub fn text(&self) -> Option<&str> {
        let text = match self {
            Watched::Suppliers(criteria) => criteria.text.as_deref(),
            Watched::Resources(wanted) => wanted.text.as_deref(),
            Watched::Request(_) => None,
        };
        text.filter(|text| has_words(text))
    }

    /// Nothing is asked: it would be an alert for everything.
    pub fn is_everything(&self) -> bool {
        let rest = match self {
            Watched::Suppliers(asked) => Criteria { text: None, ..asked.clone() } == Criteria::default(),
            Watched::Resources(wanted) => {
                let direction = wanted.direction;
                Wanted { text: None, ..wanted.clone() } == Wanted { direction, ..Wanted::default() }
            }
            Watched::Request(_) => false,
        };
        rest && self.text().is_none()
    }
}

/// What may be told.
#[derive(Clone, Debug)]
pub enum Item {
    Supplier(Box<Document>),
    Resource(Box<Offered>),
}

impl Item {
    /// Its words, as the search has them.
    pub fn document(&self) -> &Document {
        match self {
            Item::Supplier(document) => document,
            Item::Resource(offered) => &offered.document,
        }
    }

    pub fn resource(&self) -> Option<&Resource> {
        match self {
            Item::Supplier(_) => None,
            Item::Resource(offered) => Some(&offered.resource),
        }
    }

    /// Whose members aren't told of it.
    pub fn organization(&self) -> Uuid {
        self.resource().map_or(self.document().id, |resource| resource.organization)
    }
}

/// When an alert tells what it found at a moment; none while it is paused.
pub fn due_at(alert: &Alert, digest: &Digest, found: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    digest.due(Pace::named(&alert.pace)?, found, zone)
}

/// What of all that an alert found is to be told by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    All,
    /// What was found before that moment.
    Before(DateTime<Utc>),
    Nothing,
}

/// No alert tells more seldom.
const SELDOM: Duration = Duration::days(15);

pub fn due_by(alert: &Alert, digest: &Digest, now: DateTime<Utc>, zone: Tz) -> Due {
    if Pace::named(&alert.pace) == Some(Pace::AtOnce) {
        return Due::All;
    }
    let (mut due, mut at) = (Due::Nothing, now - SELDOM);
    while let Some(next) = due_at(alert, digest, at, zone).filter(|next| *next <= now) {
        (due, at) = (Due::Before(next), next);
    }
    due
}

/// To whom a letter of alerts goes, at which pace, and of which moment: one that was made stays the only one of it.
pub fn recipient(account: Uuid, pace: Pace, at: DateTime<Utc>) -> String {
    format!("{}{}", recipients(account, pace), at.timestamp_micros())
}

/// How all letters to someone at a pace begin.
pub fn recipients(account: Uuid, pace: Pace) -> String {
    format!("{account}/{}/", pace.code())
}

/// Whether a letter is one of alerts.
pub fn addressed(recipient: &str) -> Option<(Uuid, Pace)> {
    let mut parts = recipient.split('/');
    Some((parts.next()?.parse().ok()?, Pace::named(parts.next()?)?))
}

/// The request that a search is of, where it is of one.
pub fn request_in(pairs: &[(String, String)]) -> Option<Uuid> {
    match pairs {
        [(name, id)] if name == REQUEST => id.parse().ok(),
        _ => None,
    }
}

/// The search of an alert as it is kept: sorted, each once.
pub fn stored(mut pairs: Vec<(String, String)>) -> Value {
    pairs.sort();
    pairs.dedup();
    json!(pairs)
}

/// The names and values of its address.
pub fn pairs_of(filter: &Value) -> Vec<(String, String)> {
    serde_json::from_value(filter.clone()).unwrap_or_default()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
