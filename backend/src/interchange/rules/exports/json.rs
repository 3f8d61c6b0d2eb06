//! GeoJSON, GoGoCarto and Murmurations.

use chrono::{NaiveDate, SecondsFormat};
use serde_json::{Value, json};

use super::columns::properties;
use super::{Exported, Head, Terms};

/// The schema a profile is made for: <https://github.com/MurmurationsNetwork/MurmurationsLibrary>
const SCHEMA: &str = "organizations_schema-v1.0.0";

fn terms_of(terms: &[Terms]) -> Value {
    terms.iter().map(|one| json!({ "source": one.source, "licence": one.licence })).collect()
}

/// An object without its end, so that a list can follow.
fn open(mut head: Value, list: &str, of: &Head) -> String {
    head["publisher"] = json!(of.publisher);
    head["date"] = json!(of.day);
    if !of.query.is_empty() {
        head["query"] = json!(of.query);
    }
    let text = head.to_string();
    format!("{},\"{list}\":[", text.strip_suffix('}').unwrap_or(&text))
}

pub(super) fn geojson_begin(head: &Head) -> String {
    open(json!({ "type": "FeatureCollection" }), "features", head)
}

pub(super) fn geojson_end(terms: &[Terms], count: u64) -> String {
    format!("\n],\"count\":{count},\"licences\":{}}}\n", terms_of(terms))
}

pub(super) fn feature(row: &Exported, day: NaiveDate) -> Value {
    let geometry = row
        .point
        .map(|(latitude, longitude)| json!({ "type": "Point", "coordinates": [longitude, latitude] }));
    json!({ "type": "Feature", "id": row.id, "geometry": geometry, "properties": properties(row, day) })
}

pub(super) fn gogocarto_begin(head: &Head) -> String {
    open(json!({ "ontology": "gogofull" }), "data", head)
}

pub(super) fn gogocarto_end(terms: &[Terms], count: u64) -> String {
    format!("\n],\"countResult\":{count},\"licences\":{}}}\n", terms_of(terms))
}

/// An element as GoGoCarto's interface gives it; `status` 1 is published.
pub(super) fn element(row: &Exported) -> Value {
    let mut address = json!({ "addressCountry": "FR" });
    for (name, value) in
        [("streetAddress", &row.address), ("postalCode", &row.post_code), ("addressLocality", &row.city)]
    {
        if let Some(value) = value {
            address[name] = json!(value);
        }
    }
    let mut element = json!({
        "id": row.id,
        "name": row.name,
        "status": 1,
        "sourceKey": row.source,
        "licence": row.licence,
        "address": address,
        "createdAt": row.created.to_rfc3339_opts(SecondsFormat::Secs, true),
        "updatedAt": row.updated.to_rfc3339_opts(SecondsFormat::Secs, true),
        "categories": row.themes.iter().map(|theme| &theme.label).collect::<Vec<_>>(),
        "categoriesFull": (0..)
            .zip(&row.themes)
            .map(|(index, theme)| json!({
                "id": theme.code,
                "name": theme.label,
                "description": "",
                "index": index,
            }))
            .collect::<Vec<_>>(),
        "page": row.page,
    });
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            element[name] = value;
        }
    };
    let text = |value: &Option<String>| value.as_ref().map(|value| json!(value));
    put(
        "geo",
        row.point.map(|(latitude, longitude)| json!({ "latitude": latitude, "longitude": longitude })),
    );
    put("siret", text(&row.siret));
    put("rna", text(&row.rna));
    put("enseigne", text(&row.brand));
    put("naf", text(&row.naf));
    put("website", text(&row.website));
    put("formejuridique", row.legal_form.as_ref().map(|form| json!(form.code)));
    put("description", (!row.description.is_empty()).then(|| json!(row.description)));
    put("statuts", (!row.statuses.is_empty()).then(|| json!(row.statuses)));
    let categories: Vec<&str> = row.categories.iter().map(|category| category.code.as_str()).collect();
    let supposed: Vec<&str> = row.themes_supposed.iter().map(|theme| theme.label.as_str()).collect();
    put("categoriesSupposed", (!supposed.is_empty()).then(|| json!(supposed)));
    put("cpv", (!categories.is_empty()).then(|| json!(categories)));
    element
}

/// A profile that an index of Murmurations takes.
pub fn murmurations(row: &Exported) -> Value {
    let mut tags: Vec<&str> = Vec::new();
    for word in row.themes.iter().chain(&row.categories).chain(&row.legal_form).map(|one| one.label.as_str())
    {
        // The schema takes 100 tags of 100 characters.
        if !tags.contains(&word) && word.chars().count() <= 100 && tags.len() < 100 {
            tags.push(word);
        }
    }
    let mut profile = json!({
        "linked_schemas": [SCHEMA],
        "name": row.name,
        "primary_url": row.website.as_ref().unwrap_or(&row.page),
        "urls": [{ "name": "BDIS PRO", "url": row.page }],
        "tags": tags,
        "country_iso_3166": "FR",
        "source": row.source,
        "licence": row.licence,
        "updated_at": row.updated.to_rfc3339_opts(SecondsFormat::Secs, true),
        "geographic_scope": if row.serves_country { "national" } else { "regional" },
    });
    let address: Vec<&str> =
        [&row.address, &row.post_code, &row.city].into_iter().flatten().map(String::as_str).collect();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            profile[name] = value;
        }
    };
    put("nickname", row.brand.as_ref().map(|brand| json!(brand)));
    put("description", (!row.description.is_empty()).then(|| json!(row.description)));
    put("full_address", (!address.is_empty()).then(|| json!(format!("{}, France", address.join(", ")))));
    put("geolocation", row.point.map(|(lat, lon)| json!({ "lat": lat, "lon": lon })));
    put("unique_id", row.siret.as_ref().map(|siret| json!(format!("FR-RCS-{siret}"))));
    profile
}
