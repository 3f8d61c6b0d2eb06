//! Hours, lengths and conditions in words.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

use crate::accounts;
use crate::base::visit::Visit;
use crate::base::words::{Lang, Words};
use crate::base::zones;
use crate::error::Result;
use crate::reference::Reference;
use crate::sharing::calendar::{Opening, Step, Terms, Window};
use crate::sharing::{PriceKind, Reason, Resource, names_price};

/// « 9 h », « 14 h 30 », “9:00”.
pub fn clock(words: Words, minutes: u16) -> String {
    let (hour, minute) = (minutes / 60, minutes % 60);
    match (words.lang, minute) {
        (Lang::En, _) => format!("{hour}:{minute:02}"),
        (Lang::Fr, 0) => format!("{hour}\u{A0}h"),
        (Lang::Fr, _) => format!("{hour}\u{A0}h\u{A0}{minute:02}"),
    }
}

fn spans(words: Words, open: &[(u16, u16)]) -> String {
    match open {
        [] => words.say("hours-closed"),
        [(0, 1_440)] => words.say("hours-all-day"),
        open => {
            let span =
                |(from, until): &(u16, u16)| format!("{} – {}", clock(words, *from), clock(words, *until));
            open.iter().map(span).collect::<Vec<_>>().join(", ")
        }
    }
}

fn day_name(words: Words, weekday: u8) -> String {
    words.say(format!("sharing-day-{weekday}"))
}

/// The hours of a week, days with the same hours together; none where it is never open.
pub fn weekly(words: Words, opening: &Opening) -> Vec<(String, String)> {
    let hours: Vec<(u8, Vec<(u16, u16)>)> = (0..7)
        .map(|weekday| {
            let these = opening.weekly().iter().filter(|span| span.weekday == weekday);
            (weekday, these.map(|span| (span.from, span.until)).collect())
        })
        .collect();
    let groups = hours.chunk_by(|a, b| a.1 == b.1).filter_map(|group| {
        let ((first, open), (last, _)) = (group.first()?, group.last()?);
        let days = match last - first {
            0 => day_name(words, *first),
            1 => words.list(&[day_name(words, *first), day_name(words, *last)]),
            _ => words.with2("hours-days", "first", day_name(words, *first), "last", day_name(words, *last)),
        };
        Some((days, spans(words, open)))
    });
    if opening.weekly().is_empty() { Vec::new() } else { groups.collect() }
}

/// Days to come whose hours are others; at most ten.
pub fn exceptions(words: Words, opening: &Opening, today: NaiveDate) -> Vec<(String, String)> {
    let mut next: Vec<_> = opening.exceptions().iter().filter(|one| one.last >= today).collect();
    next.sort_by_key(|one| one.first);
    let line = |one: &&crate::sharing::calendar::Exception| {
        let days = match one.first == one.last {
            true => words.date(&one.first),
            false => {
                words.with2("hours-from-to", "first", words.date(&one.first), "last", words.date(&one.last))
            }
        };
        (days, spans(words, &one.open))
    };
    next.iter().take(10).map(line).collect()
}

/// How it can be booked, a sentence each.
pub fn terms(words: Words, terms: &Terms) -> Vec<String> {
    let mut said = vec![match terms.shortest == terms.longest {
        true => words.with("terms-exactly", "length", words.length(terms.shortest)),
        false => {
            let (shortest, longest) = (words.length(terms.shortest), words.length(terms.longest));
            words.with2("terms-between", "shortest", shortest, "longest", longest)
        }
    }];
    said.push(words.say(match terms.step {
        Step::Quarter => "terms-step-15",
        Step::Half => "terms-step-30",
        Step::Hour => "terms-step-60",
        Step::Day => "terms-step-1440",
    }));
    if terms.notice > 0 {
        said.push(words.with("terms-notice", "length", words.length(terms.notice)));
    }
    said.push(words.with("terms-horizon", "days", terms.horizon_days));
    said
}

/// « jeudi 3 décembre 2026 ».
pub fn day(words: Words, day: NaiveDate) -> String {
    let weekday = u8::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
    format!("{} {}", day_name(words, weekday), words.date(&day))
}

