//! What the journal says of guarantees.

use chrono::{DateTime, Utc};
use schema::events::event;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::Reviewed;
use crate::error::Result;

/// Whether what was refused or suspended stays so: an appeal was turned down.
pub fn is_upheld(before: &Value, after: &Value) -> bool {
    matches!(after["state"].as_str(), Some("refused" | "suspended")) && before["state"] == after["state"]
}

/// Who decided what stands, of the reviews of one guarantee: last of all, and before, as long as it was only upheld.
pub fn deciders(reviews: &[Reviewed]) -> Vec<&str> {
    let upheld = reviews.iter().take_while(|one| is_upheld(&one.before, &one.after)).count();
    reviews.iter().take(upheld + 1).map(|one| one.actor.as_str()).collect()
}

/// When its holder withdrew a guarantee last, and the state it had; `pages`: of all organisations that have or had it.
pub async fn withdrawal_of(
    db: &impl ConnectionTrait,
    pages: &[Uuid],
    guarantee: Uuid,
) -> Result<Option<(DateTime<Utc>, String)>> {
    let rows = event::Entity::find()
        .filter(event::Column::About.is_in(pages.iter().copied()))
        .filter(event::Column::Kind.eq("guarantee_withdrawn"))
        .order_by_desc(event::Column::At)
        .order_by_desc(event::Column::Id)
        .limit(1_000)
        .all(db)
        .await?;
    let guarantee = guarantee.to_string();
    let last = rows.into_iter().find(|row| row.payload["guarantee"] == guarantee.as_str());
    Ok(last.map(|row| (row.at, row.payload["before"]["state"].as_str().unwrap_or_default().to_owned())))
}
