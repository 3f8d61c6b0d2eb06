//! What is shared, as others may reuse it: one table, schema.org and Murmurations. What hides its place is at the town
//! hall here too, and what is for those who have it only stands in none of them.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::atom::{New, feed, shortened};
use super::columns::{Cell, line, list, text, written};
use super::{FeedHead, Head, Labelled};
use crate::sharing::{Direction, Kind, PriceKind};

/// <https://github.com/MurmurationsNetwork/MurmurationsLibrary>
const SCHEMA: &str = "offers_wants_prototype-v0.0.2";

/// A format of these exports, named by the ending of its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharedFormat {
    Csv,
    /// A workbook: offers and requests, licences.
    Xlsx,
    /// Offers and demands of schema.org.
    JsonLd,
    /// Profiles of `offers_wants_prototype-v0.0.2`.
    Murmurations,
}

impl SharedFormat {
    pub const ALL: [SharedFormat; 4] =
        [SharedFormat::Csv, SharedFormat::Xlsx, SharedFormat::JsonLd, SharedFormat::Murmurations];

    pub fn ending(self) -> &'static str {
        match self {
            SharedFormat::Csv => "csv",
            SharedFormat::Xlsx => "xlsx",
            SharedFormat::JsonLd => "jsonld",
            SharedFormat::Murmurations => "murmurations.json",
        }
    }

    /// By its ending, or by the word that `--format` takes.
    pub fn named(name: &str) -> Option<SharedFormat> {
        Self::ALL.into_iter().find(|format| {
            format.ending() == name
                || format.ending().strip_suffix(".json").is_some_and(|short| short == name)
        })
    }

    pub fn media_type(self) -> &'static str {
        match self {
            SharedFormat::Csv => "text/csv; charset=utf-8",
            SharedFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            SharedFormat::JsonLd => "application/ld+json",
            SharedFormat::Murmurations => "application/json",
        }
    }
}

/// An offer or a request with what everyone may see of it.
#[derive(Debug, Clone)]
pub struct ExportedResource {
    pub id: Uuid,
    /// Its page here, complete.
    pub page: String,
    pub direction: Direction,
    pub kind: Kind,
    pub kind_label: Labelled,
    pub name: String,
    pub description: String,
    pub owner: String,
    pub owner_page: String,
    pub places: Option<i32>,
    pub units: i32,
    pub unit: Option<String>,
    /// None where the exact place is hidden.
    pub address: Option<String>,
    pub post_code: Option<String>,
    /// The name of its commune.
    pub city: Option<String>,
    /// INSEE codes.
    pub commune: Option<String>,
    pub departement: Option<String>,
    /// As it is shown.
    pub point: Option<(f64, f64)>,
    pub exact: bool,
    pub radius_km: Option<i32>,
    pub accessibility: Vec<String>,
    pub price_kind: PriceKind,
    pub price_cents: Option<i64>,
    pub price_currency: Option<String>,
    pub price_per: Option<String>,
    pub exchange: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
    pub created: DateTime<Utc>,
    pub updated: DateTime<Utc>,
    pub licence: String,
}

type Column = (&'static str, fn(&ExportedResource, NaiveDate) -> Cell);

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Empty, Cell::Number)
}

fn day(value: Option<NaiveDate>) -> Cell {
    value.map_or(Cell::Empty, |day| Cell::Text(day.to_string()))
}

