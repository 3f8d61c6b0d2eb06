//! A picture that was removed is kept for a time, so that it can come back.

use sea_orm_migration::sea_orm::ConnectionTrait;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = timestamp_with_time_zone_null("removed_at");
        manager.alter_table(Table::alter().table("files").add_column(column).to_owned()).await?;
        let few = "CREATE INDEX files_removed ON files (removed_at) WHERE removed_at IS NOT NULL";
        manager.get_connection().execute_unprepared(few).await?;
        Ok(())
    }
}
