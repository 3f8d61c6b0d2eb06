use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::answer::full;
use super::next::next_together;
use super::pace;
use super::resources::MOST_EXTRAS;
use super::series::{Hindrance, Plan, windows};
use super::turn::{Made, Things, insert, lock, place, schedules};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::error::{Error, FieldError, Message, Result};
use crate::organizations::{self, Organization};
use crate::rights::{self, Hold, Operation};
use crate::sharing::queries::{self, Booking, Resource};
use crate::sharing::rules::booking::{State, answer_by};
use crate::sharing::rules::calendar::Window;
use crate::sharing::rules::conditions;
use crate::sharing::rules::repeat::Repeat;

const PURPOSE: usize = 2_000;
/// As many as a place may hold at all.
const PEOPLE: u32 = 100_000;

/// What someone wants to have, and for whom.
#[derive(Clone, Debug)]
pub struct BookingTyped {
    /// That books.
    pub organization: Uuid,
    pub stay: Window,
    pub units: u32,
    /// Held against the places of the units that are booked; its owner is told.
    pub people: Option<u32>,
    pub purpose: String,
    /// Booked along, all or nothing: which, and how many units.
    pub extras: Vec<(Uuid, u32)>,
    pub repeat: Option<Repeat>,
    /// Of what comes back, those that are free; else all or nothing.
    pub only_free: bool,
}

/// What was booked, and what of it wasn't free.
#[derive(Clone, Debug)]
pub struct Booked {
    /// The first is the one that was asked for itself.
    pub bookings: Vec<Booking>,
    pub left_out: Vec<Window>,
}

/// Books a resource at once, or asks its owner for it. What belongs to the organisation that books is its own at once,
/// whatever its conditions, and nothing is owed for it.
///
/// Errors: `Full` where it isn't free; `Stale` where the same request waits for an answer already; `Invalid`; `RateLimited`;
/// `Forbidden`; `NotFound`.
pub async fn book(app: &App, actor: &Actor, id: Uuid, typed: &BookingTyped) -> Result<Booked> {
    attempt(app, actor, id, typed, false).await
}

/// Waits for what isn't free; what is wanted together is waited for together, and had once all of it is free on all its
/// dates. Errors: as `book`, and `Invalid` where it is free.
pub async fn join_waiting_list(app: &App, actor: &Actor, id: Uuid, typed: &BookingTyped) -> Result<Booked> {
    attempt(app, actor, id, typed, true).await
}

async fn attempt(app: &App, actor: &Actor, id: Uuid, typed: &BookingTyped, waits: bool) -> Result<Booked> {
    rights::signed_in(actor)?;
    match made(app, actor, id, typed, waits).await.map_err(full) {
        Err(Error::Full { said, .. }) => Err(Error::Full { said, next: next(app, actor, id, typed).await? }),
        other => other,
    }
}

async fn made(app: &App, actor: &Actor, id: Uuid, typed: &BookingTyped, waits: bool) -> Result<Booked> {
    let ids: BTreeSet<Uuid> = typed.extras.iter().map(|(extra, _)| *extra).chain([id]).collect();
    if ids.len() != typed.extras.len() + 1 || typed.extras.len() > MOST_EXTRAS {
        return Err(Error::invalid("extras", Message::new("invalid-booking-extra")));
    }
    // Who can't have it learns so without holding up those who can.
    let seen = queries::any_by_ids(&app.db, &ids.iter().copied().collect::<Vec<_>>()).await?;
    planned(&app.db, app, actor, id, typed, &seen, waits).await?;
    let tx = db::begin(&app.db).await?;
    let done = async {
        let things = lock(&tx, &ids).await?;
        let planned = planned(&tx, app, actor, id, typed, &things, waits).await?;
        let made = Made { state: planned.state, left_out: &planned.left_out };
        insert(&tx, app.clock.now(), actor, &things, &planned.rows, made).await?;
        pace(&tx, app.clock.now(), actor, "bookings").await?;
        Ok(planned)
    };
    match done.await {
        Ok(Planned { rows, left_out, .. }) => {
            tx.commit().await?;
            app.wake_letters.notify_one();
            Ok(Booked { bookings: rows, left_out })
        }
        Err(error) => {
            // The lock isn't kept while the next free time is looked for.
            tx.rollback().await?;
            Err(error)
        }
    }
}

