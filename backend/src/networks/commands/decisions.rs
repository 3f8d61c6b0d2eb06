//! Claims and reports decided, one or many at once, and decided again.

use chrono::{DateTime, Utc};
use schema::networks::case;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::cases::{close_case, kind_of, record_case};
use crate::accounts;
use crate::actor::Actor;
use crate::app::{App, DECIDED};
use crate::base::db;
use crate::base::events::What;
use crate::error::{Error, FieldError, Message, Result};
use crate::networks::queries::{self, Case};
use crate::networks::rules::{CaseKind, MOST, NOTE, REOPEN};
use crate::organizations;
use crate::rights::{self, Operation, Role};

/// The owners of a page whom whoever accepts a claim to it knows of.
#[derive(Clone, Debug)]
pub enum Owners {
    /// Those of when it was claimed.
    Then,
    These(Vec<Uuid>),
    /// Whoever they are.
    Any,
}

/// Decides claims or reports, all of them or none; guarantees have their own way. A refusal says why; a claim is accepted by
/// someone who knows whose page it is.
///
/// Errors: `Invalid` at `reason`, at `cases` where there is none or one is decided already; `Stale` where someone owns a
/// claimed page meanwhile; `Forbidden`; `NotFound`.
pub async fn decide_cases(
    app: &App,
    actor: &Actor,
    ids: &[Uuid],
    accepted: bool,
    reason: &str,
    owners: &Owners,
) -> Result<()> {
    rights::check(actor, Operation::ReadCases)?;
    if ids.is_empty() || ids.len() > MOST {
        return Err(Error::invalid("cases", Message::new("invalid-choice-missing")));
    }
    let found = queries::cases_by_ids(app, actor, ids).await?;
    for (_, hold) in &found {
        rights::check_in(actor, Operation::DecideCase, *hold)?;
    }
    let reason = organizations::text(reason, NOTE).map_err(|message| Error::invalid("reason", message))?;
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    if !accepted && reason.is_none() {
        return Err(Error::invalid("reason", Message::new("invalid-reason-missing")));
    }
    let tx = db::begin(&app.db).await?;
    let now = app.clock.now();
    if accepted {
        owned_as_known(&tx, found.iter().map(|(case, _)| case), owners).await?;
    }
    for (case, _) in found {
        let kind = CaseKind::of(&case).ok_or(Error::NotFound)?;
        if !kind.is_of_page() {
            return Err(Error::invalid("case", Message::new("invalid-case-of-guarantee")));
        }
        close_case(&tx, actor, &case, now, accepted, reason.clone()).await?;
        if let (CaseKind::Claim, true, Some(claimer), Some(claimed)) =
            (kind, accepted, case.opened_by, case.organization)
        {
            organizations::add_member(&tx, app, actor, claimed, claimer, Role::Owner).await?;
        }
        for decided in DECIDED {
            decided(&tx, &case, Some(accepted)).await?;
        }
    }
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

/// Holds the pages that are claimed, and looks who owns them by now.
async fn owned_as_known(
    tx: &impl ConnectionTrait,
    cases: impl Iterator<Item = &Case>,
    owners: &Owners,
) -> Result<()> {
    let claims: Vec<(&Case, Uuid)> = cases
        .filter(|case| CaseKind::of(case) == Some(CaseKind::Claim))
        .filter_map(|case| Some((case, case.organization?)))
        .collect();
    let mut pages: Vec<Uuid> = claims.iter().map(|(_, page)| *page).collect();
    pages.sort_unstable();
    pages.dedup();
    if pages.len() < claims.len() {
        return Err(Error::invalid("cases", Message::new("invalid-claims-rival")));
    }
    organizations::lock_all(tx, &pages).await?;
    for (claim, page) in claims {
        let is_known = |account: &Uuid, since: DateTime<Utc>| match owners {
            Owners::Then => since <= claim.opened_at,
            Owners::These(known) => known.contains(account),
            Owners::Any => true,
        };
        let members = organizations::members(tx, page).await?;
        let new = members.iter().filter(|(id, role, since)| *role == Role::Owner && !is_known(id, *since));
        let new: Vec<Uuid> = new.map(|(id, ..)| *id).collect();
        if !new.is_empty() {
            let names = accounts::names(tx, &new).await?;
            let who: Vec<&str> = names.values().map(String::as_str).collect();
            let about = organizations::by_id(tx, page).await?.name;
            let message =
                Message::new("invalid-claim-owned").with("who", who.join(", ")).with("about", about);
            return Err(Error::Stale(vec![FieldError { path: "case".to_owned(), message }]));
        }
    }
    Ok(())
}

fn late() -> Error {
    Error::invalid("case", Message::new("invalid-case-reopen"))
}

/// What one decided and may take back. Errors: `Invalid` after a day, or where it isn't decided; `Forbidden` where someone
/// else decided; `NotFound`.
pub async fn own_decision(app: &App, actor: &Actor, id: Uuid) -> Result<Case> {
    let (found, _) = queries::case_for(app, actor, id, Operation::ReopenCase).await?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    if found.decided_by.is_some_and(|who| who != person.account) {
        return Err(Error::Forbidden(Message::new("refused-case-of-other")));
    }
    match found.decided_at.is_some_and(|at| at + REOPEN > app.clock.now()) {
        true => Ok(found),
        false => Err(late()),
    }
}

/// All that was decided in the same act as this. Errors: `Invalid` where it was taken back already.
pub async fn same_act(tx: &impl ConnectionTrait, first: &Case) -> Result<Vec<Case>> {
    let these = case::Entity::find()
        .filter(case::Column::DecidedBy.eq(first.decided_by))
        .filter(case::Column::DecidedAt.eq(first.decided_at))
        .filter(case::Column::Kind.eq(&first.kind))
        .filter(case::Column::State.is_in(["accepted", "refused"]))
        .order_by_asc(case::Column::Id)
        .all(tx)
        .await?;
    if these.is_empty() { Err(late()) } else { Ok(these) }
}

/// Takes a decision back, with all that were made in the same act: they wait again, and who became an owner by it is none
/// any more. `partly`: but for those of which the same was asked again meanwhile.
///
/// Errors: `Invalid` after a day, where it isn't decided, or where the same waits again, which is named; `Forbidden` where
/// someone else decided; `NotFound`.
pub async fn reopen_cases(app: &App, actor: &Actor, id: Uuid, partly: bool) -> Result<usize> {
    let first = own_decision(app, actor, id).await?;
    let kind = CaseKind::of(&first).ok_or(Error::NotFound)?;
    if !kind.is_of_page() {
        return Err(Error::invalid("case", Message::new("invalid-case-of-guarantee")));
    }
    let tx = db::begin(&app.db).await?;
    let (mut these, mut stay) = (Vec::new(), Vec::new());
    for one in same_act(&tx, &first).await? {
        if is_asked_again(&tx, &one).await? { stay.push(one) } else { these.push(one) }
    }
    if !stay.is_empty() && (!partly || these.is_empty()) {
        let alone = these.is_empty() && stay.len() == 1;
        return Err(Error::Invalid(said_to_stay(&tx, &stay, alone).await?));
    }
    for one in &these {
        wait_again(&tx, one.id).await?;
        if let (CaseKind::Claim, "accepted", Some(claimer), Some(claimed)) =
            (kind, one.state.as_str(), one.opened_by, one.organization)
        {
            organizations::take_out(&tx, app, actor, claimed, claimer).await?;
        }
        for decided in DECIDED {
            decided(&tx, one, None).await?;
        }
        tell_reopened(&tx, app, actor, one).await?;
    }
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(these.len())
}

/// Whether the same was asked anew since it was decided: only one of them waits.
async fn is_asked_again(tx: &impl ConnectionTrait, one: &Case) -> Result<bool> {
    let open =
        case::Entity::find().filter(case::Column::Kind.eq(&one.kind)).filter(case::Column::State.eq("open"));
    let same = match (CaseKind::of(one), one.organization, one.opened_by, one.subject) {
        (Some(CaseKind::Claim), Some(organization), Some(claimer), _) => open
            .filter(case::Column::Organization.eq(organization))
            .filter(case::Column::OpenedBy.eq(claimer)),
        (_, _, _, Some(subject)) => open.filter(case::Column::Subject.eq(subject)),
        _ => return Ok(false),
    };
    Ok(same.one(tx).await?.is_some())
}

/// Why these stay as they were decided; named, unless nothing else was decided with it.
async fn said_to_stay(tx: &impl ConnectionTrait, stay: &[Case], alone: bool) -> Result<Vec<FieldError>> {
    let about: Vec<Uuid> = stay.iter().filter_map(|one| one.organization).collect();
    let about = organizations::any_by_ids(tx, &about).await?;
    let said = |one: &Case| {
        let name = one.organization.and_then(|id| about.get(&id)).map_or("", |found| found.name.as_str());
        let why = Message::new("invalid-case-asked-again");
        let message = match alone {
            true => why,
            false => Message::new("invalid-case-stays").with("about", name).with_sentence("why", why),
        };
        FieldError { path: "case".to_owned(), message }
    };
    Ok(stay.iter().map(said).collect())
}

async fn wait_again(tx: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    case::Entity::update_many()
        .col_expr(case::Column::State, Expr::value("open"))
        .col_expr(case::Column::Outcome, Expr::value(Option::<String>::None))
        .col_expr(case::Column::Reason, Expr::value(Option::<String>::None))
        .col_expr(case::Column::DecidedAt, Expr::value(Option::<DateTime<Utc>>::None))
        .col_expr(case::Column::DecidedBy, Expr::value(Option::<Uuid>::None))
        .filter(case::Column::Id.eq(id))
        .exec(tx)
        .await
        .map_err(|error| match Error::from(error) {
            Error::Conflict(_) => Error::invalid("case", Message::new("invalid-case-asked-again")),
            other => other,
        })?;
    Ok(())
}

async fn tell_reopened(tx: &impl ConnectionTrait, app: &App, actor: &Actor, one: &Case) -> Result<()> {
    let what = What::CaseReopened { case: one.id, of: kind_of(one) };
    record_case(tx, app.clock.now(), actor, one, what).await
}

/// What was decided or withdrawn last of one thing waits again. Call it in the transaction that says why.
pub async fn reopen_last(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    kind: CaseKind,
    subject: Uuid,
) -> Result<()> {
    let last = case::Entity::find()
        .filter(case::Column::Kind.eq(kind.code()))
        .filter(case::Column::Subject.eq(subject))
        .filter(case::Column::State.ne("open"))
        .order_by_desc(case::Column::DecidedAt)
        .one(tx)
        .await?;
    if let Some(last) = last {
        wait_again(tx, last.id).await?;
        tell_reopened(tx, app, actor, &last).await?;
    }
    Ok(())
}

/// What one decided of a thing in one act waits again. Call it in the transaction that takes the decision back.
pub async fn reopen_decided(
    tx: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    subject: Uuid,
    decided_at: DateTime<Utc>,
) -> Result<usize> {
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let these = case::Entity::find()
        .filter(case::Column::Subject.eq(subject))
        .filter(case::Column::DecidedBy.eq(person.account))
        .filter(case::Column::DecidedAt.eq(decided_at))
        .filter(case::Column::State.is_in(["accepted", "refused"]))
        .all(tx)
        .await?;
    for one in &these {
        wait_again(tx, one.id).await?;
        tell_reopened(tx, app, actor, one).await?;
    }
    Ok(these.len())
}
