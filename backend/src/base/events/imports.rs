//! What imports recorded, read again to take them back.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use schema::events::event;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Changed, Event};
use crate::error::{Error, Result};

/// One batch of an import, as it was recorded.
#[derive(Clone, Debug)]
pub struct Imported {
    pub import: Uuid,
    pub created: Vec<Uuid>,
    pub updated: Vec<Changed>,
    pub joined: Vec<(Uuid, Uuid)>,
    pub at: DateTime<Utc>,
}

/// The batches of an import, the last one first.
pub async fn of_import(db: &impl ConnectionTrait, import: Uuid) -> Result<Vec<Imported>> {
    // Its id is as old as the import: what happened before isn't read.
    let begun = import.get_timestamp().map(|at| at.to_unix().0 as i64).unwrap_or(0);
    let begun = DateTime::from_timestamp(begun, 0).unwrap_or_default() - chrono::Duration::minutes(1);
    let rows = event::Entity::find()
        .filter(event::Column::Kind.eq("suppliers_imported"))
        .filter(event::Column::At.gte(begun))
        .order_by_desc(event::Column::At)
        .order_by_desc(event::Column::Id)
        .all(db)
        .await?;
    let mut batches = Vec::new();
    for row in rows {
        let told: Event = serde_json::from_value(row.payload).map_err(Error::internal)?;
        if let Event::SuppliersImported { import: of, created, updated, joined } = told
            && of == import
        {
            batches.push(Imported { import, created, updated, joined, at: row.at });
        }
    }
    Ok(batches)
}

/// Whom an import had changed, and who is as before since it was taken back in part.
pub async fn taken_back(db: &impl ConnectionTrait, import: Uuid) -> Result<HashSet<Uuid>> {
    let rows = event::Entity::find().filter(event::Column::Kind.eq("import_undone")).all(db).await?;
    let mut back = HashSet::new();
    for row in rows {
        let told: Event = serde_json::from_value(row.payload).map_err(Error::internal)?;
        if let Event::ImportUndone { import: of, restored, .. } = told
            && of == import
        {
            back.extend(restored.into_iter().map(|change| change.id));
        }
    }
    Ok(back)
}
