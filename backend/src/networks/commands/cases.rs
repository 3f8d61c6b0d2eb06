use chrono::{DateTime, Utc};
use schema::networks::case;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, TryIntoModel,
};
use uuid::Uuid;

use crate::actor::Actor;
use crate::app::App;
use crate::base::events::{Event, PageEvent, What, record, record_of};
use crate::base::{db, throttle};
use crate::error::{Error, Message, Result};
use crate::networks::queries::{self, Case};
use crate::networks::rules::{CaseKind, HELD, NOTE};
use crate::organizations::{self, Organization, Typed};
use crate::rights::{self, Hold, Operation};

const CLAIMS: throttle::Limit =
    throttle::Limit { most: 20, within: std::time::Duration::from_secs(24 * 60 * 60) };

/// Something for moderators to look at.
pub struct NewCase {
    pub kind: CaseKind,
    pub organization: Uuid,
    /// What it is about, beside the organisation.
    pub subject: Option<Uuid>,
    pub note: String,
}

/// Puts something into the queue. Call it in the transaction of what it is about.
///
/// Errors: `Conflict` where the same waits there already.
pub async fn open_case(tx: &impl ConnectionTrait, app: &App, actor: &Actor, new: NewCase) -> Result<Uuid> {
    let row = case::ActiveModel {
        organization: Set(Some(new.organization)),
        subject: Set(new.subject),
        ..opened(app, actor, new.kind, new.note)
    };
    add(tx, app, actor, row).await
}

/// A case that nobody has looked at, about nothing yet.
pub(super) fn opened(app: &App, actor: &Actor, kind: CaseKind, note: String) -> case::ActiveModel {
    case::ActiveModel {
        id: Set(Uuid::now_v7()),
        kind: Set(kind.stored().0.to_owned()),
        organization: Set(None),
        subject: Set(None),
        opened_by: Set(actor.person().map(|person| person.account)),
        note: Set(note),
        state: Set("open".to_owned()),
        opened_at: Set(app.clock.now()),
        held_by: Set(None),
        held_until: Set(None),
        decided_at: Set(None),
        decided_by: Set(None),
        outcome: Set(None),
        reason: Set(None),
        page: Set(None),
        network: Set(None),
        topic: Set(kind.stored().1.map(str::to_owned)),
        email: Set(None),
        language: Set(None),
    }
}

pub(super) async fn add(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    row: case::ActiveModel,
) -> Result<Uuid> {
    let new = row.clone().try_into_model()?;
    case::Entity::insert(row).exec_without_returning(tx).await?;
    let what = What::CaseOpened { case: new.id, of: kind_of(&new) };
    record_case(tx, app.clock.now(), actor, &new, what).await?;
    Ok(new.id)
}

/// The kind of a case, as the journal names it.
pub(super) fn kind_of(case: &Case) -> String {
    CaseKind::of(case).map_or(case.kind.clone(), |kind| kind.code().to_owned())
}

/// Records what happened to a case, in the journal of the organisation it is about if there is one.
pub(super) async fn record_case(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    of: &Case,
    what: What,
) -> Result<()> {
    match of.organization {
        Some(organization) => record_of(tx, now, actor, organization, what).await?,
        None => {
            // What was searched for is nobody's business in twenty years.
            let page = of.page.as_deref().and_then(|page| page.split('?').next()).unwrap_or_default();
            let event = Event::Page(PageEvent { page: page.to_owned(), what });
            record(tx, now, actor, &event).await?
        }
    };
    Ok(())
}

pub(super) fn note(typed: &str) -> Result<String> {
    let note = organizations::text(typed, NOTE).map_err(|message| Error::invalid("note", message))?;
    match note.is_empty() {
        true => Err(Error::invalid("note", Message::new("invalid-note-missing"))),
        false => Ok(note),
    }
}

/// Says that a page is one's organisation's; its network's moderators decide, the address on record is told.
///
/// Errors: `Invalid` at `note`, or where one belongs to it or has asked already; `RateLimited`; `NotFound`.
pub async fn claim(app: &App, actor: &Actor, organization: Uuid, typed: &str) -> Result<Uuid> {
    rights::check(actor, Operation::ClaimOrganization)?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let (_, role) = organizations::held(&app.db, actor, organization).await?;
    if role.is_some() {
        return Err(Error::invalid("organization", Message::new("invalid-own-already")));
    }
    let note = note(typed)?;
    let key = throttle::key("claims", &person.account.to_string());
    throttle::count(&app.db, app.clock.now(), &key, CLAIMS).await?;
    let tx = db::begin(&app.db).await?;
    let new = NewCase { kind: CaseKind::Claim, organization, subject: None, note };
    let id = open_case(&tx, app, actor, new).await.map_err(|error| match error {
        Error::Conflict(_) => Error::invalid("organization", Message::new("invalid-claimed-already")),
        other => other,
    })?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(id)
}

