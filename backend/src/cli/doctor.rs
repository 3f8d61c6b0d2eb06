//! What is as it must be, check by check, and what isn't, with the mend.

use std::path::Path;

use backend::base::clock::Clock;
use backend::base::mail::Post;
use backend::base::search::{Engine, Question, Reason, Synonyms};
use backend::base::{db, deliveries, events};
use backend::organizations;
use backend::reference::Shelf;
use backend::settings::Settings;
use chrono::{Duration, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use super::{Failure, print};

/// Less free room than that is told, bytes.
const ROOM: u64 = 1 << 30;
/// The clock may be so much behind what was written.
const DRIFT: Duration = Duration::minutes(2);

const MINUTE: &str = "%Y-%m-%d %H:%M UTC";

/// A check: what it is about, and what was found. An error is said with its mend.
type Check = (&'static str, Result<String, String>);

pub async fn doctor(settings: Settings) -> Result<(), Failure> {
    let mut checks = vec![("files", files(&settings.data_dir))];
    // It looks, and makes nothing.
    let absent = db::sqlite_file(&settings.database_url).filter(|file| !file.exists());
    let opened = match absent {
        Some(file) => Err(format!("there is none at {}; bdis serve or an import makes it", file.display())),
        None => db::open(&settings.database_url)
            .await
            .map_err(|error| format!("{error}; look at DATABASE_URL and whether the server runs")),
    };
    match opened {
        Ok(db) => {
            checks.push(("database", database(&db).await));
            checks.push(("clock", clock(&db).await));
            checks.push(("jobs", jobs(&db).await));
            checks.push(("search", search(&settings, &db).await));
        }
        Err(wrong) => {
            checks.push(("database", Err(wrong)));
            checks.push(("search", Err("not looked at: it is compared with the database".into())));
        }
    }
    checks.push(("mail", Post::new(&settings.mail, settings.data_dir.join("mail")).check().await));
    let bad = checks.iter().filter(|(_, found)| found.is_err()).count();
    let line = |(name, found): &Check| match found {
        Ok(found) => format!("ok    {name:<9} {found}\n"),
        Err(found) => format!("WRONG {name:<9} {found}\n"),
    };
    print(&checks.iter().map(line).collect::<String>())?;
    match bad {
        0 => Ok(()),
        1 => Err(Failure::Run("one check fails".into())),
        more => Err(Failure::Run(format!("{more} checks fail"))),
    }
}

fn files(folder: &Path) -> Result<String, String> {
    let shown = folder.display();
    std::fs::create_dir_all(folder)
        .and_then(|()| tempfile::tempfile_in(folder).map(drop))
        .map_err(|error| format!("{shown} can't be written: {error}; look at DATA_DIR and its owner"))?;
    let room = fs4::available_space(folder).map_err(|error| format!("{shown}: {error}"))?;
    let told = format!("{shown} can be written, {:.1} GB free", room as f64 / 1e9);
    if room < ROOM { Err(format!("{told}: make room, or nothing more can be saved")) } else { Ok(told) }
}

async fn database(db: &DatabaseConnection) -> Result<String, String> {
    let (name, sound) = match db.get_database_backend() {
        DbBackend::Sqlite => ("SQLite", "PRAGMA quick_check"),
        _ => ("PostgreSQL", "SELECT 'ok'"),
    };
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sound)).await;
    let found: String = row
        .map_err(|error| error.to_string())?
        .and_then(|row| row.try_get_by_index(0).ok())
        .unwrap_or_else(|| "nothing".to_owned());
    if found != "ok" {
        return Err(format!("{name} finds itself damaged: {found}; restore a backup"));
    }
    let suppliers = organizations::count(db).await.map_err(|error| error.to_string())?;
    Ok(format!("{name}, {suppliers} suppliers, every migration done"))
}

/// What was written lies in the past, on this clock.
async fn clock(db: &DatabaseConnection) -> Result<String, String> {
    let newest = events::newest(db).await.map_err(|error| error.to_string())?;
    let now = Utc::now();
    match newest.map(|newest| newest - now) {
        Some(ahead) if ahead > DRIFT => Err(format!(
            "it says {}, but something was written {} minutes later: set the clock",
            now.format(MINUTE),
            ahead.num_minutes()
        )),
        _ => Ok(format!("{}; today in France is {}", now.format(MINUTE), Clock::default().today())),
    }
}

async fn jobs(db: &DatabaseConnection) -> Result<String, String> {
    let told = |error: backend::error::Error| error.to_string();
    let overdue = deliveries::overdue(db, Utc::now()).await.map_err(told)?;
    let dead = deliveries::count(db, "dead").await.map_err(told)?;
    if overdue > Duration::minutes(1) {
        let minutes = overdue.num_minutes();
        return Err(format!("one has waited for {minutes} minutes: run bdis serve or bdis worker"));
    }
    if dead > 0 {
        return Err(format!(
            "{dead} were given up: the log says why; bdis reindex brings the search up to date"
        ));
    }
    Ok("none waits".into())
}

async fn search(settings: &Settings, db: &DatabaseConnection) -> Result<String, String> {
    let told = |error: backend::base::search::Error| error.to_string();
    let shelf = Shelf::open(db).await.map_err(|error| error.to_string())?;
    let synonyms = Synonyms::parse(&shelf.get().synonyms);
    let (name, engine) = match &settings.meilisearch {
        Some(server) => {
            let key = server.key.as_ref().map(|key| key.0.as_str());
            (
                "Meilisearch",
                Engine::open_meilisearch(server.url.as_str(), key, &server.prefix, synonyms).await,
            )
        }
        None => ("embedded", Engine::open_embedded(&settings.data_dir.join("search"), synonyms).await),
    };
    let engine = engine.map_err(told)?;
    let mend = |reason: &Reason| match reason {
        Reason::Unreachable(_) => "look at MEILISEARCH_URL, its key, and whether the server runs",
        _ => "the next worker that starts builds it, or bdis reindex",
    };
    if let Some(reason) = engine.needs_rebuild() {
        return Err(format!("{reason}; {}", mend(&reason)));
    }
    engine.verify().await.map_err(|error| format!("{error}; bdis reindex"))?;
    let (held, wanted) = (
        engine.last_event().await.map_err(told)?,
        events::last_indexed(db).await.map_err(|error| error.to_string())?,
    );
    let last = events::last_number(db).await.map_err(|error| error.to_string())?;
    if held > last {
        return Err(format!(
            "it holds event {held}, the database ends with {last}: it is another's; bdis reindex"
        ));
    }
    let stored = organizations::count(db).await.map_err(|error| error.to_string())?;
    let found = engine.search(Question::default()).await.map_err(told)?.total as u64;
    if found != stored && held >= wanted {
        return Err(format!("it holds {found} of {stored} suppliers; bdis reindex"));
    }
    if held < wanted {
        return Err(format!("it holds event {held} where the database says {wanted}; bdis reindex"));
    }
    Ok(format!("{name}, up to event {held}"))
}
