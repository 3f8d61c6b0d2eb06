//! What is new or changed meets the alerts that watch for it.

mod letters;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::panic::AssertUnwindSafe;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use self::letters::letter;
use super::commands::{self, Known, watched_by};
use super::queries::{self, Alert, Found};
use super::rules::{Item, Kind, Offered, Pace, Watched, due_at, keys_held, matches};
use crate::accounts;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::deliveries::Claimed;
use crate::base::events::{Event, OrganizationEvent, What};
use crate::base::search::{Few, Synonyms};
use crate::error::{Error, Result};
use crate::organizations;
use crate::{search, sharing};

/// Items looked at together.
const BATCH: usize = 100;

/// Finds whom to tell of what an event made new. Done again, it finds the same and tells nobody twice.
pub async fn look_out(app: &App, due: &Claimed) -> Result<()> {
    if let Event::ReferenceEdited(_) | Event::ReferenceLoaded { .. } = &due.event {
        app.follow_reference().await?;
        return commands::renew_keys(app).await;
    }
    let (kind, ids) = match &due.event {
        Event::Organization(OrganizationEvent {
            what: What::ResourceSaved { resource, .. } | What::ResourceRestored { resource },
            ..
        }) => (Kind::Resources, vec![*resource]),
        other => (Kind::Suppliers, other.stale().suppliers.into_iter().collect()),
    };
    if !queries::are_any(&app.db, kind).await? {
        return Ok(());
    }
    app.follow_reference().await?;
    for chunk in ids.chunks(BATCH) {
        if kind == Kind::Resources {
            for id in chunk {
                commands::follow_request(app, *id).await?;
            }
        }
        let items = read(app, kind, chunk).await?;
        let (found, alerts) = find(app, due, items).await?;
        if !found.is_empty() {
            keep(app, due, found, &alerts).await?;
        }
    }
    Ok(())
}

async fn read(app: &App, kind: Kind, ids: &[Uuid]) -> Result<Vec<Item>> {
    match kind {
        Kind::Suppliers => {
            let (found, _) = search::documents(app, ids).await?;
            Ok(found.into_iter().map(|document| Item::Supplier(Box::new(document))).collect())
        }
        Kind::Resources => {
            let today = app.clock.today();
            let found = sharing::by_ids(&app.db, &Actor::Anonymous, ids).await?;
            let owners: Vec<Uuid> = found.iter().map(|one| one.organization).collect();
            let owners = organizations::any_by_ids(&app.db, &owners).await?;
            let reference = app.reference.get();
            let holds = found.into_iter().filter(|one| one.valid_until.is_none_or(|day| day >= today));
            let item = |resource: sharing::Resource| {
                let owner = owners.get(&resource.organization).map_or("", |owner| owner.name.as_str());
                Ok(Item::Resource(Box::new(Offered::new(resource, owner, &reference, today)?)))
            };
            holds.map(item).collect()
        }
    }
}

type Alerts = HashMap<Uuid, Alert>;

/// What these items are to whom, with the alerts that were asked.
async fn find(app: &App, due: &Claimed, items: Vec<Item>) -> Result<(Vec<Found>, Alerts)> {
    let keyed = tokio::task::spawn_blocking(move || {
        items.into_iter().map(|item| (keys_held(&item), item)).collect::<Vec<_>>()
    });
    let items: Vec<(BTreeSet<String>, Item)> = keyed.await.map_err(Error::internal)?;
    let keys: BTreeSet<String> = match items.as_slice() {
        [(keys, _)] => keys.clone(),
        several => several.iter().flat_map(|(keys, _)| keys.iter().cloned()).collect(),
    };
    let by_key = queries::by_keys(&app.db, &keys).await?;
    if by_key.is_empty() {
        return Ok(Default::default());
    }
    let asked: BTreeSet<Uuid> = by_key.values().flatten().copied().collect();
    let mut alerts = queries::by_ids(&app.db, &asked).await?;
    // What was there before an alert isn't told.
    alerts.retain(|_, alert| alert.created_at <= due.at);
    let known = Known::of(app, alerts.values()).await?;
    let (one, now, of) = (app.clone(), app.clock.now(), due.of);
    let looking = tokio::task::spawn_blocking(move || {
        let met = ask(&one, &known, &items, &by_key, &alerts);
        let (found, owners) = one_each(met, &alerts, now, of);
        (found, owners, alerts)
    });
    let (found, owners, alerts) = looking.await.map_err(Error::internal)?;
    Ok((without_members(app, found, &owners).await?, alerts))
}

/// What one alert answers. One that can't be asked, whatever is wrong with it, means nothing, and others are asked.
fn answer_of(alert: Uuid, ask: impl FnOnce() -> Result<bool>) -> bool {
    match std::panic::catch_unwind(AssertUnwindSafe(ask)) {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            tracing::error!(%error, %alert, "an alert couldn't be asked");
            false
        }
        Err(_) => {
            tracing::error!(%alert, "an alert couldn't be asked");
            false
        }
    }
}

