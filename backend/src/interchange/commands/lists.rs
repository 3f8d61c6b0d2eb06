use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use csv::StringRecord;
use schema::values::{CpvCode, TerritoryCode, TerritoryKind};
use uuid::Uuid;

use super::{FileTrouble, Report};
use crate::app::App;
use crate::error::Error;
use crate::interchange::rules::FileError;
use crate::reference::{self, NewCategory, NewTerritory, Reference};

const BATCH: usize = 1_000;

/// Reads the full nomenclature: `code,label_fr,label_en,social_service`.
pub async fn import_categories(app: &App, path: &Path) -> Result<Report, FileTrouble> {
    let mut report = Report::default();
    let import = Uuid::now_v7();
    let reference = app.reference.get();
    let mut file = List::open(path, &["code", "label_fr", "label_en"])?;
    let mut batch = Vec::new();
    while let Some((line, row)) = file.next(&mut report)? {
        let code = match CpvCode::parse(&row("code")) {
            Ok(code) => code,
            Err(error) => {
                report.reject(line, format!("{}: {error}", error.code));
                continue;
            }
        };
        let new = NewCategory {
            label_fr: reference::french(row("label_fr")),
            label_en: row("label_en"),
            social_service: matches!(row("social_service").as_str(), "1" | "true" | "oui"),
            code,
        };
        if new.label_fr.is_empty() || new.label_en.is_empty() {
            report.reject(line, "label-missing: both labels are needed");
            continue;
        }
        match reference.category(new.code.as_str()) {
            Some(held)
                if held.label_fr == new.label_fr
                    && held.label_en == new.label_en
                    && held.social_service == new.social_service =>
            {
                report.unchanged += 1;
                continue;
            }
            Some(_) => report.updated += 1,
            None => report.created += 1,
        }
        batch.push(new);
        if batch.len() == BATCH {
            reference::import_categories(&app.db, app.clock.now(), import, std::mem::take(&mut batch))
                .await?;
        }
    }
    if !batch.is_empty() {
        reference::import_categories(&app.db, app.clock.now(), import, batch).await?;
    }
    app.follow_reference().await?;
    Ok(report)
}

/// Reads a list of communes: `code` (or `code_insee`), `name` (or `nom`), `departement`,
/// `region`, `epci`, `population`, `lat` and `lon` (or `mairie_lat` and `mairie_lon`, which
/// go before), `postal_codes` (or `codes_postaux`).
pub async fn import_communes(app: &App, path: &Path) -> Result<Report, FileTrouble> {
    let mut report = Report::default();
    let import = Uuid::now_v7();
    let known = app.reference.get();
    let mut file = List::open(path, &["code|code_insee", "name|nom", "departement"])?;
    let mut batch = Vec::new();
    while let Some((line, row)) = file.next(&mut report)? {
        let code = match TerritoryCode::new(TerritoryKind::Commune, &row("code|code_insee")) {
            Ok(code) => code,
            Err(error) => {
                report.reject(line, format!("{}: {error}", error.code));
                continue;
            }
        };
        if let Some(reason) = unknown_unit(&known, &row("departement"), &row("region")) {
            report.reject(line, reason);
            continue;
        }
        let number = |names: &str| row(names).parse::<f64>().ok();
        let new = NewTerritory {
            code: code.code().to_owned(),
            name: reference::french(row("name|nom")),
            departement: row("departement"),
            region: row("region"),
            epci: row("epci"),
            population: row("population").parse().ok(),
            point: number("mairie_lat|lat").zip(number("mairie_lon|lon")),
            postal_codes: row("postal_codes|codes_postaux").replace([',', ';', '|'], " "),
        };
        match known.territories.get(code.as_str()) {
            // An arrondissement answers as its commune: it isn't one.
            Some(held) if held.code != code || same(held, &new) => {
                report.unchanged += 1;
                continue;
            }
            Some(_) => report.updated += 1,
            None => report.created += 1,
        }
        batch.push(new);
        if batch.len() == BATCH {
            reference::import_communes(&app.db, app.clock.now(), import, std::mem::take(&mut batch)).await?;
        }
    }
    if !batch.is_empty() {
        reference::import_communes(&app.db, app.clock.now(), import, batch).await?;
    }
    app.follow_reference().await?;
    Ok(report)
}

