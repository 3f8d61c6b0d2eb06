use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// Something that happened to an organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganizationEvent {
    pub organization: Uuid,
    #[serde(flatten)]
    pub what: What,
}

/// The same of a page that is no organisation's: only what moderators look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageEvent {
    pub page: String,
    #[serde(flatten)]
    pub what: What,
}

/// What it was. Persons stand in it by their ids alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    OrganizationCreated {
        after: Value,
    },
    OrganizationChanged {
        before: Value,
        after: Value,
        /// The name of the network whose moderator corrected it; none: a member did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    OrganizationArchived,
    OrganizationRestored,
    /// Another page of the same organisation went into this one.
    OrganizationMerged {
        merge: Uuid,
        absorbed: Uuid,
        reason: String,
        before: Value,
        after: Value,
    },
    /// Its page went into another.
    OrganizationAbsorbed {
        merge: Uuid,
        kept: Uuid,
    },
    /// Of either page: they are two again.
    MergeUndone {
        merge: Uuid,
    },
    /// Of either page: they look alike and are two organisations'; or that was taken back.
    OrganizationsToldApart {
        other: Uuid,
        distinct: bool,
    },
    CharterAccepted {
        version: String,
    },
    MemberInvited {
        invitation: Uuid,
        role: String,
    },
    MemberJoined {
        account: Uuid,
        role: String,
    },
    MemberChanged {
        account: Uuid,
        before: String,
        after: String,
    },
    MemberLeft {
        account: Uuid,
        before: String,
    },
    PictureAdded {
        file: Uuid,
    },
    PictureRemoved {
        file: Uuid,
    },
    PictureRestored {
        file: Uuid,
    },
    /// Something waits for a moderator: a claim, a report, an appeal.
    CaseOpened {
        case: Uuid,
        of: String,
    },
    CaseDecided {
        case: Uuid,
        of: String,
        outcome: String,
        reason: Option<String>,
    },
    /// A decision was taken back: it waits again.
    CaseReopened {
        case: Uuid,
        of: String,
    },
    MessageSent {
        thread: Uuid,
        message: Uuid,
        from_supplier: bool,
    },
    ProductSaved {
        product: Uuid,
        before: Option<Value>,
        after: Value,
    },
    ProductArchived {
        product: Uuid,
    },
    ProductRestored {
        product: Uuid,
    },
    CatalogueImported {
        import: Uuid,
        created: Vec<Uuid>,
        updated: Vec<super::Changed>,
    },
    CatalogueTakenBack {
        import: Uuid,
    },
    GuaranteeDeclared {
        guarantee: Uuid,
        after: Value,
    },
    EvidenceSent {
        guarantee: Uuid,
        file: Uuid,
    },
    EvidenceRemoved {
        guarantee: Uuid,
        file: Uuid,
    },
    GuaranteeReviewed {
        guarantee: Uuid,
        before: Value,
        after: Value,
        /// The name of the network whose moderator decided.
        #[serde(default)]
        by: Option<String>,
    },
    /// Whoever decided took it back.
    ReviewTakenBack {
        guarantee: Uuid,
        before: Value,
        after: Value,
        /// The name of their network.
        #[serde(default)]
        by: Option<String>,
    },
    GuaranteeWithdrawn {
        guarantee: Uuid,
        before: Value,
    },
    /// Its withdrawal was taken back.
    GuaranteeRestored {
        guarantee: Uuid,
        after: Value,
    },
    /// An offer or a request was written or changed.
    ResourceSaved {
        resource: Uuid,
        before: Option<Value>,
        after: Value,
    },
    ResourceArchived {
        resource: Uuid,
    },
    ResourceRestored {
        resource: Uuid,
    },
    /// Bookings of a resource of this organisation were made, or came to another state together.
    BookingChanged {
        resource: Uuid,
        bookings: Vec<Uuid>,
        /// None for new ones.
        from: Option<String>,
        to: String,
        reason: Option<String>,
        /// Where its time was changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        times: Option<Times>,
        /// Of what comes back, what wasn't booked.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left_out: Vec<(DateTime<Utc>, DateTime<Utc>)>,
        /// The organisation that took it back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Uuid>,
    },
    /// What another organisation owed to this one is settled, or not after all.
    LedgerSettled {
        entries: Vec<Uuid>,
        settled: bool,
    },
    /// Its last day comes near.
    GuaranteeEnds {
        guarantee: Uuid,
        days: i64,
    },
}

/// From when until when something was booked, before and after.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Times {
    pub before: (DateTime<Utc>, DateTime<Utc>),
    pub after: (DateTime<Utc>, DateTime<Utc>),
}

