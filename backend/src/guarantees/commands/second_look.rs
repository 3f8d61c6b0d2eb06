//! What was decided of a guarantee, looked at again.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use schema::guarantees::{State, guarantee};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::holder::told;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{Reviewed, What, record_of};
use crate::error::{Error, FieldError, Message, Result};
use crate::guarantees::queries::{self, Guarantee};
use crate::guarantees::rules;
use crate::networks::{self, CaseKind};
use crate::organizations;
use crate::rights::{self, Operation};

fn state_in(told: &Value) -> Option<State> {
    rules::state_named(told["state"].as_str()?)
}

/// What it was when it was refused or suspended, as the journal has it.
pub(super) async fn stood_before(db: &impl ConnectionTrait, held: &Guarantee) -> Result<Option<State>> {
    let reviews = queries::reviews_of(db, held).await?;
    let states = reviews.iter().filter_map(|review| state_in(&review.before));
    Ok(states.into_iter().find(|state| !matches!(state, State::Refused | State::Suspended)))
}

/// What the journal keeps of a guarantee that a decision may change.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Before {
    reference: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
    evidence_checked_on: Option<NaiveDate>,
    evidence_checked_by: Option<String>,
    evidence_note: Option<String>,
    register_checked_on: Option<NaiveDate>,
    register_link: Option<String>,
    reason: Option<String>,
}

/// Takes one's own decision of a guarantee back within a day, with all that were made in the same act: each is as before,
/// and what waited for the decision waits again. `case` is what was decided; `partly`: but for those that can't be taken
/// back any more.
///
/// Errors: `Invalid` after a day, or where something else came of one of them since, which is named; `Forbidden` where
/// someone else decided; `NotFound`.
pub async fn take_back_review(app: &App, actor: &Actor, case: Uuid, partly: bool) -> Result<usize> {
    let first = networks::own_decision(app, actor, case).await?;
    let tx = db::begin(&app.db).await?;
    let act = networks::same_act(&tx, &first).await?;
    let (mut last, mut stay) = (Vec::new(), Vec::new());
    for one in act {
        let held = queries::by_id(&tx, one.subject.ok_or(Error::NotFound)?).await?.ok_or(Error::NotFound)?;
        match last_in(&tx, actor, &held, one.decided_at).await? {
            Ok(review) => last.push((held, review, one.decided_at)),
            Err(why) => stay.push((held, why)),
        }
    }
    if !stay.is_empty() && (!partly || last.is_empty()) {
        let alone = last.is_empty() && stay.len() == 1;
        return Err(Error::Invalid(said_to_stay(&tx, app, stay, alone).await?));
    }
    let mut reopened = 0;
    for (held, review, decided) in last {
        reopened += take_back(&tx, app, actor, held, review, decided.ok_or(Error::NotFound)?).await?.1;
    }
    tx.commit().await?;
    app.wake.notify_one();
    app.wake_letters.notify_one();
    Ok(reopened)
}

/// What one decided of a guarantee at a moment, where it can be taken back; why not, where it can't.
async fn last_in(
    tx: &DatabaseTransaction,
    actor: &Actor,
    held: &Guarantee,
    decided: Option<DateTime<Utc>>,
) -> Result<std::result::Result<Reviewed, Message>> {
    let in_one_act = |last: &Reviewed| {
        decided.is_some_and(|decided| Duration::abs(&(last.at - decided)) < Duration::seconds(1))
    };
    let Some(last) = own_last(tx, actor, held).await?.filter(in_one_act) else {
        return Ok(Err(Message::new("invalid-review-since")));
    };
    let appealed = networks::open_case_of(tx, CaseKind::Appeal, held.id).await?.is_some();
    if appealed && !state_in(&last.before).is_some_and(lifts) {
        return Ok(Err(Message::new("invalid-review-appealed")));
    }
    Ok(Ok(last))
}

/// Why each of these stays as it was decided; named, unless nothing else was decided with it.
async fn said_to_stay(
    tx: &DatabaseTransaction,
    app: &App,
    stay: Vec<(Guarantee, Message)>,
    alone: bool,
) -> Result<Vec<FieldError>> {
    let reference = app.reference.get();
    let holders: Vec<Uuid> = stay.iter().map(|(held, _)| held.organization).collect();
    let holders = organizations::any_by_ids(tx, &holders).await?;
    let said = |(held, why): (Guarantee, Message)| {
        let holder = holders.get(&held.organization).map_or("", |one| one.name.as_str());
        let scheme = reference.scheme(&held.scheme).map_or("", |scheme| scheme.name_fr.as_str());
        let message = match alone {
            true => why,
            false => Message::new("invalid-case-stays")
                .with("about", format!("{holder}, {scheme}"))
                .with_sentence("why", why),
        };
        FieldError { path: "case".to_owned(), message }
    };
    Ok(stay.into_iter().map(said).collect())
}

