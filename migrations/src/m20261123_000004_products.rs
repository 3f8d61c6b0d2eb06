use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn of_organization(table: &'static str, name: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(name)
        .from(table, "organization")
        .to("organizations", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("suppliers")
                    .col(uuid("organization").primary_key())
                    .col(json_binary_null("area"))
                    .col(boolean("area_confirmed"))
                    .col(json_binary("serves"))
                    .col(json_binary("serves_part"))
                    .col(json_binary("currencies"))
                    .foreign_key(&mut of_organization("suppliers", "suppliers_organization"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("supplier_categories")
                    .col(uuid("organization"))
                    .col(text("category"))
                    .col(boolean("confirmed"))
                    .primary_key(Index::create().col("organization").col("category"))
                    .foreign_key(&mut of_organization(
                        "supplier_categories",
                        "supplier_categories_organization",
                    ))
                    .foreign_key(
                        ForeignKey::create()
                            .name("supplier_categories_category")
                            .from("supplier_categories", "category")
                            .to("categories", "code"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("supplier_themes")
                    .col(uuid("organization"))
                    .col(text("theme"))
                    .col(boolean("confirmed"))
                    .primary_key(Index::create().col("organization").col("theme"))
                    .foreign_key(&mut of_organization("supplier_themes", "supplier_themes_organization"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("supplier_themes_theme")
                            .from("supplier_themes", "theme")
                            .to("themes", "code"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("products")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization"))
                    .col(text("name"))
                    .col(text("description"))
                    .col(text("nature"))
                    .col(text("category"))
                    .col(big_integer_null("price_cents"))
                    .col(text("currency"))
                    .col(text_null("unit"))
                    .col(text_null("minimum_order"))
                    .col(text_null("packaging"))
                    .col(text_null("seasonality"))
                    .col(text_null("delivery_terms"))
                    .col(text_null("payment_terms"))
                    .col(text_null("capacity_per_month"))
                    .col(integer_null("lead_time_days"))
                    .col(json_binary_null("area"))
                    .col(json_binary("serves"))
                    .col(json_binary("serves_part"))
                    .col(date_null("valid_from"))
                    .col(date_null("valid_until"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("updated_at"))
                    .foreign_key(&mut of_organization("products", "products_organization"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("products_category")
                            .from("products", "category")
                            .to("categories", "code"),
                    )
                    .check(("products_nature", Expr::cust("nature IN ('goods', 'services', 'works')")))
                    .check(("products_price", Expr::cust("price_cents >= 0")))
                    .check(("products_lead_time", Expr::cust("lead_time_days BETWEEN 0 AND 730")))
                    .check(("products_validity", Expr::cust("valid_from <= valid_until")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("products_by_organization")
                    .table("products")
                    .col("organization")
                    .to_owned(),
            )
            .await
    }
}
