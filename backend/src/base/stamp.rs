//! The signature of the product: one guarantee's four marks, never blurred into one score.

use chrono::NaiveDate;

use super::words::Words;

/// The least level a search asks for; `niveau` in the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Declared,
    EvidenceChecked,
    RegisterChecked,
}

impl Level {
    pub const ALL: &'static [Level] = &[Level::Declared, Level::EvidenceChecked, Level::RegisterChecked];

    /// As in the address and in GraphQL.
    pub fn code(&self) -> &'static str {
        match self {
            Level::Declared => "DECLARED",
            Level::EvidenceChecked => "EVIDENCE_CHECKED",
            Level::RegisterChecked => "REGISTER_CHECKED",
        }
    }

    pub fn at_least(&self) -> &'static str {
        match self {
            Level::Declared => "level-at-least-declared",
            Level::EvidenceChecked => "level-at-least-evidence",
            Level::RegisterChecked => "level-at-least-register",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StampState {
    InForce,
    /// A file was sent and nobody has decided yet.
    UnderReview,
    Suspended,
    Expired,
}

/// Each mark is filled by the day it was given; a mark without a day stays hollow.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    pub state: StampState,
    pub declared: Option<NaiveDate>,
    pub evidence: Option<NaiveDate>,
    pub register: Option<NaiveDate>,
    pub peers: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl Stamp {
    /// The drawing of the style sheet: `stamp m101` has evidence hollow, register and peers filled.
    pub fn class(&self) -> String {
        let bit = |mark: Option<NaiveDate>| if mark.is_some() { '1' } else { '0' };
        let state = match self.state {
            StampState::InForce | StampState::UnderReview => "",
            StampState::Suspended => " suspended",
            StampState::Expired => " expired",
        };
        format!("stamp m{}{}{}{state}", bit(self.evidence), bit(self.register), bit(self.peers))
    }

    pub fn expired(&self) -> bool {
        self.state == StampState::Expired
    }

    /// The words beside the drawing.
    pub fn level_key(&self) -> &'static str {
        match (self.state, self.register, self.evidence, self.peers) {
            (StampState::Suspended, ..) => "state-suspended",
            (StampState::Expired, ..) => "state-expired",
            (_, Some(_), _, None) => "level-register",
            (_, Some(_), _, Some(_)) => "level-register-peers",
            (_, None, Some(_), None) => "level-evidence",
            (_, None, Some(_), Some(_)) => "level-evidence-peers",
            (_, None, None, Some(_)) => "level-declared-peers",
            (_, None, None, None) => "level-declared",
        }
    }

    /// Every mark that was given, with its day, and the last day it holds.
    pub fn dates(&self, words: &Words) -> String {
        let mut parts: Vec<String> = [
            ("mark-declared-on", self.declared),
            ("mark-evidence-on", self.evidence),
            ("mark-register-on", self.register),
            ("mark-peers-on", self.peers),
        ]
        .into_iter()
        .filter_map(|(key, day)| day.map(|day| words.with(key, "date", words.date(&day))))
        .collect();
        if let Some(day) = self.until {
            let key = if self.expired() { "expired-since" } else { "holds-until" };
            parts.push(words.with(key, "date", words.date(&day)));
        }
        parts.join(" · ")
    }
}
