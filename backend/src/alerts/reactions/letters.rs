//! What alerts found, in letters: at once, or together at an hour of one's own, by alert.

use std::collections::HashMap;

use chrono::Duration;
use chrono_tz::Tz;
use uuid::Uuid;

use crate::accounts::rules::PREFERENCES_LINK;
use crate::accounts::{self, Purpose, Reader, Told};
use crate::actor::Actor;
use crate::alerts::commands;
use crate::alerts::pages::{proposed, said};
use crate::alerts::queries::{self, Alert};
use crate::alerts::rules::{Digest, Kind, Pace, due_at, pairs_of};
use crate::app::App;
use crate::base::deliveries::Claimed;
use crate::base::mail::Group;
use crate::base::page::{Address, Link};
use crate::base::visit::{Origin, Visit};
use crate::base::words::Words;
use crate::error::Result;
use crate::networks::{self, Network};
use crate::search::pages::place_of;
use crate::{organizations, sharing};

/// Items of one alert that a letter names.
const NAMED: u64 = 25;
/// An import makes many events one after the other: what they bring at once is told together, so far apart.
const APART: Duration = Duration::minutes(10);

/// Tells all that is due to its reader, and that no other letter has taken: it is told once this one has left
/// (`mark_told`). A letter that is written again tells what it took, and what is due since.
pub async fn letter(app: &App, due: &Claimed, account: Uuid, pace: Pace) -> Result<Told> {
    let Some(to) = accounts::reader_of(app, due, account).await? else { return Ok(Told::Nothing) };
    let Some(reader) = accounts::by_id(&app.db, account).await? else { return Ok(Told::Nothing) };
    let zone: Tz = reader.time_zone.parse().unwrap_or(chrono_tz::Europe::Paris);
    let now = app.clock.now();
    if pace == Pace::AtOnce && due.event.suppliers().len() > 1 {
        let last = queries::last_told(&app.db, account).await?;
        if let Some(last) = last.filter(|last| *last <= now && now - *last < APART) {
            return Ok(Told::Later(last + APART));
        }
    }
    let alerts = queries::of_account(&app.db, account).await?.into_iter();
    let alerts: HashMap<Uuid, Alert> =
        alerts.filter(|alert| alert.pace != Pace::Paused.code()).map(|alert| (alert.id, alert)).collect();
    let digest = queries::digest_of(&app.db, account).await?;
    commands::take(&app.db, account, due.id, alerts.values(), &digest, now, zone).await?;
    let taken = queries::untold_by_alert(&app.db, account, Some(due.id)).await?;
    let (mut taken, left): (Vec<_>, Vec<_>) =
        taken.into_iter().partition(|(alert, ..)| alerts.contains_key(alert));
    if !left.is_empty() {
        let left: Vec<Uuid> = left.into_iter().map(|(alert, ..)| alert).collect();
        commands::leave(&app.db, account, due.id, &left).await?;
    }
    if taken.is_empty() {
        return later(app, account, pace, &alerts, &digest, zone).await;
    }
    taken.sort_unstable_by_key(|(alert, _, first)| (*first, *alert));
    let mut told = Vec::with_capacity(taken.len());
    for (id, count, _) in taken {
        let Some(alert) = alerts.get(&id) else { continue };
        let items = queries::first_taken(&app.db, account, due.id, id, NAMED).await?;
        told.push(Taken { alert, items, count: usize::try_from(count).unwrap_or_default() });
    }
    let (groups, gone) = groups(app, &to, &told).await?;
    if !gone.is_empty() {
        commands::drop_found(&app.db, account, due.id, &gone).await?;
    }
    if groups.is_empty() {
        return Ok(Told::Nothing);
    }
    let token =
        accounts::make_link(&app.db, now, account, Purpose::Preferences, PREFERENCES_LINK, None).await?;
    // Of one alert, that one is paused; of several, all.
    let which = match told.as_slice() {
        [one] => format!("&alerte={}", one.alert.id),
        _ => String::new(),
    };
    let leave = to.address(&format!("/courriels/{token}?type=alerts{which}"));
    let together = told.iter().any(|one| one.alert.pace != Pace::AtOnce.code());
    let count = told.iter().map(|one| one.count).sum::<usize>().saturating_sub(gone.len());
    Ok(Told::Letter(Box::new(to.found(together, count, groups, leave))))
}

