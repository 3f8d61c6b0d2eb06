//! What is wrong is said of any page: of one that is no organisation's, a case has a page and whose it is.

use sea_orm_migration::sea_orm::DbBackend;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Without an organisation, it is an error that someone said of a page.
const ABOUT: &str = "organization IS NOT NULL OR (kind = 'error' AND page IS NOT NULL)";

const COLUMNS: &str = "id, kind, organization, subject, opened_by, note, state, opened_at, held_by, held_until, \
                       decided_at, decided_by, outcome, reason";

/// Where it is made anew, with the constraints that migration 12 gave it.
fn anew() -> TableCreateStatement {
    let key = |column: &str, to: &'static str, gone: ForeignKeyAction| {
        ForeignKey::create()
            .name(format!("cases_{column}"))
            .from("cases_anew", column.to_owned())
            .to(to, "id")
            .on_delete(gone)
            .to_owned()
    };
    Table::create()
        .table("cases_anew")
        .col(uuid("id").primary_key())
        .col(text("kind"))
        .col(uuid_null("organization"))
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
        .col(text_null("page"))
        .col(uuid_null("network"))
        .col(text_null("topic"))
        .col(text_null("email"))
        .col(text_null("language"))
        .foreign_key(&mut key("organization", "organizations", ForeignKeyAction::Cascade))
        .foreign_key(&mut key("opened_by", "accounts", ForeignKeyAction::SetNull))
        .foreign_key(&mut key("held_by", "accounts", ForeignKeyAction::SetNull))
        .foreign_key(&mut key("decided_by", "accounts", ForeignKeyAction::SetNull))
        .foreign_key(&mut key("network", "networks", ForeignKeyAction::SetNull))
        .check(("cases_kind", Expr::cust("kind IN ('claim', 'evidence', 'error', 'appeal')")))
        .check(("cases_state", Expr::cust("state IN ('open', 'accepted', 'refused', 'withdrawn')")))
        .check(("cases_about", Expr::cust(ABOUT)))
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        if db.get_database_backend() == DbBackend::Postgres {
            for column in [
                text_null("page"),
                uuid_null("network"),
                text_null("topic"),
                text_null("email"),
                text_null("language"),
            ] {
                manager.alter_table(Table::alter().table("cases").add_column(column).to_owned()).await?;
            }
            for change in [
                "ALTER TABLE cases ALTER COLUMN organization DROP NOT NULL".to_owned(),
                format!("ALTER TABLE cases ADD CONSTRAINT cases_about CHECK ({ABOUT})"),
                "ALTER TABLE cases ADD CONSTRAINT cases_network FOREIGN KEY (network) REFERENCES networks (id) \
                 ON DELETE SET NULL"
                    .to_owned(),
            ] {
                db.execute_unprepared(&change).await?;
            }
        } else {
            // SQLite makes no column of a table optional.
            manager.create_table(anew()).await?;
            for change in [
                format!("INSERT INTO cases_anew ({COLUMNS}) SELECT {COLUMNS} FROM cases"),
                "DROP TABLE cases".to_owned(),
                "ALTER TABLE cases_anew RENAME TO cases".to_owned(),
                "CREATE INDEX cases_by_organization ON cases (organization)".to_owned(),
                "CREATE INDEX cases_by_state ON cases (state, opened_at)".to_owned(),
                "CREATE UNIQUE INDEX cases_claim_once ON cases (organization, opened_by) \
                 WHERE state = 'open' AND kind = 'claim'"
                    .to_owned(),
                "CREATE UNIQUE INDEX cases_subject_once ON cases (kind, subject) WHERE state = 'open'"
                    .to_owned(),
            ] {
                db.execute_unprepared(&change).await?;
            }
        }
        Ok(())
    }
}
