//! What alerts found, in letters: at once, or together at an hour of one's own, by alert.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::accounts::rules::PREFERENCES_LINK;
use crate::accounts::{self, Purpose, Reader, Told};
use crate::actor::Actor;
use crate::alerts::queries::{self, Alert, Found};
use crate::alerts::rules::{Kind, Pace};
use crate::app::App;
use crate::base::deliveries::Claimed;
use crate::base::mail::Group;
use crate::base::page::Link;
use crate::error::Result;
use crate::search::pages::place_of;
use crate::{organizations, sharing};

/// Items of one alert that a letter names.
const NAMED: usize = 25;

/// With the items that it tells of: they are told once it has left.
pub async fn letter(app: &App, due: &Claimed, account: Uuid, pace: Pace) -> Result<(Told, Vec<Uuid>)> {
    let nothing = (Told::Nothing, Vec::new());
    let Some(to) = accounts::reader_of(app, due, account).await? else { return Ok(nothing) };
    let Some(reader) = accounts::by_id(&app.db, account).await? else { return Ok(nothing) };
    let zone: Tz = reader.time_zone.parse().unwrap_or(chrono_tz::Europe::Paris);
    let untold = queries::untold_of(&app.db, account).await?;
    let digest = queries::digest_of(&app.db, account).await?;
    let due_at = |(row, alert): &Row| digest.due(Pace::named(&alert.pace)?, row.matched_at, zone);
    let now = app.clock.now();
    let told = match pace {
        Pace::AtOnce => untold.into_iter().filter(|row| is_of(row, due, pace)).collect(),
        _ => match moment(&untold, due, pace, due_at) {
            None => return Ok(nothing),
            Some(moment) if now < moment => return Ok((Told::Later(moment), Vec::new())),
            Some(moment) => together(untold, due, pace, due_at, moment),
        },
    };
    if told.is_empty() {
        return Ok(nothing);
    }
    let groups = groups(app, &to, &told).await?;
    let items = told.iter().map(|(row, _)| row.item).collect();
    if groups.is_empty() {
        return Ok((Told::Nothing, items));
    }
    let token =
        accounts::make_link(&app.db, now, account, Purpose::Preferences, PREFERENCES_LINK, None).await?;
    // Of one alert, that one is paused; of several, all.
    let alone = told.iter().all(|(_, alert)| alert.id == told[0].1.id);
    let which = if alone { format!("&alerte={}", told[0].1.id) } else { String::new() };
    let leave = to.address(&format!("/courriels/{token}?type=alerts{which}"));
    Ok((Told::Letter(Box::new(to.found(pace != Pace::AtOnce, groups, leave))), items))
}

type Row = (Found, Alert);

fn is_of((row, alert): &Row, due: &Claimed, pace: Pace) -> bool {
    row.event == Some(due.of) && alert.pace == pace.code()
}

/// The first moment at which something of this event is told.
fn moment(
    untold: &[Row],
    due: &Claimed,
    pace: Pace,
    due_at: impl Fn(&Row) -> Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    untold.iter().filter(|row| is_of(row, due, pace)).filter_map(due_at).min()
}

/// All that is told at a moment, in the letter of the first of it; nothing in the letters of others.
fn together(
    untold: Vec<Row>,
    due: &Claimed,
    pace: Pace,
    due_at: impl Fn(&Row) -> Option<DateTime<Utc>>,
    moment: DateTime<Utc>,
) -> Vec<Row> {
    let digested = |row: &Row| row.1.pace != Pace::AtOnce.code() && due_at(row) == Some(moment);
    let all: Vec<Row> = untold.into_iter().filter(digested).collect();
    match all.first() {
        Some(first) if is_of(first, due, pace) => all,
        _ => Vec::new(),
    }
}

/// By alert, what may still be seen.
async fn groups(app: &App, to: &Reader<'_>, told: &[Row]) -> Result<Vec<Group>> {
    let ids = |kind: Kind| {
        let these = told.iter().filter(move |(_, alert)| alert.kind == kind.code());
        these.map(|(row, _)| row.item).collect::<Vec<Uuid>>()
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
    let mut groups: Vec<(Uuid, Group, usize)> = Vec::new();
    for (row, alert) in told {
        let Some(line) = lines.remove(&row.item) else { continue };
        let place = groups.iter().position(|(id, ..)| *id == alert.id).unwrap_or_else(|| {
            let group = Group { heading: alert.name.clone(), lines: Vec::new(), more: None };
            groups.push((alert.id, group, 0));
            groups.len() - 1
        });
        let (_, group, more) = &mut groups[place];
        match group.lines.len() < NAMED {
            true => group.lines.push(line),
            false => *more += 1,
        }
    }
    let shown = groups.into_iter().map(|(_, mut group, more)| {
        group.more = (more > 0).then(|| to.words.with("letter-alert-more", "count", more));
        group
    });
    Ok(shown.collect())
}
