//! An organisation's guarantees, as its members declare and prove them.

use schema::guarantees::State;
use uuid::Uuid;

use crate::base::clock::day_of;
use crate::base::desk::{self, Button, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::Link;
use crate::base::visit::{Answer, Visit};
use crate::base::words::{Lang, Words};
use crate::error::{Error, Message, Result};
use crate::guarantees::{self, By, Guarantee, GuaranteeTyped, Standing, Step};
use crate::networks::{self, CaseKind};
use crate::organizations::pages::own::{Mine, frame, mine};
use crate::reference::Scheme;
use crate::{organizations, rights};

pub fn name(words: Words, scheme: &Scheme) -> String {
    if words.lang == Lang::En { scheme.name_en.clone() } else { scheme.name_fr.clone() }
}

/// Where a guarantee stands, in words.
pub fn standing_in_words(words: Words, held: &Guarantee, today: chrono::NaiveDate) -> String {
    let key = match guarantees::standing(held, today) {
        Standing::ToCome => "standing-to-come".to_owned(),
        Standing::Expired => "standing-expired".to_owned(),
        Standing::Barred => "standing-barred".to_owned(),
        _ => format!("standing-{}", guarantees::state_code(held.state)),
    };
    words.say(key)
}

/// Its last day, and whether anybody said so.
fn end_in_words(visit: &Visit, held: &Guarantee) -> Option<String> {
    let day = visit.words.date(&held.valid_until?);
    let reference = visit.app.reference.get();
    let supposed =
        reference.scheme(&held.scheme).is_some_and(|scheme| guarantees::end_is_supposed(held, scheme));
    Some(if supposed { visit.words.with("end-supposed", "day", day) } else { day })
}

/// All that is known of a guarantee, step by step.
pub fn facts(visit: &Visit, held: &Guarantee) -> Vec<(String, String)> {
    let words = visit.words;
    let today = visit.app.clock.today();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| words.date(&day));
    let known = [
        ("fact-standing", Some(standing_in_words(words, held, today))),
        ("field-reference", held.reference.clone()),
        ("field-validFrom", day(held.valid_from)),
        ("field-validUntil", end_in_words(visit, held)),
        ("fact-declared", day(Some(held.declared_on))),
        ("fact-evidence", day(held.evidence_checked_on)),
        ("fact-evidence-by", held.evidence_checked_by.clone()),
        ("fact-evidence-note", held.evidence_note.clone()),
        ("fact-register", day(held.register_checked_on)),
        ("field-registerLink", held.register_link.clone()),
        ("field-reason", held.reason.as_deref().map(|kept| networks::reason_said(words, kept))),
    ];
    known.into_iter().filter_map(|(key, value)| Some((words.say(key), value?))).collect()
}

/// The steps of a guarantee: when, by whom, why. No person is named.
pub async fn steps(visit: &Visit, held: &Guarantee) -> Result<Section> {
    let (words, db) = (visit.words, &visit.app.db);
    let sources: Vec<Uuid> = held.declared_source.into_iter().collect();
    let sources = organizations::sources(db, &sources).await?;
    let by = |by: &By| match by {
        By::Holder => words.say("source-members"),
        By::List(id) => sources.get(id).map(|source| source.name.clone()).unwrap_or_default(),
        By::Moderators(Some(network)) => words.with("by-network", "network", network),
        By::Moderators(None) => words.say("by-moderators"),
        By::Register => words.say("by-register"),
    };
    let row = |step: &Step| Row {
        cells: vec![
            words.date(&step.on),
            words.say(step.did.key()),
            by(&step.by),
            step.why.as_deref().map(|kept| networks::reason_said(words, kept)).unwrap_or_default(),
        ],
        ..Row::default()
    };
    let headers = ["catalogue-when", "step-what", "step-by", "step-why"];
    let steps = guarantees::steps(db, std::slice::from_ref(held)).await?.remove(&held.id).unwrap_or_default();
    Ok(Section {
        heading: words.say("steps-heading"),
        table: Some(Table {
            caption: words.say("steps-heading"),
            headers: headers.map(|key| words.say(key)).into(),
            rows: steps.iter().map(row).collect(),
        }),
        ..Section::default()
    })
}

