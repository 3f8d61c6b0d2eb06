//! The guarantees of an invented supplier, in every state they can be in.

use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, NaiveTime, Utc};
use chrono_tz::Europe::Paris;
use schema::guarantees::{State, guarantee};
use schema::organizations::organization;

use super::draw::Draw;
use super::supplier::Scene;
use super::words::{Scheme, Trade, WORDS};

#[derive(Clone, Copy, PartialEq)]
enum Case {
    Declared,
    UnderReview,
    Evidence,
    Register,
    Refused,
    Suspended,
    Withdrawn,
    Expired,
    /// Its last day is so many days ahead, from and to.
    Ending(i64, i64),
    Peers,
    PeersWithPlan,
    Renewed,
}

/// Drawn from evenly.
const CASES: [Case; 24] = [
    Case::Declared,
    Case::Declared,
    Case::Declared,
    Case::Declared,
    Case::UnderReview,
    Case::UnderReview,
    Case::Evidence,
    Case::Evidence,
    Case::Evidence,
    Case::Evidence,
    Case::Register,
    Case::Register,
    Case::Register,
    Case::Refused,
    Case::Suspended,
    Case::Withdrawn,
    Case::Expired,
    Case::Ending(0, 7),
    Case::Ending(8, 30),
    Case::Ending(31, 60),
    Case::Peers,
    Case::Peers,
    Case::PeersWithPlan,
    Case::Renewed,
];

pub(super) fn guarantees(
    draw: &mut Draw,
    scene: &Scene,
    organization: &organization::Model,
    trade: &Trade,
    status: Option<&String>,
    count: usize,
) -> Vec<guarantee::Model> {
    let mut held: Vec<&str> = status.map(String::as_str).into_iter().collect();
    let form = organization.legal_form.as_deref().unwrap_or_default();
    if matches!(form, "scop" | "scic" | "cae" | "association") && draw.chance(60) {
        held.push(form);
    }
    let labels: Vec<_> = trade.labels.iter().collect();
    let wanted = draw.below(3) + 1;
    held.extend(draw.some(&labels, wanted).into_iter().map(String::as_str));
    held.extend(["esus", "charte-reseau", "guide-bonnes-pratiques-ess", "association"]);
    let mut found = Vec::with_capacity(count + 1);
    for (place, code) in held.iter().enumerate() {
        let Some(scheme) = WORDS.scheme(code) else { continue };
        if found.len() >= count || held.iter().take(place).any(|before| before == code) {
            continue;
        }
        if *code == "association" && form != "association" {
            continue;
        }
        let case = match organization.source {
            Some(_) => Case::Declared,
            None => draw.one(&CASES).copied().unwrap_or(Case::Declared),
        };
        let case = match case {
            // A renewal takes two rows.
            Case::Renewed if found.len() + 2 > count => Case::Evidence,
            // A legal form is a fact of the trade register: no certifier, no visit.
            Case::Suspended | Case::Peers | Case::PeersWithPlan if scheme.kind == "status" => Case::Register,
            case => case,
        };
        grant(draw, scene, organization, scheme, case, &mut found);
    }
    found
}

