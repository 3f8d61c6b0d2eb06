//! Two pages of one organisation, side by side, and which of them stays.

use schema::values::Siret;
use uuid::Uuid;

use super::case::{corrected, trail};
use crate::accounts;
use crate::base::desk::{Button, DeskPage, FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::page::Nav;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Message, Result};
use crate::networks;
use crate::organizations::{self, Merging, Organization, UNDO};
use crate::{guarantees, products};

/// The page that an address, a part of one, or a number names.
pub(super) async fn named(visit: &Visit, typed: &str) -> Result<Organization> {
    let unknown = || Error::invalid("other", Message::new("invalid-merge-unknown"));
    let typed = typed.trim();
    let found = match Siret::parse(typed) {
        Ok(siret) => organizations::identified(&visit.app.db, Some(&siret.to_string()), None).await?,
        Err(_) => {
            let path = typed.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
            let slug = path.rsplit('/').next().unwrap_or_default();
            organizations::by_slug(&visit.app.db, &visit.actor, slug).await?
        }
    };
    found.ok_or_else(unknown)
}

pub(super) async fn page(visit: &Visit, id: &str, form: &Form) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let one = corrected(visit, id).await?;
    let typed = match form.given("other") {
        Some(typed) => Some(typed.to_owned()),
        None => visit.one("autre").map(str::to_owned),
    };
    let other = match &typed {
        Some(typed) => named(visit, typed).await.ok().filter(|other| other.id != one.id),
        None => None,
    };
    let mut sections = Vec::new();
    match other {
        Some(other) => sections.extend(side_by_side(visit, &one, &other, form).await?),
        None => {
            let alike = organizations::alike(&app.db, &one.slug, one.departement.as_deref()).await?;
            let row = |like: &Organization| Row {
                cells: vec![like.name.clone(), like.city.clone().unwrap_or_default(), number(like)],
                href: Some(visit.address.with("autre", &like.slug).href(words)),
                buttons: Vec::new(),
            };
            let rows: Vec<Row> = alike.iter().filter(|like| like.id != one.id).map(row).collect();
            if !rows.is_empty() {
                let headers = ["own-name", "fact-town", "fact-number"].map(|key| words.say(key)).into();
                let table = Table { caption: words.say("merge-alike"), headers, rows };
                sections.push(Section {
                    heading: words.say("merge-alike"),
                    table: Some(table),
                    ..Section::default()
                });
            }
            let field = Field::new(words, "other", "text", "")
                .hint(words.say("hint-other"))
                .value(typed.as_deref().unwrap_or_default());
            let view = FormView::new(words, "comparer", vec![field]).typed(form);
            sections.push(Section::form(
                words.say("merge-other"),
                vec![words.with("merge-text", "name", &one.name)],
                view,
            ));
        }
    }
    let title = words.with("merge-heading", "name", &one.name);
    let mut shown = DeskPage::new(visit, title, Nav::Desk, sections);
    shown.trail = trail(visit);
    Ok(shown)
}

fn number(one: &Organization) -> String {
    one.siret.clone().or(one.rna.clone()).unwrap_or_default()
}

