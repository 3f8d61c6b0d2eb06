//! The whole database and the files in one archive, and back: row for row. Keys are kept apart, the search index is made
//! anew.
//!
//! A tar of `manifest.json`, then `bdis.db` (SQLite's own snapshot) or `tables/<name>.jsonl` (PostgreSQL, read in one
//! transaction), then `files/`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel,
    Statement, TransactionTrait,
};
use serde::{Deserialize, Serialize};

use super::db;
use crate::error::{Error, Result};

/// Rows read and written at a time.
const BATCH: usize = 500;

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    /// `sqlite` or `postgres`: it goes back to the same kind.
    kind: String,
    version: String,
    at: DateTime<Utc>,
    /// The steps the database had made.
    migrations: usize,
    /// Rows of each table; of PostgreSQL.
    tables: BTreeMap<String, u64>,
}

/// Writes everything to a file, beside its place first. Returns how many bytes it has.
pub async fn backup(
    db: &DatabaseConnection,
    data_dir: &Path,
    file: &Path,
    now: DateTime<Utc>,
) -> Result<u64> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temporary = tempfile::tempdir_in(folder)?;
    let mut manifest = Manifest {
        kind: kind_of(db).to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: now,
        migrations: Migrator::get_applied_migrations(db).await?.len(),
        tables: BTreeMap::new(),
    };
    let rows = temporary.path().join("rows");
    std::fs::create_dir(&rows)?;
    if db.get_database_backend() == DbBackend::Sqlite {
        let snapshot = rows.join("bdis.db").display().to_string().replace('\'', "''");
        db.execute_unprepared(&format!("VACUUM INTO '{snapshot}'")).await?;
    } else {
        std::fs::create_dir(rows.join("tables"))?;
        let level = Some(IsolationLevel::RepeatableRead);
        let tx = db.begin_with_config(level, Some(AccessMode::ReadOnly)).await?;
        for table in tables(&tx).await? {
            let count = write_table(&tx, &table, &rows.join("tables").join(format!("{table}.jsonl"))).await?;
            manifest.tables.insert(table, count);
        }
        tx.commit().await?;
    }
    let mut archive = tar::Builder::new(tempfile::NamedTempFile::new_in(folder)?);
    let text = serde_json::to_vec_pretty(&manifest).map_err(Error::internal)?;
    let mut header = tar::Header::new_gnu();
    header.set_size(text.len() as u64);
    header.set_mode(0o600);
    header.set_mtime(now.timestamp().try_into().unwrap_or_default());
    header.set_cksum();
    archive.append_data(&mut header, "manifest.json", text.as_slice())?;
    archive.append_dir_all(".", &rows)?;
    let files = data_dir.join("files");
    if files.is_dir() {
        archive.append_dir_all("files", files)?;
    }
    let done = archive.into_inner()?;
    done.as_file().sync_all()?;
    let bytes = done.as_file().metadata()?.len();
    done.persist(file).map_err(|error| error.error)?;
    Ok(bytes)
}

/// Puts a backup in the place of nothing: an SQLite file that isn't there, or a PostgreSQL database without a table.
pub async fn restore(database_url: &str, data_dir: &Path, file: &Path) -> Result<()> {
    let wrong = |what: String| Error::Internal(format!("{}: {what}", file.display()));
    let temporary = tempfile::tempdir()?;
    let mut archive = tar::Archive::new(BufReader::new(File::open(file).map_err(|e| wrong(e.to_string()))?));
    // Paths that lead out of the folder are left out by the library.
    archive.unpack(temporary.path()).map_err(|error| wrong(format!("it is no backup: {error}")))?;
    let manifest = std::fs::read(temporary.path().join("manifest.json"))
        .ok()
        .and_then(|text| serde_json::from_slice::<Manifest>(&text).ok())
        .ok_or_else(|| wrong("it is no backup: it has no manifest".to_owned()))?;
    if manifest.migrations > Migrator::migrations().len() {
        return Err(wrong(format!("it was made by a newer version ({})", manifest.version)));
    }
    let kind = if db::sqlite_file(database_url).is_some() { "sqlite" } else { "postgres" };
    if manifest.kind != kind {
        return Err(wrong(format!("it is of {}, DATABASE_URL names {kind}", manifest.kind)));
    }
    match db::sqlite_file(database_url) {
        Some(place) => restore_sqlite(&temporary.path().join("bdis.db"), place)?,
        None => restore_postgres(database_url, &temporary.path().join("tables"), &manifest).await?,
    }
    let files = temporary.path().join("files");
    if files.is_dir() {
        copy_all(&files, &data_dir.join("files"))?;
    }
    // It was another's.
    let search = data_dir.join("search");
    if search.is_dir() {
        std::fs::remove_dir_all(search)?;
    }
    Ok(())
}

