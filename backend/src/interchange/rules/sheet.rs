//! A spreadsheet (XLSX), row by row with flat memory. A workbook can only be read in one go: its rows pass through a
//! temporary file first.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use calamine::{DataRef, Reader, Xlsx};

use super::reason::FileError;
use super::tabular::TextRecord;

/// Columns that are read; no list has more.
const COLUMNS: u32 = 1_000;
/// Characters of one cell: what a spreadsheet takes.
const CELL: usize = 32_767;

/// Bytes of the temporary file: a small workbook may stand for very many.
const WRITTEN: u64 = 1 << 30;

pub(super) struct Sheet {
    rows: BufReader<File>,
    /// Rows that hold something, the header included.
    pub total: u64,
    /// Cells of the header: shorter rows end in empty cells, which workbooks leave out.
    width: usize,
}

impl Sheet {
    /// The first sheet with something in it.
    pub fn open<R: Read + Seek>(file: R) -> Result<Sheet, FileError> {
        let broken =
            |error: &dyn std::fmt::Display| FileError::Unfit(format!("the workbook is broken: {error}"));
        let mut book = Xlsx::new(BufReader::new(file)).map_err(|error| broken(&error))?;
        for name in book.sheet_names() {
            // A sheet of charts has no cells.
            let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
            let mut out = BufWriter::new(tempfile::tempfile()?);
            let (mut total, mut width, mut written) = (0, 0, 0u64);
            let mut row: (u32, Vec<String>) = (0, Vec::new());
            let mut flush = |(number, cells): &mut (u32, Vec<String>)| -> std::io::Result<()> {
                if cells.iter().any(|cell| !cell.trim().is_empty()) {
                    total += 1;
                    width = if total == 1 { cells.len() } else { width };
                    let mut line = serde_json::to_vec(&(*number + 1, &*cells))?;
                    line.push(b'\n');
                    written += line.len() as u64;
                    if written > WRITTEN {
                        return Err(std::io::Error::other("the workbook holds too much"));
                    }
                    out.write_all(&line)?;
                }
                cells.clear();
                Ok(())
            };
            while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
                let (number, column) = cell.get_position();
                if number != row.0 {
                    flush(&mut row)?;
                    row.0 = number;
                }
                if column < COLUMNS {
                    row.1.resize(row.1.len().max(column as usize + 1), String::new());
                    row.1[column as usize] = text(cell.get_value());
                }
            }
            flush(&mut row)?;
            let mut file = out.into_inner().map_err(|error| error.into_error())?;
            if total > 0 {
                file.seek(SeekFrom::Start(0))?;
                return Ok(Sheet { rows: BufReader::new(file), total, width });
            }
        }
        Err(FileError::Empty)
    }

    pub fn next_record(&mut self) -> Result<Option<TextRecord>, FileError> {
        let mut line = String::new();
        if self.rows.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let (line, mut fields): (u64, Vec<String>) =
            serde_json::from_str(&line).map_err(|error| FileError::Io(error.into()))?;
        while fields.len() > self.width && fields.last().is_some_and(String::is_empty) {
            fields.pop();
        }
        fields.resize(fields.len().max(self.width), String::new());
        Ok(Some(TextRecord { line, fields }))
    }
}

/// A cell as a CSV would have it: numbers without exponent, days as ISO 8601.
fn text(value: &DataRef) -> String {
    let text = match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => u8::from(*yes).to_string(),
        DataRef::DateTime(moment) => moment.as_datetime().map(|at| at.date().to_string()).unwrap_or_default(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    };
    match text.char_indices().nth(CELL) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use rust_xlsxwriter::Workbook;

    use super::*;

    #[test]
    fn rows_keep_their_numbers_and_cells_their_meaning() {
        let mut book = Workbook::new();
        book.add_worksheet();
        let sheet = book.add_worksheet();
        sheet.write_string(2, 0, "siret").unwrap();
        sheet.write_string(2, 1, "nom").unwrap();
        sheet.write_string(2, 2, "ville").unwrap();
        sheet.write_number(3, 0, 73282932000074.0).unwrap();
        sheet.write_string(3, 1, "Deux\nlignes").unwrap();
        sheet.write_number(6, 0, 1000).unwrap();
        sheet.write_string(6, 4, "de trop").unwrap();
        let mut sheet = Sheet::open(Cursor::new(book.save_to_buffer().unwrap())).unwrap();
        let mut all = Vec::new();
        while let Some(record) = sheet.next_record().unwrap() {
            all.push((record.line, record.fields));
        }
        let row = |cells: &[&str]| cells.iter().map(|cell| cell.to_string()).collect::<Vec<_>>();
        assert_eq!(
            all,
            [
                (3, row(&["siret", "nom", "ville"])),
                (4, row(&["73282932000074", "Deux\nlignes", ""])),
                (7, row(&["1000", "", "", "", "de trop"])),
            ]
        );
        assert_eq!(sheet.total, 3);
    }

    #[test]
    fn what_only_begins_as_a_workbook_is_refused_in_one_line() {
        for bytes in [b"PK\x03\x04".to_vec(), b"PK\x03\x04xl/workbook.xml[Content_Types].xml".to_vec()] {
            let told = Sheet::open(Cursor::new(bytes)).err().unwrap().to_string();
            assert_eq!(told.lines().count(), 1, "{told}");
        }
    }
}
