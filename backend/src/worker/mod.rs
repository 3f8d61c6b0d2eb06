//! The background work: numbers events, claims deliveries with a lease, and leads each to
//! the room that reacts to it. A failed one comes again later; nothing is lost.

mod alerts;
mod days;
mod imports;
pub mod letters;

use std::time::Duration;

use chrono::NaiveDate;
use tokio::sync::watch;

use crate::actor::Actor;
use crate::app::App;
use crate::base::clock::day_of;
use crate::base::db;
use crate::base::deliveries::{self, Claimed};
use crate::base::events::{self, Event, Reaction, Stale, record};
use crate::base::search::{Criteria, Item, Question, Reason};
use crate::error::{Error, Result};
use crate::{guarantees, organizations, products, search, sharing};

/// How often the worker looks when nobody wakes it.
const LOOK: Duration = Duration::from_millis(200);
/// How often the reference is looked at.
const FOLLOW: Duration = Duration::from_secs(1);
/// Deliveries taken at a time.
const CLAIM: u64 = 16;

/// Works until `stop` turns true.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    let following = follow(app.clone(), stop.clone());
    tokio::join!(
        letters::run(app.clone(), stop.clone()),
        imports::run(app.clone(), stop.clone()),
        alerts::run(app.clone(), stop.clone()),
        days::run(app.clone(), stop.clone()),
        following,
        indexing(app, stop)
    );
}

