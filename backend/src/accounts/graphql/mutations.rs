use async_graphql::{Context, ID, Object, Result};
use uuid::Uuid;

use super::inputs::{
    AccessTokenInput, NewAccessTokenPayload, ProfileInput, SecondFactorPayload, SignInInput, SignInPayload,
    SignUpInput, SignUpPayload,
};
use super::viewer::Viewer;
use crate::accounts::rules::{Kind, Pace};
use crate::accounts::{self, NewToken, Profile, SignIn, SignUp, SignedIn};
use crate::actor::Actor;
use crate::api::fail;
use crate::app::App;
use crate::base::visit::Origin;
use crate::base::words::{Lang, Words};
use crate::error::{Error, Message};
use crate::rights::{self, Operation};

#[derive(Default)]
pub struct AccountMutation;

/// App, who asks, and from where.
fn asking<'a>(ctx: &'a Context<'_>) -> (&'a App, &'a Actor, &'a Origin) {
    (ctx.data_unchecked(), ctx.data_unchecked(), ctx.data_unchecked())
}

fn uuid(id: &ID) -> Result<Uuid, Error> {
    Uuid::parse_str(id).map_err(|_| Error::NotFound)
}

#[Object]
impl AccountMutation {
    /// Opens an account; its address is confirmed with the link of a letter.
    async fn sign_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who they are.")] input: SignUpInput,
    ) -> Result<SignUpPayload> {
        let (app, actor, from) = asking(ctx);
        let lang = input.language.map_or(ctx.data_unchecked::<Words>().lang, Lang::from);
        let asked =
            SignUp { email: input.email, password: input.password, name: input.name, lang, back: None };
        accounts::sign_up(app, actor, from, asked).await.map_err(|e| fail(ctx, e))?;
        Ok(SignUpPayload { letter_sent: true })
    }

    /// Confirms the address of a new account with the link of its letter, and begins a session.
    async fn confirm_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last part of the link.")] token: String,
        #[graphql(desc = "That of the sign-up.")] password: String,
    ) -> Result<SignInPayload> {
        let (app, actor, from) = asking(ctx);
        let entry = accounts::confirm(app, actor, from, &token, &password).await.map_err(|e| fail(ctx, e))?;
        entered(ctx, entry.session).await
    }

    /// Begins a session. Where a code is needed and missing, the refusal names `code`.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who they are.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let (app, actor, from) = asking(ctx);
        let asked = SignIn { email: input.email, password: input.password, code: input.code };
        match accounts::sign_in(app, actor, from, asked).await.map_err(|e| fail(ctx, e))? {
            SignedIn::In(entry) => entered(ctx, entry.session).await,
            SignedIn::CodeNeeded(_) => {
                Err(fail(ctx, Error::invalid("code", Message::new("invalid-code-missing"))))
            }
        }
    }

    /// Ends the session one is in.
    async fn sign_out(&self, ctx: &Context<'_>) -> Result<bool> {
        let (app, actor, _) = asking(ctx);
        accounts::sign_out(app, actor).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Has a link to a new password written to an address, if it has an account.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's address.")] email: String,
    ) -> Result<bool> {
        let (app, actor, from) = asking(ctx);
        accounts::ask_reset(app, actor, from, &email).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Sets a new password with the link of a letter; all sessions end.
    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last part of the link.")] token: String,
        #[graphql(desc = "12 characters or more.")] new_password: String,
    ) -> Result<bool> {
        let (app, actor, from) = asking(ctx);
        accounts::reset(app, actor, from, &token, new_password).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Makes the address a letter came to the account's.
    async fn confirm_email(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last part of the link.")] token: String,
    ) -> Result<bool> {
        let (app, actor, _) = asking(ctx);
        accounts::confirm_email(app, actor, &token).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Ends one of one's sessions; without an id all but the one that asks.
    async fn end_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: Option<ID>,
    ) -> Result<bool> {
        let (app, actor, _) = asking(ctx);
        let end = async {
            rights::check(actor, Operation::EndSession)?;
            let which = id.as_ref().map(uuid).transpose()?;
            accounts::end_sessions(app, actor, which).await
        };
        end.await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Changes one's name, language and time zone.
    async fn update_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "All of it.")] input: ProfileInput,
    ) -> Result<Viewer> {
        let (app, actor, _) = asking(ctx);
        let asked = Profile { name: input.name, lang: input.language.into(), time_zone: input.time_zone };
        accounts::update_profile(app, actor, asked).await.map_err(|e| fail(ctx, e))?;
        Ok(Viewer(accounts::own(&app.db, actor).await.map_err(|e| fail(ctx, e))?))
    }

    /// Says how soon letters of a kind come.
    async fn update_mail_preference(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "`sign_ins`.")] kind: String,
        #[graphql(desc = "How soon.")] pace: Pace,
    ) -> Result<Viewer> {
        let (app, actor, _) = asking(ctx);
        let choose = async {
            rights::check(actor, Operation::ChangePreference)?;
            let unknown =
                || Error::invalid("kind", Message::new("invalid-unknown-code").with("value", kind.clone()));
            accounts::choose_pace(app, actor, Kind::named(&kind).ok_or_else(unknown)?, pace).await?;
            accounts::own(&app.db, actor).await
        };
        Ok(Viewer(choose.await.map_err(|e| fail(ctx, e))?))
    }

    /// Changes the password; all other sessions end.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The present one.")] password: String,
        #[graphql(desc = "12 characters or more.")] new_password: String,
    ) -> Result<bool> {
        let (app, actor, _) = asking(ctx);
        accounts::change_password(app, actor, &password, new_password).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Has a link written to a new address, which makes it the account's. The old one is told.
    async fn request_email_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's password.")] password: String,
        #[graphql(desc = "The new address.")] email: String,
    ) -> Result<bool> {
        let (app, actor, _) = asking(ctx);
        accounts::ask_email_change(app, actor, &password, &email).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Makes a new second factor, which holds once a code of it was given.
    async fn begin_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's password.")] password: String,
    ) -> Result<SecondFactorPayload> {
        let (app, actor, _) = asking(ctx);
        let begin = async {
            let secret = accounts::begin_second_factor(app, actor, &password).await?;
            let account = accounts::own(&app.db, actor).await?;
            let url = accounts::totp_url(&secret, account.email.as_deref().unwrap_or_default())?;
            Ok(SecondFactorPayload { secret, url })
        };
        begin.await.map_err(|e| fail(ctx, e))
    }

    /// Turns the second factor on; gives recovery codes, told this once.
    async fn confirm_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The six digits.")] code: String,
    ) -> Result<Vec<String>> {
        let (app, actor, _) = asking(ctx);
        accounts::confirm_second_factor(app, actor, &code).await.map_err(|e| fail(ctx, e))
    }

    /// Turns the second factor off. Moderators and administrators can't.
    async fn end_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's password.")] password: String,
    ) -> Result<bool> {
        let (app, actor, _) = asking(ctx);
        accounts::end_second_factor(app, actor, &password).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Makes a personal token for a program of one's own.
    async fn create_access_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it may, and how long.")] input: AccessTokenInput,
    ) -> Result<NewAccessTokenPayload> {
        let (app, actor, _) = asking(ctx);
        let asked =
            NewToken { name: input.name, writes: input.writes, days: input.days, password: input.password };
        let (token, row) = accounts::create_token(app, actor, asked).await.map_err(|e| fail(ctx, e))?;
        Ok(NewAccessTokenPayload { token, access_token: row.into() })
    }

    /// Ends a personal token.
    async fn revoke_access_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<bool> {
        let (app, actor, _) = asking(ctx);
        let end = async {
            rights::check(actor, Operation::EndToken)?;
            accounts::end_token(app, actor, uuid(&id)?).await
        };
        end.await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Erases the account of whoever asks, for good. An organisation that nobody else owns falls to its oldest editor,
    /// else to its oldest reader; where there is none, its page can be claimed again.
    async fn erase_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account's password.")] password: String,
    ) -> Result<bool> {
        let (app, actor, _) = asking(ctx);
        accounts::erase(app, actor, &password).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Has a letter that was given up tried again. For administrators.
    async fn retry_letter(&self, ctx: &Context<'_>, #[graphql(desc = "The UUID.")] id: ID) -> Result<bool> {
        let (app, actor, _) = asking(ctx);
        let retry = async {
            rights::check(actor, Operation::RetryLetter)?;
            accounts::retry_letter(app, actor, uuid(&id)?).await
        };
        retry.await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }
}

async fn entered(ctx: &Context<'_>, token: String) -> Result<SignInPayload> {
    let app = ctx.data_unchecked::<App>();
    let read = async {
        let actor = accounts::actor_of(&app.db, app.clock.now(), &token).await?;
        accounts::own(&app.db, &actor.ok_or(Error::Unauthenticated)?).await
    };
    let viewer = Viewer(read.await.map_err(|e| fail(ctx, e))?);
    Ok(SignInPayload { token, viewer })
}
