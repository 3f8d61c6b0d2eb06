//! What pages show of a resource, beside it and instead of it.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use schema::sharing::{booking, extra, resource};
use schema::values::{GeoPoint, TerritoryKind};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use super::{Resource, visible_to};
use crate::actor::Actor;
use crate::base::db::MAX_BOUND;
use crate::error::Result;
use crate::organizations;
use crate::reference::Reference;
use crate::sharing::rules::{Reason, alike, answers, whereabouts};

/// Candidates read to find what answers a resource.
const CANDIDATES: u64 = 200;
/// Kilometres: as far as anything goes.
const FARTHEST: f64 = 500.0;
/// And as far as a place in a département may be from its middle.
const WIDEST: f64 = 300.0;

/// What strangers find that day.
fn offered(day: NaiveDate) -> Select<resource::Entity> {
    let (first, last) = (resource::Column::ValidFrom, resource::Column::ValidUntil);
    visible_to(&Actor::Anonymous)
        .filter(Condition::any().add(first.is_null()).add(first.lte(day)))
        .filter(Condition::any().add(last.is_null()).add(last.gte(day)))
}

/// What an organisation offers and looks for that day, the newest first, and how much there is.
pub async fn shared_by(
    db: &impl ConnectionTrait,
    organization: Uuid,
    day: NaiveDate,
    limit: u64,
) -> Result<(Vec<Resource>, u64)> {
    let these = offered(day).filter(resource::Column::Organization.eq(organization));
    let total = these.clone().count(db).await?;
    let rows = these.order_by_desc(resource::Column::UpdatedAt).order_by_asc(resource::Column::Id);
    Ok((rows.limit(limit).all(db).await?, total))
}

