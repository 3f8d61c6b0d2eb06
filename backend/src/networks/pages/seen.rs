//! What moderators see of a case before they decide: what stands, and what would stand instead.

use std::collections::HashMap;

use uuid::Uuid;

use super::queue::said_kind;
use crate::accounts;
use crate::base::desk::{Row, Section, Table};
use crate::base::page::Link;
use crate::base::visit::Visit;
use crate::base::words::Lang;
use crate::error::Result;
use crate::guarantees::{self, Guarantee};
use crate::networks::{self, Case, CaseKind};
use crate::organizations::{self, Organization};
use crate::rights::Role;
use crate::{messages, products};

/// What a page says of an organisation that someone may find wrong: its field, and its words.
pub(super) const SHEET: [(&str, &str); 8] = [
    ("name", "own-name"),
    ("siret", "field-siret"),
    ("rna", "field-rna"),
    ("legalForm", "field-legalForm"),
    ("address", "field-address"),
    ("website", "field-website"),
    ("headcount", "field-headcount"),
    ("description", "field-description"),
];

/// What a case changes, by its kind.
pub(super) async fn of(visit: &Visit, case: &Case, about: Option<&Organization>) -> Result<Vec<Section>> {
    let kind = CaseKind::of(case);
    Ok(match (kind, about, case.subject) {
        (Some(CaseKind::Claim), Some(one), _) => claim(visit, case, one).await?,
        (Some(CaseKind::Error), Some(one), _) => vec![sheet(visit, case, one)],
        (Some(CaseKind::Abuse), Some(one), Some(thread)) => abuse(visit, case, one, thread).await?,
        (Some(CaseKind::Evidence), _, Some(held)) => evidence(visit, held).await?.into_iter().collect(),
        (Some(CaseKind::Appeal), _, Some(held)) => appeal(visit, held).await?.into_iter().collect(),
        _ => Vec::new(),
    })
}

/// A table of what stands and what would.
fn compared(visit: &Visit, heading: &str, headers: [&str; 3], rows: Vec<[String; 3]>) -> Section {
    let words = visit.words;
    Section {
        heading: words.say(heading),
        table: (!rows.is_empty()).then(|| Table {
            caption: words.say(heading),
            headers: headers.map(|key| words.say(key)).into(),
            rows: rows.into_iter().map(|cells| Row { cells: cells.into(), ..Row::default() }).collect(),
        }),
        ..Section::default()
    }
}

/// Who asks for a page and how that can be checked; what the page is now, and what it becomes.
async fn claim(visit: &Visit, case: &Case, one: &Organization) -> Result<Vec<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let claimer = match case.opened_by {
        Some(id) => accounts::by_id(&app.db, id).await?,
        None => None,
    };
    let mut who = Section { heading: words.say("claim-who"), ..Section::default() };
    if let Some((email, name)) = claimer.and_then(|one| Some((one.email?, one.name))) {
        let domain = email.rsplit('@').next().unwrap_or_default().to_lowercase();
        who.facts = vec![
            (words.say("case-by"), name),
            (words.say("field-email"), email.clone()),
            (words.say("claim-domain"), words.with(known_by(&email, one), "domain", &domain)),
        ];
    }
    let rival = |other: &Case| Link {
        label: words.with("claim-rival", "date", words.date(&other.opened_at.date_naive())),
        href: words.path(&format!("/moderation/{}", other.id)),
    };
    let others = networks::open_claims(&app.db, one.id).await?;
    who.links = others.iter().filter(|other| other.id != case.id).map(rival).collect();
    if !who.links.is_empty() {
        who.text.push(words.with("claim-rivals", "count", who.links.len()));
    }
    let members = organizations::members(&app.db, one.id).await?;
    let roles = Role::ALL.into_iter().rev().filter_map(|role| {
        let count = members.iter().filter(|(_, held, _)| *held == role).count();
        (count > 0).then(|| words.with(&format!("count-{}", role.code()), "count", count))
    });
    let roles: Vec<String> = roles.collect();
    let now = if roles.is_empty() { words.say("claim-nobody") } else { words.list(&roles) };
    let mut rows = vec![[words.say("own-members"), now, words.say("claim-becomes-owner")]];
    let source = match one.source {
        Some(id) => organizations::sources(&app.db, &[id]).await?.remove(&id).map(|source| source.name),
        None => Some(words.say("source-members")),
    };
    rows.push([words.say("claim-source"), source.unwrap_or_default(), words.say("claim-becomes-theirs")]);
    let sells = products::for_suppliers(&app.db, &[one.id]).await?.remove(&one.id).unwrap_or_default();
    let supposed = [
        (
            "claim-supposed-area",
            usize::from(sells.supplier.is_some_and(|s| s.area.is_some() && !s.area_confirmed)),
        ),
        ("claim-supposed-categories", sells.categories.iter().filter(|row| !row.confirmed).count()),
        ("claim-supposed-themes", sells.themes.iter().filter(|row| !row.confirmed).count()),
    ];
    let supposed = supposed.into_iter().filter(|(_, count)| *count > 0);
    let supposed: Vec<String> = supposed.map(|(key, count)| words.with(key, "count", count)).collect();
    if !supposed.is_empty() {
        let supposed = words.list(&supposed);
        rows.push([words.say("claim-supposed"), supposed, words.say("claim-becomes-confirmed")]);
    }
    let headers = ["merge-what", "seen-today", "seen-accepted"];
    Ok(vec![who, compared(visit, "claim-changes", headers, rows)])
}

