//! Which pages look like one organisation's, and which pairs were said to be two; networks can be archived.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

const KEYS: [&str; 4] = ["siren_place", "name_place", "words_place", "site_place"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let organization = |table: &'static str, column: &'static str| {
            ForeignKey::create()
                .name(format!("{table}_{column}"))
                .from(table, column)
                .to("organizations", "id")
                .on_delete(ForeignKeyAction::Cascade)
                .to_owned()
        };
        let mut keys = Table::create()
            .table("likeness_keys")
            .col(uuid("organization").primary_key())
            .col(timestamp_with_time_zone("compared_at"))
            .foreign_key(&mut organization("likeness_keys", "organization"))
            .to_owned();
        for column in KEYS {
            keys.col(text_null(column));
        }
        manager.create_table(keys).await?;
        for column in KEYS {
            let index = Index::create()
                .name(format!("likeness_keys_by_{column}"))
                .table("likeness_keys")
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("likenesses")
                    .col(uuid("first"))
                    .col(uuid("second"))
                    .col(integer("strength"))
                    .col(timestamp_with_time_zone_null("distinct_at"))
                    .col(uuid_null("distinct_by"))
                    .primary_key(Index::create().col("first").col("second"))
                    .foreign_key(&mut organization("likenesses", "first"))
                    .foreign_key(&mut organization("likenesses", "second"))
                    .check(("likenesses_two", Expr::cust("first <> second")))
                    .to_owned(),
            )
            .await?;
        let index = |name: &str| Index::create().name(name).table("likenesses").to_owned();
        manager.create_index(index("likenesses_by_second").col("second").to_owned()).await?;
        manager
            .create_index(
                index("likenesses_by_strength")
                    .col(("strength", IndexOrder::Desc))
                    .col("first")
                    .col("second")
                    .to_owned(),
            )
            .await?;
        let archived = ColumnDef::new("archived_at").timestamp_with_time_zone().to_owned();
        manager.alter_table(Table::alter().table("networks").add_column(archived).to_owned()).await
    }
}
