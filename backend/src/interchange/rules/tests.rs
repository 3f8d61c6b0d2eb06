use std::collections::{BTreeMap, HashSet};
use std::io::Cursor;

use schema::values::GeoPoint;

use super::*;

fn read(text: &[u8], maps: &[&str]) -> Result<Vec<Entry>, FileError> {
    let maps: Vec<String> = maps.iter().map(|map| map.to_string()).collect();
    read_suppliers(Cursor::new(text.to_vec()), None, &maps)?.collect()
}

fn names(text: &[u8]) -> Vec<String> {
    read(text, &[]).unwrap().into_iter().map(|entry| entry.read.unwrap().0.name).collect()
}

#[test]
fn the_same_list_is_read_in_every_dialect() {
    let list = "siret,nom,ville\n73282932000074,Été & fils,Saint-Étienne\n";
    let expected = ["Été & fils"];
    assert_eq!(names(list.as_bytes()), expected);
    assert_eq!(names(format!("\u{feff}{list}").as_bytes()), expected);
    assert_eq!(names(list.replace(',', ";").replace('\n', "\r\n").as_bytes()), expected);
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(list);
    assert_eq!(names(&windows), expected);
    assert_eq!(names(list.replace(',', "\t").as_bytes()), expected);
}

#[test]
fn a_record_of_the_wrong_length_is_rejected_with_its_line_and_the_others_are_read() {
    let text = b"siret,nom\n73282932000074,A\n1,2,3\n\"73282932000074\",\"B\nC\"\nx\n12345678901234,D\n";
    let entries = read(text, &[]).unwrap();
    let told: Vec<(u64, String)> = entries
        .iter()
        .map(|e| (e.line, e.read.as_ref().map_or_else(Reason::to_string, |(row, _)| row.name.clone())))
        .collect();
    assert_eq!(
        told,
        [
            (2, "A".into()),
            (3, "field-count: 3 fields where the header has 2".into()),
            (4, "B C".into()),
            (6, "field-count: 1 fields where the header has 2".into()),
            (7, "siret-checksum: 12345678901234 fails the check digit".into()),
        ]
    );
    assert_eq!(entries[1].raw, ["1", "2", "3"]);
}

#[test]
fn other_headers_go_in_through_map() {
    let text = b"Code;Appellation\n73282932000074;A\n";
    assert!(matches!(read(text, &[]), Err(FileError::NoKnownColumn { .. })));
    assert_eq!(read(text, &["Code=siret", "Appellation=name"]).unwrap().len(), 1);
}

#[test]
fn broken_json_is_refused_before_its_first_row() {
    let broken = read_suppliers(Cursor::new(b"[{\"id\":1,\"name\":\"A\"},\n{\"id\":2"), None, &[]);
    assert!(matches!(broken, Err(FileError::Json { line: 2, .. })));
}

#[test]
fn a_list_with_no_element_in_it_is_refused() {
    assert!(matches!(read(b"[1,2,[3]]", &[]), Err(FileError::NoElements)));
    assert!(matches!(read(br#"{"name":"a package","options":[1]}"#, &[]), Err(FileError::NoElements)));
    assert!(read(b"[]", &[]).unwrap().is_empty());
}

#[test]
fn a_map_option_for_json_must_name_a_member_some_element_has() {
    let list = br#"[{"id":1,"name":"A"},{"id":2,"name":"B","data":{"numero":"73282932000074"}}]"#;
    let entries = read(list, &["numero=siret"]).unwrap();
    assert!(entries.iter().all(|entry| entry.read.is_ok()));
    let error = read(list, &["numbr=siret"]).unwrap_err().to_string();
    assert_eq!(error, "--map: there is no column \"numbr\" (columns: data, id, name, numero)");
}

#[test]
fn every_fixture_is_read_as_its_name_says() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/import");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let maps: &[&str] = match name.as_str() {
            "map.csv" => &["Code=siret", "Appellation=name"],
            _ => &[],
        };
        let result = read(&std::fs::read(&path).unwrap(), maps);
        if name.starts_with("refused-") {
            assert!(result.is_err(), "{name}");
        } else {
            let entries = result.unwrap_or_else(|error| panic!("{name}: {error}"));
            let read = entries.iter().filter(|entry| entry.read.is_ok()).count();
            assert!(read >= 2, "{name}: {entries:?}");
            assert_eq!(name.contains("rejects"), read < entries.len(), "{name}: {entries:?}");
        }
        seen += 1;
    }
    assert!(seen >= 12, "{seen} fixtures");
}

/// The communes of the shared reference; arrondissements by their range of codes.
fn shared_places(path: &str) -> Places {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let communes = reader.records().map(|record| {
        let record = record.unwrap();
        let number = |place: usize| record[place].parse::<f64>().ok();
        let point = number(8).zip(number(9)).or_else(|| number(6).zip(number(7)));
        let parent = match record[0].parse::<u32>().unwrap_or(0) {
            75101..=75120 => Some("75056"),
            13201..=13216 => Some("13055"),
            69381..=69389 => Some("69123"),
            _ => None,
        };
        Commune {
            code: record[0].to_owned(),
            name: record[1].to_owned(),
            departement: record[2].to_owned(),
            point: point.and_then(|(lat, lon)| GeoPoint::new(lat, lon).ok()),
            post_codes: record[10].split(' ').map(str::to_owned).collect(),
            parent: parent.map(str::to_owned),
        }
    });
    Places::new(communes)
}

#[test]
fn a_real_list_is_read_whole_with_its_real_dirt() {
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");
    let Ok(file) = std::fs::File::open(format!("{shared}/suppliers/siae.csv")) else {
        eprintln!("skipped: the shared data isn't here");
        return;
    };
    let places = shared_places(&format!("{shared}/reference/communes.csv"));
    let rows = read_suppliers(file, Some(Format::Csv), &[]).unwrap();
    assert_eq!(rows.total(), 3_853);
    let (mut read, mut keys, mut repeated) = (0, HashSet::new(), 0);
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for entry in rows {
        read += 1;
        let entry = entry.unwrap();
        match entry.read {
            Err(reason) => {
                println!("line {}: {reason}", entry.line);
                *told.entry(format!("rejected {}", reason.code())).or_default() += 1;
            }
            Ok((row, mut warnings)) => {
                repeated += usize::from(!keys.insert(row.key.clone()));
                let (place, more) = places.locate(&row);
                warnings.extend(more);
                *told.entry(format!("found {:?}", place.how)).or_default() += 1;
                for warning in warnings {
                    println!("line {}: warning {warning}", entry.line);
                    *told.entry(format!("warned {}", warning.code())).or_default() += 1;
                }
            }
        }
    }
    println!("{told:#?}");
    assert_eq!((read, told["rejected siret-checksum"], repeated), (3_853, 13, 12));
}

#[test]
fn the_thin_samples_of_gogocarto_are_read_or_refused_without_harm() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/gogocarto");
    let Ok(elements) = std::fs::read(format!("{folder}/elements-geojson.js")) else {
        eprintln!("skipped: the shared data isn't here");
        return;
    };
    let rows: Vec<_> = read(&elements, &[]).unwrap().into_iter().map(|entry| entry.read.unwrap().0).collect();
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.point.is_some() && !row.themes.is_empty()));
    let taxonomy = std::fs::read(format!("{folder}/taxonomy-full.js")).unwrap();
    assert!(matches!(read(&taxonomy, &[]), Err(FileError::NoElements)));
    let boundary = std::fs::read(format!("{folder}/annecy.json")).unwrap();
    assert!(read(&boundary, &[]).unwrap().iter().all(|entry| entry.read.is_err()));
}
