//! Batches of national lists, as `interchange` reads them.

use chrono::{DateTime, Utc};
use schema::reference::{category, territory};
use schema::values::CpvCode;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, IntoActiveModel};
use uuid::Uuid;

use super::files::{CommuneRow, commune, upsert};
use super::touch;
use crate::actor::Actor;
use crate::base::db;
use crate::base::events::{Event, record};
use crate::error::Result;

/// A commune as a national list gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewTerritory {
    pub code: String,
    pub name: String,
    pub departement: String,
    pub region: String,
    pub epci: String,
    pub population: Option<i32>,
    pub point: Option<(f64, f64)>,
    pub postal_codes: String,
}

/// A CPV entry as the full nomenclature gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewCategory {
    pub code: CpvCode,
    pub label_fr: String,
    pub label_en: String,
    pub social_service: bool,
}

/// Adds or renews one batch of communes.
pub async fn import_communes(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    import: Uuid,
    batch: Vec<NewTerritory>,
) -> Result<()> {
    let tx = db::begin(db).await?;
    let codes = batch.iter().map(|row| format!("commune:{}", row.code)).collect();
    let rows = batch
        .into_iter()
        .map(|row| {
            commune(CommuneRow {
                code: row.code,
                name: row.name,
                departement: row.departement,
                region: row.region,
                epci: row.epci,
                population: row.population,
                lat: row.point.map(|p| p.0),
                lon: row.point.map(|p| p.1),
                postal_codes: row.postal_codes,
                parent: String::new(),
            })
            .into_active_model()
            .reset_all()
        })
        .collect();
    touch(&tx, now).await?;
    upsert::<territory::Entity, _>(&tx, rows).await?;
    record(&tx, now, &Actor::System, &Event::ReferenceImported { import, list: "communes".into(), codes })
        .await?;
    Ok(tx.commit().await?)
}

/// Adds or renews one batch of purchase categories.
pub async fn import_categories(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    import: Uuid,
    batch: Vec<NewCategory>,
) -> Result<()> {
    let tx = db::begin(db).await?;
    let codes = batch.iter().map(|row| row.code.to_string()).collect();
    let rows = batch
        .into_iter()
        .map(|row| category::ActiveModel {
            code: Set(row.code.to_string()),
            label_fr: Set(row.label_fr),
            label_en: Set(row.label_en),
            social_service: Set(row.social_service),
            edited_at: Set(None),
        })
        .collect();
    touch(&tx, now).await?;
    upsert::<category::Entity, _>(&tx, rows).await?;
    record(&tx, now, &Actor::System, &Event::ReferenceImported { import, list: "cpv".into(), codes }).await?;
    Ok(tx.commit().await?)
}
