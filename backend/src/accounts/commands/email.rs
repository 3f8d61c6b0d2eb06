use schema::accounts::account;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::links::{drop_links, use_link};
use super::{owner, prove, tell};
use crate::accounts::queries::{self, Purpose};
use crate::accounts::rules::{Email, LETTERS_ASKED};
use crate::actor::Actor;
use crate::app::App;
use crate::base::events::{AccountEvent, Said};
use crate::base::{db, throttle};
use crate::error::{Error, Message, Result};
use crate::rights::{self, Operation};

/// Has a link written to the new address, and the old one told. Nothing changes before that link is followed.
///
/// Errors: `Invalid` at `email` or `password`.
pub async fn ask_email_change(app: &App, actor: &Actor, password: &str, email: &str) -> Result<()> {
    rights::check(actor, Operation::ChangeEmail)?;
    let account = queries::own(&app.db, actor).await?;
    let email = Email::parse(email).map_err(|message| Error::invalid("email", message))?;
    if account.email_key.as_ref() == Some(&email.key) {
        return Err(Error::invalid("email", Message::new("invalid-email-same")));
    }
    prove(app, &account, password).await?;
    let now = app.clock.now();
    throttle::count(&app.db, now, &throttle::key("letters", &email.key), LETTERS_ASKED).await?;
    let after = Said::new("email_after", account.id, &email.address);
    let tx = db::begin(&app.db).await?;
    drop_links(&tx, account.id, &[Purpose::Email]).await?;
    let what = AccountEvent::EmailChangeAsked { account: account.id, email_after: after.digest() };
    let event = tell(&tx, now, actor, what).await?;
    after.keep(&tx, event).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

/// Makes the address a letter came to the account's, and says which account. Errors: `Invalid` at `token`.
pub async fn confirm_email(app: &App, actor: &Actor, token: &str) -> Result<Uuid> {
    rights::check(actor, Operation::ConfirmEmail)?;
    let now = app.clock.now();
    let (link, account) = queries::link_of(&app.db, now, token, Purpose::Email).await?;
    let wrong = || Error::invalid("token", Message::new("invalid-link"));
    let email = link.email.as_deref().and_then(|email| Email::parse(email).ok()).ok_or_else(wrong)?;
    let before = Said::new("email_before", account.id, account.email.as_deref().unwrap_or_default());
    let after = Said::new("email_after", account.id, &email.address);
    let tx = db::begin(&app.db).await?;
    use_link(&tx, now, &link).await?;
    account::Entity::update(account::ActiveModel {
        id: Set(account.id),
        email: Set(Some(email.address)),
        email_key: Set(Some(email.key)),
        ..Default::default()
    })
    .exec(&tx)
    .await
    .map_err(|error| match Error::from(error) {
        // Somebody opened an account with it meanwhile.
        Error::Conflict(_) => wrong(),
        other => other,
    })?;
    drop_links(&tx, account.id, &[Purpose::Email, Purpose::Reset]).await?;
    let what = AccountEvent::EmailChanged {
        account: account.id,
        email_before: before.digest(),
        email_after: after.digest(),
    };
    let event = tell(&tx, now, &owner(account.id), what).await?;
    before.keep(&tx, event).await?;
    after.keep(&tx, event).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(account.id)
}
