//! What is written about what moderators look at and decide.

use schema::networks::case;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::accounts::{self, Reader, Told};
use crate::app::App;
use crate::base::deliveries::Claimed;
use crate::base::events::{OrganizationEvent, What};
use crate::base::words::{Lang, Words};
use crate::error::{Error, Result};
use crate::organizations;
use crate::rights::Role;

/// The address on record.
const RECORD: &str = "organization";

/// Of a claim the owners and the address on record are told, of a decision whoever asked for it.
pub async fn recipients(app: &App, event: &OrganizationEvent) -> Result<Vec<String>> {
    Ok(match &event.what {
        What::CaseOpened { of, .. } if of == "claim" => {
            let owners = organizations::at_least(&app.db, event.organization, Role::Owner).await?;
            owners.iter().map(Uuid::to_string).chain([RECORD.to_owned()]).collect()
        }
        // The guarantee has a letter of its own.
        What::CaseDecided { of, .. } | What::CaseReopened { of, .. }
            if of == "evidence" || of == "appeal" =>
        {
            Vec::new()
        }
        What::CaseDecided { case: id, .. } | What::CaseReopened { case: id, .. } => {
            let found = case::Entity::find_by_id(*id).one(&app.db).await?;
            found.and_then(|found| found.opened_by).map(|account| account.to_string()).into_iter().collect()
        }
        _ => Vec::new(),
    })
}

pub async fn letter(app: &App, due: &Claimed, event: &OrganizationEvent) -> Result<Told> {
    let about = organizations::by_id(&app.db, event.organization).await?;
    let to = if due.recipient == RECORD {
        let Some(email) = about.email.clone() else { return Ok(Told::Nothing) };
        let (name, id) = (about.name.clone(), due.id.to_string());
        Reader { app, words: Words::new(Lang::Fr), name, email, id }
    } else {
        let account: Uuid = due.recipient.parse().map_err(Error::internal)?;
        match accounts::reader_of(app, due, account).await? {
            Some(to) => to,
            None => return Ok(Told::Nothing),
        }
    };
    let page = format!("/fournisseurs/{}", about.slug);
    let (name, action, path, reason) = match &event.what {
        What::CaseOpened { .. } => {
            ("claim-opened".to_owned(), "claim-opened", page + "/signaler", String::new())
        }
        What::CaseDecided { of, outcome, reason, .. } => {
            let path = match (of.as_str(), outcome.as_str()) {
                ("claim", "accepted") => format!("/espace/organisations/{}", about.id),
                _ => page,
            };
            (format!("{of}-{outcome}"), "organization", path, reason.clone().unwrap_or_default())
        }
        What::CaseReopened { of, .. } => (format!("{of}-reopened"), "organization", page, String::new()),
        _ => return Ok(Told::Nothing),
    };
    let said = [("about", about.name.clone()), ("reason", reason)];
    let action = to.page(action, &path);
    Ok(Told::Letter(Box::new(to.told(&name, &said, Some(action)))))
}
