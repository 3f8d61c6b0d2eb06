//! One row of a list of suppliers, read or rejected.

use chrono::{DateTime, NaiveDate};
use schema::values::{
    CpvCode, EmailAddress, GeoPoint, Naf, PostCode, Rna, Siret, TerritoryCode, TerritoryKind, ValueError,
    WebUrl,
};

use super::columns::Field;
use super::plain_text::{cut, one_line, paragraphs, without_html};
use super::reason::Reason;

/// How the organisation of a row is told from others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    Siret(Siret),
    Rna(Rna),
    /// The row's identifier in its source: means something only beside the source's name,
    /// and a network must vouch for it.
    Source(String),
}

#[derive(Debug, Clone, PartialEq)]
pub struct SupplierRow {
    /// The first physical line of the record.
    pub line: u64,
    pub key: Key,
    /// Also kept when `key` is a SIRET.
    pub rna: Option<Rna>,
    /// The identifier in the source, also kept when `key` is a SIRET or an RNA number.
    pub source_id: Option<String>,
    pub name: String,
    pub brand: Option<String>,
    pub legal_form: Option<String>,
    pub naf: Option<Naf>,
    pub address: Option<String>,
    pub post_code: Option<PostCode>,
    /// As the list writes it: `places` makes a commune of it.
    pub city: Option<String>,
    pub departement: Option<TerritoryCode>,
    pub point: Option<GeoPoint>,
    pub website: Option<WebUrl>,
    /// Where letters to it go: never shown.
    pub email: Option<EmailAddress>,
    /// Plain text.
    pub description: Option<String>,
    /// As the list writes them: `EI`, `ACI`…
    pub statuses: Vec<String>,
    pub categories: Vec<CpvCode>,
    /// Names or identifiers of the list's own taxonomy.
    pub themes: Vec<String>,
    pub updated: Option<NaiveDate>,
}

const NAME_LIMIT: usize = 200;
const LINE_LIMIT: usize = 300;
const DESCRIPTION_LIMIT: usize = 20_000;
const ENTRY_LIMIT: usize = 100;
const LIST_LIMIT: usize = 50;

/// The cells of a row under their fields; a field with several values stands several times.
#[derive(Debug, Default)]
pub(super) struct Cells(Vec<(Field, String)>);

impl Cells {
    pub fn push(&mut self, field: Field, text: impl Into<String>) {
        self.0.push((field, text.into()));
    }

    pub fn has(&self, field: Field) -> bool {
        self.0.iter().any(|(f, text)| *f == field && !text.trim().is_empty())
    }

    /// The field's first value that says something, on one line.
    fn first(&self, field: Field) -> Option<String> {
        self.all(field).next()
    }

    fn all(&self, field: Field) -> impl Iterator<Item = String> {
        self.raw(field).map(one_line).filter(|text| !text.is_empty())
    }

    fn raw(&self, field: Field) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(f, _)| *f == field).map(|(_, text)| text.as_str())
    }
}

/// Reads a row: what identifies it must be right; of the rest, what is wrong is dropped and
/// told in the warnings.
pub(super) fn read_row(line: u64, cells: &Cells) -> Result<(SupplierRow, Vec<Reason>), Reason> {
    let mut warnings = Vec::new();
    let notes = &mut warnings;
    let source_id = source_id(cells)?;
    let (key, rna) = key(cells, source_id.as_deref(), notes)?;
    let name = one_line(&without_html(&cells.first(Field::Name).unwrap_or_default()));
    if name.is_empty() {
        return Err(Reason::NameMissing);
    }
    let length = name.chars().count();
    if length > NAME_LIMIT {
        return Err(Reason::NameLength { length, limit: NAME_LIMIT });
    }
    let (categories, mut themes) = categories(cells, notes);
    themes.extend(entries(cells, Field::Themes, notes));
    let row = SupplierRow {
        line,
        key,
        rna,
        source_id,
        name,
        brand: short(cells, Field::Brand, NAME_LIMIT, notes),
        legal_form: short(cells, Field::LegalForm, ENTRY_LIMIT, notes),
        naf: value(cells, Field::Naf, Naf::parse, notes),
        address: short(cells, Field::Address, LINE_LIMIT, notes),
        post_code: value(cells, Field::PostCode, PostCode::parse, notes),
        city: short(cells, Field::City, ENTRY_LIMIT, notes),
        departement: value(cells, Field::Departement, departement, notes),
        point: point(cells, notes),
        website: value(cells, Field::Website, WebUrl::parse, notes),
        email: email(cells, notes),
        description: description(cells, notes),
        statuses: entries(cells, Field::Status, notes),
        categories,
        themes,
        updated: updated(cells, notes),
    };
    Ok((row, warnings))
}

fn source_id(cells: &Cells) -> Result<Option<String>, Reason> {
    let id = cells.first(Field::SourceId);
    match id.as_ref().map(|id| id.chars().count()) {
        Some(length) if length > NAME_LIMIT => Err(Reason::KeyLength { length, limit: NAME_LIMIT }),
        _ => Ok(id),
    }
}

