use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::accounts::rules::{Kind, Pace};
use crate::accounts::{self, Account};
use crate::actor::{Actor, By, Standing};
use crate::api::{fail, first_of, list_cost};
use crate::app::App;
use crate::base::events::{self, Happened};
use crate::base::words::Lang;
use crate::sharing::graphql::{BookingConnection, BookingState};

/// Languages of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum Language {
    /// Français.
    Fr,
    /// English.
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Lang {
        match language {
            Language::Fr => Lang::Fr,
            Language::En => Lang::En,
        }
    }
}

/// What someone is entrusted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AccountRole {
    /// Every account.
    Member,
    /// Moderates a network; counts with a second factor.
    Moderator,
    /// Keeps the whole; counts with a second factor.
    Administrator,
}

/// Whoever has signed in.
pub struct Viewer(pub Account);

/// Whoever has signed in.
#[Object]
impl Viewer {
    /// The UUID.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Where letters go.
    async fn email(&self) -> &str {
        self.0.email.as_deref().unwrap_or_default()
    }

    /// As it was given.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The language of letters.
    async fn language(&self) -> Language {
        if self.0.lang == "en" { Language::En } else { Language::Fr }
    }

    /// An IANA name.
    async fn time_zone(&self) -> &str {
        &self.0.time_zone
    }

    /// Since when there is the account.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }

    /// What they are entrusted with.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<AccountRole>> {
        let Standing { administrator, moderates, .. } = self.standing(ctx).await?;
        let moderator = (!moderates.is_empty()).then_some(AccountRole::Moderator);
        let administrator = administrator.then_some(AccountRole::Administrator);
        Ok([Some(AccountRole::Member), moderator, administrator].into_iter().flatten().collect())
    }

    /// Since when a code is asked for after the password; null where none is.
    async fn second_factor_since(&self) -> Option<DateTime<Utc>> {
        self.0.totp_since
    }

    /// Recovery codes that weren't used.
    async fn recovery_codes_left(&self, ctx: &Context<'_>) -> Result<u64> {
        let app = ctx.data_unchecked::<App>();
        accounts::recovery_codes_left(&app.db, self.0.id).await.map_err(|e| fail(ctx, e))
    }

    /// Where they are signed in, at most 100.
    #[graphql(complexity = "list_cost(20, child_complexity)")]
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<SessionNode>> {
        let app = ctx.data_unchecked::<App>();
        let here = ctx.data_unchecked::<Actor>().person().map(|person| person.by);
        let rows =
            accounts::sessions_of(&app.db, app.clock.now(), self.0.id).await.map_err(|e| fail(ctx, e))?;
        let shown = |row: accounts::Session| SessionNode {
            id: ID(row.id.to_string()),
            current: here == Some(By::Session(row.id)),
            browser: row.agent,
            created_at: row.created_at,
            seen_at: row.seen_at,
        };
        Ok(rows.into_iter().map(shown).collect())
    }

    /// Personal tokens that hold.
    #[graphql(complexity = "list_cost(20, child_complexity)")]
    async fn access_tokens(&self, ctx: &Context<'_>) -> Result<Vec<AccessTokenNode>> {
        let app = ctx.data_unchecked::<App>();
        let rows =
            accounts::tokens_of(&app.db, app.clock.now(), self.0.id).await.map_err(|e| fail(ctx, e))?;
        Ok(rows.into_iter().map(AccessTokenNode::from).collect())
    }

    /// How soon each kind of letter comes.
    #[graphql(complexity = "list_cost(5, child_complexity)")]
    async fn mail_preferences(&self, ctx: &Context<'_>) -> Result<Vec<MailPreference>> {
        let app = ctx.data_unchecked::<App>();
        let rows = accounts::paces_of(&app.db, self.0.id).await.map_err(|e| fail(ctx, e))?;
        let shown = |(kind, pace): (Kind, Pace)| MailPreference { kind: kind.code().to_owned(), pace };
        Ok(rows.into_iter().map(shown).collect())
    }

    /// Searches they are told of, the newest first, at most 100.
    #[graphql(complexity = "list_cost(20, child_complexity)")]
    async fn alerts(&self, ctx: &Context<'_>) -> Result<Vec<crate::alerts::graphql::AlertNode>> {
        crate::alerts::graphql::alerts_of(ctx, self.0.id).await
    }

    /// When they are told what their alerts found together.
    async fn alert_digest(&self, ctx: &Context<'_>) -> Result<crate::alerts::graphql::AlertDigest> {
        crate::alerts::graphql::digest_of(ctx, self.0.id).await
    }

    /// What their organisations booked, and what was booked of theirs: the latest start first.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn bookings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of one state alone.")] state: Option<BookingState>,
        #[graphql(default = 20, desc = "At most 100.")] first: i32,
        #[graphql(desc = "The cursor of the last one already had.")] after: Option<String>,
    ) -> Result<BookingConnection> {
        crate::sharing::graphql::bookings_of_viewer(ctx, state, first, after).await
    }

    /// What the journal says of the account, the newest first.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most 100.")] first: i32,
    ) -> Result<Vec<JournalEntry>> {
        let app = ctx.data_unchecked::<App>();
        let first = first_of(first).map_err(|e| fail(ctx, e))?;
        let rows = events::about(&app.db, self.0.id, first as u64).await.map_err(|e| fail(ctx, e))?;
        let own = format!("account:{}", self.0.id);
        let shown = |row: Happened| JournalEntry { by_owner: row.actor == own, kind: row.kind, at: row.at };
        Ok(rows.into_iter().map(shown).collect())
    }
}

impl Viewer {
    async fn standing(&self, ctx: &Context<'_>) -> Result<Standing> {
        let app = ctx.data_unchecked::<App>();
        accounts::standing_of(&app.db, &self.0).await.map_err(|e| fail(ctx, e))
    }
}

/// A browser or a program in which someone is signed in.
#[derive(SimpleObject)]
#[graphql(name = "Session")]
pub struct SessionNode {
    /// The UUID.
    pub id: ID,
    /// The one that asks.
    pub current: bool,
    /// Browser and system, as far as they are told.
    pub browser: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to ten minutes.
    pub seen_at: DateTime<Utc>,
}

/// A personal token; what it is was told once.
#[derive(SimpleObject)]
#[graphql(name = "AccessToken")]
pub struct AccessTokenNode {
    /// The UUID.
    pub id: ID,
    /// What its owner calls it.
    pub name: String,
    /// Whether it may change things.
    pub writes: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when it holds.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to ten minutes.
    pub used_at: Option<DateTime<Utc>>,
}

impl From<accounts::AccessToken> for AccessTokenNode {
    fn from(row: accounts::AccessToken) -> Self {
        AccessTokenNode {
            id: ID(row.id.to_string()),
            name: row.name,
            writes: row.scope == "write",
            created_at: row.created_at,
            expires_at: row.expires_at,
            used_at: row.used_at,
        }
    }
}

/// How soon letters of a kind come.
#[derive(SimpleObject)]
pub struct MailPreference {
    /// `sign_ins`.
    pub kind: String,
    /// How soon.
    pub pace: Pace,
}

/// One thing that happened to an account.
#[derive(SimpleObject)]
pub struct JournalEntry {
    /// `signed_in`, `password_changed`…
    pub kind: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether its owner did it.
    pub by_owner: bool,
}
