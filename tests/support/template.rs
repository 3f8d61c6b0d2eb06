//! An empty database with the reference in it, made once for each build of the tests: every
//! house begins as a copy.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use backend::app::App;
use backend::base::clock::Clock;
use backend::settings::Settings;
use schema::events::lease;
use sea_orm::EntityTrait;
use tokio::sync::OnceCell;

/// Tells one build of the tests from another: what they load is compiled into them.
pub fn build() -> String {
    let file = std::env::current_exe().unwrap().metadata().unwrap();
    let made = file.modified().unwrap_or(SystemTime::UNIX_EPOCH).duration_since(UNIX_EPOCH).unwrap();
    format!("{:x}_{:x}", made.as_nanos(), file.len())
}

pub fn settings(data: &Path, database: &str, public_url: &str) -> Settings {
    Settings::read(|name| match name {
        "DATA_DIR" => Some(data.display().to_string()),
        "DATABASE_URL" => Some(database.to_owned()),
        "PUBLIC_URL" => Some(public_url.to_owned()),
        _ => None,
    })
    .unwrap()
}

/// Migrates a database and loads the reference into it.
pub async fn fill(database: &str) {
    let data = tempfile::tempdir().unwrap();
    let app = App::open(settings(data.path(), database, "http://localhost"), Clock::default()).await.unwrap();
    // Every house is a host of its own.
    lease::Entity::delete_many().exec(&app.db).await.unwrap();
    app.db.close().await.unwrap();
}

/// The SQLite file to copy.
pub async fn sqlite() -> &'static Path {
    static FILE: OnceCell<PathBuf> = OnceCell::const_new();
    FILE.get_or_init(|| async {
        let folder = std::env::current_exe().unwrap().parent().unwrap().join("house");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{}.db", build()));
        if !file.exists() {
            for old in fs::read_dir(&folder).unwrap() {
                fs::remove_file(old.unwrap().path()).ok();
            }
            let making = folder.join(format!("making-{}.db", std::process::id()));
            fill(&format!("sqlite://{}", making.display())).await;
            fs::rename(making, &file).unwrap();
        }
        file
    })
    .await
}
