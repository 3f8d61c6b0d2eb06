//! What holds something between two moments is read from indexes alone, however wide its rows are.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("bookings_by_time").table("bookings").to_owned()).await?;
        for (name, table, columns) in [
            (
                "bookings_held",
                "bookings",
                &["holds", "busy_until", "busy_from", "resource", "units"] as &[&str],
            ),
            ("shared_resources_units", "shared_resources", &["id", "units"]),
        ] {
            let mut index = Index::create();
            index.name(name).table(table);
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index.to_owned()).await?;
        }
        Ok(())
    }
}
