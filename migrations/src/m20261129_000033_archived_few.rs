//! What is archived is found by an index of it alone: over all rows, SQLite took « not archived » for the rare part of a
//! question, and read every organisation and every product for a page of twenty.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table) in [("products_archived", "products"), ("organizations_archived", "organizations")]
        {
            manager.drop_index(Index::drop().name(name).table(table).to_owned()).await?;
        }
        let few = "CREATE INDEX organizations_archived ON organizations (archived_at) WHERE archived_at IS NOT NULL";
        manager.get_connection().execute_unprepared(few).await?;
        Ok(())
    }
}
