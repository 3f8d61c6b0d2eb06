//! How bookings move: their rows, what is owed, what happened and what is due, in the transaction of the change.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Duration, Utc};
use schema::sharing::{booking, ledger_entry, resource};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use uuid::Uuid;

use super::given::tell_losers;
use crate::actor::Actor;
use crate::base::db::MAX_BOUND;
use crate::base::events::{Reaction, What, add_deliveries, record_of};
use crate::error::{Error, Result};
use crate::sharing::queries::{self, Booking, Resource};
use crate::sharing::rules::booking::{Side, State};
use crate::sharing::rules::calendar::{Opening, Taken, Terms, Window};
use crate::sharing::rules::conditions::{owed, owes_when_cancelled};
use crate::sharing::rules::schedule;

/// Before a stay its booker is reminded of it.
pub const REMIND: Duration = Duration::hours(24);
/// The longest stay with its buffers.
pub(super) const LONGEST: Duration = Duration::days(400);
/// Of a booking, and a few to spare: what one row binds.
const COLUMNS: usize = 32;

/// Resources by their ids.
pub(super) type Things = HashMap<Uuid, Resource>;

/// Their hours and terms.
pub(super) type Schedules = HashMap<Uuid, (Opening, Terms)>;

pub(super) fn schedules(things: &Things) -> Result<Schedules> {
    things.iter().map(|(id, thing)| Ok((*id, schedule(thing)?))).collect()
}

/// Whoever else books one of these waits until this is done. Returns them as they stand now.
pub(super) async fn lock(tx: &impl ConnectionTrait, ids: &BTreeSet<Uuid>) -> Result<Things> {
    // In their order: two who lock the same never wait for each other.
    for id in ids {
        let held = resource::Entity::update_many()
            .col_expr(resource::Column::Version, Expr::col(resource::Column::Version))
            .filter(resource::Column::Id.eq(*id))
            .exec(tx)
            .await?;
        if held.rows_affected == 0 {
            return Err(Error::NotFound);
        }
    }
    queries::any_by_ids(tx, &ids.iter().copied().collect::<Vec<_>>()).await
}

/// The bookings that move with one, read after their resources are held.
pub(super) async fn hold_together(
    tx: &impl ConnectionTrait,
    one: &Booking,
    series: bool,
) -> Result<(Things, Vec<Booking>)> {
    let before = queries::together(tx, one, series).await?;
    let things = lock(tx, &before.iter().map(|row| row.resource).collect()).await?;
    Ok((things, queries::together(tx, one, series).await?))
}

/// The same for what may free room: what is waited for along with it is held too.
pub(super) async fn hold_to_free(
    tx: &impl ConnectionTrait,
    one: &Booking,
    series: bool,
    now: DateTime<Utc>,
) -> Result<(Things, Vec<Booking>)> {
    let before = queries::together(tx, one, series).await?;
    let things = lock_to_free(tx, before.iter().map(|row| row.resource).collect(), now).await?;
    Ok((things, queries::together(tx, one, series).await?))
}

/// Locks these, and what is waited for along with one of them.
pub(super) async fn lock_to_free(
    tx: &impl ConnectionTrait,
    mut ids: BTreeSet<Uuid>,
    now: DateTime<Utc>,
) -> Result<Things> {
    let these: Vec<Uuid> = ids.iter().copied().collect();
    ids.extend(queries::waited_along(tx, &these, now).await?);
    lock(tx, &ids).await
}

/// Whether it was booked for itself, and not along with another.
pub(super) fn is_main(row: &Booking) -> bool {
    row.bundle.is_none_or(|bundle| bundle == row.id)
}

/// What changes of a booking that moves. Who has it and what for stays as it is: that may change meanwhile, by a merge or
/// an erasure.
const MOVES: [booking::Column; 17] = [
    booking::Column::StartsAt,
    booking::Column::EndsAt,
    booking::Column::BusyFrom,
    booking::Column::BusyUntil,
    booking::Column::Units,
    booking::Column::People,
    booking::Column::State,
    booking::Column::Holds,
    booking::Column::AnswerBy,
    booking::Column::CounterStartsAt,
    booking::Column::CounterEndsAt,
    booking::Column::Reason,
    booking::Column::OwedCents,
    booking::Column::OwedCurrency,
    booking::Column::ToldGivenAt,
    booking::Column::UpdatedAt,
    booking::Column::Version,
];