/// Their names are a promise: columns are added at the end, never renamed.
pub(super) const COLUMNS: [Column; 32] = [
    ("id", |row, _| Cell::Text(row.id.to_string())),
    ("direction", |row, _| Cell::Text(row.direction.code().to_owned())),
    ("kind", |row, _| Cell::Text(row.kind.code().to_owned())),
    ("name", |row, _| Cell::Text(row.name.clone())),
    ("description", |row, _| Cell::Text(row.description.clone())),
    ("owner", |row, _| Cell::Text(row.owner.clone())),
    ("owner_page", |row, _| Cell::Text(row.owner_page.clone())),
    ("places", |row, _| number(row.places.map(f64::from))),
    ("units", |row, _| Cell::Number(row.units.into())),
    ("unit", |row, _| text(&row.unit)),
    ("address", |row, _| text(&row.address)),
    ("post_code", |row, _| text(&row.post_code)),
    ("city", |row, _| text(&row.city)),
    ("commune_insee", |row, _| text(&row.commune)),
    ("departement", |row, _| text(&row.departement)),
    ("latitude", |row, _| number(row.point.map(|(latitude, _)| latitude))),
    ("longitude", |row, _| number(row.point.map(|(_, longitude)| longitude))),
    ("place_exact", |row, _| Cell::Text(if row.exact { "yes" } else { "no" }.to_owned())),
    ("radius_km", |row, _| number(row.radius_km.map(f64::from))),
    ("accessibility", |row, _| list(row.accessibility.iter().map(String::as_str))),
    ("price_kind", |row, _| Cell::Text(row.price_kind.code().to_owned())),
    ("price", |row, _| number(row.price_cents.map(|cents| cents as f64 / 100.0))),
    ("price_currency", |row, _| text(&row.price_currency)),
    ("price_per", |row, _| text(&row.price_per)),
    ("exchange", |row, _| Cell::Text(row.exchange.clone())),
    ("valid_from", |row, _| day(row.valid_from)),
    ("valid_until", |row, _| day(row.valid_until)),
    ("page", |row, _| Cell::Text(row.page.clone())),
    ("created_on", |row, _| Cell::Text(row.created.date_naive().to_string())),
    ("updated", |row, _| Cell::Text(row.updated.date_naive().to_string())),
    ("licence", |row, _| Cell::Text(row.licence.clone())),
    ("exported_on", |_, day| Cell::Text(day.to_string())),
];

/// A text format on its way out, batch by batch.
pub struct SharedWriter {
    format: SharedFormat,
    head: Head,
    written: u64,
}

impl SharedWriter {
    /// Of any format but the workbook.
    pub fn new(format: SharedFormat, head: Head) -> Self {
        SharedWriter { format, head, written: 0 }
    }

    pub fn begin(&self) -> String {
        match self.format {
            SharedFormat::Csv => line(COLUMNS.iter().map(|(name, _)| (*name).to_owned())),
            SharedFormat::JsonLd => "{\"@context\":\"https://schema.org\",\"@graph\":[".to_owned(),
            SharedFormat::Murmurations | SharedFormat::Xlsx => "[".to_owned(),
        }
    }

    pub fn rows(&mut self, rows: &[ExportedResource]) -> String {
        let mut text = String::new();
        for row in rows {
            let object = match self.format {
                SharedFormat::Csv => {
                    text += &line(COLUMNS.iter().map(|(_, of)| written(of(row, self.head.day))));
                    continue;
                }
                SharedFormat::JsonLd => Some(schema_org(row)),
                SharedFormat::Murmurations | SharedFormat::Xlsx => murmurations(row),
            };
            // A profile needs a place.
            let Some(object) = object else { continue };
            text += if self.written == 0 { "\n" } else { ",\n" };
            self.written += 1;
            text += &object.to_string();
        }
        text
    }

    pub fn end(&self) -> &'static str {
        match self.format {
            SharedFormat::Csv => "",
            SharedFormat::JsonLd => "\n]}\n",
            SharedFormat::Murmurations | SharedFormat::Xlsx => "\n]\n",
        }
    }
}

/// Leaves out what is null or empty.
fn put(object: &mut Value, name: &str, value: Value) {
    if !value.is_null() && value != json!("") {
        object[name] = value;
    }
}

