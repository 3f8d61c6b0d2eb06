//! A catalogue brought in as a table: all rows that are sound, in one transaction, and back again as a whole.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, Reader};
use chrono::{DateTime, Utc};
use schema::products::product;
use schema::values::fold;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::insert_products;
use super::write::blank;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{self, Changed, Event, OrganizationEvent, What, record_of};
use crate::base::form::Upload;
use crate::base::sheets::{self, Unfit};
use crate::base::words::Lang;
use crate::error::{Error, FieldError, Message, Result};
use crate::organizations;
use crate::products::queries::{self, Product};
use crate::products::rules::{self, COLUMNS, ProductTyped};
use crate::rights::{self, Hold, Operation};

pub(super) const MOST_ROWS: usize = 10_000;
const LARGEST: usize = 10 * 1024 * 1024;

/// A row that can't be taken, and why.
#[derive(Clone, Debug)]
pub struct Rejected {
    pub line: usize,
    pub name: String,
    pub wrong: Vec<FieldError>,
}

/// What a table would bring.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    pub created: Vec<Product>,
    /// Before and after.
    pub updated: Vec<(Product, Product)>,
    pub unchanged: usize,
    pub rejected: Vec<Rejected>,
}

/// The rows of a CSV or XLSX file, the first one its headers. Errors: in words, at `file`.
fn table(sent: &Upload) -> Result<Vec<Vec<String>>> {
    let wrong = |key| Error::invalid("file", Message::new(key));
    if sent.bytes.len() > LARGEST {
        return Err(wrong("invalid-file-large"));
    }
    let rows: Vec<Vec<String>> = if sent.bytes.starts_with(b"PK") {
        sheets::check(&sent.bytes).map_err(|unfit| match unfit {
            Unfit::Broken => wrong("invalid-catalogue-file"),
            Unfit::TooMuch => wrong("invalid-catalogue-rows"),
        })?;
        let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(sent.bytes.as_slice()))
            .map_err(|_| wrong("invalid-catalogue-file"))?;
        let sheet =
            book.worksheet_range_at(0).and_then(|sheet| sheet.ok()).ok_or(wrong("invalid-catalogue-file"))?;
        if sheet.height() > MOST_ROWS + 1 || sheet.width() > 200 {
            return Err(wrong("invalid-catalogue-rows"));
        }
        sheet.rows().map(|row| row.iter().map(cell).collect()).collect()
    } else {
        let text = match std::str::from_utf8(&sent.bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode(&sent.bytes).0.into_owned(),
        };
        let first = text.lines().next().unwrap_or_default();
        let delimiter = if first.matches(';').count() >= first.matches(',').count() { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let rows: Vec<_> = reader
            .records()
            .take(MOST_ROWS + 2)
            .collect::<std::result::Result<_, _>>()
            .map_err(|_| wrong("invalid-catalogue-file"))?;
        rows.into_iter().map(|row| row.iter().map(str::to_owned).collect()).collect()
    };
    match rows.len() {
        0 | 1 => Err(wrong("invalid-catalogue-empty")),
        rows if rows > MOST_ROWS + 1 => Err(wrong("invalid-catalogue-rows")),
        _ => Ok(rows),
    }
}

fn cell(data: &Data) -> String {
    match data {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::DateTime(day) => day.as_datetime().map(|day| day.date().to_string()).unwrap_or_default(),
        other => other.to_string(),
    }
}

/// What formulas were kept from being is taken off again.
fn bare(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    }
}

/// Reads a table and says what it would bring; nothing is written.
///
/// Errors: `Invalid` at `file`; `Forbidden`; `NotFound`.
pub async fn read_catalogue(
    app: &App,
    actor: &Actor,
    organization: Uuid,
    sent: &Upload,
) -> Result<Catalogue> {
    let (_, role) = organizations::held(&app.db, actor, organization).await?;
    rights::check_in(actor, Operation::ImportCatalogue, Hold { role, moderates: false })?;
    let sent = sent.clone();
    let rows = tokio::task::spawn_blocking(move || table(&sent)).await.map_err(Error::internal)??;
    let (held, _) = queries::of_organization(&app.db, organization, false, 0, MOST_ROWS as u64).await?;
    let app = app.clone();
    tokio::task::spawn_blocking(move || compare(&app, organization, &rows, held))
        .await
        .map_err(Error::internal)?
}