/// Saves bookings that are known, each as it is now, in one statement.
pub(super) async fn save(tx: &impl ConnectionTrait, rows: &[Booking]) -> Result<()> {
    let written_over = OnConflict::column(booking::Column::Id).update_columns(MOVES).to_owned();
    for chunk in rows.chunks(MAX_BOUND / COLUMNS) {
        let rows = chunk.iter().map(|row| row.clone().into_active_model());
        let saving = booking::Entity::insert_many(rows).on_conflict(written_over.clone());
        saving.exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Bookings that are new.
pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    things: &Things,
    rows: &[Booking],
    Made { state, left_out }: Made<'_>,
) -> Result<()> {
    let models: Vec<_> = rows.iter().map(|row| row.clone().into_active_model()).collect();
    for chunk in models.chunks(MAX_BOUND / COLUMNS) {
        booking::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    let turned = Turned { from: None, to: state, left_out, by: None };
    told(tx, now, actor, things, rows, turned).await
}

/// Brings bookings of one state to another; what else of them has changed is saved with it.
pub(super) async fn turn(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    things: &Things,
    rows: &mut [Booking],
    to: State,
) -> Result<()> {
    turn_for(tx, now, actor, things, rows, (to, None)).await
}

/// The same; `by`: the organisation that does it, where whoever is told can't know.
pub(super) async fn turn_for(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    things: &Things,
    rows: &mut [Booking],
    (to, by): (State, Option<Uuid>),
) -> Result<()> {
    let Some(from) = rows.first().map(|row| row.state.clone()) else { return Ok(()) };
    rows.iter_mut().for_each(|row| become_of(row, to, now));
    save(tx, rows).await?;
    told(tx, now, actor, things, rows, Turned { by, ..Turned::new(from, to) }).await
}

pub(super) fn become_of(row: &mut Booking, to: State, now: DateTime<Utc>) {
    (row.state, row.holds) = (to.code().to_owned(), to.holds());
    (row.version, row.updated_at) = (row.version + 1, now);
    if !matches!(to, State::Requested | State::Countered | State::Waiting) {
        row.answer_by = None;
    }
}

/// What came of a wish, and what of it couldn't be had.
pub(super) struct Made<'a> {
    pub state: State,
    pub left_out: &'a [Window],
}

/// Where bookings came from and are now.
pub(super) struct Turned<'a> {
    from: Option<String>,
    to: State,
    left_out: &'a [Window],
    by: Option<Uuid>,
}

impl Turned<'_> {
    pub(super) fn new(from: String, to: State) -> Self {
        Turned { from: Some(from), to, left_out: &[], by: None }
    }
}

pub(super) async fn told(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    things: &Things,
    rows: &[Booking],
    Turned { from, to, left_out, by }: Turned<'_>,
) -> Result<()> {
    if to == State::Accepted {
        enter(tx, now, things, rows).await?;
    }
    let Some(main) = rows.iter().find(|row| is_main(row)).or(rows.first()) else { return Ok(()) };
    let owner = things.get(&main.resource).ok_or(Error::NotFound)?.organization;
    let what = What::BookingChanged {
        resource: main.resource,
        bookings: rows.iter().map(|row| row.id).collect(),
        from,
        to: to.code().to_owned(),
        reason: main.reason.clone(),
        times: None,
        left_out: left_out.iter().map(|stay| (stay.from, stay.until)).collect(),
        by,
    };
    let event = record_of(tx, now, actor, owner, what).await?;
    let mains = rows.iter().filter(|row| is_main(row) || row.id == main.id);
    let due = mains.filter_map(|row| {
        let at = match to {
            State::Accepted => Some(row.starts_at - REMIND).filter(|at| *at > now),
            _ => row.answer_by,
        };
        Some((Reaction::Due, at?, row.id.to_string()))
    });
    add_deliveries(tx, event, due.collect()).await?;
    match to {
        State::Accepted => tell_losers(tx, now, actor, things, rows).await,
        _ => Ok(()),
    }
}

