use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What goes with its account.
fn of_account(table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .name(format!("{table}_account"))
        .from(table, "account")
        .to("accounts", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

fn index(name: &'static str, table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(name).table(table).col(column).to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("accounts")
                    .col(uuid("id").primary_key())
                    .col(text_null("email"))
                    .col(text_null("email_key").unique_key())
                    .col(text("name"))
                    .col(text_null("password"))
                    .col(text("lang"))
                    .col(text("time_zone"))
                    .col(text_null("totp_secret"))
                    .col(big_integer_null("totp_step"))
                    .col(timestamp_with_time_zone_null("totp_since"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone_null("confirmed_at"))
                    .col(timestamp_with_time_zone_null("erased_at"))
                    .check(("accounts_lang", Expr::cust("lang IN ('fr', 'en')")))
                    .check(("accounts_erased", Expr::cust("(erased_at IS NULL) = (email_key IS NOT NULL)")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("administrators")
                    .col(uuid("account").primary_key())
                    .foreign_key(&mut of_account("administrators"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("moderators")
                    .col(uuid("network"))
                    .col(uuid("account"))
                    .primary_key(Index::create().col("network").col("account"))
                    .foreign_key(&mut of_account("moderators"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("moderators_network")
                            .from("moderators", "network")
                            .to("networks", "id"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("sessions")
                    .col(uuid("id").primary_key())
                    .col(uuid("account"))
                    .col(text("token").unique_key())
                    .col(text("agent"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("seen_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .foreign_key(&mut of_account("sessions"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("access_tokens")
                    .col(uuid("id").primary_key())
                    .col(uuid("account"))
                    .col(text("name"))
                    .col(text("token").unique_key())
                    .col(text("scope"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("used_at"))
                    .foreign_key(&mut of_account("access_tokens"))
                    .check(("access_tokens_scope", Expr::cust("scope IN ('read', 'write')")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("links")
                    .col(text("token").primary_key())
                    .col(uuid("account"))
                    .col(text("purpose"))
                    .col(text_null("email"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("used_at"))
                    .foreign_key(&mut of_account("links"))
                    .check((
                        "links_purpose",
                        Expr::cust("purpose IN ('confirm', 'reset', 'email', 'second_step', 'preferences')"),
                    ))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("recovery_codes")
                    .col(uuid("account"))
                    .col(text("code"))
                    .col(timestamp_with_time_zone_null("used_at"))
                    .primary_key(Index::create().col("account").col("code"))
                    .foreign_key(&mut of_account("recovery_codes"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("devices")
                    .col(text("token").primary_key())
                    .col(uuid("account"))
                    .col(timestamp_with_time_zone("seen_at"))
                    .foreign_key(&mut of_account("devices"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("preferences")
                    .col(uuid("account"))
                    .col(text("kind"))
                    .col(text("pace"))
                    .primary_key(Index::create().col("account").col("kind"))
                    .foreign_key(&mut of_account("preferences"))
                    .check((
                        "preferences_pace",
                        Expr::cust("pace IN ('at_once', 'daily', 'weekly', 'never')"),
                    ))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("throttles")
                    .col(text("key").primary_key())
                    .col(integer("count"))
                    .col(timestamp_with_time_zone("until"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("suppressions")
                    .col(text("email_key").primary_key())
                    .col(text("reason"))
                    .col(timestamp_with_time_zone("at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("event_persons")
                    .col(uuid("event"))
                    .col(text("name"))
                    .col(uuid("account"))
                    .col(text("salt"))
                    .col(text("value"))
                    .primary_key(Index::create().col("event").col("name"))
                    .foreign_key(
                        ForeignKey::create()
                            .name("event_persons_event")
                            .from("event_persons", "event")
                            .to("events", "id"),
                    )
                    .foreign_key(&mut of_account("event_persons"))
                    .to_owned(),
            )
            .await?;
        manager
            .alter_table(Table::alter().table("events").add_column(ColumnDef::new("hash").text()).to_owned())
            .await?;
        manager
            .alter_table(Table::alter().table("events").add_column(ColumnDef::new("about").uuid()).to_owned())
            .await?;
        for (name, table, column) in [
            ("sessions_by_account", "sessions", "account"),
            ("access_tokens_by_account", "access_tokens", "account"),
            ("links_by_account", "links", "account"),
            ("devices_by_account", "devices", "account"),
            ("moderators_by_account", "moderators", "account"),
            ("event_persons_by_account", "event_persons", "account"),
            ("events_about", "events", "about"),
            ("throttles_until", "throttles", "until"),
        ] {
            manager.create_index(index(name, table, column)).await?;
        }
        Ok(())
    }
}