/// A row over what is there.
fn typed(cell: &impl Fn(&str) -> Option<String>, there: &ProductTyped) -> ProductTyped {
    let natures = [
        ("goods", ["fournitures", "goods"]),
        ("services", ["services", "service"]),
        ("works", ["travaux", "works"]),
    ];
    let nature = |typed: String| {
        let known = natures.iter().find(|(_, names)| names.contains(&fold(&typed).as_str()));
        known.map_or(typed, |(code, _)| (*code).to_owned())
    };
    let area = |cell: String| {
        if cell == rules::area_cell(&there.area) { there.area.clone() } else { rules::area_of_cell(&cell) }
    };
    let names = |cell: String| rules::names(&cell).map(str::to_owned).collect();
    let text = |name: &str, there: &String| cell(name).unwrap_or_else(|| there.clone());
    ProductTyped {
        name: text("name", &there.name),
        description: text("description", &there.description),
        nature: cell("nature").map_or_else(|| there.nature.clone(), nature),
        category: text("category", &there.category),
        price: text("price", &there.price),
        currency: text("currency", &there.currency),
        unit: text("unit", &there.unit),
        minimum_order: text("minimumOrder", &there.minimum_order),
        packaging: text("packaging", &there.packaging),
        seasonality: text("seasonality", &there.seasonality),
        delivery_terms: text("deliveryTerms", &there.delivery_terms),
        payment_terms: text("paymentTerms", &there.payment_terms),
        capacity_per_month: text("capacityPerMonth", &there.capacity_per_month),
        currencies: cell("currencies").map_or_else(|| there.currencies.clone(), names),
        lead_time: text("leadTime", &there.lead_time),
        area: cell("serviceArea").map_or_else(|| there.area.clone(), area),
        valid_from: text("validFrom", &there.valid_from),
        valid_until: text("validUntil", &there.valid_until),
    }
}

fn compare(app: &App, organization: Uuid, rows: &[Vec<String>], held: Vec<Product>) -> Result<Catalogue> {
    let reference = app.reference.get();
    let headers: Vec<Option<&str>> = rows[0]
        .iter()
        .map(|header| {
            let header = fold(header);
            COLUMNS
                .iter()
                .find(|(name, fr, en)| [name, fr, en].into_iter().any(|one| fold(one) == header))
                .map(|(name, ..)| *name)
        })
        .collect();
    if !headers.contains(&Some("name")) {
        let wanted: Vec<&str> = COLUMNS.iter().map(|(_, label, _)| *label).collect();
        let message = Message::new("invalid-catalogue-columns").with("columns", wanted.join(", "));
        return Err(Error::invalid("file", message));
    }
    let by_id: HashMap<Uuid, &Product> = held.iter().map(|product| (product.id, product)).collect();
    let by_name: HashMap<String, &Product> =
        held.iter().map(|product| (fold(&product.name), product)).collect();
    let mut found = Catalogue::default();
    let mut seen: std::collections::HashSet<String> = std::collections::HashSet::new();
    for (number, row) in rows.iter().enumerate().skip(1) {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cell = |name: &str| {
            let place = headers.iter().position(|header| *header == Some(name))?;
            Some(row.get(place).map(|text| bare(text.trim())).unwrap_or_default().to_owned())
        };
        let text = |name: &str| cell(name).unwrap_or_default();
        let mut wrong = Vec::new();
        let id = text("id");
        let before = match Uuid::parse_str(&id) {
            Ok(id) => by_id.get(&id).copied(),
            Err(_) => None,
        };
        if !id.is_empty() && before.is_none() {
            wrong.push(FieldError { path: "id".to_owned(), message: Message::new("invalid-catalogue-id") });
        }
        let before = before.or_else(|| by_name.get(&fold(&text("name"))).copied());
        let key = before.map_or_else(|| fold(&text("name")), |product| product.id.to_string());
        if !seen.insert(key) {
            wrong.push(FieldError {
                path: "name".to_owned(),
                message: Message::new("invalid-catalogue-twice"),
            });
        }
        let new = blank(app, organization);
        // A column that the table lacks leaves what is there.
        let there = before.map(|product| rules::as_typed(product, &reference, Lang::Fr)).unwrap_or_default();
        let typed = typed(&cell, &there);
        let mut written = rules::written(&typed, &reference, before.unwrap_or(&new));
        if let (Ok(after), Some(before)) = (&mut written, before)
            && typed.area == there.area
        {
            // Untouched, to the last decimal.
            after.area.clone_from(&before.area);
        }
        match written {
            Ok(after) if wrong.is_empty() => match before {
                Some(before) if rules::told(before) == rules::told(&after) => found.unchanged += 1,
                Some(before) => found.updated.push((before.clone(), after)),
                None => found.created.push(after),
            },
            outcome => {
                wrong.extend(outcome.err().unwrap_or_default());
                found.rejected.push(Rejected { line: number + 1, name: typed.name, wrong });
            }
        }
    }
    Ok(found)
}

