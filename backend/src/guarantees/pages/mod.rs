//! The catalogue of guarantees, and the page of each scheme.

pub mod own;
mod views;

use askama::Template;

use self::views::{CataloguePage, Fact, Holders, Kind, SchemeGroup, SchemeLine, SchemePage, Subject};
use super::queries::{holders, holders_by_level};
use crate::base::page::Nav;
use crate::base::visit::{Answer, Visit};
use crate::base::words::Lang;
use crate::error::{Error, Result};
use crate::reference::Scheme;
use crate::search::pages::search_for;

const KINDS: [Kind; 7] = [
    Kind::Status,
    Kind::Agreement,
    Kind::Certification,
    Kind::Label,
    Kind::Participatory,
    Kind::Charter,
    Kind::Grid,
];

fn subjects(scheme: &Scheme) -> Vec<Subject> {
    let of = |code: &String| Subject::ALL.iter().find(|subject| subject.code() == code).copied();
    scheme.subjects.iter().filter_map(of).collect()
}

/// The page of a scheme.
pub fn path_of(code: &str) -> String {
    format!("/garanties/{code}")
}

pub async fn catalogue(visit: &Visit) -> Result<Answer> {
    let app = &visit.app;
    let reference = app.reference.get();
    let asked = visit.one("sujet").and_then(|code| Subject::ALL.iter().find(|s| s.code() == code).copied());
    let held = holders(&app.db, app.clock.today()).await?;
    let english = visit.words.lang == Lang::En;
    let line = |scheme: &Scheme| SchemeLine {
        name: if english { scheme.name_en.clone() } else { scheme.name_fr.clone() },
        path: path_of(&scheme.code),
        subjects: subjects(scheme),
        holders: held.get(&scheme.code).copied().unwrap_or(0),
    };
    let group = |kind: Kind| SchemeGroup {
        schemes: reference
            .schemes
            .iter()
            .filter(|scheme| scheme.kind == kind.code())
            .filter(|scheme| asked.is_none_or(|subject| subjects(scheme).contains(&subject)))
            .map(line)
            .collect(),
        kind,
    };
    let words = visit.words;
    let view = CataloguePage {
        page: visit.page(words.say("catalogue-heading"), words.say("catalogue-description"), Nav::Guarantees),
        subject: asked,
        groups: KINDS.into_iter().map(group).filter(|group| !group.schemes.is_empty()).collect(),
    };
    Ok(Answer::Page(view.render().map_err(Error::internal)?))
}

pub async fn scheme(visit: &Visit, code: &str) -> Result<Answer> {
    let app = &visit.app;
    let reference = app.reference.get();
    let scheme = reference.scheme(code).ok_or(Error::NotFound)?;
    let kind = KINDS.into_iter().find(|kind| kind.code() == scheme.kind).ok_or(Error::NotFound)?;
    let words = visit.words;
    let english = words.lang == Lang::En;
    let pick = |fr: &String, en: &String| if english { en.clone() } else { fr.clone() };
    // What is said in two languages is doubtful in either.
    let column_of = |name: &str| name.trim_end_matches("_fr").trim_end_matches("_en").to_owned();
    let doubtful = |column: &str| scheme.uncertain.iter().any(|name| column_of(name) == column);
    let held = holders_by_level(&app.db, scheme, app.clock.today()).await?;
    let holds = match scheme.holds_months {
        Some(months) if months % 12 == 0 => words.with("holds-years", "years", months / 12),
        Some(months) => words.with("holds-months", "months", months),
        None if doubtful("holds_months") => words.say("holds-unknown"),
        None => words.say("holds-no-end"),
    };
    let note = pick(&scheme.holds_note_fr, &scheme.holds_note_en);
    let name = pick(&scheme.name_fr, &scheme.name_en);
    let description = pick(&scheme.description_fr, &scheme.description_en);
    let view = SchemePage {
        page: visit.page(name.clone(), description.chars().take(160).collect::<String>(), Nav::Guarantees),
        name,
        kind,
        subjects: subjects(scheme),
        description,
        issuer: Fact { text: pick(&scheme.issuer_fr, &scheme.issuer_en), to_check: doubtful("issuer") },
        proof: Fact { text: pick(&scheme.proof_fr, &scheme.proof_en), to_check: doubtful("proof") },
        holds: Fact {
            text: if note.is_empty() { holds } else { format!("{holds}. {note}") },
            to_check: doubtful("holds_months"),
        },
        register: Fact {
            text: words.say(format!("register-{}", scheme.register)),
            to_check: doubtful("register") || scheme.register == "unknown",
        },
        register_url: scheme.register_url.clone(),
        no_register: scheme.register == "no",
        grounds: scheme
            .grounds
            .iter()
            .map(|code| Fact {
                text: words.say(format!("ground-{}", code.to_lowercase())),
                to_check: doubtful("grounds"),
            })
            .collect(),
        legal_source: (!scheme.legal_source.is_empty())
            .then(|| Fact { text: scheme.legal_source.clone(), to_check: doubtful("legal_source") }),
        checked: scheme.checked,
        holders: Holders {
            total: held.total,
            declared: held.declared,
            evidence: held.evidence,
            register: held.register,
            peers: held.peers,
        },
        search_href: search_for(visit, "garantie", &scheme.code),
    };
    Ok(Answer::Page(view.render().map_err(Error::internal)?))
}
