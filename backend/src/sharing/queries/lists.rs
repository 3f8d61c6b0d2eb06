//! Bookings and entries of an account, a page at a time: the latest first.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use schema::sharing::{booking, ledger_entry, resource};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::bookings::{Seen, bookings_by_ids, resources_of};
use super::each::ids_of_each;
use super::given::given;
use super::ledger::{LedgerEntry, of};
use super::{Booking, any_by_ids};
use crate::actor::Actor;
use crate::error::Result;
use crate::organizations;
use crate::rights::Role;
use crate::sharing::rules::booking::State;

/// One page of a list.
#[derive(Clone, Debug, Default)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// On all pages.
    pub total: u64,
    pub has_more: bool,
}

impl<T> Page<T> {
    /// Of rows of which one more than asked for was read.
    fn of(mut rows: Vec<T>, total: u64, first: usize) -> Page<T> {
        let has_more = rows.len() > first;
        rows.truncate(first);
        Page { rows, total, has_more }
    }
}

/// Which bookings of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// Of one state alone.
    pub state: Option<State>,
    pub first: usize,
    /// Start and id of the one that ended the page before.
    pub after: Option<(DateTime<Utc>, Uuid)>,
}

fn in_state(found: Select<booking::Entity>, asked: Asked) -> Select<booking::Entity> {
    match asked.state {
        Some(state) => found.filter(booking::Column::State.eq(state.code())),
        None => found,
    }
}

/// A page, and one row more where there is one.
fn paged(found: Select<booking::Entity>, asked: Asked) -> Select<booking::Entity> {
    let found = match asked.after {
        Some((at, id)) => found.filter(
            Condition::any()
                .add(booking::Column::StartsAt.lt(at))
                .add(Condition::all().add(booking::Column::StartsAt.eq(at)).add(booking::Column::Id.lt(id))),
        ),
        None => found,
    };
    let found = found.order_by_desc(booking::Column::StartsAt).order_by_desc(booking::Column::Id);
    found.limit(asked.first as u64 + 1)
}

/// What someone may in each of their organisations.
async fn roles(db: &impl ConnectionTrait, actor: &Actor) -> Result<HashMap<Uuid, Role>> {
    let Some(person) = actor.person() else { return Ok(HashMap::new()) };
    let mine = organizations::of_account(db, person.account).await?;
    Ok(mine.into_iter().map(|(one, role)| (one.id, role)).collect())
}

async fn seen(
    db: &impl ConnectionTrait,
    roles: &HashMap<Uuid, Role>,
    rows: Vec<Booking>,
) -> Result<Vec<Seen>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.resource).collect();
    let resources = any_by_ids(db, &ids).await?;
    let given = given(db, &rows).await?;
    let role = |id: Uuid| roles.get(&id).copied();
    let one = |booking: Booking| {
        let resource = resources.get(&booking.resource)?.clone();
        let (booker, owner) = (role(booking.organization), role(resource.organization));
        let given = given.contains(&booking.id);
        Some(Seen { booking, resource, booker, owner, given })
    };
    Ok(rows.into_iter().filter_map(one).collect())
}

/// What someone's organisations booked, and what was booked of theirs.
pub async fn bookings_of_viewer(
    db: &impl ConnectionTrait,
    actor: &Actor,
    asked: Asked,
) -> Result<Page<Seen>> {
    let roles = roles(db, actor).await?;
    let mine: Vec<Uuid> = roles.keys().copied().collect();
    let either = Condition::any()
        .add(booking::Column::Organization.is_in(mine.iter().copied()))
        .add(booking::Column::Resource.in_subquery(resources_of(&mine)));
    let all = in_state(booking::Entity::find().filter(either), asked);
    let total = all.clone().count(db).await?;
    let rows = paged(all, asked).all(db).await?;
    let page = Page::of(rows, total, asked.first);
    Ok(Page { rows: seen(db, &roles, page.rows).await?, total, has_more: page.has_more })
}

/// The bookings of each of these resources, for the members of its owner; of others none. As many statements for all as for
/// one.
pub async fn bookings_of_resources(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: &[Uuid],
    asked: Asked,
) -> Result<HashMap<Uuid, Page<Seen>>> {
    let roles = roles(db, actor).await?;
    if roles.is_empty() {
        return Ok(HashMap::new());
    }
    let own: Vec<Uuid> = resource::Entity::find()
        .select_only()
        .column(resource::Column::Id)
        .filter(resource::Column::Id.is_in(ids.iter().copied()))
        .filter(resource::Column::Organization.is_in(roles.keys().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let all = in_state(booking::Entity::find(), asked);
    let counted: Vec<(Uuid, i64)> = all
        .clone()
        .select_only()
        .column(booking::Column::Resource)
        .column_as(booking::Column::Id.count(), "count")
        .filter(booking::Column::Resource.is_in(own.iter().copied()))
        .group_by(booking::Column::Resource)
        .into_tuple()
        .all(db)
        .await?;
    let counted: HashMap<Uuid, i64> = counted.into_iter().collect();
    let each = own.iter().map(|id| {
        let these = paged(all.clone().filter(booking::Column::Resource.eq(*id)), asked);
        these.select_only().column(booking::Column::Id).into_query()
    });
    let wanted: Vec<Uuid> = ids_of_each(db, each.collect()).await?.into_iter().flatten().collect();
    let mut rows: HashMap<Uuid, Vec<Seen>> = HashMap::new();
    for one in seen(db, &roles, bookings_by_ids(db, &wanted).await?).await?.into_iter().rev() {
        rows.entry(one.booking.resource).or_default().push(one);
    }
    let page = |id: Uuid| {
        let total = counted.get(&id).map_or(0, |count| count.unsigned_abs());
        (id, Page::of(rows.remove(&id).unwrap_or_default(), total, asked.first))
    };
    Ok(own.into_iter().map(page).collect())
}

/// What an organisation is owed and owes. `after`: day and id of the entry that ended the page before.
pub async fn ledger_page(
    db: &impl ConnectionTrait,
    organization: Uuid,
    first: usize,
    after: Option<(NaiveDate, Uuid)>,
) -> Result<Page<LedgerEntry>> {
    let all = of(organization);
    let total = all.clone().count(db).await?;
    let all = match after {
        Some((day, id)) => all.filter(Condition::any().add(ledger_entry::Column::Day.lt(day)).add(
            Condition::all().add(ledger_entry::Column::Day.eq(day)).add(ledger_entry::Column::Id.lt(id)),
        )),
        None => all,
    };
    Ok(Page::of(all.limit(first as u64 + 1).all(db).await?, total, first))
}
