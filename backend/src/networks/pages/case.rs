//! One thing that waits for moderators, and how they decide it.

use uuid::Uuid;

use super::{queue, reasons, seen};
use crate::accounts;
use crate::base::desk::{DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Message, Result};
use crate::guarantees::{self, Decision, Review};
use crate::networks::{self, CaseKind, Owners};
use crate::organizations;
use crate::organizations::pages::own::{fields_of, sheet_typed};
use crate::rights::{self, Operation, Role};

pub(super) fn trail(visit: &Visit) -> Vec<Link> {
    let words = visit.words;
    vec![
        Link { label: words.say("account-desk-heading"), href: words.path("/espace") },
        Link { label: words.say("queue-heading"), href: words.path("/moderation") },
    ]
}

pub(super) async fn case(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    rights::check(&visit.actor, Operation::ReadCases)?;
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let (found, about) = networks::case_by_id(app, &visit.actor, id).await?;
    let account = accounts::own(&app.db, &visit.actor).await?;
    let names: Vec<Uuid> = [found.opened_by, found.held_by, found.decided_by].into_iter().flatten().collect();
    let names = accounts::names(&app.db, &names).await?;
    // Only what is wrong on a page is said without an account; what an erased account said is gone with it.
    let is_visitor = CaseKind::of(&found) == Some(CaseKind::Error) && !found.note.is_empty();
    let nobody = if is_visitor { "case-visitor" } else { "former-member" };
    let name = |id: Option<Uuid>| {
        id.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| match id {
            Some(_) => words.say("former-member"),
            None => words.say(nobody),
        })
    };
    let now = app.clock.now();
    let mut facts = vec![
        (words.say("case-by"), name(found.opened_by)),
        (words.say("case-at"), accounts::pages::moment(words, &account, found.opened_at)),
    ];
    if let Some(topic) = found.topic.as_ref().filter(|_| CaseKind::of(&found) == Some(CaseKind::Error)) {
        facts.push((words.say("field-topic"), words.say(format!("topic-{topic}"))));
    }
    if !found.note.is_empty() {
        facts.push((words.say("case-note"), found.note.clone()));
    }
    if let Some(until) = found.held_until.filter(|until| *until > now && found.state == "open") {
        let until = accounts::pages::moment(words, &account, until);
        facts.push((words.with("case-held-by", "who", name(found.held_by)), until));
    }
    if let Some(outcome) = &found.outcome {
        facts.push((words.say("case-decided"), words.say(format!("outcome-{outcome}"))));
        facts.push((words.say("case-decided-by"), name(found.decided_by)));
    }
    if let Some(at) = found.decided_at.filter(|_| found.state == "withdrawn") {
        facts.push((words.say("case-closed"), accounts::pages::moment(words, &account, at)));
    }
    if let Some(kept) = found.reason.as_deref().filter(|_| found.state != "open") {
        facts.push((words.say("field-reason"), networks::reason_said(words, kept)));
    }
    if found.state == "withdrawn" {
        facts.push((words.say("case-decided"), words.say("outcome-withdrawn")));
    }
    let link = |label: String, path: &str| Link { label, href: words.path(path) };
    let networks = networks::all(&app.db).await?;
    let named = |page: &str| networks::page_name(words, &app.reference.get(), &networks, page);
    let name_about = match &about {
        Some(one) => one.name.clone(),
        None => named(found.page.as_deref().unwrap_or("/")),
    };
    let mut links = Vec::new();
    if let Some(page) = &found.page {
        links.push(link(words.with("case-seen", "page", page), page));
    }
    if let Some(one) = &about {
        let path = format!("/fournisseurs/{}", one.slug);
        if found.page.as_deref().and_then(|page| page.split('#').next()) != Some(&path) {
            links.push(link(words.with("case-page", "name", &one.name), &path));
        }
        links.push(link(words.say("case-correct"), &format!("/moderation/organisations/{}", one.id)));
    }
    let first = Section { facts, links, ..Section::default() };
    let mut sections = vec![first];
    sections.extend(seen::of(visit, &found, about.as_ref()).await?);
    let is_held = found.held_until.is_some_and(|until| until > now);
    let mine = is_held && found.held_by == Some(account.id);
    if found.state == "open" && (mine || !is_held) {
        if mine {
            let view = FormView::new(words, "rendre-dossier", Vec::new());
            sections.push(Section::form(String::new(), vec![words.say("case-release-text")], view));
        } else if !networks::decided_it(&app.db, &visit.actor, &found).await? {
            sections.push(Section::form(
                String::new(),
                vec![words.say("case-hold-text")],
                FormView::new(words, "prendre-en-charge", Vec::new()),
            ));
        }
        sections.extend(match (CaseKind::of(&found), found.subject) {
            (Some(kind), _) if kind.is_of_page() => vec![of_page(visit, &found, kind, form).await?],
            (_, Some(subject)) => of_guarantee(visit, subject, form).await?,
            (_, None) => Vec::new(),
        });
    }
    if found.decided_by == Some(account.id) && may_reopen(visit, &found).await? {
        let view = FormView::new(words, "reprendre-decision", Vec::new());
        let text = vec![words.say("case-take-back-text")];
        sections.push(Section::form(words.say("review-take-back"), text, view));
    }
    let title = seen::title(visit, &found, &name_about);
    let mut shown = DeskPage::new(visit, title, Nav::Desk, sections);
    shown.trail = trail(visit);
    Ok(shown)
}

