//! A letter for each message, to the side that didn't write it.

use schema::messages::{message, thread};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::accounts::{self, Told};
use crate::app::App;
use crate::base::deliveries::Claimed;
use crate::base::events::{OrganizationEvent, What};
use crate::error::{Error, Result};
use crate::organizations;
use crate::rights::Role;

pub async fn recipients(app: &App, event: &OrganizationEvent) -> Result<Vec<String>> {
    let What::MessageSent { thread, from_supplier, .. } = event.what else { return Ok(Vec::new()) };
    if !from_supplier {
        let writers = organizations::at_least(&app.db, event.organization, Role::Editor).await?;
        return Ok(writers.into_iter().map(|account| account.to_string()).collect());
    }
    let found = thread::Entity::find_by_id(thread).one(&app.db).await?;
    Ok(found.and_then(|found| found.asker).map(|asker| asker.to_string()).into_iter().collect())
}

pub async fn letter(app: &App, due: &Claimed, event: &OrganizationEvent) -> Result<Told> {
    let What::MessageSent { thread, message, from_supplier } = event.what else { return Ok(Told::Nothing) };
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
