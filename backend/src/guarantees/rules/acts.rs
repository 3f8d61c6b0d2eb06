//! What may be done with a guarantee, and what it is afterwards.

use chrono::{Months, NaiveDate};
use schema::guarantees::State;
use sea_orm::Iterable;

use super::Standing;
use crate::guarantees::queries::Guarantee;
use crate::reference::Scheme;

/// Days before its last one on which its holder is reminded.
pub const REMINDERS: [i64; 4] = [60, 30, 7, 0];

/// As words and the journal name it.
pub fn state_code(state: State) -> &'static str {
    match state {
        State::Declared => "declared",
        State::UnderReview => "under-review",
        State::EvidenceChecked => "evidence-checked",
        State::RegisterChecked => "register-checked",
        State::Refused => "refused",
        State::Suspended => "suspended",
        State::Withdrawn => "withdrawn",
    }
}

/// The other way round.
pub fn state_named(code: &str) -> Option<State> {
    State::iter().find(|state| state_code(*state) == code)
}

/// What a moderator says after a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum Decision {
    /// The document was seen, and says so.
    EvidenceChecked,
    /// The public register confirms it.
    RegisterChecked,
    /// The document doesn't say so. Needs a reason.
    Refused,
    /// It no longer counts until someone decides again. Needs a reason.
    Suspended,
    /// An appeal was right: it is as it was before.
    Restored,
    /// An appeal was not: it stays refused or suspended. Needs a reason.
    Upheld,
}

impl Decision {
    pub const ALL: [Decision; 6] = [
        Decision::EvidenceChecked,
        Decision::RegisterChecked,
        Decision::Refused,
        Decision::Suspended,
        Decision::Restored,
        Decision::Upheld,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Decision::EvidenceChecked => "evidence_checked",
            Decision::RegisterChecked => "register_checked",
            Decision::Refused => "refused",
            Decision::Suspended => "suspended",
            Decision::Restored => "restored",
            Decision::Upheld => "upheld",
        }
    }

    pub fn named(code: &str) -> Option<Decision> {
        Self::ALL.into_iter().find(|decision| decision.code() == code)
    }

    pub fn needs_reason(self) -> bool {
        matches!(self, Decision::Refused | Decision::Suspended | Decision::Upheld)
    }
}

/// The state a decision leads to; none where it can't be taken: nothing withdrawn is decided, a scheme without register
/// is confirmed by none, what was refused or suspended comes back through an appeal, or stays what it is.
pub fn decided(guarantee: &Guarantee, scheme: &Scheme, decision: Decision, appealed: bool) -> Option<State> {
    let looked_at = matches!(
        guarantee.state,
        State::Declared | State::UnderReview | State::EvidenceChecked | State::RegisterChecked
    );
    let out = matches!(guarantee.state, State::Refused | State::Suspended);
    match decision {
        Decision::EvidenceChecked if guarantee.state == State::UnderReview || (out && appealed) => {
            Some(State::EvidenceChecked)
        }
        Decision::RegisterChecked if scheme.register != "no" && (looked_at || (out && appealed)) => {
            Some(State::RegisterChecked)
        }
        Decision::Refused if guarantee.state == State::UnderReview => Some(State::Refused),
        Decision::Suspended if looked_at => Some(State::Suspended),
        Decision::Restored if out && appealed => Some(before(guarantee)),
        Decision::Upheld if out && appealed => Some(guarantee.state),
        _ => None,
    }
}

/// What may be decided of it as it stands.
pub fn possible(guarantee: &Guarantee, scheme: &Scheme, appealed: bool) -> Vec<Decision> {
    let leads = |decision: &Decision| decided(guarantee, scheme, *decision, appealed).is_some();
    Decision::ALL.into_iter().filter(leads).collect()
}

/// What had been reached before it was refused or suspended.
fn before(guarantee: &Guarantee) -> State {
    match (guarantee.register_checked_on, guarantee.evidence_checked_on) {
        (Some(_), _) => State::RegisterChecked,
        (None, Some(_)) => State::EvidenceChecked,
        (None, None) => State::Declared,
    }
}

/// Whether its holder may send a document for it: only where someone will look at it.
pub fn takes_evidence(standing: Standing, state: State, appealed: bool) -> bool {
    match standing {
        Standing::InForce | Standing::UnderReview | Standing::ToCome | Standing::Barred => {
            matches!(state, State::Declared | State::UnderReview)
        }
        Standing::Refused | Standing::Suspended => appealed,
        Standing::Expired | Standing::Withdrawn => false,
    }
}

/// Whether what was checked of it rests on a document that was sent that day: it counts, or may again once an appeal is
/// right.
pub fn rests_on(held: &Guarantee, standing: Standing, sent: NaiveDate) -> bool {
    let over = matches!(standing, Standing::Expired | Standing::Withdrawn);
    !over && held.evidence_checked_on.is_some_and(|day| sent <= day)
}

/// What it comes back to, with the documents there are: none of those that nobody can look at any more.
pub fn with_documents(held: &Guarantee, state: State, documents: usize) -> State {
    match state {
        State::UnderReview if documents == 0 => State::Declared,
        State::EvidenceChecked if held.evidence_checked_on.is_none() => State::Declared,
        other => other,
    }
}

/// Whether it may be declared anew: it lapsed or was withdrawn. What was refused or suspended comes back through an
/// appeal alone.
pub fn may_be_declared_again(standing: Standing) -> bool {
    matches!(standing, Standing::Expired | Standing::Withdrawn)
}

/// The last day of what begins on a day, as long as its scheme holds.
pub fn usual_end(scheme: &Scheme, first: NaiveDate) -> Option<NaiveDate> {
    let months = u32::try_from(scheme.holds_months?).ok()?;
    first.checked_add_months(Months::new(months))?.pred_opt()
}

/// Whether its last day is only what is usual, counted from the day someone spoke of it: nobody said any day.
pub fn end_is_supposed(guarantee: &Guarantee, scheme: &Scheme) -> bool {
    let spoken = [Some(guarantee.declared_on), guarantee.evidence_checked_on, guarantee.register_checked_on];
    guarantee.valid_from.is_none()
        && guarantee.valid_until.is_some()
        && spoken.into_iter().flatten().any(|day| usual_end(scheme, day) == guarantee.valid_until)
}
