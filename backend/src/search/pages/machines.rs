//! A search for machines: what its address asks, and where it can be taken away.

use super::asked::Asked;
use super::names::Names;
use crate::base::page::{Address, Link};
use crate::base::visit::Visit;
use crate::error::{Error, FieldError, Message, Result};
use crate::networks;
use crate::search::SupplierFilter;

/// What the address of a search may hold; the last two are the map's.
pub const PARAMETERS: [&str; 19] = [
    "q",
    "territoire",
    "siege",
    "centre",
    "rayon",
    "theme",
    "categorie",
    "garantie",
    "niveau",
    "pairs",
    "reserve",
    "statut",
    "reseau",
    "monnaie",
    "delai",
    "tri",
    "apres",
    "zoom",
    "cadre",
];

/// What the address of a page of results asks, for its map: what the page doesn't know, the map doesn't either.
pub async fn filter_of_page(visit: &Visit) -> Result<SupplierFilter> {
    filter(visit, Vec::new()).await
}

/// What the address of a search asks, for a machine: what can't be understood is named by its parameter. A misspelt
/// name would answer everything instead of what was meant.
pub async fn filter_of(visit: &Visit) -> Result<SupplierFilter> {
    let unknown = visit.address.query.iter().filter(|(name, _)| !PARAMETERS.contains(&name.as_str()));
    let wrong = unknown.map(|(name, _)| FieldError {
        path: name.chars().filter(|c| !c.is_control()).take(60).collect(),
        message: Message::new("invalid-parameter").with("known", PARAMETERS.join(", ")),
    });
    filter(visit, wrong.collect()).await
}

/// What names and values that were understood before ask today. Errors: what is no longer known.
pub fn filter_in(visit: &Visit, networks: &[networks::Network]) -> Result<SupplierFilter> {
    let asked = Asked::read(visit, &visit.app.reference.get(), networks);
    let wrong = asked.wrong();
    if wrong.is_empty() { Ok(asked.filter) } else { Err(Error::Invalid(wrong)) }
}

/// What the address of a search asks, and its names and values as codes, without their order on a page: to be asked
/// again later. Errors as of `filter_of`.
pub async fn watched(visit: &Visit) -> Result<(SupplierFilter, Vec<(String, String)>)> {
    let filter = filter_of(visit).await?;
    let networks = networks::all(&visit.app.db).await?;
    let asked = Asked::read(visit, &visit.app.reference.get(), &networks);
    let kept = visit.address.query.iter().filter(|(name, value)| {
        is_carried(name) && !matches!(name.as_str(), "zoom" | "cadre") && !value.trim().is_empty()
    });
    let code = |(name, value): &(String, String)| (name.clone(), asked.meant(name, value.trim()).to_owned());
    Ok((filter, kept.map(code).collect()))
}

/// What the names and values of an address ask, as people read it.
pub fn said(visit: &Visit, networks: &[networks::Network], query: &[(String, String)]) -> Vec<String> {
    let reference = visit.app.reference.get();
    let address = Address { path: "/fournisseurs".to_owned(), query: query.to_vec() };
    let visit = Visit { address, ..visit.clone() };
    let names = Names { visit: &visit, reference: &reference, networks };
    let shown = query.iter().filter(|(name, _)| name != "rayon");
    shown.map(|(name, value)| names.label(name, value)).collect()
}

async fn filter(visit: &Visit, mut wrong: Vec<FieldError>) -> Result<SupplierFilter> {
    let networks = networks::all(&visit.app.db).await?;
    let asked = Asked::read(visit, &visit.app.reference.get(), &networks);
    wrong.extend(asked.wrong());
    if wrong.is_empty() { Ok(asked.filter) } else { Err(Error::Invalid(wrong)) }
}

/// The feed of who is new in a search.
pub fn feed_of(visit: &Visit, search: &Address) -> String {
    let query = search.query.iter().filter(|(name, _)| is_carried(name));
    Address { path: "/feeds/fournisseurs.atom".to_owned(), query: query.cloned().collect() }.href(visit.words)
}

/// The files in which a search can be taken away.
pub fn downloads(visit: &Visit, search: &Address) -> Vec<Link> {
    let query: Vec<(String, String)> =
        search.query.iter().filter(|(name, _)| is_carried(name)).cloned().collect();
    let file = |(label, ending): (&str, &str)| Link {
        label: label.to_owned(),
        href: Address { path: format!("/export/fournisseurs.{ending}"), query: query.clone() }
            .href(visit.words),
    };
    let mut links: Vec<Link> =
        [("CSV", "csv"), ("Excel (XLSX)", "xlsx"), ("GeoJSON", "geojson")].map(file).into();
    links.push(Link { label: visit.words.say("feed-link"), href: feed_of(visit, search) });
    links
}

/// What a file or a feed is asked by: neither a page of results nor their order, nor what no search has.
fn is_carried(name: &str) -> bool {
    PARAMETERS.contains(&name) && !matches!(name, "apres" | "tri")
}