/// A SIRET that is there but wrong rejects the row, whatever else could identify it.
fn key(
    cells: &Cells,
    source_id: Option<&str>,
    notes: &mut Vec<Reason>,
) -> Result<(Key, Option<Rna>), Reason> {
    if let Some(text) = cells.first(Field::Siret) {
        let siret = Siret::parse(&text)?;
        return Ok((Key::Siret(siret), value(cells, Field::Rna, Rna::parse, notes)));
    }
    if let Some(text) = cells.first(Field::Rna) {
        let rna = Rna::parse(&text)?;
        return Ok((Key::Rna(rna.clone()), Some(rna)));
    }
    let id = source_id.ok_or(Reason::KeyMissing)?;
    Ok((Key::Source(id.to_owned()), None))
}

fn value<T>(
    cells: &Cells,
    field: Field,
    parse: impl Fn(&str) -> Result<T, ValueError>,
    notes: &mut Vec<Reason>,
) -> Option<T> {
    parse(&cells.first(field)?).map_err(|error| notes.push(error.into())).ok()
}

fn departement(text: &str) -> Result<TerritoryCode, ValueError> {
    let padded = if text.len() == 1 { format!("0{text}") } else { text.to_owned() };
    TerritoryCode::new(TerritoryKind::Departement, &padded)
}

fn short(cells: &Cells, field: Field, limit: usize, notes: &mut Vec<Reason>) -> Option<String> {
    kept(one_line(&without_html(&cells.first(field)?)), field, limit, notes)
}

fn description(cells: &Cells, notes: &mut Vec<Reason>) -> Option<String> {
    let parts: Vec<String> = cells
        .raw(Field::Description)
        .map(|text| paragraphs(&without_html(text)))
        .filter(|text| !text.is_empty())
        .collect();
    kept(parts.join("\n\n"), Field::Description, DESCRIPTION_LIMIT, notes)
}

fn kept(text: String, field: Field, limit: usize, notes: &mut Vec<Reason>) -> Option<String> {
    let (text, cut_from) = cut(text, limit);
    if let Some(length) = cut_from {
        notes.push(Reason::TextCut { field, length, limit });
    }
    (!text.is_empty()).then_some(text)
}

/// The values of a list, each once.
fn entries(cells: &Cells, field: Field, notes: &mut Vec<Reason>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut length = 0;
    for text in cells.all(field) {
        let Some(text) = kept(one_line(&without_html(&text)), field, ENTRY_LIMIT, notes) else { continue };
        if found.contains(&text) {
            continue;
        }
        length += 1;
        if length <= LIST_LIMIT {
            found.push(text);
        }
    }
    if length > LIST_LIMIT {
        notes.push(Reason::ListCut { field, length, limit: LIST_LIMIT });
    }
    found
}

/// CPV codes; a word without a digit under `categories` is a theme of the list's own.
fn categories(cells: &Cells, notes: &mut Vec<Reason>) -> (Vec<CpvCode>, Vec<String>) {
    let (mut codes, mut themes) = (Vec::new(), Vec::new());
    for entry in entries(cells, Field::Categories, notes) {
        if !entry.bytes().any(|b| b.is_ascii_digit()) {
            themes.push(entry);
            continue;
        }
        match CpvCode::parse(&entry) {
            Ok(code) => codes.push(code),
            Err(error) => notes.push(error.into()),
        }
    }
    codes.dedup();
    (codes, themes)
}

/// What isn't an address is dropped, and not repeated in a report. GoGoCarto writes `private` where it keeps one to itself.
fn email(cells: &Cells, notes: &mut Vec<Reason>) -> Option<EmailAddress> {
    let text = cells.first(Field::Email).filter(|text| !text.eq_ignore_ascii_case("private"))?;
    EmailAddress::parse(&text).map_err(|_| notes.push(Reason::EmailShape)).ok()
}

fn point(cells: &Cells, notes: &mut Vec<Reason>) -> Option<GeoPoint> {
    let (latitude, longitude) = (cells.first(Field::Latitude), cells.first(Field::Longitude));
    if latitude.is_none() && longitude.is_none() {
        return None;
    }
    let (latitude, longitude) = (latitude.unwrap_or_default(), longitude.unwrap_or_default());
    let number = |text: &str| text.replace(',', ".").parse::<f64>().ok();
    let (Some(lat), Some(lon)) = (number(&latitude), number(&longitude)) else {
        let shown = |text: String| cut(text, 40).0;
        notes.push(Reason::PointShape { latitude: shown(latitude), longitude: shown(longitude) });
        return None;
    };
    GeoPoint::new(lat, lon).map_err(|error| notes.push(error.into())).ok()
}

fn updated(cells: &Cells, notes: &mut Vec<Reason>) -> Option<NaiveDate> {
    let text = cells.first(Field::Updated)?;
    let date = date(&text);
    if date.is_none() {
        notes.push(Reason::DateShape { input: cut(text, 40).0 });
    }
    date
}

/// `d/m/Y` or ISO 8601, an hour behind it or not.
fn date(text: &str) -> Option<NaiveDate> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.to_utc().date_naive());
    }
    let day = text.split([' ', 'T']).next()?;
    ["%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d.%m.%Y"]
        .into_iter()
        .filter_map(|shape| NaiveDate::parse_from_str(day, shape).ok())
        .find(|date| (NaiveDate::from_ymd_opt(1900, 1, 1)..).contains(&Some(*date)))
}

#[cfg(test)]
#[path = "supplier_row_tests.rs"]
mod tests;
