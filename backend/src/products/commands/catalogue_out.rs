//! A catalogue as a table, to be changed in a spreadsheet.

use rust_xlsxwriter::Workbook;
use uuid::Uuid;

use super::catalogue::MOST_ROWS;
use crate::app::App;
use crate::base::words::Lang;
use crate::error::{Error, Result};
use crate::products::queries::{self, Product};
use crate::products::rules::{self, COLUMNS};

/// What begins like a formula is kept from being one.
fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

async fn rows(app: &App, organization: Uuid, lang: Lang) -> Result<Vec<Vec<String>>> {
    let (held, _) = queries::of_organization(&app.db, organization, false, 0, MOST_ROWS as u64).await?;
    let reference = app.reference.get();
    let row = |product: &Product| {
        let typed = rules::as_typed(product, &reference, lang);
        let nature = match product.nature.as_str() {
            nature if lang == Lang::En => nature,
            "goods" => "fournitures",
            "works" => "travaux",
            _ => "services",
        };
        let id = product.id.to_string();
        let area = rules::area_cell(&typed.area);
        let currencies = typed.currencies.join("; ");
        let cells: Vec<&str> = vec![
            &id,
            &typed.name,
            &typed.description,
            nature,
            &typed.category,
            &typed.price,
            &typed.currency,
            &typed.unit,
            &typed.minimum_order,
            &typed.packaging,
            &typed.seasonality,
            &typed.delivery_terms,
            &typed.payment_terms,
            &typed.capacity_per_month,
            &currencies,
            &typed.lead_time,
            &area,
            &typed.valid_from,
            &typed.valid_until,
        ];
        cells.into_iter().map(safe).collect()
    };
    let headers =
        COLUMNS.iter().map(|(_, fr, en)| if lang == Lang::En { *en } else { *fr }.to_owned()).collect();
    Ok([headers].into_iter().chain(held.iter().map(row)).collect())
}

/// The catalogue as CSV, with semicolons as French spreadsheets expect; read back it changes nothing.
pub async fn catalogue_csv(app: &App, organization: Uuid, lang: Lang) -> Result<Vec<u8>> {
    let mut to = csv::WriterBuilder::new().delimiter(b';').from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows(app, organization, lang).await? {
        to.write_record(row).map_err(Error::internal)?;
    }
    to.into_inner().map_err(Error::internal)
}

pub async fn catalogue_xlsx(app: &App, organization: Uuid, lang: Lang) -> Result<Vec<u8>> {
    let rows = rows(app, organization, lang).await?;
    let written = tokio::task::spawn_blocking(move || {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (y, row) in rows.iter().enumerate() {
            for (x, text) in row.iter().enumerate() {
                sheet.write_string(y as u32, x as u16, text)?;
            }
        }
        book.save_to_buffer()
    });
    written.await.map_err(Error::internal)?.map_err(Error::internal)
}
