//! The database: how it is opened and how a change begins.

use std::path::Path;
use std::time::Duration;

use migrations::{Migrator, MigratorTrait};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, EntityTrait, QueryFilter, QuerySelect, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use uuid::Uuid;

use crate::error::{Error, Result};

/// Opens the database and brings it to today's schema, one process at a time.
pub async fn open(url: &str) -> Result<DatabaseConnection> {
    let db = connect(url).await?;
    migrate(&db).await?;
    Ok(db)
}

/// The file of an SQLite database; none for another kind.
pub fn sqlite_file(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("sqlite:")?.trim_start_matches("//");
    Some(Path::new(path.split('?').next().unwrap_or_default()))
}

/// Opens the database as it stands.
pub async fn connect(url: &str) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(10))
        .connect_timeout(Duration::from_secs(10))
        .sqlx_logging(false);
    if let Some(file) = sqlite_file(url) {
        // A file doesn't hang up: asking it first would double the hops between threads.
        options.test_before_acquire(false);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                // Rows read ahead of who takes them: at the library's 50 its thread stops for every row.
                .row_buffer_size(2_000)
                // Statements of an import hold 500 rows each: a hundred of them kept would be as many megabytes.
                .statement_cache_capacity(32)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                // What is deleted is gone from the file too: erased means erased.
                .pragma("secure_delete", "ON")
                // 4 MB for each connection; the file isn't mapped, or each would count it whole.
                .pragma("cache_size", "-4000")
        });
    }
    Database::connect(options).await.map_err(|e| Error::Unavailable(format!("database: {e}")))
}

/// Brings what was deleted out of SQLite's log too, as far as no reader holds it; the next change does the rest.
pub async fn forget(db: &DatabaseConnection) -> Result<()> {
    if db.get_database_backend() == DbBackend::Sqlite {
        db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    }
    Ok(())
}

/// A lock number of our own on PostgreSQL, so that two processes don't migrate at once.
const MIGRATION_LOCK: i64 = 0x0042_4449_5350_524f;

async fn migrate(db: &DatabaseConnection) -> Result<()> {
    if db.get_database_backend() == DbBackend::Postgres {
        // Held by this transaction alone, freed with it; the steps run on other connections.
        let lock = db.begin().await?;
        lock.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
        Migrator::up(db, None).await?;
        lock.commit().await?;
        return Ok(());
    }
    // All steps or none, and one process at a time: SQLite has one writer.
    let steps = begin(db).await?;
    Migrator::up(&steps, None).await?;
    Ok(steps.commit().await?)
}

/// Begins a change. On SQLite the write lock is taken at once: a transaction that reads
/// first and writes later would otherwise fail when another wrote in between.
pub async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    Ok(db.begin_with_options(options).await?)
}

/// Gives all rows of one owner to another; which they were.
pub async fn hand_over<E: EntityTrait>(
    tx: &impl ConnectionTrait,
    (id, owner): (E::Column, E::Column),
    from: Uuid,
    to: Uuid,
) -> Result<Vec<Uuid>> {
    let theirs = E::find().select_only().column(id).filter(owner.eq(from));
    let ids: Vec<Uuid> = theirs.into_tuple().all(tx).await?;
    hand_back::<E>(tx, (id, owner), &ids, from, to).await?;
    Ok(ids)
}

/// Gives these rows to another owner, those that are still the first one's.
pub async fn hand_back<E: EntityTrait>(
    tx: &impl ConnectionTrait,
    (id, owner): (E::Column, E::Column),
    ids: &[Uuid],
    from: Uuid,
    to: Uuid,
) -> Result<()> {
    for some in ids.chunks(MAX_BOUND) {
        E::update_many()
            .col_expr(owner, Expr::value(to))
            .filter(id.is_in(some.iter().copied()))
            .filter(owner.eq(from))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// How many values one statement may bind: PostgreSQL's 65,535 and SQLite's 32,766, with
/// room to spare.
pub const MAX_BOUND: usize = 30_000;
