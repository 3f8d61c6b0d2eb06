//! Deliveries: the work each event causes, claimed under a lease, done, or tried again.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use rand::RngExt;
use schema::events::{delivery, event};
use sea_orm::sea_query::{Expr, LockBehavior, LockType, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, ExprTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::db::MAX_BOUND;
use super::events::{Event, Reaction};
use crate::error::{Error, Result};

/// How long a worker may take over what it claimed before another takes it up.
pub const LEASE: Duration = Duration::minutes(2);
/// No lease ends later than that, but one given before the clock was set back. Well past `LEASE`: whoever waited for the
/// database looks with a moment that is older than the lease another has just been given.
const ODD: Duration = Duration::minutes(10);
/// After so many attempts a delivery is dead: an administrator looks at it.
const MAX_ATTEMPTS: i32 = 12;

/// Of a letter: about three days, while a mailbox is full or a server asks for patience.
const MAX_LETTER_ATTEMPTS: i32 = 80;

/// A delivery this worker holds until its lease ends.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: Uuid,
    /// The id of the event.
    pub of: Uuid,
    pub reaction: Reaction,
    pub recipient: String,
    /// When it happened.
    pub at: DateTime<Utc>,
    pub event: Event,
    pub number: i64,
    pub attempts: i32,
}

/// The longest that a failed delivery waits.
const LONGEST: Duration = Duration::hours(1);

/// What its time has come for. What the clock alone keeps waiting is due too: it was set back since that was recorded.
fn due(now: DateTime<Utc>) -> Condition {
    let set_back = Condition::any()
        .add(delivery::Column::Attempts.eq(0))
        .add(delivery::Column::DueAt.gt(now + LONGEST))
        .add(delivery::Column::LeasedUntil.gt(now + ODD));
    // Days, letters and bookings may wait for a moment that was chosen.
    let chosen = [Reaction::TurnDay, Reaction::Tidy, Reaction::Letter, Reaction::Due].map(Reaction::name);
    let at_once = Condition::all().add(delivery::Column::Reaction.is_not_in(chosen)).add(set_back);
    Condition::any().add(delivery::Column::DueAt.lte(now)).add(at_once)
}

/// Days that were turned and lie ahead again, because the clock was set back, will be turned again. Returns the moment
/// of the last of them.
pub async fn turn_again(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    let again = delivery::Entity::update_many()
        .set(delivery::ActiveModel {
            state: Set("waiting".to_owned()),
            attempts: Set(0),
            leased_until: Set(None),
            ..Default::default()
        })
        .filter(delivery::Column::Reaction.eq(Reaction::TurnDay.name()))
        .filter(delivery::Column::State.eq("done"))
        .filter(delivery::Column::DueAt.gt(now))
        .exec_with_returning(db)
        .await?;
    Ok(again.into_iter().map(|row| row.due_at).max())
}

/// Takes up to `most` deliveries that are due, of events that have their number. One
/// statement, so that two workers never take the same.
pub async fn claim(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    most: u64,
    reactions: &[Reaction],
) -> Result<Vec<Claimed>> {
    let kinds = || delivery::Column::Reaction.is_in(reactions.iter().map(|reaction| reaction.name()));
    let numbered = Query::select()
        .column(event::Column::Id)
        .from(event::Entity)
        .and_where(event::Column::Number.is_not_null())
        .to_owned();
    let chosen = Query::select()
        .column(delivery::Column::Id)
        .from(delivery::Entity)
        .and_where(delivery::Column::State.eq("waiting"))
        .and_where(kinds())
        .cond_where(due(now))
        .cond_where(
            Condition::any()
                .add(delivery::Column::LeasedUntil.is_null())
                .add(delivery::Column::LeasedUntil.lt(now))
                // Given before the clock was set back.
                .add(delivery::Column::LeasedUntil.gt(now + ODD)),
        )
        .and_where(delivery::Column::Event.in_subquery(numbered))
        .order_by(delivery::Column::DueAt, sea_orm::Order::Asc)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .to_owned();
    let waiting = delivery::Entity::find()
        .filter(delivery::Column::State.eq("waiting"))
        .filter(kinds())
        .filter(due(now))
        .limit(1)
        .one(db)
        .await?;
    if waiting.is_none() {
        return Ok(Vec::new());
    }
    let rows = delivery::Entity::update_many()
        .col_expr(delivery::Column::LeasedUntil, Expr::value(now + LEASE))
        .col_expr(delivery::Column::Attempts, Expr::col(delivery::Column::Attempts).add(1))
        .filter(delivery::Column::Id.in_subquery(chosen))
        .exec_with_returning(db)
        .await?;
    let events = event::Entity::find()
        .filter(event::Column::Id.is_in(rows.iter().map(|row| row.event)))
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let of = events.iter().find(|event| event.id == row.event);
            let of = of.ok_or_else(|| Error::internal("a delivery without its event"))?;
            Ok(Claimed {
                id: row.id,
                of: of.id,
                recipient: row.recipient,
                at: of.at,
                reaction: Reaction::named(&row.reaction)
                    .ok_or_else(|| Error::internal(format!("unknown reaction {}", row.reaction)))?,
                event: serde_json::from_value(of.payload.clone()).map_err(Error::internal)?,
                number: of.number.unwrap_or(0),
                attempts: row.attempts,
            })
        })
        .collect()
}

