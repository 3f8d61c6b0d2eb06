use async_graphql::{Enum, SimpleObject};
use chrono::NaiveDate;

use super::SharedResourceNode;
use crate::base::words::Words;
use crate::sharing::pages::reason_said;
use crate::sharing::{Match, Reason};

/// Open on one weekday, each week, in local time.
#[derive(SimpleObject)]
pub struct OpeningSpan {
    /// 1 (Monday) to 7.
    pub weekday: i32,
    /// `09:00`
    pub from: String,
    /// `18:30`; `24:00` for the end of the day.
    pub until: String,
}

/// Days on which the weekly hours don't count.
#[derive(SimpleObject)]
pub struct OpeningException {
    /// The first day.
    pub first: NaiveDate,
    /// The last day, included.
    pub last: NaiveDate,
    /// From and until on each of the days, `09:00-12:00`; none: closed.
    pub open: Vec<String>,
}

/// How something can be booked. Lengths are in minutes.
#[derive(SimpleObject)]
pub struct BookingTerms {
    /// Kept free before a stay.
    pub buffer_before: u32,
    /// Kept free after a stay.
    pub buffer_after: u32,
    /// The shortest stay.
    pub shortest: u32,
    /// The longest stay.
    pub longest: u32,
    /// Stays start at multiples of it: 15, 30 or 60; 1440 for whole days.
    pub step: u32,
    /// Between the booking and the start, at least.
    pub notice: u32,
    /// Days between the booking and the start, at most.
    pub horizon_days: u32,
}

/// A photo.
#[derive(SimpleObject)]
pub struct SharedPhoto {
    /// Its address.
    pub url: String,
    /// What it shows, for those who don't see it.
    pub alt: String,
}

/// What can be booked along with something.
#[derive(SimpleObject)]
pub struct SharedExtra {
    /// Another offer of the same owner.
    pub resource: SharedResourceNode,
    /// How many of it at most.
    pub units: i32,
}

/// What something answers by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SharedMatchReasonKind {
    /// It lies within the distance that one of them goes; `amount`: kilometres.
    Near,
    /// Both are in the same commune.
    SameCommune,
    /// Both are in the same département.
    SameDepartement,
    /// One of them is bound to no place.
    Anywhere,
    /// It holds as many persons as are wanted; `amount`: how many it holds.
    Places,
    /// There are as many as are wanted; `amount`: how many there are.
    Units,
    /// Its conditions suit.
    Price,
}

/// Why something answers.
#[derive(Debug, SimpleObject)]
pub struct SharedMatchReason {
    /// What it answers by.
    pub kind: SharedMatchReasonKind,
    /// How much, where there is something to count.
    pub amount: Option<f64>,
    /// In words, in the language of the request.
    pub label: String,
}

/// Something that answers an offer or a request.
#[derive(SimpleObject)]
pub struct SharedMatch {
    /// What answers.
    pub resource: SharedResourceNode,
    /// Why.
    pub reasons: Vec<SharedMatchReason>,
}

impl SharedMatch {
    pub(super) fn of(words: Words, (resource, reasons): Match) -> SharedMatch {
        let reasons = reasons.iter().map(|reason| {
            let (kind, amount) = match reason {
                Reason::Near(km) => (SharedMatchReasonKind::Near, Some(km.ceil())),
                Reason::SameCommune => (SharedMatchReasonKind::SameCommune, None),
                Reason::SameDepartement => (SharedMatchReasonKind::SameDepartement, None),
                Reason::Anywhere => (SharedMatchReasonKind::Anywhere, None),
                Reason::Places(count) => (SharedMatchReasonKind::Places, Some(f64::from(*count))),
                Reason::Units(count) => (SharedMatchReasonKind::Units, Some(f64::from(*count))),
                Reason::Price(_) => (SharedMatchReasonKind::Price, None),
            };
            SharedMatchReason { kind, amount, label: reason_said(words, reason) }
        });
        SharedMatch { reasons: reasons.collect(), resource: SharedResourceNode(resource) }
    }
}