impl What {
    pub fn kind(&self) -> &'static str {
        match self {
            What::OrganizationCreated { .. } => "organization_created",
            What::OrganizationChanged { .. } => "organization_changed",
            What::OrganizationArchived => "organization_archived",
            What::OrganizationRestored => "organization_restored",
            What::OrganizationMerged { .. } => "organization_merged",
            What::OrganizationAbsorbed { .. } => "organization_absorbed",
            What::MergeUndone { .. } => "merge_undone",
            What::OrganizationsToldApart { .. } => "organizations_told_apart",
            What::CharterAccepted { .. } => "charter_accepted",
            What::MemberInvited { .. } => "member_invited",
            What::MemberJoined { .. } => "member_joined",
            What::MemberChanged { .. } => "member_changed",
            What::MemberLeft { .. } => "member_left",
            What::PictureAdded { .. } => "picture_added",
            What::PictureRemoved { .. } => "picture_removed",
            What::PictureRestored { .. } => "picture_restored",
            What::CaseOpened { .. } => "case_opened",
            What::CaseDecided { .. } => "case_decided",
            What::CaseReopened { .. } => "case_reopened",
            What::MessageSent { .. } => "message_sent",
            What::ProductSaved { .. } => "product_saved",
            What::ProductArchived { .. } => "product_archived",
            What::ProductRestored { .. } => "product_restored",
            What::CatalogueImported { .. } => "catalogue_imported",
            What::CatalogueTakenBack { .. } => "catalogue_taken_back",
            What::GuaranteeDeclared { .. } => "guarantee_declared",
            What::EvidenceSent { .. } => "evidence_sent",
            What::EvidenceRemoved { .. } => "evidence_removed",
            What::GuaranteeReviewed { .. } => "guarantee_reviewed",
            What::ReviewTakenBack { .. } => "review_taken_back",
            What::GuaranteeWithdrawn { .. } => "guarantee_withdrawn",
            What::GuaranteeRestored { .. } => "guarantee_restored",
            What::ResourceSaved { .. } => "resource_saved",
            What::ResourceArchived { .. } => "resource_archived",
            What::ResourceRestored { .. } => "resource_restored",
            What::BookingChanged { .. } => "booking_changed",
            What::LedgerSettled { .. } => "ledger_settled",
            What::GuaranteeEnds { .. } => "guarantee_ends",
        }
    }

    /// Whether a search may find it otherwise than before.
    pub fn is_seen(&self) -> bool {
        match self {
            What::OrganizationCreated { .. }
            | What::OrganizationChanged { .. }
            | What::OrganizationArchived
            | What::OrganizationRestored
            | What::OrganizationMerged { .. }
            | What::OrganizationAbsorbed { .. }
            | What::MergeUndone { .. }
            | What::ProductSaved { .. }
            | What::ProductArchived { .. }
            | What::ProductRestored { .. }
            | What::CatalogueImported { .. }
            | What::CatalogueTakenBack { .. }
            | What::GuaranteeDeclared { .. }
            | What::EvidenceSent { .. }
            | What::EvidenceRemoved { .. }
            | What::GuaranteeReviewed { .. }
            | What::ReviewTakenBack { .. }
            | What::GuaranteeWithdrawn { .. }
            | What::GuaranteeRestored { .. }
            | What::ResourceSaved { .. }
            | What::ResourceArchived { .. }
            | What::ResourceRestored { .. } => true,
            What::OrganizationsToldApart { .. }
            | What::CharterAccepted { .. }
            | What::MemberInvited { .. }
            | What::MemberJoined { .. }
            | What::MemberChanged { .. }
            | What::MemberLeft { .. }
            | What::PictureAdded { .. }
            | What::PictureRemoved { .. }
            | What::PictureRestored { .. }
            | What::CaseOpened { .. }
            | What::CaseDecided { .. }
            | What::CaseReopened { .. }
            | What::MessageSent { .. }
            | What::BookingChanged { .. }
            | What::LedgerSettled { .. }
            | What::GuaranteeEnds { .. } => false,
        }
    }

    /// The resource whose entry in the index alone it makes stale; else that of its owner is, and all its owner's.
    pub fn resource(&self) -> Option<Uuid> {
        match self {
            What::ResourceSaved { resource, .. }
            | What::ResourceArchived { resource }
            | What::ResourceRestored { resource } => Some(*resource),
            _ => None,
        }
    }

    /// Whether alerts may watch for what it made new.
    pub fn is_matched(&self) -> bool {
        self.is_seen() && !matches!(self, What::ResourceArchived { .. })
    }

    /// Whether someone may have to be written to.
    pub fn is_told(&self) -> bool {
        match self {
            What::MemberInvited { .. }
            | What::MemberJoined { .. }
            | What::MemberChanged { .. }
            | What::MemberLeft { .. }
            | What::OrganizationArchived
            | What::OrganizationMerged { .. }
            | What::MergeUndone { .. }
            | What::CaseOpened { .. }
            | What::CaseDecided { .. }
            | What::CaseReopened { .. }
            | What::MessageSent { .. }
            | What::BookingChanged { .. }
            | What::GuaranteeReviewed { .. }
            | What::ReviewTakenBack { .. }
            | What::GuaranteeEnds { .. } => true,
            What::OrganizationChanged { by, .. } => by.is_some(),
            What::OrganizationCreated { .. }
            | What::OrganizationsToldApart { .. }
            | What::OrganizationRestored
            | What::OrganizationAbsorbed { .. }
            | What::CharterAccepted { .. }
            | What::PictureAdded { .. }
            | What::PictureRemoved { .. }
            | What::PictureRestored { .. }
            | What::ProductSaved { .. }
            | What::ProductArchived { .. }
            | What::ProductRestored { .. }
            | What::CatalogueImported { .. }
            | What::CatalogueTakenBack { .. }
            | What::GuaranteeDeclared { .. }
            | What::EvidenceSent { .. }
            | What::EvidenceRemoved { .. }
            | What::GuaranteeWithdrawn { .. }
            | What::GuaranteeRestored { .. }
            | What::ResourceSaved { .. }
            | What::ResourceArchived { .. }
            | What::ResourceRestored { .. }
            | What::LedgerSettled { .. } => false,
        }
    }
}
