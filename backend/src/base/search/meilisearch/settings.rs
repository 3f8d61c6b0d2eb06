//! What the server is told of our documents.

use std::collections::{BTreeMap, HashMap};

use meilisearch_sdk::settings::{
    FacetSortValue, FacetingSettings, FilterFeatureModes, FilterFeatures, FilterableAttribute,
    FilterableAttributesSettings, MinWordSizeForTypos, PaginationSetting, Settings, TypoToleranceSettings,
};
use sha2::{Digest, Sha256};

use super::clusters;
use crate::base::search::{MAX_FACET_VALUES, Number, Synonyms};

/// To be raised with any change of what a document holds: older indexes are rebuilt.
const FORMAT: u32 = 7;

const CODES: [&str; 24] = [
    "item",
    "serves",
    "serves_part",
    "located",
    "territories",
    "themes",
    "categories",
    "category_facet",
    "currencies",
    "guarantees",
    "guarantee_facet",
    "legal_form",
    "networks",
    "owner",
    "direction",
    "kind",
    "price_kind",
    "accessibility",
    "hours",
    "closed",
    "clock",
    "reach_km",
    "id",
    "cell_*",
];

pub fn settings(synonyms: &Synonyms) -> Settings {
    let filterable = |names: &[&str], comparison: bool| {
        FilterableAttribute::Settings(FilterableAttributesSettings {
            attribute_patterns: names.iter().map(|name| (*name).to_owned()).collect(),
            features: FilterFeatures {
                facet_search: false,
                filter: FilterFeatureModes { equality: !comparison, comparison },
            },
        })
    };
    Settings {
        searchable_attributes: owned(&["names", "products", "labels", "descriptions"]),
        displayed_attributes: owned(&["id", "_geo", "serves"]),
        filterable_attributes: Some(vec![
            filterable(&CODES, false),
            filterable(&["lead_time_days"], true),
            filterable(&Number::ALL.map(Number::code), true),
            FilterableAttribute::Attribute("_geo".into()),
        ]),
        sortable_attributes: owned(&["updated", "sort_name", "_geo", "latitude", "longitude"]),
        ranking_rules: owned(&["sort", "words", "typo", "attribute", "proximity", "exactness"]),
        synonyms: Some(synonym_map(synonyms)),
        // Ours are left out before.
        stop_words: Some(Vec::new()),
        typo_tolerance: Some(TypoToleranceSettings {
            enabled: Some(true),
            disable_on_attributes: Some(Vec::new()),
            disable_on_words: Some(Vec::new()),
            min_word_size_for_typos: Some(MinWordSizeForTypos { one_typo: Some(5), two_typos: Some(9) }),
            disable_on_numbers: Some(true),
        }),
        faceting: Some(FacetingSettings {
            max_values_per_facet: MAX_FACET_VALUES.max(clusters::MAX_CELLS),
            sort_facet_values_by: Some(BTreeMap::from([("*".to_owned(), FacetSortValue::Count)])),
        }),
        pagination: Some(PaginationSetting { max_total_hits: 10_000_000 }),
        ..Settings::default()
    }
}

/// Changes with the documents' format and with the settings, but for the synonyms.
pub fn format() -> String {
    let settings = settings(&Synonyms::default());
    short(&serde_json::to_string(&(FORMAT, clusters::LEVELS, settings)).unwrap_or_default())
}

/// Changes with the synonyms.
pub fn digest(synonyms: &Synonyms) -> String {
    let sorted: BTreeMap<String, Vec<String>> = synonym_map(synonyms).into_iter().collect();
    short(&serde_json::to_string(&sorted).unwrap_or_default())
}

fn short(text: &str) -> String {
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn owned(names: &[&str]) -> Option<Vec<String>> {
    Some(names.iter().map(|name| (*name).to_owned()).collect())
}

pub fn synonym_map(synonyms: &Synonyms) -> HashMap<String, Vec<String>> {
    synonyms
        .all()
        .map(|(phrase, others)| (phrase.join(" "), others.iter().map(|other| other.join(" ")).collect()))
        .collect()
}
