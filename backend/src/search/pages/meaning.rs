//! What a typed territory means.

use schema::values::{TerritoryCode, fold};

use crate::base::words::Words;
use crate::reference::{Reference, Territory};

pub enum Meaning<'a> {
    One(&'a Territory),
    Several(Vec<&'a Territory>),
    None,
}

/// What a typed territory means: a code; a name that only one has (or one that holds all the
/// others of that name); « Rennes (35) »; else a choice.
pub fn meaning<'a>(reference: &'a Reference, typed: &str) -> Meaning<'a> {
    if let Ok(code) = TerritoryCode::parse(typed) {
        return reference.territories.get(code.as_str()).map_or(Meaning::None, Meaning::One);
    }
    let (name, within) = match typed.rsplit_once('(') {
        Some((name, rest)) => (name.trim(), rest.trim_end_matches(')').trim()),
        None => (typed, ""),
    };
    let mut found = reference.territories.search(name, 50);
    if !within.is_empty() {
        let departement = format!("departement:{within}");
        found.retain(|t| t.code.as_str() == departement || t.departement.as_deref() == Some(&departement));
    }
    let wanted = fold(name);
    let exact: Vec<&Territory> = found.iter().copied().filter(|t| fold(&t.name) == wanted).collect();
    let candidates = if exact.is_empty() { found } else { exact };
    match candidates.as_slice() {
        [] => Meaning::None,
        [one] => Meaning::One(one),
        [first, others @ ..] => {
            let first_code = first.code.to_string();
            let holds =
                |t: &&Territory| reference.territories.with_containers(t.code.as_str()).contains(&first_code);
            if others.iter().all(holds) && fold(&first.name) == wanted {
                Meaning::One(first)
            } else {
                Meaning::Several(candidates.into_iter().take(12).collect())
            }
        }
    }
}

/// « Saint-Denis (93) », « Rennes Métropole (epci) ».
pub fn told_apart(reference: &Reference, territory: &Territory) -> String {
    let departement = territory.departement.as_deref().and_then(|code| reference.territories.get(code));
    match departement {
        Some(departement) => format!("{} ({})", territory.name, departement.code.code()),
        None => territory.name.clone(),
    }
}

/// « La Réunion (région) », beside the département of that name.
pub fn of_kind(words: Words, label: &str, territory: &Territory) -> String {
    let kind = words.say(format!("territory-kind-{}", territory.code.kind().as_str()));
    format!("{label} ({kind})")
}
