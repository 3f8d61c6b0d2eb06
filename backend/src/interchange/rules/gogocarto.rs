//! GoGoCarto's elements in all the shapes they have had, and GeoJSON features.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::columns::Field;
use super::mapping::Override;
use super::reason::Reason;
use super::supplier_row::Cells;

type Object = Map<String, Value>;

/// Members whose own members count as the element's: custom fields, address, position.
pub(super) const NESTED: [&str; 7] =
    ["data", "customFields", "custom", "properties", "address", "geo", "geometry"];
/// Members that say what the element is about, the fullest first; ids and names mix.
const TAXONOMY: [&str; 4] = ["categoriesFull", "categories", "taxonomy", "optionValues"];
/// GoGoCarto's state of an element: -1 (change pending) and above are shown on its maps.
const LOWEST_SHOWN: i64 = -1;
/// No honest list has more different members.
const MEMBERS_LIMIT: usize = 5_000;

/// The element as the cells of a row.
pub(super) fn cells(json: &str, overrides: &[Override]) -> Result<Cells, Reason> {
    let Ok(Value::Object(element)) = serde_json::from_str(json) else {
        return Err(Reason::ElementShape);
    };
    if let Some(status) = element.get("status").and_then(Value::as_i64).filter(|s| *s < LOWEST_SHOWN) {
        return Err(Reason::ElementWithdrawn { status });
    }
    let mut cells = Cells::default();
    for Override { column, field, .. } in overrides {
        if let Some(value) = member(&element, column) {
            push(&mut cells, *field, value);
        }
    }
    add_taxonomy(&element, &mut cells);
    let mut found = Vec::new();
    collect(&element, overrides, 0, &mut found);
    // Core members come before custom ones, and the surest word before others.
    found.sort_by_key(|(_, depth, rank, _)| (*depth, *rank));
    for (field, _, _, value) in found {
        if field == Field::Description || !cells.has(field) {
            push(&mut cells, field, value);
        }
    }
    if let Some([lon, lat]) = position(&element).filter(|_| !cells.has(Field::Latitude)) {
        push(&mut cells, Field::Latitude, lat);
        push(&mut cells, Field::Longitude, lon);
    }
    Ok(cells)
}

/// A member of the element or of what is nested in it, by its exact name.
fn member<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    let nested = || NESTED.iter().find_map(|n| object.get(*n)?.as_object()?.get(name));
    object.get(name).or_else(nested)
}

/// Adds the names `--map` may use for this element: its members' and those nested in it.
pub(super) fn add_members(json: &str, names: &mut BTreeSet<String>) {
    let Ok(Value::Object(element)) = serde_json::from_str(json) else { return };
    let nested = NESTED.iter().filter_map(|name| element.get(*name)?.as_object());
    for object in std::iter::once(&element).chain(nested) {
        for name in object.keys() {
            if names.len() < MEMBERS_LIMIT && !names.contains(name) {
                names.insert(name.clone());
            }
        }
    }
}

/// The field a member is read as; none for what is left out, or holds others.
pub(super) fn read_as(member: &str, beside_themes: bool) -> Option<Field> {
    match is_taxonomy(member, beside_themes) {
        true => Some(Field::Themes),
        false => named(member).map(|(field, _)| field),
    }
}

/// Whether a member says what the element is about. Beside `themes`, `categories` are what is bought, as our own exports
/// have it.
fn is_taxonomy(name: &str, beside_themes: bool) -> bool {
    TAXONOMY.contains(&name) && !(name == "categories" && beside_themes)
}

type Found<'a> = (Field, usize, usize, &'a Value);

fn collect<'a>(object: &'a Object, overrides: &[Override], depth: usize, found: &mut Vec<Found<'a>>) {
    let beside_themes = object.contains_key("themes");
    for (name, value) in object {
        if is_taxonomy(name, beside_themes) || overrides.iter().any(|o| o.column == *name) {
            continue;
        }
        if let (Value::Object(inner), true) = (value, NESTED.contains(&name.as_str())) {
            // A feature may hold a whole element: one more level, no further.
            if depth < 2 {
                collect(inner, overrides, depth + 1, found);
            }
            continue;
        }
        // The element's own status is GoGoCarto's state of it, not a legal one.
        if name == "status" && value.is_number() {
            continue;
        }
        if let Some((field, rank)) = named(name) {
            found.push((field, depth, rank, value));
        }
    }
}