/// Brings in all rows that are sound; the others are left out and told.
///
/// Errors: `Invalid` at `file`; `Forbidden`; `NotFound`.
pub async fn import_catalogue(
    app: &App,
    actor: &Actor,
    organization: Uuid,
    sent: &Upload,
) -> Result<Catalogue> {
    let found = read_catalogue(app, actor, organization, sent).await?;
    if found.created.is_empty() && found.updated.is_empty() {
        if let Some(first) = found.rejected.first() {
            let message = Message::new("invalid-catalogue-rejected")
                .with("count", found.rejected.len().to_string())
                .with("line", first.line.to_string());
            return Err(Error::invalid("file", message));
        }
        return Ok(found);
    }
    let reference = app.reference.get();
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    insert_products(&tx, &reference, found.created.clone()).await?;
    for (before, after) in &found.updated {
        let mut after = after.clone();
        (after.version, after.updated_at) = (before.version + 1, now);
        let saved = product::Entity::update_many()
            .set(after.into_active_model().reset_all())
            .filter(product::Column::Id.eq(before.id))
            .filter(product::Column::Version.eq(before.version))
            .exec(&tx)
            .await?;
        if saved.rows_affected == 0 {
            return Err(Error::invalid(
                "file",
                Message::new("invalid-catalogue-changed").with("name", before.name.clone()),
            ));
        }
    }
    let changed = |(before, after): &(Product, Product)| Changed {
        id: before.id,
        before: serde_json::json!(before),
        after: rules::told(after),
    };
    let what = What::CatalogueImported {
        import: Uuid::now_v7(),
        created: found.created.iter().map(|product| product.id).collect(),
        updated: found.updated.iter().map(changed).collect(),
    };
    record_of(&tx, now, actor, organization, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(found)
}

/// The last import of a catalogue that stands.
pub struct LastCatalogue {
    pub import: Uuid,
    pub at: DateTime<Utc>,
    pub created: usize,
    pub updated: usize,
}

pub async fn last_catalogue(app: &App, organization: Uuid) -> Result<Option<LastCatalogue>> {
    let Some((at, event)) =
        events::last_of_kinds(&app.db, organization, &["catalogue_imported", "catalogue_taken_back"]).await?
    else {
        return Ok(None);
    };
    Ok(match event {
        Event::Organization(OrganizationEvent {
            what: What::CatalogueImported { import, created, updated },
            ..
        }) => Some(LastCatalogue { import, at, created: created.len(), updated: updated.len() }),
        _ => None,
    })
}

/// Takes the last import back: what it created goes, what it changed is as before. What was changed since
/// stays as it is, and is told.
///
/// Errors: `NotFound` where it isn't the last one; `Forbidden`.
pub async fn undo_catalogue(
    app: &App,
    actor: &Actor,
    organization: Uuid,
    import: Uuid,
) -> Result<Vec<Product>> {
    let (_, role) = organizations::held(&app.db, actor, organization).await?;
    rights::check_in(actor, Operation::ImportCatalogue, Hold { role, moderates: false })?;
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    let last =
        events::last_of_kinds(&tx, organization, &["catalogue_imported", "catalogue_taken_back"]).await?;
    let Some((
        _,
        Event::Organization(OrganizationEvent {
            what: What::CatalogueImported { import: of, created, updated },
            ..
        }),
    )) = last
    else {
        return Err(Error::NotFound);
    };
    if of != import {
        return Err(Error::NotFound);
    }
    let mut kept = Vec::new();
    for id in created {
        let held = queries::any_by_id(&tx, id).await?.filter(|product| product.archived_at.is_none());
        let Some(product) = held else { continue };
        if product.version > 1 {
            kept.push(product);
        } else {
            product::Entity::delete_by_id(product.id).exec(&tx).await?;
        }
    }
    for change in updated {
        let before: Product = serde_json::from_value(change.before).map_err(Error::internal)?;
        let Some(held) = queries::any_by_id(&tx, change.id).await? else { continue };
        if rules::differences(Some(&change.after), &rules::told(&held)).is_empty() {
            let back = Product { version: held.version + 1, updated_at: now, ..before };
            back.into_active_model().reset_all().update(&tx).await?;
        } else {
            kept.push(held);
        }
    }
    let what = What::CatalogueTakenBack { import };
    record_of(&tx, now, actor, organization, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(kept)
}
