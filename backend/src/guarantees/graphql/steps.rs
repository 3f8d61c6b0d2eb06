use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, Object, Result};
use chrono::NaiveDate;
use schema::guarantees::State;

use crate::api::{Loaders, SourceBy, fail};
use crate::base::words::Words;
use crate::error::Error;
use crate::guarantees::{By, Did, Step};
use crate::networks;

/// What was done of a guarantee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum GuaranteeStepKind {
    /// Its holder, or a list, said that it is held.
    Declared,
    /// Its holder sent a document.
    EvidenceSent,
    /// Its holder removed a document that it had sent.
    EvidenceRemoved,
    /// A moderator saw the document.
    EvidenceChecked,
    /// The public register confirmed it.
    RegisterChecked,
    /// A moderator refused the document.
    Refused,
    /// It no longer counted.
    Suspended,
    /// An appeal was right: it is declared, or its document waits, as before.
    Restored,
    /// An appeal was turned down: it stays refused or suspended.
    Upheld,
    /// Its holder asked for another look.
    Appealed,
    /// A moderator took their decision back.
    TakenBack,
    /// Its holder took it back.
    Withdrawn,
    /// Its holder took the withdrawal back: it is as before.
    Resumed,
}

impl From<Did> for GuaranteeStepKind {
    fn from(did: Did) -> Self {
        match did {
            Did::Declared => GuaranteeStepKind::Declared,
            Did::EvidenceSent => GuaranteeStepKind::EvidenceSent,
            Did::EvidenceRemoved => GuaranteeStepKind::EvidenceRemoved,
            Did::Upheld => GuaranteeStepKind::Upheld,
            Did::Appealed => GuaranteeStepKind::Appealed,
            Did::TakenBack => GuaranteeStepKind::TakenBack,
            Did::Restored => GuaranteeStepKind::Resumed,
            Did::Withdrawn | Did::Decided(State::Withdrawn) => GuaranteeStepKind::Withdrawn,
            Did::Decided(State::EvidenceChecked) => GuaranteeStepKind::EvidenceChecked,
            Did::Decided(State::RegisterChecked) => GuaranteeStepKind::RegisterChecked,
            Did::Decided(State::Refused) => GuaranteeStepKind::Refused,
            Did::Decided(State::Suspended) => GuaranteeStepKind::Suspended,
            Did::Decided(State::Declared | State::UnderReview) => GuaranteeStepKind::Restored,
        }
    }
}

/// Who took a step of a guarantee; persons are never named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum GuaranteeStepBy {
    /// The organisation itself.
    Holder,
    /// A list it was read from.
    List,
    /// The moderators.
    Moderators,
    /// A public register, read by the moderators.
    Register,
}

/// One step of a guarantee.
pub struct StepNode(pub Step);

/// One step of a guarantee.
#[Object(name = "GuaranteeStep")]
impl StepNode {
    /// Its day, in France.
    async fn on(&self) -> NaiveDate {
        self.0.on
    }

    /// What was done.
    async fn kind(&self) -> GuaranteeStepKind {
        self.0.did.into()
    }

    /// What kind of person did it.
    async fn by(&self) -> GuaranteeStepBy {
        match self.0.by {
            By::Holder => GuaranteeStepBy::Holder,
            By::List(_) => GuaranteeStepBy::List,
            By::Moderators(_) => GuaranteeStepBy::Moderators,
            By::Register => GuaranteeStepBy::Register,
        }
    }

    /// The name of the list, or of the moderators' network; null where none is known.
    async fn by_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let list = match &self.0.by {
            By::List(id) => *id,
            By::Moderators(network) => return Ok(network.clone()),
            By::Holder | By::Register => return Ok(None),
        };
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let source = loaders.load_one(SourceBy(list)).await.map_err(|e| fail(ctx, Error::Internal(e)))?;
        Ok(source.map(|source| source.name))
    }

    /// Why: what was seen, where the register says so, or the reason; null where nothing more is said.
    async fn why(&self, ctx: &Context<'_>) -> Option<String> {
        let words = *ctx.data_unchecked::<Words>();
        self.0.why.as_deref().map(|kept| networks::reason_said(words, kept))
    }
}
