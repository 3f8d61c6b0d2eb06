use std::collections::HashSet;

use uuid::Uuid;

use super::admit::admit;
use super::answer::{held, main_first, movable, said};
use super::close::close;
use super::pace;
use super::turn::{balance, busy_of, hold_to_free, is_main, turn_for};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::error::{Error, Message, Result};
use crate::rights::Operation;
use crate::sharing::queries::Booking;
use crate::sharing::rules::booking::{Act, Side, State, has_begun, over_at, taken_back_by};
use crate::sharing::rules::calendar::Window;

/// What it goes with, or itself.
fn bundle_of(row: &Booking) -> Uuid {
    row.bundle.unwrap_or(row.id)
}

/// Takes a booking back, with what was booked along; with `series` all that come back and aren't over. Room that comes free
/// goes to those who wait for it; with `closes`, which is its owner's alone, its times are closed instead, and who waits for
/// them is told so. The owner gives a reason; a booker owes what the conditions say of cancelling late, and takes nothing
/// back once it has begun.
///
/// Errors: `Invalid` at `reason`, at `moment` where it can't be closed, or where there is nothing to take back;
/// `RateLimited`; `Forbidden`; `NotFound`.
pub async fn cancel(
    app: &App,
    actor: &Actor,
    id: Uuid,
    reason: &str,
    series: bool,
    closes: bool,
) -> Result<()> {
    let tx = db::begin(&app.db).await?;
    let seen = held(&tx, actor, Operation::CancelBooking, id).await?;
    let now = app.clock.now();
    // What is waited for together is left together.
    let series = series || seen.booking.state == State::Waiting.code();
    let (mut things, together) = hold_to_free(&tx, &seen.booking, series, now).await?;
    let begun: HashSet<Uuid> = together.iter().filter(|row| has_begun(row, now)).map(bundle_of).collect();
    let begun = |row: &Booking| begun.contains(&bundle_of(row));
    let over = |row: &Booking| over_at(row) <= now;
    let used = begun(&seen.booking) && !over(&seen.booking);
    let by = match taken_back_by(seen.writes_for_booker(), seen.writes_for_owner(), used) {
        Some(by) => by,
        None if seen.writes_for_booker() => {
            return Err(Error::invalid("booking", Message::new("invalid-booking-begun")));
        }
        None => Side::Owner,
    };
    if closes && !seen.writes_for_owner() {
        return Err(Error::invalid("moment", Message::new("invalid-close-owner")));
    }
    let of = if by == Side::Booker { seen.booking.organization } else { seen.resource.organization };
    let reason = said(reason, Act::Cancel, by)?;
    let (rows, to) = movable(&seen.booking, together.clone(), Act::Cancel, by)?;
    if rows.iter().any(|row| row.id == id && over(row)) {
        return Err(Error::invalid("booking", Message::new("invalid-booking-over")));
    }
    // Of what comes back, some may be accepted and some not yet: those that stand as this one move first.
    let mut groups = vec![rows];
    if series {
        let held = groups.iter().flatten().map(|row| row.id).collect::<Vec<_>>();
        let others = together.into_iter().filter(|row| !held.contains(&row.id));
        for other in others {
            match groups.iter_mut().skip(1).find(|group| group.iter().any(|row| row.state == other.state)) {
                Some(group) => group.push(other),
                None if movable(&other, vec![other.clone()], Act::Cancel, by).is_ok() => {
                    groups.push(vec![other])
                }
                None => {}
            }
        }
    }
    for group in groups {
        let mut rows: Vec<Booking> =
            group.into_iter().filter(|row| !over(row) && (by != Side::Booker || !begun(row))).collect();
        main_first(&mut rows);
        for row in &mut rows {
            row.reason = reason.clone();
        }
        balance(&tx, now, &things, &rows, by).await?;
        let freed: Vec<_> = rows.iter().filter(|row| row.holds).map(busy_of).collect();
        // What went along is to be had all the same.
        let held = rows.iter().filter(|row| row.holds && closes && is_main(row));
        let closed: Vec<_> =
            held.map(|row| (row.resource, Window::new(row.starts_at, row.ends_at))).collect();
        turn_for(&tx, now, actor, &things, &mut rows, (to, Some(of))).await?;
        close(&tx, now, actor, &mut things, &closed).await?;
        admit(&tx, now, &things, &freed).await?;
    }
    pace(&tx, now, actor, "bookings").await?;
    tx.commit().await?;
    if closes {
        app.wake.notify_one();
    }
    app.wake_letters.notify_one();
    Ok(())
}
