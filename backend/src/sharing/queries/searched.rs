//! What the search reads.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use schema::sharing::{booking, resource};
use schema::values::fold;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use super::{Resource, by_ids, visible_to};
use crate::actor::Actor;
use crate::base::db::MAX_BOUND;
use crate::error::{Error, Result};
use crate::sharing::rules::Direction;
use crate::sharing::rules::calendar::{Opening, Taken, Terms, Window};

/// How many everyone may see.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    Ok(visible_to(&Actor::Anonymous).count(db).await?)
}

/// The ids after one, in their order, of what everyone may see.
pub async fn ids_after(db: &impl ConnectionTrait, after: Uuid, most: u64) -> Result<Vec<Uuid>> {
    let found = visible_to(&Actor::Anonymous)
        .filter(resource::Column::Id.gt(after))
        .order_by_asc(resource::Column::Id)
        .limit(most);
    Ok(found.select_only().column(resource::Column::Id).into_tuple().all(db).await?)
}

/// What these organisations offer and look for, whether anyone may see it or not.
pub async fn ids_of_organizations(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(MAX_BOUND) {
        let rows = resource::Entity::find()
            .select_only()
            .column(resource::Column::Id)
            .filter(resource::Column::Organization.is_in(chunk.iter().copied()));
        found.extend(rows.into_tuple::<Uuid>().all(db).await?);
    }
    Ok(found)
}

/// What came last, as everyone may see it.
pub async fn newest(db: &impl ConnectionTrait, most: u64) -> Result<Vec<Uuid>> {
    let found = visible_to(&Actor::Anonymous).order_by_desc(resource::Column::Id).limit(most);
    Ok(found.select_only().column(resource::Column::Id).into_tuple().all(db).await?)
}

/// Names that are read without the search engine.
const NAMES: u64 = 20_000;

/// What is in force and has all of these words in its name, by name: without the search engine. None of the words: all.
pub async fn named_like(
    db: &impl ConnectionTrait,
    text: &str,
    direction: Direction,
    day: NaiveDate,
    most: usize,
) -> Result<Vec<Resource>> {
    let (from, until) = (resource::Column::ValidFrom, resource::Column::ValidUntil);
    let names: Vec<(Uuid, String)> = visible_to(&Actor::Anonymous)
        .filter(resource::Column::Direction.eq(direction.code()))
        .filter(Condition::any().add(from.is_null()).add(from.lte(day)))
        .filter(Condition::any().add(until.is_null()).add(until.gte(day)))
        .select_only()
        .columns([resource::Column::Id, resource::Column::Name])
        .order_by_asc(resource::Column::Id)
        .limit(NAMES)
        .into_tuple()
        .all(db)
        .await?;
    // No database folds accents as the search does.
    let text = fold(text);
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let mut found: Vec<(String, Uuid)> = names.into_iter().map(|(id, name)| (fold(&name), id)).collect();
    found.retain(|(name, _)| words.iter().all(|word| name.contains(word)));
    found.sort_unstable();
    let ids: Vec<Uuid> = found.into_iter().map(|(_, id)| id).take(most).collect();
    by_ids(db, &Actor::Anonymous, &ids).await
}

/// A resource, from and until when it is held, how many of its units, and how many it has.
type Row = (Uuid, DateTime<Utc>, DateTime<Utc>, i32, i32);

/// What holds something, each with what it holds.
fn holding() -> Select<booking::Entity> {
    let resource = booking::Entity::belongs_to(resource::Entity)
        .from(booking::Column::Resource)
        .to(resource::Column::Id)
        .into();
    let all = booking::Entity::find().select_only().column(booking::Column::Resource);
    all.join(JoinType::InnerJoin, resource).filter(booking::Column::Holds.eq(true))
}

fn within(time: Window) -> Condition {
    Condition::all()
        .add(booking::Column::BusyUntil.gt(time.from))
        .add(booking::Column::BusyFrom.lt(time.until))
}

/// Whether a booking alone leaves fewer than so many units during a stay.
fn fills((stay, units): (Window, u32)) -> Condition {
    let held = Expr::col((booking::Entity, booking::Column::Units));
    let left_too_few = held.add(i64::from(units)).gt(Expr::col((resource::Entity, resource::Column::Units)));
    within(stay).add(left_too_few)
}

/// What a single booking leaves fewer than so many units of during a stay: once for each such booking.
pub async fn full_between(db: &impl ConnectionTrait, stay: Window, units: u32) -> Result<Vec<Uuid>> {
    Ok(holding().filter(fills((stay, units))).into_tuple().all(db).await?)
}

/// What holds something between two moments, buffers included, with how many units it has; but for bookings that
/// `full_between` knows of.
pub async fn taken_between(
    db: &impl ConnectionTrait,
    between: Window,
    but_full: Option<(Window, u32)>,
) -> Result<HashMap<Uuid, (u32, Vec<Taken>)>> {
    let mut found = holding().filter(within(between));
    if let Some(asked) = but_full {
        found = found.filter(fills(asked).not());
    }
    let rows: Vec<Row> = found
        .column(booking::Column::BusyFrom)
        .column(booking::Column::BusyUntil)
        .column(booking::Column::Units)
        .column(resource::Column::Units)
        .into_tuple()
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, (u32, Vec<Taken>)> = HashMap::new();
    for (id, from, until, units, all) in rows {
        let taken = Taken { from, until, units: units.unsigned_abs() };
        found.entry(id).or_insert_with(|| (all.unsigned_abs(), Vec::new())).1.push(taken);
    }
    Ok(found)
}

/// JSON as it is written: thousands are read without a tree of each.
fn as_text(column: resource::Column) -> SimpleExpr {
    column.into_expr().cast_as("text")
}

/// On which terms these are had, and how many units there are of each.
pub async fn terms_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<(Uuid, u32, Terms)>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(MAX_BOUND) {
        let rows: Vec<(Uuid, i32, String)> = resource::Entity::find()
            .select_only()
            .column(resource::Column::Id)
            .column(resource::Column::Units)
            .column_as(as_text(resource::Column::Terms), "terms")
            .filter(resource::Column::Id.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        for (id, units, terms) in rows {
            found.push((id, units.unsigned_abs(), serde_json::from_str(&terms).map_err(Error::internal)?));
        }
    }
    Ok(found)
}

/// When these can be had and on which terms, with how many units there are of each.
pub async fn schedules_of(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, u32, Opening, Terms)>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(MAX_BOUND) {
        let rows: Vec<(Uuid, i32, String, String)> = resource::Entity::find()
            .select_only()
            .column(resource::Column::Id)
            .column(resource::Column::Units)
            .column_as(as_text(resource::Column::Opening), "opening")
            .column_as(as_text(resource::Column::Terms), "terms")
            .filter(resource::Column::Id.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        for (id, units, opening, terms) in rows {
            let opening = serde_json::from_str(&opening).map_err(Error::internal)?;
            let terms = serde_json::from_str(&terms).map_err(Error::internal)?;
            found.push((id, units.unsigned_abs(), opening, terms));
        }
    }
    Ok(found)
}
