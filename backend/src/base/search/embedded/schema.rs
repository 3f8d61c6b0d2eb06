//! What tantivy keeps of a document. Nothing is stored: answers need ids and sort values alone (fast fields).

use tantivy::TantivyDocument;
use tantivy::schema::{BytesOptions, FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, Term};
use uuid::Uuid;

use super::tokenizer;
use crate::base::search::analysis;
use crate::base::search::{self, Document, FACETS, Facet, Item, Number};

/// To be raised with any change of the schema, of the analysis or of what a document holds: older indexes are rebuilt.
pub const FORMAT: u32 = 6;

/// Weights of the searched texts, in the order of `Fields::texts`. Each is under 0.7 of the one before, which is how
/// much frequency and length can take away: a better field always wins.
pub const TEXT_WEIGHTS: [f32; 4] = [1.0, 0.65, 0.45, 0.3];
/// Usual lengths of these texts, in words. Constants, so that a score doesn't change with the neighbours.
pub const TEXT_LENGTHS: [f32; 4] = [5.0, 40.0, 20.0, 60.0];

pub const ID_HIGH: &str = "id_high";
pub const ID_LOW: &str = "id_low";
pub const SORT_NAME: &str = "sort_name";
pub const LATITUDE: &str = "latitude";
pub const LONGITUDE: &str = "longitude";
pub const UPDATED: &str = "updated";
pub const LEAD_TIME: &str = "lead_time";
pub const REACH: &str = "reach";

pub fn facet_name(facet: Facet) -> &'static str {
    match facet {
        Facet::Territories => "facet_territories",
        Facet::Themes => "facet_themes",
        Facet::Categories => "facet_categories",
        Facet::Guarantees => "facet_guarantees",
        Facet::LegalForms => "facet_legal_forms",
        Facet::Networks => "facet_networks",
        Facet::Kinds => "facet_kinds",
        Facet::PriceKinds => "facet_price_kinds",
        Facet::Clocks => "facet_clocks",
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Fields {
    id: Field,
    item: Field,
    id_high: Field,
    id_low: Field,
    /// Stems of names, products, labels, descriptions.
    pub texts: [Field; 4],
    /// Every word of the four texts, unstemmed: the dictionary for typos and prefixes, by item.
    words: [Field; 2],
    sort_name: Field,
    pub serves: Field,
    pub serves_part: Field,
    located: Field,
    themes: Field,
    categories: Field,
    currencies: Field,
    guarantees: Field,
    legal_forms: Field,
    networks: Field,
    owners: Field,
    directions: Field,
    kinds: Field,
    price_kinds: Field,
    accessibility: Field,
    hours: Field,
    closed: Field,
    clocks: Field,
    facets: [Field; FACETS],
    latitude: Field,
    longitude: Field,
    updated: Field,
    lead_time: Field,
    reach: Field,
    numbers: [Field; Number::ALL.len()],
}

pub fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexed = |tokenizer: &str, record, norms| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(record)
                .set_fieldnorms(norms),
        )
    };
    let stems = indexed(tokenizer::STEMS, IndexRecordOption::WithFreqs, true);
    let words = indexed(tokenizer::WORDS, IndexRecordOption::Basic, false);
    let code = indexed("raw", IndexRecordOption::Basic, false);
    let column = TextOptions::default().set_fast("raw");
    let fields = Fields {
        id: schema.add_bytes_field("id", BytesOptions::default().set_indexed()),
        item: schema.add_text_field("item", code.clone()),
        id_high: schema.add_u64_field(ID_HIGH, FAST),
        id_low: schema.add_u64_field(ID_LOW, FAST),
        texts: ["names", "products", "labels", "descriptions"]
            .map(|name| schema.add_text_field(name, stems.clone())),
        words: ["words", "resource_words"].map(|name| schema.add_text_field(name, words.clone())),
        sort_name: schema.add_text_field(SORT_NAME, column.clone()),
        serves: schema.add_text_field("serves", code.clone()),
        serves_part: schema.add_text_field("serves_part", code.clone()),
        located: schema.add_text_field("located", code.clone()),
        themes: schema.add_text_field("themes", code.clone()),
        categories: schema.add_text_field("categories", code.clone()),
        currencies: schema.add_text_field("currencies", code.clone()),
        guarantees: schema.add_text_field("guarantees", code.clone()),
        legal_forms: schema.add_text_field("legal_forms", code.clone()),
        networks: schema.add_text_field("networks", code.clone()),
        owners: schema.add_text_field("owners", code.clone()),
        directions: schema.add_text_field("directions", code.clone()),
        kinds: schema.add_text_field("kinds", code.clone()),
        price_kinds: schema.add_text_field("price_kinds", code.clone()),
        accessibility: schema.add_text_field("accessibility", code.clone()),
        hours: schema.add_text_field("hours", code.clone()),
        closed: schema.add_text_field("closed", code.clone()),
        clocks: schema.add_text_field("clocks", code),
        facets: Facet::ALL.map(|facet| schema.add_text_field(facet_name(facet), column.clone())),
        latitude: schema.add_f64_field(LATITUDE, FAST),
        longitude: schema.add_f64_field(LONGITUDE, FAST),
        updated: schema.add_i64_field(UPDATED, FAST),
        lead_time: schema.add_u64_field(LEAD_TIME, FAST),
        reach: schema.add_u64_field(REACH, FAST),
        numbers: Number::ALL.map(|number| schema.add_i64_field(number.code(), FAST)),
    };
    (schema.build(), fields)
}

