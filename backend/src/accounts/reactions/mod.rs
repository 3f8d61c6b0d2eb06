//! What is written to people about their account.

mod forms;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use schema::accounts::account;
use sea_orm::{DatabaseConnection, EntityTrait};
use uuid::Uuid;

pub use self::forms::Reader;
pub use self::forms::samples;
use super::commands::make_link;
use super::queries::{self, Account, Purpose};
use super::rules::{CONFIRM_LINK, Email, Kind, PREFERENCES_LINK, Pace, RESET_LINK};
use crate::app::App;
use crate::base::db;
use crate::base::deliveries::Claimed;
use crate::base::events::{self, AccountEvent, Event, said_in};
use crate::base::mail::Letter;
use crate::base::page::{Address, Link};
use crate::base::words::{Lang, Words};
use crate::error::{Error, Result};

/// What comes of a letter that is due.
#[derive(Clone, Debug)]
pub enum Told {
    Letter(Box<Letter>),
    /// Its reader wants it then.
    Later(DateTime<Utc>),
    /// There is nobody to tell, or nothing any more.
    Nothing,
}

pub async fn letter(app: &App, due: &Claimed, what: &AccountEvent) -> Result<Told> {
    let (id, place) = due.recipient.split_once('/').unwrap_or((&due.recipient, ""));
    let id: Uuid = id.parse().map_err(Error::internal)?;
    let Some(account) = account::Entity::find_by_id(id).one(&app.db).await? else { return Ok(Told::Nothing) };
    let email = match place {
        "" => account.email.clone(),
        "before" => said_in(&app.db, due.of, "email_before").await?,
        _ => said_in(&app.db, due.of, "email_after").await?,
    };
    let Some(email) = email else { return Ok(Told::Nothing) };
    let lang = if account.lang == "en" { Lang::En } else { Lang::Fr };
    let (name, id) = (account.name.clone(), due.id.to_string());
    let to = Reader { app, words: Words::new(lang), name, email, id };
    let writing = Writing { app, account: &account, due, to };
    writing.about(what, place).await
}

/// Someone with an account, as whoever writes to them about something else; none once it is erased.
pub async fn reader_of<'a>(app: &'a App, due: &Claimed, account: Uuid) -> Result<Option<Reader<'a>>> {
    let Some(account) = queries::by_id(&app.db, account).await? else { return Ok(None) };
    let lang = if account.lang == "en" { Lang::En } else { Lang::Fr };
    let (Some(email), name, id) = (account.email, account.name, due.id.to_string()) else { return Ok(None) };
    Ok(Some(Reader { app, words: Words::new(lang), name, email, id }))
}

struct Writing<'a> {
    app: &'a App,
    account: &'a Account,
    due: &'a Claimed,
    to: Reader<'a>,
}

