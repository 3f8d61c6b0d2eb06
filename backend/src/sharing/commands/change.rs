use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::admit::admit;
use super::answer::{held, main_first, movable};
use super::book::not_twice;
use super::next::{next_together, wanted_with};
use super::series::{check_alone, check_shape, of_bundle};
use super::turn::{
    REMIND, Things, add_entries, busy_of, entry, hold_to_free, hold_together, place, put, save, turn,
};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{Reaction, Times, What, add_deliveries, record_of};
use crate::error::{Error, Message, Result};
use crate::rights::Operation;
use crate::sharing::queries::{self, Booking, Resource};
use crate::sharing::rules::booking::{Act, Side, State, answer_by, answered, has_begun};
use crate::sharing::rules::calendar::Window;
use crate::sharing::rules::conditions::{owed_when_shortened, owes_when_cancelled};

fn stay_of(row: &Booking) -> Window {
    Window::new(row.starts_at, row.ends_at)
}

/// Gives a booking, with what was booked along, another time: a request any time that is free, also instead of one that its
/// owner offers; what is accepted a shorter one within its own. Less is owed for less, unless it is too late to cancel for nothing; room that comes free goes to those who
/// wait for it.
///
/// Errors: `Full`, with the next time that is free for as long; `Invalid` at `startsAt` or `endsAt`, or where it can't be changed; `Forbidden`; `NotFound`.
pub async fn change(app: &App, actor: &Actor, id: Uuid, stay: Window) -> Result<()> {
    let (tx, now) = (db::begin(&app.db).await?, app.clock.now());
    match put_at(&tx, actor, id, stay, now).await {
        Ok(()) => {
            tx.commit().await?;
            app.wake_letters.notify_one();
            Ok(())
        }
        Err(Error::Full { said, .. }) => {
            // The lock isn't kept while the next free time is looked for.
            tx.rollback().await?;
            let seen = queries::booking_seen(&app.db, actor, id).await?;
            let wanted = wanted_with(&app.db, &seen.booking).await?;
            let next = next_together(app, &wanted, stay, now).await?;
            Err(Error::Full { said, next: next.map(|stay| (stay.from, stay.until)) })
        }
        Err(error) => Err(error),
    }
}

async fn put_at(
    tx: &impl ConnectionTrait,
    actor: &Actor,
    id: Uuid,
    stay: Window,
    now: DateTime<Utc>,
) -> Result<()> {
    let seen = held(tx, actor, Operation::ChangeBooking, id).await?;
    if !seen.writes_for_booker() {
        return Err(Error::invalid("booking", Message::new("invalid-booking-moved")));
    }
    let (things, together) = hold_to_free(tx, &seen.booking, false, now).await?;
    let (mut rows, state) = movable(&seen.booking, together, Act::Change, Side::Booker)?;
    main_first(&mut rows);
    let before: Vec<_> = rows.iter().map(busy_of).collect();
    let main = rows.first().ok_or(Error::NotFound)?;
    let (from, old, standing) = (main.state.clone(), stay_of(main), answered(main));
    if stay == standing {
        return Err(Error::invalid("endsAt", Message::new("invalid-booking-unchanged")));
    }
    let mut entries = Vec::new();
    if state == State::Accepted {
        let begun = rows.iter().any(|row| has_begun(row, now));
        within(old, stay, begun, now)?;
    }
    for row in &mut rows {
        let thing = things.get(&row.resource).ok_or(Error::NotFound)?;
        if state == State::Accepted {
            check_shape(thing, stay).map_err(|error| of_bundle(row, thing, error))?;
            let less = shorten(row, thing, stay, now)?;
            entries.extend(entry(now, thing, row, -less)?);
        } else {
            let free = check_alone(tx, thing, stay, row.units.unsigned_abs(), now).await;
            free.map_err(|error| of_bundle(row, thing, error))?;
            place(row, thing, stay)?;
            row.answer_by = Some(answer_by(now, thing.answer_hours, stay.from));
            row.told_given_at = None;
            // Another time that was offered, and why, is left aside.
            row.state = state.code().to_owned();
            (row.counter_starts_at, row.counter_ends_at, row.reason) = (None, None, None);
        }
        (row.version, row.updated_at) = (row.version + 1, now);
    }
    save(tx, &rows).await?;
    add_entries(tx, entries).await?;
    let times = Times { before: (old.from, old.until), after: (stay.from, stay.until) };
    changed(tx, now, actor, &things, &rows, from, times).await?;
    match state {
        State::Accepted => admit(tx, now, &things, &before).await,
        _ => Ok(()),
    }
}

