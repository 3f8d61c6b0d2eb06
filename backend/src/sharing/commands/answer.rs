use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::series::{check_alone, of_bundle};
use super::turn::{Things, hold_together, is_main, price, put, turn};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::error::{CAPACITY, Error, Message, Result};
use crate::organizations;
use crate::rights::{self, Operation, Role};
use crate::sharing::queries::{self, Booking, Seen};
use crate::sharing::rules::booking::{Act, Side, State, answer_by, moved, needs_reason, offered};
use crate::sharing::rules::calendar::Window;
use crate::sharing::rules::{availability, schedule};

pub(super) const REASON: usize = 1_000;

/// What the owner says to a request.
#[derive(Clone, Debug)]
pub enum Answer {
    Accept,
    Refuse(String),
    /// Another time, and why.
    Counter(Window, String),
}

/// A booking for whoever writes for one of its sides. Errors: `Forbidden` for those who only read; `NotFound` for others.
pub(super) async fn held(
    db: &impl ConnectionTrait,
    actor: &Actor,
    operation: Operation,
    id: Uuid,
) -> Result<Seen> {
    rights::check(actor, operation)?;
    let seen = queries::booking_seen(db, actor, id).await?;
    if !seen.writes_for_booker() && !seen.writes_for_owner() && *actor != Actor::System {
        let message = Message::new("refused-role").with("role", Role::Editor.code());
        return Err(Error::Forbidden(message));
    }
    Ok(seen)
}

/// Why, in words. Errors: `Invalid` at `reason`.
pub(super) fn said(typed: &str, act: Act, by: Side) -> Result<Option<String>> {
    let reason = organizations::text(typed, REASON).map_err(|m| Error::invalid("reason", m))?;
    if reason.is_empty() && needs_reason(act, by) {
        return Err(Error::invalid("reason", Message::new("invalid-booking-reason")));
    }
    Ok(Some(reason).filter(|reason| !reason.is_empty()))
}

/// Those that an act of this side moves, and where it leads. Errors: `Invalid` where it moves none of them.
pub(super) fn movable(
    one: &Booking,
    together: Vec<Booking>,
    act: Act,
    by: Side,
) -> Result<(Vec<Booking>, State)> {
    let now = together.iter().find(|row| row.id == one.id).and_then(|row| State::named(&row.state));
    let Some((from, to)) = now.and_then(|from| Some((from, moved(from, act, by)?))) else {
        return Err(Error::invalid("booking", Message::new("invalid-booking-moved")));
    };
    let rows = together.into_iter().filter(|row| row.state == from.code()).collect();
    Ok((rows, to))
}

/// The main ones first: they are those that are told of.
pub(super) fn main_first(rows: &mut [Booking]) {
    rows.sort_by_key(|row| (!is_main(row), row.starts_at, row.id));
}