impl Writing<'_> {
    async fn about(self, what: &AccountEvent, place: &str) -> Result<Told> {
        let now = self.app.clock.now();
        let told = |letter: Letter| Ok(Told::Letter(Box::new(letter)));
        match what {
            AccountEvent::AccountOpened { back, .. } | AccountEvent::ConfirmationAsked { back, .. } => {
                if self.account.confirmed_at.is_some() {
                    return Ok(Told::Nothing);
                }
                let mut link =
                    self.link(Purpose::Confirm, CONFIRM_LINK, None, "/inscription/confirmation").await?;
                if let Some(back) = back {
                    link.href = Address::new(&link.href).with("retour", back).whole();
                }
                told(self.to.letter("confirm", Some(link)))
            }
            AccountEvent::SignUpRepeated { .. } => {
                told(self.to.letter("exists", Some(self.to.page("exists", "/connexion"))))
            }
            AccountEvent::PasswordResetAsked { .. } => {
                let link =
                    self.link(Purpose::Reset, RESET_LINK, None, "/connexion/nouveau-mot-de-passe").await?;
                told(self.to.letter("reset", Some(link)))
            }
            AccountEvent::EmailChangeAsked { .. } if place == "after" => {
                // A new password ended what was asked before it.
                let since =
                    events::between(&self.app.db, self.account.id, "password_changed", self.due.at, now);
                if !since.await?.is_empty() {
                    return Ok(Told::Nothing);
                }
                let key = Email::parse(&self.to.email).map(|email| email.key).unwrap_or_default();
                if queries::by_key(&self.app.db, &key).await?.is_some() {
                    // Whoever asked isn't told; whose address it is, is.
                    return told(self.to.letter("email-taken", None));
                }
                let link =
                    self.link(Purpose::Email, CONFIRM_LINK, Some(self.to.email.clone()), "/adresse").await?;
                told(self.to.letter("email", Some(link)))
            }
            AccountEvent::EmailChangeAsked { .. } => told(self.to.security("email-asked")),
            AccountEvent::EmailChanged { .. } => {
                told(self.to.letter(if place == "before" { "email-left" } else { "email-changed" }, None))
            }
            AccountEvent::PasswordChanged { .. } => {
                told(self.to.letter("password", Some(self.to.page("password", "/connexion/oubli"))))
            }
            AccountEvent::SecondFactorOn { .. } => told(self.to.security("factor-on")),
            AccountEvent::SecondFactorOff { .. } => told(self.to.security("factor-off")),
            AccountEvent::RecoveryCodeUsed { left, .. } => told(self.to.recovery(*left)),
            AccountEvent::TokenMade { .. } => told(self.to.security("token")),
            AccountEvent::SignedIn { .. } => self.sign_ins(now).await,
            AccountEvent::AccountErased { .. } => told(self.to.letter("erased", None)),
            // The networks write of what is theirs.
            AccountEvent::RoleGiven { .. }
            | AccountEvent::RoleTaken { .. }
            | AccountEvent::AccountConfirmed { .. }
            | AccountEvent::SessionsEnded { .. }
            | AccountEvent::ProfileChanged { .. }
            | AccountEvent::PreferencesChanged { .. }
            | AccountEvent::TokenEnded { .. }
            | AccountEvent::MailRefused { .. }
            | AccountEvent::AlertChanged { .. }
            | AccountEvent::DataTaken { .. } => Ok(Told::Nothing),
        }
    }

    /// Sign-ins in browsers that weren't known, at the pace their owner chose: those of one morning stand in one letter,
    /// that of the first of them.
    async fn sign_ins(self, now: DateTime<Utc>) -> Result<Told> {
        let paces = queries::paces_of(&self.app.db, self.account.id).await?;
        let pace =
            paces.iter().find(|(kind, _)| *kind == Kind::SignIns).map_or(Pace::AtOnce, |(_, pace)| *pace);
        let zone: Tz = self.account.time_zone.parse().unwrap_or(chrono_tz::Europe::Paris);
        let mut moments = vec![self.due.at];
        if pace != Pace::AtOnce {
            let Some(morning) = pace.due(self.due.at, zone) else { return Ok(Told::Nothing) };
            let together = self.sign_ins_of(pace, zone, morning).await?;
            if together.first().is_some_and(|(first, _)| *first != self.due.of) {
                return Ok(Told::Nothing);
            }
            if now < morning {
                return Ok(Told::Later(morning));
            }
            moments = together.into_iter().map(|(_, at)| at).collect();
        }
        let token =
            make_link(&self.app.db, now, self.account.id, Purpose::Preferences, PREFERENCES_LINK, None)
                .await?;
        Ok(Told::Letter(Box::new(self.to.sign_ins(moments, zone, &token))))
    }

    /// Those that are told on that morning, the first one first.
    async fn sign_ins_of(
        &self,
        pace: Pace,
        zone: Tz,
        morning: DateTime<Utc>,
    ) -> Result<Vec<(Uuid, DateTime<Utc>)>> {
        let from = morning - Duration::days(8);
        let rows = events::between(&self.app.db, self.account.id, "signed_in", from, morning).await?;
        let these = rows.into_iter().filter(|(_, at, event)| {
            let unknown = matches!(event, Event::Account(AccountEvent::SignedIn { known: false, .. }));
            unknown && pace.due(*at, zone) == Some(morning)
        });
        Ok(these.map(|(id, at, _)| (id, at)).collect())
    }

    async fn link(
        &self,
        purpose: Purpose,
        holds: Duration,
        email: Option<String>,
        path: &str,
    ) -> Result<Link> {
        let now = self.app.clock.now();
        let token = make_link(&self.app.db, now, self.account.id, purpose, holds, email).await?;
        let name = purpose.code();
        Ok(self.to.page(name, &format!("{path}/{token}")))
    }
}

/// A letter has left: of an erased account, its address goes too.
pub async fn sent(db: &DatabaseConnection, what: &AccountEvent) -> Result<()> {
    if let AccountEvent::AccountErased { account, .. } = what {
        events::forget_said(db, &[*account]).await?;
        db::forget(db).await?;
    }
    Ok(())
}
