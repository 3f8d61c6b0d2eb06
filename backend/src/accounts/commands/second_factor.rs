use rand::Rng;
use schema::accounts::{account, recovery_code};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

use super::{owner, prove, tell};
use crate::accounts::queries::{self, Account};
use crate::accounts::rules::{self, RECOVERY_CODES, WRONG_PASSWORDS};
use crate::actor::Actor;
use crate::app::App;
use crate::base::events::AccountEvent;
use crate::base::secrets::hashed;
use crate::base::{db, throttle};
use crate::error::{Error, Message, Result};
use crate::rights::{self, Operation};

const ISSUER: &str = "BDIS PRO";
/// Letters of a recovery code, 4 bits each.
const CODE: usize = 16;

/// As RFC 6238 and every program for it have it: SHA-1, 6 digits, 30 seconds, one step to either side.
fn totp(secret: &str, email: &str) -> Result<Totp> {
    let secret = Secret::try_from_base32(secret).map_err(Error::internal)?;
    Builder::new()
        .with_secret(secret)
        .with_skew(1)
        .with_issuer(Some(ISSUER))
        .with_account_name(email)
        .build()
        .map_err(Error::internal)
}

/// As programs for it read it, from a picture or a link.
pub fn totp_url(secret: &str, email: &str) -> Result<String> {
    totp(secret, email)?.to_url().map_err(Error::internal)
}

/// Makes a new secret, which holds once a code of it was given. Returns it in Base32.
pub async fn begin_second_factor(app: &App, actor: &Actor, password: &str) -> Result<String> {
    rights::check(actor, Operation::BeginSecondFactor)?;
    let account = queries::own(&app.db, actor).await?;
    if account.totp_since.is_some() {
        return Err(Error::invalid("password", Message::new("invalid-second-factor-on")));
    }
    prove(app, &account, password).await?;
    let mut bytes = [0; 20];
    rand::rng().fill_bytes(&mut bytes);
    let secret = data_encoding::BASE32_NOPAD.encode(&bytes);
    account::Entity::update(account::ActiveModel {
        id: Set(account.id),
        totp_secret: Set(Some(secret.clone())),
        totp_step: Set(None),
        ..Default::default()
    })
    .exec(&app.db)
    .await?;
    Ok(secret)
}

/// Turns the second factor on with a first code, and gives the recovery codes, which are nowhere else.
pub async fn confirm_second_factor(app: &App, actor: &Actor, code: &str) -> Result<Vec<String>> {
    rights::check(actor, Operation::ConfirmSecondFactor)?;
    let account = queries::own(&app.db, actor).await?;
    if account.totp_since.is_some() {
        return Err(Error::invalid("code", Message::new("invalid-second-factor-on")));
    }
    if account.totp_secret.is_none() {
        return Err(Error::invalid("code", Message::new("invalid-second-factor-begun")));
    }
    check_totp(app, &account, code).await?;
    let codes = new_codes();
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    account::Entity::update(account::ActiveModel {
        id: Set(account.id),
        totp_since: Set(Some(now)),
        ..Default::default()
    })
    .exec(&tx)
    .await?;
    keep_codes(&tx, account.id, &codes).await?;
    tell(&tx, now, actor, AccountEvent::SecondFactorOn { account: account.id }).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(codes)
}

/// Errors: `Invalid` at `password`; `Forbidden` for those who moderate or administrate, who need it.
pub async fn end_second_factor(app: &App, actor: &Actor, password: &str) -> Result<()> {
    rights::check(actor, Operation::EndSecondFactor)?;
    let account = queries::own(&app.db, actor).await?;
    prove(app, &account, password).await?;
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    account::Entity::update(account::ActiveModel {
        id: Set(account.id),
        totp_secret: Set(None),
        totp_step: Set(None),
        totp_since: Set(None),
        ..Default::default()
    })
    .exec(&tx)
    .await?;
    keep_codes(&tx, account.id, &[]).await?;
    tell(&tx, now, actor, AccountEvent::SecondFactorOff { account: account.id }).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

fn new_codes() -> Vec<String> {
    let code = || {
        let mut bytes = [0; CODE / 2];
        rand::rng().fill_bytes(&mut bytes);
        let text = data_encoding::HEXUPPER.encode(&bytes);
        let parts: Vec<&str> = (0..CODE).step_by(4).map(|at| &text[at..at + 4]).collect();
        parts.join("-")
    };
    (0..RECOVERY_CODES).map(|_| code()).collect()
}

/// In the place of those there were.
async fn keep_codes(tx: &impl ConnectionTrait, account: Uuid, codes: &[String]) -> Result<()> {
    let of = recovery_code::Column::Account.eq(account);
    recovery_code::Entity::delete_many().filter(of).exec(tx).await?;
    if codes.is_empty() {
        return Ok(());
    }
    let rows = codes.iter().map(|code| recovery_code::ActiveModel {
        account: Set(account),
        code: Set(hashed(&rules::bare_code(code))),
        used_at: Set(None),
    });
    recovery_code::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// The code of the second factor, or one of the recovery codes; each holds once. Errors: `Invalid` at `code`,
/// `RateLimited`.
pub(super) async fn check_code(app: &App, account: &Account, typed: &str) -> Result<()> {
    if rules::bare_code(typed).len() != CODE {
        return check_totp(app, account, typed).await;
    }
    let key = throttle::key("code", &account.id.to_string());
    let now = app.clock.now();
    throttle::count(&app.db, now, &key, WRONG_PASSWORDS).await?;
    let tx = db::begin(&app.db).await?;
    let used = recovery_code::Entity::update_many()
        .col_expr(recovery_code::Column::UsedAt, Expr::value(now))
        .filter(recovery_code::Column::Account.eq(account.id))
        .filter(recovery_code::Column::Code.eq(hashed(&rules::bare_code(typed))))
        .filter(recovery_code::Column::UsedAt.is_null())
        .exec(&tx)
        .await?;
    if used.rows_affected != 1 {
        return Err(Error::invalid("code", Message::new("invalid-code")));
    }
    let left = queries::recovery_codes_left(&tx, account.id).await?;
    tell(&tx, now, &owner(account.id), AccountEvent::RecoveryCodeUsed { account: account.id, left }).await?;
    throttle::forget(&tx, &[&key]).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

async fn check_totp(app: &App, account: &Account, typed: &str) -> Result<()> {
    let key = throttle::key("code", &account.id.to_string());
    let now = app.clock.now();
    throttle::count(&app.db, now, &key, WRONG_PASSWORDS).await?;
    let wrong = || Error::invalid("code", Message::new("invalid-code"));
    let secret = account.totp_secret.as_deref().ok_or_else(wrong)?;
    let totp = totp(secret, account.email.as_deref().unwrap_or_default())?;
    let at = u64::try_from(now.timestamp()).unwrap_or_default();
    let step = totp.check(&rules::bare_code(typed), at).ok_or_else(wrong)?;
    let step = i64::try_from(step).map_err(Error::internal)?;
    // A code that was used is used up, and so are those before it.
    let used = account::Entity::update_many()
        .col_expr(account::Column::TotpStep, Expr::value(step))
        .filter(account::Column::Id.eq(account.id))
        .filter(
            Condition::any().add(account::Column::TotpStep.is_null()).add(account::Column::TotpStep.lt(step)),
        )
        .exec(&app.db)
        .await?;
    if used.rows_affected != 1 {
        return Err(Error::invalid("code", Message::new("invalid-code-used")));
    }
    throttle::forget(&app.db, &[&key]).await
}
