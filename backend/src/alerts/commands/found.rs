use chrono::{DateTime, Utc};
use schema::alerts::found;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::alerts::queries::Found;
use crate::error::Result;

/// Rows written in one statement.
const ROWS: usize = 1_000;

/// Keeps what was found; of what was found before for the same person, nothing.
pub async fn keep_found(tx: &impl ConnectionTrait, rows: Vec<Found>) -> Result<()> {
    let once = OnConflict::columns([found::Column::Account, found::Column::Item]).do_nothing().to_owned();
    for chunk in rows.chunks(ROWS) {
        let rows = chunk.iter().map(|row| found::ActiveModel {
            account: Set(row.account),
            item: Set(row.item),
            alert: Set(row.alert),
            matched_at: Set(row.matched_at),
            told_at: Set(None),
            event: Set(row.event),
        });
        found::Entity::insert_many(rows).on_conflict(once.clone()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// A letter that tells of these has left.
pub async fn mark(db: &DatabaseConnection, now: DateTime<Utc>, account: Uuid, items: &[Uuid]) -> Result<()> {
    for chunk in items.chunks(ROWS) {
        found::Entity::update_many()
            .col_expr(found::Column::ToldAt, Expr::value(now))
            .filter(found::Column::Account.eq(account))
            .filter(found::Column::Item.is_in(chunk.iter().copied()))
            .exec(db)
            .await?;
    }
    Ok(())
}
