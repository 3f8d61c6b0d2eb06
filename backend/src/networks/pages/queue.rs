//! What waits for moderators, and how they decide it.

use uuid::Uuid;

use crate::accounts;
use crate::base::desk::{DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Message, Result};
use crate::guarantees::{self, Decision, Review};
use crate::networks::{self, CaseKind};
use crate::organizations;
use crate::organizations::pages::own::{fields_of, sheet_typed};
use crate::rights::{self, Operation};

const SHOWN: u64 = 50;

fn trail(visit: &Visit) -> Vec<Link> {
    let words = visit.words;
    vec![
        Link { label: words.say("account-desk-heading"), href: words.path("/espace") },
        Link { label: words.say("queue-heading"), href: words.path("/moderation") },
    ]
}

pub(super) async fn queue(visit: &Visit) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let offset = visit.one("apres").and_then(|text| text.parse::<u64>().ok()).unwrap_or(0).min(1_000_000);
    let kind = visit.one("type").and_then(CaseKind::named);
    let page = networks::cases(app, &visit.actor, kind, offset, SHOWN).await?;
    let account = accounts::own(&app.db, &visit.actor).await?;
    let ids: Vec<Uuid> = page.cases.iter().map(|case| case.organization).collect();
    let about = organizations::any_by_ids(&app.db, &ids).await?;
    let now = app.clock.now();
    let row = |case: &networks::Case| Row {
        cells: vec![
            about.get(&case.organization).map(|one| one.name.clone()).unwrap_or_default(),
            words.say(format!("case-{}", case.kind)),
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
    let filter = |kind: Option<CaseKind>| {
        let address = visit.address.without_all("type").without_all("apres");
        let (address, key) = match kind {
            Some(kind) => (address.with("type", kind.code()), format!("case-{}", kind.code())),
            None => (address, "case-all".to_owned()),
        };
        Link { label: words.say(key), href: address.href(words) }
    };
    section.links = [None].into_iter().chain(CaseKind::ALL.map(Some)).map(filter).collect();
    match page.cases.is_empty() {
        true => section.text.push(words.say("queue-empty")),
        false => {
            section.table = Some(Table {
                caption: words.with("queue-caption", "count", page.total),
                headers: ["own-name", "case-what", "case-since", "case-state"]
                    .map(|key| words.say(key))
                    .into(),
                rows: page.cases.iter().map(row).collect(),
            });
        }
    }
    let end = offset + page.cases.len() as u64;
    if end < page.total {
        let next = visit.address.with("apres", &end.to_string()).href(words);
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
    let mut shown = DeskPage::new(visit, words.say("queue-heading"), Nav::Desk, vec![section, mine]);
    shown.trail = trail(visit)[..1].to_vec();
    Ok(shown)
}

pub(super) async fn case(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    rights::check(&visit.actor, Operation::ReadCases)?;
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let (found, about) = networks::case_by_id(app, &visit.actor, id).await?;
    let account = accounts::own(&app.db, &visit.actor).await?;
    let names: Vec<Uuid> = [found.opened_by, found.held_by, found.decided_by].into_iter().flatten().collect();
    let names = accounts::names(&app.db, &names).await?;
    let name = |id: Option<Uuid>| match id {
        Some(id) => names.get(&id).cloned().unwrap_or_else(|| words.say("former-member")),
        None => words.say("case-visitor"),
    };
    let now = app.clock.now();
    let mut facts = vec![
        (words.say("case-by"), name(found.opened_by)),
        (words.say("case-at"), accounts::pages::moment(words, &account, found.opened_at)),
    ];
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
        facts.extend(found.reason.clone().map(|reason| (words.say("field-reason"), reason)));
    }
    let first = Section {
        facts,
        links: vec![
            Link {
                label: words.with("case-page", "name", &about.name),
                href: words.path(&format!("/fournisseurs/{}", about.slug)),
            },
            Link {
                label: words.say("case-correct"),
                href: words.path(&format!("/moderation/organisations/{}", about.id)),
            },
        ],
        ..Section::default()
    };
    let mut sections = vec![first];
    if found.state == "open" {
        if found.held_by != Some(account.id) {
            sections.push(Section::form(
                String::new(),
                vec![words.say("case-hold-text")],
                FormView::new(words, "prendre-en-charge", Vec::new()),
            ));
        }
        sections.extend(match found.subject {
            Some(subject) => of_guarantee(visit, subject, form).await?,
            None => vec![of_page(visit, &found.kind, form)],
        });
    }
    let title =
        words.with2("case-title", "what", words.say(format!("case-{}", found.kind)), "about", &about.name);
    let mut shown = DeskPage::new(visit, title, Nav::Desk, sections);
    shown.trail = trail(visit);
    Ok(shown)
}

/// Reasons that are often given, to be taken and changed.
fn reason(visit: &Visit, kind: &str) -> Field {
    let words = visit.words;
    Field::optional(words, "reason", "textarea").hint(words.say(format!("hint-reason-{kind}")))
}

fn of_page(visit: &Visit, kind: &str, form: &Form) -> Section {
    let words = visit.words;
    let mut view = FormView::new(words, "accepter", vec![reason(visit, kind)]);
    view.submit = words.say(format!("submit-accepter-{kind}"));
    view.second = Some(("refuser", words.say("submit-refuser")));
    Section::form(
        words.say("decide-heading"),
        vec![words.say(format!("decide-text-{kind}"))],
        view.typed(form),
    )
}

async fn of_guarantee(visit: &Visit, subject: Uuid, form: &Form) -> Result<Vec<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let held = guarantees::by_id(&app.db, subject).await?.ok_or(Error::NotFound)?;
    let reference = app.reference.get();
    let scheme = reference.scheme(&held.scheme).ok_or(Error::NotFound)?;
    let mut links = Vec::new();
    if let Some(register) = &scheme.register_url {
        links.push(Link { label: words.say("case-register"), href: register.clone() });
    }
    let known = Section {
        heading: guarantees::pages::own::name(words, scheme),
        facts: guarantees::pages::own::facts(visit, &held),
        table: guarantees::pages::own::documents(visit, &held).await?,
        links,
        ..Section::default()
    };
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let decisions = Decision::ALL
        .map(|decision| (decision.code().to_owned(), words.say(format!("decision-{}", decision.code()))));
    let fields = vec![
        Field::new(words, "decision", "radios", "").choices(decisions.into()),
        Field::optional(words, "note", "textarea")
            .label(words.say("review-note"))
            .hint(words.say("hint-review-note")),
        reason(visit, "guarantee"),
        Field::optional(words, "reference", "text").value(held.reference.as_deref().unwrap_or_default()),
        Field::optional(words, "validFrom", "date").value(&day(held.valid_from)),
        Field::optional(words, "validUntil", "date").value(&day(held.valid_until)),
        Field::optional(words, "registerLink", "url")
            .value(held.register_link.as_deref().unwrap_or_default()),
    ];
    let view = FormView::new(words, "decider", fields).typed(form);
    Ok(vec![
        known,
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
        act @ ("accepter" | "refuser") => {
            networks::decide_case(app, actor, id, act == "accepter", form.text("reason")).await?;
            Ok(Answer::SeeOther("/moderation?fait=decided".to_owned()))
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

async fn corrected(visit: &Visit, id: &str) -> Result<organizations::Organization> {
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
    let view = fields_of(visit, &one).typed(form);
    let section = Section::form(String::new(), vec![words.say("correct-text")], view);
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
    let mut shown = DeskPage::new(visit, one.name, Nav::Desk, of_guarantee(visit, id, form).await?);
    shown.trail = trail(visit);
    Ok(shown)
}

pub(super) async fn review(visit: &Visit, id: &str, form: &Form) -> Result<Answer> {
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
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
        reason: text("reason"),
        reference: text("reference"),
        valid_from: text("validFrom"),
        valid_until: text("validUntil"),
        register_link: text("registerLink"),
    })
}

pub(super) async fn correct(visit: &Visit, id: &str, form: &Form) -> Result<Answer> {
    let one = corrected(visit, id).await?;
    let version = form.text("version").parse().unwrap_or_default();
    networks::correct(&visit.app, &visit.actor, one.id, version, &sheet_typed(form)).await?;
    Ok(Answer::SeeOther(format!("{}?fait=saved", visit.address.path)))
}
