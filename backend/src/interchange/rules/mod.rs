//! Lists of suppliers read into rows: pure, streaming, no database. A file is taken or
//! refused before its first row; then each row is read or rejected on its own.

mod columns;
mod exports;
mod gogocarto;
#[cfg(test)]
mod hostile_tests;
mod json_elements;
mod mapping;
mod places;
mod plain_text;
mod reason;
mod sheet;
mod sniff;
mod supplier_row;
mod tabular;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io::{Read, Seek, SeekFrom};

pub use exports::{
    ExportFormat, Exported, ExportedGuarantee, ExportedProduct, FeedHead, Head, Labelled, Terms, TextWriter,
    Workbook, atom, murmurations,
};
pub use mapping::Mapping;
pub use places::{Commune, Places};
pub use reason::{FileError, Reason};
pub use sniff::Format;
pub use supplier_row::{Key, SupplierRow};

use json_elements::Elements;
use mapping::Override;
use sheet::Sheet;
use supplier_row::{Cells, read_row};
use tabular::{Tabular, TextRecord};

/// One record of the file, whatever became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The first physical line of the record.
    pub line: u64,
    /// As it stood in the file: its fields, or the one JSON text.
    pub raw: Vec<String>,
    /// The row with its warnings, or why it is rejected.
    pub read: Result<(SupplierRow, Vec<Reason>), Reason>,
}

/// The records of a file, in order. After a `FileError` nothing more comes: what was
/// imported of the file must be taken back.
pub struct SupplierRows<R: Read> {
    source: Source<R>,
    total: u64,
    ended: bool,
}

enum Source<R: Read> {
    Table {
        records: Records<R>,
        mapping: Mapping,
    },
    /// `members` are those that the first elements have.
    Json {
        elements: Elements<R>,
        overrides: Vec<Override>,
        members: BTreeSet<String>,
    },
}

/// Elements whose members are looked at before the first is read.
const LOOKED_AT: u64 = 1_000;

enum Records<R: Read> {
    Text(Tabular<R>),
    Sheet(Sheet),
}

impl<R: Read> Records<R> {
    fn next_record(&mut self) -> Result<Option<TextRecord>, FileError> {
        match self {
            Records::Text(records) => records.next_record(),
            Records::Sheet(records) => records.next_record(),
        }
    }
}

const FIRST_CHUNK: u64 = 64 << 10;

/// Opens a list of suppliers. Without `format` it is told from the content; `maps` are the
/// `COL=FIELD` of `--map`. The file is read through once before the first row, so that a
/// broken one changes nothing and the number of its records is known.
pub fn read_suppliers<R: Read + Seek>(
    mut file: R,
    format: Option<Format>,
    maps: &[String],
) -> Result<SupplierRows<R>, FileError> {
    let overrides = mapping::overrides(maps)?;
    let start = first_chunk(&mut file)?;
    let format = sniff::sniff(&start, format)?;
    // The header isn't counted.
    let (total, source) = match format {
        Format::Csv => {
            let total = Tabular::open(&start, &mut file).count()?.saturating_sub(1);
            file.seek(SeekFrom::Start(0))?;
            let start = first_chunk(&mut file)?;
            (total, table(Records::Text(Tabular::open(&start, file)), &overrides)?)
        }
        Format::Xlsx => {
            file.seek(SeekFrom::Start(0))?;
            let sheet = Sheet::open(file)?;
            (sheet.total.saturating_sub(1), table(Records::Sheet(sheet), &overrides)?)
        }
        Format::Json => {
            let (total, members) = check_json(Elements::open(&start, &mut file), &overrides)?;
            file.seek(SeekFrom::Start(0))?;
            let start = first_chunk(&mut file)?;
            (total, Source::Json { elements: Elements::open(&start, file), overrides, members })
        }
    };
    Ok(SupplierRows { source, total, ended: false })
}

