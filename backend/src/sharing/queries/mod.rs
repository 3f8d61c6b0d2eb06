mod audience;
mod availability;
mod bookings;
mod each;
mod feeds;
mod given;
mod holders;
mod ledger;
mod lists;
mod matches;
mod schedules;
mod searched;
mod shown;
mod touched;

use std::collections::HashMap;

use schema::sharing::{extra, resource};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::actor::Actor;
use crate::base::db::MAX_BOUND;
use crate::error::{Error, Result};
use crate::organizations;
use crate::rights::Role;

pub use self::audience::meant_for;
pub use self::availability::{ahead, first_free, is_full, next_free, taken, taken_of};
pub use self::bookings::{
    Seen, Which, booking_seen, bookings_by_ids, bookings_of, count_beside, count_to_answer, count_waiting,
    has_accepted, has_throughout, named, organizations_as, owed_for, place_in_line, together, waited_along,
    waiting_for, waiting_together, waits_already,
};
pub use self::feeds::{Feed, entries as calendar_entries, feed_by_token, feeds_of};
pub use self::given::{answered_with, asked_already, given, lacking, untold, without_room};
pub use self::holders::holders;
pub use self::ledger::{LedgerEntry, balances, entries_of, ledger};
pub use self::lists::{Asked, Page, bookings_of_resources, bookings_of_viewer, ledger_page};
pub use self::matches::{Match, matches, matches_of};
pub use self::schedules::KnownSchedules;
pub use self::searched::{
    Holding, count, ids_after, ids_of_organizations, named_like, newest, taken_between,
};
pub use self::shown::{
    count_of, count_to_come, count_to_come_of, extras_chosen, extras_of_all, knows_place, near_to,
    out_of_hours, public_addresses, public_count, shared_by,
};
pub use self::touched::touched;
pub use schema::sharing::booking::Model as Booking;
pub use schema::sharing::extra::Model as Extra;
pub use schema::sharing::resource::Model as Resource;

/// What this actor may see: what is archived, or its owner's that is archived, is its members' alone.
fn visible_to(actor: &Actor) -> Select<resource::Entity> {
    let shown = Condition::all()
        .add(resource::Column::ArchivedAt.is_null())
        .add(resource::Column::Organization.not_in_subquery(organizations::archived_ids()));
    let found = resource::Entity::find();
    match actor.person() {
        None => found.filter(shown),
        Some(person) => {
            let own = organizations::ids_of_account(person.account);
            found.filter(Condition::any().add(shown).add(resource::Column::Organization.in_subquery(own)))
        }
    }
}

/// As this actor may see it; null where it isn't for them.
pub async fn by_id(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Option<Resource>> {
    Ok(visible_to(actor).filter(resource::Column::Id.eq(id)).one(db).await?)
}

/// Those of these ids that this actor may see, in the order of the ids.
pub async fn by_ids(db: &impl ConnectionTrait, actor: &Actor, ids: &[Uuid]) -> Result<Vec<Resource>> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(MAX_BOUND) {
        let rows =
            visible_to(actor).filter(resource::Column::Id.is_in(chunk.iter().copied())).all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Whether archived or not. Errors: `NotFound`.
pub async fn any_by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Resource> {
    resource::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)
}

pub async fn any_by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Resource>> {
    let rows =
        resource::Entity::find().filter(resource::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// A resource with what this actor may in its organisation. Errors: `NotFound` where they may not even see it.
pub async fn held(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<(Resource, Option<Role>)> {
    let found = match actor {
        Actor::System => any_by_id(db, id).await?,
        _ => by_id(db, actor, id).await?.ok_or(Error::NotFound)?,
    };
    let role = organizations::role_of(db, actor, found.organization).await?;
    Ok((found, role))
}

/// What an organisation offers and looks for, archived ones last; by name.
pub async fn of_organization(db: &impl ConnectionTrait, organization: Uuid) -> Result<Vec<Resource>> {
    let mut found = resource::Entity::find()
        .filter(resource::Column::Organization.eq(organization))
        .order_by_asc(resource::Column::Name)
        .order_by_asc(resource::Column::Id)
        .all(db)
        .await?;
    found.sort_by_key(|one| one.archived_at.is_some());
    Ok(found)
}

/// What each of these offers and looks for, archived ones last; by name: ids with names.
pub async fn names_of_all(
    db: &impl ConnectionTrait,
    organizations: &[Uuid],
) -> Result<HashMap<Uuid, Vec<(Uuid, String)>>> {
    let rows: Vec<(Uuid, Uuid, String)> = resource::Entity::find()
        .select_only()
        .column(resource::Column::Organization)
        .column(resource::Column::Id)
        .column(resource::Column::Name)
        .filter(resource::Column::Organization.is_in(organizations.iter().copied()))
        .order_by_asc(Expr::col(resource::Column::ArchivedAt).is_not_null())
        .order_by_asc(resource::Column::Name)
        .order_by_asc(resource::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, Vec<(Uuid, String)>> = HashMap::new();
    for (organization, id, name) in rows {
        found.entry(organization).or_default().push((id, name));
    }
    Ok(found)
}

/// What can be booked along with a resource, with how many of each at most.
pub async fn extras_of(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<(Resource, i32)>> {
    let rows = extra::Entity::find().filter(extra::Column::Resource.eq(id)).all(db).await?;
    let these = Query::select()
        .column(extra::Column::Extra)
        .from(extra::Entity)
        .and_where(extra::Column::Resource.eq(id))
        .to_owned();
    let found = resource::Entity::find()
        .filter(resource::Column::Id.in_subquery(these))
        .filter(resource::Column::ArchivedAt.is_null())
        .order_by_asc(resource::Column::Name)
        .all(db)
        .await?;
    let units = |id: Uuid| rows.iter().find(|row| row.extra == id).map_or(1, |row| row.units);
    Ok(found.into_iter().map(|one| (units(one.id), one)).map(|(units, one)| (one, units)).collect())
}
