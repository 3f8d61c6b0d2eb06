//! Pages that may be one organisation's: compared, merged, or said to be two.

use uuid::Uuid;

use super::case::trail;
use crate::base::desk::{Button, DeskPage, Row, Section, Table};
use crate::base::form::Form;
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};
use crate::networks;
use crate::organizations::{Merging, Organization};

const SHOWN: u64 = 50;
/// Of those that were said to be two.
const TOLD: u64 = 20;
/// More aren't counted.
const COUNTED: u64 = 100;

/// On the desk: how many there are.
pub(super) async fn link(visit: &Visit) -> Result<Section> {
    let words = visit.words;
    let count = networks::count_duplicates(&visit.app, &visit.actor, COUNTED + 1).await?;
    let label = match count {
        0..=COUNTED => words.with("duplicates-count", "count", count),
        _ => words.with("duplicates-many", "count", COUNTED),
    };
    Ok(Section {
        heading: words.say("duplicates-heading"),
        links: vec![Link { label, href: words.path("/moderation/doublons") }],
        ..Section::default()
    })
}

/// Name, town and number in a few words.
fn shown(one: &Organization) -> String {
    let number = one.siret.clone().or(one.rna.clone());
    let known = [Some(one.name.clone()), one.city.clone(), number];
    known.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
}

pub(super) async fn page(visit: &Visit) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let offset = visit.one("apres").and_then(|text| text.parse::<u64>().ok()).unwrap_or(0).min(1_000_000);
    let found = networks::duplicates(app, &visit.actor, offset, SHOWN).await?;
    let compared = |one: &Organization, other: &Organization| {
        words.path(&format!("/moderation/organisations/{}/doublon?autre={}", one.id, other.slug))
    };
    let button = |act: &'static str, one: &Organization, other: &Organization| Button {
        act,
        value: format!("{}.{}", one.id, other.id),
        label: words.say(format!("submit-{act}")),
        about: words.with2("duplicates-pair", "one", &one.name, "other", &other.name),
    };
    let mut section = Section { text: vec![words.say("duplicates-text")], ..Section::default() };
    let row = |pair: &networks::Suspected| {
        let reasons: Vec<String> =
            pair.reasons.iter().map(|reason| words.say(format!("duplicates-{}", reason.code()))).collect();
        Row {
            cells: vec![shown(&pair.first), shown(&pair.second), reasons.join(", ")],
            href: Some(compared(&pair.first, &pair.second)),
            buttons: vec![button("distinguer", &pair.first, &pair.second)],
        }
    };
    match found.pairs.is_empty() {
        true => section.text = vec![words.say("duplicates-none")],
        false => {
            section.table = Some(Table {
                caption: words.say("duplicates-caption"),
                headers: ["merge-this", "merge-that", "duplicates-why", "case-decided"]
                    .map(|key| words.say(key))
                    .into(),
                rows: found.pairs.iter().map(row).collect(),
            });
        }
    }
    let at = visit.address.without_all("fait").without_all("apres");
    if let Some(next) = found.next {
        let href = at.with("apres", &next.to_string()).href(words);
        section.links.push(Link { label: words.say("duplicates-next"), href });
    }
    let mut sections = vec![section];
    let told = networks::told_apart(app, &visit.actor, TOLD).await?;
    if !told.is_empty() {
        let row = |(one, other): &(Organization, Organization)| Row {
            cells: vec![shown(one), shown(other)],
            href: Some(compared(one, other)),
            buttons: vec![button("rapprocher", one, other)],
        };
        let table = Table {
            caption: words.say("duplicates-told"),
            headers: ["merge-this", "merge-that", "decided-undo"].map(|key| words.say(key)).into(),
            rows: told.iter().map(row).collect(),
        };
        sections.push(Section {
            heading: words.say("duplicates-told"),
            table: Some(table),
            ..Section::default()
        });
    }
    let mut page = DeskPage::new(visit, words.say("duplicates-heading"), Nav::Desk, sections);
    page.trail = trail(visit);
    Ok(page)
}

pub(super) async fn act(visit: &Visit, form: &Form) -> Result<Answer> {
    let (distinct, done) = match form.text("faire") {
        "distinguer" => (true, "told-apart"),
        "rapprocher" => (false, "told-alike"),
        _ => return Err(Error::NotFound),
    };
    let (kept, absorbed) = form.text("id").split_once('.').ok_or(Error::NotFound)?;
    let id = |text: &str| Uuid::parse_str(text).map_err(|_| Error::NotFound);
    let pair = Merging { kept: id(kept)?, absorbed: id(absorbed)? };
    networks::tell_apart(&visit.app, &visit.actor, pair, distinct).await?;
    // The next ones have moved up.
    Ok(Answer::SeeOther(format!("/moderation/doublons?fait={done}")))
}
