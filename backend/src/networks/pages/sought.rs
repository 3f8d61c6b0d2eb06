//! How moderators come to a page that nobody asked them about.

use schema::values::{Rna, Siret};

use crate::base::desk::{FormView, Row, Section, Table};
use crate::base::form::{Field, Form};
use crate::base::visit::Visit;
use crate::error::Result;
use crate::networks;
use crate::organizations::{self, Organization};
use crate::rights::{self, Operation};

const SHOWN: usize = 20;
/// Read, of which those that one moderates are shown.
const READ: u64 = 200;

/// Where whoever looks at a public page moderates it; none for all others.
pub async fn moderated_at(visit: &Visit, one: &Organization) -> Result<Option<String>> {
    if visit.actor.person().is_none_or(|person| person.standing.moderates.is_empty()) {
        return Ok(None);
    }
    let hold = networks::hold(&visit.app.db, &visit.app.reference.get(), &visit.actor, one).await?;
    let may = rights::check_in(&visit.actor, Operation::CorrectOrganization, hold).is_ok();
    Ok(may.then(|| visit.words.path(&format!("/moderation/organisations/{}", one.id))))
}

/// The field to find a page by, and what it found.
pub(super) async fn section(visit: &Visit, form: &Form) -> Result<Section> {
    let words = visit.words;
    let sought = visit.one("cherche").unwrap_or_default();
    let field = Field::new(words, "sought", "text", "off").value(sought);
    let view = FormView::new(words, "trouver", vec![field]).typed(form);
    let mut section = Section::form(words.say("find-heading"), vec![words.say("find-text")], view);
    if sought.is_empty() {
        return Ok(section);
    }
    let row = |one: &Organization| Row {
        cells: vec![
            one.name.clone(),
            one.city.clone().unwrap_or_default(),
            one.siret.clone().or(one.rna.clone()).unwrap_or_default(),
        ],
        href: Some(words.path(&format!("/moderation/organisations/{}", one.id))),
        buttons: Vec::new(),
    };
    let rows: Vec<Row> = found(visit, sought).await?.iter().map(row).collect();
    match rows.is_empty() {
        true => section.text.push(words.say("find-none")),
        false => {
            section.table = Some(Table {
                caption: words.say("find-caption"),
                headers: ["own-name", "fact-town", "fact-number"].map(|key| words.say(key)).into(),
                rows,
            });
        }
    }
    Ok(section)
}

async fn found(visit: &Visit, sought: &str) -> Result<Vec<Organization>> {
    let (app, actor) = (&visit.app, &visit.actor);
    let number = match (Siret::parse(sought), Rna::parse(sought)) {
        (Ok(siret), _) => organizations::identified(&app.db, Some(&siret.to_string()), None).await?,
        (_, Ok(rna)) => organizations::identified(&app.db, None, Some(&rna.to_string())).await?,
        _ => None,
    };
    let all = match number {
        Some(one) => vec![one],
        None => organizations::named_like(&app.db, actor, sought, READ).await?,
    };
    let holds = networks::holds(&app.db, &app.reference.get(), actor, &all).await?;
    let may = |one: &Organization| {
        let hold = holds.get(&one.id);
        hold.is_some_and(|hold| rights::check_in(actor, Operation::CorrectOrganization, *hold).is_ok())
    };
    Ok(all.into_iter().filter(may).take(SHOWN).collect())
}
