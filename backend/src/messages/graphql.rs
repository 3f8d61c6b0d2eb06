use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::api::{asked, fail, first_of};
use crate::app::App;
use crate::error::{Error, Message as Words};
use crate::messages::{self, Thread};

/// What a buyer and a supplier write to each other.
#[derive(SimpleObject)]
pub struct MessageThread {
    /// The UUID.
    id: ID,
    /// Whom it was written to: the organisation's UUID.
    organization: ID,
    /// What it is about.
    subject: String,
    /// When something was written last.
    last_at: DateTime<Utc>,
    /// Whether moderators know of it: nobody writes in it any more.
    reported: bool,
}

impl From<Thread> for MessageThread {
    fn from(thread: Thread) -> Self {
        MessageThread {
            id: ID(thread.id.to_string()),
            organization: ID(thread.organization.to_string()),
            subject: thread.subject,
            last_at: thread.last_at,
            reported: thread.reported_at.is_some(),
        }
    }
}

/// One's threads, the last written to first.
#[derive(SimpleObject)]
pub struct MessageThreadConnection {
    /// How many there are.
    total_count: u64,
    /// These of them.
    nodes: Vec<MessageThread>,
    /// What `after` takes for the next ones; null at the end.
    end_cursor: Option<String>,
}

#[derive(Default)]
pub struct MessageQuery;

#[Object]
impl MessageQuery {
    /// What one wrote to suppliers, and what was written to organisations one writes for.
    #[graphql(complexity = "crate::api::list_cost(first, child_complexity)")]
    async fn message_threads(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most 100.")] first: i32,
        #[graphql(desc = "The end of the page before.")] after: Option<String>,
    ) -> Result<MessageThreadConnection> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let first = first_of(first).map_err(|e| fail(ctx, e))? as u64;
        let offset = match after {
            None => 0,
            Some(text) => text
                .parse::<u64>()
                .ok()
                .filter(|offset| *offset < 1_000_000)
                .ok_or_else(|| fail(ctx, Error::invalid("after", Words::new("invalid-cursor"))))?,
        };
        let (rows, total) =
            messages::threads(&app.db, actor, offset, first).await.map_err(|e| fail(ctx, e))?;
        let end = offset + rows.len() as u64;
        Ok(MessageThreadConnection {
            total_count: total,
            end_cursor: (end < total).then(|| end.to_string()),
            nodes: rows.into_iter().map(MessageThread::from).collect(),
        })
    }
}

#[derive(Default)]
pub struct MessageMutation;

#[Object]
impl MessageMutation {
    /// Writes to a supplier; neither sees the other's address. Returns the thread's UUID.
    async fn contact_supplier(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation's UUID.")] organization: ID,
        #[graphql(desc = "What it is about, in a line.")] subject: String,
        #[graphql(desc = "Plain text.")] text: String,
    ) -> Result<ID> {
        let (app, actor, id) = asked(ctx, &organization)?;
        let thread = messages::contact(app, actor, id, &subject, &text).await.map_err(|e| fail(ctx, e))?;
        Ok(ID(thread.to_string()))
    }

    /// Answers in a thread of one's own, or of an organisation one writes for.
    async fn reply_to_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The thread's UUID.")] thread: ID,
        #[graphql(desc = "Plain text.")] text: String,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &thread)?;
        messages::reply(app, actor, id, &text).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Tells moderators of abuse; nobody writes in the thread any more.
    async fn report_thread(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The thread's UUID.")] thread: ID,
        #[graphql(desc = "What is wrong.")] note: String,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &thread)?;
        messages::report_thread(app, actor, id, &note).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }
}