async fn side_by_side(
    visit: &Visit,
    one: &Organization,
    other: &Organization,
    form: &Form,
) -> Result<Vec<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let ids = [one.id, other.id];
    let sold = products::lines_of(&app.db, &ids).await?;
    let held = guarantees::held_by(&app.db, &ids).await?;
    let mut members = Vec::new();
    for id in ids {
        members.push(organizations::members(&app.db, id).await?.len().to_string());
    }
    let or_none = |text: &Option<String>| text.clone().unwrap_or_default();
    let cells = |one: &Organization, members: &str| {
        vec![
            one.name.clone(),
            format!("/fournisseurs/{}", one.slug),
            or_none(&one.siret),
            or_none(&one.rna),
            [or_none(&one.address), or_none(&one.post_code), or_none(&one.city)].join(" ").trim().to_owned(),
            or_none(&one.website),
            one.description.chars().take(200).collect(),
            sold.get(&one.id).map_or(0, Vec::len).to_string(),
            held.get(&one.id).map_or(0, Vec::len).to_string(),
            members.to_owned(),
        ]
    };
    let labels = [
        "own-name",
        "fact-address-of-page",
        "field-siret",
        "field-rna",
        "field-address",
        "field-website",
        "field-description",
        "merge-products",
        "merge-guarantees",
        "merge-members",
    ];
    let (first, second) = (cells(one, &members[0]), cells(other, &members[1]));
    let rows = labels.iter().zip(first.into_iter().zip(second)).map(|(label, (first, second))| Row {
        cells: vec![words.say(*label), first, second],
        ..Row::default()
    });
    let table = Table {
        caption: words.say("merge-both"),
        headers: ["merge-what", "merge-this", "merge-that"].map(|key| words.say(key)).into(),
        rows: rows.collect(),
    };
    let both = Section { table: Some(table), ..Section::default() };
    if let Err(message) = organizations::may_merge(one, other) {
        let said = Section::said(vec![words.message(&message)]);
        return Ok(vec![both, said]);
    }
    let choice = |page: &Organization, key: &str| (page.id.to_string(), words.with(key, "name", &page.name));
    let stays = match (&one.siret, &other.siret) {
        (None, Some(_)) => other.id,
        _ => one.id,
    };
    let fields = vec![
        Field::new(words, "kept", "radios", "")
            .choices(vec![choice(one, "merge-keep-this"), choice(other, "merge-keep-that")])
            .value(&stays.to_string()),
        Field::new(words, "reason", "textarea", "").hint(words.say("hint-reason-merge")),
    ];
    let view = FormView::new(words, "fusionner", fields).with("other", &other.slug).typed(form);
    let text = vec![words.say("merge-what-happens"), words.say("merge-undo-text")];
    Ok(vec![both, Section::form(words.say("merge-decide"), text, view)])
}

pub(super) async fn act(visit: &Visit, id: &str, form: &Form) -> Result<Answer> {
    let one = corrected(visit, id).await?;
    let other = named(visit, form.text("other")).await?;
    if form.text("faire") == "comparer" {
        if other.id == one.id {
            return Err(Error::invalid("other", Message::new("invalid-merge-same")));
        }
        return Ok(Answer::SeeOther(format!("{}?autre={}", visit.address.path, other.slug)));
    }
    let kept = Uuid::parse_str(form.text("kept")).ok().filter(|kept| [one.id, other.id].contains(kept));
    let kept = kept.ok_or_else(|| Error::invalid("kept", Message::new("invalid-choice-missing")))?;
    let absorbed = if kept == one.id { other.id } else { one.id };
    networks::merge(&visit.app, &visit.actor, Merging { kept, absorbed }, form.text("reason")).await?;
    Ok(Answer::SeeOther(format!("/moderation/organisations/{kept}?fait=merged")))
}

/// What went into a page and can still be taken out again.
pub(super) async fn undoable(visit: &Visit, one: &Organization) -> Result<Option<Section>> {
    let (app, words) = (&visit.app, visit.words);
    let merges = organizations::merges_into(&app.db, one.id, app.clock.now() - UNDO).await?;
    if merges.is_empty() {
        return Ok(None);
    }
    let account = accounts::own(&app.db, &visit.actor).await?;
    let gone: Vec<Uuid> = merges.iter().map(|merge| merge.absorbed).collect();
    let gone = organizations::any_by_ids(&app.db, &gone).await?;
    let row = |merge: &organizations::Merge| {
        let name = gone.get(&merge.absorbed).map(|one| one.name.clone()).unwrap_or_default();
        Row {
            cells: vec![
                name.clone(),
                accounts::pages::moment(words, &account, merge.made_at),
                merge.reason.clone(),
            ],
            href: None,
            buttons: vec![Button {
                act: "separer",
                value: merge.id.to_string(),
                label: words.say("submit-separer"),
                about: name,
            }],
        }
    };
    let table = Table {
        caption: words.say("merge-made"),
        headers: ["own-name", "case-at", "field-reason", "decided-undo"].map(|key| words.say(key)).into(),
        rows: merges.iter().map(row).collect(),
    };
    Ok(Some(Section {
        heading: words.say("merge-made"),
        text: vec![words.say("merge-undo-text")],
        table: Some(table),
        ..Section::default()
    }))
}

pub(super) async fn undo(visit: &Visit, id: &str, form: &Form) -> Result<Answer> {
    let merge = Uuid::parse_str(form.text("id")).map_err(|_| Error::NotFound)?;
    networks::undo_merge(&visit.app, &visit.actor, merge).await?;
    Ok(Answer::SeeOther(format!("/moderation/organisations/{id}?fait=separated")))
}