/// An index made by this very schema gets the analysers of this version.
pub fn prepare(index: &Index) {
    tokenizer::register(index.tokenizers());
}

impl Fields {
    pub fn filtered(&self, field: search::Field) -> Field {
        match field {
            search::Field::Located => self.located,
            search::Field::Themes => self.themes,
            search::Field::Categories => self.categories,
            search::Field::Currencies => self.currencies,
            search::Field::Guarantees => self.guarantees,
            search::Field::LegalForms => self.legal_forms,
            search::Field::Networks => self.networks,
            search::Field::Owners => self.owners,
            search::Field::Directions => self.directions,
            search::Field::Kinds => self.kinds,
            search::Field::PriceKinds => self.price_kinds,
            search::Field::Accessibility => self.accessibility,
            search::Field::Hours => self.hours,
            search::Field::Closed => self.closed,
            search::Field::Clocks => self.clocks,
        }
    }

    pub fn words(&self, item: Item) -> Field {
        self.words[item as usize]
    }

    pub fn item(&self) -> Field {
        self.item
    }

    pub fn id_term(&self, id: Uuid) -> Term {
        Term::from_field_bytes(self.id, id.as_bytes())
    }

    pub fn document(&self, document: &Document) -> TantivyDocument {
        let mut row = TantivyDocument::new();
        let (high, low) = document.id.as_u64_pair();
        row.add_bytes(self.id, document.id.as_bytes());
        row.add_text(self.item, document.item().code());
        row.add_u64(self.id_high, high);
        row.add_u64(self.id_low, low);
        let texts = [&document.names, &document.products, &document.labels, &document.descriptions];
        for (field, text) in self.texts.into_iter().zip(texts) {
            row.add_text(field, text);
            row.add_text(self.words(document.item()), text);
        }
        row.add_text(self.sort_name, analysis::collation_key(&document.sort_name));
        let nothing = search::Shared::default();
        let shared = document.shared.as_deref().unwrap_or(&nothing);
        let one = |value: &str| Vec::from_iter((!value.is_empty()).then(|| value.to_owned()));
        let legal_form = Vec::from_iter(document.legal_form.clone());
        let owner = one(&shared.owner);
        let (direction, kind) = (one(&shared.direction), one(&shared.kind));
        let (price_kind, clock) = (one(&shared.price_kind), one(&shared.clock));
        let facets = [
            &document.territories,
            &document.themes,
            &document.category_facet,
            &document.guarantee_facet,
            &legal_form,
            &document.networks,
            &kind,
            &price_kind,
            &clock,
        ];
        let codes = [
            (self.serves, &document.serves),
            (self.serves_part, &document.serves_part),
            (self.located, &document.located),
            (self.themes, &document.themes),
            (self.categories, &document.categories),
            (self.currencies, &document.currencies),
            (self.guarantees, &document.guarantees),
            (self.legal_forms, &legal_form),
            (self.networks, &document.networks),
            (self.owners, &owner),
            (self.directions, &direction),
            (self.kinds, &kind),
            (self.price_kinds, &price_kind),
            (self.accessibility, &shared.accessibility),
            (self.hours, &shared.hours),
            (self.closed, &shared.closed),
            (self.clocks, &clock),
        ];
        for (field, values) in codes.into_iter().chain(self.facets.into_iter().zip(facets)) {
            for value in values {
                row.add_text(field, value);
            }
        }
        for (number, value) in &shared.numbers {
            row.add_i64(self.numbers[*number as usize], *value);
        }
        if let Some(km) = shared.reach_km {
            row.add_u64(self.reach, km.into());
        }
        // A point off the globe is no point.
        if let Some(point) = document.point.filter(|point| point.is_on_earth()) {
            row.add_f64(self.latitude, point.latitude);
            row.add_f64(self.longitude, point.longitude);
        }
        row.add_i64(self.updated, document.updated_at.timestamp_micros());
        if let Some(days) = document.lead_time_days {
            row.add_u64(self.lead_time, days.into());
        }
        row
    }
}

impl search::Point {
    fn is_on_earth(&self) -> bool {
        self.latitude.abs() <= 90.0 && self.longitude.abs() <= 180.0
    }
}