/// A table after its header, whose columns say what they are.
fn table<R: Read>(mut records: Records<R>, overrides: &[Override]) -> Result<Source<R>, FileError> {
    let header = records.next_record()?.ok_or(FileError::Empty)?;
    let header: Vec<String> = header.fields.iter().map(|name| plain_text::one_line(name)).collect();
    Ok(Source::Table { mapping: Mapping::new(&header, overrides)?, records })
}

fn first_chunk(file: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut start = Vec::new();
    file.take(FIRST_CHUNK).read_to_end(&mut start)?;
    Ok(start)
}

/// How many elements there are, and their members; `--map` must name members that some of them have.
fn check_json(
    mut elements: Elements<impl Read>,
    overrides: &[Override],
) -> Result<(u64, BTreeSet<String>), FileError> {
    let (mut count, mut objects, mut members) = (0u64, 0u64, BTreeSet::new());
    while let Some(element) = elements.next_element()? {
        count += 1;
        objects += u64::from(element.json.starts_with('{'));
        if !overrides.is_empty() || count <= LOOKED_AT {
            gogocarto::add_members(&element.json, &mut members);
        }
    }
    if objects == 0 && count > 0 {
        return Err(FileError::NoElements);
    }
    match overrides.iter().find(|o| !members.contains(&o.column)) {
        Some(Override { column, .. }) => {
            let names: Vec<String> = members.into_iter().collect();
            Err(FileError::UnknownColumn { given: column.clone(), columns: mapping::shown(&names) })
        }
        None => Ok((count, members)),
    }
}

impl<R: Read> SupplierRows<R> {
    /// Each column, or member of the first elements, with what it is read as.
    pub fn columns(&self) -> Vec<(String, Option<&'static str>)> {
        match &self.source {
            Source::Table { mapping, .. } => mapping
                .columns()
                .iter()
                .map(|(column, field)| (column.clone(), field.map(columns::Field::as_str)))
                .collect(),
            Source::Json { overrides, members, .. } => members
                .iter()
                .filter(|member| !gogocarto::NESTED.contains(&member.as_str()))
                .map(|member| {
                    let given = overrides.iter().find(|one| one.column == *member).map(|one| one.field);
                    let read = given.or_else(|| gogocarto::read_as(member, members.contains("themes")));
                    (member.clone(), read.map(columns::Field::as_str))
                })
                .collect(),
        }
    }

    /// What each column is read as; None for JSON, whose members are looked up one by one.
    pub fn mapping(&self) -> Option<&Mapping> {
        match &self.source {
            Source::Table { mapping, .. } => Some(mapping),
            Source::Json { .. } => None,
        }
    }

    /// How many records the file holds.
    pub fn total(&self) -> u64 {
        self.total
    }

    fn next_entry(&mut self) -> Result<Option<Entry>, FileError> {
        match &mut self.source {
            Source::Table { records, mapping } => {
                let Some(TextRecord { line, fields }) = records.next_record()? else { return Ok(None) };
                let read = table_cells(&fields, mapping).and_then(|cells| read_row(line, &cells));
                Ok(Some(Entry { line, raw: fields, read }))
            }
            Source::Json { elements, overrides, .. } => {
                let Some(element) = elements.next_element()? else { return Ok(None) };
                let read = gogocarto::cells(&element.json, overrides)
                    .and_then(|cells| read_row(element.line, &cells));
                Ok(Some(Entry { line: element.line, raw: vec![element.json], read }))
            }
        }
    }
}

impl<R: Read> Iterator for SupplierRows<R> {
    type Item = Result<Entry, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.next_entry().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

fn table_cells(fields: &[String], mapping: &Mapping) -> Result<Cells, Reason> {
    let (expected, found) = (mapping.len(), fields.len());
    if expected != found {
        return Err(Reason::FieldCount { expected, found });
    }
    let mut cells = Cells::default();
    for ((_, field), text) in mapping.columns().iter().zip(fields) {
        match field {
            Some(field) if field.is_list() => {
                for part in text.split([',', ';', '|', '\n']) {
                    cells.push(*field, part);
                }
            }
            Some(field) => cells.push(*field, text.as_str()),
            None => {}
        }
    }
    Ok(cells)
}
