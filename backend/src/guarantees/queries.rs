use std::collections::HashMap;

use chrono::NaiveDate;
use schema::guarantees::guarantee;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::rules;
use crate::base::db::MAX_BOUND;
use crate::base::stamp::Level;
use crate::error::Result;
use crate::reference::Scheme;

pub use schema::guarantees::guarantee::Model as Guarantee;

/// Every guarantee of these suppliers, whatever its state.
pub async fn held_by(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Guarantee>>> {
    let mut found: HashMap<Uuid, Vec<Guarantee>> = HashMap::new();
    for chunk in ids.chunks(MAX_BOUND) {
        let rows = guarantee::Entity::find()
            .filter(guarantee::Column::Organization.is_in(chunk.iter().copied()))
            .order_by_asc(guarantee::Column::Scheme)
            .order_by_asc(guarantee::Column::Renewal)
            .all(db)
            .await?;
        for row in rows {
            found.entry(row.organization).or_default().push(row);
        }
    }
    Ok(found)
}

/// The holders of which something began to hold or lapsed between these days: what changed
/// in searches from `after` (already seen) to `today`.
pub async fn lapsed_between(db: &impl ConnectionTrait, after: NaiveDate, today: NaiveDate) -> Result<Vec<Uuid>> {
    // A last day d counts until d: its lapse shows on d + 1.
    let ended = |column: guarantee::Column| {
        Condition::all().add(column.gte(after)).add(column.lt(today))
    };
    Ok(guarantee::Entity::find()
        .select_only()
        .column(guarantee::Column::Organization)
        .distinct()
        .filter(
            Condition::any()
                .add(ended(guarantee::Column::ValidUntil))
                .add(ended(guarantee::Column::PeerValidUntil))
                .add(Condition::all()
                    .add(guarantee::Column::ValidFrom.gt(after))
                    .add(guarantee::Column::ValidFrom.lte(today))),
        )
        .into_tuple()
        .all(db)
        .await?)
}

/// How many suppliers hold a scheme in force: declared at least, evidence checked at least,
/// register checked.
pub async fn holders_by_level(db: &impl ConnectionTrait, scheme: &Scheme, today: NaiveDate) -> Result<[u64; 3]> {
    let rows = guarantee::Entity::find().filter(guarantee::Column::Scheme.eq(&scheme.code)).all(db).await?;
    let mut best: HashMap<Uuid, Level> = HashMap::new();
    for row in rows {
        if let Some(level) = rules::level(&row, scheme, today) {
            best.entry(row.organization).and_modify(|held| *held = (*held).max(level)).or_insert(level);
        }
    }
    let at_least = |least: &Level| best.values().filter(|held| *held >= least).count() as u64;
    Ok([at_least(&Level::Declared), at_least(&Level::EvidenceChecked), at_least(&Level::RegisterChecked)])
}
