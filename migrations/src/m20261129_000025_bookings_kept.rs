//! A booking says for how many people it is, and when its asker was told that someone else has that time.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [integer_null("people"), timestamp_with_time_zone_null("told_given_at")] {
            manager.alter_table(Table::alter().table("bookings").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