/// <https://schema.org/Offer>, <https://schema.org/Demand>
fn schema_org(row: &ExportedResource) -> Value {
    let owner = json!({ "@type": "Organization", "name": row.owner, "url": row.owner_page });
    let is_service = matches!(row.kind, Kind::Skills | Kind::Transport | Kind::GroupPurchase);
    let item = json!({
        "@type": if is_service { "Service" } else { "Product" },
        "name": row.name,
        "category": row.kind_label.label,
    });
    let mut one = json!({
        "@type": if row.direction == Direction::Offer { "Offer" } else { "Demand" },
        "@id": row.page,
        "url": row.page,
        "name": row.name,
        "itemOffered": item,
        "license": format!("https://spdx.org/licenses/{}.html", row.licence),
    });
    match row.direction {
        Direction::Offer => one["offeredBy"] = owner,
        Direction::Request => one["@reverse"] = json!({ "seeks": owner }),
    }
    put(&mut one, "description", json!(row.description));
    put(&mut one, "validFrom", json!(row.valid_from));
    put(&mut one, "validThrough", json!(row.valid_until));
    let cents = if row.price_kind == PriceKind::Free { Some(0) } else { row.price_cents };
    if let Some(cents) = cents {
        let mut price = json!({ "@type": "UnitPriceSpecification", "price": cents as f64 / 100.0 });
        put(&mut price, "priceCurrency", json!(row.price_currency.as_deref().unwrap_or("EUR")));
        put(&mut price, "unitText", json!(row.price_per));
        one["priceSpecification"] = price;
    }
    let mut place = json!({ "@type": "Place" });
    if row.city.is_some() {
        let mut address = json!({ "@type": "PostalAddress", "addressCountry": "FR" });
        put(&mut address, "streetAddress", json!(row.address));
        put(&mut address, "postalCode", json!(row.post_code));
        put(&mut address, "addressLocality", json!(row.city));
        place["address"] = address;
    }
    if let Some((latitude, longitude)) = row.point {
        place["geo"] = json!({ "@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude });
        one["availableAtOrFrom"] = place;
    } else if row.city.is_some() {
        one["availableAtOrFrom"] = place;
    }
    one
}

/// A profile that an index of Murmurations takes; none without a place.
fn murmurations(row: &ExportedResource) -> Option<Value> {
    let (latitude, longitude) = row.point?;
    let performed = matches!(row.kind, Kind::Skills | Kind::GroupPurchase);
    let transaction = match (row.price_kind, performed) {
        (PriceKind::Free, true) => "receive-donate",
        (PriceKind::Free | PriceKind::Exchange | PriceKind::Time, false) => "borrow-lend",
        (_, true) => "buy-sell",
        (PriceKind::AtCost | PriceKind::Price | PriceKind::Currency, false) => "rent-lease",
    };
    let mut profile = json!({
        "linked_schemas": [SCHEMA],
        "exchange_type": if row.direction == Direction::Offer { "offer" } else { "want" },
        "item_type": if matches!(row.kind, Kind::Skills | Kind::Transport) { "service" } else { "good" },
        "transaction_type": [transaction],
        "tags": [row.kind_label.label],
        "title": row.name,
        "description": row.description,
        "details_url": row.page,
        "geolocation": { "lat": latitude, "lon": longitude },
        "geographic_scope": if row.radius_km.is_some_and(|km| km > 50) { "regional" } else { "local" },
        "contact_details": { "contact_form": row.page },
        "source": row.owner,
        "licence": row.licence,
        "updated_at": row.updated.to_rfc3339_opts(SecondsFormat::Secs, true),
    });
    let end = row.valid_until.and_then(|day| day.succ_opt()).map(crate::base::clock::midnight);
    put(&mut profile, "expires_at", json!(end.map(|end| end.timestamp())));
    Some(profile)
}

/// What came last.
pub fn shared_atom(head: FeedHead, rows: &[ExportedResource]) -> String {
    let entry = |row| {
        let ExportedResource { id, name, page, created, owner, licence, city, .. }: &ExportedResource = row;
        let parts = [city.clone().unwrap_or_default(), owner.clone(), shortened(&row.description)];
        New {
            id: *id,
            title: name,
            page,
            at: *created,
            summary: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" – "),
            rights: format!("{owner}, {licence}"),
            categories: vec![&row.kind_label],
        }
    };
    feed(head, rows.iter().map(entry).collect())
}
