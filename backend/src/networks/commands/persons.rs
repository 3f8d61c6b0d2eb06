use schema::networks::{case, voucher};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::base::words::{Lang, Words};
use crate::error::Result;
use crate::networks::rules::reason_said;

/// What they asked of moderators goes with their account; what they decided stays, as a former member's.
pub async fn forget(tx: &impl ConnectionTrait, account: Uuid) -> Result<()> {
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
    Ok(())
}

/// What is kept of someone here, to take away.
pub async fn kept(db: &DatabaseConnection, account: Uuid) -> Result<(&'static str, Value)> {
    let asked = case::Entity::find().filter(case::Column::OpenedBy.eq(account)).all(db).await?;
    let words = Words::new(Lang::Fr);
    let one = |case: &case::Model| json!({ "kind": case.kind, "note": case.note, "openedAt": case.opened_at, "state": case.state, "reason": case.reason.as_deref().map(|kept| reason_said(words, kept)) });
    Ok(("moderation", asked.iter().map(one).collect()))
}
