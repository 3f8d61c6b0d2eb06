mod holder;
mod merge;
mod register;
mod review;
mod second_look;
mod withdrawal;

pub use self::holder::{
    GuaranteeTyped, appeal_guarantee, declare_guarantee, remove_evidence, renew_guarantee, send_evidence,
};
pub use self::merge::{absorb, give_back};
pub use self::register::{Confirmation, Confirmed, Tried, confirm};
pub use self::review::{Review, refuse_evidence, remind, review_guarantee};
pub use self::second_look::{may_take_back, take_back_decision, take_back_review};
pub use self::withdrawal::{may_be_restored, restore_guarantee, withdraw_guarantee};

use chrono::{DateTime, NaiveDate, Utc};
use schema::guarantees::{State, guarantee};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::queries::Guarantee;
use super::rules;
use crate::base::db::MAX_BOUND;
use crate::error::Result;
use crate::reference::Reference;

/// A status that a list gives an organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDeclaration {
    pub organization: Uuid,
    pub scheme: String,
    pub source: Option<Uuid>,
}

/// Declares guarantees, each for as long as its scheme usually holds; what an organisation already holds or once held of a scheme stays
/// as it is.
pub async fn declare(
    tx: &impl ConnectionTrait,
    reference: &Reference,
    now: DateTime<Utc>,
    today: NaiveDate,
    declared: Vec<NewDeclaration>,
) -> Result<()> {
    let rows = declared
        .into_iter()
        .map(|new| Guarantee {
            valid_until: reference.scheme(&new.scheme).and_then(|scheme| rules::usual_end(scheme, today)),
            id: Uuid::now_v7(),
            organization: new.organization,
            scheme: new.scheme,
            renewal: 1,
            state: State::Declared,
            reference: None,
            valid_from: None,
            declared_on: today,
            declared_source: new.source,
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
        })
        .collect();
    insert(tx, rows).await
}

/// Takes back what a list declared of these suppliers at a moment, where nobody has looked at it since.
pub async fn take_back(
    tx: &impl ConnectionTrait,
    source: Uuid,
    at: DateTime<Utc>,
    organizations: &[Uuid],
) -> Result<()> {
    guarantee::Entity::delete_many()
        .filter(guarantee::Column::Organization.is_in(organizations.iter().copied()))
        .filter(guarantee::Column::DeclaredSource.eq(source))
        .filter(guarantee::Column::State.eq(State::Declared))
        .filter(guarantee::Column::CreatedAt.eq(at))
        .exec(tx)
        .await?;
    Ok(())
}

/// Adds guarantees as they are.
pub async fn insert(tx: &impl ConnectionTrait, rows: Vec<Guarantee>) -> Result<()> {
    let once = [guarantee::Column::Organization, guarantee::Column::Scheme, guarantee::Column::Renewal];
    for chunk in rows.chunks(MAX_BOUND / 22) {
        guarantee::Entity::insert_many(chunk.iter().cloned().map(IntoActiveModel::into_active_model))
            .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