/// Documents that were sent, each behind its address; whoever writes for its holder may remove those on which nothing
/// rests.
pub fn documents(
    visit: &Visit,
    held: &Guarantee,
    files: Vec<organizations::File>,
    writes: bool,
) -> Option<Table> {
    let words = visit.words;
    let mut headers = ["files-name", "files-size", "files-sent"].map(|key| words.say(key)).to_vec();
    if writes && files.iter().any(|file| !rests_on(visit, held, file)) {
        headers.push(words.say("table-do"));
    }
    let remove = |file: &organizations::File| Button {
        act: "piece",
        value: file.id.to_string(),
        label: words.say("submit-retirer-piece"),
        about: file.name.clone(),
    };
    let row = |file: organizations::File| Row {
        buttons: (writes && !rests_on(visit, held, &file)).then(|| remove(&file)).into_iter().collect(),
        cells: vec![
            file.name.clone(),
            words.with("file-size", "kilobytes", (file.size + 1023) / 1024),
            words.date(&file.created_at.date_naive()),
        ],
        href: Some(format!("/fichiers/{}", file.id)),
    };
    (!files.is_empty()).then(|| Table {
        caption: words.say("files-caption"),
        headers,
        rows: files.into_iter().map(row).collect(),
    })
}

fn rests_on(visit: &Visit, held: &Guarantee, file: &organizations::File) -> bool {
    let standing = guarantees::standing(held, visit.app.clock.today());
    guarantees::rests_on(held, standing, day_of(file.created_at))
}

/// Whether a document is to be removed: what becomes of it, and of the guarantee.
fn removal(visit: &Visit, held: &Guarantee, files: &[organizations::File], form: &Form) -> Option<Section> {
    let words = visit.words;
    let asked = |file: &&organizations::File| file.id.to_string() == form.text("id");
    let file = files.iter().find(asked).filter(|file| !rests_on(visit, held, file))?;
    let mut text = vec![words.say("evidence-remove-text")];
    if files.len() == 1 && held.state == State::UnderReview {
        text.push(words.say("evidence-remove-last"));
    }
    let mut view = FormView::new(words, "retirer-piece", Vec::new()).with("id", file.id);
    view.final_act = true;
    Some(Section::form(words.with("evidence-remove-heading", "name", &file.name), text, view))
}

async fn list(visit: &Visit, id: &str) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let one = mine.organization.id;
    let held = guarantees::held_by(&app.db, &[one]).await?.remove(&one).unwrap_or_default();
    let (reference, today) = (app.reference.get(), app.clock.today());
    let row = |held: &Guarantee| {
        let scheme = reference.scheme(&held.scheme)?;
        Some(Row {
            cells: vec![
                name(words, scheme),
                standing_in_words(words, held, today),
                end_in_words(visit, held).unwrap_or_else(|| words.say("no-end")),
            ],
            href: Some(words.path(&mine.path(&format!("/garanties/{}", held.id)))),
            buttons: Vec::new(),
        })
    };
    let mut section = Section { text: vec![words.say("guarantees-own-text")], ..Section::default() };
    if mine.writes() {
        let href = words.path(&mine.path("/garanties/nouvelle"));
        section.links = vec![Link { label: words.say("guarantees-new"), href }];
    }
    match held.is_empty() {
        true => section.text.push(words.say("guarantees-none")),
        false => {
            section.table = Some(Table {
                caption: words.say("guarantees-caption"),
                headers: ["fact-scheme", "fact-standing", "field-validUntil"]
                    .map(|key| words.say(key))
                    .into(),
                rows: held.iter().filter_map(row).collect(),
            });
        }
    }
    Ok(frame(visit, &mine, words.say("own-guarantees"), vec![section]))
}

fn grant_fields(words: Words) -> Vec<Field> {
    vec![
        Field::optional(words, "reference", "text").hint(words.say("hint-reference")),
        Field::optional(words, "validFrom", "date"),
        Field::optional(words, "validUntil", "date").hint(words.say("hint-valid-until")),
    ]
}

