use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::api::{asked, fail, first_of};
use crate::app::App;
use crate::base::visit::Origin;
use crate::base::words::Lang;
use crate::error::{Error, Message};
use crate::guarantees;
use crate::networks::{self, CaseKind, NetworkTyped, Owners, Report, Whose};
use crate::organizations::{Likeness, Merging};

/// What a moderator looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "CaseKind")]
pub enum ModerationCaseKind {
    /// Someone says that a page is their organisation's.
    Claim,
    /// A document for a guarantee.
    Evidence,
    /// Something is wrong on a page.
    Error,
    /// Against what was decided of a guarantee.
    Appeal,
    /// Abuse in a conversation: the report is read, not the conversation.
    Abuse,
}

/// Something that waits for a moderator.
#[derive(SimpleObject)]
pub struct ModerationCase {
    /// The UUID.
    id: ID,
    /// What it is.
    kind: ModerationCaseKind,
    /// The organisation's UUID; none for an error on a page that is no organisation's.
    organization: Option<ID>,
    /// For an error: the page it stands on, as a French path.
    page: Option<String>,
    /// The guarantee's UUID, for evidence and appeals; the conversation's, for abuse.
    subject: Option<ID>,
    /// What whoever opened it wrote.
    note: String,
    /// Since when it waits.
    opened_at: DateTime<Utc>,
    /// Until when someone looks at it.
    held_until: Option<DateTime<Utc>>,
}

/// What waits for moderators, the oldest first.
#[derive(SimpleObject)]
pub struct ModerationCaseConnection {
    /// How many there are.
    total_count: u64,
    /// These of them.
    nodes: Vec<ModerationCase>,
    /// What `after` takes for the next ones; null at the end.
    end_cursor: Option<String>,
}

/// Why two pages may be one organisation's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Likeness")]
pub enum DuplicateReason {
    /// The same enterprise (the first nine digits of the SIRET) in the same commune.
    Siren,
    /// The same name in the same commune.
    Name,
    /// Nearly the same name, close by.
    NearName,
    /// The same or nearly the same name, elsewhere in the département.
    FarName,
    /// The same site.
    Site,
}

/// Two pages that may be one organisation's.
#[derive(SimpleObject)]
pub struct SuspectedDuplicate {
    /// The UUID of one page.
    one: ID,
    /// The UUID of the other.
    other: ID,
    /// Why, the strongest reason first.
    reasons: Vec<DuplicateReason>,
}

/// Pages that may be one organisation's, the likest first.
#[derive(SimpleObject)]
pub struct SuspectedDuplicateConnection {
    /// These of them.
    nodes: Vec<SuspectedDuplicate>,
    /// What `after` takes for the next ones; null at the end.
    end_cursor: Option<String>,
}

#[derive(Default)]
pub struct ModerationQuery;

#[Object]
impl ModerationQuery {
    /// What one may decide: what stands under one's networks, and isn't one's own.
    #[graphql(complexity = "crate::api::list_cost(first, child_complexity)")]
    async fn moderation_cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of this kind.")] kind: Option<ModerationCaseKind>,
        #[graphql(default = 20, desc = "At most 100.")] first: i32,
        #[graphql(desc = "The end of the page before.")] after: Option<String>,
    ) -> Result<ModerationCaseConnection> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let first = first_of(first).map_err(|e| fail(ctx, e))? as u64;
        let offset = offset_of(after).map_err(|e| fail(ctx, e))?;
        let page = networks::cases(app, actor, kind.map(CaseKind::from), offset, first).await;
        let page = page.map_err(|e| fail(ctx, e))?;
        let end = offset + page.cases.len() as u64;
        let node = |case: networks::Case| {
            Some(ModerationCase {
                id: ID(case.id.to_string()),
                kind: CaseKind::of(&case)?.into(),
                organization: case.organization.map(|id| ID(id.to_string())),
                page: case.page,
                subject: case.subject.map(|id| ID(id.to_string())),
                note: case.note,
                opened_at: case.opened_at,
                held_until: case.held_until,
            })
        };
        Ok(ModerationCaseConnection {
            total_count: page.total,
            end_cursor: (end < page.total).then(|| end.to_string()),
            nodes: page.cases.into_iter().filter_map(node).collect(),
        })
    }

    /// Pages that may be one organisation's, the likest first: of those one moderates, and isn't a member of.
    #[graphql(complexity = "crate::api::list_cost(first, child_complexity)")]
    async fn suspected_duplicates(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "At most 100.")] first: i32,
        #[graphql(desc = "The end of the page before.")] after: Option<String>,
    ) -> Result<SuspectedDuplicateConnection> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let first = first_of(first).map_err(|e| fail(ctx, e))? as u64;
        let offset = offset_of(after).map_err(|e| fail(ctx, e))?;
        let page = networks::duplicates(app, actor, offset, first).await.map_err(|e| fail(ctx, e))?;
        let node = |pair: networks::Suspected| SuspectedDuplicate {
            one: ID(pair.first.id.to_string()),
            other: ID(pair.second.id.to_string()),
            reasons: pair.reasons.into_iter().map(DuplicateReason::from).collect(),
        };
        Ok(SuspectedDuplicateConnection {
            nodes: page.pairs.into_iter().map(node).collect(),
            end_cursor: page.next.map(|next| next.to_string()),
        })
    }
}

/// Where a page of a list begins.
fn offset_of(after: Option<String>) -> crate::error::Result<u64> {
    let Some(text) = after else { return Ok(0) };
    let offset = text.parse::<u64>().ok().filter(|offset| *offset < 1_000_000);
    offset.ok_or_else(|| Error::invalid("after", Message::new("invalid-cursor")))
}

