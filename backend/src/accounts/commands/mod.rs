mod email;
mod erase;
mod letters;
mod links;
mod password;
mod profile;
mod roles;
mod second_factor;
mod sign_in;
mod sign_up;
mod tokens;

use chrono::{DateTime, Utc};
use schema::accounts::account;
use sea_orm::{ConnectionTrait, IntoActiveModel};

pub use self::email::{ask_email_change, confirm_email};
pub use self::erase::{erase, taken, tidy};
pub use self::letters::{refuse_mail, retry_letter};
pub use self::links::make_link;
pub use self::password::{ask_reset, change_password, reset};
pub use self::profile::{Profile, choose_pace, choose_pace_by_link, update_profile};
pub use self::roles::{NewUser, Role, create_user, give_moderator, take_moderator};
pub use self::second_factor::{begin_second_factor, confirm_second_factor, end_second_factor, totp_url};
pub use self::sign_in::{SignIn, SignedIn, end_sessions, finish_sign_in, sign_in, sign_out};
pub use self::sign_up::{SignUp, confirm, sign_up};
pub use self::tokens::{NewToken, create_token, end_token};
use super::queries::Account;
use super::rules::{Email, WRONG_PASSWORDS};
use crate::actor::{Actor, By};
use crate::app::App;
use crate::base::events::{AccountEvent, Event, record};
use crate::base::words::Lang;
use crate::base::{passwords, throttle};
use crate::error::{Error, Message, Result};
use uuid::Uuid;

async fn tell(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    actor: &Actor,
    what: AccountEvent,
) -> Result<Uuid> {
    record(tx, now, actor, &Event::Account(what)).await
}

/// The owner of an account, as the journal names whoever does something with its password or a link.
pub fn owner(account: Uuid) -> Actor {
    Actor::Person(crate::actor::Person {
        account,
        by: By::Session(Uuid::nil()),
        standing: crate::actor::Standing::default(),
    })
}

/// A row for a new account.
fn opened(
    id: Uuid,
    email: Email,
    name: String,
    password: String,
    lang: Lang,
    now: DateTime<Utc>,
    confirmed_at: Option<DateTime<Utc>>,
) -> account::ActiveModel {
    let new = Account {
        id,
        email: Some(email.address),
        email_key: Some(email.key),
        name,
        password: Some(password),
        lang: lang.code().to_owned(),
        time_zone: "Europe/Paris".to_owned(),
        totp_secret: None,
        totp_step: None,
        totp_since: None,
        created_at: now,
        confirmed_at,
        erased_at: None,
    };
    new.into_active_model()
}

/// What weighs on an account asks for its password again. Errors: `Invalid` at `password` when it isn't; `RateLimited`.
async fn prove(app: &App, account: &Account, password: &str) -> Result<()> {
    let key = throttle::key("proof", &account.id.to_string());
    throttle::count(&app.db, app.clock.now(), &key, WRONG_PASSWORDS).await?;
    if !passwords::is_right(password.to_owned(), account.password.clone()).await? {
        return Err(Error::invalid("password", Message::new("invalid-password-wrong")));
    }
    throttle::forget(&app.db, &[&key]).await
}
