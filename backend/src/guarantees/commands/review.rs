//! What moderators decide of a guarantee, and what its date brings.

use chrono::{DateTime, Days, NaiveDate, Utc};
use schema::guarantees::{State, guarantee};
use schema::values::WebUrl;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::holder::told;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{What, record_of};
use crate::error::{Error, Message, Result};
use crate::guarantees::queries::{self, Guarantee};
use crate::guarantees::rules::{self, Decision, REMINDERS, Standing};
use crate::networks::{self, CaseKind};
use crate::organizations;
use crate::products::day;
use crate::rights::{self, Operation};

/// Reminders recorded in one transaction.
const TOGETHER: usize = 200;

/// What a moderator found.
#[derive(Clone, Debug)]
pub struct Review {
    pub decision: Decision,
    /// What was checked, in words: public.
    pub note: String,
    /// Why, for a refusal or a suspension: told to its holder.
    pub reason: String,
    /// As the document or the register has them; as declared where empty.
    pub reference: String,
    pub valid_from: String,
    pub valid_until: String,
    /// Where the register says so.
    pub register_link: String,
}

/// Decides what a guarantee is worth.
///
/// Errors: `Invalid`; `Forbidden` outside one's networks, for one's own organisation, and for an appeal against one's own
/// decision; `NotFound`.
pub async fn review_guarantee(app: &App, actor: &Actor, id: Uuid, asked: &Review) -> Result<Guarantee> {
    let tx = db::begin(&app.db).await?;
    let after = decide(&tx, app, actor, id, asked, app.clock.now()).await?;
    tx.commit().await?;
    app.wake.notify_one();
    app.wake_letters.notify_one();
    Ok(after)
}

/// Refuses documents for one reason, all of them or none. `cases` are what waits; they are taken back together.
///
/// Errors: `Invalid` at `reason`, at `cases` where there is none, or where one was decided meanwhile; `Forbidden`;
/// `NotFound`.
pub async fn refuse_evidence(app: &App, actor: &Actor, cases: &[Uuid], reason: &str) -> Result<()> {
    rights::check(actor, Operation::ReadCases)?;
    if cases.is_empty() || cases.len() > networks::MOST {
        return Err(Error::invalid("cases", Message::new("invalid-choice-missing")));
    }
    let found = networks::cases_by_ids(app, actor, cases).await?;
    let asked = Review {
        decision: Decision::Refused,
        note: String::new(),
        reason: reason.to_owned(),
        reference: String::new(),
        valid_from: String::new(),
        valid_until: String::new(),
        register_link: String::new(),
    };
    let tx = db::begin(&app.db).await?;
    // What is decided at the same moment was decided in one act.
    let now = app.clock.now();
    for (case, _) in found {
        let evidence = case.subject.filter(|_| case.kind == CaseKind::Evidence.code());
        decide(&tx, app, actor, evidence.ok_or(Error::NotFound)?, &asked, now).await?;
    }
    tx.commit().await?;
    app.wake.notify_one();
    app.wake_letters.notify_one();
    Ok(())
}

