use std::collections::HashSet;

use schema::sharing::{booking, resource};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::error::Result;

/// Those of these organisations that share something, or have booked.
pub async fn touched(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    let shared: Vec<Uuid> = resource::Entity::find()
        .select_only()
        .column(resource::Column::Organization)
        .distinct()
        .filter(resource::Column::Organization.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let booked: Vec<Uuid> = booking::Entity::find()
        .select_only()
        .column(booking::Column::Organization)
        .distinct()
        .filter(booking::Column::Organization.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(shared.into_iter().chain(booked).collect())
}
