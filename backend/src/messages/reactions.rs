//! A letter for each message, to the side that didn't write it; and for what moderators decided of a thread, to both.

use std::collections::BTreeSet;

use schema::messages::{message, thread};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::accounts::{self, Told};
use crate::app::App;
use crate::base::deliveries::Claimed;
use crate::base::events::{OrganizationEvent, What};
use crate::error::{Error, Result};
use crate::messages::queries;
use crate::networks;
use crate::organizations;
use crate::rights::Role;

pub async fn recipients(app: &App, event: &OrganizationEvent) -> Result<Vec<String>> {
    let (thread, from_supplier) = match &event.what {
        What::MessageSent { thread, from_supplier, .. } => (*thread, *from_supplier),
        What::CaseDecided { case, .. } | What::CaseReopened { case, .. } => {
            return concerned(app, event.organization, *case).await;
        }
        _ => return Ok(Vec::new()),
    };
    if !from_supplier {
        let writers = organizations::at_least(&app.db, event.organization, Role::Editor).await?;
        return Ok(writers.into_iter().map(|account| account.to_string()).collect());
    }
    let found = thread::Entity::find_by_id(thread).one(&app.db).await?;
    Ok(found.and_then(|found| found.asker).map(|asker| asker.to_string()).into_iter().collect())
}

/// Whoever reported, the buyer, and those who write for the supplier.
async fn concerned(app: &App, organization: Uuid, case: Uuid) -> Result<Vec<String>> {
    let Some(case) = networks::any_case(&app.db, case).await? else { return Ok(Vec::new()) };
    let Some(found) = thread_of(app, &case).await? else { return Ok(Vec::new()) };
    let writers = organizations::at_least(&app.db, organization, Role::Editor).await?;
    let all: BTreeSet<Uuid> = writers.into_iter().chain(found.asker).chain(case.opened_by).collect();
    Ok(all.iter().map(Uuid::to_string).collect())
}

async fn thread_of(app: &App, case: &networks::Case) -> Result<Option<thread::Model>> {
    match case.subject {
        Some(id) => queries::any_thread(&app.db, id).await,
        None => Ok(None),
    }
}

/// What moderators said of a thread.
async fn decided(app: &App, due: &Claimed, event: &OrganizationEvent) -> Result<Told> {
    let (case, name, reason) = match &event.what {
        What::CaseDecided { case, outcome, reason, .. } => {
            (case, format!("abuse-{outcome}"), reason.as_deref())
        }
        What::CaseReopened { case, .. } => (case, "abuse-reopened".to_owned(), None),
        _ => return Ok(Told::Nothing),
    };
    let Some(case) = networks::any_case(&app.db, *case).await? else { return Ok(Told::Nothing) };
    let Some(found) = thread_of(app, &case).await? else { return Ok(Told::Nothing) };
    let account: Uuid = due.recipient.parse().map_err(Error::internal)?;
    let Some(to) = accounts::reader_of(app, due, account).await? else { return Ok(Told::Nothing) };
    let about = organizations::by_id(&app.db, event.organization).await?;
    let reason = networks::reason_said(to.words, reason.unwrap_or_default());
    let said = [("about", about.name), ("subject", found.subject), ("reason", reason)];
    let action = to.page("message", &format!("/espace/messages/{}", found.id));
    Ok(Told::Letter(Box::new(to.told(&name, &said, Some(action)))))
}

pub async fn letter(app: &App, due: &Claimed, event: &OrganizationEvent) -> Result<Told> {
    let What::MessageSent { thread, message, from_supplier } = event.what else {
        return decided(app, due, event).await;
    };
    let account: Uuid = due.recipient.parse().map_err(Error::internal)?;
    let Some(to) = accounts::reader_of(app, due, account).await? else { return Ok(Told::Nothing) };
    let (Some(written), Some(found)) = (
        message::Entity::find_by_id(message).one(&app.db).await?,
        thread::Entity::find_by_id(thread).one(&app.db).await?,
    ) else {
        return Ok(Told::Nothing);
    };
    let about = organizations::by_id(&app.db, event.organization).await?;
    let who = match written.author {
        Some(author) => accounts::by_id(&app.db, author).await?.map(|author| author.name),
        None => return Ok(Told::Nothing),
    };
    let said = [
        ("about", about.name),
        ("who", who.unwrap_or_default()),
        ("subject", found.subject),
        ("text", written.text),
    ];
    let name = if from_supplier { "message-answer" } else { "message-new" };
    let action = to.page("message", &format!("/espace/messages/{thread}"));
    Ok(Told::Letter(Box::new(to.told(name, &said, Some(action)))))
}
