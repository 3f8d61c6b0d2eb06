//! What was found names the event by which it was; an alert that was deleted can come back for a while.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in
            [("alert_matches", uuid_null("event")), ("alerts", timestamp_with_time_zone_null("deleted_at"))]
        {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        let by_event =
            Index::create().name("alert_matches_by_event").table("alert_matches").col("event").to_owned();
        manager.create_index(by_event).await
    }
}