fn named(name: &str) -> Option<(Field, usize)> {
    match name {
        "descriptionMore" | "description_more" | "descriptionLongue" => Some((Field::Description, 9)),
        "customFormatedAddress" | "customFormattedAddress" => Some((Field::Address, 9)),
        "type" | "lien" | "title" | "reference" | "ref" => None,
        other => Field::named(other).filter(|(field, _)| *field != Field::Ignore),
    }
}

fn add_taxonomy(element: &Object, cells: &mut Cells) {
    let holders =
        std::iter::once(element).chain(NESTED.iter().filter_map(|nested| element.get(*nested)?.as_object()));
    for holder in holders {
        let beside_themes = holder.contains_key("themes");
        for name in TAXONOMY.into_iter().filter(|name| is_taxonomy(name, beside_themes)) {
            let Some(value) = holder.get(name) else { continue };
            push(cells, Field::Themes, value);
            if cells.has(Field::Themes) {
                return;
            }
        }
    }
}

/// The `[longitude, latitude]` of a GeoJSON point, on the feature or in the element.
fn position(element: &Object) -> Option<[&Value; 2]> {
    let geometry = element.get("geometry").or_else(|| element.get("geo"))?;
    match geometry.get("coordinates")?.as_array()?.as_slice() {
        [lon @ Value::Number(_), lat @ Value::Number(_), ..] => Some([lon, lat]),
        _ => None,
    }
}

