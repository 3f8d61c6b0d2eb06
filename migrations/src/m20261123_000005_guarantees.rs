use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("guarantees")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization"))
                    .col(text("scheme"))
                    .col(integer("renewal"))
                    .col(text("state"))
                    .col(text_null("reference"))
                    .col(date_null("valid_from"))
                    .col(date_null("valid_until"))
                    .col(date("declared_on"))
                    .col(uuid_null("declared_source"))
                    .col(date_null("evidence_checked_on"))
                    .col(text_null("evidence_checked_by"))
                    .col(text_null("evidence_note"))
                    .col(date_null("register_checked_on"))
                    .col(text_null("register_link"))
                    .col(date_null("peer_reviewed_on"))
                    .col(date_null("peer_valid_until"))
                    .col(text_null("peer_summary"))
                    .col(text_null("reason"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("guarantees_organization")
                            .from("guarantees", "organization")
                            .to("organizations", "id")
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(ForeignKey::create().name("guarantees_scheme").from("guarantees", "scheme").to("guarantee_schemes", "code"))
                    .foreign_key(ForeignKey::create().name("guarantees_source").from("guarantees", "declared_source").to("sources", "id"))
                    .check((
                        "guarantees_state",
                        Expr::cust("state IN ('declared', 'under_review', 'evidence_checked', 'register_checked', 'refused', 'suspended', 'withdrawn')"),
                    ))
                    .check(("guarantees_validity", Expr::cust("valid_from <= valid_until")))
                    .check(("guarantees_evidence_dated", Expr::cust("state <> 'evidence_checked' OR evidence_checked_on IS NOT NULL")))
                    .check(("guarantees_register_dated", Expr::cust("state <> 'register_checked' OR register_checked_on IS NOT NULL")))
                    .check(("guarantees_reason", Expr::cust("state NOT IN ('refused', 'suspended') OR reason IS NOT NULL")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("guarantees_once")
                    .table("guarantees")
                    .col("organization")
                    .col("scheme")
                    .col("renewal")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("guarantees_by_last_day")
                    .table("guarantees")
                    .col("valid_until")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("guarantees_by_scheme")
                    .table("guarantees")
                    .col("scheme")
                    .col("state")
                    .to_owned(),
            )
            .await
    }
}
