mod acts;

pub use self::acts::{
    Decision, REMINDERS, decided, end_is_supposed, may_be_declared_again, possible, rests_on, state_code,
    state_named, takes_evidence, usual_end, with_documents,
};
use std::cmp::Ordering;

use chrono::NaiveDate;
use schema::guarantees::State;
use uuid::Uuid;

use super::queries::{Guarantee, Terms};
use crate::base::stamp::{Level, Stamp, StampState};
use crate::reference::Scheme;

/// Where a guarantee stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    InForce,
    /// In force at what it had, while a file waits for its decision.
    UnderReview,
    /// Its first day is still to come.
    ToCome,
    Expired,
    Refused,
    Suspended,
    /// Another period of its line is refused or suspended, and nobody has proved this one since.
    Barred,
    Withdrawn,
}

/// A ground of the Code de la commande publique for reserving a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Article L2113-12: adapted enterprises and ESAT.
    Disability,
    /// Article L2113-13: insertion structures.
    Insertion,
    /// Article L2113-15: ESS enterprises, for listed social services.
    Ess,
}

impl Ground {
    pub const ALL: [Ground; 3] = [Ground::Disability, Ground::Insertion, Ground::Ess];

    pub fn code(self) -> &'static str {
        match self {
            Ground::Disability => "DISABILITY",
            Ground::Insertion => "INSERTION",
            Ground::Ess => "ESS",
        }
    }
}

pub fn standing(terms: impl Into<Terms>, today: NaiveDate) -> Standing {
    let terms = terms.into();
    match terms.state {
        State::Refused => Standing::Refused,
        State::Suspended => Standing::Suspended,
        State::Withdrawn => Standing::Withdrawn,
        _ if terms.valid_until.is_some_and(|last| last < today) => Standing::Expired,
        _ if terms.barred => Standing::Barred,
        _ if terms.valid_from.is_some_and(|first| first > today) => Standing::ToCome,
        State::UnderReview => Standing::UnderReview,
        State::Declared | State::EvidenceChecked | State::RegisterChecked => Standing::InForce,
    }
}

/// What orders the periods of a line; what was withdrawn comes before all that stands.
pub fn place_in_line(held: &Guarantee) -> (bool, NaiveDate, NaiveDate, i32) {
    let last = held.valid_until.unwrap_or(NaiveDate::MAX);
    let first = held.valid_from.unwrap_or(NaiveDate::MIN);
    (held.state != State::Withdrawn, last, first, held.renewal)
}

/// Whether peers reviewed it and their accord still holds.
pub fn peer_reviewed(terms: impl Into<Terms>, today: NaiveDate) -> bool {
    let terms = terms.into();
    terms.peer_reviewed_on.is_some_and(|day| day <= today)
        && terms.peer_valid_until.is_none_or(|last| today <= last)
}

/// The level it counts with in a search; none when it doesn't count.
///
/// Where a scheme has no public register, evidence checked together with a peer review in
/// force counts as register checked.
pub fn level(terms: impl Into<Terms>, scheme: &Scheme, today: NaiveDate) -> Option<Level> {
    let terms = terms.into();
    match (standing(terms, today), terms.state) {
        (Standing::UnderReview, _) | (Standing::InForce, State::Declared) => Some(Level::Declared),
        (Standing::InForce, State::RegisterChecked) => Some(Level::RegisterChecked),
        (Standing::InForce, State::EvidenceChecked) => {
            let stands_in = scheme.register == "no" && peer_reviewed(terms, today);
            Some(if stands_in { Level::RegisterChecked } else { Level::EvidenceChecked })
        }
        _ => None,
    }
}

/// Whether a list's word is all there is to it.
pub fn is_declared_by(guarantee: &Guarantee, source: Uuid) -> bool {
    guarantee.state == State::Declared && guarantee.declared_source == Some(source)
}

fn token(what: &str, level: Level, peers: bool) -> String {
    format!("{what}@{}{}", level.code(), if peers { "+PEER" } else { "" })
}

/// What a guarantee answers to in a search: its scheme, any scheme (`*`) and the grounds it
/// opens, each at its level and those below, with and without peers. One token speaks of one
/// guarantee, so that scheme, level and validity are matched together.
pub fn tokens(terms: impl Into<Terms>, scheme: &Scheme, today: NaiveDate) -> Vec<String> {
    let terms = terms.into();
    let Some(held) = level(terms, scheme, today) else { return Vec::new() };
    let peers = peer_reviewed(terms, today);
    let mut found = Vec::new();
    let grounds = scheme.grounds.iter().map(|ground| format!("ground:{ground}"));
    for what in [scheme.code.clone(), "*".to_owned()].into_iter().chain(grounds) {
        for level in Level::ALL.iter().filter(|level| **level <= held) {
            found.push(token(&what, *level, false));
            if peers {
                found.push(token(&what, *level, true));
            }
        }
    }
    found
}