fn push(cells: &mut Cells, field: Field, value: &Value) {
    match value {
        Value::String(text) if field.is_list() => {
            for part in text.split([',', ';', '|']) {
                cells.push(field, part);
            }
        }
        Value::String(text) => cells.push(field, text.as_str()),
        Value::Number(number) => cells.push(field, number.to_string()),
        Value::Array(values) => {
            for value in values {
                match value {
                    // An entry of a list is one value, whatever commas it holds.
                    Value::String(text) => cells.push(field, text.as_str()),
                    Value::Array(_) => {}
                    other => push(cells, field, other),
                }
            }
        }
        Value::Object(entry) => {
            let says = ["name", "nom", "label", "value", "id", "optionId", "optionName", "date"];
            if let Some(value) = says.iter().find_map(|name| entry.get(*name)) {
                push_one(cells, field, value);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn push_one(cells: &mut Cells, field: Field, value: &Value) {
    match value {
        Value::String(text) => cells.push(field, text.as_str()),
        Value::Number(number) => cells.push(field, number.to_string()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::supplier_row::{Key, SupplierRow, read_row};
    use super::*;

    fn row(json: &str) -> SupplierRow {
        let (row, notes) = read_row(1, &cells(json, &[]).unwrap()).unwrap();
        assert_eq!(notes, [], "{json}");
        row
    }

    #[test]
    fn the_current_shape_is_read() {
        let row = row(
            r#"{"id":"4T","name":"L&#039;Atelier","geo":{"latitude":48.1,"longitude":-1.6},"status":1,
            "address":{"streetAddress":"1 rue X","addressLocality":"Rennes","postalCode":"35000","addressCountry":"FR"},
            "createdAt":"2020-01-01T00:00:00+01:00","updatedAt":"2021-02-03T10:00:00+01:00",
            "categories":["Réemploi, recyclage","Énergie"],"description":"<p>Un</p>","descriptionMore":"Deux",
            "siteWeb":"exemple.fr","siret":73282932000074,"telephone":"x","email":"private"}"#,
        );
        assert!(matches!(row.key, Key::Siret(_)));
        assert_eq!(row.name, "L'Atelier");
        assert_eq!((row.address.as_deref(), row.city.as_deref()), (Some("1 rue X"), Some("Rennes")));
        assert_eq!(row.point.unwrap().to_string(), "48.1,-1.6");
        assert_eq!(row.themes, ["Réemploi, recyclage", "Énergie"]);
        assert_eq!(row.description.as_deref(), Some("Un\n\nDeux"));
        assert_eq!(row.website.unwrap().as_str(), "https://exemple.fr/");
        assert_eq!(row.updated.unwrap().to_string(), "2021-02-03");
        assert_eq!(row.statuses, Vec::<String>::new());
    }

    #[test]
    fn the_older_flat_shape_is_read() {
        let row = row(r#"{"id":12,"name":"A","lat":"48.1","lng":"-1.6","address":"1 rue X, 35000 Rennes",
            "postalCode":"35000","taxonomy":[10485,"10473"],"updatedAt":"03/02/2021"}"#);
        assert_eq!(row.key, Key::Source("12".into()));
        assert_eq!(
            (row.post_code.unwrap().as_str(), row.themes),
            ("35000", vec!["10485".into(), "10473".into()])
        );
        assert_eq!(row.updated.unwrap().to_string(), "2021-02-03");
        assert_eq!(row.point.unwrap().longitude(), -1.6);
    }

    #[test]
    fn custom_fields_are_read_flat_or_nested_and_core_ones_win() {
        for custom in [
            "\"rna\":\"W751000001\"",
            "\"data\":{\"rna\":\"W751000001\",\"name\":\"B\"}",
            "\"customFields\":{\"rna\":\"W751000001\"}",
        ] {
            let row = row(&format!("{{\"id\":1,\"name\":\"A\",{custom}}}"));
            assert_eq!((row.key.clone(), row.name.as_str()), (Key::Rna("W751000001".parse().unwrap()), "A"));
        }
    }

    #[test]
    fn categories_may_be_objects_or_one_text() {
        for categories in [
            r#""categoriesFull":[{"id":1,"name":"Un","index":0},{"id":2,"name":"Deux"}],"categories":[1,2]"#,
            r#""categories":[{"name":"Un"},{"name":"Deux"}]"#,
            r#""taxonomy":"Un, Deux""#,
        ] {
            assert_eq!(row(&format!("{{\"id\":1,\"name\":\"A\",{categories}}}")).themes, ["Un", "Deux"]);
        }
    }

    #[test]
    fn a_geojson_feature_is_read() {
        let row = row(r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[-1.6,48.1]},
            "properties":{"id":7,"name":"A","categories":["Un"]}}"#);
        assert_eq!((row.key, row.point.unwrap().latitude()), (Key::Source("7".into()), 48.1));
        assert_eq!(row.themes, ["Un"]);
    }

    #[test]
    fn beside_themes_categories_are_what_is_bought() {
        let row = row(
            r#"{"type":"Feature","properties":{"id":7,"name":"A","categories":["03121000"],"themes":["food"]}}"#,
        );
        assert_eq!(row.themes, ["food"]);
        assert_eq!(row.categories.iter().map(|code| code.to_string()).collect::<Vec<_>>(), ["03121000"]);
    }

    #[test]
    fn a_map_option_names_a_custom_member() {
        let map =
            super::super::mapping::overrides(&["numero=siret".into(), "nom_public=name".into()]).unwrap();
        let cells = cells(r#"{"id":1,"name":"A","data":{"numero":"73282932000074"},"nom_public":"B"}"#, &map)
            .unwrap();
        let (row, _) = read_row(1, &cells).unwrap();
        assert_eq!((row.key, row.name.as_str()), (Key::Siret("73282932000074".parse().unwrap()), "B"));
    }

    #[test]
    fn what_is_no_element_or_was_withdrawn_is_rejected() {
        assert_eq!(cells("[1]", &[]).unwrap_err(), Reason::ElementShape);
        assert_eq!(cells(r#"{"id":1,"name":"A","status":-4}"#, &[]).unwrap_err().code(), "element-withdrawn");
        assert!(cells(r#"{"id":1,"name":"A","status":-1}"#, &[]).is_ok());
    }
}
