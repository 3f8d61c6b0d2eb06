//! What waits for moderators: the list, several decided at once, and what they may take back.

use std::collections::HashMap;

use uuid::Uuid;

use super::case::trail;
use super::duplicates;
use super::{reasons, seen, sought};
use crate::accounts;
use crate::base::desk::{Button, DeskPage, FormView, MenuLink, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::{Address, Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::base::words::{Lang, Words};
use crate::error::{Error, Result};
use crate::guarantees;
use crate::networks::{self, CaseKind, Owners};
use crate::organizations;
use crate::rights::{self, Operation};

const SHOWN: u64 = 50;

pub(super) async fn queue(visit: &Visit, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let offset = visit.one("apres").and_then(|text| text.parse::<u64>().ok()).unwrap_or(0).min(1_000_000);
    let kind = match visit.one("type") {
        Some(code) => Some(CaseKind::named(code).ok_or(Error::NotFound)?),
        None => None,
    };
    let page = networks::cases(app, &visit.actor, kind, offset, SHOWN).await?;
    let account = accounts::own(&app.db, &visit.actor).await?;
    let names = names_of(visit, &page.cases).await?;
    let essentials = seen::essentials(visit, &page.cases).await?;
    let now = app.clock.now();
    let row = |case: &networks::Case| Row {
        cells: vec![
            names.get(&case.id).cloned().unwrap_or_default(),
            words.say(said_kind(case)),
            essentials.get(&case.id).cloned().unwrap_or_default(),
            words.with("case-age", "days", (now - case.opened_at).num_days()),
            match case.held_until.filter(|until| *until > now) {
                Some(_) if case.held_by == Some(account.id) => words.say("case-held-mine"),
                Some(_) => words.say("case-held"),
                None => words.say("case-free"),
            },
        ],
        href: Some(words.path(&format!("/moderation/{}", case.id))),
        buttons: Vec::new(),
    };
    let mut section = Section::default();
    let filter = |of: Option<CaseKind>| {
        let address = visit.address.without_all("type").without_all("apres").without_all("fait");
        let (address, key) = match of {
            Some(kind) => (address.with("type", kind.code()), format!("case-{}", kind.code())),
            None => (address, "case-all".to_owned()),
        };
        let link = Link { label: words.say(key), href: address.href(words) };
        MenuLink { link, current: of == kind }
    };
    section.filters = [None].into_iter().chain(CaseKind::ALL.map(Some)).map(filter).collect();
    match page.cases.is_empty() {
        true if page.total > 0 => section.text.push(words.with("queue-past", "count", page.total)),
        true => section.text.push(words.say("queue-empty")),
        false => {
            section.table = Some(Table {
                caption: words.with("queue-caption", "count", page.total),
                headers: ["own-name", "case-what", "case-essential", "case-since", "case-state"]
                    .map(|key| words.say(key))
                    .into(),
                rows: page.cases.iter().map(row).collect(),
            });
        }
    }
    if offset > 0 {
        let first = visit.address.without_all("fait").href(words);
        section.links.push(Link { label: words.say("queue-first"), href: first });
    }
    let end = offset + page.cases.len() as u64;
    if end < page.total && !page.cases.is_empty() {
        let next = visit
            .address
            .without_all("fait")
            .without_all("apres")
            .with("apres", &end.to_string())
            .href(words);
        section.links.push(Link { label: words.say("queue-next"), href: next });
    }
    let of = |network: networks::Network| Link {
        label: network.name,
        href: words.path(&format!("/moderation/reseaux/{}", network.slug)),
    };
    let mut mine = Section {
        heading: words.say("queue-networks"),
        links: networks::moderated_by(&app.db, &visit.actor).await?.into_iter().map(of).collect(),
        ..Section::default()
    };
    mine.links.push(Link { label: words.say("register-title"), href: words.path("/moderation/registre") });
    let mut sections: Vec<Section> = others(visit, form).await?.into_iter().collect();
    sections.push(section);
    if page.cases.len() > 1 {
        let schemes = match kind {
            Some(CaseKind::Evidence) => schemes_of(visit, &page.cases).await?,
            _ => HashMap::new(),
        };
        let name = |case: &networks::Case| {
            let about = names.get(&case.id).map(String::as_str).unwrap_or_default();
            let mut note: String = case.note.chars().take(140).collect();
            if note.len() < case.note.len() {
                note.push('…');
            }
            if let Some(scheme) = case.subject.and_then(|subject| schemes.get(&subject)) {
                note.clone_from(scheme);
            }
            (case.id.to_string(), words.with2("case-choice", "about", about, "note", note))
        };
        sections.push(many(visit, kind, page.cases.iter().map(name).collect(), form));
    }
    sections.push(sought::section(visit, form).await?);
    sections.push(duplicates::link(visit).await?);
    sections.extend(lately(visit).await?);
    sections.push(mine);
    if rights::check(&visit.actor, Operation::KeepNetworks).is_ok() {
        let to = Link { label: words.say("networks-kept"), href: words.path("/moderation/reseaux") };
        let text = vec![words.say("networks-kept-text")];
        let heading = words.say("networks-kept");
        sections.push(Section { heading, text, links: vec![to], ..Section::default() });
    }
    if rights::check(&visit.actor, Operation::EditReference).is_ok() {
        let to = Link { label: words.say("reference-heading"), href: words.path("/moderation/reference") };
        let text = vec![words.say("reference-text")];
        sections.push(Section {
            heading: words.say("reference-heading"),
            text,
            links: vec![to],
            ..Section::default()
        });
    }
    let mut shown = DeskPage::new(visit, words.say("queue-heading"), Nav::Desk, sections);
    shown.trail = trail(visit)[..1].to_vec();
    Ok(shown)
}

/// What a case is, as word files name it.
pub(super) fn said_kind(case: &networks::Case) -> String {
    let kind = CaseKind::of(case).map_or(case.kind.as_str(), |kind| kind.code());
    format!("case-{kind}")
}

/// What each of these is about: an organisation, or a page.
async fn names_of(visit: &Visit, cases: &[networks::Case]) -> Result<HashMap<Uuid, String>> {
    let app = &visit.app;
    let ids: Vec<Uuid> = cases.iter().filter_map(|case| case.organization).collect();
    let about = organizations::any_by_ids(&app.db, &ids).await?;
    let of_pages = cases.iter().any(|case| case.organization.is_none());
    let all = if of_pages { networks::all(&app.db).await? } else { Vec::new() };
    let reference = app.reference.get();
    let name = |case: &networks::Case| match (case.organization, &case.page) {
        (Some(id), _) => about.get(&id).map(|one| one.name.clone()).unwrap_or_default(),
        (None, page) => networks::page_name(visit.words, &reference, &all, page.as_deref().unwrap_or("/")),
    };
    Ok(cases.iter().map(|case| (case.id, name(case))).collect())
}

/// The names of the schemes that documents are about, by guarantee.
async fn schemes_of(visit: &Visit, cases: &[networks::Case]) -> Result<HashMap<Uuid, String>> {
    let holders: Vec<Uuid> = cases.iter().filter_map(|case| case.organization).collect();
    let held = guarantees::held_by(&visit.app.db, &holders).await?;
    let reference = visit.app.reference.get();
    let name = |one: guarantees::Guarantee| {
        let scheme = reference.scheme(&one.scheme)?;
        Some((one.id, guarantees::pages::own::name(visit.words, scheme)))
    };
    Ok(held.into_values().flatten().filter_map(name).collect())
}

/// Several of one kind, for one reason; why not, where each wants its own look.
fn many(visit: &Visit, kind: Option<CaseKind>, choices: Vec<(String, String)>, form: &Form) -> Section {
    let words = visit.words;
    let fields = |template: &str| {
        let cases = Field::new(words, "cases", "checkboxes", "").choices(choices);
        [cases].into_iter().chain(reasons::fields(visit, template)).collect()
    };
    let (text, view) = match kind {
        None => ("decide-many-kind", None),
        Some(CaseKind::Appeal) => ("decide-many-appeal", None),
        Some(CaseKind::Evidence) => {
            ("decide-many-evidence", Some(FormView::new(words, "refuser-documents", fields("guarantee"))))
        }
        Some(kind @ (CaseKind::Claim | CaseKind::Error | CaseKind::Abuse)) => {
            let mut view = FormView::new(words, "accepter", fields(kind.code()));
            view.submit = words.say(format!("submit-accepter-{}", kind.code()));
            view.second = Some(("refuser", words.say("submit-refuser")));
            ("decide-many-text", Some(view))
        }
    };
    Section {
        heading: words.say("decide-many"),
        text: vec![words.say(text)],
        form: view.map(|view| view.typed(form)),
        ..Section::default()
    }
}

fn in_one_act(a: &networks::Case, b: &networks::Case) -> bool {
    (a.decided_at, &a.kind) == (b.decided_at, &b.kind)
}

/// Where one of what was decided together can't be taken back any more, the others still may.
async fn others(visit: &Visit, form: &Form) -> Result<Option<Section>> {
    if form.text("faire") != "reprendre-decision" {
        return Ok(None);
    }
    let words = visit.words;
    let decided = networks::decided_lately(&visit.app, &visit.actor).await?;
    let first = decided.iter().find(|one| one.id.to_string() == form.text("id"));
    let together = |first: &networks::Case| decided.iter().filter(|one| in_one_act(first, one)).count();
    Ok(first.filter(|first| together(first) > 1).map(|first| {
        let view = FormView::new(words, "reprendre-les-autres", Vec::new()).with("id", first.id);
        Section::form(words.say("reopen-others"), vec![words.say("reopen-others-text")], view)
    }))
}

/// What one decided within a day, each act once.
async fn lately(visit: &Visit) -> Result<Option<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let decided = networks::decided_lately(app, &visit.actor).await?;
    if decided.is_empty() {
        return Ok(None);
    }
    let account = accounts::own(&app.db, &visit.actor).await?;
    let names = names_of(visit, &decided).await?;
    let row = |act: &[networks::Case]| {
        let first = act.first()?;
        let name = names.get(&first.id).cloned().unwrap_or_default();
        let what = words.with2("case-many", "about", &name, "more", act.len() - 1);
        let moment = first.decided_at.map(|at| accounts::pages::moment(words, &account, at));
        Some(Row {
            cells: vec![
                what.clone(),
                words.say(said_kind(first)),
                words.say(format!("outcome-{}", first.state)),
                moment.unwrap_or_default(),
            ],
            href: None,
            buttons: vec![Button {
                act: "reprendre-decision",
                value: first.id.to_string(),
                label: words.say("submit-reprendre-decision"),
                about: what,
            }],
        })
    };
    let table = Table {
        caption: words.say("decided-lately"),
        headers: ["own-name", "case-what", "case-decided", "case-at", "decided-undo"]
            .map(|key| words.say(key))
            .into(),
        rows: decided.chunk_by(in_one_act).filter_map(row).collect(),
    };
    Ok(Some(Section {
        heading: words.say("decided-lately"),
        text: vec![words.say("decided-lately-text")],
        table: Some(table),
        ..Section::default()
    }))
}

/// What one decided waits again.
pub(super) async fn reopen(visit: &Visit, id: Uuid, partly: bool) -> Result<usize> {
    let (app, actor) = (&visit.app, &visit.actor);
    let (found, _) = networks::case_by_id(app, actor, id).await?;
    match CaseKind::of(&found).is_some_and(CaseKind::is_of_page) {
        true => networks::reopen_cases(app, actor, id, partly).await,
        false => guarantees::take_back_review(app, actor, id, partly).await,
    }
}

/// The queue again, of the kind that was looked at.
fn back(visit: &Visit, done: &str) -> Answer {
    let here = visit.address.without_all("cherche").with("fait", done);
    Answer::SeeOther(here.href(Words::new(Lang::Fr)))
}

pub(super) async fn act(visit: &Visit, form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    match form.text("faire") {
        act @ ("accepter" | "refuser" | "refuser-documents") => {
            let ids = form.all("cases");
            let ids: Vec<Uuid> = ids.iter().filter_map(|id| Uuid::parse_str(id).ok()).collect();
            let reason = reasons::kept(form);
            match act {
                "refuser-documents" => guarantees::refuse_evidence(app, actor, &ids, &reason).await?,
                _ => {
                    let accepted = act == "accepter";
                    networks::decide_cases(app, actor, &ids, accepted, &reason, &Owners::Then).await?
                }
            }
            Ok(back(visit, "decided"))
        }
        "trouver" => {
            let address = Address::new("/moderation").with("cherche", form.text("sought").trim());
            Ok(Answer::SeeOther(address.href(Words::new(Lang::Fr))))
        }
        act @ ("reprendre-decision" | "reprendre-les-autres") => {
            let id = Uuid::parse_str(form.text("id")).map_err(|_| Error::NotFound)?;
            reopen(visit, id, act == "reprendre-les-autres").await?;
            Ok(back(visit, "reopened"))
        }
        _ => Err(Error::NotFound),
    }
}
