//! A document as Meilisearch keeps it: texts as our own stems, so that both engines read French alike.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::clusters;
use crate::base::search::analysis;
use crate::base::search::{Document, Field, Shared};

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Geo {
    pub lat: f64,
    pub lng: f64,
}

#[derive(Debug, Clone, Serialize)]
pub struct Row {
    id: Uuid,
    names: String,
    products: String,
    labels: String,
    descriptions: String,
    sort_name: String,
    serves: Vec<String>,
    serves_part: Vec<String>,
    located: Vec<String>,
    territories: Vec<String>,
    themes: Vec<String>,
    categories: Vec<String>,
    category_facet: Vec<String>,
    currencies: Vec<String>,
    guarantees: Vec<String>,
    guarantee_facet: Vec<String>,
    legal_form: Option<String>,
    networks: Vec<String>,
    lead_time_days: Option<u32>,
    /// Microseconds.
    updated: i64,
    item: &'static str,
    #[serde(flatten)]
    shared: Option<SharedRow>,
    #[serde(rename = "_geo", skip_serializing_if = "Option::is_none")]
    geo: Option<Geo>,
    /// Sorted by, which `_geo` can't be.
    #[serde(skip_serializing_if = "Option::is_none")]
    latitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    longitude: Option<f64>,
    /// Cells of the map it lies in, by level.
    #[serde(flatten)]
    cells: std::collections::BTreeMap<String, String>,
}

/// What resources alone have; numbers by their names.
#[derive(Debug, Clone, Serialize)]
struct SharedRow {
    owner: String,
    direction: String,
    kind: String,
    price_kind: String,
    accessibility: Vec<String>,
    hours: Vec<String>,
    closed: Vec<String>,
    clock: String,
    reach_km: Option<u32>,
    #[serde(flatten)]
    numbers: std::collections::BTreeMap<&'static str, i64>,
}

impl SharedRow {
    fn new(shared: &Shared) -> SharedRow {
        SharedRow {
            owner: shared.owner.clone(),
            direction: shared.direction.clone(),
            kind: shared.kind.clone(),
            price_kind: shared.price_kind.clone(),
            accessibility: shared.accessibility.clone(),
            hours: shared.hours.clone(),
            closed: shared.closed.clone(),
            clock: shared.clock.clone(),
            reach_km: shared.reach_km,
            numbers: shared.numbers.iter().map(|(number, value)| (number.code(), *value)).collect(),
        }
    }
}

impl Row {
    pub fn new(document: &Document) -> Row {
        // A point off the globe is no point.
        let point = document.point.filter(|p| p.latitude.abs() <= 90.0 && p.longitude.abs() <= 180.0);
        Row {
            id: document.id,
            names: stems(&document.names),
            products: stems(&document.products),
            labels: stems(&document.labels),
            descriptions: stems(&document.descriptions),
            sort_name: analysis::collation_key(&document.sort_name),
            serves: document.serves.clone(),
            serves_part: document.serves_part.clone(),
            located: document.located.clone(),
            territories: document.territories.clone(),
            themes: document.themes.clone(),
            categories: document.categories.clone(),
            category_facet: document.category_facet.clone(),
            currencies: document.currencies.clone(),
            guarantees: document.guarantees.clone(),
            guarantee_facet: document.guarantee_facet.clone(),
            legal_form: document.legal_form.clone(),
            networks: document.networks.clone(),
            lead_time_days: document.lead_time_days,
            updated: document.updated_at.timestamp_micros(),
            item: document.item().code(),
            shared: document.shared.as_deref().map(SharedRow::new),
            geo: point.map(|point| Geo { lat: point.latitude, lng: point.longitude }),
            latitude: point.map(|point| point.latitude),
            longitude: point.map(|point| point.longitude),
            cells: point.map(clusters::cells_of).unwrap_or_default(),
        }
    }
}

/// The stems of a text, in order.
pub fn stems(text: &str) -> String {
    let mut stems = String::new();
    analysis::each_word(text, |word| {
        if !stems.is_empty() {
            stems.push(' ');
        }
        stems.push_str(&analysis::stem(word));
    });
    stems
}

pub fn attribute(field: Field) -> &'static str {
    match field {
        Field::Located => "located",
        Field::Themes => "themes",
        Field::Categories => "categories",
        Field::Currencies => "currencies",
        Field::Guarantees => "guarantees",
        Field::LegalForms => "legal_form",
        Field::Networks => "networks",
        Field::Owners => "owner",
        Field::Directions => "direction",
        Field::Kinds => "kind",
        Field::PriceKinds => "price_kind",
        Field::Accessibility => "accessibility",
        Field::Hours => "hours",
        Field::Closed => "closed",
        Field::Clocks => "clock",
    }
}
