//! The columns of tables: one list serves CSV, the workbook and the properties of GeoJSON. Their names are a promise:
//! columns are added at the end, never renamed.

use chrono::NaiveDate;
use serde_json::Value;

use super::{Exported, Labelled};

/// Between the values of one cell; imports read it.
const BETWEEN: &str = "|";

pub(super) enum Cell {
    Text(String),
    Number(f64),
    Empty,
}

pub(super) fn text(value: &Option<String>) -> Cell {
    value.as_ref().map_or(Cell::Empty, |value| Cell::Text(value.clone()))
}

pub(super) fn list<'a>(values: impl IntoIterator<Item = &'a str>) -> Cell {
    let joined = values.into_iter().collect::<Vec<_>>().join(BETWEEN);
    if joined.is_empty() { Cell::Empty } else { Cell::Text(joined) }
}

fn codes(values: &[Labelled]) -> Cell {
    list(values.iter().map(|value| value.code.as_str()))
}

type Column = (&'static str, fn(&Exported, NaiveDate) -> Cell);

pub(super) const COLUMNS: [Column; 34] = [
    ("siret", |row, _| text(&row.siret)),
    ("rna", |row, _| text(&row.rna)),
    ("id", |row, _| Cell::Text(row.id.to_string())),
    ("name", |row, _| Cell::Text(row.name.clone())),
    ("brand", |row, _| text(&row.brand)),
    ("legal_form", |row, _| row.legal_form.as_ref().map_or(Cell::Empty, |f| Cell::Text(f.code.clone()))),
    ("naf", |row, _| text(&row.naf)),
    ("address", |row, _| text(&row.address)),
    ("post_code", |row, _| text(&row.post_code)),
    ("city", |row, _| text(&row.city)),
    ("commune_insee", |row, _| text(&row.commune)),
    ("departement", |row, _| text(&row.departement)),
    ("latitude", |row, _| row.point.map_or(Cell::Empty, |(latitude, _)| Cell::Number(latitude))),
    ("longitude", |row, _| row.point.map_or(Cell::Empty, |(_, longitude)| Cell::Number(longitude))),
    ("website", |row, _| text(&row.website)),
    ("description", |row, _| Cell::Text(row.description.clone())),
    ("status", |row, _| list(row.statuses.iter().map(String::as_str))),
    ("categories", |row, _| codes(&row.categories)),
    ("categories_supposed", |row, _| codes(&row.categories_supposed)),
    ("themes", |row, _| codes(&row.themes)),
    ("themes_supposed", |row, _| codes(&row.themes_supposed)),
    ("area_served", |row, _| list(row.area.iter().map(String::as_str))),
    ("area_supposed", |row, _| Cell::Text(if row.area_supposed { "yes" } else { "no" }.to_owned())),
    ("currencies", |row, _| list(row.currencies.iter().map(String::as_str))),
    ("lead_time_days", |row, _| {
        row.products
            .iter()
            .filter_map(|p| p.lead_time_days)
            .min()
            .map_or(Cell::Empty, |d| Cell::Number(d.into()))
    }),
    ("products", |row, _| list(row.products.iter().map(|product| product.name.as_str()))),
    ("guarantees", |row, _| {
        let one = |g: &super::ExportedGuarantee| {
            format!("{}@{}{}", g.scheme, g.level, if g.peer_reviewed { "+PEER" } else { "" })
        };
        list(row.guarantees.iter().map(one).collect::<Vec<_>>().iter().map(String::as_str))
    }),
    ("networks", |row, _| list(row.networks.iter().map(String::as_str))),
    ("page", |row, _| Cell::Text(row.page.clone())),
    ("created_on", |row, _| Cell::Text(row.created.date_naive().to_string())),
    ("updated", |row, _| Cell::Text(row.updated.date_naive().to_string())),
    ("list", |row, _| Cell::Text(row.source.clone())),
    ("licence", |row, _| Cell::Text(row.licence.clone())),
    ("exported_on", |_, day| Cell::Text(day.to_string())),
];

pub(super) fn csv_header() -> String {
    line(COLUMNS.iter().map(|(name, _)| (*name).to_owned()))
}

pub(super) fn csv_rows(rows: &[Exported], day: NaiveDate) -> String {
    rows.iter().map(|row| line(COLUMNS.iter().map(|(_, of)| written(of(row, day))))).collect()
}

/// As a CSV holds it.
pub(super) fn written(cell: Cell) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Number(number) => number.to_string(),
        Cell::Empty => String::new(),
    }
}

pub(super) fn line(cells: impl Iterator<Item = String>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Nothing can fail in memory.
    let _written = writer.write_record(cells);
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// A text that a spreadsheet would take for a formula is told to be text.
/// <https://owasp.org/www-community/attacks/CSV_Injection>
fn harmless(text: String) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            format!("'{text}")
        }
        _ => text,
    }
}

/// The row as properties: lists are lists, what is empty is left out.
pub(super) fn properties(row: &Exported, day: NaiveDate) -> Value {
    let lists = [
        "status",
        "categories",
        "categories_supposed",
        "themes",
        "themes_supposed",
        "area_served",
        "currencies",
        "products",
        "guarantees",
        "networks",
    ];
    let mut object = serde_json::Map::new();
    for (name, of) in COLUMNS {
        let value = match of(row, day) {
            Cell::Text(text) if text.is_empty() => continue,
            Cell::Text(text) if lists.contains(&name) => text.split(BETWEEN).collect(),
            Cell::Text(text) => Value::from(text),
            Cell::Number(number) if number.fract() == 0.0 => Value::from(number as i64),
            Cell::Number(number) => Value::from(number),
            Cell::Empty => continue,
        };
        object.insert(name.to_owned(), value);
    }
    object.remove("latitude");
    object.remove("longitude");
    object.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_begins_a_formula() {
        for text in ["=1+1", "+33", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert!(harmless(text.to_owned()).starts_with('\''), "{text:?}");
        }
        assert_eq!(harmless("L’Étable".to_owned()), "L’Étable");
    }

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let names: std::collections::HashSet<_> = COLUMNS.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), COLUMNS.len());
    }
}