/// The ids of what is offered or looked for that day, with the time of their last change: `limit` from the `offset`th on.
pub async fn public_addresses(
    db: &impl ConnectionTrait,
    day: NaiveDate,
    offset: u64,
    limit: u64,
) -> Result<Vec<(Uuid, DateTime<Utc>)>> {
    Ok(offered(day)
        .select_only()
        .column(resource::Column::Id)
        .column(resource::Column::UpdatedAt)
        .order_by_asc(resource::Column::Id)
        .offset(offset)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

pub async fn public_count(db: &impl ConnectionTrait, day: NaiveDate) -> Result<u64> {
    Ok(offered(day).count(db).await?)
}

/// What was said to be had along with a resource, archived or not, with how many of each at most; by id.
pub async fn extras_chosen(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<(Uuid, i32)>> {
    let rows = extra::Entity::find().filter(extra::Column::Resource.eq(id)).all(db).await?;
    let mut chosen: Vec<(Uuid, i32)> = rows.into_iter().map(|row| (row.extra, row.units)).collect();
    chosen.sort_unstable();
    Ok(chosen)
}

/// What can be booked along with each of these, by name, with how many of it at most.
pub async fn extras_of_all(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<(Resource, i32)>>> {
    let rows = extra::Entity::find().filter(extra::Column::Resource.is_in(ids.iter().copied()));
    let rows = rows.all(db).await?;
    let wanted: Vec<Uuid> = rows.iter().map(|row| row.extra).collect();
    let known = visible_to(&Actor::Anonymous).filter(resource::Column::Id.is_in(wanted)).all(db).await?;
    let known: HashMap<Uuid, Resource> = known.into_iter().map(|one| (one.id, one)).collect();
    let mut found: HashMap<Uuid, Vec<(Resource, i32)>> = HashMap::new();
    for row in rows {
        if let Some(one) = known.get(&row.extra) {
            found.entry(row.resource).or_default().push((one.clone(), row.units));
        }
    }
    found.values_mut().for_each(|extras| extras.sort_by(|a, b| a.0.name.cmp(&b.0.name)));
    Ok(found)
}

/// How many an organisation has, archived ones included.
pub async fn count_of(db: &impl ConnectionTrait, organization: Uuid) -> Result<u64> {
    Ok(resource::Entity::find().filter(resource::Column::Organization.eq(organization)).count(db).await?)
}

/// Those of these resources whose exact place this actor may know though it is hidden: their owner's members, and those of
/// an organisation that has or had one.
pub async fn near_to(db: &impl ConnectionTrait, actor: &Actor, ids: &[Uuid]) -> Result<HashMap<Uuid, bool>> {
    let Some(person) = actor.person() else { return Ok(HashMap::new()) };
    let mut known = HashMap::new();
    for chunk in ids.chunks(MAX_BOUND / 2) {
        let mine = || organizations::ids_of_account(person.account);
        let had: Vec<Uuid> = booking::Entity::find()
            .select_only()
            .column(booking::Column::Resource)
            .distinct()
            .filter(booking::Column::Resource.is_in(chunk.iter().copied()))
            .filter(booking::Column::State.eq("accepted"))
            .filter(booking::Column::Organization.in_subquery(mine()))
            .into_tuple()
            .all(db)
            .await?;
        let own: Vec<Uuid> = resource::Entity::find()
            .select_only()
            .column(resource::Column::Id)
            .filter(resource::Column::Id.is_in(chunk.iter().copied()))
            .filter(resource::Column::Organization.in_subquery(mine()))
            .into_tuple()
            .all(db)
            .await?;
        known.extend(had.into_iter().chain(own).map(|id| (id, true)));
    }
    Ok(known)
}

/// Whether this actor may know the exact place of a resource.
pub async fn knows_place(db: &impl ConnectionTrait, actor: &Actor, one: &Resource) -> Result<bool> {
    Ok(one.exact || !near_to(db, actor, &[one.id]).await?.is_empty())
}

/// Bookings that have not ended and may still take place.
pub async fn count_to_come(db: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<u64> {
    Ok(booking::Entity::find()
        .filter(booking::Column::Resource.eq(id))
        .filter(booking::Column::EndsAt.gt(now))
        .filter(booking::Column::State.is_in(["requested", "countered", "accepted", "waiting"]))
        .count(db)
        .await?)
}

/// What answers a resource: offers for a request, requests for an offer; at most `limit`, the nearest first, with the reasons.
/// Where some have a word in common with it, only those.
pub async fn matches(
    db: &impl ConnectionTrait,
    reference: &Reference,
    one: &Resource,
    day: NaiveDate,
    limit: usize,
) -> Result<Vec<(Resource, Vec<Reason>)>> {
    let shown = |one: &Resource| whereabouts(one, reference, false).point;
    let at = shown(one);
    let other_way = if one.direction == "offer" { "request" } else { "offer" };
    let mut candidates = offered(day)
        .filter(resource::Column::Direction.eq(other_way))
        .filter(resource::Column::Kind.eq(one.kind.clone()))
        .filter(resource::Column::Organization.ne(one.organization));
    if let Some(at) = at {
        let around = around(reference, at, one.departement.as_deref());
        let departements = around.iter().map(|(departement, _)| departement.clone());
        let there = Condition::any()
            .add(resource::Column::Departement.is_null())
            .add(resource::Column::Departement.is_in(departements));
        let middle = |commune: &String| Some((commune.clone(), reference.territories.middle(commune)?));
        let town = one.commune.as_ref().and_then(middle);
        candidates = candidates.filter(there).order_by(away(at, town, &around), Order::Asc);
    }
    let rows = candidates.order_by_asc(resource::Column::Id).limit(CANDIDATES).all(db).await?;
    let found = rows.into_iter().filter_map(|other| {
        let there = shown(&other);
        let reasons = answers((one, at), (&other, there), day)?;
        Some((at.zip(there).map(|(at, there)| at.distance_km(there)), other, reasons))
    });
    let mut found: Vec<_> = found.collect();
    let far = |km: &Option<f64>| km.unwrap_or(f64::MAX);
    found.sort_by(|(a, one, _), (b, other, _)| far(a).total_cmp(&far(b)).then(one.id.cmp(&other.id)));
    let found = found.into_iter().map(|(_, other, reasons)| (other, reasons));
    // A kind is wide: where words say more, they decide.
    let (said, unsaid): (Vec<_>, Vec<_>) = found.partition(|(other, _)| alike(one, other));
    let mut kept = if said.is_empty() { unsaid } else { said };
    kept.truncate(limit);
    Ok(kept)
}

/// The départements from which something may come as far as a point, with how far their middle is, as `apart` counts.
fn around(reference: &Reference, at: GeoPoint, own: Option<&str>) -> Vec<(String, f64)> {
    let territories = &reference.territories;
    let all = territories.iter().filter(|one| one.code.kind() == TerritoryKind::Departement);
    let near = all.filter_map(|one| {
        let code = one.code.to_string();
        let middle = territories.middle(&code);
        let is_near = own == Some(code.as_str())
            || middle.is_some_and(|middle| middle.distance_km(at) <= FARTHEST + WIDEST);
        is_near.then(|| (code, middle.map_or(0.0, |middle| apart(at, middle))))
    });
    near.collect()
}

/// Grows with the distance between two points; enough to tell what is nearer.
fn apart(at: GeoPoint, there: GeoPoint) -> f64 {
    let north = there.latitude() - at.latitude();
    let east = (there.longitude() - at.longitude()) * at.latitude().to_radians().cos();
    north * north + east * east
}

/// As `apart`, in the database, and of what is hidden by what is shown instead: its town, its département. What is bound to no
/// place comes last.
fn away(at: GeoPoint, town: Option<(String, GeoPoint)>, around: &[(String, f64)]) -> SimpleExpr {
    let narrow = at.latitude().to_radians().cos();
    let apart_from = |column: resource::Column, from: f64| Expr::col(column).sub(Expr::value(from));
    let north = apart_from(resource::Column::Latitude, at.latitude());
    let east = apart_from(resource::Column::Longitude, at.longitude()).mul(Expr::value(narrow));
    let known =
        Condition::all().add(resource::Column::Exact.eq(true)).add(resource::Column::Latitude.is_not_null());
    let mut away = CaseStatement::new().case(known, north.clone().mul(north).add(east.clone().mul(east)));
    if let Some((commune, point)) = town {
        away = away.case(resource::Column::Commune.eq(commune), Expr::value(apart(at, point)));
    }
    for (departement, far) in around {
        away = away.case(resource::Column::Departement.eq(departement.clone()), Expr::value(*far));
    }
    away.finally(Expr::value(f64::MAX)).into()
}
