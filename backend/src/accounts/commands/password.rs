use schema::accounts::{account, session};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait};
use uuid::Uuid;

use super::links::{drop_links, use_link};
use super::sign_in::{begin_session, end_where};
use super::tokens::end_all_tokens;
use super::{owner, prove, tell};
use crate::accounts::queries::{self, Account, Purpose};
use crate::accounts::rules::{self, Email, LETTERS_ASKED, SIGN_UPS};
use crate::actor::{Actor, By};
use crate::app::App;
use crate::base::events::AccountEvent;
use crate::base::visit::{Entry, Origin};
use crate::base::{db, passwords, throttle};
use crate::error::{Error, Result};
use crate::rights::{self, Operation};

/// Has a link written to the address, where it has an account. What comes of it is the same where it has none.
pub async fn ask_reset(app: &App, actor: &Actor, from: &Origin, email: &str) -> Result<()> {
    rights::check(actor, Operation::AskPasswordReset)?;
    let email = Email::parse(email).map_err(|message| Error::invalid("email", message))?;
    let now = app.clock.now();
    throttle::count(&app.db, now, &throttle::key("reset-from", &from.ip), SIGN_UPS).await?;
    throttle::count(&app.db, now, &throttle::key("letters", &email.key), LETTERS_ASKED).await?;
    let account = queries::by_key(&app.db, &email.key).await?;
    let tx = db::begin(&app.db).await?;
    match account {
        Some(account) => {
            tell(&tx, now, actor, AccountEvent::PasswordResetAsked { account: account.id }).await?;
        }
        // Takes as long as what is done for an account.
        None => throttle::count(&tx, now, &throttle::key("reset-in-vain", &email.key), SIGN_UPS).await?,
    }
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

/// Sets a new password with the link of a letter: all sessions end. Who has no second factor is signed in.
pub async fn reset(
    app: &App,
    actor: &Actor,
    from: &Origin,
    token: &str,
    password: String,
) -> Result<Option<Entry>> {
    rights::check(actor, Operation::ResetPassword)?;
    let now = app.clock.now();
    let (link, account) = queries::link_of(&app.db, now, token, Purpose::Reset).await?;
    let hash = new_hash(&account, password).await?;
    let tx = db::begin(&app.db).await?;
    use_link(&tx, now, &link).await?;
    // The letter came to the address: it is its owner's.
    let first = account.confirmed_at.is_none();
    account::Entity::update(account::ActiveModel {
        id: Set(account.id),
        password: Set(Some(hash)),
        confirmed_at: Set(account.confirmed_at.or(Some(now))),
        ..Default::default()
    })
    .exec(&tx)
    .await?;
    if first {
        tell(&tx, now, &owner(account.id), AccountEvent::AccountConfirmed { account: account.id }).await?;
    }
    after_change(&tx, now, &owner(account.id), &account, None).await?;
    let entry = match account.totp_since {
        Some(_) => None,
        None => Some(begin_session(&tx, now, &account, from).await?),
    };
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(entry)
}

/// Errors: `Invalid` at `password` (the present one) or `newPassword`.
pub async fn change_password(app: &App, actor: &Actor, password: &str, new: String) -> Result<()> {
    rights::check(actor, Operation::ChangePassword)?;
    let account = queries::own(&app.db, actor).await?;
    prove(app, &account, password).await?;
    let hash = new_hash(&account, new).await?;
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    account::Entity::update(account::ActiveModel {
        id: Set(account.id),
        password: Set(Some(hash)),
        ..Default::default()
    })
    .exec(&tx)
    .await?;
    let here = actor.person().and_then(|person| match person.by {
        By::Session(id) => Some(id),
        By::Token { .. } => None,
    });
    after_change(&tx, now, actor, &account, here).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

async fn new_hash(account: &Account, password: String) -> Result<String> {
    let email = account.email.as_deref().unwrap_or_default();
    rules::check_password(&password, email, &account.name)
        .map_err(|message| Error::invalid("newPassword", message))?;
    passwords::hash(password).await
}

/// Whoever came in with the old password is out, with the tokens they may have made, and what was sent no longer holds.
async fn after_change(
    tx: &impl sea_orm::ConnectionTrait,
    now: chrono::DateTime<chrono::Utc>,
    actor: &Actor,
    account: &Account,
    but: Option<Uuid>,
) -> Result<()> {
    let others = session::Column::Id.ne(but.unwrap_or_default());
    let ended = end_where(tx, account.id, others).await?;
    let sent = [Purpose::Confirm, Purpose::Reset, Purpose::SecondStep, Purpose::Email];
    drop_links(tx, account.id, &sent).await?;
    end_all_tokens(tx, now, actor, account.id).await?;
    tell(tx, now, actor, AccountEvent::PasswordChanged { account: account.id }).await?;
    if !ended.is_empty() {
        let what = AccountEvent::SessionsEnded { account: account.id, sessions: ended };
        tell(tx, now, actor, what).await?;
    }
    Ok(())
}
