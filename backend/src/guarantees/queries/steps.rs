//! The steps of guarantees, and who sees which of them.

use std::collections::HashMap;

use chrono::NaiveDate;
use schema::guarantees::{State, guarantee};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Guarantee, InLine, decided_in};
use crate::actor::Actor;
use crate::app::App;
use crate::base::clock::day_of;
use crate::base::events::{self, Stepped};
use crate::error::Result;
use crate::guarantees::rules;
use crate::rights::{self, Hold, Operation};
use crate::{networks, organizations};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Did {
    Declared,
    EvidenceSent,
    EvidenceRemoved,
    /// Moderators, or a register, brought it there.
    Decided(State),
    /// An appeal was turned down: it stays so.
    Upheld,
    /// Its holder asked for another look.
    Appealed,
    TakenBack,
    Withdrawn,
    /// Its holder took the withdrawal back.
    Restored,
}

impl Did {
    fn named(one: &Stepped) -> Option<Did> {
        let after = &one.payload["after"];
        Some(match one.kind.as_str() {
            "guarantee_declared" => Did::Declared,
            "evidence_sent" => Did::EvidenceSent,
            "evidence_removed" => Did::EvidenceRemoved,
            "guarantee_reviewed" if events::is_upheld(&one.payload["before"], after) => Did::Upheld,
            "guarantee_reviewed" => Did::Decided(rules::state_named(after["state"].as_str()?)?),
            "review_taken_back" => Did::TakenBack,
            "guarantee_appealed" => Did::Appealed,
            "guarantee_withdrawn" => Did::Withdrawn,
            "guarantee_restored" => Did::Restored,
            _ => return None,
        })
    }

    /// As word files name it.
    pub fn key(self) -> String {
        match self {
            Did::Declared => "event-guarantee_declared".to_owned(),
            Did::EvidenceSent => "event-evidence_sent".to_owned(),
            Did::EvidenceRemoved => "event-evidence_removed".to_owned(),
            Did::Decided(state) => format!("standing-{}", rules::state_code(state)),
            Did::Upheld => "step-upheld".to_owned(),
            Did::Appealed => "step-appealed".to_owned(),
            Did::TakenBack => "event-review_taken_back".to_owned(),
            Did::Withdrawn => "event-guarantee_withdrawn".to_owned(),
            Did::Restored => "event-guarantee_restored".to_owned(),
        }
    }
}

/// Who took a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    Holder,
    /// The list it was read from.
    List(Uuid),
    /// The network they moderate.
    Moderators(Option<String>),
    /// A public register, read by moderators.
    Register,
}

/// One step of a guarantee.
#[derive(Clone, Debug)]
pub struct Step {
    pub on: NaiveDate,
    pub did: Did,
    pub by: By,
    /// The reason, or what was seen.
    pub why: Option<String>,
}

fn declarer(held: &Guarantee) -> By {
    held.declared_source.map_or(By::Holder, By::List)
}

/// All steps of these guarantees, the first one first: what the journal says, and what only the guarantee itself does.
pub async fn steps(db: &impl ConnectionTrait, held: &[Guarantee]) -> Result<HashMap<Uuid, Vec<Step>>> {
    let holders: Vec<Uuid> = held.iter().map(|one| one.organization).collect();
    let pages = organizations::all_merged_with(db, &holders).await?;
    let ids: Vec<Uuid> = held.iter().map(|one| one.id).collect();
    let mut told = events::steps_of(db, &pages, &ids).await?;
    for appeal in networks::appeals_of(db, &ids).await? {
        let Some(subject) = appeal.subject else { continue };
        told.entry(subject).or_default().push(Stepped::appealed(appeal.opened_at, &appeal.note));
    }
    told.values_mut().for_each(|all| all.sort_by_key(|one| one.at));
    Ok(held.iter().map(|one| (one.id, steps_in(one, told.remove(&one.id).unwrap_or_default()))).collect())
}