/// What comes of a wish as things stand.
struct Planned {
    rows: Vec<Booking>,
    left_out: Vec<Window>,
    state: State,
}

async fn planned(
    db: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    id: Uuid,
    typed: &BookingTyped,
    things: &Things,
    waits: bool,
) -> Result<Planned> {
    let (booker, role) = organizations::held(db, actor, typed.organization).await?;
    let operation = if waits { Operation::JoinWaitingList } else { Operation::BookResource };
    rights::check_in(actor, operation, Hold { role, moderates: false })?;
    if typed.units == 0 {
        return Err(Error::invalid("units", Message::new("invalid-booking-number").with("least", "1")));
    }
    let offered = queries::extras_of(db, id).await?;
    for (extra, units) in &typed.extras {
        let most = offered.iter().find(|(one, _)| one.id == *extra).map_or(0, |(_, most)| *most);
        if *units == 0 || i64::from(*units) > i64::from(most) {
            return Err(Error::invalid("extras", Message::new("invalid-booking-extra")));
        }
    }
    // Once it is held: it may have gone out of sight meanwhile.
    queries::by_id(db, actor, id).await?.ok_or(Error::NotFound)?;
    let resource = things.get(&id).ok_or(Error::NotFound)?;
    let internal = resource.organization == booker.id;
    admitted(db, app, resource, &booker).await?;
    holds(resource, typed.units, typed.people)?;
    for (extra, _) in &typed.extras {
        let thing = things.get(extra).ok_or(Error::NotFound)?;
        admitted(db, app, thing, &booker).await.map_err(|error| along(thing, error))?;
    }
    let purpose = organizations::text(&typed.purpose, PURPOSE).map_err(|m| Error::invalid("purpose", m))?;
    let now = app.clock.now();
    let mut wanted = vec![(id, typed.units)];
    wanted.extend(typed.extras.iter().copied());
    let windows = windows(resource, typed.stay, typed.repeat, now)?;
    let schedules = schedules(things)?;
    let mut plan = Plan::new(db, things, &schedules, &wanted, &windows).await?;
    let at_once = internal || things.values().all(|thing| thing.booking_mode == "at_once");
    let state = match (waits, at_once) {
        (true, _) => State::Waiting,
        (false, true) => State::Accepted,
        (false, false) => State::Requested,
    };
    let zone = conditions::zone(resource);
    let comes_back = windows.len() > 1;
    let (mut stays, mut left_out, mut first) = (Vec::new(), Vec::new(), None);
    let mut all_free = true;
    for stay in windows {
        // What others have is waited for; what can't be had never comes.
        let had = match waits {
            true => plan.is_free(stay, now).map(|free| all_free &= free),
            false => plan.take(stay, now),
        };
        match had {
            Ok(()) => stays.push(stay),
            Err(Hindrance { error, of_its_date }) => {
                let error = if comes_back {
                    on_day(error, stay.from.with_timezone(&zone).date_naive())
                } else {
                    error
                };
                if !(typed.only_free && of_its_date) {
                    return Err(error);
                }
                left_out.push(stay);
                first.get_or_insert(error);
            }
        }
    }
    let Some(earliest) = stays.first() else { return Err(first.unwrap_or_else(Error::full)) };
    if waits && all_free {
        return Err(Error::invalid("startsAt", Message::new("invalid-waiting-free")));
    }
    if waits {
        not_twice(db, resource, booker.id, *earliest).await?;
    }
    if state == State::Requested {
        let asked = queries::asked_already(db, id, booker.id, &stays, !typed.extras.is_empty()).await?;
        asked_again(resource, &asked, typed.units)?;
    }
    let people = typed.people.and_then(|people| i32::try_from(people).ok()).filter(|people| *people > 0);
    let new = New { now, actor, booker: booker.id, purpose, people, state };
    Ok(Planned { rows: new.rows(things, &wanted, &stays)?, left_out, state })
}

