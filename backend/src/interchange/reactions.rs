//! What is written about imports that were asked for through pages.

use schema::interchange::import;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::accounts::{self, Told};
use crate::app::App;
use crate::base::deliveries::Claimed;
use crate::error::{Error, Result};
use crate::interchange::queries::AskedImport;
use crate::networks;

/// What came of it, and where the whole report is, for whoever asked for it.
pub async fn letter(app: &App, due: &Claimed, id: Uuid) -> Result<Told> {
    let account: Uuid = due.recipient.parse().map_err(Error::internal)?;
    let Some(row) = import::Entity::find_by_id(id).one(&app.db).await? else { return Ok(Told::Nothing) };
    let Some(to) = accounts::reader_of(app, due, account).await? else { return Ok(Told::Nothing) };
    let path = match row.network {
        None => format!("/moderation/registre/{id}"),
        Some(network) => match networks::network_by_id(&app.db, network).await? {
            Some(network) => format!("/moderation/reseaux/{}/imports/{id}", network.slug),
            None => return Ok(Told::Nothing),
        },
    };
    let one = AskedImport::read(row);
    let name = if one.state == "done" { "import-done" } else { "import-failed" };
    let count = |count: u64| to.words.number(count);
    let said = [
        ("about", one.file_name.clone()),
        ("read", count(one.told.read)),
        ("created", count(one.told.created)),
        ("updated", count(one.told.updated)),
        ("unchanged", count(one.told.unchanged)),
        ("rejected", count(one.told.rejected)),
    ];
    let report = to.page("import", &path);
    Ok(Told::Letter(Box::new(to.told(name, &said, Some(report)))))
}
