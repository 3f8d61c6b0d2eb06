//! What is asked: drawn from the data, the same for the same data.

use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use crate::Result;
use crate::wire::{Requests, Wire, get, graphql};

const COUNT: usize = 200;
/// Where the suppliers that questions are drawn from stand.
const DEPARTEMENTS: [&str; 10] = ["35", "29", "69", "13", "59", "31", "33", "67", "44", "75"];

const SAMPLE: &str = "query($in: String!) {
    suppliers(filter: { located: [$in] }, sort: NAME, first: 100) {
        nodes { slug departement { code } point { latitude longitude }
                guarantees { scheme { code } standing } products(first: 3) { id name } } } }";

/// 20 suppliers of 8 fields and 5 facets.
const SEARCH: &str = "query($filter: SupplierFilter) {
    suppliers(filter: $filter, first: 20) {
        totalCount
        nodes { id slug name siret address postCode city url }
        facets {
            territories { value count } themes { value count } guarantees { value count }
            legalForms { value count } networks { value count } } } }";

const LIST: &str = "query($filter: SupplierFilter) {
    suppliers(filter: $filter, first: 20) {
        nodes { id slug name siret address postCode city url products(first: 3) { id name } } } }";

const CLUSTERS: &str = "query($filter: SupplierFilter, $zoom: Int!, $bounds: GeoBounds!) {
    suppliers(filter: $filter, first: 1) {
        clusters(zoom: $zoom, bounds: $bounds) { latitude longitude count } } }";

/// Requests of each kind.
pub struct Questions {
    pub search: Requests,
    /// The same as pages.
    pub html: Requests,
    pub list: Requests,
    /// Pages of suppliers and of products.
    pub pages: Requests,
    pub products: Requests,
    pub france: Requests,
    pub departement: Requests,
}

pub fn bare() -> Requests {
    Requests::new(vec![graphql("{ __typename }", json!({}))])
}

/// Of a search by one word, everywhere.
pub fn by_word(word: &str) -> Value {
    json!({ "filter": { "text": word } })
}

pub const BY_WORD: &str =
    "query($filter: SupplierFilter) { suppliers(filter: $filter, first: 1) { nodes { name } } }";

impl Questions {
    pub async fn draw(address: &str, seed: u64) -> Result<Questions> {
        let mut wire = Wire::open(address).await?;
        let mut sample = Vec::new();
        for code in DEPARTEMENTS {
            let mut data = wire.data(SAMPLE, json!({ "in": format!("departement:{code}") })).await?;
            if let Value::Array(nodes) = data["suppliers"]["nodes"].take() {
                sample.extend(nodes.into_iter().filter(|one| !one["products"][0].is_null()));
            }
        }
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let mut lists: [Vec<Vec<u8>>; 7] = Default::default();
        let mut found = 0;
        for number in 0..COUNT {
            let supplier = sample.choose(&mut draw).ok_or("no supplier to draw questions from")?;
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let words = words_of(&text(&supplier["products"][0]["name"]), &mut draw);
            let territory = text(&supplier["departement"]["code"]);
            let in_force = supplier["guarantees"].as_array().into_iter().flatten();
            let scheme =
                in_force.clone().find(|g| g["standing"] == "IN_FORCE").map(|g| text(&g["scheme"]["code"]));
            let schemes: Vec<String> = scheme.into_iter().collect();
            let filter = json!({ "text": words, "territories": [territory], "guarantees": schemes });
            let answer = wire.data(SEARCH, json!({ "filter": filter })).await?;
            found += usize::from(answer["suppliers"]["totalCount"] != 0);
            let [search, html, list, pages, products, france, departement] = &mut lists;
            search.push(graphql(SEARCH, json!({ "filter": filter })));
            let mut address = Serializer::new(String::from("/fournisseurs?"));
            address.append_pair("q", &words).append_pair("territoire", &territory);
            address.extend_pairs(schemes.iter().map(|scheme| ("garantie", scheme)));
            html.push(get(&address.finish()));
            list.push(graphql(LIST, json!({ "filter": { "territories": [territory] } })));
            pages.push(get(&format!("/fournisseurs/{}", text(&supplier["slug"]))));
            products.push(get(&format!("/produits/{}", text(&supplier["products"][0]["id"]))));
            // One map in two of all suppliers, the other of those that answer to words.
            let asked = if number % 2 == 0 { json!({}) } else { json!({ "text": words }) };
            let bounds = json!({ "south": 41.3, "west": -5.2, "north": 51.1, "east": 9.6 });
            france.push(graphql(CLUSTERS, json!({ "filter": asked, "zoom": 6, "bounds": bounds })));
            let at = |name: &str| supplier["point"][name].as_f64().unwrap_or(47.0);
            let (lat, lon) = (at("latitude"), at("longitude"));
            let bounds =
                json!({ "south": lat - 0.5, "west": lon - 0.7, "north": lat + 0.5, "east": lon + 0.7 });
            departement.push(graphql(CLUSTERS, json!({ "filter": asked, "zoom": 9, "bounds": bounds })));
        }
        eprintln!("{found} of {COUNT} questions find someone");
        let [search, html, list, pages, products, france, departement] = lists.map(Requests::new);
        Ok(Questions { search, html, list, pages, products, france, departement })
    }
}

/// Two words of a name, one of them with a typo.
fn words_of(name: &str, draw: &mut ChaCha8Rng) -> String {
    let mut words: Vec<&str> = name.split_whitespace().filter(|word| word.chars().count() >= 4).collect();
    words.truncate(2);
    let mistyped = words.iter().copied().max_by_key(|word| word.len()).unwrap_or(name);
    let typed: Vec<char> = mistyped.chars().collect();
    let at = draw.random_range(1..typed.len().max(3) - 1);
    // A letter left out, or two changed about.
    let mut wrong = typed.clone();
    if draw.random_bool(0.5) && wrong.len() > at {
        wrong.remove(at);
    } else if wrong.len() > at + 1 {
        wrong.swap(at, at + 1);
    }
    let wrong: String = wrong.into_iter().collect();
    words
        .iter()
        .map(|word| if *word == mistyped { wrong.as_str() } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}
