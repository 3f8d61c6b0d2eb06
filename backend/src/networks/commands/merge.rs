//! Two pages of one organisation become one, and two again.

use chrono::NaiveDate;
use schema::networks::{case, network_member};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::actor::Actor;
use crate::app::{App, MERGES};
use crate::base::db::{self, hand_back, hand_over};
use crate::base::events::{What, record_of};
use crate::error::{Error, Message, Result};
use crate::networks::queries;
use crate::networks::rules::NOTE;
use crate::organizations::{self, Merge, Merging, Organization, UNDO};
use crate::rights::{self, Operation};

/// Both pages, for whoever moderates both and belongs to neither.
pub(super) async fn both(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    pair: Merging,
    operation: Operation,
) -> Result<[Organization; 2]> {
    let mut found = Vec::new();
    for id in [pair.kept, pair.absorbed] {
        let one = organizations::by_id(tx, id).await?;
        let hold = queries::hold(tx, &app.reference.get(), actor, &one).await?;
        rights::check_in(actor, operation, hold)?;
        found.push(one);
    }
    <[Organization; 2]>::try_from(found).map_err(|_| Error::NotFound)
}

/// All that hangs on one page goes to the other, whose blanks it fills; its address leads there. Says why.
///
/// Errors: `Invalid` at `other` for pages that can't be one organisation's, at `reason`; `Forbidden`; `NotFound`.
pub async fn merge(app: &App, actor: &Actor, pair: Merging, reason: &str) -> Result<Uuid> {
    rights::check(actor, Operation::ReadCases)?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let (id, now) = (Uuid::now_v7(), app.clock.now());
    let tx = db::begin(&app.db).await?;
    organizations::lock_both(&tx, pair).await?;
    let [before, gone] = both(&tx, app, actor, pair, Operation::MergeOrganizations).await?;
    let reason = organizations::text(reason, NOTE).map_err(|message| Error::invalid("reason", message))?;
    if reason.is_empty() {
        return Err(Error::invalid("reason", Message::new("invalid-reason-missing")));
    }
    organizations::may_merge(&before, &gone).map_err(|message| Error::invalid("other", message))?;
    if before.archived_at.is_some() || gone.archived_at.is_some() {
        return Err(Error::invalid("other", Message::new("invalid-merge-archived")));
    }
    let network = queries::moderated_by(&tx, actor).await?.first().map(|network| network.id);
    let network = network.ok_or(Error::NotFound)?;
    let mut moved = Map::new();
    for (name, absorb, _) in MERGES {
        moved.insert(name.to_owned(), absorb(&tx, app, pair, network).await?);
    }
    let new = Merge {
        id,
        kept: pair.kept,
        absorbed: pair.absorbed,
        made_by: Some(person.account),
        reason: reason.clone(),
        moved: Value::Object(moved),
        made_at: now,
        undone_at: None,
    };
    organizations::add_merge(&tx, new).await?;
    let after = organizations::by_id(&tx, pair.kept).await?;
    let (before, after) = (organizations::told(&before), organizations::told(&after));
    let what = What::OrganizationMerged { merge: id, absorbed: pair.absorbed, reason, before, after };
    record_of(&tx, now, actor, pair.kept, what).await?;
    let what = What::OrganizationAbsorbed { merge: id, kept: pair.kept };
    record_of(&tx, now, actor, pair.absorbed, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    app.wake_letters.notify_one();
    Ok(id)
}

/// The two pages are as before; what came to the one that stayed since the merge stays with it.
///
/// Errors: `Invalid` after thirty days, or while the page that stayed has gone into another; `Forbidden`; `NotFound`.
pub async fn undo_merge(app: &App, actor: &Actor, id: Uuid) -> Result<Uuid> {
    rights::check(actor, Operation::UndoMerge)?;
    let found = organizations::merge_by_id(&app.db, id).await?.ok_or(Error::NotFound)?;
    let pair = Merging { kept: found.kept, absorbed: found.absorbed };
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    organizations::lock_both(&tx, pair).await?;
    let [kept, _] = both(&tx, app, actor, pair, Operation::MergeOrganizations).await?;
    if found.made_at + UNDO < now {
        return Err(Error::invalid("merge", Message::new("invalid-merge-late")));
    }
    if !organizations::absorbed_into(&tx, &[kept.id]).await?.is_empty() {
        return Err(Error::invalid("merge", Message::new("invalid-merge-later")));
    }
    organizations::end_merge(&tx, id, now).await?;
    for (name, _, give_back) in MERGES.into_iter().rev() {
        give_back(&tx, app, pair, &found.moved[name]).await?;
    }
    for organization in [pair.kept, pair.absorbed] {
        record_of(&tx, now, actor, organization, What::MergeUndone { merge: id }).await?;
    }
    tx.commit().await?;
    app.wake.notify_one();
    app.wake_letters.notify_one();
    Ok(pair.kept)
}

/// Gives what moderators were asked of these things to another page.
pub async fn hand_cases(tx: &impl ConnectionTrait, subjects: &[Uuid], from: Uuid, to: Uuid) -> Result<()> {
    hand_back::<case::Entity>(tx, (case::Column::Subject, case::Column::Organization), subjects, from, to)
        .await
}

#[derive(Serialize, Deserialize)]
struct Moved {
    cases: Vec<Uuid>,
    /// Claims that the same person had made of both pages.
    withdrawn: Vec<Uuid>,
    /// Network, since when, and whether the other page belonged to it already.
    networks: Vec<(Uuid, NaiveDate, bool)>,
}

const CASES: (case::Column, case::Column) = (case::Column::Id, case::Column::Organization);

/// Memberships of networks, and what moderators look at.
pub async fn absorb(tx: &impl ConnectionTrait, app: &App, pair: Merging) -> Result<Value> {
    let (from, to) = (pair.absorbed, pair.kept);
    let claims = |of: Uuid| {
        case::Entity::find()
            .filter(case::Column::Organization.eq(of))
            .filter(case::Column::Kind.eq("claim"))
            .filter(case::Column::State.eq("open"))
    };
    let (mine, theirs) = (claims(from).all(tx).await?, claims(to).all(tx).await?);
    let twice = mine.iter().filter(|one| theirs.iter().any(|other| other.opened_by == one.opened_by));
    let withdrawn: Vec<Uuid> = twice.map(|one| one.id).collect();
    state(tx, &withdrawn, "withdrawn", Some(app.clock.now())).await?;
    let cases = hand_over::<case::Entity>(tx, CASES, from, to).await?;
    let mut networks = Vec::new();
    let belongs = network_member::Entity::find().filter(network_member::Column::Organization.eq(from));
    for row in belongs.all(tx).await? {
        let already = network_member::Entity::find_by_id((row.network, to)).one(tx).await?.is_some();
        add_membership(tx, row.network, to, row.since).await?;
        networks.push((row.network, row.since, already));
    }
    network_member::Entity::delete_many()
        .filter(network_member::Column::Organization.eq(from))
        .exec(tx)
        .await?;
    serde_json::to_value(Moved { cases, withdrawn, networks }).map_err(Error::internal)
}

async fn state(
    tx: &impl ConnectionTrait,
    cases: &[Uuid],
    state: &str,
    at: Option<chrono::DateTime<chrono::Utc>>,
) -> Result<()> {
    case::Entity::update_many()
        .col_expr(case::Column::State, Expr::value(state))
        .col_expr(case::Column::DecidedAt, Expr::value(at))
        .filter(case::Column::Id.is_in(cases.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

async fn add_membership(
    tx: &impl ConnectionTrait,
    network: Uuid,
    organization: Uuid,
    since: NaiveDate,
) -> Result<()> {
    let row = network_member::ActiveModel {
        network: Set(network),
        organization: Set(organization),
        since: Set(since),
    };
    let once = [network_member::Column::Network, network_member::Column::Organization];
    network_member::Entity::insert(row)
        .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub async fn give_back(tx: &impl ConnectionTrait, pair: Merging, moved: &Value) -> Result<()> {
    let (from, to) = (pair.absorbed, pair.kept);
    let moved: Moved = serde_json::from_value(moved.clone()).map_err(Error::internal)?;
    hand_back::<case::Entity>(tx, CASES, &moved.cases, to, from).await?;
    state(tx, &moved.withdrawn, "open", None).await?;
    for (network, since, already) in moved.networks {
        add_membership(tx, network, from, since).await?;
        if !already {
            network_member::Entity::delete_by_id((network, to)).exec(tx).await?;
        }
    }
    Ok(())
}