/// What is owed from now on.
async fn enter(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    things: &Things,
    rows: &[Booking],
) -> Result<()> {
    let mut entries = Vec::new();
    for row in rows {
        let thing = things.get(&row.resource).ok_or(Error::NotFound)?;
        entries.extend(entry(now, thing, row, row.owed_cents.unwrap_or(0))?);
    }
    add_entries(tx, entries).await
}

/// So much is owed for a booking, or no longer where it is less than nothing; none of what is one's own.
pub(super) fn entry(
    now: DateTime<Utc>,
    thing: &Resource,
    row: &Booking,
    amount: i64,
) -> Result<Option<ledger_entry::ActiveModel>> {
    let Some(currency) = row.owed_currency.clone() else { return Ok(None) };
    if thing.organization == row.organization || amount == 0 {
        return Ok(None);
    }
    let (opening, _) = schedule(thing)?;
    Ok(Some(ledger_entry::ActiveModel {
        id: Set(Uuid::now_v7()),
        creditor: Set(thing.organization),
        debtor: Set(row.organization),
        booking: Set(Some(row.id)),
        label: Set(thing.name.clone()),
        day: Set(row.starts_at.with_timezone(&opening.zone()).date_naive()),
        currency: Set(currency),
        amount_cents: Set(amount),
        created_at: Set(now),
        settled_at: Set(None),
    }))
}

pub(super) async fn add_entries(
    tx: &impl ConnectionTrait,
    entries: Vec<ledger_entry::ActiveModel>,
) -> Result<()> {
    if !entries.is_empty() {
        ledger_entry::Entity::insert_many(entries).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// What is owed no longer, as its contrary; nothing is taken out.
pub(super) async fn balance(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    things: &Things,
    rows: &[Booking],
    by: Side,
) -> Result<()> {
    let mut no_longer = Vec::new();
    for row in rows.iter().filter(|row| row.holds) {
        let thing = things.get(&row.resource).ok_or(Error::NotFound)?;
        if by != Side::Booker || !owes_when_cancelled(thing, row.starts_at, now) {
            no_longer.push(row.id);
        }
    }
    let entered = queries::entries_of(tx, &no_longer).await?;
    let contrary = entered.into_iter().map(|entry| ledger_entry::ActiveModel {
        id: Set(Uuid::now_v7()),
        amount_cents: Set(-entry.amount_cents),
        created_at: Set(now),
        settled_at: Set(None),
        ..entry.into_active_model().reset_all()
    });
    add_entries(tx, contrary.collect()).await
}

/// Puts a stay in the place of a booking's, at what it costs now.
pub(super) fn place(row: &mut Booking, thing: &Resource, stay: Window) -> Result<()> {
    put(row, thing, stay)?;
    price(row, thing, stay);
    Ok(())
}

/// The same, and what is owed stays as it was agreed.
pub(super) fn put(row: &mut Booking, thing: &Resource, stay: Window) -> Result<()> {
    let (_, terms) = schedule(thing)?;
    let busy = terms.busy(stay);
    (row.starts_at, row.ends_at) = (stay.from, stay.until);
    (row.busy_from, row.busy_until) = (busy.from, busy.until);
    Ok(())
}

/// What a booking owes if it gets this stay, at what it costs now; nothing where it is of one's own.
pub(super) fn price(row: &mut Booking, thing: &Resource, stay: Window) {
    let owes = match thing.organization == row.organization {
        true => None,
        false => owed(thing, stay, row.units.unsigned_abs()),
    };
    (row.owed_cents, row.owed_currency) = owes.unzip();
}

/// What holds a resource around a stay, as far as it can matter to it.
pub(super) async fn taken_around(tx: &impl ConnectionTrait, id: Uuid, around: Window) -> Result<Vec<Taken>> {
    queries::taken(tx, id, Window::new(around.from - LONGEST, around.until + LONGEST)).await
}

/// What holds it, and when: what comes free once it is gone.
pub(super) fn busy_of(row: &Booking) -> (Uuid, Window) {
    (row.resource, Window::new(row.busy_from, row.busy_until))
}