/// What a letter took of one alert: the first items, and how many there are.
struct Taken<'a> {
    alert: &'a Alert,
    items: Vec<Uuid>,
    count: usize,
}

/// Where nothing is due yet that waits for a morning: its reader has moved, or tells otherwise since.
async fn later(
    app: &App,
    account: Uuid,
    pace: Pace,
    alerts: &HashMap<Uuid, Alert>,
    digest: &Digest,
    zone: Tz,
) -> Result<Told> {
    let now = app.clock.now();
    if pace == Pace::AtOnce {
        return Ok(Told::Nothing);
    }
    let waiting = queries::untold_by_alert(&app.db, account, None).await?.into_iter();
    let moments = waiting.filter_map(|(alert, _, first)| due_at(alerts.get(&alert)?, digest, first, zone));
    Ok(moments.filter(|at| *at > now).min().map_or(Told::Nothing, Told::Later))
}

/// By alert, what may still be seen; and what can't be any more.
async fn groups(app: &App, to: &Reader<'_>, told: &[Taken<'_>]) -> Result<(Vec<Group>, Vec<Uuid>)> {
    let ids = |kind: Kind| {
        let these = told.iter().filter(move |one| one.alert.kind == kind.code());
        these.flat_map(|one| one.items.iter().copied()).collect::<Vec<Uuid>>()
    };
    let reference = app.reference.get();
    let mut lines: HashMap<Uuid, (Link, String)> = HashMap::new();
    for one in organizations::by_ids(&app.db, &Actor::Anonymous, &ids(Kind::Suppliers)).await? {
        let place = place_of(&reference, &one).unwrap_or_default();
        let href = to.address(&format!("/fournisseurs/{}", one.slug));
        lines.insert(one.id, (Link { label: one.name, href }, place));
    }
    let shared = sharing::by_ids(&app.db, &Actor::Anonymous, &ids(Kind::Resources)).await?;
    let owners: Vec<Uuid> = shared.iter().map(|one| one.organization).collect();
    let owners = organizations::by_ids(&app.db, &Actor::Anonymous, &owners).await?;
    for one in shared {
        let owner = owners.iter().find(|owner| owner.id == one.organization);
        let commune = one.commune.as_deref().and_then(|code| reference.territories.get(code));
        let parts = [
            Some(to.words.say(format!("resource-kind-{}", one.kind.replace('_', "-")))),
            sharing::pages::named_price(to.words, &reference, &one),
            owner.map(|owner| owner.name.clone()),
            commune.map(|commune| commune.name.clone()).or(one.city),
        ];
        let said = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let href = to.address(&format!("/mutualisation/{}", one.id));
        lines.insert(one.id, (Link { label: one.name, href }, said));
    }
    let networks = networks::all(&app.db).await?;
    let (mut groups, mut gone) = (Vec::new(), Vec::new());
    for one in told {
        let mut named = Vec::new();
        for item in &one.items {
            match lines.remove(item) {
                Some(line) => named.push(line),
                None => gone.push(*item),
            }
        }
        let more = one.count.saturating_sub(one.items.len());
        if !named.is_empty() || more > 0 {
            let more = (more > 0).then(|| to.words.with("letter-alert-more", "count", more));
            let sought = sought(app, to.words, &networks, one.alert);
            let heading = one.alert.name.clone();
            let automatic = proposed(to.words, &sought) == heading;
            let all = to.words.list(&sought);
            let why = (!sought.is_empty() && all != heading)
                .then(|| to.words.with("letter-alert-why", "sought", all));
            groups.push(Group { heading, automatic, why, lines: named, more });
        }
    }
    Ok((groups, gone))
}

/// What an alert looks for, in words.
fn sought(app: &App, words: Words, networks: &[Network], alert: &Alert) -> Vec<String> {
    let address = Address::new("/");
    let visit = Visit { app: app.clone(), actor: Actor::Anonymous, words, address, from: Origin::default() };
    let kind = Kind::named(&alert.kind);
    kind.map(|kind| said(&visit, networks, kind, &pairs_of(&alert.filter))).unwrap_or_default()
}
