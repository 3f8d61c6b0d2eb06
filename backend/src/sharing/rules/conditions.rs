//! What a stay costs, and what is still owed for one that was cancelled.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;

use super::calendar::Window;
use super::filter::PriceKind;
use crate::base::words::Words;
use crate::reference::{Reference, TIME, amount};
use crate::sharing::queries::Resource;

/// Minutes: a stay is counted by the quarters of an hour that it began.
const QUARTER: i64 = 15;

/// What is owed for a stay, in hundredths and currency: for each unit by the hour (each quarter that began counts), by the
/// local day touched, or once. Nothing where it is free, in exchange or at cost: what something cost is known afterwards, and
/// the amount its owner names is an indication.
pub fn owed(resource: &Resource, window: Window, units: u32) -> Option<(i64, String)> {
    let currency = match PriceKind::named(&resource.price_kind)? {
        PriceKind::Free | PriceKind::AtCost | PriceKind::Exchange => return None,
        PriceKind::Time => TIME.to_owned(),
        PriceKind::Price | PriceKind::Currency => resource.price_currency.clone()?,
    };
    let each = i128::from(resource.price_cents?) * i128::from(units);
    let cents = match resource.price_per.as_deref()? {
        "hour" => (each * i128::from(quarters(window)) + 2) / 4,
        "day" => each * i128::from(days(zone(resource), window)),
        _ => each,
    };
    Some((i64::try_from(cents).unwrap_or(i64::MAX), currency)).filter(|(cents, _)| *cents > 0)
}

/// Whether what a stay costs is owed although it is cancelled now.
pub fn owes_when_cancelled(resource: &Resource, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let hours = resource.cancellation_hours.map(|hours| Duration::hours(hours.into()));
    hours.is_some_and(|hours| starts_at.signed_duration_since(now) < hours)
}

/// What is still owed of what was agreed for a stay that is made shorter: as much less as it would cost less today.
pub fn owed_when_shortened(
    resource: &Resource,
    agreed: i64,
    before: Window,
    after: Window,
    units: u32,
) -> i64 {
    let (whole, left) = (owed(resource, before, units), owed(resource, after, units));
    match whole.zip(left) {
        Some(((whole, _), (left, _))) if left < whole => {
            let part = i128::from(agreed) * i128::from(left) / i128::from(whole);
            i64::try_from(part).unwrap_or(agreed)
        }
        _ => agreed,
    }
}

/// Amounts of several currencies.
pub fn amounts(words: Words, reference: &Reference, all: &BTreeMap<String, i64>) -> String {
    let each = all.iter().map(|(currency, cents)| amount(words, reference, *cents, currency));
    words.list(&each.collect::<Vec<_>>())
}

fn quarters(window: Window) -> i64 {
    let seconds = window.until.signed_duration_since(window.from).num_seconds().max(0);
    (seconds + QUARTER * 60 - 1) / (QUARTER * 60)
}

/// Days of the place that a stay touches; one that ends at midnight doesn't touch the next.
fn days(zone: Tz, window: Window) -> i64 {
    if window.is_empty() {
        return 0;
    }
    let day = |time: DateTime<Utc>| time.with_timezone(&zone).date_naive();
    (day(window.until - Duration::seconds(1)) - day(window.from)).num_days() + 1
}

