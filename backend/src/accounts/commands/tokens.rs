use chrono::{DateTime, Duration, Utc};
use schema::accounts::access_token;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{prove, tell};
use crate::accounts::queries::{self, AccessToken, TOKEN_START};
use crate::accounts::rules::{self, MOST_TOKENS, TOKEN_DAYS};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::AccountEvent;
use crate::base::secrets::{self, hashed};
use crate::error::{Error, FieldError, Message, Result};
use crate::rights::{self, Operation};

#[derive(Clone, Debug)]
pub struct NewToken {
    pub name: String,
    pub writes: bool,
    /// From today on.
    pub days: i64,
    pub password: String,
}

/// Makes a personal token; what it is stands in the answer and nowhere else.
///
/// Errors: `Invalid` at `name`, `days` or `password`.
pub async fn create_token(app: &App, actor: &Actor, asked: NewToken) -> Result<(String, AccessToken)> {
    rights::check(actor, Operation::MakeToken)?;
    let account = queries::own(&app.db, actor).await?;
    let mut wrong = Vec::new();
    let mut at = |path: &str, message| wrong.push(FieldError { path: path.to_owned(), message });
    let name = rules::name(&asked.name).map_err(|message| at("name", message)).unwrap_or_default();
    if !TOKEN_DAYS.contains(&asked.days) {
        at("days", Message::new("invalid-days").with("most", TOKEN_DAYS.end().to_string()));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    prove(app, &account, &asked.password).await?;
    let now = app.clock.now();
    let token = format!("{TOKEN_START}{}", secrets::token());
    let scope = if asked.writes { "write" } else { "read" };
    let tx = db::begin(&app.db).await?;
    let held = access_token::Entity::find()
        .filter(access_token::Column::Account.eq(account.id))
        .filter(access_token::Column::ExpiresAt.gt(now));
    if held.count(&tx).await? >= MOST_TOKENS {
        let message = Message::new("invalid-too-many-tokens").with("most", MOST_TOKENS.to_string());
        return Err(Error::invalid("name", message));
    }
    let id = Uuid::now_v7();
    let new = AccessToken {
        id,
        account: account.id,
        name,
        token: hashed(&token),
        scope: scope.to_owned(),
        created_at: now,
        expires_at: now + Duration::days(asked.days),
        used_at: None,
    };
    access_token::Entity::insert(new.clone().into_active_model()).exec_without_returning(&tx).await?;
    let what = AccountEvent::TokenMade { account: account.id, token: id, scope: scope.to_owned() };
    tell(&tx, now, actor, what).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok((token, new))
}

/// Errors: `NotFound`.
pub async fn end_token(app: &App, actor: &Actor, id: Uuid) -> Result<()> {
    rights::check(actor, Operation::EndToken)?;
    let account = queries::own(&app.db, actor).await?;
    let tx = db::begin(&app.db).await?;
    let ended = access_token::Entity::delete_many()
        .filter(access_token::Column::Id.eq(id))
        .filter(access_token::Column::Account.eq(account.id))
        .exec(&tx)
        .await?;
    if ended.rows_affected != 1 {
        return Err(Error::NotFound);
    }
    let what = AccountEvent::TokenEnded { account: account.id, token: id };
    tell(&tx, app.clock.now(), actor, what).await?;
    Ok(tx.commit().await?)
}

/// Ends all tokens of an account.
pub(super) async fn end_all_tokens(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    account: Uuid,
) -> Result<()> {
    let of = access_token::Column::Account.eq(account);
    for ended in access_token::Entity::delete_many().filter(of).exec_with_returning(tx).await? {
        tell(tx, now, actor, AccountEvent::TokenEnded { account, token: ended.id }).await?;
    }
    Ok(())
}
