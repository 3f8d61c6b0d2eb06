//! Imports that moderators ask for: whose, for which network, how far they are, what was asked.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time, and none with a key of another table.
        for column in [
            &mut uuid_null("network"),
            &mut uuid_null("account"),
            &mut text("state").default("done").to_owned(),
            &mut json_binary_null("asked"),
            &mut uuid_null("rejects"),
        ] {
            manager
                .alter_table(Table::alter().table("imports").add_column(column.to_owned()).to_owned())
                .await?;
        }
        for (name, column) in [("imports_by_network", "network"), ("imports_by_account", "account")] {
            manager.create_index(Index::create().name(name).table("imports").col(column).to_owned()).await?;
        }
        Ok(())
    }
}
