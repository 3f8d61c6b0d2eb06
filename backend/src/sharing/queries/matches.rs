//! What answers what: offers for requests, requests for offers.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use schema::sharing::resource;
use schema::values::{GeoPoint, TerritoryKind};
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::Resource;
use super::each::ids_of_each;
use super::shown::offered;
use crate::base::search::Synonyms;
use crate::error::Result;
use crate::reference::Reference;
use crate::sharing::rules::{Party, Reason, answers};

/// Candidates read to find what answers a resource.
const CANDIDATES: u64 = 200;
/// Kilometres: as far as anything goes.
const FARTHEST: f64 = 500.0;
/// And as far as a place in a département may be from its middle.
const WIDEST: f64 = 300.0;

/// Something that answers, and why.
pub type Match = (Resource, Vec<Reason>);

/// What answers a resource: offers for a request, requests for an offer; at most `limit`, with the reasons; first
/// those that are called alike, then the nearest.
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
    let synonyms = Synonyms::parse(&reference.synonyms);
    let asked: Vec<Party> = ones.iter().map(|one| Party::new(one, reference, &synonyms)).collect();
    let each = asked.iter().map(|one| candidates(reference, one.resource, one.at, day)).collect();
    let ids = ids_of_each(db, each).await?;
    let wanted: BTreeSet<Uuid> = ids.iter().flatten().copied().collect();
    let known = super::any_by_ids(db, &wanted.into_iter().collect::<Vec<_>>()).await?;
    let known: HashMap<Uuid, Party> =
        known.iter().map(|(id, one)| (*id, Party::new(one, reference, &synonyms))).collect();
    let answering = |(one, ids): (&Party, Vec<Uuid>)| {
        let others = ids.iter().filter_map(|id| known.get(id)).filter_map(|other| {
            let (likeness, reasons) = answers(one, other, day)?;
            let far = one.at.zip(other.at).map_or(f64::MAX, |(at, there)| at.distance_km(there));
            Some((likeness, far, other.resource, reasons))
        });
        let mut found: Vec<_> = others.collect();
        found.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.id.cmp(&b.2.id)));
        let found = found.into_iter().take(limit).map(|(.., other, reasons)| (other.clone(), reasons));
        (one.resource.id, found.collect())
    };
    Ok(asked.iter().zip(ids).map(answering).collect())
}

/// The ids of what may answer, the nearest.
fn candidates(
    reference: &Reference,
    one: &Resource,
    at: Option<GeoPoint>,
    day: NaiveDate,
) -> SelectStatement {
    let other_way = if one.direction == "offer" { "request" } else { "offer" };
    let mut found = offered(day)
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
        found = found.filter(there).order_by(away(at, town, &around), Order::Asc);
    }
    let found = found.order_by_asc(resource::Column::Id).limit(CANDIDATES);
    found.select_only().column(resource::Column::Id).into_query()
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