/// Answers a request, for its owner; what was asked for together is answered together, a counter-proposal alone with its
/// bundle. One that was made is taken back by a refusal, or by another.
///
/// Errors: `Full` where it was given to someone else meanwhile; `Invalid`, at `startsAt` where the other time is the one that
/// is asked for or offered already; `Forbidden`; `NotFound`.
pub async fn answer(app: &App, actor: &Actor, id: Uuid, answer: &Answer) -> Result<()> {
    let tx = db::begin(&app.db).await?;
    let seen = held(&tx, actor, Operation::AnswerBooking, id).await?;
    if !seen.writes_for_owner() {
        return Err(Error::invalid("booking", Message::new("invalid-booking-moved")));
    }
    let now = app.clock.now();
    let (act, reason) = match answer {
        Answer::Accept => (Act::Accept, None),
        Answer::Refuse(reason) => (Act::Refuse, said(reason, Act::Refuse, Side::Owner)?),
        Answer::Counter(_, reason) => (Act::Counter, said(reason, Act::Counter, Side::Owner)?),
    };
    let alone = act == Act::Counter || seen.booking.state == State::Countered.code();
    let (things, together) = hold_together(&tx, &seen.booking, !alone).await?;
    let (mut rows, to) = movable(&seen.booking, together, act, Side::Owner)?;
    main_first(&mut rows);
    for row in &mut rows {
        row.reason = reason.clone();
    }
    if let Answer::Counter(stay, _) = answer {
        for row in &mut rows {
            let thing = things.get(&row.resource).ok_or(Error::NotFound)?;
            if [Some(Window::new(row.starts_at, row.ends_at)), offered(row)].contains(&Some(*stay)) {
                return Err(Error::invalid("startsAt", Message::new("invalid-counter-same")));
            }
            let free = check_alone(&tx, thing, *stay, row.units.unsigned_abs(), now).await;
            free.map_err(|error| of_bundle(row, thing, error))?;
            (row.counter_starts_at, row.counter_ends_at) = (Some(stay.from), Some(stay.until));
            price(row, thing, *stay);
            row.answer_by = Some(answer_by(now, thing.answer_hours, stay.from));
            row.told_given_at = None;
        }
    }
    if act == Act::Accept && rows.iter().any(|row| row.starts_at <= now) {
        return Err(Error::invalid("booking", Message::new("invalid-stay-past")));
    }
    turn(&tx, now, actor, &things, &mut rows, to).await.map_err(full)?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

/// Someone else has it: the database says so.
pub(super) fn full(error: Error) -> Error {
    match error {
        Error::Conflict(name) if name == CAPACITY => Error::full(),
        other => other,
    }
}

/// Answers another time that the owner offered, for whoever books. Errors: as `answer`.
pub async fn answer_counter(app: &App, actor: &Actor, id: Uuid, accept: bool) -> Result<()> {
    let tx = db::begin(&app.db).await?;
    let seen = held(&tx, actor, Operation::AnswerCounter, id).await?;
    if !seen.writes_for_booker() {
        return Err(Error::invalid("booking", Message::new("invalid-booking-moved")));
    }
    let now = app.clock.now();
    let act = if accept { Act::Accept } else { Act::Refuse };
    let (things, together) = hold_together(&tx, &seen.booking, false).await?;
    let (mut rows, to) = movable(&seen.booking, together, act, Side::Booker)?;
    main_first(&mut rows);
    if accept {
        take_counter(&things, &mut rows)?;
        if rows.iter().any(|row| row.starts_at <= now) {
            return Err(Error::invalid("booking", Message::new("invalid-stay-past")));
        }
    } else {
        // What the owner said of that time is no reason for turning it down.
        rows.iter_mut().for_each(|row| row.reason = None);
    }
    turn(&tx, now, actor, &things, &mut rows, to).await.map_err(full)?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

/// The time that was offered becomes that of the stay, for what was owed when it was offered.
fn take_counter(things: &Things, rows: &mut [Booking]) -> Result<()> {
    for row in rows {
        let (Some(from), Some(until)) = (row.counter_starts_at, row.counter_ends_at) else {
            return Err(Error::internal("a counter-proposal without its time"));
        };
        let thing = things.get(&row.resource).ok_or(Error::NotFound)?;
        let stay = Window::new(from, until);
        if thing.archived_at.is_some() {
            return Err(Error::invalid("booking", Message::new("invalid-booking-archived")));
        }
        let (opening, terms) = schedule(thing)?;
        if availability(thing, (&opening, &terms), &[]).offers(stay).is_err() {
            return Err(Error::invalid("booking", Message::new("invalid-stay-validity")));
        }
        put(row, thing, stay)?;
    }
    Ok(())
}

/// Ends what nobody has answered in time, or waited for in vain; what has moved since stays as it is.
pub async fn lapse(app: &App, id: Uuid) -> Result<()> {
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    let Ok(seen) = queries::booking_seen(&tx, &Actor::System, id).await else { return Ok(()) };
    let (things, together) = hold_together(&tx, &seen.booking, true).await?;
    let over = |row: &Booking| row.answer_by.is_some_and(|by| by <= now);
    if !together.iter().any(|row| row.id == id && over(row)) {
        return Ok(());
    }
    let Ok((rows, to)) = movable(&seen.booking, together, Act::Lapse, Side::Nobody) else { return Ok(()) };
    let mut rows: Vec<Booking> = rows.into_iter().filter(over).collect();
    main_first(&mut rows);
    turn(&tx, now, &Actor::System, &things, &mut rows, to).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}
