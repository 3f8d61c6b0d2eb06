//! Units are never lowered below what is held from now on, whatever the program does.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What holds a resource at the moment at which it is held most, from its change on: what is over counts no more.
const PEAK: &str = "(SELECT MAX(held) FROM (SELECT (SELECT COALESCE(SUM(o.units), 0) FROM bookings o \
     WHERE o.resource = NEW.id AND o.holds \
     AND o.busy_from <= moments.moment AND o.busy_until > moments.moment) AS held \
     FROM (SELECT NEW.updated_at AS moment UNION ALL SELECT b.busy_from FROM bookings b \
     WHERE b.resource = NEW.id AND b.holds AND b.busy_from > NEW.updated_at) moments) loads)";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        match db.get_database_backend() {
            // The row is locked before its trigger runs: it sees what those who held it have booked.
            DbBackend::Postgres => {
                let function = format!(
                    "CREATE FUNCTION units_held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                     IF COALESCE({PEAK}, 0) > NEW.units THEN \
                     RAISE EXCEPTION 'bookings_capacity' USING ERRCODE = '23514', CONSTRAINT = 'bookings_capacity'; \
                     END IF; RETURN NEW; END $$"
                );
                db.execute_unprepared(&function).await?;
                db.execute_unprepared(
                    "CREATE TRIGGER shared_resources_units_held BEFORE UPDATE OF units ON shared_resources \
                     FOR EACH ROW WHEN (NEW.units < OLD.units) EXECUTE FUNCTION units_held()",
                )
                .await?;
            }
            _ => {
                let trigger = format!(
                    "CREATE TRIGGER shared_resources_units_held BEFORE UPDATE OF units ON shared_resources \
                     WHEN NEW.units < OLD.units BEGIN \
                     SELECT RAISE(ABORT, 'CHECK constraint failed: bookings_capacity') \
                     WHERE COALESCE({PEAK}, 0) > NEW.units; END"
                );
                db.execute_unprepared(&trigger).await?;
            }
        }
        Ok(())
    }
}
