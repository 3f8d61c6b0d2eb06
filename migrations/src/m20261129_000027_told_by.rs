//! One letter takes what it tells, so that no other does; indexes for what is asked of alerts and of what is shared, in
//! place of some that served nothing.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = uuid_null("told_by");
        manager.alter_table(Table::alter().table("alert_matches").add_column(column).to_owned()).await?;
        for name in ["alert_matches_by_told", "alert_matches_by_alert", "alert_matches_by_event"] {
            manager.drop_index(Index::drop().name(name).table("alert_matches").to_owned()).await?;
        }
        for (name, table, columns) in [
            (
                "alert_matches_by_account",
                "alert_matches",
                &["account", "told_at", "alert", "matched_at"] as &[&str],
            ),
            ("alert_matches_of_alert", "alert_matches", &["alert", "matched_at"]),
            ("shared_resources_by_kind", "shared_resources", &["direction", "kind"]),
        ] {
            let mut index = Index::create();
            index.name(name).table(table);
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
