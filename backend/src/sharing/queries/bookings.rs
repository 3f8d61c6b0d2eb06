use std::cmp::{max, min};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use schema::sharing::{booking, ledger_entry, resource};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use uuid::Uuid;

use super::given::given;
use super::holders::out;
use super::{Booking, Resource};
use crate::actor::Actor;
use crate::base::db::MAX_BOUND;
use crate::error::{Error, Result};
use crate::organizations;
use crate::rights::Role;
use crate::sharing::rules::booking::State;
use crate::sharing::rules::calendar::Window;

/// Bookings of a waiting list that are read at once.
const WAITING: u64 = 2_000;

/// A booking with its resource, and what someone is to either side.
#[derive(Clone, Debug)]
pub struct Seen {
    pub booking: Booking,
    pub resource: Resource,
    /// In the organisation that books.
    pub booker: Option<Role>,
    /// In the one that owns.
    pub owner: Option<Role>,
    /// It waits for an answer, and its time was given to others.
    pub given: bool,
}

impl Seen {
    pub fn is_internal(&self) -> bool {
        self.booking.organization == self.resource.organization
    }

    pub fn writes_for_booker(&self) -> bool {
        self.booker >= Some(Role::Editor)
    }

    pub fn writes_for_owner(&self) -> bool {
        self.owner >= Some(Role::Editor)
    }
}

/// A booking for the members of either side. Errors: `NotFound` for all others.
pub async fn booking_seen(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Seen> {
    let found = booking::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound)?;
    let resource = super::any_by_id(db, found.resource).await?;
    let booker = organizations::role_of(db, actor, found.organization).await?;
    let owner = organizations::role_of(db, actor, resource.organization).await?;
    if booker.is_none() && owner.is_none() && *actor != Actor::System {
        return Err(Error::NotFound);
    }
    let given = !given(db, std::slice::from_ref(&found)).await?.is_empty();
    Ok(Seen { booking: found, resource, booker, owner, given })
}

/// Bookings of these ids, by their start.
pub async fn bookings_by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Booking>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(MAX_BOUND) {
        let these = booking::Entity::find().filter(booking::Column::Id.is_in(chunk.iter().copied()));
        found.extend(these.all(db).await?);
    }
    found.sort_by_key(|one: &Booking| (one.starts_at, one.id));
    Ok(found)
}

/// What was booked together with one, itself included: its bundle, and with `series` all that comes back with it.
pub async fn together(db: &impl ConnectionTrait, one: &Booking, series: bool) -> Result<Vec<Booking>> {
    let mut of_it = Condition::any().add(booking::Column::Id.eq(one.id));
    if let Some(bundle) = one.bundle {
        of_it = of_it.add(booking::Column::Bundle.eq(bundle));
    }
    if let (Some(group), true) = (one.series, series) {
        of_it = of_it.add(booking::Column::Series.eq(group));
    }
    Ok(booking::Entity::find()
        .filter(of_it)
        .order_by_asc(booking::Column::StartsAt)
        .order_by_asc(booking::Column::Id)
        .all(db)
        .await?)
}

/// What these bookings make one owe, by currency: what is open as it was agreed, what was cancelled as far as it stays due.
pub async fn owed_for(db: &impl ConnectionTrait, rows: &[Booking]) -> Result<BTreeMap<String, i64>> {
    let mut all = BTreeMap::new();
    let mut add = |currency: String, cents: i64| {
        let sum: &mut i64 = all.entry(currency).or_default();
        *sum = sum.saturating_add(cents);
    };
    let mut cancelled = Vec::new();
    for row in rows {
        match State::named(&row.state) {
            Some(State::Cancelled) => cancelled.push(row.id),
            Some(state) if state.is_open() => {
                if let Some((cents, currency)) = row.owed_cents.zip(row.owed_currency.clone()) {
                    add(currency, cents);
                }
            }
            _ => {}
        }
    }
    for chunk in cancelled.chunks(MAX_BOUND) {
        let these = ledger_entry::Column::Booking.is_in(chunk.iter().copied());
        for entry in ledger_entry::Entity::find().filter(these).all(db).await? {
            add(entry.currency, entry.amount_cents);
        }
    }
    all.retain(|_, cents| *cents != 0);
    Ok(all)
}

