use std::collections::HashSet;

use schema::organizations::{file, invitation, member, merge};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::error::Result;

/// Those of these organisations that have members, invitations or files.
pub async fn touched(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    let mut found = HashSet::new();
    macro_rules! whose {
        ($table:ident) => {
            let rows: Vec<Uuid> = $table::Entity::find()
                .select_only()
                .column($table::Column::Organization)
                .distinct()
                .filter($table::Column::Organization.is_in(ids.iter().copied()))
                .into_tuple()
                .all(db)
                .await?;
            found.extend(rows);
        };
    }
    whose!(member);
    whose!(invitation);
    whose!(file);
    Ok(found)
}

/// Those of these organisations whose pages went into another, or another into theirs, and are still there.
pub async fn merged(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    let these = Condition::any()
        .add(merge::Column::Kept.is_in(ids.iter().copied()))
        .add(merge::Column::Absorbed.is_in(ids.iter().copied()));
    let rows = merge::Entity::find().filter(these).filter(merge::Column::UndoneAt.is_null()).all(db).await?;
    Ok(rows.into_iter().flat_map(|row| [row.kept, row.absorbed]).collect())
}
