//! Amounts of what is paid in, in words.

use crate::base::words::{Lang, Words};
use crate::reference::Reference;

/// Hours for hours: counted in hundredths of an hour.
pub const TIME: &str = "TIME";

/// Hundredths of a currency: « 12,50 € », « 2,5 heures », « 12 Rozo ».
pub fn amount(words: Words, reference: &Reference, cents: i64, currency: &str) -> String {
    let whole = words.number(cents as f64 / 100.0);
    match currency {
        "EUR" => words.euros(&cents),
        TIME => {
            let one = match words.lang {
                Lang::Fr => cents.abs() < 200,
                Lang::En => cents.abs() == 100,
            };
            words.with2("amount-hours", "hours", whole, "few", if one { 1 } else { 2 })
        }
        code => {
            let name = reference.currency(code).map_or(code, |one| match words.lang {
                Lang::Fr => &one.label_fr,
                Lang::En => &one.label_en,
            });
            format!("{whole}\u{A0}{name}")
        }
    }
}