/// How someone's address stands to what is known of an organisation.
fn known_by(email: &str, one: &Organization) -> &'static str {
    let domain = |address: &str| address.rsplit('@').next().unwrap_or_default().to_lowercase();
    let site = one.website.as_deref().and_then(|site| url::Url::parse(site).ok());
    let site =
        site.and_then(|site| site.host_str().map(|host| host.trim_start_matches("www.").to_lowercase()));
    let theirs = domain(email);
    let within = |a: &str, b: &str| a == b || a.ends_with(&format!(".{b}"));
    match (&site, &one.email) {
        (_, Some(known)) if known.eq_ignore_ascii_case(email) => "claim-domain-address",
        (Some(site), _) if within(&theirs, site) || within(site, &theirs) => "claim-domain-site",
        (_, Some(known)) if domain(known) == theirs => "claim-domain-record",
        (None, None) => "claim-domain-unknown",
        _ => "claim-domain-other",
    }
}

/// What the page says today of what was reported; all of it where no field was named.
fn sheet(visit: &Visit, case: &Case, one: &Organization) -> Section {
    let words = visit.words;
    let page = case.page.as_deref().unwrap_or_default();
    let named = page.split_once('#').map(|(_, field)| field);
    let named = named.filter(|field| SHEET.iter().any(|(known, _)| known == field));
    let reference = visit.app.reference.get();
    let typed = organizations::as_typed(one);
    let form = one.legal_form.as_deref().and_then(|code| reference.legal_form(code));
    let form = form.map(|form| if words.lang == Lang::En { &form.label_en } else { &form.label_fr });
    let value = |field: &str| match field {
        "name" => typed.name.clone(),
        "siret" => typed.siret.clone(),
        "rna" => typed.rna.clone(),
        "legalForm" => form.cloned().unwrap_or_default(),
        "address" => [&*typed.address, &*typed.post_code, &*typed.city].join(" ").trim().to_owned(),
        "website" => typed.website.clone(),
        "headcount" => typed.headcount.clone(),
        _ => typed.description.clone(),
    };
    let or_nothing = |text: String| if text.is_empty() { words.say("seen-nothing") } else { text };
    let facts = SHEET.iter().filter(|(field, _)| named.is_none_or(|named| named == *field));
    Section {
        heading: words.say("seen-sheet"),
        facts: facts.map(|(field, key)| (words.say(*key), or_nothing(value(field)))).collect(),
        ..Section::default()
    }
}

/// Between whom a reported conversation is. What it says is theirs.
async fn abuse(visit: &Visit, case: &Case, one: &Organization, thread: Uuid) -> Result<Vec<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let Some(found) = messages::any_thread(&app.db, thread).await? else { return Ok(Vec::new()) };
    let ids: Vec<Uuid> = found.asker.into_iter().chain(case.opened_by).collect();
    let names = accounts::names(&app.db, &ids).await?;
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned());
    let or_former = |name: Option<String>| name.unwrap_or_else(|| words.say("former-member"));
    let reporter = match case.opened_by {
        Some(id) if found.asker == Some(id) => {
            words.with("abuse-by-buyer", "name", or_former(name(Some(id))))
        }
        id => words.with2("abuse-by-supplier", "name", or_former(name(id)), "about", &one.name),
    };
    Ok(vec![Section {
        heading: words.say("abuse-between"),
        text: vec![words.say("abuse-text")],
        facts: vec![
            (words.say("field-subject"), found.subject),
            (words.say("abuse-buyer"), or_former(name(found.asker))),
            (words.say("abuse-supplier"), one.name.clone()),
            (words.say("abuse-reporter"), reporter),
        ],
        ..Section::default()
    }])
}

/// The grant of the same scheme before this one.
fn former<'a>(held: &Guarantee, all: &'a [Guarantee]) -> Option<&'a Guarantee> {
    let before = all.iter().filter(|one| one.scheme == held.scheme && one.renewal < held.renewal);
    before.max_by_key(|one| one.renewal)
}

/// What is declared, against the period before.
async fn evidence(visit: &Visit, id: Uuid) -> Result<Option<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let Some(held) = guarantees::by_id(&app.db, id).await? else { return Ok(None) };
    let all = guarantees::held_by(&app.db, &[held.organization]).await?.remove(&held.organization);
    let all = all.unwrap_or_default();
    let before = former(&held, &all);
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| words.date(&day));
    let fields = |one: &Guarantee| {
        [
            ("field-reference", one.reference.clone()),
            ("field-validFrom", day(one.valid_from)),
            ("field-validUntil", day(one.valid_until)),
            ("fact-evidence", day(one.evidence_checked_on)),
            ("fact-evidence-note", one.evidence_note.clone()),
        ]
    };
    let former = before.map(fields);
    let nothing = || words.say("seen-nothing");
    let rows = fields(&held).into_iter().enumerate().filter_map(|(place, (key, now))| {
        let before = former.as_ref().and_then(|fields| fields[place].1.clone());
        let said = before.is_some() || now.is_some();
        said.then(|| [words.say(key), before.unwrap_or_else(nothing), now.unwrap_or_else(nothing)])
    });
    let mut section = compared(
        visit,
        "evidence-changes",
        ["history-field", "seen-former", "seen-declared"],
        rows.collect(),
    );
    if before.is_none() {
        section.text.push(words.say("evidence-first"));
    }
    Ok(Some(section))
}

