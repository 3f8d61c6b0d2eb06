use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of_organization = |column: &'static str| {
            ForeignKey::create()
                .name(format!("merges_{column}"))
                .from("merges", column)
                .to("organizations", "id")
                .on_delete(ForeignKeyAction::Cascade)
                .to_owned()
        };
        manager
            .create_table(
                Table::create()
                    .table("merges")
                    .col(uuid("id").primary_key())
                    .col(uuid("kept"))
                    .col(uuid("absorbed"))
                    .col(uuid_null("made_by"))
                    .col(text("reason"))
                    .col(json_binary("moved"))
                    .col(timestamp_with_time_zone("made_at"))
                    .col(timestamp_with_time_zone_null("undone_at"))
                    .foreign_key(&mut of_organization("kept"))
                    .foreign_key(&mut of_organization("absorbed"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("merges_made_by")
                            .from("merges", "made_by")
                            .to("accounts", "id")
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .check(("merges_two", Expr::cust("kept <> absorbed")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("merges_by_kept").table("merges").col("kept").to_owned())
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("organizations_archived")
                    .table("organizations")
                    .col("archived_at")
                    .to_owned(),
            )
            .await?;
        // A page goes into one other at a time.
        let once = "CREATE UNIQUE INDEX merges_absorbed_once ON merges (absorbed) WHERE undone_at IS NULL";
        manager.get_connection().execute_unprepared(once).await?;
        Ok(())
    }
}
