//! When someone is told what their alerts found together, and the last day they were.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut of_account = ForeignKey::create()
            .name("alert_digests_account")
            .from("alert_digests", "account")
            .to("accounts", "id")
            .on_delete(ForeignKeyAction::Cascade)
            .to_owned();
        let table = Table::create()
            .table("alert_digests")
            .col(uuid("account").primary_key())
            .col(small_integer("hour"))
            .col(small_integer("weekday"))
            .col(date_null("told_on"))
            .foreign_key(&mut of_account)
            .check(("alert_digests_hour", Expr::cust("hour BETWEEN 0 AND 23")))
            .check(("alert_digests_weekday", Expr::cust("weekday BETWEEN 1 AND 7")))
            .to_owned();
        manager.create_table(table).await
    }
}