async fn new(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let words = visit.words;
    let mine = mine(visit, id).await?;
    if !mine.writes() {
        let said = Section::said(vec![words.say("own-reader")]);
        return Ok(frame(visit, &mine, words.say("guarantees-new"), vec![said]));
    }
    let reference = visit.app.reference.get();
    let mut schemes: Vec<(String, String)> =
        reference.schemes.iter().map(|scheme| (scheme.code.clone(), name(words, scheme))).collect();
    schemes.sort_by(|a, b| a.1.cmp(&b.1));
    schemes.insert(0, (String::new(), words.say("choice-none")));
    let mut fields =
        vec![Field::new(words, "scheme", "select", "").label(words.say("fact-scheme")).choices(schemes)];
    fields.extend(grant_fields(words));
    let view = FormView::new(words, "declarer", fields).typed(form);
    let mut section = Section::form(String::new(), vec![words.say("guarantees-new-text")], view);
    // None is asked for but what the catalogue has: what was typed may be anything.
    let held = match reference.scheme(form.text("scheme").trim()) {
        Some(scheme) => guarantees::line_of(&visit.app.db, mine.organization.id, &scheme.code).await?,
        None => Vec::new(),
    };
    let today = visit.app.clock.today();
    let held =
        held.last().filter(|held| !guarantees::may_be_declared_again(guarantees::standing(*held, today)));
    section.links.extend(held.map(|held| Link {
        label: words.say("guarantee-held-link"),
        href: words.path(&mine.path(&format!("/garanties/{}", held.id))),
    }));
    Ok(frame(visit, &mine, words.say("guarantees-new"), vec![section]))
}

async fn of(visit: &Visit, mine: &Mine, guarantee: &str) -> Result<Guarantee> {
    let id = Uuid::parse_str(guarantee).map_err(|_| Error::NotFound)?;
    let found = guarantees::by_id(&visit.app.db, id).await?;
    found.filter(|held| held.organization == mine.organization.id).ok_or(Error::NotFound)
}

async fn one(visit: &Visit, id: &str, guarantee: &str, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let held = of(visit, &mine, guarantee).await?;
    let (reference, today) = (app.reference.get(), app.clock.today());
    let scheme = reference.scheme(&held.scheme).ok_or(Error::NotFound)?;
    let standing = guarantees::standing(&held, today);
    let files = organizations::files_of(&app.db, held.id).await?;
    let mut sections = Vec::new();
    if mine.writes() && matches!(form.text("faire"), "piece" | "retirer-piece") {
        sections.extend(removal(visit, &held, &files, form));
    }
    let rests = mine.writes() && files.iter().any(|file| rests_on(visit, &held, file));
    let first = Section {
        text: rests.then(|| words.say("evidence-rests")).into_iter().collect(),
        facts: facts(visit, &held),
        table: documents(visit, &held, files, mine.writes()),
        links: vec![Link {
            label: words.say("guarantee-scheme-link"),
            href: words.path(&super::path_of(&scheme.code)),
        }],
        ..Section::default()
    };
    sections.extend([first, steps(visit, &held).await?]);
    if mine.writes() && guarantees::may_be_restored(app, &held).await? {
        let view = FormView::new(words, "annuler-retrait", Vec::new());
        let text = vec![words.say("restore-text")];
        sections.insert(0, Section::form(words.say("restore-heading"), text, view));
    }
    if mine.writes() {
        let appeal = networks::open_case_of(&app.db, CaseKind::Appeal, held.id).await?;
        if guarantees::takes_evidence(standing, held.state, appeal.is_some()) {
            let fields = vec![
                Field::new(words, "file", "file", "")
                    .label(words.say("field-document"))
                    .hint(words.say("hint-document")),
            ];
            let proof = if words.lang == Lang::En { &scheme.proof_en } else { &scheme.proof_fr };
            let mut text = vec![words.say("evidence-text")];
            if !proof.is_empty() {
                text.push(words.with("evidence-proof", "proof", proof));
            }
            sections.push(Section::form(
                words.say("evidence-heading"),
                text,
                FormView::new(words, "envoyer", fields),
            ));
        }
        let out = matches!(standing, Standing::Refused | Standing::Suspended | Standing::Withdrawn);
        if standing == Standing::Barred {
            sections.push(Section::said(vec![words.say("guarantee-barred-text")]));
        } else if held.valid_until.is_some() && !out {
            let view = FormView::new(words, "renouveler", grant_fields(words)).typed(form);
            sections.push(Section::form(words.say("renew-heading"), vec![words.say("renew-text")], view));
        }
        if let Some(appeal) = appeal {
            let day = words.date(&appeal.opened_at.date_naive());
            sections.push(Section {
                heading: words.say("appeal-heading"),
                text: vec![words.with("appeal-waits", "day", day)],
                ..Section::default()
            });
        } else if matches!(standing, Standing::Refused | Standing::Suspended) {
            let fields = vec![
                Field::new(words, "note", "textarea", "").label(words.say("appeal-note")),
                Field::optional(words, "file", "file")
                    .label(words.say("appeal-document"))
                    .hint(words.say("hint-document")),
            ];
            let view = FormView::new(words, "contester", fields).typed(form);
            sections.push(Section::form(words.say("appeal-heading"), vec![words.say("appeal-text")], view));
        }
        if !out {
            let view = FormView::new(words, "retirer-garantie", Vec::new());
            sections.push(Section::form(
                words.say("withdraw-heading"),
                vec![words.say("withdraw-text")],
                view,
            ));
        }
    }
    Ok(frame(visit, &mine, name(words, scheme), sections))
}

