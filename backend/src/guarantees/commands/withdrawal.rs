//! A guarantee is withdrawn by its holder, and for a day that can be taken back.

use chrono::{DateTime, Utc};
use schema::guarantees::{State, guarantee};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::holder::{own, told};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{self, What, record_of};
use crate::error::{Error, Message, Result};
use crate::guarantees::queries::{self, Guarantee};
use crate::guarantees::rules;
use crate::networks::{self, CaseKind};
use crate::organizations;
use crate::rights::Operation;

fn wrong(key: &'static str) -> Error {
    Error::invalid("guarantee", Message::new(key))
}

/// Takes a guarantee back. Errors: `Invalid` where it is out already; `Forbidden`; `NotFound`.
pub async fn withdraw_guarantee(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    let tx = db::begin(&app.db).await?;
    let (held, organization) = own(&tx, actor, Operation::WithdrawGuarantee, id).await?;
    match held.state {
        State::Withdrawn => return Err(wrong("invalid-withdrawn-already")),
        State::Refused => return Err(wrong("invalid-withdrawal-refused")),
        State::Suspended => return Err(wrong("invalid-withdrawal-suspended")),
        _ => {}
    }
    // What a moderator decides meanwhile isn't written over.
    if !change(&tx, id, held.state, State::Withdrawn).await? {
        return Err(wrong("invalid-guarantee-out"));
    }
    for kind in [CaseKind::Evidence, CaseKind::Appeal] {
        networks::withdraw_case(&tx, app, kind, id, "closed-guarantee-withdrawn").await?;
    }
    let what = What::GuaranteeWithdrawn { guarantee: id, before: told(&held) };
    record_of(&tx, app.clock.now(), actor, organization.id, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    Ok(())
}

/// Its day is left as it is: what was proved or barred before stays so, withdrawn in between or not.
async fn change(tx: &impl ConnectionTrait, id: Uuid, from: State, to: State) -> Result<bool> {
    let changed = guarantee::Entity::update_many()
        .col_expr(guarantee::Column::State, Expr::value(to))
        .filter(guarantee::Column::Id.eq(id))
        .filter(guarantee::Column::State.eq(from))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Takes a withdrawal back within a day: it is what it was, and what waited for moderators waits again.
///
/// Errors: `Invalid` after a day, or where it was declared anew since; `Forbidden`; `NotFound`.
pub async fn restore_guarantee(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    let tx = db::begin(&app.db).await?;
    let (held, organization) = own(&tx, actor, Operation::RestoreGuarantee, id).await?;
    let state = stood(&tx, app.clock.now(), &held).await?.map_err(wrong)?;
    if !change(&tx, id, State::Withdrawn, state).await? {
        return Err(wrong("invalid-guarantee-out"));
    }
    if state == State::UnderReview {
        networks::reopen_last(&tx, app, actor, CaseKind::Evidence, id).await?;
    }
    let after = told(&Guarantee { state, ..held });
    let what = What::GuaranteeRestored { guarantee: id, after };
    record_of(&tx, app.clock.now(), actor, organization.id, what).await?;
    tx.commit().await?;
    app.wake.notify_one();
    app.wake_letters.notify_one();
    Ok(())
}

/// Whether `restore_guarantee` takes a withdrawal back.
pub async fn may_be_restored(app: &App, held: &Guarantee) -> Result<bool> {
    Ok(stood(&app.db, app.clock.now(), held).await?.is_ok())
}

/// What it was when it was withdrawn; why that can't be taken back, where it can't.
async fn stood(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    held: &Guarantee,
) -> Result<std::result::Result<State, &'static str>> {
    if held.state != State::Withdrawn {
        return Ok(Err("invalid-not-withdrawn"));
    }
    let pages = organizations::merged_with(db, held.organization).await?;
    let last = events::withdrawal_of(db, &pages, held.id).await?;
    let stood = last.and_then(|(at, state)| Some((at, rules::state_named(&state)?)));
    let Some((at, state)) = stood.filter(|(at, _)| *at + networks::REOPEN > now) else {
        return Ok(Err("invalid-withdrawal-late"));
    };
    let line = queries::line_of(db, held.organization, &held.scheme).await?;
    let anew = line.iter().any(|one| one.id != held.id && one.created_at > at);
    if anew {
        return Ok(Err("invalid-withdrawal-since"));
    }
    let documents = organizations::files_of(db, held.id).await?.len();
    Ok(Ok(rules::with_documents(held, state, documents)))
}
