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

pub use columns::Field;
pub use exports::{
    ExportFormat, Exported, ExportedGuarantee, ExportedProduct, ExportedResource, FeedHead, Head, Labelled,
    SharedFormat, SharedWorkbook, SharedWriter, Terms, TextWriter, Workbook, atom, murmurations, shared_atom,
};
pub use mapping::Mapping;
pub use places::{Commune, Places};
pub use reason::{FileError, Reason, reason_in_words};
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
    format: Format,
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
    file: R,
    format: Option<Format>,
    maps: &[String],
) -> Result<SupplierRows<R>, FileError> {
    read_with(file, format, mapping::overrides(maps)?)
}

/// The same, with what columns are read as, each by its name and the field's: all those of a table, in their order, or
/// some members of elements.
pub fn read_as_chosen<R: Read + Seek>(
    file: R,
    columns: &[(String, String)],
) -> Result<SupplierRows<R>, FileError> {
    read_with(file, None, mapping::chosen(columns)?)
}

/// The columns of a table, with what each would be read as, where that isn't enough for a list.
pub fn columns_of<R: Read + Seek>(mut file: R) -> Result<Vec<(String, Option<&'static str>)>, FileError> {
    let start = first_chunk(&mut file)?;
    let mut records = match sniff::sniff(&start, None)? {
        Format::Csv => Records::Text(Tabular::open(&start, file)),
        Format::Xlsx => {
            file.seek(SeekFrom::Start(0))?;
            Records::Sheet(Sheet::open(file)?)
        }
        Format::Json => return Ok(Vec::new()),
    };
    Ok(named(&Mapping::guess(&header(&mut records)?, &[])?))
}

fn named(mapping: &Mapping) -> Vec<(String, Option<&'static str>)> {
    let columns = mapping.columns().iter();
    columns.map(|(column, field)| (column.clone(), field.map(Field::as_str))).collect()
}

fn read_with<R: Read + Seek>(
    mut file: R,
    format: Option<Format>,
    overrides: Vec<Override>,
) -> Result<SupplierRows<R>, FileError> {
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
    Ok(SupplierRows { format, source, total, ended: false })
}

/// A table after its header, whose columns say what they are.
fn table<R: Read>(mut records: Records<R>, overrides: &[Override]) -> Result<Source<R>, FileError> {
    Ok(Source::Table { mapping: Mapping::new(&header(&mut records)?, overrides)?, records })
}

fn header<R: Read>(records: &mut Records<R>) -> Result<Vec<String>, FileError> {
    let header = records.next_record()?.ok_or(FileError::Empty)?;
    Ok(header.fields.iter().map(|name| plain_text::one_line(name)).collect())
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
            Source::Table { mapping, .. } => named(mapping),
            Source::Json { overrides, members, .. } => members
                .iter()
                .filter(|member| !gogocarto::NESTED.contains(&member.as_str()))
                .map(|member| {
                    let given = overrides.iter().find(|one| one.column == *member).map(|one| one.field);
                    let read = match given {
                        Some(field) => Some(field).filter(|field| *field != Field::Ignore),
                        None => gogocarto::read_as(member, members.contains("themes")),
                    };
                    (member.clone(), read.map(Field::as_str))
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

    pub fn format(&self) -> Format {
        self.format
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