/// The decision that is appealed against, with what stood before it.
async fn appeal(visit: &Visit, id: Uuid) -> Result<Option<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let Some(held) = guarantees::by_id(&app.db, id).await? else { return Ok(None) };
    let Some(last) = guarantees::last_review(&app.db, &held).await? else { return Ok(None) };
    let account = accounts::own(&app.db, &visit.actor).await?;
    let standing = |told: &serde_json::Value| {
        words.say(format!("standing-{}", told["state"].as_str().unwrap_or_default()))
    };
    let by = match &last.by {
        Some(network) => words.with("by-network", "network", network),
        None => words.say("by-moderators"),
    };
    let rows = vec![[words.say("fact-standing"), standing(&last.before), standing(&last.after)]];
    let mut section =
        compared(visit, "appeal-against", ["history-field", "history-before", "history-after"], rows);
    let reason = last.after["reason"].as_str().unwrap_or_default();
    section.facts = vec![
        (words.say("field-reason"), networks::reason_said(words, reason)),
        (words.say("case-decided-by"), by),
        (words.say("case-at"), accounts::pages::moment(words, &account, last.at)),
    ];
    Ok(Some(section))
}

/// Of each case the essential, in a line: what it is about, or what would change. As many statements whatever their number.
pub(super) async fn essentials(visit: &Visit, cases: &[Case]) -> Result<HashMap<Uuid, String>> {
    let (app, words) = (&visit.app, visit.words);
    let of = |kinds: &[CaseKind]| -> Vec<Uuid> {
        let these = cases.iter().filter(|case| CaseKind::of(case).is_some_and(|kind| kinds.contains(&kind)));
        these.filter_map(|case| case.organization).collect()
    };
    let claimed = organizations::members_of_all(&app.db, &of(&[CaseKind::Claim])).await?;
    let holders = of(&[CaseKind::Evidence, CaseKind::Appeal]);
    let held = guarantees::held_by(&app.db, &holders).await?;
    let reference = app.reference.get();
    let until = |one: &Guarantee| match one.valid_until {
        Some(day) => words.date(&day),
        None => words.say("no-end"),
    };
    let of_guarantee = |case: &Case, kind: CaseKind| {
        let all = held.get(&case.organization?)?;
        let one = all.iter().find(|one| Some(one.id) == case.subject)?;
        let scheme = guarantees::pages::own::name(words, reference.scheme(&one.scheme)?);
        Some(match kind {
            CaseKind::Evidence => {
                let dates = match former(one, all) {
                    Some(former) => {
                        words.with2("essential-dates", "before", until(former), "after", until(one))
                    }
                    None => words.with("essential-end", "day", until(one)),
                };
                words.with2("case-choice", "about", scheme, "note", dates)
            }
            _ => {
                let state = words.say(format!("standing-{}", guarantees::state_code(one.state)));
                let reason = one.reason.as_deref().map(|kept| networks::reason_said(words, kept));
                let why = reason.map_or(state.clone(), |reason| {
                    words.with2("case-choice", "about", &state, "note", short(&reason))
                });
                words.with2("case-choice", "about", scheme, "note", why)
            }
        })
    };
    let line = |case: &Case| match CaseKind::of(case)? {
        CaseKind::Claim => {
            let count = claimed.iter().filter(|(of, _)| Some(*of) == case.organization).count();
            Some(words.with("essential-claim", "count", count))
        }
        kind @ (CaseKind::Evidence | CaseKind::Appeal) => of_guarantee(case, kind),
        CaseKind::Error => {
            let page = case.page.as_deref().and_then(|page| page.split_once('#'));
            let field = page.and_then(|(_, field)| SHEET.iter().find(|(known, _)| *known == field));
            let note = short(&case.note);
            Some(match field {
                Some((_, key)) => words.with2("case-choice", "about", words.say(*key), "note", note),
                None => note,
            })
        }
        CaseKind::Abuse => Some(short(&case.note)),
    };
    Ok(cases.iter().filter_map(|case| Some((case.id, line(case)?))).collect())
}

/// The beginning of what someone wrote.
fn short(text: &str) -> String {
    let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(100) {
        line.truncate(cut);
        line.push('…');
    }
    line
}

/// What a case is called, with what it is about.
pub(super) fn title(visit: &Visit, case: &Case, about: &str) -> String {
    visit.words.with2("case-title", "what", visit.words.say(said_kind(case)), "about", about)
}