fn steps_in(held: &Guarantee, told: Vec<Stepped>) -> Vec<Step> {
    let mut steps = Vec::new();
    for one in told {
        let after = &one.payload["after"];
        let Some(did) = Did::named(&one) else { continue };
        let text = |name: &str| after[name].as_str().map(str::to_owned);
        let moderators = || By::Moderators(one.payload["by"].as_str().map(str::to_owned));
        let (by, why) = match did {
            Did::Decided(State::EvidenceChecked) => (moderators(), text("evidenceNote")),
            Did::Decided(State::RegisterChecked) => (moderators(), text("registerLink")),
            Did::Decided(_) | Did::Upheld => (moderators(), text("reason")),
            Did::Appealed => {
                let note = one.payload["note"].as_str().filter(|note| !note.is_empty());
                (By::Holder, note.map(str::to_owned))
            }
            Did::TakenBack => (moderators(), None),
            Did::Declared | Did::EvidenceSent | Did::EvidenceRemoved | Did::Withdrawn | Did::Restored => {
                (By::Holder, None)
            }
        };
        steps.push(Step { on: day_of(one.at), did, by, why });
    }
    let mut known = |did: Did, on: Option<NaiveDate>, by: By, why: &Option<String>| {
        let missing = !steps.iter().any(|step: &Step| step.did == did);
        if let Some(on) = on.filter(|_| missing) {
            steps.push(Step { on, did, by, why: why.clone() });
        }
    };
    known(Did::Declared, Some(held.declared_on), declarer(held), &None);
    let by = By::Moderators(held.evidence_checked_by.clone());
    known(Did::Decided(State::EvidenceChecked), held.evidence_checked_on, by, &held.evidence_note);
    let checked = Did::Decided(State::RegisterChecked);
    known(checked, held.register_checked_on, By::Register, &held.register_link);
    if matches!(held.state, State::Refused | State::Suspended) {
        let on = Some(day_of(held.updated_at));
        known(Did::Decided(held.state), on, By::Moderators(None), &held.reason);
    }
    // What is of one day stays in the order it happened.
    steps.sort_by_key(|step| (step.on, step.did != Did::Declared));
    steps
}

/// What the holder's public page says of a guarantee; `decided` is when it was brought to where it stands, and by which
/// network.
fn in_public(held: &Guarantee, decided: Option<(NaiveDate, Option<String>)>, today: NaiveDate) -> Vec<Step> {
    let Some(stamp) = rules::stamp(held, today) else { return Vec::new() };
    let seen_by = By::Moderators(held.evidence_checked_by.clone());
    let (decided_on, decided_by) =
        decided.map_or((None, By::Register), |(day, who)| (Some(day), By::Moderators(who)));
    let suspended_on = decided_on.filter(|_| held.state == State::Suspended);
    let register_by = if held.state == State::RegisterChecked { decided_by.clone() } else { By::Register };
    let step = |on: Option<NaiveDate>, did: Did, by: By, why: &Option<String>| {
        Some(Step { on: on?, did, by, why: why.clone() })
    };
    let steps = [
        step(stamp.declared, Did::Declared, declarer(held), &None),
        step(stamp.evidence, Did::Decided(State::EvidenceChecked), seen_by, &held.evidence_note),
        step(stamp.register, Did::Decided(State::RegisterChecked), register_by, &held.register_link),
        step(suspended_on, Did::Decided(State::Suspended), decided_by, &None),
    ];
    let mut steps: Vec<Step> = steps.into_iter().flatten().collect();
    steps.sort_by_key(|step| step.on);
    steps
}

/// Whether someone sees all of a guarantee: who belongs to its holder, and who moderates it.
fn sees_all(actor: &Actor, hold: Hold) -> bool {
    rights::check_in(actor, Operation::ReadOrganization, hold).is_ok()
        || hold.moderates && hold.role.is_none() && rights::check(actor, Operation::ReadCases).is_ok()
}

/// The steps of these guarantees as pages show them to whoever asks: all of them to their holders' members and moderators,
/// to others what stands.
pub async fn steps_seen(app: &App, actor: &Actor, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Step>>> {
    let these = guarantee::Entity::find().filter(guarantee::Column::Id.is_in(ids.iter().copied()));
    let held = these.into_partial_model::<InLine>().all(&app.db).await?;
    let held: Vec<Guarantee> = held.into_iter().map(InLine::whole).collect();
    let mut holders: Vec<Uuid> = held.iter().map(|one| one.organization).collect();
    holders.sort_unstable();
    holders.dedup();
    let holds = match actor {
        Actor::Anonymous => HashMap::new(),
        _ => {
            let known = organizations::any_by_ids(&app.db, &holders).await?;
            let known: Vec<_> = known.into_values().collect();
            networks::holds(&app.db, &app.reference.get(), actor, &known).await?
        }
    };
    let is_theirs = |one: &Guarantee| holds.get(&one.organization).is_some_and(|hold| sees_all(actor, *hold));
    let (theirs, others): (Vec<Guarantee>, Vec<Guarantee>) = held.into_iter().partition(is_theirs);
    let mut found = match theirs.is_empty() {
        true => HashMap::new(),
        false => steps(&app.db, &theirs).await?,
    };
    if !others.is_empty() {
        let holders: Vec<Uuid> = others.iter().map(|one| one.organization).collect();
        let pages = organizations::all_merged_with(&app.db, &holders).await?;
        let mut reviews = events::reviews_on(&app.db, &pages).await?;
        let today = app.clock.today();
        found.extend(others.iter().map(|one| {
            let decided = decided_in(&mut reviews, one);
            (one.id, in_public(one, decided, today))
        }));
    }
    Ok(found)
}