async fn page_of(visit: &Visit, id: &str, rest: &[&str], form: &Form) -> Result<DeskPage> {
    rights::signed_in(&visit.actor)?;
    match *rest {
        ["garanties"] => list(visit, id).await,
        ["garanties", "nouvelle"] => new(visit, id, form).await,
        ["garanties", guarantee] => one(visit, id, guarantee, form).await,
        _ => Err(Error::NotFound),
    }
}

/// `rest` is what stands after the organisation's id.
pub async fn show(visit: &Visit, id: &str, rest: &[&str]) -> Result<Answer> {
    Ok(Answer::Page(page_of(visit, id, rest, &Form::default()).await?.done()?))
}

pub async fn send(visit: &Visit, id: &str, rest: &[&str], form: &Form) -> Result<Answer> {
    if form.text("faire") == "piece" {
        return Ok(Answer::Page(page_of(visit, id, rest, form).await?.done()?));
    }
    desk::answered(act(visit, id, rest, form).await, form, page_of(visit, id, rest, form)).await
}

async fn act(visit: &Visit, id: &str, rest: &[&str], form: &Form) -> Result<Answer> {
    rights::signed_in(&visit.actor)?;
    let (app, actor) = (&visit.app, &visit.actor);
    let uuid = |text: &str| Uuid::parse_str(text).map_err(|_| Error::NotFound);
    let organization = uuid(id)?;
    let typed = GuaranteeTyped {
        scheme: form.text("scheme").to_owned(),
        reference: form.text("reference").to_owned(),
        valid_from: form.text("validFrom").to_owned(),
        valid_until: form.text("validUntil").to_owned(),
    };
    let at = |id: Uuid, done: &str| {
        Ok(Answer::SeeOther(format!("/espace/organisations/{organization}/garanties/{id}?fait={done}")))
    };
    let today = app.clock.today();
    let declared = |new: &Guarantee| match guarantees::standing(new, today) {
        Standing::Expired => "declared-ended",
        _ => "declared",
    };
    match (rest, form.text("faire")) {
        (["garanties", "nouvelle"], "declarer") => {
            let new = guarantees::declare_guarantee(app, actor, organization, &typed).await?;
            at(new.id, declared(&new))
        }
        (["garanties", held], "envoyer") => {
            let id = uuid(held)?;
            let sent = form
                .file("file")
                .ok_or_else(|| Error::invalid("file", Message::new("invalid-file-empty")))?;
            guarantees::send_evidence(app, actor, id, sent).await?;
            at(id, "evidence")
        }
        (["garanties", held], "retirer-piece") => {
            let id = uuid(held)?;
            guarantees::remove_evidence(app, actor, id, uuid(form.text("id"))?).await?;
            at(id, "evidence-removed")
        }
        (["garanties", held], "renouveler") => {
            let new = guarantees::renew_guarantee(app, actor, uuid(held)?, &typed).await?;
            at(new.id, declared(&new))
        }
        (["garanties", held], "contester") => {
            let document = form.file("file");
            guarantees::appeal_guarantee(app, actor, uuid(held)?, form.text("note"), document).await?;
            at(uuid(held)?, "appealed")
        }
        (["garanties", held], "retirer-garantie") => {
            guarantees::withdraw_guarantee(app, actor, uuid(held)?).await?;
            at(uuid(held)?, "guarantee-withdrawn")
        }
        (["garanties", held], "annuler-retrait") => {
            guarantees::restore_guarantee(app, actor, uuid(held)?).await?;
            at(uuid(held)?, "guarantee-restored")
        }
        _ => Err(Error::NotFound),
    }
}