/// What is accepted lies within what it was, and what has passed of it stays.
fn within(old: Window, stay: Window, begun: bool, now: DateTime<Utc>) -> Result<()> {
    let refused = |path: &str, key| Err(Error::invalid(path, Message::new(key)));
    if old.until <= now {
        return refused("booking", "invalid-booking-over");
    }
    if stay.is_empty() {
        return refused("endsAt", "invalid-stay-empty");
    }
    if stay.from < old.from {
        return refused("startsAt", "invalid-booking-longer");
    }
    if stay.until > old.until {
        return refused("endsAt", "invalid-booking-longer");
    }
    if stay.from != old.from && begun {
        return refused("startsAt", "invalid-booking-start-begun");
    }
    if stay.from != old.from && stay.from < now {
        return refused("startsAt", "invalid-stay-past");
    }
    if stay.until < now {
        return refused("endsAt", "invalid-stay-past");
    }
    Ok(())
}

/// Puts what is accepted in its shorter time; how much less is owed for it.
fn shorten(row: &mut Booking, thing: &Resource, stay: Window, now: DateTime<Utc>) -> Result<i64> {
    let old = stay_of(row);
    put(row, thing, stay)?;
    let Some(agreed) = row.owed_cents else { return Ok(0) };
    if owes_when_cancelled(thing, old.from, now) {
        return Ok(0);
    }
    let left = owed_when_shortened(thing, agreed, old, stay, row.units.unsigned_abs());
    row.owed_cents = Some(left);
    Ok(agreed - left)
}

async fn changed(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    things: &Things,
    rows: &[Booking],
    from: String,
    times: Times,
) -> Result<()> {
    let main = rows.first().ok_or(Error::NotFound)?;
    let owner = things.get(&main.resource).ok_or(Error::NotFound)?.organization;
    let what = What::BookingChanged {
        resource: main.resource,
        bookings: rows.iter().map(|row| row.id).collect(),
        from: Some(from),
        to: "changed".to_owned(),
        reason: None,
        times: Some(times),
        left_out: Vec::new(),
        by: None,
    };
    let event = record_of(tx, now, actor, owner, what).await?;
    // A stay that begins when it did is reminded of when it was.
    let later = times.after.0 != times.before.0;
    let reminded = Some(main.starts_at - REMIND).filter(|at| main.holds && later && *at > now);
    let due = main.answer_by.or(reminded).map(|at| (Reaction::Due, at, main.id.to_string()));
    add_deliveries(tx, event, due.into_iter().collect()).await
}

/// Turns a request whose time someone else has into a place on the waiting list.
///
/// Errors: `Invalid` where that time isn't given, it was asked for with others, or they wait for it already; `Forbidden`;
/// `NotFound`.
pub async fn wait_instead(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    let refused = |key| Err(Error::invalid("booking", Message::new(key)));
    let tx = db::begin(&app.db).await?;
    let seen = held(&tx, actor, Operation::ChangeBooking, id).await?;
    let now = app.clock.now();
    let (things, together) = hold_together(&tx, &seen.booking, true).await?;
    if !seen.writes_for_booker() || together.len() != 1 {
        return refused("invalid-booking-moved");
    }
    let (mut rows, to) = movable(&seen.booking, together, Act::Wait, Side::Booker)?;
    if !queries::given(&tx, &rows).await?.contains(&id) {
        return refused("invalid-waiting-asked");
    }
    for row in &mut rows {
        if row.starts_at <= now {
            return refused("invalid-stay-past");
        }
        let thing = things.get(&row.resource).ok_or(Error::NotFound)?;
        not_twice(&tx, thing, row.organization, stay_of(row)).await?;
        row.answer_by = Some(row.starts_at);
        row.told_given_at = None;
    }
    turn(&tx, now, actor, &things, &mut rows, to).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}