/// The alerts that mean an item, item by item.
fn ask(
    app: &App,
    known: &Known,
    items: &[(BTreeSet<String>, Item)],
    by_key: &HashMap<String, Vec<Uuid>>,
    alerts: &Alerts,
) -> Vec<(Uuid, Uuid, Uuid)> {
    let reference = app.reference.get();
    let synonyms = Synonyms::parse(&reference.synonyms);
    let mut read: HashMap<Uuid, Option<Watched>> = HashMap::new();
    let mut met = Vec::new();
    // Made for the first alert that asks for words, and asked once for all items.
    let few: OnceCell<Few> = OnceCell::new();
    let answering: RefCell<HashMap<String, HashSet<Uuid>>> = RefCell::default();
    for (keys, item) in items {
        let candidates = keys.iter().filter_map(|key| by_key.get(key)).flatten();
        let candidates: BTreeSet<Uuid> = candidates.copied().collect();
        let answers = |text: &str| {
            let mut answering = answering.borrow_mut();
            if let Some(known) = answering.get(text) {
                return Ok(known.contains(&item.document().id));
            }
            if few.get().is_none() {
                let made = Few::of(items.iter().map(|(_, item)| item.document()))?;
                few.set(made).ok();
            }
            let found = few.get().map_or_else(|| Ok(HashSet::new()), |few| few.answering(&synonyms, text))?;
            Ok(answering.entry(text.to_owned()).or_insert(found).contains(&item.document().id))
        };
        for id in candidates {
            let Some(alert) = alerts.get(&id) else { continue };
            let means = answer_of(id, || {
                let watched = read.entry(id).or_insert_with(|| watched_by(app, known, alert));
                let Some(watched) = watched else { return Ok(false) };
                matches(watched, item, &reference, &synonyms, answers)
            });
            if means {
                met.push((item.document().id, item.organization(), id));
            }
        }
    }
    met
}

type Owners = HashMap<Uuid, Uuid>;

/// Of the alerts of one person that mean an item, the one that tells it soonest. With whose each item is.
fn one_each(
    met: Vec<(Uuid, Uuid, Uuid)>,
    alerts: &Alerts,
    now: DateTime<Utc>,
    event: Uuid,
) -> (Vec<Found>, Owners) {
    let owners = met.iter().map(|(item, owner, _)| (*item, *owner)).collect();
    let soonest = |alert: &Alert| (Pace::named(&alert.pace), alert.created_at, alert.id);
    let mut best: BTreeMap<(Uuid, Uuid), &Alert> = BTreeMap::new();
    for (item, _, id) in met {
        let Some(alert) = alerts.get(&id) else { continue };
        let held = best.entry((alert.account, item)).or_insert(alert);
        if soonest(alert) < soonest(held) {
            *held = alert;
        }
    }
    let found = best.into_iter().map(|((account, item), alert)| Found {
        account,
        item,
        alert: alert.id,
        matched_at: now,
        told_at: None,
        event: Some(event),
        told_by: None,
    });
    (found.collect(), owners)
}

/// Nobody is told of their own organisation, nor of what it offers.
async fn without_members(app: &App, mut found: Vec<Found>, owners: &Owners) -> Result<Vec<Found>> {
    let all: HashSet<Uuid> = owners.values().copied().collect();
    let members = organizations::members_of_all(&app.db, &Vec::from_iter(all)).await?;
    found.retain(|row| !owners.get(&row.item).is_some_and(|owner| members.contains(&(*owner, row.account))));
    Ok(found)
}

/// Keeps what is new of this, with the letters that tell it: whatever becomes of the rest of the event.
async fn keep(app: &App, due: &Claimed, found: Vec<Found>, alerts: &Alerts) -> Result<()> {
    let readers: BTreeSet<Uuid> = found.iter().map(|row| row.account).collect();
    let readers = Vec::from_iter(readers);
    let zones = accounts::time_zones(&app.db, &readers).await?;
    let digests = queries::digests_of(&app.db, &readers).await?;
    let tx = db::begin(&app.db).await?;
    let mut letters: BTreeMap<(DateTime<Utc>, Uuid), Pace> = BTreeMap::new();
    for row in commands::keep_found(&tx, found).await? {
        let zone = zones.get(&row.account).copied().unwrap_or(chrono_tz::Europe::Paris);
        let Some(alert) = alerts.get(&row.alert) else { continue };
        let digest = digests.get(&row.account).copied().unwrap_or_default();
        let when = due_at(alert, &digest, row.matched_at, zone).zip(Pace::named(&alert.pace));
        if let Some((at, pace)) = when {
            let soonest = letters.entry((at, row.account)).or_insert(pace);
            *soonest = pace.min(*soonest);
        }
    }
    commands::add_letters(&tx, app.clock.now(), due.of, letters).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}
