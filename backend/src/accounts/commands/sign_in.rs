use chrono::{DateTime, Utc};
use schema::accounts::{device, session};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::links::{make_link, use_link};
use super::second_factor::check_code;
use super::{owner, tell};
use crate::accounts::queries::{self, Account, Purpose};
use crate::accounts::rules::{
    self, Email, LETTERS_ASKED, SECOND_STEP, SESSION_LONGEST, WRONG_FROM_ADDRESS, WRONG_PASSWORDS,
};
use crate::actor::{Actor, By};
use crate::app::App;
use crate::base::events::AccountEvent;
use crate::base::secrets::{self, hashed};
use crate::base::visit::{Entry, Origin};
use crate::base::{db, passwords, throttle};
use crate::error::{Error, Message, Result};
use crate::rights::{self, Operation};

#[derive(Clone, Debug)]
pub struct SignIn {
    pub email: String,
    pub password: String,
    /// Of the second factor, where there is one.
    pub code: Option<String>,
}

#[derive(Clone, Debug)]
pub enum SignedIn {
    In(Entry),
    /// The password is right: the code is needed, with this token.
    CodeNeeded(String),
}

/// Begins a session. Whether there is no such account or the password is wrong isn't told, neither in words nor in time.
///
/// Errors: `Invalid` at `password` or `code`; `RateLimited`. Where the address isn't confirmed, a new letter is on its way
/// and says so.
pub async fn sign_in(app: &App, actor: &Actor, from: &Origin, asked: SignIn) -> Result<SignedIn> {
    rights::check(actor, Operation::SignIn)?;
    let now = app.clock.now();
    let typed = Email::parse(&asked.email).map(|email| email.key).unwrap_or_default();
    let account = queries::by_key(&app.db, &typed).await?;
    let known = match &account {
        Some(account) => queries::knows_device(&app.db, account.id, from.device.as_deref()).await?.0,
        None => false,
    };
    // Strangers who guess don't hold up a browser that its owner has used before.
    let tried = match (&from.device, known) {
        (Some(device), true) => throttle::key("password-here", device),
        _ => throttle::key("password", &typed),
    };
    let there = throttle::key("password-from", &from.ip);
    throttle::count_all(&app.db, now, &[(&there, WRONG_FROM_ADDRESS), (&tried, WRONG_PASSWORDS)]).await?;
    let hash = account.as_ref().and_then(|account| account.password.clone());
    let right = passwords::is_right(asked.password, hash).await?;
    let unconfirmed =
        account.as_ref().filter(|account| account.confirmed_at.is_none()).map(|account| account.id);
    let tx = db::begin(&app.db).await?;
    let Some(account) = account.filter(|account| right && account.confirmed_at.is_some()) else {
        // Whoever signs up and in with a stranger's address must not learn whether it has an account: an unconfirmed one
        // is held up, answers and takes as long as a wrong password. That there is one is told by letter alone.
        let asked = throttle::count(&tx, now, &throttle::key("letters-again", &typed), LETTERS_ASKED).await;
        if let (true, Ok(()), Some(account)) = (right, asked, unconfirmed) {
            tell(&tx, now, &owner(account), AccountEvent::ConfirmationAsked { account, back: None }).await?;
        }
        tx.commit().await?;
        app.wake_letters.notify_one();
        return Err(Error::invalid("password", Message::new("invalid-credentials")));
    };
    throttle::forget(&tx, &[&tried]).await?;
    throttle::take_back(&tx, &there).await?;
    if account.totp_since.is_none() {
        let entry = begin_session(&tx, now, &account, from).await?;
        tx.commit().await?;
        wake(app, from, &entry);
        return Ok(SignedIn::In(entry));
    }
    let Some(code) = asked.code.filter(|code| !code.trim().is_empty()) else {
        let step = make_link(&tx, now, account.id, Purpose::SecondStep, SECOND_STEP, None).await?;
        tx.commit().await?;
        return Ok(SignedIn::CodeNeeded(step));
    };
    tx.commit().await?;
    check_code(app, &account, &code).await?;
    enter(app, now, &account, from).await.map(SignedIn::In)
}

