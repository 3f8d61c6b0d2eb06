//! What leaves: one supplier as others may reuse it, written in each format. Pure: rows in, bytes out.

mod atom;
mod columns;
mod json;
mod shared;
mod xlsx;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

pub use atom::{FeedHead, atom};
pub use json::murmurations;
pub use shared::{ExportedResource, SharedFormat, SharedWriter, shared_atom};
pub use xlsx::{SharedWorkbook, Workbook};

/// A format of exports, named by the ending of its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// RFC 4180: commas, UTF-8, one line a supplier.
    Csv,
    /// A workbook: suppliers, products, licences.
    Xlsx,
    /// RFC 7946.
    GeoJson,
    /// As GoGoCarto's own interface answers, for maps that harvest one another.
    GoGoCarto,
    /// Profiles of `organizations_schema-v1.0.0`.
    Murmurations,
}

impl ExportFormat {
    pub const ALL: [ExportFormat; 5] = [
        ExportFormat::Csv,
        ExportFormat::Xlsx,
        ExportFormat::GeoJson,
        ExportFormat::GoGoCarto,
        ExportFormat::Murmurations,
    ];

    /// What stands behind the point of its address.
    pub fn ending(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Xlsx => "xlsx",
            ExportFormat::GeoJson => "geojson",
            ExportFormat::GoGoCarto => "gogocarto.json",
            ExportFormat::Murmurations => "murmurations.json",
        }
    }

    /// By its ending, or by the word that `--format` takes.
    pub fn named(name: &str) -> Option<ExportFormat> {
        Self::ALL.into_iter().find(|format| {
            format.ending() == name
                || format.ending().strip_suffix(".json").is_some_and(|short| short == name)
        })
    }

    pub fn media_type(self) -> &'static str {
        match self {
            ExportFormat::Csv => "text/csv; charset=utf-8",
            ExportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ExportFormat::GeoJson => "application/geo+json",
            ExportFormat::GoGoCarto | ExportFormat::Murmurations => "application/json",
        }
    }
}

/// A supplier with all that is public of it.
#[derive(Debug, Clone)]
pub struct Exported {
    pub id: Uuid,
    /// Its page here, complete.
    pub page: String,
    pub siret: Option<String>,
    pub rna: Option<String>,
    pub name: String,
    pub brand: Option<String>,
    pub legal_form: Option<Labelled>,
    pub naf: Option<String>,
    pub address: Option<String>,
    pub post_code: Option<String>,
    pub city: Option<String>,
    /// INSEE code.
    pub commune: Option<String>,
    pub departement: Option<String>,
    /// Latitude and longitude, WGS 84.
    pub point: Option<(f64, f64)>,
    pub website: Option<String>,
    pub description: String,
    /// What lists call the statuses it holds in force: ACI, EA…
    pub statuses: Vec<String>,
    pub categories: Vec<Labelled>,
    pub categories_supposed: Vec<Labelled>,
    pub themes: Vec<Labelled>,
    pub themes_supposed: Vec<Labelled>,
    /// Who it serves, in words.
    pub area: Vec<String>,
    pub area_supposed: bool,
    pub serves_country: bool,
    pub currencies: Vec<String>,
    pub products: Vec<ExportedProduct>,
    pub guarantees: Vec<ExportedGuarantee>,
    pub networks: Vec<String>,
    pub created: DateTime<Utc>,
    pub updated: DateTime<Utc>,
    pub source: String,
    pub licence: String,
}

/// A code with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    pub code: String,
    pub label: String,
}

#[derive(Debug, Clone)]
pub struct ExportedProduct {
    pub name: String,
    pub page: String,
    pub category: String,
    /// Hundredths of its currency, excluding tax; none is on quotation.
    pub price_cents: Option<i64>,
    /// ISO 4217, or the code of a complementary currency.
    pub price_currency: Option<String>,
    pub unit: Option<String>,
    pub minimum_order: Option<String>,
    /// Of its own; none: the supplier's.
    pub currencies: Vec<String>,
    pub lead_time_days: Option<i32>,
}

/// A guarantee in force.
#[derive(Debug, Clone)]
pub struct ExportedGuarantee {
    pub scheme: String,
    pub name: String,
    /// `DECLARED`, `EVIDENCE_CHECKED` or `REGISTER_CHECKED`.
    pub level: &'static str,
    pub peer_reviewed: bool,
    pub until: Option<NaiveDate>,
}

/// What stands at the head of every file.
#[derive(Debug, Clone)]
pub struct Head {
    /// The site, complete address.
    pub publisher: String,
    pub day: NaiveDate,
    /// The search it answers, as the address has it; empty when it is all.
    pub query: String,
}

/// A source some of the rows come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Terms {
    pub source: String,
    pub licence: String,
}

/// A text format on its way out, batch by batch.
pub struct TextWriter {
    format: ExportFormat,
    head: Head,
    written: u64,
}

impl TextWriter {
    /// Of any format but the workbook.
    pub fn new(format: ExportFormat, head: Head) -> Self {
        TextWriter { format, head, written: 0 }
    }

    pub fn begin(&self) -> String {
        match self.format {
            ExportFormat::Csv => columns::csv_header(),
            ExportFormat::GeoJson => json::geojson_begin(&self.head),
            ExportFormat::GoGoCarto => json::gogocarto_begin(&self.head),
            ExportFormat::Murmurations | ExportFormat::Xlsx => "[".to_owned(),
        }
    }

    pub fn rows(&mut self, rows: &[Exported]) -> String {
        if self.format == ExportFormat::Csv {
            return columns::csv_rows(rows, self.head.day);
        }
        let mut text = String::new();
        for row in rows {
            text += if self.written == 0 { "\n" } else { ",\n" };
            self.written += 1;
            text += &match self.format {
                ExportFormat::GeoJson => json::feature(row, self.head.day),
                ExportFormat::GoGoCarto => json::element(row),
                _ => json::murmurations(row),
            }
            .to_string();
        }
        text
    }

    /// The end, with the terms of the sources that were met.
    pub fn end(&self, terms: &[Terms]) -> String {
        match self.format {
            ExportFormat::Csv => String::new(),
            ExportFormat::GeoJson => json::geojson_end(terms, self.written),
            ExportFormat::GoGoCarto => json::gogocarto_end(terms, self.written),
            ExportFormat::Murmurations | ExportFormat::Xlsx => "\n]\n".to_owned(),
        }
    }
}