fn same(held: &reference::Territory, new: &NewTerritory) -> bool {
    let bare = |code: &Option<String>| {
        code.as_deref().and_then(|c| c.split_once(':')).map(|(_, code)| code.to_owned()).unwrap_or_default()
    };
    held.name == new.name
        && bare(&held.departement) == new.departement
        && bare(&held.region) == new.region
        && bare(&held.epci) == new.epci
        && held.population.map(i64::from) == new.population.map(i64::from)
        && held.postal_codes.iter().map(String::as_str).eq(new.postal_codes.split_whitespace())
        && held.point.map(|p| (p.latitude(), p.longitude())) == new.point
}

fn unknown_unit(known: &Reference, departement: &str, region: &str) -> Option<String> {
    for (kind, code) in [("departement", departement), ("region", region)] {
        if !code.is_empty() && known.territories.get(&format!("{kind}:{code}")).is_none() {
            return Some(format!("territory-unknown: there is no {kind} {code}"));
        }
    }
    None
}

/// The first line of a file, as far as it tells what stands between its cells.
fn start_of(path: &Path) -> Result<Vec<u8>, FileTrouble> {
    let mut start = Vec::new();
    File::open(path).and_then(|file| file.take(10_000).read_to_end(&mut start)).map_err(FileError::from)?;
    Ok(start)
}

fn delimiter_of(start: &[u8]) -> u8 {
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let times = |delimiter: u8| first.iter().filter(|byte| **byte == delimiter).count();
    if times(b';') > times(b',') { b';' } else { b',' }
}

/// A CSV with a header that is known.
pub(super) struct List {
    reader: csv::Reader<File>,
    columns: HashMap<String, usize>,
}

impl List {
    pub(super) fn open(path: &Path, needed: &[&str]) -> Result<Self, FileTrouble> {
        let file = File::open(path).map_err(FileError::from)?;
        let delimiter = delimiter_of(&start_of(path)?);
        let mut reader = csv::ReaderBuilder::new().flexible(false).delimiter(delimiter).from_reader(file);
        let header = reader
            .headers()
            .map_err(|e| FileTrouble::File(FileError::Unfit(format!("this is no CSV in UTF-8: {e}"))))?;
        let columns: HashMap<String, usize> = header
            .iter()
            .enumerate()
            .map(|(i, name)| (name.trim_start_matches('\u{feff}').trim().to_lowercase(), i))
            .collect();
        for names in needed {
            if !names.split('|').any(|name| columns.contains_key(name)) {
                return Err(FileTrouble::File(FileError::Unfit(format!(
                    "the header has no column {}; it needs {}",
                    names.replace('|', " or "),
                    needed.join(", ").replace('|', " or ")
                ))));
            }
        }
        Ok(List { reader, columns })
    }

    /// The next record with its line: a function from the names of a column to its cell.
    #[allow(clippy::type_complexity)]
    pub(super) fn next(
        &mut self,
        report: &mut Report,
    ) -> Result<Option<(u64, impl Fn(&str) -> String + use<>)>, FileTrouble> {
        let mut record = StringRecord::new();
        loop {
            match self.reader.read_record(&mut record) {
                Ok(false) => return Ok(None),
                Ok(true) => {
                    report.read += 1;
                    let line = record.position().map_or(0, csv::Position::line);
                    let columns = self.columns.clone();
                    return Ok(Some((line, move |names: &str| {
                        names
                            .split('|')
                            .find_map(|name| columns.get(name))
                            .and_then(|i| record.get(*i))
                            .unwrap_or_default()
                            .trim()
                            .to_owned()
                    })));
                }
                Err(error) => match error.kind() {
                    csv::ErrorKind::UnequalLengths { pos, .. } | csv::ErrorKind::Utf8 { pos, .. } => {
                        report.read += 1;
                        report.reject(
                            pos.as_ref().map_or(0, csv::Position::line),
                            format!("row-shape: {error}"),
                        );
                    }
                    _ => return Err(FileTrouble::Failed(Error::internal(error))),
                },
            }
        }
    }
}