/// The token asked for by a scheme code, `*` or `ground:…` at a level.
pub fn wanted(what: &str, level: Option<Level>, peers: bool) -> String {
    token(what, level.unwrap_or(Level::Declared), peers)
}

/// The four marks, as the pages draw them. None for what isn't shown in public.
pub fn stamp(terms: impl Into<Terms>, today: NaiveDate) -> Option<Stamp> {
    let terms = terms.into();
    let state = match standing(terms, today) {
        Standing::InForce => StampState::InForce,
        Standing::UnderReview => StampState::UnderReview,
        Standing::Suspended => StampState::Suspended,
        Standing::Expired => StampState::Expired,
        // What is still to come isn't held yet.
        Standing::ToCome | Standing::Refused | Standing::Barred | Standing::Withdrawn => return None,
    };
    let reached = |level: Level, day: Option<NaiveDate>| match terms.state {
        State::Declared => None,
        State::UnderReview | State::Suspended | State::RegisterChecked => day,
        State::EvidenceChecked if level == Level::EvidenceChecked => day,
        _ => None,
    };
    Some(Stamp {
        state,
        declared: Some(terms.declared_on),
        evidence: reached(Level::EvidenceChecked, terms.evidence_checked_on),
        register: reached(Level::RegisterChecked, terms.register_checked_on),
        peers: terms.peer_reviewed_on.filter(|_| peer_reviewed(terms, today)),
        until: terms.valid_until,
    })
}

