//! An alert that was paused goes on at the pace it had.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = text_null("pace_before");
        manager.alter_table(Table::alter().table("alerts").add_column(column).to_owned()).await
    }
}