/// Those who wait for a resource at a time that meets one of these, the first one first.
pub async fn waiting_for(db: &impl ConnectionTrait, times: &[(Uuid, Window)]) -> Result<Vec<Booking>> {
    let mut within: BTreeMap<Uuid, Window> = BTreeMap::new();
    for (id, time) in times {
        let whole = within.entry(*id).or_insert(*time);
        *whole = Window::new(min(whole.from, time.from), max(whole.until, time.until));
    }
    if within.is_empty() {
        return Ok(Vec::new());
    }
    let mut these = Condition::any();
    for (resource, time) in within {
        these = these.add(
            Condition::all()
                .add(booking::Column::Resource.eq(resource))
                .add(booking::Column::BusyUntil.gt(time.from))
                .add(booking::Column::BusyFrom.lt(time.until)),
        );
    }
    let mut found = booking::Entity::find()
        .filter(booking::Column::State.eq("waiting"))
        .filter(these)
        .order_by_asc(booking::Column::CreatedAt)
        .order_by_asc(booking::Column::Id)
        .limit(WAITING)
        .all(db)
        .await?;
    found.retain(|row| {
        let wanted = Window::new(row.busy_from, row.busy_until);
        times.iter().any(|(id, time)| *id == row.resource && wanted.shared(time).is_some())
    });
    Ok(found)
}

/// What is waited for together has the same: all that comes back, or a bundle.
fn waited_with(row: &Booking) -> Uuid {
    row.series.or(row.bundle).unwrap_or(row.id)
}

/// These, each with all that is waited for together with it, in their order.
pub async fn waiting_together(db: &impl ConnectionTrait, rows: Vec<Booking>) -> Result<Vec<Vec<Booking>>> {
    let groups = rows.iter().filter(|row| row.series.is_some() || row.bundle.is_some()).map(waited_with);
    let groups: BTreeSet<Uuid> = groups.collect();
    let groups: Vec<Uuid> = groups.into_iter().collect();
    let mut whole: HashMap<Uuid, Vec<Booking>> = HashMap::new();
    for chunk in groups.chunks(MAX_BOUND / 3) {
        let together = Condition::any()
            .add(booking::Column::Series.is_in(chunk.iter().copied()))
            .add(booking::Column::Bundle.is_in(chunk.iter().copied()));
        let waiting = booking::Column::State.eq("waiting");
        for row in booking::Entity::find().filter(together).filter(waiting).all(db).await? {
            whole.entry(waited_with(&row)).or_default().push(row);
        }
    }
    let mut seen = HashSet::new();
    let first = rows.into_iter().filter(|row| seen.insert(waited_with(row)));
    Ok(first.map(|row| whole.remove(&waited_with(&row)).unwrap_or_else(|| vec![row])).collect())
}

/// How many wait for a time that one of these holds.
pub async fn count_waiting(db: &impl ConnectionTrait, rows: &[Booking]) -> Result<usize> {
    let held = rows.iter().filter(|row| row.holds);
    let times: Vec<_> = held.map(|row| (row.resource, Window::new(row.busy_from, row.busy_until))).collect();
    let waiting = waiting_for(db, &times).await?;
    Ok(waiting.iter().map(waited_with).collect::<HashSet<_>>().len())
}

/// Accepted bookings of others at the time of what is booked together.
pub async fn count_beside(db: &impl ConnectionTrait, together: &[Booking]) -> Result<u64> {
    let main = together.iter().find(|row| row.holds && row.bundle.is_none_or(|bundle| bundle == row.id));
    let Some(main) = main else { return Ok(0) };
    let others = booking::Entity::find()
        .filter(booking::Column::Resource.eq(main.resource))
        .filter(booking::Column::Id.ne(main.id))
        .filter(booking::Column::Holds.eq(true))
        .filter(booking::Column::StartsAt.lt(main.ends_at))
        .filter(booking::Column::EndsAt.gt(main.starts_at));
    Ok(others.count(db).await?)
}