/// The strongest first, the expired last.
pub fn compare_for_show<G>(a: &(G, &Scheme), b: &(G, &Scheme), today: NaiveDate) -> Ordering
where
    G: Copy + Into<Terms>,
{
    let rank = |(terms, scheme): &(G, &Scheme)| (level(*terms, scheme, today), peer_reviewed(*terms, today));
    let last = |pair: &(G, &Scheme)| standing(pair.0, today) == Standing::Expired;
    last(a).cmp(&last(b)).then_with(|| rank(b).cmp(&rank(a))).then_with(|| a.1.name_fr.cmp(&b.1.name_fr))
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn guarantee(state: State) -> Guarantee {
        Guarantee {
            id: Uuid::nil(),
            organization: Uuid::nil(),
            scheme: "esus".into(),
            renewal: 1,
            state,
            reference: None,
            valid_from: None,
            valid_until: Some(day("2026-11-23")),
            declared_on: day("2026-01-01"),
            declared_source: None,
            evidence_checked_on: Some(day("2026-02-01")),
            evidence_checked_by: None,
            evidence_note: None,
            register_checked_on: Some(day("2026-03-01")),
            register_link: None,
            peer_reviewed_on: None,
            peer_valid_until: None,
            peer_summary: None,
            reason: None,
            created_at: Utc::now(),
            updated_at: Utc::now(),
            barred: false,
        }
    }

    fn scheme(register: &str) -> Scheme {
        Scheme {
            code: "esus".into(),
            kind: "agreement".into(),
            name_fr: "ESUS".into(),
            name_en: "ESUS".into(),
            issuer_fr: String::new(),
            issuer_en: String::new(),
            subjects: Default::default(),
            proof_fr: String::new(),
            proof_en: String::new(),
            holds_months: Some(60),
            holds_note_fr: String::new(),
            holds_note_en: String::new(),
            register_url: None,
            register: register.into(),
            grounds: ["ESS"].into_iter().collect(),
            legal_source: String::new(),
            description_fr: String::new(),
            description_en: String::new(),
            list_codes: Default::default(),
            checked: None,
            uncertain: Default::default(),
            edited_at: None,
        }
    }

    const TODAY: &str = "2026-11-23";

    #[test]
    fn each_state_counts_in_search_with_its_level_or_not_at_all() {
        let counted = |state| level(&guarantee(state), &scheme("yes"), day(TODAY));
        assert_eq!(counted(State::Declared), Some(Level::Declared));
        assert_eq!(counted(State::UnderReview), Some(Level::Declared));
        assert_eq!(counted(State::EvidenceChecked), Some(Level::EvidenceChecked));
        assert_eq!(counted(State::RegisterChecked), Some(Level::RegisterChecked));
        assert_eq!(counted(State::Refused), None);
        assert_eq!(counted(State::Suspended), None);
        assert_eq!(counted(State::Withdrawn), None);
    }

    #[test]
    fn a_guarantee_holds_on_its_last_day_and_has_expired_on_the_next() {
        let guarantee = guarantee(State::RegisterChecked);
        assert_eq!(standing(&guarantee, day("2026-11-23")), Standing::InForce);
        assert_eq!(standing(&guarantee, day("2026-11-24")), Standing::Expired);
        assert_eq!(level(&guarantee, &scheme("yes"), day("2026-11-24")), None);
    }

    #[test]
    fn a_guarantee_does_not_count_before_its_first_day() {
        let mut early = guarantee(State::Declared);
        early.valid_from = Some(day("2026-11-24"));
        early.valid_until = None;
        assert!(tokens(&early, &scheme("yes"), day(TODAY)).is_empty());
    }

    #[test]
    fn what_another_period_bars_counts_for_nothing_and_is_not_shown() {
        let barred = Guarantee { barred: true, ..guarantee(State::EvidenceChecked) };
        assert_eq!(standing(&barred, day(TODAY)), Standing::Barred);
        assert!(tokens(&barred, &scheme("yes"), day(TODAY)).is_empty());
        assert!(stamp(&barred, day(TODAY)).is_none());
    }

    #[test]
    fn without_a_public_register_evidence_and_peers_together_count_as_register_checked() {
        let mut reviewed = guarantee(State::EvidenceChecked);
        reviewed.peer_reviewed_on = Some(day("2026-05-01"));
        assert_eq!(level(&reviewed, &scheme("no"), day(TODAY)), Some(Level::RegisterChecked));
        assert_eq!(level(&reviewed, &scheme("yes"), day(TODAY)), Some(Level::EvidenceChecked));
        reviewed.peer_valid_until = Some(day("2026-11-22"));
        assert_eq!(level(&reviewed, &scheme("no"), day(TODAY)), Some(Level::EvidenceChecked));
    }

    #[test]
    fn scheme_and_level_and_peers_are_asked_of_one_and_the_same_guarantee() {
        let held = tokens(&guarantee(State::EvidenceChecked), &scheme("yes"), day(TODAY));
        let has = |what: &str, level, peers| held.contains(&wanted(what, Some(level), peers));
        assert!(has("esus", Level::Declared, false) && has("esus", Level::EvidenceChecked, false));
        assert!(!has("esus", Level::RegisterChecked, false));
        assert!(!has("esus", Level::Declared, true));
        assert!(has("ground:ESS", Level::EvidenceChecked, false) && has("*", Level::Declared, false));
    }

    #[test]
    fn refused_and_withdrawn_guarantees_have_no_stamp() {
        assert!(stamp(&guarantee(State::Refused), day(TODAY)).is_none());
        assert!(stamp(&guarantee(State::Withdrawn), day(TODAY)).is_none());
        assert!(stamp(&guarantee(State::Suspended), day(TODAY)).is_some());
    }

    #[test]
    fn a_stamp_never_shows_a_mark_above_the_state() {
        let declared = stamp(&guarantee(State::Declared), day(TODAY)).unwrap();
        assert!(declared.evidence.is_none() && declared.register.is_none());
        let evidence = stamp(&guarantee(State::EvidenceChecked), day(TODAY)).unwrap();
        assert!(evidence.evidence.is_some() && evidence.register.is_none());
    }

    #[test]
    fn only_what_the_table_allows_is_decided() {
        use Decision::*;
        let decide =
            |state, decision, appealed| decided(&guarantee(state), &scheme("yes"), decision, appealed);
        assert_eq!(decide(State::UnderReview, EvidenceChecked, false), Some(State::EvidenceChecked));
        assert_eq!(decide(State::Declared, EvidenceChecked, false), None, "nothing was sent");
        assert_eq!(decide(State::Declared, RegisterChecked, false), Some(State::RegisterChecked));
        assert_eq!(decided(&guarantee(State::UnderReview), &scheme("no"), RegisterChecked, false), None);
        assert_eq!(decide(State::Declared, Refused, false), None);
        assert_eq!(decide(State::RegisterChecked, Suspended, false), Some(State::Suspended));
        for state in [State::Refused, State::Suspended] {
            assert_eq!(decide(state, Restored, false), None, "nobody appealed");
            assert_eq!(decide(state, Restored, true), Some(State::RegisterChecked));
            assert_eq!(decide(state, Upheld, false), None, "nobody appealed");
            assert_eq!(decide(state, Upheld, true), Some(state));
            assert_eq!(decide(state, Refused, true), None, "it stands as it was decided, or it is lifted");
            assert_eq!(decide(state, Suspended, true), None);
        }
        for decision in Decision::ALL {
            assert_eq!(decide(State::Withdrawn, decision, true), None);
        }
    }

    #[test]
    fn an_end_that_nobody_said_is_supposed() {
        let of =
            |first, last| Guarantee { valid_from: first, valid_until: last, ..guarantee(State::Declared) };
        assert!(end_is_supposed(&of(None, Some(day("2030-12-31"))), &scheme("yes")));
        assert!(!end_is_supposed(&of(Some(day("2026-01-01")), Some(day("2030-12-31"))), &scheme("yes")));
        assert!(!end_is_supposed(&of(None, Some(day("2028-12-31"))), &scheme("yes")));
        assert!(!end_is_supposed(&of(None, None), &scheme("yes")));
    }

    #[test]
    fn a_grant_ends_the_day_before_its_scheme_s_time_has_passed() {
        assert_eq!(usual_end(&scheme("yes"), day("2026-03-03")), Some(day("2031-03-02")));
    }
}