fn grant(
    draw: &mut Draw,
    scene: &Scene,
    organization: &organization::Model,
    scheme: &Scheme,
    case: Case,
    found: &mut Vec<guarantee::Model>,
) {
    let joined = organization.created_at.with_timezone(&Paris).date_naive();
    let age = (scene.today - joined).num_days();
    let months = scheme.holds_months.map(Months::new);
    let days = |n: i64| Duration::days(n);
    let last_day = scheme.holds_months.map(|months| match case {
        Case::Expired => scene.today - days(draw.between(1, age.min(120))),
        Case::Ending(from, to) => scene.today + days(draw.between(from, to)),
        // A renewal begins since it joined, so that the grant before it was seen here too.
        Case::Renewed => scene.today + Months::new(months) - days(draw.between(1, age.max(1))),
        _ => scene.today + days(draw.between(61, i64::from(months) * 29)),
    });
    let first_day = last_day.zip(months).map(|(last, months)| last + days(1) - months);
    let declared_on = first_day.map_or(joined, |first| first.max(joined)).min(scene.today);
    let until = last_day.map_or(scene.today, |last| last.min(scene.today));
    let seen_on = (declared_on + days(draw.between(1, 20))).min(until);
    let confirmed_on = (seen_on + days(draw.between(0, 10))).min(until);
    let year = first_day.unwrap_or(declared_on).year();
    let mark = scheme.code.split('-').next().unwrap_or_default().to_uppercase();
    let word = |draw: &mut Draw, kind: &str, key: &str| draw.one(WORDS.of(kind, key)).cloned();

    let mut granted = guarantee::Model {
        id: draw.id(),
        organization: organization.id,
        scheme: scheme.code.clone(),
        renewal: 1,
        state: State::Declared,
        reference: draw.chance(70).then(|| format!("{mark}-{year}-{:05}", draw.between(1, 99_999))),
        valid_from: first_day,
        valid_until: last_day,
        declared_on,
        declared_source: organization.source,
        evidence_checked_on: None,
        evidence_checked_by: None,
        evidence_note: None,
        register_checked_on: None,
        register_link: None,
        peer_reviewed_on: None,
        peer_valid_until: None,
        peer_summary: None,
        reason: None,
        created_at: moment(scene, organization, declared_on),
        updated_at: organization.created_at,
        barred: false,
    };
    let seen = |draw: &mut Draw, granted: &mut guarantee::Model| {
        granted.state = State::EvidenceChecked;
        granted.evidence_checked_on = Some(seen_on);
        granted.evidence_checked_by = Some("Modération du réseau".into());
        let of_kind = word(draw, "evidence", &scheme.kind);
        granted.evidence_note = of_kind.or_else(|| word(draw, "evidence", ""));
    };
    let in_register = |granted: &mut guarantee::Model| {
        if scheme.has_register {
            granted.state = State::RegisterChecked;
            granted.register_checked_on = Some(confirmed_on);
            granted.register_link = scheme.register_url.clone();
        }
    };
    let by_peers = |granted: &mut guarantee::Model, months: u32, summary: Option<String>| {
        granted.peer_reviewed_on = Some(confirmed_on);
        granted.peer_valid_until = Some(confirmed_on + Months::new(months));
        granted.peer_summary = summary;
    };
    match case {
        Case::Declared => {}
        Case::UnderReview => granted.state = State::UnderReview,
        Case::Refused => {
            granted.state = State::Refused;
            granted.reason = word(draw, "refused", "");
        }
        Case::Withdrawn => {
            granted.state = State::Withdrawn;
            granted.reason = word(draw, "withdrawn", "");
        }
        Case::Suspended => {
            seen(draw, &mut granted);
            granted.state = State::Suspended;
            granted.reason = word(draw, "suspended", "");
        }
        Case::Evidence => seen(draw, &mut granted),
        Case::Peers => {
            seen(draw, &mut granted);
            let summary = word(draw, "peer", "");
            by_peers(&mut granted, 36, summary);
        }
        Case::PeersWithPlan => {
            seen(draw, &mut granted);
            in_register(&mut granted);
            let summary = word(draw, "peer", "plan");
            by_peers(&mut granted, 12, summary);
        }
        Case::Register | Case::Expired | Case::Ending(..) | Case::Renewed => {
            seen(draw, &mut granted);
            in_register(&mut granted);
        }
    }
    let last_act = [granted.peer_reviewed_on, granted.register_checked_on, granted.evidence_checked_on];
    granted.updated_at =
        moment(scene, organization, last_act.into_iter().flatten().max().unwrap_or(declared_on));
    if let (Case::Renewed, Some(first), Some(months)) = (case, first_day, months) {
        let mut before = granted.clone();
        before.id = draw.id();
        before.declared_on = joined.min(first);
        before.created_at = organization.created_at;
        before.valid_from = Some(first - months);
        before.valid_until = Some(first - days(1));
        before.evidence_checked_on = Some(before.declared_on);
        before.register_checked_on = before.register_checked_on.map(|_| before.declared_on);
        before.reference = None;
        before.updated_at = moment(scene, organization, before.declared_on);
        found.push(before);
        granted.renewal = 2;
    }
    found.push(granted);
}

/// Some time of that day, since the supplier joined and not after now.
fn moment(scene: &Scene, organization: &organization::Model, day: NaiveDate) -> DateTime<Utc> {
    let morning = day.and_time(NaiveTime::MIN).and_utc() + Duration::hours(9);
    morning.max(organization.created_at).min(scene.now)
}
