use std::collections::BTreeSet;

use schema::values::{TerritoryKind, fold};

use crate::base::search::stems;
use crate::error::Message;
use crate::reference::{Reference, Territory};

/// The commune of a post code and a town's name; the post code's only one where no town is named.
pub fn commune<'a>(reference: &'a Reference, post_code: &str, town: &str) -> Result<&'a Territory, Message> {
    let has = |t: &Territory| t.postal_codes.iter().any(|code| code == post_code);
    let there: Vec<&Territory> =
        reference.territories.iter().filter(|t| t.parent.is_none() && has(t)).collect();
    let wanted = fold(town);
    if let Some(found) = there.iter().find(|t| fold(&t.name) == wanted) {
        return Ok(found);
    }
    let named: Vec<&Territory> = match wanted.is_empty() {
        true => there.clone(),
        false => there.iter().copied().filter(|t| names(town, &t.name)).collect(),
    };
    match (named.as_slice(), there.is_empty()) {
        ([only], _) => Ok(only),
        (_, true) => Err(Message::new("invalid-post-code-unknown").with("code", post_code)),
        ([], _) => Err(elsewhere(reference, post_code, &there, &wanted)),
        _ => Err(Message::new("invalid-town").with("code", post_code).with("towns", listed(&there))),
    }
}

fn listed(there: &[&Territory]) -> String {
    there.iter().take(8).map(|t| t.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The town that was typed isn't there: whose post code it is, and which the town has if there is but one of that name.
fn elsewhere(reference: &Reference, post_code: &str, there: &[&Territory], wanted: &str) -> Message {
    let mut named = reference.territories.of_name(wanted);
    named.retain(|t| t.code.kind() == TerritoryKind::Commune && !t.postal_codes.is_empty());
    let message = match named.as_slice() {
        [one] => {
            let codes = one.postal_codes.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
            Message::new("invalid-town-elsewhere").with("other", one.name.clone()).with("codes", codes)
        }
        _ => Message::new("invalid-town-other"),
    };
    message.with("code", post_code).with("town", listed(there))
}

/// Whether a town that was typed is this commune: « St Malo », « Rennes Cedex 7 » or « rennes » are.
fn names(typed: &str, commune: &str) -> bool {
    let words = |text: &str| {
        let stem = |word: String| match word.as_str() {
            "st" | "ste" => "saint".to_owned(),
            _ => word,
        };
        stems(text).into_iter().map(stem).collect::<BTreeSet<String>>()
    };
    let (typed, commune) = (words(typed), words(commune));
    !typed.is_empty() && (typed.is_subset(&commune) || commune.is_subset(&typed))
}