/// Takes over what other processes change in the reference, until `stop` turns true.
pub async fn follow(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let pause = match app.follow_reference().await {
            Ok(()) => FOLLOW,
            Err(error) => {
                tracing::warn!(%error, "following the reference");
                FOLLOW * 10
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn indexing(app: App, mut stop: watch::Receiver<bool>) {
    let mut trouble = Duration::ZERO;
    let mut day = app.clock.today();
    while !*stop.borrow() {
        let today = app.clock.today();
        let set_back = std::mem::replace(&mut day, today) > today;
        let done = async {
            if set_back {
                clock_set_back(&app).await?;
            }
            round(&app).await
        };
        let pause = match done.await {
            Ok(0) => {
                trouble = Duration::ZERO;
                LOOK
            }
            Ok(_) => Duration::ZERO,
            Err(error) => {
                trouble = (trouble * 2).clamp(Duration::from_millis(500), Duration::from_secs(30));
                tracing::error!(%error, "background work");
                trouble
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = app.wake.notified(), if pause == LOOK => {}
            _ = stop.changed() => {}
        }
    }
}

/// Indexes all there is to index now, and finds whom to tell of it. For commands that end.
pub async fn index(app: &App) -> Result<()> {
    while round(app).await? + alerts::round(app).await? > 0 {}
    Ok(())
}

/// Does all there is to do now, letters too. For tests.
pub async fn drain(app: &App) -> Result<()> {
    while round(app).await?
        + imports::round(app).await?
        + alerts::round(app).await?
        + days::round(app).await?
        + letters::round(app).await?
        > 0
    {}
    Ok(())
}

/// Before the first round: an index that can't be used, or one older than the database says,
/// is built anew; and the next day is waited for.
pub async fn prepare(app: &App) -> Result<()> {
    let tomorrow = app.clock.today() + chrono::Days::new(1);
    let tx = db::begin(&app.db).await?;
    record(&tx, app.clock.now(), &Actor::System, &Event::DayTurned { day: tomorrow }).await?;
    tx.commit().await?;
    if !app.writes_index().await? {
        return Ok(());
    }
    // Whoever wrote before this process has ended, perhaps in the middle.
    deliveries::free(&app.db, &Reaction::INDEXING).await?;
    if let Err(error) = app.search.verify().await {
        tracing::warn!("{error}");
    }
    make_whole(app).await?;
    clock_set_back(app).await
}

/// What was taken for lapsed, on a day that is still to come, holds again.
async fn clock_set_back(app: &App) -> Result<()> {
    let Some(turned) = deliveries::turn_again(&app.db, app.clock.now()).await? else { return Ok(()) };
    let (today, last) = (app.clock.today(), day_of(turned));
    tracing::warn!(%today, %last, "the clock was set back: days will be turned again");
    let changed = lapsed_between(app, today, last).await?;
    let number = app.search.last_event().await?;
    search::bring_up_to_date(app, &changed, number).await
}

/// Whose guarantees or offers began or ended between these days.
async fn lapsed_between(app: &App, after: NaiveDate, until: NaiveDate) -> Result<Stale> {
    let guarantees = guarantees::lapsed_between(&app.db, after, until).await?;
    let offers = products::lapsed_between(&app.db, after, until).await?;
    let suppliers = guarantees.into_iter().chain(offers).collect();
    Ok(Stale { suppliers, ..Stale::default() })
}

/// Builds the index anew where it can't be used or is older than the database says.
async fn make_whole(app: &App) -> Result<()> {
    let behind = match app.search.needs_rebuild() {
        Some(Reason::Missing) => {
            tracing::info!("building the search index from the database");
            search::rebuild(app, |_| {}).await?;
            None
        }
        Some(Reason::Unreachable(why)) => return Err(Error::Unavailable(format!("search: {why}"))),
        Some(reason) => Some(reason.to_string()),
        None => {
            let held = app.search.last_event().await?;
            let (wanted, last) = (events::last_indexed(&app.db).await?, events::last_number(&app.db).await?);
            if held > last {
                Some(format!("the search index holds event {held}, which this database doesn't have"))
            } else if held < wanted {
                Some(format!("the search index holds event {held}, the database {wanted}"))
            } else {
                incomplete(app).await?
            }
        }
    };
    if let Some(reason) = behind {
        tracing::warn!("{reason}; building it from the database");
        let count = search::rebuild(app, |_| {}).await?;
        tracing::info!(suppliers = count, "search index built");
    } else if !app.search.has_synonyms() {
        search::bring_up_to_date(app, &Stale::default(), 0).await?;
    }
    Ok(())
}

/// An index that holds others than there are, although nothing waits to be indexed: someone wiped it.
async fn incomplete(app: &App) -> Result<Option<String>> {
    let stored =
        async || Ok::<_, Error>([organizations::count(&app.db).await?, sharing::count(&app.db).await?]);
    let there = stored().await?;
    if deliveries::waits(&app.db, Reaction::Index).await? {
        return Ok(None);
    }
    for (item, stored_of_it) in Item::ALL.into_iter().zip(there) {
        let criteria = Criteria { item, ..Criteria::default() };
        let held = app.search.search(Question { criteria, ..Question::default() }).await?.total as u64;
        // Nobody was added meanwhile.
        if held != stored_of_it && stored().await? == there {
            let item = item.code();
            return Ok(Some(format!("the search index holds {held} of {stored_of_it} {item}s")));
        }
    }
    Ok(None)
}

/// One look: returns how many deliveries were dealt with.
async fn round(app: &App) -> Result<usize> {
    // All there is so far ends in the index: it has one writer on this host.
    let wrote = app.wrote_index();
    if !app.writes_index().await? {
        return Ok(0);
    }
    // Taken over from a process that has ended, or come back from somewhere: what was left is looked at first.
    if !wrote {
        deliveries::free(&app.db, &Reaction::INDEXING).await?;
    }
    if !wrote || app.search.keep_up().await || app.search.needs_rebuild().is_some() {
        make_whole(app).await?;
    }
    while events::number(&app.db).await? > 0 {}
    let claimed = deliveries::claim(&app.db, app.clock.now(), CLAIM, &Reaction::INDEXING).await?;
    if claimed.is_empty() {
        return Ok(0);
    }
    app.follow_reference().await?;
    let (index, others): (Vec<Claimed>, Vec<Claimed>) =
        claimed.into_iter().partition(|c| c.reaction == Reaction::Index);
    let dealt = others.len() + index.len();
    if !index.is_empty() {
        let mut stale = Stale::default();
        index.iter().for_each(|claimed| stale.extend(claimed.event.stale()));
        let number = index.iter().map(|c| c.number).max().unwrap_or(0);
        settle(app, &index, search::bring_up_to_date(app, &stale, number).await).await?;
    }
    // However many ask for it, it is built once.
    let (rebuilds, others): (Vec<Claimed>, Vec<Claimed>) =
        others.into_iter().partition(|c| c.reaction == Reaction::Reindex);
    if !rebuilds.is_empty() {
        settle(app, &rebuilds, search::rebuild(app, |_| {}).await.map(|_| ())).await?;
    }
    for one in others {
        let outcome = match (one.reaction, &one.event) {
            (Reaction::TurnDay, Event::DayTurned { day }) => turn_day(app, *day, one.number).await,
            (
                Reaction::TurnDay
                | Reaction::Reindex
                | Reaction::Index
                | Reaction::Tell
                | Reaction::Letter
                | Reaction::Due
                | Reaction::Import
                | Reaction::Match
                | Reaction::Tidy,
                _,
            ) => Ok(()),
        };
        settle(app, std::slice::from_ref(&one), outcome).await?;
    }
    Ok(dealt)
}

async fn settle(app: &App, claimed: &[Claimed], outcome: Result<()>) -> Result<()> {
    match outcome {
        Ok(()) => deliveries::done(&app.db, &claimed.iter().map(|c| c.id).collect::<Vec<_>>()).await,
        // Nothing is wrong with what was to be done.
        Err(error @ Error::Unavailable(_)) => {
            deliveries::put_back(&app.db, claimed).await?;
            Err(error)
        }
        Err(error) => {
            tracing::error!(%error, reaction = claimed[0].reaction.name(), "a delivery failed");
            for one in claimed {
                deliveries::failed(&app.db, app.clock.now(), one, &error).await?;
            }
            Ok(())
        }
    }
}

/// What ended with the day before leaves the search, and a part of what is shared is indexed as of today; then the next day is waited for. The rest of what a day brings
/// (`days`) doesn't hold up who indexes.
async fn turn_day(app: &App, day: NaiveDate, number: i64) -> Result<()> {
    let mut changed = lapsed_between(app, day - chrono::Days::new(1), day).await?;
    changed.resources.extend(search::renewed_on(app, day).await?);
    search::bring_up_to_date(app, &changed, number).await?;
    let tx = db::begin(&app.db).await?;
    let next = Event::DayTurned { day: day + chrono::Days::new(1) };
    record(&tx, app.clock.now(), &Actor::System, &next).await?;
    Ok(tx.commit().await?)
}
