use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("events")
                    .col(uuid("id").primary_key())
                    .col(big_integer_null("number").unique_key())
                    .col(text("kind"))
                    .col(text("actor"))
                    .col(json_binary("payload"))
                    .col(timestamp_with_time_zone("at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("deliveries")
                    .col(uuid("id").primary_key())
                    .col(uuid("event"))
                    .col(text("reaction"))
                    .col(text("recipient"))
                    .col(timestamp_with_time_zone("due_at"))
                    .col(timestamp_with_time_zone_null("leased_until"))
                    .col(integer("attempts"))
                    .col(text("state"))
                    .col(text_null("last_error"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("deliveries_event")
                            .from("deliveries", "event")
                            .to("events", "id"),
                    )
                    .check(("deliveries_state", Expr::cust("state IN ('waiting', 'done', 'dead')")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("deliveries_once")
                    .table("deliveries")
                    .col("event")
                    .col("reaction")
                    .col("recipient")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("deliveries_due")
                    .table("deliveries")
                    .col("state")
                    .col("due_at")
                    .to_owned(),
            )
            .await
    }
}
