//! What an alert looks for, in words.

use chrono::{DateTime, Utc};

use crate::accounts::{self, Account};
use crate::alerts::Kind;
use crate::base::visit::Visit;
use crate::base::words::{Lang, Words};
use crate::error::Result;
use crate::search::pages::said as said_of_suppliers;

/// Characters of a name that is proposed.
const NAME: usize = 80;

pub async fn said(
    visit: &Visit,
    account: &Account,
    kind: Kind,
    pairs: &[(String, String)],
) -> Result<Vec<String>> {
    match kind {
        Kind::Suppliers => said_of_suppliers(visit, pairs).await,
        Kind::Resources => {
            let shown = pairs.iter().filter(|(name, _)| name != "rayon");
            Ok(shown.map(|(name, value)| of_resources(visit, account, pairs, name, value)).collect())
        }
    }
}

fn of_resources(
    visit: &Visit,
    account: &Account,
    pairs: &[(String, String)],
    name: &str,
    value: &str,
) -> String {
    let words = visit.words;
    let reference = visit.app.reference.get();
    let coded = |start: &str| words.say(format!("alert-{start}-{}", value.replace('_', "-")));
    match name {
        "sens" => coded("direction"),
        "type" => coded("type"),
        "prix" => coded("price"),
        "acces" => coded("access"),
        "territoire" => reference.territories.name(value).unwrap_or(value).to_owned(),
        "centre" => {
            let radius = pairs.iter().find(|(name, _)| name == "rayon").map_or("30", |(_, km)| km.as_str());
            let place = reference.territories.name(value).unwrap_or(value);
            words.with2("alert-around", "place", place, "km", radius)
        }
        "monnaie" => reference.currency(value).map_or_else(
            || value.to_owned(),
            |currency| match words.lang {
                Lang::En => currency.label_en.clone(),
                Lang::Fr => currency.label_fr.clone(),
            },
        ),
        "places" => words.with("alert-places", "count", value.parse::<u32>().unwrap_or(1)),
        "unites" => words.with("alert-units", "count", value.parse::<u32>().unwrap_or(1)),
        "du" | "au" => {
            let at = DateTime::parse_from_rfc3339(value).ok().map(|at| at.with_timezone(&Utc));
            let when =
                at.map_or_else(|| value.replace('T', " "), |at| accounts::pages::moment(words, account, at));
            words.with(if name == "du" { "alert-from" } else { "alert-until" }, "when", when)
        }
        _ => value.to_owned(),
    }
}

/// A name made of what is looked for.
pub fn proposed(words: Words, sought: &[String]) -> String {
    let all = words.list(sought);
    match all.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", all[..end].trim_end()),
        None => all,
    }
}