/// What the time of a place is called, where it isn't that of Paris or not that of whoever reads.
pub async fn clock_of(visit: &Visit, zone: Tz) -> Result<Option<String>> {
    let own = match visit.actor.person() {
        Some(_) => accounts::own(&visit.app.db, &visit.actor).await?.time_zone.parse().ok(),
        None => None,
    };
    let differs = zone != Tz::Europe__Paris || own.is_some_and(|own: Tz| own != zone);
    Ok(differs.then(|| zones::clock(visit.words, zone)))
}

/// « jeudi 3 décembre 2026, 9 h – 10 h ».
pub fn window(words: Words, zone: Tz, window: Window) -> String {
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
    let (from, until) = (local(window.from), local(window.until));
    let date = |of: NaiveDate| day(words, of);
    let minutes = |at: chrono::NaiveDateTime| u16::try_from(at.hour() * 60 + at.minute()).unwrap_or_default();
    let (start, end) = (clock(words, minutes(from)), clock(words, minutes(until)));
    if from.date() == until.date() {
        return format!("{}, {start} – {end}", date(from.date()));
    }
    words.with2(
        "hours-from-to",
        "first",
        format!("{}, {start}", date(from.date())),
        "last",
        format!("{}, {end}", date(until.date())),
    )
}

/// Hundredths as « 1,5 ».
fn hundredths(words: Words, cents: i64) -> String {
    words.number(cents as f64 / 100.0)
}

/// What it costs; none of a request that names no budget.
pub fn named_price(words: Words, reference: &Reference, resource: &Resource) -> Option<String> {
    names_price(resource).then(|| price(words, reference, resource))
}

/// What it costs, in a few words.
pub fn price(words: Words, reference: &Reference, resource: &Resource) -> String {
    let kind = PriceKind::named(&resource.price_kind).unwrap_or(PriceKind::Free);
    let plain = words.say(format!("price-kind-{}", kind.code().replace('_', "-")));
    let (Some(cents), Some(per)) = (resource.price_cents, resource.price_per.as_deref()) else {
        return plain;
    };
    let amount = match kind {
        PriceKind::Time => words.with("price-in-hours", "count", hundredths(words, cents)),
        PriceKind::Currency => {
            let code = resource.price_currency.as_deref().unwrap_or_default();
            let name = reference.currency(code).map(|one| match words.lang {
                Lang::En => one.label_en.clone(),
                Lang::Fr => one.label_fr.clone(),
            });
            let name = name.unwrap_or_else(|| code.to_owned());
            words.with2("amount-currency", "count", hundredths(words, cents), "currency", name)
        }
        _ => words.euros(&cents),
    };
    let said = words.with(&format!("amount-per-{per}"), "amount", amount);
    let said = match (resource.units, &resource.unit) {
        (1, _) | (_, None) => said,
        (_, Some(unit)) => words.with2("amount-each", "amount", said, "unit", unit),
    };
    match kind {
        PriceKind::AtCost => words.with("price-about", "amount", said),
        PriceKind::Time => words.with("price-hours", "amount", said),
        _ => said,
    }
}

/// Until when it can be cancelled for nothing.
pub fn cancellation(words: Words, hours: Option<i32>) -> String {
    match hours {
        None | Some(0) => words.say("cancel-until-start"),
        Some(hours) => {
            let minutes = hours.unsigned_abs().saturating_mul(60);
            words.with("cancel-until", "length", words.length(minutes))
        }
    }
}

/// Why an offer answers a request.
pub fn reason(words: Words, reason: &Reason) -> String {
    match reason {
        Reason::Near(km) => words.with("match-near", "km", km.ceil()),
        Reason::SameCommune => words.say("match-commune"),
        Reason::SameDepartement => words.say("match-departement"),
        Reason::Anywhere => words.say("match-anywhere"),
        Reason::Places(count) => words.with("match-places", "count", *count),
        Reason::Units(count) => words.with("match-units", "count", *count),
        Reason::Price(kind) => words.say(format!("price-kind-{}", kind.code().replace('_', "-"))),
    }
}
