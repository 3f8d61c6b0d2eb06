use chrono::{DateTime, Duration, Utc};
use schema::accounts::link;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::accounts::queries::Purpose;
use crate::base::secrets::{self, hashed};
use crate::error::{Error, Message, Result};

/// Makes a link and gives its token, which is nowhere else.
pub async fn make_link(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    account: Uuid,
    purpose: Purpose,
    holds: Duration,
    email: Option<String>,
) -> Result<String> {
    let token = secrets::token();
    link::Entity::insert(link::ActiveModel {
        token: Set(hashed(&token)),
        account: Set(account),
        purpose: Set(purpose.code().to_owned()),
        email: Set(email),
        created_at: Set(now),
        expires_at: Set(now + holds),
        used_at: Set(None),
    })
    .exec_without_returning(db)
    .await?;
    Ok(token)
}

/// Uses a link up, once. Errors: `Invalid` at `token` when somebody was faster.
pub async fn use_link(db: &impl ConnectionTrait, now: DateTime<Utc>, used: &link::Model) -> Result<()> {
    let done = link::Entity::update_many()
        .col_expr(link::Column::UsedAt, Expr::value(now))
        .filter(link::Column::Token.eq(&used.token))
        .filter(link::Column::UsedAt.is_null())
        .exec(db)
        .await?;
    match done.rows_affected {
        1 => Ok(()),
        _ => Err(Error::invalid("token", Message::new("invalid-link-used"))),
    }
}

/// What was sent for these purposes no longer holds.
pub async fn drop_links(db: &impl ConnectionTrait, account: Uuid, purposes: &[Purpose]) -> Result<()> {
    link::Entity::delete_many()
        .filter(link::Column::Account.eq(account))
        .filter(link::Column::Purpose.is_in(purposes.iter().map(|purpose| purpose.code())))
        .filter(link::Column::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}