/// What one decided last of a guarantee, where it stands as it was decided.
async fn own_last(db: &impl ConnectionTrait, actor: &Actor, held: &Guarantee) -> Result<Option<Reviewed>> {
    let last = queries::reviews_of(db, held).await?.into_iter().next();
    let unchanged = |after: &Value| {
        let mut now = told(held);
        // A merge gives it another place among its renewals.
        now["renewal"] = after["renewal"].clone();
        now == *after
    };
    Ok(last.filter(|last| last.actor == actor.name() && unchanged(&last.after)))
}

/// Whether one decided it within a day, and nothing came of it since: what `take_back_decision` takes back.
pub async fn may_take_back(app: &App, actor: &Actor, held: &Guarantee) -> Result<bool> {
    let last = own_last(&app.db, actor, held).await?;
    let Some(last) = last.filter(|last| last.at + networks::REOPEN > app.clock.now()) else {
        return Ok(false);
    };
    let appealed = networks::open_case_of(&app.db, CaseKind::Appeal, held.id).await?.is_some();
    Ok(!appealed || state_in(&last.before).is_some_and(lifts))
}

/// Whether an appeal has nothing left to ask for: someone else decides of all else, once it was made.
fn lifts(before: State) -> bool {
    matches!(before, State::Declared | State::EvidenceChecked | State::RegisterChecked)
}

/// The same for what was decided of a guarantee whether or not anything waited.
///
/// Errors: `Invalid` after a day, or where something else came of it since or someone else decided; `Forbidden`;
/// `NotFound`.
pub async fn take_back_decision(app: &App, actor: &Actor, id: Uuid) -> Result<Guarantee> {
    let tx = db::begin(&app.db).await?;
    let held = queries::by_id(&tx, id).await?.ok_or(Error::NotFound)?;
    let organization = organizations::by_id(&tx, held.organization).await?;
    let hold = networks::hold(&tx, &app.reference.get(), actor, &organization).await?;
    rights::check_in(actor, Operation::TakeBackReview, hold)?;
    let wrong = |key| Error::invalid("decision", Message::new(key));
    let last = own_last(&tx, actor, &held).await?.ok_or_else(|| wrong("invalid-review-since"))?;
    if last.at + networks::REOPEN <= app.clock.now() {
        return Err(wrong("invalid-case-reopen"));
    }
    let decided = last.at;
    let (after, _) = take_back(&tx, app, actor, held, last, decided).await?;
    tx.commit().await?;
    app.wake.notify_one();
    app.wake_letters.notify_one();
    Ok(after)
}

/// A guarantee as it was before what was decided last, and how many cases wait again. An appeal against it is granted
/// by that; while one is open, nothing else is taken back.
async fn take_back(
    tx: &DatabaseTransaction,
    app: &App,
    actor: &Actor,
    held: Guarantee,
    last: Reviewed,
    decided: DateTime<Utc>,
) -> Result<(Guarantee, usize)> {
    let (id, now) = (held.id, app.clock.now());
    let wrong = |key| Error::invalid("case", Message::new(key));
    let state = state_in(&last.before).ok_or_else(|| wrong("invalid-review-since"))?;
    let appeal = networks::open_case_of(tx, CaseKind::Appeal, id).await?;
    if appeal.is_some() && !lifts(state) {
        return Err(wrong("invalid-review-appealed"));
    }
    let before: Before = serde_json::from_value(last.before).map_err(Error::internal)?;
    let documents = organizations::files_of(tx, id).await?.len();
    let left = if state == State::UnderReview && documents == 0 { State::Declared } else { state };
    let after = Guarantee {
        state: left,
        reference: before.reference,
        valid_from: before.valid_from,
        valid_until: before.valid_until,
        evidence_checked_on: before.evidence_checked_on,
        evidence_checked_by: before.evidence_checked_by,
        evidence_note: before.evidence_note,
        register_checked_on: before.register_checked_on,
        register_link: before.register_link,
        reason: before.reason,
        updated_at: if state == held.state { held.updated_at } else { now },
        ..held.clone()
    };
    let back = guarantee::Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(guarantee::Column::Id.eq(id))
        .filter(guarantee::Column::State.eq(held.state))
        .exec(tx)
        .await?;
    if back.rows_affected == 0 {
        return Err(wrong("invalid-review-since"));
    }
    let by = networks::moderated_by(tx, actor).await?.into_iter().next().map(|network| network.name);
    let what = What::ReviewTakenBack { guarantee: id, before: told(&held), after: told(&after), by };
    record_of(tx, now, actor, held.organization, what).await?;
    if let Some(appeal) = &appeal {
        networks::close_case(tx, actor, appeal, now, true, None).await?;
    }
    // What waited because of that decision is refused again with it.
    if matches!(left, State::Refused | State::Suspended)
        && let Some(evidence) = networks::open_case_of(tx, CaseKind::Evidence, id).await?
    {
        networks::close_case(tx, actor, &evidence, now, false, after.reason.clone()).await?;
    }
    let reopened = networks::reopen_decided(tx, app, actor, id, decided).await?;
    if left != state {
        networks::withdraw_case(tx, app, CaseKind::Evidence, id, "closed-evidence-removed").await?;
    }
    Ok((after, reopened))
}