/// The time zone of its hours.
pub fn zone(resource: &Resource) -> Tz {
    let named = resource.opening.get("zone").and_then(|zone| zone.as_str());
    named.and_then(|name| name.parse().ok()).unwrap_or(Tz::Europe__Paris)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn resource(kind: &str, cents: Option<i64>, currency: &str, per: &str) -> Resource {
        serde_json::from_value(json!({
            "id": Uuid::nil(), "organization": Uuid::nil(), "direction": "offer", "kind": "premises", "name": "Salle",
            "description": "", "units": 4, "exact": true, "access": "", "accessibility": [], "accessibility_note": "",
            "price_kind": kind, "price_cents": cents, "price_currency": currency, "price_per": per, "exchange": "",
            "insurance": "", "audience": "everyone", "booking_mode": "at_once", "answer_hours": 48,
            "opening": { "zone": "Europe/Paris", "weekly": [] }, "terms": {}, "handover": "",
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z", "version": 1,
        }))
        .unwrap()
    }

    fn window(from: &str, until: &str) -> Window {
        Window::new(from.parse().unwrap(), until.parse().unwrap())
    }

    fn euros(cents: i64) -> Option<(i64, String)> {
        Some((cents, "EUR".to_owned()))
    }

    #[test]
    fn an_hour_is_counted_by_the_quarters_that_began() {
        let room = resource("price", Some(1_000), "EUR", "hour");
        for (until, cents) in
            [("09:15", 250), ("09:16", 500), ("10:00", 1_000), ("10:50", 2_000), ("12:30", 3_500)]
        {
            let stay = window("2027-03-03T09:00:00Z", &format!("2027-03-03T{until}:00Z"));
            assert_eq!(owed(&room, stay, 1), euros(cents), "{until}");
        }
        let odd = resource("price", Some(333), "EUR", "hour");
        let quarter = window("2027-03-03T09:00:00Z", "2027-03-03T09:15:00Z");
        assert_eq!(owed(&odd, quarter, 1), euros(83), "to the nearest hundredth");
    }

    #[test]
    fn days_are_those_of_the_place_that_are_touched() {
        let van = resource("price", Some(4_000), "EUR", "day");
        // Midnight in Paris is 23:00 UTC in winter.
        for (from, until, days) in [
            ("2027-03-02T23:00:00Z", "2027-03-03T23:00:00Z", 1),
            ("2027-03-03T08:00:00Z", "2027-03-03T09:00:00Z", 1),
            ("2027-03-03T22:30:00Z", "2027-03-03T23:30:00Z", 2),
            // The 28th of March has 23 hours.
            ("2027-03-27T23:00:00Z", "2027-03-29T22:00:00Z", 2),
        ] {
            assert_eq!(owed(&van, window(from, until), 1), euros(4_000 * days), "{from} {until}");
        }
    }

    #[test]
    fn each_unit_is_owed_for_and_a_use_is_a_use() {
        let stay = window("2027-03-03T09:00:00Z", "2027-03-03T17:00:00Z");
        assert_eq!(owed(&resource("price", Some(150), "EUR", "use"), stay, 3), euros(450));
        let hours = owed(&resource("time", Some(100), "TIME", "hour"), stay, 1);
        assert_eq!(hours, Some((800, "TIME".to_owned())), "eight hours for eight hours");
        let local = owed(&resource("currency", Some(500), "GALLECO", "use"), stay, 1);
        assert_eq!(local, Some((500, "GALLECO".to_owned())));
    }

    #[test]
    fn what_is_free_exchanged_or_at_cost_owes_nothing() {
        let stay = window("2027-03-03T09:00:00Z", "2027-03-03T17:00:00Z");
        for kind in ["free", "exchange", "at_cost"] {
            assert_eq!(owed(&resource(kind, Some(1_000), "EUR", "hour"), stay, 1), None, "{kind}");
        }
        assert_eq!(owed(&resource("price", Some(0), "EUR", "hour"), stay, 1), None);
        assert_eq!(owed(&resource("price", None, "EUR", "hour"), stay, 1), None);
        let much = owed(&resource("price", Some(i64::MAX), "EUR", "hour"), stay, u32::MAX);
        assert_eq!(much, euros(i64::MAX), "never past what can be counted");
    }

    #[test]
    fn a_cancellation_in_time_owes_nothing() {
        let mut room = resource("price", Some(1_000), "EUR", "hour");
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let start = at("2027-03-03T09:00:00Z");
        assert!(!owes_when_cancelled(&room, start, start), "without a rule nothing is ever owed");
        room.cancellation_hours = Some(24);
        assert!(!owes_when_cancelled(&room, start, at("2027-03-02T09:00:00Z")));
        assert!(owes_when_cancelled(&room, start, at("2027-03-02T09:00:01Z")));
        room.cancellation_hours = Some(0);
        assert!(!owes_when_cancelled(&room, start, start));
        assert!(owes_when_cancelled(&room, start, at("2027-03-03T09:30:00Z")), "it had begun");
    }
}
