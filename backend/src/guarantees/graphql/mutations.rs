use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::NaiveDate;
use uuid::Uuid;

use super::GuaranteeNode;
use crate::api::{asked, fail};
use crate::error::Error;
use crate::guarantees::{self, Decision, GuaranteeTyped, Review};

/// What a holder says of a guarantee.
#[derive(InputObject)]
pub struct GuaranteeInput {
    /// Code of the scheme.
    scheme: String,
    /// The number of the certificate or agreement.
    reference: Option<String>,
    /// Its first day.
    valid_from: Option<NaiveDate>,
    /// Its last day, in France; as long as the scheme holds unless said.
    valid_until: Option<NaiveDate>,
}

impl GuaranteeInput {
    fn typed(self) -> GuaranteeTyped {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        GuaranteeTyped {
            scheme: self.scheme,
            reference: self.reference.unwrap_or_default(),
            valid_from: day(self.valid_from),
            valid_until: day(self.valid_until),
        }
    }
}

/// What a moderator found.
#[derive(InputObject)]
pub struct GuaranteeReviewInput {
    /// What it leads to.
    decision: Decision,
    /// What was checked, in words: public. Needed where evidence was checked.
    note: Option<String>,
    /// Why; needed for a refusal or a suspension, and to uphold one.
    reason: Option<String>,
    /// The number the document or the register has.
    reference: Option<String>,
    /// Its first day there.
    valid_from: Option<NaiveDate>,
    /// Its last day there.
    valid_until: Option<NaiveDate>,
    /// Where the register says so.
    register_link: Option<String>,
}

#[derive(Default)]
pub struct GuaranteeMutation;

#[Object]
impl GuaranteeMutation {
    /// Says that an organisation holds a guarantee. What lapsed or was withdrawn begins anew.
    async fn declare_guarantee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The holder's UUID.")] organization: ID,
        #[graphql(desc = "What is held.")] input: GuaranteeInput,
    ) -> Result<GuaranteeNode> {
        let (app, actor, id) = asked(ctx, &organization)?;
        let new = guarantees::declare_guarantee(app, actor, id, &input.typed()).await;
        new.map(GuaranteeNode).map_err(|e| fail(ctx, e))
    }

    /// Carries a guarantee on: the next grant begins the day after this one ends, unless said.
    async fn renew_guarantee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
        #[graphql(desc = "The next grant.")] input: GuaranteeInput,
    ) -> Result<GuaranteeNode> {
        let (app, actor, id) = asked(ctx, &id)?;
        let new = guarantees::renew_guarantee(app, actor, id, &input.typed()).await;
        new.map(GuaranteeNode).map_err(|e| fail(ctx, e))
    }

    /// Takes a document away that was sent for a guarantee; not while what was checked rests on it.
    async fn remove_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The guarantee's UUID.")] id: ID,
        #[graphql(desc = "The document's UUID.")] file: ID,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        let file = Uuid::parse_str(&file).map_err(|_| fail(ctx, Error::NotFound))?;
        guarantees::remove_evidence(app, actor, id, file).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Takes a guarantee back.
    async fn withdraw_guarantee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        guarantees::withdraw_guarantee(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Takes a withdrawal back within a day: it is what it was, and what waited for moderators waits again.
    async fn restore_guarantee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        guarantees::restore_guarantee(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Asks for another look at a refusal or a suspension: someone else decides.
    async fn appeal_guarantee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
        #[graphql(desc = "Why it isn't right.")] note: String,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        guarantees::appeal_guarantee(app, actor, id, &note, None).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Decides what a guarantee is worth, as a moderator of a network its holder stands under.
    async fn review_guarantee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
        #[graphql(desc = "What was found.")] input: GuaranteeReviewInput,
    ) -> Result<GuaranteeNode> {
        let (app, actor, id) = asked(ctx, &id)?;
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let review = Review {
            decision: input.decision,
            note: input.note.unwrap_or_default(),
            reason: input.reason.unwrap_or_default(),
            reference: input.reference.unwrap_or_default(),
            valid_from: day(input.valid_from),
            valid_until: day(input.valid_until),
            register_link: input.register_link.unwrap_or_default(),
        };
        let decided = guarantees::review_guarantee(app, actor, id, &review).await;
        decided.map(GuaranteeNode).map_err(|e| fail(ctx, e))
    }

    /// Takes back what one decided of a guarantee within a day, whether or not anything waited for it: it is as before, and
    /// what waited for the decision waits again.
    async fn take_back_guarantee_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<GuaranteeNode> {
        let (app, actor, id) = asked(ctx, &id)?;
        let held = guarantees::take_back_decision(app, actor, id).await;
        held.map(GuaranteeNode).map_err(|e| fail(ctx, e))
    }
}
