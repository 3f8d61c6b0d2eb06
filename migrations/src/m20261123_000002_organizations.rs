use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("sources")
                    .col(uuid("id").primary_key())
                    .col(text("name").unique_key())
                    .col(text_null("licence"))
                    .col(timestamp_with_time_zone("read_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("organizations")
                    .col(uuid("id").primary_key())
                    .col(text_null("siret").unique_key())
                    .col(text_null("rna").unique_key())
                    .col(uuid_null("vouched_by"))
                    .col(text("slug").unique_key())
                    .col(text("name"))
                    .col(text_null("brand"))
                    .col(text_null("legal_form"))
                    .col(text_null("naf"))
                    .col(text_null("address"))
                    .col(text_null("post_code"))
                    .col(text_null("city"))
                    .col(text_null("commune"))
                    .col(text_null("departement"))
                    .col(double_null("latitude"))
                    .col(double_null("longitude"))
                    .col(text_null("headcount"))
                    .col(text_null("website"))
                    .col(text("description"))
                    .col(uuid_null("source"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .col(timestamp_with_time_zone_null("edited_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("organizations_commune")
                            .from("organizations", "commune")
                            .to("territories", "code"),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("organizations_departement")
                            .from("organizations", "departement")
                            .to("territories", "code"),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("organizations_source")
                            .from("organizations", "source")
                            .to("sources", "id"),
                    )
                    .check((
                        "organizations_identity",
                        Expr::cust("siret IS NOT NULL OR rna IS NOT NULL OR vouched_by IS NOT NULL"),
                    ))
                    .check(("organizations_point", Expr::cust("(latitude IS NULL) = (longitude IS NULL)")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("old_slugs")
                    .col(text("slug").primary_key())
                    .col(uuid("organization"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("old_slugs_organization")
                            .from("old_slugs", "organization")
                            .to("organizations", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("source_records")
                    .col(uuid("source"))
                    .col(text("key"))
                    .col(uuid("organization"))
                    .col(text("content"))
                    .primary_key(Index::create().col("source").col("key"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("source_records_source")
                            .from("source_records", "source")
                            .to("sources", "id"),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("source_records_organization")
                            .from("source_records", "organization")
                            .to("organizations", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("source_records_by_organization")
                    .table("source_records")
                    .col("organization")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("organizations_by_commune")
                    .table("organizations")
                    .col("commune")
                    .to_owned(),
            )
            .await
    }
}
