//! What holds something between two moments is found without those that hold it later, however many there are. With what
//! is held, its version is read from an index too: it tells whether what is known of it still holds.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let units = Index::drop().name("shared_resources_units").table("shared_resources").to_owned();
        manager.drop_index(units).await?;
        let versions = Index::create()
            .name("shared_resources_versions")
            .table("shared_resources")
            .col("id")
            .col("version")
            .col("units")
            .to_owned();
        manager.create_index(versions).await?;
        for name in ["bookings_held", "bookings_by_resource"] {
            manager.drop_index(Index::drop().name(name).table("bookings").to_owned()).await?;
        }
        let db = manager.get_connection();
        db.execute_unprepared(
            "CREATE INDEX bookings_by_resource ON bookings (resource, busy_until, busy_from, holds, units)",
        )
        .await?;
        match db.get_database_backend() {
            DbBackend::Postgres => {
                db.execute_unprepared(
                    "CREATE INDEX bookings_held ON bookings USING gist (tstzrange(busy_from, busy_until)) WHERE holds",
                )
                .await?;
            }
            // It has no index of periods: the few that last for more than a day have one of their own, and the end of
            // all others is near. For what holds one resource it must not take these, which are of all resources.
            _ => {
                for (name, which) in [
                    ("bookings_held", "holds = TRUE"),
                    (
                        "bookings_held_long",
                        "holds = TRUE AND julianday(busy_until) - julianday(busy_from) > 1",
                    ),
                ] {
                    db.execute_unprepared(&format!(
                        "CREATE INDEX {name} ON bookings (busy_until, busy_from, resource, units) WHERE {which}"
                    ))
                    .await?;
                }
            }
        }
        Ok(())
    }
}
