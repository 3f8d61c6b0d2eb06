//! A fresh PostgreSQL database for each house, copied from a template; gone with the house.

use std::env;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use url::Url;
use uuid::Uuid;

use crate::template;

/// A lock number of our own: one test at a time makes the template or copies it.
const LOCK: i64 = 0x0042_4449_5354_4553;

/// Dropped with it.
pub struct Fresh {
    pub url: String,
    name: String,
}

/// None when `TEST_DATABASE_URL` is not set.
pub async fn fresh() -> Option<Fresh> {
    let given = env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())?;
    let admin = connect(&given).await;
    run(&admin, &format!("SELECT pg_advisory_lock({LOCK})")).await;
    let template = format!("bdis_test_template_{}", template::build());
    if !exists(&admin, &template).await {
        for old in templates(&admin).await {
            run(&admin, &format!("DROP DATABASE IF EXISTS {old} WITH (FORCE)")).await;
        }
        // Under another name until it is whole.
        run(&admin, "DROP DATABASE IF EXISTS bdis_test_making WITH (FORCE)").await;
        run(&admin, "CREATE DATABASE bdis_test_making").await;
        template::fill(&named(&given, "bdis_test_making")).await;
        run(&admin, &format!("ALTER DATABASE bdis_test_making RENAME TO {template}")).await;
    }
    let name = format!("bdis_test_{}", Uuid::now_v7().simple());
    run(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    admin.close().await.unwrap();
    Some(Fresh { url: named(&given, &name), name })
}

/// A database without a table. None when `TEST_DATABASE_URL` is not set.
pub async fn empty() -> Option<Fresh> {
    let given = env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())?;
    let admin = connect(&given).await;
    let name = format!("bdis_test_{}", Uuid::now_v7().simple());
    run(&admin, &format!("CREATE DATABASE {name} TEMPLATE template0")).await;
    admin.close().await.unwrap();
    Some(Fresh { url: named(&given, &name), name })
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let Ok(given) = env::var("TEST_DATABASE_URL") else { return };
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // A thread of its own: a runtime can't be entered from within another.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let admin = connect(&given).await;
                run(&admin, &drop).await;
                admin.close().await.ok();
            });
        });
        dropping.join().ok();
    }
}

/// One connection, so that a lock and what it guards share their session.
async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url.to_owned());
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap_or_else(|error| panic!("TEST_DATABASE_URL: {error}"))
}

async fn run(db: &DatabaseConnection, sql: &str) {
    db.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn exists(db: &DatabaseConnection, name: &str) -> bool {
    templates(db).await.iter().any(|template| template == name)
}

async fn templates(db: &DatabaseConnection) -> Vec<String> {
    let all = "SELECT datname FROM pg_database WHERE datname LIKE 'bdis_test_template_%'";
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, all)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "datname").unwrap()).collect()
}

/// The same server, another database.
fn named(url: &str, database: &str) -> String {
    let mut url = Url::parse(url).unwrap();
    url.set_path(database);
    url.into()
}
