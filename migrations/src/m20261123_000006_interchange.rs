use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("imports")
                    .col(uuid("id").primary_key())
                    .col(text("kind"))
                    .col(uuid_null("source"))
                    .col(text("file_name"))
                    .col(timestamp_with_time_zone("started_at"))
                    .col(timestamp_with_time_zone_null("finished_at"))
                    .col(json_binary_null("report"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("imports_source")
                            .from("imports", "source")
                            .to("sources", "id"),
                    )
                    .to_owned(),
            )
            .await
    }
}
