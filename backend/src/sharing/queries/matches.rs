//! What answers what: offers for requests, requests for offers.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use schema::sharing::resource;
use schema::values::GeoPoint;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::Resource;
use super::each::ids_of_each;
use super::shown::offered;
use crate::error::Result;
use crate::reference::Reference;
use crate::sharing::rules::{Reason, alike, answers, whereabouts};

/// Candidates read to find what answers a resource.
const CANDIDATES: u64 = 200;
/// Kilometres: as far as anything goes.
const FARTHEST: f64 = 500.0;
/// Of a degree of latitude.
const DEGREE_KM: f64 = 111.0;

/// Something that answers, and why.
pub type Match = (Resource, Vec<Reason>);

/// What answers a resource: offers for a request, requests for an offer; at most `limit`, the nearest first, with the reasons.
/// Where some have a word in common with it, only those.
pub async fn matches(
    db: &impl ConnectionTrait,
    reference: &Reference,
    one: &Resource,
    day: NaiveDate,
    limit: usize,
) -> Result<Vec<Match>> {
    let found = matches_of(db, reference, std::slice::from_ref(one), day, limit).await?;
    Ok(found.into_values().next().unwrap_or_default())
}

/// The same for each of these, in as many statements as for one.
pub async fn matches_of(
    db: &impl ConnectionTrait,
    reference: &Reference,
    ones: &[Resource],
    day: NaiveDate,
    limit: usize,
) -> Result<HashMap<Uuid, Vec<Match>>> {
    let shown = |one: &Resource| whereabouts(one, reference, false).point;
    let asked: Vec<(&Resource, Option<GeoPoint>)> = ones.iter().map(|one| (one, shown(one))).collect();
    let each = asked.iter().map(|(one, at)| candidates(one, *at, day)).collect();
    let ids = ids_of_each(db, each).await?;
    let wanted: BTreeSet<Uuid> = ids.iter().flatten().copied().collect();
    let known = super::any_by_ids(db, &wanted.into_iter().collect::<Vec<_>>()).await?;
    let answering = |((one, at), ids): ((&Resource, Option<GeoPoint>), Vec<Uuid>)| {
        let mut others: Vec<&Resource> = ids.iter().filter_map(|id| known.get(id)).collect();
        others.sort_by(|a, b| far(at, a).total_cmp(&far(at, b)).then(a.id.cmp(&b.id)));
        let found = others.into_iter().filter_map(|other| {
            let reasons = answers((one, at), (other, shown(other)), day)?;
            Some((other.clone(), reasons))
        });
        // A kind is wide: where words say more, they decide.
        let (said, unsaid): (Vec<_>, Vec<_>) = found.partition(|(other, _)| alike(one, other));
        let mut kept = if said.is_empty() { unsaid } else { said };
        kept.truncate(limit);
        (one.id, kept)
    };
    Ok(asked.into_iter().zip(ids).map(answering).collect())
}

/// The ids of what may answer, the nearest.
fn candidates(one: &Resource, at: Option<GeoPoint>, day: NaiveDate) -> SelectStatement {
    let other_way = if one.direction == "offer" { "request" } else { "offer" };
    let mut found = offered(day)
        .filter(resource::Column::Direction.eq(other_way))
        .filter(resource::Column::Kind.eq(one.kind.clone()))
        .filter(resource::Column::Organization.ne(one.organization));
    if let Some(at) = at {
        let mut there = Condition::any().add(resource::Column::Departement.is_null()).add(within(at));
        if let Some(departement) = &one.departement {
            there = there.add(resource::Column::Departement.eq(departement.clone()));
        }
        // What is bound to no place comes after what is near: no place sorts apart on each database.
        let placed: SimpleExpr = Expr::col(resource::Column::Latitude).is_null();
        found = found.filter(there).order_by(placed, Order::Asc).order_by(away(at), Order::Asc);
    }
    let found = found.order_by_asc(resource::Column::Id).limit(CANDIDATES);
    found.select_only().column(resource::Column::Id).into_query()
}

/// Grows with the distance from a point, as `away` does in the database; what has no place is farthest.
fn far(at: Option<GeoPoint>, other: &Resource) -> f64 {
    let Some(at) = at else { return 0.0 };
    let Some((latitude, longitude)) = other.latitude.zip(other.longitude) else { return f64::INFINITY };
    let narrow = at.latitude().to_radians().cos();
    (latitude - at.latitude()).powi(2) + ((longitude - at.longitude()) * narrow).powi(2)
}

/// A box around a point, as wide as anything goes.
fn within(at: GeoPoint) -> Condition {
    let high = FARTHEST / DEGREE_KM;
    let wide = high / at.latitude().to_radians().cos().max(0.1);
    let (latitude, longitude) = (resource::Column::Latitude, resource::Column::Longitude);
    Condition::all()
        .add(latitude.between(at.latitude() - high, at.latitude() + high))
        .add(longitude.between(at.longitude() - wide, at.longitude() + wide))
}

/// Grows with the distance from a point; enough to put what is nearest first.
fn away(at: GeoPoint) -> SimpleExpr {
    let narrow = at.latitude().to_radians().cos();
    let apart = |column: resource::Column, from: f64| Expr::col(column).sub(Expr::value(from));
    let north = apart(resource::Column::Latitude, at.latitude());
    let east = apart(resource::Column::Longitude, at.longitude()).mul(Expr::value(narrow));
    north.clone().mul(north).add(east.clone().mul(east))
}