fn restore_sqlite(from: &Path, place: &Path) -> Result<()> {
    if place.exists() {
        return Err(Error::Internal(format!("{}: there is a database already", place.display())));
    }
    let folder = place.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut copy = tempfile::NamedTempFile::new_in(folder)?;
    std::io::copy(&mut File::open(from)?, &mut copy)?;
    copy.as_file().sync_all()?;
    copy.persist_noclobber(place).map_err(|error| error.error)?;
    Ok(())
}

async fn restore_postgres(url: &str, from: &Path, manifest: &Manifest) -> Result<()> {
    let db = db::connect(url).await?;
    if !tables(&db).await?.is_empty() {
        return Err(Error::Internal("the database isn't empty: name one without a table".to_owned()));
    }
    // Its own tables first; later steps are made upon its rows.
    Migrator::up(&db, Some(manifest.migrations as u32)).await?;
    let tx = db.begin().await?;
    for table in tables(&tx).await? {
        let path = from.join(format!("{table}.jsonl"));
        let count = read_table(&tx, &table, &path).await?;
        let stated = manifest.tables.get(&table).copied();
        if stated != Some(count) {
            return Err(Error::Internal(format!("{table}: {count} rows of {}", stated.unwrap_or(0))));
        }
    }
    tx.commit().await?;
    Migrator::up(&db, None).await?;
    Ok(())
}

fn kind_of(db: &DatabaseConnection) -> &'static str {
    match db.get_database_backend() {
        DbBackend::Sqlite => "sqlite",
        _ => "postgres",
    }
}

/// The tables of PostgreSQL, each after those it refers to; that of the migrations is the program's own, and leases are
/// those of processes that run.
async fn tables(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    let names = |sql: &str| Statement::from_string(DbBackend::Postgres, sql);
    let all = db
        .query_all_raw(names(
            "SELECT tablename::text AS name FROM pg_tables \
             WHERE schemaname = current_schema() AND tablename NOT IN ('seaql_migrations', 'leases') ORDER BY 1",
        ))
        .await?;
    let refers = db
        .query_all_raw(names(
            "SELECT c.conrelid::regclass::text AS one, c.confrelid::regclass::text AS other FROM pg_constraint c \
             WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace AND c.conrelid <> c.confrelid",
        ))
        .await?;
    let text = |row: &sea_orm::QueryResult, name: &str| row.try_get::<String>("", name);
    let mut left: Vec<String> = all.iter().map(|row| text(row, "name")).collect::<Result<_, _>>()?;
    let refers: Vec<(String, String)> = refers
        .iter()
        .map(|row| Ok((text(row, "one")?, text(row, "other")?)))
        .collect::<Result<_, sea_orm::DbErr>>()?;
    let mut sorted = Vec::new();
    while !left.is_empty() {
        let free = |table: &String| !refers.iter().any(|(one, other)| one == table && left.contains(other));
        let (mut next, rest): (Vec<String>, Vec<String>) = left.iter().cloned().partition(free);
        if next.is_empty() {
            return Err(Error::internal("tables refer to each other in a circle"));
        }
        sorted.append(&mut next);
        left = rest;
    }
    Ok(sorted)
}

async fn write_table(tx: &DatabaseTransaction, table: &str, file: &Path) -> Result<u64> {
    let mut out = std::io::BufWriter::new(File::create(file)?);
    let cursor =
        format!("DECLARE rows_of NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS row FROM \"{table}\" t");
    tx.execute_unprepared(&cursor).await?;
    let mut count = 0;
    loop {
        let fetch = format!("FETCH {BATCH} FROM rows_of");
        let rows = tx.query_all_raw(Statement::from_string(DbBackend::Postgres, fetch)).await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            writeln!(out, "{}", row.try_get::<String>("", "row")?)?;
        }
        count += rows.len() as u64;
    }
    tx.execute_unprepared("CLOSE rows_of").await?;
    out.flush()?;
    Ok(count)
}

async fn read_table(tx: &DatabaseTransaction, table: &str, file: &Path) -> Result<u64> {
    let insert =
        format!("INSERT INTO \"{table}\" SELECT * FROM json_populate_recordset(NULL::\"{table}\", $1::json)");
    let mut lines = BufReader::new(File::open(file)?).lines();
    let mut count = 0;
    loop {
        let batch: Vec<String> = lines.by_ref().take(BATCH).collect::<std::io::Result<_>>()?;
        if batch.is_empty() {
            return Ok(count);
        }
        count += batch.len() as u64;
        let rows = format!("[{}]", batch.join(","));
        tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, &insert, [rows.into()])).await?;
    }
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_all(&entry.path(), &place)?;
        } else {
            std::fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}
