//! What is written about what moderators look at and decide.

use schema::networks::case;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::accounts::{self, Reader, Told};
use crate::app::App;
use crate::base::deliveries::Claimed;
use crate::base::events::{AccountEvent, What};
use crate::base::words::{Lang, Words};
use crate::error::{Error, Result};
use crate::networks::queries::{self, Case};
use crate::networks::rules::{page_name, reason_said};
use crate::organizations;
use crate::rights::Role;

/// The address on record.
const RECORD: &str = "organization";
/// The address that a visitor left.
const VISITOR: &str = "visitor";

async fn case_of(app: &App, what: &What) -> Result<Option<Case>> {
    match what {
        What::CaseOpened { case: id, .. }
        | What::CaseDecided { case: id, .. }
        | What::CaseReopened { case: id, .. } => Ok(case::Entity::find_by_id(*id).one(&app.db).await?),
        _ => Ok(None),
    }
}

/// Of a claim the owners and the address on record are told, of a decision whoever asked for it.
pub async fn recipients(app: &App, what: &What) -> Result<Vec<String>> {
    let Some(found) = case_of(app, what).await? else { return Ok(Vec::new()) };
    Ok(match (what, found.organization) {
        (What::CaseOpened { of, .. }, Some(organization)) if of == "claim" => {
            let owners = organizations::at_least(&app.db, organization, Role::Owner).await?;
            owners.iter().map(Uuid::to_string).chain([RECORD.to_owned()]).collect()
        }
        // The guarantee has a letter of its own.
        (What::CaseDecided { of, .. } | What::CaseReopened { of, .. }, _)
            if of == "evidence" || of == "appeal" =>
        {
            Vec::new()
        }
        (What::CaseDecided { .. } | What::CaseReopened { .. }, _) => {
            let account = found.opened_by.map(|account| account.to_string());
            account.into_iter().chain(found.email.map(|_| VISITOR.to_owned())).collect()
        }
        _ => Vec::new(),
    })
}

/// What is entrusted to someone, or no more: which role, of which network.
pub async fn role_letter(app: &App, due: &Claimed, what: &AccountEvent) -> Result<Told> {
    let (letter, account, network) = match what {
        AccountEvent::RoleGiven { account, network, .. } => ("role", account, *network),
        AccountEvent::RoleTaken { account, network, .. } => ("role-taken", account, Some(*network)),
        _ => return Ok(Told::Nothing),
    };
    let Some(to) = accounts::reader_of(app, due, *account).await? else { return Ok(Told::Nothing) };
    let network = match network {
        Some(id) => queries::network_by_id(&app.db, id).await?,
        None => None,
    };
    let role = match network {
        Some(network) => to.words.with("role-moderator-of", "network", &network.name),
        None => to.words.say("role-administrator"),
    };
    Ok(Told::Letter(Box::new(to.entrusted(letter, &role))))
}

pub async fn letter(app: &App, due: &Claimed, what: &What) -> Result<Told> {
    let Some(found) = case_of(app, what).await? else { return Ok(Told::Nothing) };
    let about = match found.organization {
        Some(id) => Some(organizations::by_id(&app.db, id).await?),
        None => None,
    };
    let id = due.id.to_string();
    let to = match (due.recipient.as_str(), &about) {
        (RECORD, about) => {
            let Some((email, name)) =
                about.as_ref().and_then(|one| Some((one.email.clone()?, one.name.clone())))
            else {
                return Ok(Told::Nothing);
            };
            Reader { app, words: Words::new(Lang::Fr), name, email, id }
        }
        (VISITOR, _) => {
            let Some(email) = found.email.clone() else { return Ok(Told::Nothing) };
            let lang = if found.language.as_deref() == Some("en") { Lang::En } else { Lang::Fr };
            Reader { app, words: Words::new(lang), name: String::new(), email, id }
        }
        (account, _) => {
            let account: Uuid = account.parse().map_err(Error::internal)?;
            match accounts::reader_of(app, due, account).await? {
                Some(to) => to,
                None => return Ok(Told::Nothing),
            }
        }
    };
    let place = found.page.clone().unwrap_or_else(|| "/".to_owned());
    let (about, id, page) = match about {
        Some(one) => {
            (one.name, one.id.to_string(), found.page.unwrap_or(format!("/fournisseurs/{}", one.slug)))
        }
        None => {
            let networks = queries::all(&app.db).await?;
            (page_name(to.words, &app.reference.get(), &networks, &place), String::new(), place)
        }
    };
    let (name, action, path, reason) = match what {
        What::CaseOpened { .. } => {
            ("claim-opened".to_owned(), "claim-opened", page + "/signaler", String::new())
        }
        What::CaseDecided { of, outcome, reason, .. } => {
            let path = match (of.as_str(), outcome.as_str()) {
                ("claim", "accepted") => format!("/espace/organisations/{id}"),
                _ => page,
            };
            (format!("{of}-{outcome}"), "organization", path, reason.clone().unwrap_or_default())
        }
        What::CaseReopened { of, .. } => (format!("{of}-reopened"), "organization", page, String::new()),
        _ => return Ok(Told::Nothing),
    };
    let said = [("about", about), ("reason", reason_said(to.words, &reason))];
    let action = to.page(action, &path);
    Ok(Told::Letter(Box::new(to.told(&name, &said, Some(action)))))
}