/// These deliveries are done.
pub async fn done(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
    delivery::Entity::update_many()
        .set(delivery::ActiveModel {
            state: Set("done".to_owned()),
            leased_until: Set(None),
            last_error: Set(None),
            ..Default::default()
        })
        .filter(delivery::Column::Id.is_in(ids.iter().copied()))
        .exec(db)
        .await?;
    Ok(())
}

/// What events up to this number tell of is in an index just built: none of it is left to do.
pub async fn indexed(db: &impl ConnectionTrait, number: i64) -> Result<()> {
    let told = Query::select()
        .column(event::Column::Id)
        .from(event::Entity)
        .and_where(event::Column::Number.lte(number))
        .to_owned();
    delivery::Entity::update_many()
        .set(delivery::ActiveModel {
            state: Set("done".to_owned()),
            leased_until: Set(None),
            last_error: Set(None),
            ..Default::default()
        })
        .filter(delivery::Column::Reaction.eq(Reaction::Index.name()))
        .filter(delivery::Column::State.eq("waiting"))
        .filter(delivery::Column::Event.in_subquery(told))
        .exec(db)
        .await?;
    Ok(())
}

/// Whoever had taken these kinds up has ended: nobody works at what is still leased.
pub async fn free(db: &impl ConnectionTrait, reactions: &[Reaction]) -> Result<()> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(delivery::Column::State.eq("waiting"))
        .filter(delivery::Column::LeasedUntil.is_not_null())
        .filter(delivery::Column::Reaction.is_in(reactions.iter().map(|reaction| reaction.name())))
        .exec(db)
        .await?;
    Ok(())
}

/// These were not tried: they are as they were before they were claimed.
pub async fn put_back(db: &impl ConnectionTrait, claimed: &[Claimed]) -> Result<()> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(delivery::Column::Attempts, Expr::col(delivery::Column::Attempts).sub(1))
        .filter(delivery::Column::Id.is_in(claimed.iter().map(|one| one.id)))
        .exec(db)
        .await?;
    Ok(())
}

/// A delivery failed: later again, each time later, and dead in the end.
pub async fn failed(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    claimed: &Claimed,
    error: &Error,
) -> Result<()> {
    let most = if claimed.reaction == Reaction::Letter { MAX_LETTER_ATTEMPTS } else { MAX_ATTEMPTS };
    let dead = claimed.attempts >= most;
    // Those that failed together don't come again together.
    let wait = rand::rng().random_range(750..1_250) << claimed.attempts.clamp(0, 12);
    let wait = Duration::milliseconds(wait).min(LONGEST);
    delivery::Entity::update_many()
        .set(delivery::ActiveModel {
            state: Set(if dead { "dead" } else { "waiting" }.to_owned()),
            due_at: Set(now + wait),
            leased_until: Set(None),
            last_error: Set(Some(error.to_string())),
            ..Default::default()
        })
        .filter(delivery::Column::Id.eq(claimed.id))
        .exec(db)
        .await?;
    Ok(())
}

/// This one waits for a moment that was chosen; it wasn't tried.
pub async fn postpone(db: &impl ConnectionTrait, id: Uuid, until: DateTime<Utc>) -> Result<()> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::DueAt, Expr::value(until))
        .col_expr(delivery::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(delivery::Column::Attempts, Expr::col(delivery::Column::Attempts).sub(1))
        .filter(delivery::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Letters to recipients that begin so and that wait for a moment that was chosen are looked at now: the choice may be another by now.
pub async fn look_again(db: &impl ConnectionTrait, now: DateTime<Utc>, begin: &str) -> Result<()> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::DueAt, Expr::value(now))
        .filter(delivery::Column::Recipient.starts_with(begin))
        .filter(delivery::Column::Reaction.eq(Reaction::Letter.name()))
        .filter(delivery::Column::State.eq("waiting"))
        .filter(delivery::Column::DueAt.gt(now))
        .exec(db)
        .await?;
    Ok(())
}

