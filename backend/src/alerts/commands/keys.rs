use std::collections::BTreeSet;
use std::sync::Arc;

use schema::alerts::alert;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::reading::{Known, keys_of, watched_by};
use super::set_keys;
use crate::alerts::queries::{self, Alert};
use crate::alerts::rules::{self, Pace};
use crate::app::App;
use crate::base::db;
use crate::base::search::Synonyms;
use crate::error::{Error, Result};

/// Alerts read at a time when all get their keys anew.
const BATCH: u64 = 500;

/// Gives every alert the keys it needs today: what says the same may have changed.
pub async fn renew_keys(app: &App) -> Result<()> {
    let mut last = Uuid::nil();
    let reference = app.reference.get();
    let synonyms = Arc::new(Synonyms::parse(&reference.synonyms));
    loop {
        let alerts = queries::after(&app.db, last, BATCH).await?;
        let Some((end, _)) = alerts.last() else { return Ok(()) };
        last = end.id;
        let known = Known::of(app, alerts.iter().map(|(alert, _)| alert)).await?;
        let (one, own) = (app.clone(), alerts);
        let (reference, synonyms) = (reference.clone(), synonyms.clone());
        let needed = tokio::task::spawn_blocking(move || {
            let keys = |(alert, held): (Alert, BTreeSet<String>)| {
                let paused = alert.pace == Pace::Paused.code();
                let watched = if paused { None } else { watched_by(&one, &known, &alert) };
                let keys = watched.map(|watched| rules::keys_needed(&watched, &reference, &synonyms));
                let keys: BTreeSet<String> = keys.unwrap_or_default().into_iter().collect();
                (keys != held).then_some((alert, keys))
            };
            own.into_iter().filter_map(keys).collect::<Vec<_>>()
        });
        let needed = needed.await.map_err(Error::internal)?;
        if needed.is_empty() {
            continue;
        }
        let tx = db::begin(&app.db).await?;
        for (alert, keys) in needed {
            // Whoever saved it meanwhile gave it its keys.
            let now = alert::Entity::find_by_id(alert.id).one(&tx).await?;
            if now.is_some_and(|now| now == alert) {
                set_keys(&tx, alert.id, keys.into_iter().collect()).await?;
            }
        }
        tx.commit().await?;
    }
}

/// Alerts on a request get their keys anew: it may be elsewhere now, or look for something else.
pub async fn follow_request(app: &App, request: Uuid) -> Result<()> {
    let held = queries::by_keys(&app.db, &[rules::key_of_request(request)].into()).await?;
    let ids: BTreeSet<Uuid> = held.into_values().flatten().collect();
    if ids.is_empty() {
        return Ok(());
    }
    let known = Known::of(app, queries::by_ids(&app.db, &ids).await?.values()).await?;
    let tx = db::begin(&app.db).await?;
    let alerts = queries::by_ids(&tx, &ids).await?;
    for alert in alerts.values().filter(|alert| alert.pace != Pace::Paused.code()) {
        let watched = watched_by(app, &known, alert);
        let keys = watched.map(|watched| keys_of(app, &watched)).unwrap_or_default();
        set_keys(&tx, alert.id, keys).await?;
    }
    Ok(tx.commit().await?)
}
