use schema::accounts::account;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::links::{drop_links, use_link};
use super::sign_in::begin_session;
use super::{opened, owner, tell};
use crate::accounts::queries::{self, Purpose};
use crate::accounts::rules::{self, LETTERS_ASKED, SIGN_UPS, WRONG_PASSWORDS};
use crate::actor::Actor;
use crate::app::App;
use crate::base::events::AccountEvent;
use crate::base::visit::{Entry, Origin};
use crate::base::words::Lang;
use crate::base::{db, passwords, throttle};
use crate::error::{Error, Message, Result};
use crate::rights::{self, Operation};

#[derive(Clone, Debug)]
pub struct SignUp {
    pub email: String,
    pub password: String,
    pub name: String,
    pub lang: Lang,
    /// A page of ours to go on to, once the address is confirmed; the letter says it.
    pub back: Option<String>,
}

/// Opens an account, and has its address confirmed by letter. What comes of it doesn't tell whether there was one: then
/// its owner is told by letter instead.
pub async fn sign_up(app: &App, actor: &Actor, from: &Origin, asked: SignUp) -> Result<()> {
    rights::check(actor, Operation::SignUp)?;
    let (email, name) =
        rules::identity(&asked.email, &asked.name, &asked.password).map_err(Error::Invalid)?;
    let now = app.clock.now();
    throttle::count(&app.db, now, &throttle::key("sign-up", &from.ip), SIGN_UPS).await?;
    throttle::count(&app.db, now, &throttle::key("letters", &email.key), LETTERS_ASKED).await?;
    let password = passwords::hash(asked.password).await?;
    let tx = db::begin(&app.db).await?;
    let id = Uuid::now_v7();
    let new = opened(id, email.clone(), name.clone(), password.clone(), asked.lang, now, None);
    let once = OnConflict::column(account::Column::EmailKey).do_nothing().to_owned();
    let added = account::Entity::insert(new).on_conflict(once).exec_without_returning(&tx).await?;
    let what = if added == 1 {
        AccountEvent::AccountOpened { account: id, back: asked.back }
    } else {
        let held =
            queries::by_key(&tx, &email.key).await?.ok_or_else(|| Error::internal("the account has gone"))?;
        // Nobody has shown yet that the address is theirs: who signs up last is asked. The database decides, since it may
        // be confirmed at this very moment.
        let taken_over = account::Entity::update_many()
            .set(account::ActiveModel {
                name: Set(name),
                password: Set(Some(password)),
                lang: Set(asked.lang.code().to_owned()),
                ..Default::default()
            })
            .filter(account::Column::Id.eq(held.id))
            .filter(account::Column::ConfirmedAt.is_null())
            .exec(&tx)
            .await?;
        if taken_over.rows_affected == 1 {
            drop_links(&tx, held.id, &[Purpose::Confirm]).await?;
            AccountEvent::ConfirmationAsked { account: held.id, back: asked.back }
        } else {
            AccountEvent::SignUpRepeated { account: held.id }
        }
    };
    tell(&tx, now, actor, what).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(())
}

/// Confirms the address with the link of the letter and the password of the sign-up, and signs in. The password is asked
/// for so that nobody confirms what a stranger opened in their name.
pub async fn confirm(app: &App, actor: &Actor, from: &Origin, token: &str, password: &str) -> Result<Entry> {
    rights::check(actor, Operation::ConfirmAccount)?;
    let now = app.clock.now();
    let (link, account) = queries::link_of(&app.db, now, token, Purpose::Confirm).await?;
    // A link that was left over opens nothing: the way in is the sign-in, with its code.
    if account.confirmed_at.is_some() {
        return Err(Error::invalid("token", Message::new("invalid-link-used")));
    }
    let key = throttle::key("proof", &account.id.to_string());
    throttle::count(&app.db, now, &key, WRONG_PASSWORDS).await?;
    if !passwords::is_right(password.to_owned(), account.password.clone()).await? {
        return Err(Error::invalid("password", Message::new("invalid-password-of-sign-up")));
    }
    let tx = db::begin(&app.db).await?;
    use_link(&tx, now, &link).await?;
    account::Entity::update(account::ActiveModel {
        id: Set(account.id),
        confirmed_at: Set(Some(now)),
        ..Default::default()
    })
    .exec(&tx)
    .await?;
    drop_links(&tx, account.id, &[Purpose::Confirm]).await?;
    throttle::forget(&tx, &[&key]).await?;
    tell(&tx, now, &owner(account.id), AccountEvent::AccountConfirmed { account: account.id }).await?;
    let entry = begin_session(&tx, now, &account, from).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    Ok(entry)
}
