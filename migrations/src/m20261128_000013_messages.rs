use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

fn key(
    table: &'static str,
    column: &'static str,
    to: &'static str,
    gone: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_{column}"))
        .from(table, column)
        .to(to, "id")
        .on_delete(gone)
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("threads")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization"))
                    .col(uuid_null("asker"))
                    .col(text("subject"))
                    .col(timestamp_with_time_zone("opened_at"))
                    .col(timestamp_with_time_zone("last_at"))
                    .col(timestamp_with_time_zone_null("reported_at"))
                    .foreign_key(&mut key(
                        "threads",
                        "organization",
                        "organizations",
                        ForeignKeyAction::Cascade,
                    ))
                    .foreign_key(&mut key("threads", "asker", "accounts", ForeignKeyAction::SetNull))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("messages")
                    .col(uuid("id").primary_key())
                    .col(uuid("thread"))
                    .col(uuid_null("author"))
                    .col(boolean("from_supplier"))
                    .col(text("text"))
                    .col(timestamp_with_time_zone("at"))
                    .foreign_key(&mut key("messages", "thread", "threads", ForeignKeyAction::Cascade))
                    .foreign_key(&mut key("messages", "author", "accounts", ForeignKeyAction::SetNull))
                    .to_owned(),
            )
            .await?;
        for (name, table, column) in [
            ("threads_by_asker", "threads", "asker"),
            ("threads_by_organization", "threads", "organization"),
            ("messages_by_thread", "messages", "thread"),
        ] {
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        Ok(())
    }
}
