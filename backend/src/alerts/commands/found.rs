use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use schema::alerts::found;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter,
};
use uuid::Uuid;

use super::digest;
use crate::alerts::queries::{self, Alert, Found};
use crate::alerts::rules::{self, Digest, Due, Pace};
use crate::app::App;
use crate::base::db;
use crate::base::deliveries;
use crate::base::events::{Reaction, add_deliveries};
use crate::error::Result;
use crate::{organizations, sharing};

/// Rows written in one statement.
const ROWS: usize = 1_000;
/// Items looked at together.
const ITEMS: u64 = 500;
/// People looked at together.
const PEOPLE: u64 = 500;
/// By then a letter has taken what an alert found that tells every day, or every week.
const DAY: Duration = Duration::hours(26);
const WEEK: Duration = Duration::days(8);

/// Keeps what was found; of what was found before for the same person, nothing. Returns what is new.
pub async fn keep_found(tx: &impl ConnectionTrait, rows: Vec<Found>) -> Result<Vec<Found>> {
    let once = OnConflict::columns([found::Column::Account, found::Column::Item]).do_nothing().to_owned();
    let mut new = Vec::new();
    for chunk in rows.chunks(ROWS) {
        let rows = chunk.iter().map(|row| found::ActiveModel {
            account: Set(row.account),
            item: Set(row.item),
            alert: Set(row.alert),
            matched_at: Set(row.matched_at),
            told_at: Set(None),
            event: Set(row.event),
            told_by: Set(None),
        });
        new.extend(found::Entity::insert_many(rows).on_conflict(once.clone()).exec_with_returning(tx).await?);
    }
    Ok(new)
}

/// Letters of an event, by moment and reader; where one waits for that moment, it tells this too.
pub async fn add_letters(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    event: Uuid,
    letters: BTreeMap<(DateTime<Utc>, Uuid), Pace>,
) -> Result<()> {
    let mut by_moment: BTreeMap<DateTime<Utc>, BTreeSet<String>> = BTreeMap::new();
    for ((at, account), pace) in letters {
        by_moment.entry(at).or_default().insert(rules::recipient(account, pace, at));
    }
    for (at, mut to) in by_moment {
        // One whose time has come may have looked already.
        if at > now {
            for recipient in deliveries::waiting_at(tx, Reaction::Letter, at, &to).await? {
                to.remove(&recipient);
            }
        }
        let to: Vec<_> = to.into_iter().map(|recipient| (Reaction::Letter, at, recipient)).collect();
        for chunk in to.chunks(ROWS) {
            add_deliveries(tx, event, chunk.to_vec()).await?;
        }
    }
    Ok(())
}

/// A letter takes all that is due to its reader and that no other has taken.
pub async fn take(
    db: &DatabaseConnection,
    account: Uuid,
    letter: Uuid,
    alerts: impl Iterator<Item = &Alert>,
    digest: &Digest,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<()> {
    let due = |alert: &Alert| {
        let of = Condition::all().add(found::Column::Alert.eq(alert.id));
        match rules::due_by(alert, digest, now, zone) {
            Due::All => Some(of),
            Due::Before(moment) => Some(of.add(found::Column::MatchedAt.lt(moment))),
            Due::Nothing => None,
        }
    };
    let due: Vec<Condition> = alerts.filter_map(due).collect();
    if due.is_empty() {
        return Ok(());
    }
    found::Entity::update_many()
        .col_expr(found::Column::ToldBy, Expr::value(letter))
        .filter(queries::untold(account, None))
        .filter(due.into_iter().fold(Condition::any(), Condition::add))
        .exec(db)
        .await?;
    Ok(())
}

/// A letter leaves what it took of these alerts: they were paused, or are gone.
pub async fn leave(db: &DatabaseConnection, account: Uuid, letter: Uuid, alerts: &[Uuid]) -> Result<()> {
    found::Entity::update_many()
        .col_expr(found::Column::ToldBy, Expr::value(None::<Uuid>))
        .filter(queries::untold(account, Some(letter)))
        .filter(found::Column::Alert.is_in(alerts.iter().copied()))
        .exec(db)
        .await?;
    Ok(())
}

/// What can't be seen any more isn't told; should it come back, it is found again.
pub async fn drop_found(db: &DatabaseConnection, account: Uuid, letter: Uuid, items: &[Uuid]) -> Result<()> {
    found::Entity::delete_many()
        .filter(queries::untold(account, Some(letter)))
        .filter(found::Column::Item.is_in(items.iter().copied()))
        .exec(db)
        .await?;
    Ok(())
}

/// A letter has left that tells what it took; digests come once a day.
pub async fn mark_told(app: &App, account: Uuid, pace: Pace, letter: Uuid) -> Result<()> {
    let now = app.clock.now();
    found::Entity::update_many()
        .col_expr(found::Column::ToldAt, Expr::value(now))
        .filter(queries::untold(account, Some(letter)))
        .exec(&app.db)
        .await?;
    match pace {
        Pace::AtOnce => Ok(()),
        _ => digest::had_letter(app, account, now).await,
    }
}

/// Once a day: what was found of items that are no more. An item that is archived or merged may come back.
pub async fn drop_gone(app: &App) -> Result<()> {
    let mut last = Uuid::nil();
    loop {
        let items = queries::items_after(&app.db, last, ITEMS).await?;
        let Some(end) = items.last() else { return Ok(()) };
        last = *end;
        let suppliers = organizations::any_by_ids(&app.db, &items).await?;
        let resources = sharing::any_by_ids(&app.db, &items).await?;
        let is_gone = |id: &&Uuid| !suppliers.contains_key(*id) && !resources.contains_key(*id);
        let gone: Vec<Uuid> = items.iter().filter(is_gone).copied().collect();
        if !gone.is_empty() {
            found::Entity::delete_many().filter(found::Column::Item.is_in(gone)).exec(&app.db).await?;
        }
    }
}

/// Once a day: what no letter has taken long after it was due is told, whatever went wrong with its own.
pub async fn tell_left(app: &App) -> Result<()> {
    let mut last = Uuid::nil();
    loop {
        let accounts = queries::accounts_after(&app.db, last, PEOPLE).await?;
        let Some(end) = accounts.last() else { return Ok(()) };
        last = *end;
        let now = app.clock.now();
        for (paces, wait) in [(&[Pace::AtOnce, Pace::Daily] as &[Pace], DAY), (&[Pace::Weekly], WEEK)] {
            for account in queries::left_untold(&app.db, &accounts, paces, now - wait).await? {
                let Some(event) = queries::event_of_untold(&app.db, account, None).await? else { continue };
                tracing::warn!(%account, "what alerts found was left untold");
                let to = rules::recipient(account, Pace::Daily, now);
                let tx = db::begin(&app.db).await?;
                add_deliveries(&tx, event, vec![(Reaction::Letter, now, to)]).await?;
                tx.commit().await?;
            }
        }
    }
}