/// What a network says of itself.
#[derive(InputObject)]
pub struct NetworkInput {
    /// What it does, in plain text.
    description: String,
    /// Its own site.
    website: Option<String>,
    /// `#rrggbb`
    colour: Option<String>,
    /// What its members accept, in plain text.
    charter: Option<String>,
    /// The one that was read. Where someone else saved meanwhile, `CONFLICT`; null: what stands there is written over.
    version: Option<i32>,
}

#[derive(Default)]
pub struct NetworkMutation;

#[Object]
impl NetworkMutation {
    /// Says that a page is one's organisation's; its network's moderators decide.
    async fn claim_organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] organization: ID,
        #[graphql(desc = "What one does there, and how that can be checked.")] note: String,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &organization)?;
        networks::claim(app, actor, id, &note).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Says what is wrong on a public page.
    async fn report_error(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation's UUID.")] organization: ID,
        #[graphql(desc = "What is wrong, and what is right.")] note: String,
    ) -> Result<bool> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let from = ctx.data_unchecked::<Origin>();
        let id = uuid::Uuid::parse_str(&organization).map_err(|_| fail(ctx, Error::NotFound))?;
        let report = Report {
            whose: Whose::Organization(id),
            page: None,
            topic: String::new(),
            note,
            email: String::new(),
            lang: Lang::Fr,
        };
        networks::report_error(app, actor, from, &report).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Takes a case up: nobody else needs to look at it for half an hour. Returns until when.
    async fn hold_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<DateTime<Utc>> {
        let (app, actor, id) = asked(ctx, &id)?;
        networks::hold_case(app, actor, id).await.map_err(|e| fail(ctx, e))
    }

    /// Hands back a case that one took up: others may look at it at once.
    async fn release_case(&self, ctx: &Context<'_>, #[graphql(desc = "The UUID.")] id: ID) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        networks::release_case(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Decides a claim or a report; guarantees are decided with `reviewGuarantee`.
    async fn decide_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
        #[graphql(desc = "Whether it is right.")] accept: bool,
        #[graphql(desc = "Why; needed for a refusal.")] reason: Option<String>,
        #[graphql(default, desc = "Whether to accept a claim though someone became the page's owner since.")]
        despite_owners: bool,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        let reason = reason.unwrap_or_default();
        let owners = if despite_owners { Owners::Any } else { Owners::Then };
        let decided = networks::decide_cases(app, actor, &[id], accept, &reason, &owners).await;
        decided.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Takes back what one decided within a day, with all that was decided in the same act. Returns how many wait again;
    /// where one of them can't any more, it is named and nothing is done.
    async fn reopen_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
        #[graphql(default, desc = "Whether to take back the others, where one can't be any more.")]
        partly: bool,
    ) -> Result<u64> {
        let (app, actor, id) = asked(ctx, &id)?;
        let (found, _) = networks::case_by_id(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        let reopened = match CaseKind::of(&found).is_some_and(CaseKind::is_of_page) {
            true => networks::reopen_cases(app, actor, id, partly).await,
            false => guarantees::take_back_review(app, actor, id, partly).await,
        };
        Ok(reopened.map_err(|e| fail(ctx, e))? as u64)
    }

    /// Two pages of one organisation become one: all that hangs on the one goes to the other, whose blanks it fills, and
    /// its address leads there. Returns the UUID by which it can be undone for thirty days.
    async fn merge_organizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID of the page that stays.")] kept: ID,
        #[graphql(desc = "The UUID of the page that goes.")] absorbed: ID,
        #[graphql(desc = "Why; members of both read it.")] reason: String,
    ) -> Result<ID> {
        let (app, actor, kept) = asked(ctx, &kept)?;
        let absorbed = uuid::Uuid::parse_str(&absorbed).map_err(|_| fail(ctx, Error::NotFound))?;
        let pair = Merging { kept, absorbed };
        let id = networks::merge(app, actor, pair, &reason).await.map_err(|e| fail(ctx, e))?;
        Ok(ID(id.to_string()))
    }

    /// The two pages are as before; what came since to the one that stayed stays with it.
    async fn undo_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The merge's UUID.")] id: ID,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        networks::undo_merge(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Says that two pages which look alike are two organisations', so that they are no longer shown as duplicates; or
    /// takes it back.
    async fn tell_organizations_apart(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID of one page.")] one: ID,
        #[graphql(desc = "The UUID of the other.")] other: ID,
        #[graphql(default = true, desc = "Whether they are two; false takes it back.")] distinct: bool,
    ) -> Result<bool> {
        let (app, actor, kept) = asked(ctx, &one)?;
        let absorbed = uuid::Uuid::parse_str(&other).map_err(|_| fail(ctx, Error::NotFound))?;
        let pair = Merging { kept, absorbed };
        networks::tell_apart(app, actor, pair, distinct).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// A code with which an organisation without SIRET or RNA number comes in. Told this once.
    async fn create_voucher(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The network that answers for it.")] network: ID,
        #[graphql(desc = "For whom.")] note: String,
    ) -> Result<String> {
        let (app, actor, id) = asked(ctx, &network)?;
        networks::create_voucher(app, actor, id, &note).await.map_err(|e| fail(ctx, e))
    }

    /// Writes over what a network says of itself.
    async fn update_network(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
        #[graphql(desc = "All of it.")] input: NetworkInput,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        let typed = NetworkTyped {
            description: input.description,
            website: input.website.unwrap_or_default(),
            colour: input.colour.unwrap_or_default(),
            charter: input.charter.unwrap_or_default(),
        };
        networks::update_network(app, actor, id, input.version, &typed).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }
}
