use schema::networks::{case, voucher};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::cases::{add, opened};
use crate::actor::Actor;
use crate::app::Leaving;
use crate::base::words::{Lang, Words};
use crate::error::Result;
use crate::networks::rules::{CaseKind, reason_said};
use crate::organizations;

/// What they asked of moderators goes with their account; what they decided stays, as a former member's. Moderators see
/// the pages that nobody looks after any more.
pub async fn forget(tx: &impl ConnectionTrait, who: Leaving<'_>) -> Result<()> {
    let account = who.account;
    let nobody = || Expr::value(Option::<Uuid>::None);
    case::Entity::update_many()
        .col_expr(case::Column::OpenedBy, nobody())
        .col_expr(case::Column::Note, Expr::value(""))
        .filter(case::Column::OpenedBy.eq(account))
        .exec(tx)
        .await?;
    for column in [case::Column::HeldBy, case::Column::DecidedBy] {
        case::Entity::update_many().col_expr(column, nobody()).filter(column.eq(account)).exec(tx).await?;
    }
    voucher::Entity::update_many()
        .col_expr(voucher::Column::MadeBy, nobody())
        .filter(voucher::Column::MadeBy.eq(account))
        .exec(tx)
        .await?;
    for (one, heir) in organizations::owned_alone(tx, account).await? {
        if heir.is_none() && one.archived_at.is_none() {
            let note = Words::new(Lang::Fr).say("case-nobody-left");
            let row = case::ActiveModel {
                organization: Set(Some(one.id)),
                page: Set(Some(format!("/fournisseurs/{}", one.slug))),
                ..opened(who.app, &Actor::System, CaseKind::Error, note)
            };
            add(tx, who.app, &Actor::System, row).await?;
        }
    }
    Ok(())
}

/// What is kept of someone here, to take away.
pub async fn kept(db: &DatabaseConnection, account: Uuid) -> Result<(&'static str, Value)> {
    let asked = case::Entity::find().filter(case::Column::OpenedBy.eq(account)).all(db).await?;
    let words = Words::new(Lang::Fr);
    let one = |case: &case::Model| json!({ "kind": case.kind, "note": case.note, "openedAt": case.opened_at, "state": case.state, "reason": case.reason.as_deref().map(|kept| reason_said(words, kept)) });
    Ok(("moderation", asked.iter().map(one).collect()))
}
