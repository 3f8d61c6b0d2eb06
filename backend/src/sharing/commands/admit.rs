//! Room that came free goes to those who wait for it.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::answer::main_first;
use super::turn::{LONGEST, Things, Turned, become_of, lock, put, save, schedules, told};
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::sharing::queries::{self, Booking};
use crate::sharing::rules::availability;
use crate::sharing::rules::booking::{Act, Side, State, answer_by, moved};
use crate::sharing::rules::calendar::{Availability, Window};

/// The first one first; what is waited for together comes together, once all of it is free. What is read and saved takes as
/// many statements whoever waits; each who gets something is told of it. What is owed is what they read when they began to
/// wait.
pub(super) async fn admit(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    held: &Things,
    freed: &[(Uuid, Window)],
) -> Result<()> {
    let offered = |id: &Uuid| held.get(id).is_some_and(|thing| thing.archived_at.is_none());
    let freed: Vec<_> = freed.iter().filter(|(id, _)| offered(id)).copied().collect();
    let waiting = queries::waiting_together(tx, queries::waiting_for(tx, &freed).await?).await?;
    let from = waiting.iter().flatten().map(|one| one.busy_from).min();
    let until = waiting.iter().flatten().map(|one| one.busy_until).max();
    let Some((from, until)) = from.zip(until) else { return Ok(()) };
    let ids: BTreeSet<Uuid> = waiting.iter().flatten().map(|one| one.resource).collect();
    let mut things = held.clone();
    // Who began to wait a moment ago may wait for more than was known.
    let more: BTreeSet<Uuid> = ids.iter().filter(|id| !held.contains_key(id)).copied().collect();
    if !more.is_empty() {
        things.extend(lock(tx, &more).await?);
    }
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let taken = queries::taken_of(tx, &ids, Window::new(from - LONGEST, until + LONGEST)).await?;
    let schedules = schedules(&things)?;
    let mut free = HashMap::new();
    for id in ids {
        let thing = things.get(&id).ok_or(Error::NotFound)?;
        let (opening, terms) = schedules.get(&id).ok_or(Error::NotFound)?;
        let taken = taken.get(&id).map(Vec::as_slice).unwrap_or_default();
        free.insert(id, availability(thing, (opening, terms), taken));
    }
    let mut admitted = Vec::new();
    for mut rows in waiting {
        let to = act_of(&rows, &things).and_then(|act| moved(State::Waiting, act, Side::Nobody));
        let (Some(to), Some(had)) = (to, all_of(&rows, &free, now)) else { continue };
        if to.holds() {
            free.extend(had);
        }
        main_first(&mut rows);
        let mut answers = HashMap::new();
        for row in &mut rows {
            let thing = things.get(&row.resource).ok_or(Error::NotFound)?;
            let stay = Window::new(row.starts_at, row.ends_at);
            put(row, thing, stay)?;
            // What goes along is answered, and lapses, with it.
            let by = answer_by(now, thing.answer_hours, row.starts_at);
            row.answer_by = Some(*answers.entry(row.bundle.unwrap_or(row.id)).or_insert(by));
            become_of(row, to, now);
        }
        admitted.push((rows, to));
    }
    let rows: Vec<Booking> = admitted.iter().flat_map(|(rows, _)| rows.iter().cloned()).collect();
    save(tx, &rows).await?;
    for (rows, to) in admitted {
        let turned = Turned::new(State::Waiting.code().to_owned(), to);
        told(tx, now, &Actor::System, &things, &rows, turned).await?;
    }
    Ok(())
}

/// What comes of it: one's own is had at once, whatever the conditions. None where one of the things isn't to be had.
fn act_of(rows: &[Booking], things: &Things) -> Option<Act> {
    let mut act = Act::Accept;
    for row in rows {
        let thing = things.get(&row.resource).filter(|thing| thing.archived_at.is_none())?;
        match thing.booking_mode.as_str() {
            _ if row.organization == thing.organization => {}
            "at_once" => {}
            "none" => return None,
            _ => act = Act::Ask,
        }
    }
    Some(act)
}

/// What is free of their things once they have all of it; none where they can't have all of it.
fn all_of<'a>(
    rows: &[Booking],
    free: &HashMap<Uuid, Availability<'a>>,
    now: DateTime<Utc>,
) -> Option<HashMap<Uuid, Availability<'a>>> {
    let wanted = |row: &Booking| (Window::new(row.starts_at, row.ends_at), row.units.unsigned_abs());
    let mut had: HashMap<Uuid, Availability<'a>> = HashMap::new();
    for row in rows {
        let (stay, units) = wanted(row);
        // Before anything is copied: most wait on.
        free.get(&row.resource)?.check(stay, units, now).ok()?;
    }
    for row in rows {
        let (stay, units) = wanted(row);
        let known = had.entry(row.resource).or_insert(free.get(&row.resource)?.clone());
        known.check(stay, units, now).ok()?;
        known.take(stay, units);
    }
    Some(had)
}
