//! Hostile inputs for each parser: none panics, and what is read keeps the bounds of a row. `make fuzz` gives each a
//! hundred thousand.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::base::hostile::cases;

/// Reads all there is, and looks at what came of it.
fn survive(bytes: Vec<u8>, format: Option<Format>) {
    let Ok(rows) = read_suppliers(Cursor::new(bytes), format, &[]) else { return };
    for entry in rows {
        let Ok(entry) = entry else { return };
        assert!(entry.line > 0);
        match entry.read {
            Ok((row, _)) => {
                assert!(!row.name.trim().is_empty() && row.name.chars().count() <= 200);
                assert!(!row.name.chars().any(char::is_control), "{:?}", row.name);
                if let Some(point) = row.point {
                    assert!(point.latitude().is_finite() && point.longitude().is_finite());
                }
            }
            Err(reason) => assert_eq!(reason.to_string().lines().count(), 1, "{reason}"),
        }
    }
}

/// A cell or a member's text: numbers that nearly fit, markup, control characters, anything.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("73282932000074".to_owned()),
        Just("W351000001".to_owned()),
        Just("35000".to_owned()),
        "[0-9]{0,20}",
        "-?[0-9]{1,4}(\\.[0-9]{0,8})?(e[0-9]{1,3})?",
        "\\PC{0,30}",
        "[\"';,\t\r\n|=<>&\\\\{}\\[\\]\u{0}\u{feff}\u{202e}a-z]{0,20}",
        Just("<script>alert(1)</script>&eacute;&#x110000;&#0;".to_owned()),
        Just("=cmd|' /C calc'!A0".to_owned()),
    ]
}

const COLUMNS: [&str; 14] = [
    "siret",
    "rna",
    "id",
    "name",
    "brand",
    "legal_form",
    "address",
    "post_code",
    "city",
    "latitude",
    "longitude",
    "website",
    "categories",
    "themes",
];

fn element() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        text().prop_map(Into::into),
    ];
    let name = prop_oneof![
        proptest::sample::select(
            &[
                "id",
                "name",
                "title",
                "siret",
                "geo",
                "geometry",
                "coordinates",
                "latitude",
                "longitude",
                "address",
                "postalCode",
                "properties",
                "data",
                "type",
                "status",
                "categories",
                "categoriesFull",
                "taxonomy",
                "optionValues",
                "website",
                "description",
                "updatedAt",
            ][..]
        )
        .prop_map(str::to_owned),
        "[a-z]{0,6}",
    ];
    leaf.prop_recursive(4, 24, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
            proptest::collection::vec((name.clone(), inner), 0..7)
                .prop_map(|pairs| pairs.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_table_of_hostile_cells_does_harm(
        columns in proptest::sample::subsequence(&COLUMNS[..], 1..8),
        rows in proptest::collection::vec(proptest::collection::vec(text(), 0..9), 0..5),
        separator in proptest::sample::select(&[",", ";", "\t"][..]),
        quoted in any::<bool>(),
    ) {
        let cell = |text: &String| if quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.clone() };
        let mut list = columns.join(separator) + "\n";
        for row in &rows {
            list += &(row.iter().map(cell).collect::<Vec<_>>().join(separator) + "\n");
        }
        survive(list.into_bytes(), None);
    }

    #[test]
    fn no_bytes_do_harm_as_a_table(bytes in proptest::collection::vec(any::<u8>(), 0..200), headed in any::<bool>()) {
        let start: &[u8] = if headed { b"siret,name,latitude\n" } else { b"" };
        survive([start, &bytes].concat(), Some(Format::Csv));
    }

    #[test]
    fn no_element_of_gogocarto_does_harm(
        elements in proptest::collection::vec(element(), 0..4),
        under in proptest::sample::select(&["", "data", "elements"][..]),
        cut in any::<proptest::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let list = serde_json::Value::from(elements);
        let text = if under.is_empty() { list.to_string() } else { serde_json::json!({ "ontology": "x", under: list }).to_string() };
        let mut bytes = text.into_bytes();
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        survive(bytes, Some(Format::Json));
    }

    #[test]
    fn no_feature_of_geojson_does_harm(
        properties in element(),
        geometry in element(),
        coordinates in proptest::collection::vec(any::<f64>(), 0..4),
        known in any::<bool>(),
    ) {
        let geometry = if known { serde_json::json!({ "type": "Point", "coordinates": coordinates }) } else { geometry };
        let feature = serde_json::json!({ "type": "Feature", "properties": properties, "geometry": geometry });
        survive(serde_json::json!({ "type": "FeatureCollection", "features": [feature] }).to_string().into_bytes(), None);
    }
}