/// Whether what one decided of a case may still be taken back.
async fn may_reopen(visit: &Visit, found: &networks::Case) -> Result<bool> {
    let app = &visit.app;
    let lately = found.decided_at.is_some_and(|at| at + networks::REOPEN > app.clock.now());
    if !lately || !matches!(found.state.as_str(), "accepted" | "refused") {
        return Ok(false);
    }
    if CaseKind::of(found).is_some_and(CaseKind::is_of_page) {
        return Ok(true);
    }
    let held = match found.subject {
        Some(subject) => guarantees::by_id(&app.db, subject).await?,
        None => None,
    };
    match held {
        Some(held) => guarantees::may_take_back(app, &visit.actor, &held).await,
        None => Ok(false),
    }
}

async fn of_page(visit: &Visit, found: &networks::Case, kind: CaseKind, form: &Form) -> Result<Section> {
    let (words, of) = (visit.words, kind);
    let kind = kind.code();
    let mut view = FormView::new(words, "accepter", reasons::fields(visit, kind).into());
    view.submit = words.say(format!("submit-accepter-{kind}"));
    view.second = Some(("refuser", words.say("submit-refuser")));
    if let (CaseKind::Claim, Some(page)) = (of, found.organization) {
        let owners = organizations::at_least(&visit.app.db, page, Role::Owner).await?;
        view = view.with("owners", owners.iter().map(Uuid::to_string).collect::<Vec<_>>().join(","));
    }
    Ok(Section::form(
        words.say("decide-heading"),
        vec![words.say(format!("decide-text-{kind}"))],
        view.typed(form),
    ))
}

/// Those whom the form was read with.
fn owners_in(form: &Form) -> Owners {
    match form.has("owners") {
        true => {
            Owners::These(form.text("owners").split(',').filter_map(|id| Uuid::parse_str(id).ok()).collect())
        }
        false => Owners::Then,
    }
}