/// Nobody else works on it for half an hour.
///
/// Errors: `Invalid` where someone else does; `Forbidden` while an appeal against one's own decision is open.
pub async fn hold_case(app: &App, actor: &Actor, id: Uuid) -> Result<DateTime<Utc>> {
    let (found, _) = queries::case_by_id(app, actor, id).await?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    if queries::decided_it(&app.db, actor, &found).await? {
        return Err(Error::Forbidden(Message::new("refused-own-decision")));
    }
    let now = app.clock.now();
    let until = now + HELD;
    let taken = case::Entity::update_many()
        .col_expr(case::Column::HeldBy, Expr::value(person.account))
        .col_expr(case::Column::HeldUntil, Expr::value(until))
        .filter(case::Column::Id.eq(found.id))
        .filter(free(person.account, now))
        .exec(&app.db)
        .await?;
    if taken.rows_affected == 0 {
        return Err(Error::invalid("case", Message::new("invalid-case-held")));
    }
    Ok(until)
}

/// Hands a case back that one took up: others may look at it at once.
///
/// Errors: `Invalid` where one doesn't hold it.
pub async fn release_case(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    let (found, _) = queries::case_for(app, actor, id, Operation::ReleaseCase).await?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let released = case::Entity::update_many()
        .col_expr(case::Column::HeldBy, Expr::value(Option::<Uuid>::None))
        .col_expr(case::Column::HeldUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .filter(case::Column::Id.eq(found.id))
        .filter(case::Column::State.eq("open"))
        .filter(case::Column::HeldBy.eq(person.account))
        .filter(case::Column::HeldUntil.gt(app.clock.now()))
        .exec(&app.db)
        .await?;
    match released.rows_affected {
        0 => Err(Error::invalid("case", Message::new("invalid-case-not-held"))),
        _ => Ok(()),
    }
}

/// Open, and nobody else looks at it.
fn free(account: Uuid, now: DateTime<Utc>) -> Condition {
    let held = Condition::any()
        .add(case::Column::HeldBy.is_null())
        .add(case::Column::HeldBy.eq(account))
        .add(case::Column::HeldUntil.lte(now));
    Condition::all().add(case::Column::State.eq("open")).add(held)
}

/// Says what came of a case. Call it in the transaction of what follows from it.
///
/// Errors: `Invalid` where it is decided already, or someone else looks at it.
pub async fn close_case(
    tx: &impl ConnectionTrait,
    actor: &Actor,
    found: &Case,
    now: DateTime<Utc>,
    accepted: bool,
    reason: Option<String>,
) -> Result<()> {
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    if found.opened_by == Some(person.account) {
        return Err(Error::Forbidden(Message::new("refused-own-case")));
    }
    let outcome = if accepted { "accepted" } else { "refused" };
    let closed = case::Entity::update_many()
        .col_expr(case::Column::State, Expr::value(outcome))
        .col_expr(case::Column::Outcome, Expr::value(outcome))
        .col_expr(case::Column::Reason, Expr::value(reason.clone()))
        .col_expr(case::Column::DecidedAt, Expr::value(now))
        .col_expr(case::Column::DecidedBy, Expr::value(person.account))
        .filter(case::Column::Id.eq(found.id))
        .filter(free(person.account, now))
        .exec(tx)
        .await?;
    if closed.rows_affected == 0 {
        return Err(Error::invalid("case", Message::new("invalid-case-closed")));
    }
    let what = What::CaseDecided { case: found.id, of: kind_of(found), outcome: outcome.to_owned(), reason };
    record_case(tx, now, actor, found, what).await
}

/// Corrects what an organisation's page says, as a moderator of a network it stands under. `version` is the one that was
/// read; imports no longer write over it.
///
/// Errors: `Invalid`; `Stale`; `Forbidden`; `NotFound`.
pub async fn correct(
    app: &App,
    actor: &Actor,
    id: Uuid,
    version: i32,
    typed: &Typed,
) -> Result<Organization> {
    let tx = db::begin(&app.db).await?;
    let before = organizations::by_id(&tx, id).await?;
    let network = queries::moderated_over(&tx, &app.reference.get(), actor, &before).await?;
    let role = organizations::role_of(&tx, actor, id).await?;
    let hold = Hold { role, moderates: network.is_some() };
    rights::check_in(actor, Operation::CorrectOrganization, hold)?;
    if !organizations::absorbed_into(&tx, &[id]).await?.is_empty() {
        return Err(Error::invalid("organization", Message::new("invalid-merged-away")));
    }
    let network = network.ok_or(Error::NotFound)?.name;
    let after = organizations::correct_over(&tx, app, actor, before, version, typed, network).await?;
    tx.commit().await?;
    app.wake.notify_one();
    app.wake_letters.notify_one();
    Ok(after)
}

/// What was asked for no longer stands; `why` is the name of the reason, for whoever took it up. Call it in the transaction
/// that says so.
pub async fn withdraw_case(
    tx: &impl ConnectionTrait,
    app: &App,
    kind: CaseKind,
    subject: Uuid,
    why: &str,
) -> Result<()> {
    case::Entity::update_many()
        .col_expr(case::Column::State, Expr::value("withdrawn"))
        .col_expr(case::Column::Reason, Expr::value(why))
        .col_expr(case::Column::DecidedAt, Expr::value(app.clock.now()))
        .filter(case::Column::Kind.eq(kind.code()))
        .filter(case::Column::Subject.eq(subject))
        .filter(case::Column::State.eq("open"))
        .exec(tx)
        .await?;
    Ok(())
}
