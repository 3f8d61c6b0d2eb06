//! What a public register says of many at once.

use std::collections::HashMap;

use chrono::NaiveDate;
use schema::guarantees::{State, guarantee};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::holder::{next_of, told};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{Changed, Event, record};
use crate::error::Result;
use crate::guarantees::queries::{self, Guarantee};
use crate::guarantees::rules::{self, Standing};

/// One line of a register, about an organisation that is here.
#[derive(Clone, Debug)]
pub struct Confirmation {
    pub line: u64,
    pub organization: Uuid,
    pub scheme: String,
    pub reference: Option<String>,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
    pub link: Option<String>,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    Created,
    Updated,
    Unchanged,
    /// It was suspended, refused or withdrawn here: a register doesn't undo that.
    Withheld,
    /// Its scheme has no public register.
    WithoutRegister,
    /// Nothing says where the register can be read.
    WithoutLink,
}

/// What a trial has confirmed so far, so that later lines meet it: by organisation and scheme.
pub type Tried = HashMap<(Uuid, String), Vec<Guarantee>>;

/// Its first and its last day, and how many there are.
fn days(first: Option<NaiveDate>, last: Option<NaiveDate>) -> (NaiveDate, NaiveDate, i64) {
    let (first, last) = (first.unwrap_or(NaiveDate::MIN), last.unwrap_or(NaiveDate::MAX));
    (first, last, (last - first).num_days() + 1)
}

/// The period a row of a register means: the one it shares most days with, if they are half of the shorter one; without
/// days, the one of its number, else the one in force, else the last. None where it is a new one.
fn meant<'a>(line: &'a [Guarantee], row: &Confirmation, today: NaiveDate) -> Option<&'a Guarantee> {
    let named = |held: &Guarantee| row.reference.is_some() && held.reference == row.reference;
    if row.valid_from.is_none() && row.valid_until.is_none() {
        let in_force = |held: &&Guarantee| rules::standing(*held, today) == Standing::InForce;
        let by_number = line.iter().rev().find(|held| named(held));
        return by_number.or_else(|| line.iter().rev().find(in_force)).or(line.last());
    }
    let (first, last, length) = days(row.valid_from, row.valid_until);
    let shared = |held: &Guarantee| {
        let (begins, ends, held_for) = days(held.valid_from, held.valid_until);
        let both = (last.min(ends) - first.max(begins)).num_days() + 1;
        (both > 0 && both * 2 >= length.min(held_for)).then_some(both)
    };
    let met = line.iter().filter_map(|held| Some((shared(held)?, held)));
    let best = met.max_by_key(|(both, held)| (*both, held.valid_from == row.valid_from, named(held)));
    best.map(|(_, held)| held)
}

/// Confirms guarantees as a register says, in one transaction with one event; what isn't declared yet is declared with it.
/// A row confirms the period it means, or begins another of the line. A trial writes nothing.
pub async fn confirm(
    app: &App,
    actor: &Actor,
    import: Uuid,
    rows: &[Confirmation],
    mut trial: Option<&mut Tried>,
) -> Result<Vec<Confirmed>> {
    let (now, today) = (app.clock.now(), app.clock.today());
    let tx = db::begin(&app.db).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.organization).collect();
    let mut lines = Tried::default();
    for held in queries::held_by(&tx, &ids).await?.into_values().flatten() {
        lines.entry((held.organization, held.scheme.clone())).or_default().push(held);
    }
    if let Some(tried) = &trial {
        lines.extend(tried.iter().map(|(key, line)| (key.clone(), line.clone())));
    }
    let (mut met, mut changed) = (Vec::with_capacity(rows.len()), Vec::new());
    let reference = app.reference.get();
    for row in rows {
        let scheme = reference.scheme(&row.scheme);
        let Some(scheme) = scheme.filter(|scheme| scheme.register != "no") else {
            met.push(Confirmed::WithoutRegister);
            continue;
        };
        if row.link.is_none() && scheme.register_url.is_none() {
            met.push(Confirmed::WithoutLink);
            continue;
        }
        let key = (row.organization, row.scheme.clone());
        let line = lines.entry(key.clone()).or_default();
        line.sort_by_key(rules::place_in_line);
        let before = meant(line, row, today).cloned();
        let out = |held: &Guarantee| matches!(held.state, State::Refused | State::Suspended);
        let withheld = match &before {
            Some(held) => held.barred || out(held) || held.state == State::Withdrawn,
            None => line.iter().any(out) || line.last().is_some_and(|held| held.state == State::Withdrawn),
        };
        if withheld {
            met.push(Confirmed::Withheld);
            continue;
        }
        let base = match &before {
            Some(held) => held.clone(),
            None => Guarantee {
                renewal: next_of(line),
                id: Uuid::now_v7(),
                organization: row.organization,
                scheme: row.scheme.clone(),
                state: State::Declared,
                reference: None,
                valid_from: None,
                valid_until: None,
                declared_on: today,
                declared_source: None,
                evidence_checked_on: None,
                evidence_checked_by: None,
                evidence_note: None,
                register_checked_on: None,
                register_link: None,
                peer_reviewed_on: None,
                peer_valid_until: None,
                peer_summary: None,
                reason: None,
                created_at: now,
                updated_at: now,
                barred: false,
            },
        };
        let new = before.is_none();
        let known =
            base.valid_until.filter(|_| row.valid_from.is_none() || !rules::end_is_supposed(&base, scheme));
        let usual = || rules::usual_end(scheme, row.valid_from.or(base.valid_from).unwrap_or(today));
        let after = Guarantee {
            state: State::RegisterChecked,
            reference: row.reference.clone().or(base.reference.clone()),
            valid_from: row.valid_from.or(base.valid_from),
            valid_until: row.valid_until.or(known).or_else(usual),
            register_link: row.link.clone().or(base.register_link.clone()),
            register_checked_on: base.register_checked_on.filter(|_| base.state == State::RegisterChecked),
            ..base.clone()
        };
        if !new && after == base {
            met.push(Confirmed::Unchanged);
            continue;
        }
        let after = Guarantee { register_checked_on: Some(today), updated_at: now, ..after };
        if trial.is_none() && new {
            guarantee::Entity::insert(after.clone().into_active_model()).exec_without_returning(&tx).await?;
        } else if trial.is_none() {
            let written = guarantee::Entity::update_many()
                .set(after.clone().into_active_model().reset_all())
                .filter(guarantee::Column::Id.eq(base.id))
                // Someone may have suspended or withdrawn it since it was read.
                .filter(guarantee::Column::State.eq(base.state))
                .exec(&tx)
                .await?;
            if written.rows_affected == 0 {
                met.push(Confirmed::Withheld);
                continue;
            }
        }
        changed.push(Changed {
            id: row.organization,
            before: if new { serde_json::Value::Null } else { told(&base) },
            after: told(&after),
        });
        met.push(if new { Confirmed::Created } else { Confirmed::Updated });
        line.retain(|held| held.id != after.id);
        line.push(after);
        if let Some(tried) = &mut trial {
            tried.insert(key, line.clone());
        }
    }
    if trial.is_some() {
        tx.rollback().await?;
        return Ok(met);
    }
    if !changed.is_empty() {
        record(&tx, now, actor, &Event::RegisterRead { import, changed }).await?;
    }
    tx.commit().await?;
    app.wake.notify_one();
    Ok(met)
}
