use chrono::{DateTime, Duration, Utc};

use super::calendar::Window;
use crate::sharing::queries::Resource;

/// What a stay of so many units is owed for, in hundredths of its currency; none where nothing is.
pub fn owed(resource: &Resource, stay: Window, units: u32) -> Option<(i64, String)> {
    let (cents, currency) = (resource.price_cents?, resource.price_currency.clone()?);
    let minutes = stay.minutes().max(0);
    let each = cents.checked_mul(i64::from(units))?;
    let amount = match resource.price_per.as_deref() {
        Some("hour") => each.checked_mul(minutes)?.div_euclid(60),
        // A day may have 23 hours or 25.
        Some("day") => each.checked_mul(((minutes + 120) / 1440).max(1))?,
        _ => each,
    };
    Some((amount, currency)).filter(|(amount, _)| *amount > 0)
}

/// Whether a cancellation at this moment comes too late to owe nothing.
pub fn owes_when_cancelled(resource: &Resource, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    resource.cancellation_hours.is_some_and(|hours| now > starts_at - Duration::hours(i64::from(hours)))
}