/// What is waited for along with one of these resources.
pub async fn waited_along(
    db: &impl ConnectionTrait,
    resources: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    let bundles = Query::select()
        .column(booking::Column::Bundle)
        .from(booking::Entity)
        .and_where(booking::Column::Resource.is_in(resources.iter().copied()))
        .and_where(booking::Column::BusyUntil.gt(now))
        .and_where(booking::Column::State.eq("waiting"))
        .and_where(booking::Column::Bundle.is_not_null())
        .to_owned();
    let along = booking::Entity::find().select_only().column(booking::Column::Resource).distinct();
    let along = along.filter(booking::Column::Bundle.in_subquery(bundles));
    Ok(along.filter(booking::Column::State.eq("waiting")).into_tuple().all(db).await?)
}

/// Whether an organisation waits for that time of a resource for itself.
pub async fn waits_already(
    db: &impl ConnectionTrait,
    resource: Uuid,
    organization: Uuid,
    stay: Window,
) -> Result<bool> {
    let found = booking::Entity::find()
        .filter(booking::Column::Resource.eq(resource))
        .filter(booking::Column::Organization.eq(organization))
        .filter(booking::Column::State.eq("waiting"))
        .filter(
            booking::Column::Bundle
                .is_null()
                .or(Expr::col(booking::Column::Bundle).eq(Expr::col(booking::Column::Id))),
        )
        .filter(booking::Column::StartsAt.eq(stay.from))
        .filter(booking::Column::EndsAt.eq(stay.until));
    Ok(found.count(db).await? > 0)
}

/// Whether an organisation has a resource throughout that time.
pub async fn has_throughout(
    db: &impl ConnectionTrait,
    resource: Uuid,
    organization: Uuid,
    stay: Window,
) -> Result<bool> {
    let held = booking::Entity::find()
        .filter(booking::Column::Resource.eq(resource))
        .filter(booking::Column::Organization.eq(organization))
        .filter(booking::Column::Holds.eq(true))
        .filter(booking::Column::StartsAt.lte(stay.from))
        .filter(booking::Column::EndsAt.gte(stay.until));
    Ok(held.count(db).await? > 0)
}

/// How many wait before one that waits, for a time of a thing that meets what is waited for together with it.
pub async fn place_in_line(db: &impl ConnectionTrait, one: &Booking) -> Result<usize> {
    let mut own = together(db, one, true).await?;
    own.retain(|row| row.state == one.state);
    let since = own.iter().map(|row| (row.created_at, row.id)).min();
    let times: Vec<_> =
        own.iter().map(|row| (row.resource, Window::new(row.busy_from, row.busy_until))).collect();
    let all = waiting_for(db, &times).await?;
    let before = all.iter().filter(|row| Some((row.created_at, row.id)) < since).map(waited_with);
    Ok(before.collect::<HashSet<_>>().len() + 1)
}

/// Which bookings of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Handed over and not back, of either side: whatever the hours.
    Out,
    /// Those that wait for an answer of one of these organisations.
    ToAnswer,
    /// Booked by them, not over; but for what is out.
    Coming,
    /// Booked by others of what is theirs, not over; but for what is out.
    Lent,
    /// Over, refused, lapsed or cancelled, and not out; of either side.
    Past,
}

pub(super) fn resources_of(organizations: &[Uuid]) -> SelectStatement {
    Query::select()
        .column(resource::Column::Id)
        .from(resource::Entity)
        .and_where(resource::Column::Organization.is_in(organizations.iter().copied()))
        .to_owned()
}

const OPEN: [&str; 4] = ["requested", "countered", "accepted", "waiting"];

/// What may still take place: at its own time, or at another that is offered.
pub(super) fn not_over(now: DateTime<Utc>) -> Condition {
    let countered = Condition::all()
        .add(booking::Column::State.eq("countered"))
        .add(booking::Column::CounterEndsAt.gt(now));
    Condition::any().add(booking::Column::EndsAt.gt(now)).add(countered)
}