/// The second step: the code of the second factor, or one of the recovery codes.
pub async fn finish_sign_in(
    app: &App,
    actor: &Actor,
    from: &Origin,
    step: &str,
    code: &str,
) -> Result<Entry> {
    rights::check(actor, Operation::SignIn)?;
    let now = app.clock.now();
    let (link, account) = queries::link_of(&app.db, now, step, Purpose::SecondStep).await?;
    check_code(app, &account, code).await?;
    use_link(&app.db, now, &link).await?;
    enter(app, now, &account, from).await
}

async fn enter(app: &App, now: DateTime<Utc>, account: &Account, from: &Origin) -> Result<Entry> {
    let tx = db::begin(&app.db).await?;
    let entry = begin_session(&tx, now, account, from).await?;
    tx.commit().await?;
    wake(app, from, &entry);
    Ok(entry)
}

/// Of a browser that is known nobody is written.
fn wake(app: &App, from: &Origin, entry: &Entry) {
    if from.device.as_ref() != Some(&entry.device) {
        app.wake_letters.notify_one();
    }
}

/// Call it in the transaction of what lets someone in.
pub(super) async fn begin_session(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    account: &Account,
    from: &Origin,
) -> Result<Entry> {
    let (known, any) = queries::knows_device(tx, account.id, from.device.as_deref()).await?;
    let device = match &from.device {
        Some(device) if known => device.clone(),
        _ => secrets::token(),
    };
    if from.browser {
        let keep =
            device::ActiveModel { token: Set(hashed(&device)), account: Set(account.id), seen_at: Set(now) };
        let again =
            OnConflict::column(device::Column::Token).update_column(device::Column::SeenAt).to_owned();
        device::Entity::insert(keep).on_conflict(again).exec_without_returning(tx).await?;
    }
    let (id, token) = (Uuid::now_v7(), secrets::token());
    session::Entity::insert(session::ActiveModel {
        id: Set(id),
        account: Set(account.id),
        token: Set(hashed(&token)),
        agent: Set(rules::agent(&from.agent)),
        created_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + SESSION_LONGEST),
    })
    .exec_without_returning(tx)
    .await?;
    // The first browser of all is no news.
    let known = known || !any;
    tell(tx, now, &owner(account.id), AccountEvent::SignedIn { account: account.id, session: id, known })
        .await?;
    Ok(Entry { session: token, device })
}

/// Ends the session one is in.
pub async fn sign_out(app: &App, actor: &Actor) -> Result<()> {
    rights::check(actor, Operation::SignOut)?;
    match actor.person().map(|person| person.by) {
        Some(By::Session(id)) => end(app, actor, Which::One(id)).await,
        _ => Ok(()),
    }
}

/// Ends one of one's sessions, or (`None`) all but the one that one is in. Errors: `NotFound`.
pub async fn end_sessions(app: &App, actor: &Actor, which: Option<Uuid>) -> Result<()> {
    rights::check(actor, Operation::EndSession)?;
    match (which, actor.person().map(|person| person.by)) {
        (Some(id), _) => end(app, actor, Which::One(id)).await,
        (None, Some(By::Session(here))) => end(app, actor, Which::AllBut(here)).await,
        _ => Ok(()),
    }
}

enum Which {
    One(Uuid),
    AllBut(Uuid),
}

async fn end(app: &App, actor: &Actor, which: Which) -> Result<()> {
    let account = queries::own(&app.db, actor).await?;
    let tx = db::begin(&app.db).await?;
    let these = match which {
        Which::One(id) => session::Column::Id.eq(id),
        Which::AllBut(id) => session::Column::Id.ne(id),
    };
    let ended = end_where(&tx, account.id, these).await?;
    if ended.is_empty() {
        return match which {
            Which::One(_) => Err(Error::NotFound),
            Which::AllBut(_) => Ok(()),
        };
    }
    let what = AccountEvent::SessionsEnded { account: account.id, sessions: ended };
    tell(&tx, app.clock.now(), actor, what).await?;
    Ok(tx.commit().await?)
}

/// Ends sessions of an account and says which.
pub(super) async fn end_where(tx: &impl ConnectionTrait, account: Uuid, these: Expr) -> Result<Vec<Uuid>> {
    let ended = session::Entity::delete_many()
        .filter(session::Column::Account.eq(account))
        .filter(these)
        .exec_with_returning(tx)
        .await?;
    Ok(ended.into_iter().map(|row| row.id).collect())
}
