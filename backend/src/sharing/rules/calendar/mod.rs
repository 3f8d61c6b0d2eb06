//! When a shared resource is open, what is still free of it, stays that come back, the week as a table and
//! the calendar file. Pure: no clock, no storage.

mod hours;
mod ical;
mod load;
mod recurrence;
mod step;
mod terms;
mod time;
mod week;

#[cfg(test)]
mod properties_tests;

pub use hours::{Exception, Opening, OpeningError, Place, Span};
pub use ical::{Entry, Status, calendar};
pub use load::{Taken, most_taken};
pub use recurrence::{End, Every, On, Recurrence, RecurrenceError};
pub use step::{Step, StepError};
pub use terms::{Availability, MOST_BUFFER, MOST_HORIZON, Refusal, Terms, TermsError};
pub use time::Window;
pub use week::{Cell, Row, State, Week, week};
