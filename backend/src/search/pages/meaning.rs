//! What a typed territory means.

use schema::values::{TerritoryCode, fold};

use crate::base::page::{Address, Link};
use crate::base::visit::Visit;
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

/// What a typed centre means: a commune. A larger unit is its commune of the same name, as Paris is; where it has none,
/// other communes of its name are a choice.
pub fn center<'a>(reference: &'a Reference, typed: &str) -> Meaning<'a> {
    let territories = &reference.territories;
    match meaning(reference, typed) {
        Meaning::One(one) if one.point.is_none() => {
            let larger = one.code.to_string();
            let of_it = |t: &&Territory| {
                t.point.is_some() && territories.with_containers(t.code.as_str()).contains(&larger)
            };
            territories.of_name(&fold(&one.name)).into_iter().find(of_it).map_or(Meaning::None, Meaning::One)
        }
        Meaning::Several(mut several) => {
            several.retain(|t| t.point.is_some());
            if several.is_empty() { Meaning::None } else { Meaning::Several(several) }
        }
        plain => plain,
    }
}

/// A name that means this centre: with its département where places that don't hold it have its name too.
pub fn center_name(reference: &Reference, territory: &Territory) -> String {
    let of_it = reference.territories.with_containers(territory.code.as_str());
    let same = reference.territories.of_name(&fold(&territory.name));
    match same.iter().all(|other| of_it.iter().any(|code| code == other.code.as_str())) {
        true => territory.name.clone(),
        false => told_apart(reference, territory),
    }
}

/// What is asked besides, with each of several territories.
pub fn each(
    visit: &Visit,
    reference: &Reference,
    besides: &Address,
    name: &str,
    several: &[&Territory],
) -> Vec<Link> {
    let labels: Vec<String> = several.iter().map(|territory| told_apart(reference, territory)).collect();
    let link = |(territory, label): (&&Territory, &String)| {
        let mut address = besides.clone();
        address.query.push((name.to_owned(), territory.code.to_string()));
        let alone = labels.iter().filter(|other| *other == label).count() == 1;
        let label = if alone { label.clone() } else { of_kind(visit.words, label, territory) };
        Link { label, href: address.href(visit.words) }
    };
    several.iter().zip(&labels).map(link).collect()
}

/// « Saint-Denis (93) », « Rennes Métropole (epci) ».
fn told_apart(reference: &Reference, territory: &Territory) -> String {
    let departement = territory.departement.as_deref().and_then(|code| reference.territories.get(code));
    match departement {
        Some(departement) => format!("{} ({})", territory.name, departement.code.code()),
        None => territory.name.clone(),
    }
}

/// « La Réunion (région) », beside the département of that name.
fn of_kind(words: Words, label: &str, territory: &Territory) -> String {
    let kind = words.say(format!("territory-kind-{}", territory.code.kind().as_str()));
    format!("{label} ({kind})")
}
