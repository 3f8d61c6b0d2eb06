//! What a public register says of many at once.

use std::collections::HashMap;

use chrono::NaiveDate;
use schema::guarantees::{State, guarantee};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::holder::told;
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{Changed, Event, record};
use crate::error::Result;
use crate::guarantees::queries::{self, Guarantee};

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
pub type Tried = HashMap<(Uuid, String), Guarantee>;

/// Confirms guarantees as a register says, in one transaction with one event; what isn't declared yet is declared with it.
/// A grant that begins after the last one ends is its renewal. A trial writes nothing.
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
    let mut last: HashMap<(Uuid, String), Guarantee> = HashMap::new();
    for held in queries::held_by(&tx, &ids).await?.into_values().flatten() {
        // In the order of their renewals: the last one stays.
        last.insert((held.organization, held.scheme.clone()), held);
    }
    if let Some(tried) = &trial {
        last.extend(tried.iter().map(|(key, held)| (key.clone(), held.clone())));
    }
    let (mut met, mut changed) = (Vec::with_capacity(rows.len()), Vec::new());
    let reference = app.reference.get();
    for row in rows {
        let scheme = reference.scheme(&row.scheme);
        if scheme.is_none_or(|scheme| scheme.register == "no") {
            met.push(Confirmed::WithoutRegister);
            continue;
        }
        if row.link.is_none() && scheme.is_none_or(|scheme| scheme.register_url.is_none()) {
            met.push(Confirmed::WithoutLink);
            continue;
        }
        let key = (row.organization, row.scheme.clone());
        let before = last.get(&key).cloned();
        if before.as_ref().is_some_and(|held| {
            held.barred || matches!(held.state, State::Refused | State::Suspended | State::Withdrawn)
        }) {
            met.push(Confirmed::Withheld);
            continue;
        }
        let renews =
            |held: &Guarantee| held.valid_until.zip(row.valid_from).is_some_and(|(last, first)| first > last);
        let base = match &before {
            Some(held) if !renews(held) => held.clone(),
            other => Guarantee {
                renewal: other.as_ref().map_or(1, |held| held.renewal + 1),
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
        let new = before.as_ref().is_none_or(|held| held.id != base.id);
        let after = Guarantee {
            state: State::RegisterChecked,
            reference: row.reference.clone().or(base.reference.clone()),
            valid_from: row.valid_from.or(base.valid_from),
            valid_until: row.valid_until.or(base.valid_until),
            register_link: row.link.clone().or(base.register_link.clone()),
            register_checked_on: base.register_checked_on.filter(|_| base.state == State::RegisterChecked),
            ..base.clone()
        };
        if !new && after == base {
            met.push(Confirmed::Unchanged);
            continue;
        }
        let after = Guarantee { register_checked_on: Some(today), updated_at: now, ..after };
        if let Some(tried) = &mut trial {
            tried.insert(key.clone(), after.clone());
        } else if new {
            guarantee::Entity::insert(after.clone().into_active_model()).exec_without_returning(&tx).await?;
        } else {
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
        last.insert(key, after);
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
