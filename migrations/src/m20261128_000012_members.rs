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

fn of_organization(table: &'static str) -> ForeignKeyCreateStatement {
    key(table, "organization", "organizations", ForeignKeyAction::Cascade)
}

fn index(name: &'static str, table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(name).table(table).col(column).to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            text_null("email"),
            timestamp_with_time_zone_null("archived_at"),
            boolean("open_to_proposals").default(true).to_owned(),
            text_null("charter_version"),
            timestamp_with_time_zone_null("charter_accepted_at"),
            integer("version").default(1).to_owned(),
        ] {
            add(manager, "organizations", column).await?;
        }
        add(manager, "products", integer("version").default(1).to_owned()).await?;
        add(manager, "products", timestamp_with_time_zone_null("archived_at")).await?;
        add(manager, "networks", text_null("colour")).await?;
        add(manager, "networks", text("charter").default("").to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("organization_members")
                    .col(uuid("organization"))
                    .col(uuid("account"))
                    .col(text("role"))
                    .col(timestamp_with_time_zone("since"))
                    .primary_key(Index::create().col("organization").col("account"))
                    .foreign_key(&mut of_organization("organization_members"))
                    .foreign_key(&mut key(
                        "organization_members",
                        "account",
                        "accounts",
                        ForeignKeyAction::Cascade,
                    ))
                    .check(("organization_members_role", Expr::cust("role IN ('owner', 'editor', 'reader')")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("invitations")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization"))
                    .col(text("email"))
                    .col(text("email_key"))
                    .col(text("role"))
                    .col(text_null("token").unique_key())
                    .col(uuid_null("invited_by"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("used_at"))
                    .foreign_key(&mut of_organization("invitations"))
                    .foreign_key(&mut key("invitations", "invited_by", "accounts", ForeignKeyAction::SetNull))
                    .check(("invitations_role", Expr::cust("role IN ('owner', 'editor', 'reader')")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("vouchers")
                    .col(text("code").primary_key())
                    .col(uuid("network"))
                    .col(text("note"))
                    .col(uuid_null("made_by"))
                    .col(timestamp_with_time_zone("created_at"))
                    .col(timestamp_with_time_zone("expires_at"))
                    .col(timestamp_with_time_zone_null("used_at"))
                    .foreign_key(&mut key("vouchers", "network", "networks", ForeignKeyAction::Cascade))
                    .foreign_key(&mut key("vouchers", "made_by", "accounts", ForeignKeyAction::SetNull))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("cases")
                    .col(uuid("id").primary_key())
                    .col(text("kind"))
                    .col(uuid("organization"))
                    .col(uuid_null("subject"))
                    .col(uuid_null("opened_by"))
                    .col(text("note"))
                    .col(text("state"))
                    .col(timestamp_with_time_zone("opened_at"))
                    .col(uuid_null("held_by"))
                    .col(timestamp_with_time_zone_null("held_until"))
                    .col(timestamp_with_time_zone_null("decided_at"))
                    .col(uuid_null("decided_by"))
                    .col(text_null("outcome"))
                    .col(text_null("reason"))
                    .foreign_key(&mut of_organization("cases"))
                    .foreign_key(&mut key("cases", "opened_by", "accounts", ForeignKeyAction::SetNull))
                    .foreign_key(&mut key("cases", "held_by", "accounts", ForeignKeyAction::SetNull))
                    .foreign_key(&mut key("cases", "decided_by", "accounts", ForeignKeyAction::SetNull))
                    .check(("cases_kind", Expr::cust("kind IN ('claim', 'evidence', 'error', 'appeal')")))
                    .check((
                        "cases_state",
                        Expr::cust("state IN ('open', 'accepted', 'refused', 'withdrawn')"),
                    ))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("files")
                    .col(uuid("id").primary_key())
                    .col(uuid("organization"))
                    .col(text("purpose"))
                    .col(uuid_null("subject"))
                    .col(text("name"))
                    .col(text("media_type"))
                    .col(big_integer("size"))
                    .col(text("sha256"))
                    .col(text("alt").default(""))
                    .col(uuid_null("made_by"))
                    .col(timestamp_with_time_zone("created_at"))
                    .foreign_key(&mut of_organization("files"))
                    .foreign_key(&mut key("files", "made_by", "accounts", ForeignKeyAction::SetNull))
                    .check(("files_purpose", Expr::cust("purpose IN ('evidence', 'logo', 'photo')")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("drafts")
                    .col(uuid("account"))
                    .col(text("place"))
                    .col(json_binary("content"))
                    .col(timestamp_with_time_zone("saved_at"))
                    .primary_key(Index::create().col("account").col("place"))
                    .foreign_key(&mut key("drafts", "account", "accounts", ForeignKeyAction::Cascade))
                    .to_owned(),
            )
            .await?;
        for (name, table, column) in [
            ("organization_members_by_account", "organization_members", "account"),
            ("invitations_by_organization", "invitations", "organization"),
            ("invitations_by_email", "invitations", "email_key"),
            ("cases_by_organization", "cases", "organization"),
            ("files_by_organization", "files", "organization"),
            ("products_archived", "products", "archived_at"),
        ] {
            manager.create_index(index(name, table, column)).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("cases_by_state")
                    .table("cases")
                    .col("state")
                    .col("opened_at")
                    .to_owned(),
            )
            .await?;
        // One person claims an organisation once at a time.
        let once = "CREATE UNIQUE INDEX cases_claim_once ON cases (organization, opened_by) \
                    WHERE state = 'open' AND kind = 'claim'";
        manager.get_connection().execute_unprepared(once).await?;
        // What is looked at is one thing, and looked at once.
        let once = "CREATE UNIQUE INDEX cases_subject_once ON cases (kind, subject) WHERE state = 'open'";
        manager.get_connection().execute_unprepared(once).await?;
        Ok(())
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}
