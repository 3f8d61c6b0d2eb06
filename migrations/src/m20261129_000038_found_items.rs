//! What alerts found of one item is found by an index: once the item is gone, so is that.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index =
            Index::create().name("alert_matches_of_item").table("alert_matches").col("item").to_owned();
        manager.create_index(index).await
    }
}
