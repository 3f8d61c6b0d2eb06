//! A product may accept other currencies than its supplier does.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = json_binary("currencies").default("[]").take();
        manager.alter_table(Table::alter().table("products").add_column(column).to_owned()).await
    }
}
