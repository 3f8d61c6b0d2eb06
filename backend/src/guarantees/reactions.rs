//! What holders are written about their guarantees.

use serde_json::Value;
use uuid::Uuid;

use super::queries;
use crate::accounts::{self, Told};
use crate::app::App;
use crate::base::deliveries::Claimed;
use crate::base::events::{OrganizationEvent, What, is_upheld};
use crate::base::words::Lang;
use crate::error::{Error, Result};
use crate::networks;
use crate::organizations;
use crate::rights::Role;

/// Those who write for the organisation.
pub async fn recipients(app: &App, event: &OrganizationEvent) -> Result<Vec<String>> {
    let writers = organizations::at_least(&app.db, event.organization, Role::Editor).await?;
    Ok(writers.into_iter().map(|account| account.to_string()).collect())
}

/// Whether something out counts again at what had been checked of it, with nothing checked anew.
fn is_as_before(before: &Value, after: &Value) -> bool {
    let state = |told: &Value, of: [&str; 2]| of.iter().any(|one| told["state"] == **one);
    let checked = ["evidenceCheckedOn", "evidenceNote", "registerCheckedOn", "registerLink"];
    state(before, ["refused", "suspended"])
        && state(after, ["evidence-checked", "register-checked"])
        && checked.iter().all(|what| before[what] == after[what])
}

pub async fn letter(app: &App, due: &Claimed, event: &OrganizationEvent) -> Result<Told> {
    let (id, name) = match &event.what {
        What::GuaranteeEnds { guarantee, days: 0 } => (guarantee, "guarantee-ends".to_owned()),
        What::GuaranteeEnds { guarantee, .. } => (guarantee, "guarantee-ending".to_owned()),
        What::GuaranteeReviewed { guarantee, before, after, .. } => {
            let state = after["state"].as_str().unwrap_or_default();
            let name = match state {
                _ if is_as_before(before, after) => "restored",
                _ if is_upheld(before, after) => "upheld",
                state => state,
            };
            (guarantee, format!("guarantee-{name}"))
        }
        What::ReviewTakenBack { guarantee, .. } => (guarantee, "guarantee-taken-back".to_owned()),
        _ => return Ok(Told::Nothing),
    };
    let Some(held) = queries::by_id(&app.db, *id).await? else { return Ok(Told::Nothing) };
    // Reminders that were held up say what is so by now.
    let ended = held.valid_until.is_some_and(|last| last < app.clock.today());
    let name = match &event.what {
        What::GuaranteeEnds { days: 0, .. } if ended => "guarantee-ended".to_owned(),
        What::GuaranteeEnds { .. } if ended => return Ok(Told::Nothing),
        _ => name,
    };
    let about = organizations::by_id(&app.db, event.organization).await?;
    let account: Uuid = due.recipient.parse().map_err(Error::internal)?;
    let Some(to) = accounts::reader_of(app, due, account).await? else { return Ok(Told::Nothing) };
    let reference = app.reference.get();
    let scheme = reference.scheme(&held.scheme).map(|scheme| match to.words.lang {
        Lang::Fr => scheme.name_fr.clone(),
        Lang::En => scheme.name_en.clone(),
    });
    let day = held.valid_until.map(|day| to.words.date(&day)).unwrap_or_default();
    let reason = match &event.what {
        What::GuaranteeReviewed { after, .. } => {
            networks::reason_said(to.words, after["reason"].as_str().unwrap_or_default())
        }
        _ => String::new(),
    };
    let said = [
        ("about", about.name.clone()),
        ("scheme", scheme.unwrap_or_default()),
        ("day", day),
        ("reason", reason),
    ];
    let action = to.page("guarantee", &format!("/espace/organisations/{}/garanties/{}", about.id, held.id));
    Ok(Told::Letter(Box::new(to.told(&name, &said, Some(action)))))
}
