use std::collections::HashMap;

use chrono::{DateTime, Utc};
use schema::organizations::{merge, organization};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Organization;
use crate::error::Result;

pub use schema::organizations::merge::Model as Merge;

pub async fn merge_by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Merge>> {
    Ok(merge::Entity::find_by_id(id).one(db).await?)
}

/// What went into this page since a moment and is still there, the last first.
pub async fn merges_into(
    db: &impl ConnectionTrait,
    organization: Uuid,
    since: DateTime<Utc>,
) -> Result<Vec<Merge>> {
    Ok(merge::Entity::find()
        .filter(merge::Column::Kept.eq(organization))
        .filter(merge::Column::UndoneAt.is_null())
        .filter(merge::Column::MadeAt.gt(since))
        .order_by_desc(merge::Column::MadeAt)
        .all(db)
        .await?)
}

/// A page with all that ever went into one another with it, also where that was undone.
pub async fn merged_with(db: &impl ConnectionTrait, organization: Uuid) -> Result<Vec<Uuid>> {
    let mut found = vec![organization];
    let mut looked_at = 0;
    while looked_at < found.len() {
        let these = found[looked_at..].to_vec();
        looked_at = found.len();
        let either = Condition::any()
            .add(merge::Column::Kept.is_in(these.iter().copied()))
            .add(merge::Column::Absorbed.is_in(these.iter().copied()));
        let pairs: Vec<(Uuid, Uuid)> = merge::Entity::find()
            .select_only()
            .column(merge::Column::Kept)
            .column(merge::Column::Absorbed)
            .filter(either)
            .into_tuple()
            .all(db)
            .await?;
        for id in pairs.into_iter().flat_map(|(kept, absorbed)| [kept, absorbed]) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    Ok(found)
}

/// Where these pages went, for those that went into another.
pub async fn absorbed_into(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Organization>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = merge::Entity::find()
        .filter(merge::Column::Absorbed.is_in(ids.iter().copied()))
        .filter(merge::Column::UndoneAt.is_null())
        .all(db)
        .await?;
    let kept = organization::Entity::find()
        .filter(organization::Column::Id.is_in(rows.iter().map(|row| row.kept)))
        .all(db)
        .await?;
    let kept: HashMap<Uuid, Organization> = kept.into_iter().map(|one| (one.id, one)).collect();
    Ok(rows.into_iter().filter_map(|row| Some((row.absorbed, kept.get(&row.kept)?.clone()))).collect())
}