async fn of_guarantee(visit: &Visit, subject: Uuid, form: &Form) -> Result<Vec<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let held = guarantees::by_id(&app.db, subject).await?.ok_or(Error::NotFound)?;
    let reference = app.reference.get();
    let scheme = reference.scheme(&held.scheme).ok_or(Error::NotFound)?;
    let files = organizations::files_of(&app.db, held.id).await?;
    let mut links = Vec::new();
    if let Some(register) = &scheme.register_url {
        links.push(Link { label: words.say("case-register"), href: register.clone() });
    }
    let known = Section {
        heading: guarantees::pages::own::name(words, scheme),
        facts: guarantees::pages::own::facts(visit, &held),
        table: guarantees::pages::own::documents(visit, &held, files, false),
        links,
        ..Section::default()
    };
    let steps = guarantees::pages::own::steps(visit, &held).await?;
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let appeal = networks::open_case_of(&app.db, CaseKind::Appeal, subject).await?;
    let possible = guarantees::possible(&held, scheme, appeal.is_some());
    if possible.is_empty() {
        return Ok(vec![known, steps, Section::said(vec![words.say("decide-nothing")])]);
    }
    let label = |decision: Decision| match decision {
        Decision::Upheld => words.say(format!("decision-upheld-{}", guarantees::state_code(held.state))),
        other => words.say(format!("decision-{}", other.code())),
    };
    let decisions = possible.into_iter().map(|one| (one.code().to_owned(), label(one))).collect();
    let said = held.valid_until.filter(|_| !guarantees::end_is_supposed(&held, scheme));
    let [template, reason] = reasons::fields(visit, "guarantee");
    let fields = vec![
        Field::new(words, "decision", "radios", "").choices(decisions),
        Field::optional(words, "note", "textarea")
            .label(words.say("review-note"))
            .hint(words.say("hint-review-note")),
        template,
        reason,
        Field::optional(words, "reference", "text").value(held.reference.as_deref().unwrap_or_default()),
        Field::optional(words, "validFrom", "date").value(&day(held.valid_from)),
        Field::optional(words, "validUntil", "date").value(&day(said)),
        Field::optional(words, "registerLink", "url")
            .value(held.register_link.as_deref().unwrap_or_default()),
    ];
    let view = FormView::new(words, "decider", fields).typed(form);
    if appeal.is_some() && guarantees::is_decided_by(&app.db, &held, &visit.actor.name()).await? {
        return Ok(vec![known, steps, Section::said(vec![words.say("refused-own-decision")])]);
    }
    Ok(vec![
        known,
        steps,
        Section::form(words.say("decide-heading"), vec![words.say("decide-text-guarantee")], view),
    ])
}

pub(super) async fn act(visit: &Visit, id: &str, form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    rights::signed_in(actor)?;
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    match form.text("faire") {
        "prendre-en-charge" => {
            networks::hold_case(app, actor, id).await?;
            Ok(Answer::SeeOther(format!("{}?fait=held", visit.address.path)))
        }
        "reprendre-decision" => {
            queue::reopen(visit, id, false).await?;
            Ok(Answer::SeeOther(format!("{}?fait=reopened", visit.address.path)))
        }
        "rendre-dossier" => {
            networks::release_case(app, actor, id).await?;
            Ok(Answer::SeeOther(format!("{}?fait=released", visit.address.path)))
        }
        act @ ("accepter" | "refuser") => {
            let (found, _) = networks::case_by_id(app, actor, id).await?;
            let (reason, owners) = (reasons::kept(form), owners_in(form));
            networks::decide_cases(app, actor, &[id], act == "accepter", &reason, &owners).await?;
            let told = if found.opened_by.is_some() || found.email.is_some() { "-told" } else { "" };
            Ok(Answer::SeeOther(format!("/moderation?fait=decided{told}")))
        }
        "decider" => {
            let (found, _) = networks::case_by_id(app, actor, id).await?;
            let subject = found.subject.ok_or(Error::NotFound)?;
            guarantees::review_guarantee(app, actor, subject, &reviewed(form)?).await?;
            Ok(Answer::SeeOther("/moderation?fait=decided".to_owned()))
        }
        _ => Err(Error::NotFound),
    }
}

pub(super) async fn corrected(visit: &Visit, id: &str) -> Result<organizations::Organization> {
    rights::check(&visit.actor, Operation::ReadCases)?;
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let one = organizations::by_id(&visit.app.db, id).await?;
    let hold = networks::hold(&visit.app.db, &visit.app.reference.get(), &visit.actor, &one).await?;
    rights::check_in(&visit.actor, Operation::CorrectOrganization, hold)?;
    Ok(one)
}