async fn decide(
    tx: &DatabaseTransaction,
    app: &App,
    actor: &Actor,
    id: Uuid,
    asked: &Review,
    now: DateTime<Utc>,
) -> Result<Guarantee> {
    let before = queries::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    let organization = organizations::by_id(tx, before.organization).await?;
    let reference = app.reference.get();
    let hold = networks::hold(tx, &reference, actor, &organization).await?;
    rights::check_in(actor, Operation::ReviewGuarantee, hold)?;
    let today = app.clock.today();
    let note = organizations::text(&asked.note, networks::NOTE).map_err(|m| Error::invalid("note", m))?;
    let reason =
        organizations::text(&asked.reason, networks::NOTE).map_err(|m| Error::invalid("reason", m))?;
    let number = organizations::line(&asked.reference, 100).map_err(|m| Error::invalid("reference", m))?;
    let first = day(&asked.valid_from).map_err(|m| Error::invalid("validFrom", m))?;
    let last = day(&asked.valid_until).map_err(|m| Error::invalid("validUntil", m))?;
    let link = match asked.register_link.trim() {
        "" => None,
        url => Some(
            WebUrl::parse(url)
                .map_err(|error| Error::invalid("registerLink", organizations::said(error)))?
                .to_string(),
        ),
    };
    if asked.decision.needs_reason() && reason.is_empty() {
        return Err(Error::invalid("reason", Message::new("invalid-reason-missing")));
    }
    if asked.decision == Decision::EvidenceChecked && note.is_empty() {
        return Err(Error::invalid("note", Message::new("invalid-checked-missing")));
    }
    if asked.decision == Decision::RegisterChecked && link.is_none() {
        return Err(Error::invalid("registerLink", Message::new("invalid-register-link-missing")));
    }
    let by = networks::moderated_by(tx, actor).await?;
    let by = by.first().map(|network| network.name.clone());
    let scheme = reference.scheme(&before.scheme).ok_or(Error::NotFound)?;
    let appeal = networks::open_case_of(tx, CaseKind::Appeal, id).await?;
    if appeal.is_some() && queries::is_decided_by(tx, &before, &actor.name()).await? {
        return Err(Error::Forbidden(Message::new("refused-own-decision")));
    }
    let Some(mut state) = rules::decided(&before, scheme, asked.decision, appeal.is_some()) else {
        let stands = rules::possible(&before, scheme, appeal.is_some()).contains(&Decision::Upheld);
        let key = if stands { "invalid-decision-appealed" } else { "invalid-decision" };
        return Err(Error::invalid("decision", Message::new(key)));
    };
    if asked.decision == Decision::Restored {
        let stood = super::second_look::stood_before(tx, &before).await?.unwrap_or(state);
        let documents = organizations::files_of(tx, id).await?.len();
        state = rules::with_documents(&before, stood, documents);
    }
    let mut after = before.clone();
    after.state = state;
    // What is upheld stands since it was decided: a period proved in between still counts.
    if asked.decision != Decision::Upheld {
        after.updated_at = now;
    }
    after.reason = Some(reason.clone()).filter(|_| asked.decision.needs_reason());
    if matches!(asked.decision, Decision::EvidenceChecked | Decision::RegisterChecked) {
        // It is proved since whatever barred it.
        after.barred = false;
        after.reference = number.or(after.reference);
        after.valid_from = first.or(after.valid_from);
        let known = after.valid_until.filter(|_| !rules::end_is_supposed(&before, scheme));
        after.valid_until = match last.or(known) {
            None if first.is_none() && before.valid_until.is_some() => before.valid_until,
            None => rules::usual_end(scheme, after.valid_from.unwrap_or(today)),
            last => last,
        };
        if after.valid_until.is_some_and(|last| after.valid_from.is_some_and(|first| last < first)) {
            return Err(Error::invalid("validUntil", Message::new("invalid-period")));
        }
    }
    match asked.decision {
        Decision::EvidenceChecked => {
            after.evidence_checked_on = Some(today);
            after.evidence_checked_by = by.clone();
            after.evidence_note = Some(note);
        }
        Decision::RegisterChecked => {
            after.register_checked_on = Some(today);
            after.register_link = link.or(after.register_link);
        }
        Decision::Refused | Decision::Suspended | Decision::Restored | Decision::Upheld => {}
    }
    let decided = guarantee::Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(guarantee::Column::Id.eq(id))
        // Its holder may have withdrawn it meanwhile, or another moderator decided.
        .filter(guarantee::Column::State.eq(before.state))
        .exec(tx)
        .await?;
    if decided.rows_affected == 0 {
        return Err(Error::invalid("decision", Message::new("invalid-decision")));
    }
    let what = What::GuaranteeReviewed { guarantee: id, before: told(&before), after: told(&after), by };
    record_of(tx, now, actor, before.organization, what).await?;
    let accepted = !asked.decision.needs_reason();
    let evidence = networks::open_case_of(tx, CaseKind::Evidence, id).await?;
    for case in evidence.iter().chain(&appeal) {
        networks::close_case(tx, actor, case, now, accepted, after.reason.clone()).await?;
    }
    // What waited for its decision when it was refused waits for it again.
    if asked.decision == Decision::Restored && state == State::UnderReview && evidence.is_none() {
        networks::reopen_last(tx, app, actor, CaseKind::Evidence, id).await?;
    }
    Ok(after)
}

/// Reminds the holders of what ends 60, 30 or 7 days after this day, or with it; each once.
pub async fn remind(app: &App, today: NaiveDate) -> Result<()> {
    for days in REMINDERS {
        let Some(last) = today.checked_add_days(Days::new(days.unsigned_abs())) else { continue };
        let ending = guarantee::Entity::find()
            .filter(guarantee::Column::ValidUntil.eq(last))
            .filter(guarantee::Column::State.is_not_in([State::Refused, State::Suspended, State::Withdrawn]));
        let mut due = Vec::new();
        for one in ending.all(&app.db).await? {
            let next = queries::last_of(&app.db, one.organization, &one.scheme).await?;
            let goes_on = next.is_some_and(|next| {
                next.id != one.id
                    && !matches!(rules::standing(&next, today), Standing::Refused | Standing::Withdrawn)
            });
            if !goes_on {
                due.push(one);
            }
        }
        // Most end with the year: not a transaction for each.
        for chunk in due.chunks(TOGETHER) {
            let tx = db::begin(&app.db).await?;
            for one in chunk {
                let what = What::GuaranteeEnds { guarantee: one.id, days };
                record_of(&tx, app.clock.now(), &Actor::System, one.organization, what).await?;
            }
            tx.commit().await?;
        }
    }
    app.wake_letters.notify_one();
    Ok(())
}
