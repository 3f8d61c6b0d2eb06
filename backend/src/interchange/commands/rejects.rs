//! The rejected rows in a file of their own, to be mended and read again.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::suppliers::BATCH;
use crate::base::words::Words;
use crate::interchange::rules::{Mapping, reason_in_words};

/// Behind the columns of the list.
const ADDED: [&str; 2] = ["rejected_line", "rejected_because"];

pub struct Rejects {
    kind: Kind,
    /// In which the reasons are told; as codes where several may read them.
    words: Option<Words>,
    /// What is still to be written, in the order of the list: its line, its record, why.
    held: Vec<(u64, Vec<String>, String)>,
}

enum Kind {
    /// A table: CSV, whatever the list was.
    Table(Box<csv::Writer<File>>),
    /// A list of elements.
    Elements { file: BufWriter<File>, count: u64 },
}

impl Rejects {
    /// `columns` are the list's; none when it is JSON.
    pub fn create(path: &Path, columns: Option<&Mapping>, words: Option<Words>) -> Result<Rejects> {
        let file = File::create(path)?;
        let kind = match columns {
            Some(mapping) => {
                let mut table = csv::WriterBuilder::new().flexible(true).from_writer(file);
                let names = mapping.columns().iter().map(|(name, _)| name.as_str());
                table.write_record(names.chain(ADDED))?;
                Kind::Table(Box::new(table))
            }
            None => {
                let mut file = BufWriter::new(file);
                file.write_all(b"[")?;
                Kind::Elements { file, count: 0 }
            }
        };
        Ok(Rejects { kind, words, held: Vec::new() })
    }

    /// `raw` is the record as it stood: its cells, or its one JSON text. Rows of one batch come in any order.
    pub fn add(&mut self, line: u64, raw: &[String], reason: &str) -> Result<()> {
        self.held.push((line, raw.to_vec(), reason.to_owned()));
        match self.held.len() < 3 * BATCH {
            true => Ok(()),
            // Of the batch at hand there are fewer.
            false => self.write_first(2 * BATCH),
        }
    }

    fn write_first(&mut self, count: usize) -> Result<()> {
        self.held.sort_by_key(|(line, ..)| *line);
        let rest = self.held.split_off(count.min(self.held.len()));
        for (line, raw, reason) in std::mem::replace(&mut self.held, rest) {
            self.write(line, &raw, &reason)?;
        }
        Ok(())
    }

    fn write(&mut self, line: u64, raw: &[String], reason: &str) -> Result<()> {
        let told = self.words.map(|words| reason_in_words(words, reason));
        let reason = told.as_deref().unwrap_or(reason);
        match &mut self.kind {
            Kind::Table(table) => {
                let line = line.to_string();
                let cells = raw.iter().map(String::as_str).chain([line.as_str(), reason]);
                Ok(table.write_record(cells.map(|cell| inert(cell).into_owned()))?)
            }
            Kind::Elements { file, count } => {
                let text = raw.first().map(String::as_str).unwrap_or_default();
                let mut element = serde_json::from_str(text).unwrap_or_else(|_| json!({ "element": text }));
                if !element.is_object() {
                    element = json!({ "element": element });
                }
                for (name, value) in ADDED.into_iter().zip([Value::from(line), Value::from(reason)]) {
                    element[name] = value;
                }
                let before = if *count == 0 { "\n" } else { ",\n" };
                *count += 1;
                write!(file, "{before}{element}")
            }
        }
    }

    pub fn finish(mut self) -> Result<()> {
        self.write_first(usize::MAX)?;
        match self.kind {
            Kind::Table(mut table) => table.flush(),
            Kind::Elements { mut file, .. } => {
                file.write_all(b"\n]\n")?;
                file.flush()
            }
        }
    }
}

/// A cell that no spreadsheet takes for a formula; numbers stay as they are.
pub(super) fn inert(cell: &str) -> Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    match formula && cell.replace(',', ".").parse::<f64>().is_err() {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}
