mod pages;
mod reasons;

pub use self::pages::{GENERAL, Place, page_name};
pub use self::reasons::{reason_kept, reason_said, templates};
use chrono::Duration;

use super::queries::{Case, Network};
use crate::organizations::Organization;
use crate::reference::Reference;

/// So long nobody else needs to look at a case that someone has taken up.
pub const HELD: Duration = Duration::minutes(30);
pub const VOUCHER: Duration = Duration::days(30);
/// So long whoever decided may take it back.
pub const REOPEN: Duration = Duration::days(1);
/// No network is called so: it is where a new one is opened.
pub const RESERVED: &str = "nouveau";
/// Characters of what someone writes to moderators, or they to someone.
pub const NOTE: usize = 2_000;
/// Cases decided at once.
pub const MOST: usize = 100;

/// What a moderator looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseKind {
    /// Someone says that a page is their organisation's.
    Claim,
    /// A document for a guarantee.
    Evidence,
    /// Something is wrong on a page.
    Error,
    /// Against what was decided of a guarantee.
    Appeal,
    /// Abuse in a conversation. It is kept as an error of a topic of its own.
    Abuse,
}

/// The topic of what is wrong with a conversation; nobody chooses it of a page.
const ABUSE: &str = "abuse";

impl CaseKind {
    pub const ALL: [CaseKind; 5] =
        [CaseKind::Claim, CaseKind::Evidence, CaseKind::Error, CaseKind::Appeal, CaseKind::Abuse];

    pub fn code(self) -> &'static str {
        match self {
            CaseKind::Claim => "claim",
            CaseKind::Evidence => "evidence",
            CaseKind::Error => "error",
            CaseKind::Appeal => "appeal",
            CaseKind::Abuse => ABUSE,
        }
    }

    /// Its kind and its topic, as a case keeps them.
    pub fn stored(self) -> (&'static str, Option<&'static str>) {
        match self {
            CaseKind::Abuse => (CaseKind::Error.code(), Some(ABUSE)),
            _ => (self.code(), None),
        }
    }

    pub fn of(case: &Case) -> Option<CaseKind> {
        match case.topic.as_deref() {
            Some(ABUSE) => Some(CaseKind::Abuse),
            _ => Self::named(&case.kind),
        }
    }

    /// Whether it is decided as it stands, several at once; guarantees have their own way.
    pub fn is_of_page(self) -> bool {
        matches!(self, CaseKind::Claim | CaseKind::Error | CaseKind::Abuse)
    }

    pub fn named(code: &str) -> Option<CaseKind> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What is wrong with a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    Wrong,
    Outdated,
    /// A link or a button that does nothing.
    Broken,
    Wording,
    Other,
}

impl Topic {
    pub const ALL: [Topic; 5] = [Topic::Wrong, Topic::Outdated, Topic::Broken, Topic::Wording, Topic::Other];

    pub fn code(self) -> &'static str {
        match self {
            Topic::Wrong => "wrong",
            Topic::Outdated => "outdated",
            Topic::Broken => "broken",
            Topic::Wording => "wording",
            Topic::Other => "other",
        }
    }

    pub fn named(code: &str) -> Option<Topic> {
        Self::ALL.into_iter().find(|topic| topic.code() == code)
    }
}

/// Whether an organisation stands under a network: by its place, or as its member.
pub fn covers(
    network: &Network,
    organization: &Organization,
    is_member: bool,
    reference: &Reference,
) -> bool {
    let place = (organization.commune.as_deref(), organization.departement.as_deref());
    match &network.territory {
        _ if is_member || network.kind == "national" => true,
        Some(territory) if network.kind != "thematic" => {
            reference.territories.located(place.0, place.1).contains(territory)
        }
        _ => false,
    }
}