/// As much as there is, once more for the same time, is the same request. Errors: `Stale` at `startsAt`.
fn asked_again(resource: &Resource, asked: &[Booking], units: u32) -> Result<()> {
    let mut together: HashMap<(DateTime<Utc>, DateTime<Utc>), u32> = HashMap::new();
    for row in asked {
        let sum = together.entry((row.starts_at, row.ends_at)).or_insert(units);
        *sum = sum.saturating_add(row.units.unsigned_abs());
    }
    match together.values().any(|sum| *sum > resource.units.unsigned_abs()) {
        true => Err(Error::Stale(vec![FieldError {
            path: "startsAt".to_owned(),
            message: Message::new("refused-asked-already"),
        }])),
        false => Ok(()),
    }
}

/// What is wrong with a date of those that come back is said with its day.
fn on_day(error: Error, day: NaiveDate) -> Error {
    error.reworded(|wrong| {
        Message::new("invalid-stay-on-day").with_sentence("wrong", wrong).with_day("day", day)
    })
}

/// An organisation waits once for a time: whoever else waits for it comes after; it doesn't wait for itself.
/// Errors: `Invalid` at `startsAt`.
pub(super) async fn not_twice(
    tx: &impl ConnectionTrait,
    resource: &Resource,
    organization: Uuid,
    stay: Window,
) -> Result<()> {
    if resource.units == 1 && queries::has_throughout(tx, resource.id, organization, stay).await? {
        return Err(Error::invalid("startsAt", Message::new("invalid-waiting-held")));
    }
    match queries::waits_already(tx, resource.id, organization, stay).await? {
        true => Err(Error::invalid("startsAt", Message::new("invalid-waiting-twice"))),
        false => Ok(()),
    }
}

/// What the rows of a booking have in common.
struct New<'a> {
    now: DateTime<Utc>,
    actor: &'a Actor,
    booker: Uuid,
    purpose: String,
    people: Option<i32>,
    state: State,
}

impl New<'_> {
    fn rows(&self, things: &Things, wanted: &[(Uuid, u32)], stays: &[Window]) -> Result<Vec<Booking>> {
        let mut rows: Vec<Booking> = Vec::with_capacity(stays.len() * wanted.len());
        let mut series = None;
        // What is waited for together is waited for until the first of it begins.
        let until = (self.state == State::Waiting).then(|| stays.first().map(|stay| stay.from));
        for stay in stays {
            let (mut bundle, mut answer_by) = (None, until);
            for (id, units) in wanted {
                let thing = things.get(id).ok_or(Error::NotFound)?;
                let mut row = self.row(thing, *stay, *units)?;
                // What goes along is answered, and lapses, with it.
                row.answer_by = *answer_by.get_or_insert(row.answer_by);
                // They come to the place, not to what is booked along.
                row.people = row.people.filter(|_| wanted.first().is_some_and(|(main, _)| main == id));
                if stays.len() > 1 {
                    row.series = Some(*series.get_or_insert(row.id));
                }
                if wanted.len() > 1 {
                    row.bundle = Some(*bundle.get_or_insert(row.id));
                }
                rows.push(row);
            }
        }
        Ok(rows)
    }

    fn row(&self, thing: &Resource, stay: Window, units: u32) -> Result<Booking> {
        let mut row = Booking {
            id: Uuid::now_v7(),
            resource: thing.id,
            organization: self.booker,
            booked_by: self.actor.person().map(|person| person.account),
            series: None,
            bundle: None,
            starts_at: stay.from,
            ends_at: stay.until,
            busy_from: stay.from,
            busy_until: stay.until,
            units: i32::try_from(units).unwrap_or(i32::MAX),
            state: self.state.code().to_owned(),
            holds: self.state.holds(),
            purpose: self.purpose.clone(),
            answer_by: match self.state {
                State::Requested => Some(answer_by(self.now, thing.answer_hours, stay.from)),
                State::Waiting => Some(stay.from),
                _ => None,
            },
            counter_starts_at: None,
            counter_ends_at: None,
            reason: None,
            owed_cents: None,
            owed_currency: None,
            handed_over_at: None,
            handed_back_at: None,
            handover_note: String::new(),
            created_at: self.now,
            updated_at: self.now,
            version: 1,
            people: self.people,
            told_given_at: None,
        };
        place(&mut row, thing, stay)?;
        Ok(row)
    }
}

