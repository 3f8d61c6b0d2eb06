use schema::organizations::{likeness, likeness_key, organization};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::error::Result;

pub use schema::organizations::likeness::Model as Pair;

/// Pairs of pages that look like one organisation's, both of them within `within` and none of them in `without`: the
/// likest first; or, of those that were said to be two, the last said first.
pub async fn pairs(
    db: &impl ConnectionTrait,
    within: Option<SelectStatement>,
    without: SelectStatement,
    distinct: bool,
    offset: u64,
    limit: u64,
) -> Result<Vec<Pair>> {
    let mut found = likeness::Entity::find();
    for column in [likeness::Column::First, likeness::Column::Second] {
        found = found.filter(column.not_in_subquery(without.clone()));
        if let Some(within) = &within {
            found = found.filter(column.in_subquery(within.clone()));
        }
    }
    let found = match distinct {
        true => found
            .filter(likeness::Column::DistinctAt.is_not_null())
            .order_by_desc(likeness::Column::DistinctAt),
        false => {
            found.filter(likeness::Column::DistinctAt.is_null()).order_by_desc(likeness::Column::Strength)
        }
    };
    Ok(found
        .order_by_asc(likeness::Column::First)
        .order_by_asc(likeness::Column::Second)
        .offset(offset)
        .limit(limit)
        .all(db)
        .await?)
}

/// Organisations that changed since they were compared with the others, or never were.
pub async fn uncompared(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Uuid>> {
    let key = || Expr::col((likeness_key::Entity, likeness_key::Column::ComparedAt));
    let changed = key().lt(Expr::col((organization::Entity, organization::Column::UpdatedAt)));
    let keys = organization::Entity::belongs_to(likeness_key::Entity)
        .from(organization::Column::Id)
        .to(likeness_key::Column::Organization)
        .into();
    Ok(organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .join(JoinType::LeftJoin, keys)
        .filter(Condition::any().add(key().is_null()).add(changed))
        .order_by_asc(organization::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}