/// This one can't be done: an administrator looks at it.
pub async fn give_up(db: &impl ConnectionTrait, id: Uuid, error: &Error) -> Result<()> {
    delivery::Entity::update_many()
        .set(delivery::ActiveModel {
            state: Set("dead".to_owned()),
            leased_until: Set(None),
            last_error: Set(Some(error.to_string())),
            ..Default::default()
        })
        .filter(delivery::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// One that was given up is tried again, from the beginning; says whom it is for. Errors: `NotFound`.
pub async fn retry(db: &impl ConnectionTrait, now: DateTime<Utc>, id: Uuid) -> Result<String> {
    let again = delivery::Entity::update_many()
        .set(delivery::ActiveModel {
            state: Set("waiting".to_owned()),
            attempts: Set(0),
            due_at: Set(now),
            ..Default::default()
        })
        .filter(delivery::Column::Id.eq(id))
        .filter(delivery::Column::State.eq("dead"))
        .exec_with_returning(db)
        .await?;
    again.into_iter().next().map(|row| row.recipient).ok_or(Error::NotFound)
}

/// Whom these letters are for.
pub async fn recipients(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<String>> {
    Ok(delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Recipient)
        .filter(delivery::Column::Id.is_in(ids.iter().copied()))
        .filter(delivery::Column::Reaction.eq(Reaction::Letter.name()))
        .into_tuple()
        .all(db)
        .await?)
}

/// One that was given up.
#[derive(Clone, Debug)]
pub struct GivenUp {
    pub id: Uuid,
    pub kind: String,
    pub recipient: String,
    pub attempts: i32,
    pub error: String,
    pub at: DateTime<Utc>,
}

/// Those of a kind that were given up, the newest first, and how many there are.
pub async fn given_up(
    db: &impl ConnectionTrait,
    reaction: Reaction,
    limit: u64,
) -> Result<(Vec<GivenUp>, u64)> {
    let dead = delivery::Entity::find()
        .filter(delivery::Column::State.eq("dead"))
        .filter(delivery::Column::Reaction.eq(reaction.name()));
    let total = dead.clone().count(db).await?;
    let rows = dead.order_by_desc(delivery::Column::DueAt).limit(limit).all(db).await?;
    let events = event::Entity::find()
        .filter(event::Column::Id.is_in(rows.iter().map(|row| row.event)))
        .all(db)
        .await?;
    let of = |row: &delivery::Model| events.iter().find(|event| event.id == row.event);
    let shown = rows.into_iter().filter_map(|row| {
        let event = of(&row)?;
        Some(GivenUp {
            kind: event.kind.clone(),
            at: event.at,
            id: row.id,
            recipient: row.recipient,
            attempts: row.attempts,
            error: row.last_error.unwrap_or_default(),
        })
    });
    Ok((shown.collect(), total))
}

/// Those of these recipients for whom something of a kind waits for exactly that moment.
pub async fn waiting_at(
    db: &impl ConnectionTrait,
    reaction: Reaction,
    at: DateTime<Utc>,
    recipients: &BTreeSet<String>,
) -> Result<Vec<String>> {
    let recipients: Vec<&String> = recipients.iter().collect();
    let mut waiting = Vec::new();
    for chunk in recipients.chunks(MAX_BOUND) {
        let rows = delivery::Entity::find()
            .select_only()
            .column(delivery::Column::Recipient)
            .filter(delivery::Column::State.eq("waiting"))
            .filter(delivery::Column::DueAt.eq(at))
            .filter(delivery::Column::Reaction.eq(reaction.name()))
            .filter(delivery::Column::Recipient.is_in(chunk.iter().copied()));
        waiting.extend(rows.into_tuple::<String>().all(db).await?);
    }
    Ok(waiting)
}

/// How many deliveries of a state there are.
pub async fn count(db: &impl ConnectionTrait, state: &str) -> Result<u64> {
    Ok(delivery::Entity::find().filter(delivery::Column::State.eq(state)).count(db).await?)
}

/// Whether there is something of this kind to do.
pub async fn waits(db: &impl ConnectionTrait, reaction: Reaction) -> Result<bool> {
    let waiting = delivery::Entity::find()
        .filter(delivery::Column::State.eq("waiting"))
        .filter(delivery::Column::Reaction.eq(reaction.name()));
    Ok(waiting.one(db).await?.is_some())
}

/// How long the oldest delivery that is due has waited for someone to take it.
pub async fn overdue(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Duration> {
    let oldest = delivery::Entity::find()
        .select_only()
        .column_as(delivery::Column::DueAt.min(), "oldest")
        .filter(delivery::Column::State.eq("waiting"))
        .filter(delivery::Column::DueAt.lte(now))
        .into_tuple::<Option<DateTime<Utc>>>()
        .one(db)
        .await?;
    Ok(oldest.flatten().map_or(Duration::zero(), |oldest| now - oldest))
}

/// Whether the deliveries of an event are all done.
pub async fn is_settled(db: &impl ConnectionTrait, event: Uuid) -> Result<bool> {
    let open = delivery::Entity::find()
        .filter(delivery::Column::Event.eq(event))
        .filter(delivery::Column::State.eq("waiting"))
        .one(db)
        .await?;
    Ok(open.is_none())
}