/// Whether so many people have a place in so many units: places are those of one. Errors: `Invalid` at `people`.
fn holds(resource: &Resource, units: u32, people: Option<u32>) -> Result<()> {
    let Some(people) = people else { return Ok(()) };
    let each = resource.places.map(i32::unsigned_abs);
    let most =
        each.map_or(PEOPLE, |each| each.saturating_mul(units.min(resource.units.unsigned_abs()).max(1)));
    let message = match each.filter(|_| resource.units > 1) {
        _ if people == 0 => Message::new("invalid-booking-nobody"),
        _ if people <= most.min(PEOPLE) => return Ok(()),
        Some(each) => Message::new("invalid-booking-people-each").with("each", each.to_string()),
        None => Message::new("invalid-booking-people"),
    };
    Err(Error::invalid("people", message.with("most", most.min(PEOPLE).to_string())))
}

/// Whether this may be booked at all, by this organisation.
async fn admitted(
    tx: &impl ConnectionTrait,
    app: &App,
    resource: &Resource,
    booker: &Organization,
) -> Result<()> {
    let refused = |path: &str, key| Err(Error::invalid(path, Message::new(key)));
    if resource.archived_at.is_some() || booker.archived_at.is_some() {
        return refused("organization", "invalid-booking-archived");
    }
    if resource.direction != "offer" {
        return refused("organization", "invalid-booking-request");
    }
    if resource.organization == booker.id {
        return Ok(());
    }
    if resource.booking_mode == "none" {
        return refused("organization", "invalid-booking-none");
    }
    let (reference, today) = (app.reference.get(), app.clock.today());
    let meant = queries::meant_for(tx, &reference, today, resource, std::slice::from_ref(booker)).await?;
    match resource.audience.as_str() {
        _ if meant.contains(&booker.id) => Ok(()),
        "ess" => refused("organization", "invalid-booking-ess"),
        _ => refused("organization", "invalid-booking-networks"),
    }
}

/// What can't be booked along is named beside what was chosen.
fn along(thing: &Resource, error: Error) -> Error {
    match error {
        Error::Invalid(_) => {
            let message = Message::new("invalid-booking-extra-kept").with("name", thing.name.clone());
            Error::invalid("extras", message)
        }
        other => other,
    }
}

/// The next time at which all of it is free for as long.
async fn next(
    app: &App,
    actor: &Actor,
    id: Uuid,
    typed: &BookingTyped,
) -> Result<Option<(DateTime<Utc>, DateTime<Utc>)>> {
    let Some(resource) = queries::by_id(&app.db, actor, id).await? else { return Ok(None) };
    let along: Vec<Uuid> = typed.extras.iter().map(|(extra, _)| *extra).collect();
    let along = queries::any_by_ids(&app.db, &along).await?;
    let mut wanted = vec![(resource, typed.units)];
    wanted.extend(typed.extras.iter().filter_map(|(id, units)| Some((along.get(id)?.clone(), *units))));
    let found = next_together(app, &wanted, typed.stay, app.clock.now()).await?;
    Ok(found.map(|stay| (stay.from, stay.until)))
}
