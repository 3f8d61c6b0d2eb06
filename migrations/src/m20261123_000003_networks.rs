use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("networks")
                    .col(uuid("id").primary_key())
                    .col(text("slug").unique_key())
                    .col(text("name"))
                    .col(text("kind"))
                    .col(text_null("territory"))
                    .col(text("description"))
                    .col(text_null("website"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("networks_territory")
                            .from("networks", "territory")
                            .to("territories", "code"),
                    )
                    .check(("networks_kind", Expr::cust("kind IN ('national', 'regional', 'thematic')")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("network_members")
                    .col(uuid("network"))
                    .col(uuid("organization"))
                    .col(date("since"))
                    .primary_key(Index::create().col("network").col("organization"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("network_members_network")
                            .from("network_members", "network")
                            .to("networks", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("network_members_organization")
                            .from("network_members", "organization")
                            .to("organizations", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("network_members_by_organization")
                    .table("network_members")
                    .col("organization")
                    .to_owned(),
            )
            .await
    }
}
