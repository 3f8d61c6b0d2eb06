//! Imports that were taken back.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("imports")
                    .add_column(timestamp_with_time_zone_null("undone_at"))
                    .to_owned(),
            )
            .await
    }
}
