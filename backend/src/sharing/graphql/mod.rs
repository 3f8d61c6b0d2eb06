mod bookings;

pub use self::bookings::{Booking, BookingMutation, BookingQuery};
