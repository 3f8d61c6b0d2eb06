//! What the search reads.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta};
use schema::sharing::resource;
use schema::values::fold;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use uuid::Uuid;

use super::{Resource, by_ids, visible_to};
use crate::actor::Actor;
use crate::base::db::MAX_BOUND;
use crate::error::{Error, Result};
use crate::sharing::rules::Direction;
use crate::sharing::rules::calendar::{Taken, Window};

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

/// What holds something.
#[derive(Clone, Debug)]
pub struct Holding {
    /// Of what is held, where it was read.
    pub version: Option<i32>,
    /// There are of it.
    pub units: u32,
    pub taken: Vec<Taken>,
}

/// JSON, whatever its length: thousands of rows cost more to hand over than to find. On SQLite a day's bookings end
/// before the next day does, but for the long ones, which have an index of their own; and a resource isn't looked up by
/// its key, which would read all of it for two numbers.
const ON_SQLITE: &str = "SELECT json_group_array(json_array(hex(b.resource), r.version, r.units, b.busy_from, b.busy_until, b.units)) AS taken \
     FROM bookings b INDEXED BY bookings_held JOIN shared_resources r INDEXED BY shared_resources_versions ON r.id = b.resource \
     WHERE b.holds = TRUE AND b.busy_until > $1 AND b.busy_until <= $3 AND b.busy_from < $2 \
     UNION ALL \
     SELECT json_group_array(json_array(hex(b.resource), r.version, r.units, b.busy_from, b.busy_until, b.units)) \
     FROM bookings b INDEXED BY bookings_held_long \
     JOIN shared_resources r INDEXED BY shared_resources_versions ON r.id = b.resource \
     WHERE b.holds = TRUE AND julianday(b.busy_until) - julianday(b.busy_from) > 1 \
     AND b.busy_until > $3 AND b.busy_from < $2";

const ON_POSTGRES: &str = "SELECT CAST(json_agg(json_build_array(b.resource, r.version, r.units, b.busy_from, b.busy_until, b.units)) AS TEXT) AS taken \
     FROM bookings b JOIN shared_resources r ON r.id = b.resource \
     WHERE b.holds AND tstzrange(b.busy_from, b.busy_until) && tstzrange($1, $2)";

/// A resource, its version, how many units it has, from and until when it is held, and how many units of it.
type Row<'a> = (Uuid, i32, u32, &'a str, &'a str, u32);

/// What holds something between two moments, buffers included, by what it holds.
pub async fn taken_between(db: &impl ConnectionTrait, between: Window) -> Result<HashMap<Uuid, Holding>> {
    let (from, until) = (between.from, between.until);
    let asked = match db.get_database_backend() {
        DbBackend::Postgres => {
            Statement::from_sql_and_values(DbBackend::Postgres, ON_POSTGRES, [from.into(), until.into()])
        }
        other => {
            let near = until + TimeDelta::days(1);
            Statement::from_sql_and_values(other, ON_SQLITE, [from.into(), until.into(), near.into()])
        }
    };
    let moment =
        |told: &str| DateTime::parse_from_rfc3339(told).map(|one| one.to_utc()).map_err(Error::internal);
    let mut found: HashMap<Uuid, Holding> = HashMap::new();
    for told in db.query_all_raw(asked).await? {
        let Some(told) = told.try_get::<Option<String>>("", "taken")? else { continue };
        let rows: Vec<Row<'_>> = serde_json::from_str(&told).map_err(Error::internal)?;
        for (id, version, all, from, until, units) in rows {
            let taken = Taken { from: moment(from)?, until: moment(until)?, units };
            let held = Holding { version: Some(version), units: all, taken: Vec::new() };
            found.entry(id).or_insert(held).taken.push(taken);
        }
    }
    Ok(found)
}
