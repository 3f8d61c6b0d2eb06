//! What one says to book something.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::bookings::BookingRhythm;
use crate::error::Error;
use crate::sharing::calendar::Window;
use crate::sharing::{BookingTyped, Repeat};

/// Something booked along with a resource.
#[derive(InputObject)]
pub struct BookingExtraInput {
    /// The UUID of what is booked along.
    resource: ID,
    /// How many units.
    #[graphql(default = 1)]
    units: i32,
}

/// How a stay comes back: so many times in all, or until a day.
#[derive(InputObject)]
pub struct BookingRepeatInput {
    /// How often.
    rhythm: BookingRhythm,
    /// How many stays in all, the first included: 104 at most.
    times: Option<i32>,
    /// The last day on which one may start.
    until: Option<NaiveDate>,
}

/// What one wants to have, and when.
#[derive(InputObject)]
pub struct BookingInput {
    /// The UUID of the organisation that books: one must write for it.
    organization: ID,
    /// The first moment.
    starts_at: DateTime<Utc>,
    /// The end.
    ends_at: DateTime<Utc>,
    /// How many units.
    #[graphql(default = 1)]
    units: i32,
    /// For how many people: held against the places of the units booked; its owner is told.
    people: Option<i32>,
    /// What for; its owner reads it.
    #[graphql(default)]
    purpose: String,
    /// What is booked along, all or nothing.
    #[graphql(default)]
    extras: Vec<BookingExtraInput>,
    /// How it comes back.
    repeat: Option<BookingRepeatInput>,
    /// Of what comes back, book what is free and leave the rest out.
    #[graphql(default)]
    only_free: bool,
}

/// From one moment to another.
#[derive(InputObject)]
pub struct TimeSpanInput {
    /// The first moment.
    pub(super) starts_at: DateTime<Utc>,
    /// The end.
    pub(super) ends_at: DateTime<Utc>,
}

/// Fewer than none are none.
fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

pub(super) fn uuid(id: &ID) -> crate::error::Result<Uuid> {
    Uuid::parse_str(id).map_err(|_| Error::NotFound)
}

impl BookingInput {
    pub(super) fn typed(self) -> crate::error::Result<BookingTyped> {
        let extras = self.extras.iter().map(|extra| Ok((uuid(&extra.resource)?, count(extra.units))));
        Ok(BookingTyped {
            organization: uuid(&self.organization)?,
            stay: Window::new(self.starts_at, self.ends_at),
            units: count(self.units),
            people: self.people.map(count),
            purpose: self.purpose,
            extras: extras.collect::<crate::error::Result<_>>()?,
            repeat: self.repeat.map(|repeat| Repeat {
                rhythm: repeat.rhythm.into(),
                times: repeat.times.map(count),
                until: repeat.until,
            }),
            only_free: self.only_free,
        })
    }
}