/// A page that nobody looks after, or that its members got wrong.
pub(super) async fn sheet(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let one = corrected(visit, id).await?;
    if let Some(stayed) = organizations::absorbed_into(&visit.app.db, &[one.id]).await?.remove(&one.id) {
        let mut gone = Section::said(vec![words.with("merged-away", "name", &stayed.name)]);
        let link = |label: String, path: String| Link { label, href: words.path(&path) };
        gone.links = vec![
            link(words.with("case-page", "name", &stayed.name), format!("/fournisseurs/{}", stayed.slug)),
            link(words.say("merged-away-sheet"), format!("/moderation/organisations/{}", stayed.id)),
        ];
        let mut shown = DeskPage::new(visit, one.name, Nav::Desk, vec![gone]);
        shown.trail = trail(visit);
        return Ok(shown);
    }
    let mut view = fields_of(visit, &one);
    // A number that is wrong is theirs to correct.
    for field in view.fields.iter_mut().filter(|field| field.fixed) {
        field.fixed = false;
        field.hint = Some(words.say("hint-number-correct"));
    }
    let view = view.typed(form);
    let mut section = Section::form(String::new(), vec![words.say("correct-text")], view);
    section.links = vec![Link {
        label: words.say("merge-link"),
        href: words.path(&format!("/moderation/organisations/{id}/doublon")),
    }];
    let held = guarantees::held_by(&visit.app.db, &[one.id]).await?.remove(&one.id).unwrap_or_default();
    let (reference, today) = (visit.app.reference.get(), visit.app.clock.today());
    let row = |held: &guarantees::Guarantee| {
        let scheme = reference.scheme(&held.scheme)?;
        Some(Row {
            cells: vec![
                guarantees::pages::own::name(words, scheme),
                guarantees::pages::own::standing_in_words(words, held, today),
            ],
            href: Some(words.path(&format!("/moderation/garanties/{}", held.id))),
            buttons: Vec::new(),
        })
    };
    let table = Table {
        caption: words.say("moderate-guarantees"),
        headers: ["fact-scheme", "fact-standing"].map(|key| words.say(key)).into(),
        rows: held.iter().filter_map(row).collect(),
    };
    let declared =
        Section { heading: words.say("moderate-guarantees"), table: Some(table), ..Section::default() };
    let mut sections = vec![section];
    sections.extend(super::merge::undoable(visit, &one).await?);
    if !held.is_empty() {
        sections.push(declared);
    }
    let mut shown = DeskPage::new(visit, one.name, Nav::Desk, sections);
    shown.trail = trail(visit);
    Ok(shown)
}

/// A guarantee that nobody sent a document for: it can still be confirmed by its register, or suspended.
pub(super) async fn guarantee(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    rights::check(&visit.actor, Operation::ReadCases)?;
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let held = guarantees::by_id(&visit.app.db, id).await?.ok_or(Error::NotFound)?;
    let one = corrected(visit, &held.organization.to_string()).await?;
    let mut sections = of_guarantee(visit, id, form).await?;
    if guarantees::may_take_back(&visit.app, &visit.actor, &held).await? {
        let words = visit.words;
        let view = FormView::new(words, "reprendre-decision", Vec::new());
        let text = vec![words.say("review-take-back-text")];
        sections.push(Section::form(words.say("review-take-back"), text, view));
    }
    let mut shown = DeskPage::new(visit, one.name, Nav::Desk, sections);
    shown.trail = trail(visit);
    Ok(shown)
}

pub(super) async fn review(visit: &Visit, id: &str, form: &Form) -> Result<Answer> {
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    if form.text("faire") == "reprendre-decision" {
        guarantees::take_back_decision(&visit.app, &visit.actor, id).await?;
        return Ok(Answer::SeeOther(format!("{}?fait=reopened", visit.address.path)));
    }
    guarantees::review_guarantee(&visit.app, &visit.actor, id, &reviewed(form)?).await?;
    Ok(Answer::SeeOther(format!("{}?fait=decided", visit.address.path)))
}

/// What a form says of a guarantee that was looked at.
fn reviewed(form: &Form) -> Result<Review> {
    let decision = Decision::named(form.text("decision"))
        .ok_or_else(|| Error::invalid("decision", Message::new("invalid-choice-missing")))?;
    let text = |name: &str| form.text(name).to_owned();
    Ok(Review {
        decision,
        note: text("note"),
        reason: reasons::kept(form),
        reference: text("reference"),
        valid_from: text("validFrom"),
        valid_until: text("validUntil"),
        register_link: text("registerLink"),
    })
}

pub(super) async fn correct(visit: &Visit, id: &str, form: &Form) -> Result<Answer> {
    let one = corrected(visit, id).await?;
    let version = form.text("version").parse().unwrap_or_default();
    let app = &visit.app;
    let after = networks::correct(app, &visit.actor, one.id, version, &sheet_typed(form)).await?;
    // Its new place may be under someone else's network.
    if !networks::hold(&app.db, &app.reference.get(), &visit.actor, &after).await?.moderates {
        return Ok(Answer::SeeOther("/moderation?fait=moved-out".to_owned()));
    }
    Ok(Answer::SeeOther(format!("{}?fait=saved", visit.address.path)))
}