fn listed(which: Which, of: &[Uuid], now: DateTime<Utc>) -> Select<booking::Entity> {
    let state = booking::Column::State;
    let booked = booking::Column::Organization.is_in(of.iter().copied());
    let lent = booking::Column::Resource.in_subquery(resources_of(of));
    let found = booking::Entity::find();
    match which {
        Which::Out => found.filter(Condition::any().add(booked).add(lent)).filter(out()),
        Which::ToAnswer => found.filter(
            Condition::any()
                .add(Condition::all().add(state.eq("requested")).add(lent))
                .add(Condition::all().add(state.eq("countered")).add(booked)),
        ),
        Which::Coming => {
            found.filter(booked).filter(state.is_in(OPEN)).filter(not_over(now)).filter(out().not())
        }
        Which::Lent => found
            .filter(lent)
            .filter(booking::Column::Organization.is_not_in(of.iter().copied()))
            .filter(state.eq("accepted"))
            .filter(not_over(now))
            .filter(out().not()),
        Which::Past => found
            .filter(Condition::any().add(booked).add(lent))
            .filter(Condition::any().add(state.is_not_in(OPEN)).add(not_over(now).not()))
            .filter(out().not()),
    }
}

/// Bookings of these organisations, with their number.
pub async fn bookings_of(
    db: &impl ConnectionTrait,
    which: Which,
    of: &[Uuid],
    now: DateTime<Utc>,
    offset: u64,
    limit: u64,
) -> Result<(Vec<Booking>, u64)> {
    let found = listed(which, of, now);
    let total = found.clone().count(db).await?;
    let found = match which {
        Which::Past => found.order_by_desc(booking::Column::StartsAt),
        _ => found.order_by_asc(booking::Column::StartsAt),
    };
    let found = found.order_by_asc(booking::Column::Id).offset(offset).limit(limit);
    Ok((found.all(db).await?, total))
}

/// The organisations someone may do so much in.
pub async fn organizations_as(db: &impl ConnectionTrait, account: Uuid, role: Role) -> Result<Vec<Uuid>> {
    let mine = organizations::of_account(db, account).await?;
    Ok(mine.into_iter().filter(|(_, held)| *held >= role).map(|(one, _)| one.id).collect())
}

/// How many bookings wait for an answer of someone: what comes back, or was asked for together, is one.
pub async fn count_to_answer(db: &impl ConnectionTrait, account: Uuid, now: DateTime<Utc>) -> Result<u64> {
    let mine = organizations_as(db, account, Role::Editor).await?;
    let column = |one: booking::Column| Expr::col((booking::Entity, one));
    let columns = [booking::Column::Series, booking::Column::Bundle, booking::Column::Id].map(column);
    let each = Expr::from(Func::coalesce(columns)).count_distinct();
    let found = listed(Which::ToAnswer, &mine, now).select_only().expr_as(each, "each");
    let count: Option<i64> = found.into_tuple().one(db).await?;
    Ok(count.unwrap_or_default().unsigned_abs())
}

/// Whether an organisation has a stay accepted that isn't over: it sees where exactly, and how it gets in.
pub async fn has_accepted(
    db: &impl ConnectionTrait,
    resource: Uuid,
    of: &[Uuid],
    now: DateTime<Utc>,
) -> Result<bool> {
    let found = booking::Entity::find()
        .filter(booking::Column::Resource.eq(resource))
        .filter(booking::Column::Holds.eq(true))
        .filter(booking::Column::EndsAt.gt(now))
        .filter(booking::Column::Organization.is_in(of.iter().copied()));
    Ok(found.count(db).await? > 0)
}

/// The resources of some bookings, and the organisations on either side.
pub async fn named(
    db: &impl ConnectionTrait,
    bookings: &[Booking],
) -> Result<(HashMap<Uuid, Resource>, HashMap<Uuid, organizations::Organization>)> {
    let ids: Vec<Uuid> = bookings.iter().map(|one| one.resource).collect();
    let resources = super::any_by_ids(db, &ids).await?;
    let sides = bookings.iter().map(|one| one.organization);
    let ids: Vec<Uuid> = sides.chain(resources.values().map(|one| one.organization)).collect();
    let organizations = organizations::any_by_ids(db, &ids).await?;
    Ok((resources, organizations))
}
