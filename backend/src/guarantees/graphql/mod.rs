mod mutations;
mod steps;

pub use self::mutations::GuaranteeMutation;
use self::steps::StepNode;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result};
use chrono::NaiveDate;

use super::{Guarantee, Standing, level, peer_reviewed, standing};
use crate::api::{Loaders, SourceBy, StepsOf, fail};
use crate::app::App;
use crate::base::stamp::Level;
use crate::error::Error;
use crate::reference::graphql::SchemeNode;

#[derive(Default)]
pub struct GuaranteeQuery;

#[Object]
impl GuaranteeQuery {
    /// A guarantee scheme by its code.
    async fn guarantee_scheme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "As in the catalogue: \"esus\".")] code: String,
    ) -> Option<SchemeNode> {
        let reference = ctx.data_unchecked::<App>().reference.get();
        reference.scheme(&code).cloned().map(SchemeNode)
    }
}

/// How far a guarantee has been looked into. Levels follow one another; a peer review stands
/// beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum GuaranteeLevel {
    /// The holder says so, or an import does.
    Declared,
    /// A moderator saw the document.
    EvidenceChecked,
    /// The public register confirms it; or, where there is none, evidence and peers together.
    RegisterChecked,
}

impl From<GuaranteeLevel> for Level {
    fn from(level: GuaranteeLevel) -> Self {
        match level {
            GuaranteeLevel::Declared => Level::Declared,
            GuaranteeLevel::EvidenceChecked => Level::EvidenceChecked,
            GuaranteeLevel::RegisterChecked => Level::RegisterChecked,
        }
    }
}

impl From<Level> for GuaranteeLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::Declared => GuaranteeLevel::Declared,
            Level::EvidenceChecked => GuaranteeLevel::EvidenceChecked,
            Level::RegisterChecked => GuaranteeLevel::RegisterChecked,
        }
    }
}

/// Where a guarantee stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum GuaranteeStanding {
    /// It counts in searches, at its level.
    InForce,
    /// Evidence was sent and nobody has decided; it counts as declared.
    UnderReview,
    /// Its first day is still to come.
    ToCome,
    /// Its last day has passed.
    Expired,
    /// Suspended by a moderator or a review committee.
    Suspended,
}

/// A guarantee of one supplier under one scheme.
pub struct GuaranteeNode(pub Guarantee);

/// A guarantee of one supplier under one scheme.
#[Object(name = "Guarantee")]
impl GuaranteeNode {
    /// The UUID.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What it is held under.
    async fn scheme(&self, ctx: &Context<'_>) -> Result<SchemeNode> {
        let reference = ctx.data_unchecked::<App>().reference.get();
        let scheme = reference.scheme(&self.0.scheme).cloned();
        scheme.map(SchemeNode).ok_or_else(|| fail(ctx, Error::internal("a guarantee without its scheme")))
    }

    /// Where it stands today.
    async fn standing(&self, ctx: &Context<'_>) -> GuaranteeStanding {
        match standing(&self.0, ctx.data_unchecked::<App>().clock.today()) {
            Standing::InForce => GuaranteeStanding::InForce,
            Standing::UnderReview => GuaranteeStanding::UnderReview,
            Standing::ToCome => GuaranteeStanding::ToCome,
            Standing::Expired => GuaranteeStanding::Expired,
            // Refused, barred and withdrawn ones are never shown.
            Standing::Suspended | Standing::Refused | Standing::Barred | Standing::Withdrawn => {
                GuaranteeStanding::Suspended
            }
        }
    }

    /// The level it counts with in searches; null when it doesn't count.
    async fn level(&self, ctx: &Context<'_>) -> Option<GuaranteeLevel> {
        let app = ctx.data_unchecked::<App>();
        let reference = app.reference.get();
        level(&self.0, reference.scheme(&self.0.scheme)?, app.clock.today()).map(Into::into)
    }

    /// The number of the certificate or agreement.
    async fn reference(&self) -> Option<&str> {
        self.0.reference.as_deref()
    }

    /// Its first day.
    async fn valid_from(&self) -> Option<NaiveDate> {
        self.0.valid_from
    }

    /// Its last day, in France; null when it has no end.
    async fn valid_until(&self) -> Option<NaiveDate> {
        self.0.valid_until
    }

    /// The day it was declared here.
    async fn declared_on(&self) -> NaiveDate {
        self.0.declared_on
    }

    /// The list it was read from; null when the holder declared it.
    async fn declared_source(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(id) = self.0.declared_source else { return Ok(None) };
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let source = loaders.load_one(SourceBy(id)).await.map_err(|e| fail(ctx, Error::Internal(e)))?;
        Ok(source.map(|source| source.name))
    }

    /// The day a moderator saw the evidence.
    async fn evidence_checked_on(&self) -> Option<NaiveDate> {
        self.0.evidence_checked_on
    }

    /// Who saw it.
    async fn evidence_checked_by(&self) -> Option<&str> {
        self.0.evidence_checked_by.as_deref()
    }

    /// What was checked.
    async fn evidence_note(&self) -> Option<&str> {
        self.0.evidence_note.as_deref()
    }

    /// The day the public register confirmed it.
    async fn register_checked_on(&self) -> Option<NaiveDate> {
        self.0.register_checked_on
    }

    /// Where the register says so.
    async fn register_link(&self) -> Option<&str> {
        self.0.register_link.as_deref()
    }

    /// Whether peers reviewed it and their accord still holds.
    async fn peer_reviewed(&self, ctx: &Context<'_>) -> bool {
        peer_reviewed(&self.0, ctx.data_unchecked::<App>().clock.today())
    }

    /// The day of the review.
    async fn peer_reviewed_on(&self) -> Option<NaiveDate> {
        self.0.peer_reviewed_on
    }

    /// Its public summary.
    async fn peer_summary(&self) -> Option<&str> {
        self.0.peer_summary.as_deref()
    }

    /// What was done of it, the first thing first: all of it for members of its holder and for its moderators, as their
    /// pages show it; for others what its holder's public page says.
    async fn steps(&self, ctx: &Context<'_>) -> Result<Vec<StepNode>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let steps = loaders.load_one(StepsOf(self.0.id)).await.map_err(|e| fail(ctx, Error::Internal(e)))?;
        Ok(steps.unwrap_or_default().into_iter().map(StepNode).collect())
    }
}
