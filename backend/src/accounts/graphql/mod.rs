mod inputs;
mod mutations;
mod viewer;

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

pub use self::mutations::AccountMutation;
pub use self::viewer::{Language, Viewer};
use crate::accounts;
use crate::actor::Actor;
use crate::api::{fail, first_of, list_cost};
use crate::app::App;
use crate::base::deliveries;
use crate::base::events::Reaction;
use crate::error::Error;
use crate::rights::{self, Operation};

#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// Whoever asks; null where nobody has signed in.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        match accounts::own(&app.db, actor).await {
            Ok(account) => Ok(Some(Viewer(account))),
            Err(Error::Unauthenticated) => Ok(None),
            Err(error) => Err(fail(ctx, error)),
        }
    }

    /// Letters that were given up, the newest first. For administrators.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn letters_given_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most 100.")] first: i32,
    ) -> Result<Vec<LetterGivenUp>> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let read = async {
            rights::check(actor, Operation::ReadLettersGivenUp)?;
            deliveries::given_up(&app.db, Reaction::Letter, first_of(first)? as u64).await
        };
        let (rows, _) = read.await.map_err(|e| fail(ctx, e))?;
        let shown = |row: deliveries::GivenUp| LetterGivenUp {
            id: ID(row.id.to_string()),
            kind: row.kind,
            attempts: row.attempts,
            error: row.error,
            at: row.at,
        };
        Ok(rows.into_iter().map(shown).collect())
    }
}

/// A letter that was given up.
#[derive(SimpleObject)]
pub struct LetterGivenUp {
    /// The UUID of its delivery.
    id: ID,
    /// What it tells of.
    kind: String,
    /// How often it was tried.
    attempts: i32,
    /// What the last attempt met.
    error: String,
    /// When what it tells of happened.
    at: DateTime<Utc>,
}
