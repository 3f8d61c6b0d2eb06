//! What stands when things end in the middle: killed, without room, with another clock. Nothing acknowledged is lost,
//! nothing is half there, index and database agree.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use backend::app::App;
use backend::base::clock::Clock;
use backend::base::db;
use backend::base::events::Event;
use backend::base::search::Criteria;
use backend::settings::Settings;
use backend::worker;
use bdis_tests::*;
use schema::events::event;
use schema::guarantees::State;
use schema::organizations::{organization, source_record};
use schema::products::supplier as sells;
use sea_orm::{EntityTrait, PaginatorTrait, QuerySelect};
use serde_json::json;
use uuid::Uuid;

/// Of the list: more than the imports that are killed come to.
const ROWS: u64 = 9_000;

fn settings(folder: &Path, database: Option<&str>) -> Settings {
    let data = folder.join("data").display().to_string();
    Settings::read(|name| match name {
        "DATA_DIR" => Some(data.clone()),
        "DATABASE_URL" => database.map(str::to_owned),
        _ => None,
    })
    .unwrap()
}

fn start(program: &Path, folder: &Path, database: Option<&str>, arguments: &[&str]) -> Child {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("LOG", "error")
        .env("LISTEN", "127.0.0.1:0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(database) = database {
        command.env("DATABASE_URL", database);
    }
    command.spawn().unwrap()
}

/// What the events acknowledge is in the database, whole, and nothing else is; the index holds the same once a worker
/// has started.
async fn agree(settings: Settings) -> usize {
    let app = App::open(settings, Clock::default()).await.unwrap();
    let ids = |rows: Vec<Uuid>| rows.into_iter().collect::<BTreeSet<_>>();
    let stored = ids(organization::Entity::find()
        .select_only()
        .column(organization::Column::Id)
        .into_tuple()
        .all(&app.db)
        .await
        .unwrap());
    let mut told = BTreeSet::new();
    for row in event::Entity::find().all(&app.db).await.unwrap() {
        if let Event::SuppliersImported { created, .. } = serde_json::from_value(row.payload).unwrap() {
            told.extend(created);
        }
    }
    assert_eq!(stored, told, "what the journal tells of is what there is");
    let selling = ids(sells::Entity::find()
        .select_only()
        .column(sells::Column::Organization)
        .into_tuple()
        .all(&app.db)
        .await
        .unwrap());
    assert_eq!(stored, selling, "no supplier is half there");
    let recorded = ids(source_record::Entity::find()
        .select_only()
        .column(source_record::Column::Organization)
        .into_tuple()
        .all(&app.db)
        .await
        .unwrap());
    assert_eq!(stored, recorded);
    worker::prepare(&app).await.unwrap();
    worker::drain(&app).await.unwrap();
    let found: BTreeSet<Uuid> = app.search.ids(Criteria::default()).await.unwrap().into_iter().collect();
    assert_eq!(stored, found, "index and database agree");
    app.leave_index().await.unwrap();
    app.db.close().await.unwrap();
    stored.len()
}

/// How many suppliers are stored; none where there is no database yet.
async fn stored(settings: &Settings) -> u64 {
    let Ok(db) = db::connect(&settings.database_url).await else { return 0 };
    let count = organization::Entity::find().count(&db).await.unwrap_or(0);
    db.close().await.unwrap();
    count
}

/// Kills imports, and servers while they index, `times` times, each time at another moment.
async fn killed(database: Option<&str>, times: u64) {
    let Some(program) = bdis() else {
        eprintln!("skipped: bdis is not built (cargo build)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let rows: String = (1..=ROWS).map(|n| format!("{},Atelier {n},ACI,35000,Rennes\n", siret(n))).collect();
    std::fs::write(folder.path().join("list.csv"), format!("siret,name,kind,post_code,city\n{rows}"))
        .unwrap();
    let import = ["import", "suppliers", "list.csv", "--source", "list"];
    let settings = settings(folder.path(), database);
    let mut counts = Vec::new();
    for time in 0..times {
        let serves = time % 3 == 2;
        let before = if time < 2 { 0 } else { stored(&settings).await };
        let mut child = start(&program, folder.path(), database, if serves { &["serve"] } else { &import });
        match time {
            // The first start makes the database: it is killed in the middle of that too.
            0 => tokio::time::sleep(Duration::from_millis(120)).await,
            1 => tokio::time::sleep(Duration::from_millis(900)).await,
            _ if serves => tokio::time::sleep(Duration::from_millis(1_500 + 90 * (time % 11))).await,
            _ => {
                for _ in 0..1_000 {
                    if before == ROWS
                        || stored(&settings).await > before
                        || child.try_wait().unwrap().is_some()
                    {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                tokio::time::sleep(Duration::from_millis(time * 53 % 200)).await;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What an import left behind, a server that is killed next begins to index.
        if time % 3 != 1 {
            counts.push(agree(settings.clone()).await as u64);
        }
    }
    assert!(counts.is_sorted(), "nothing that was acknowledged is lost: {counts:?}");
    let midway = counts.iter().filter(|count| (1..ROWS).contains(*count)).count();
    assert!(midway > 0, "some were killed in the middle: {counts:?}");
    let mut whole = start(&program, folder.path(), database, &import);
    assert!(whole.wait().unwrap().success());
    assert_eq!(agree(settings).await as u64, ROWS);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_twenty_five_times_in_imports_and_indexing_nothing_is_lost() {
    killed(None, 25).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_on_postgresql_nothing_is_lost() {
    let Some(fresh) = bdis_tests::fresh_postgresql().await else {
        eprintln!("skipped: TEST_DATABASE_URL is not set");
        return;
    };
    killed(Some(&fresh.url), 6).await;
}

/// A file system of a few megabytes; none, and said, where one may not be made.
struct Small(tempfile::TempDir);

impl Small {
    fn mount(megabytes: u32) -> Option<Small> {
        let small = Small(tempfile::tempdir().unwrap());
        let size = format!("size={megabytes}m");
        let done =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(small.0.path()).output();
        if done.is_ok_and(|done| done.status.success()) {
            return Some(small);
        }
        eprintln!("skipped: a small file system can't be mounted here");
        std::mem::forget(small);
        None
    }

    fn grow(&self, megabytes: u32) {
        let size = format!("remount,size={megabytes}m");
        assert!(Command::new("mount").args(["-o", &size]).arg(self.0.path()).status().unwrap().success());
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(self.0.path()).status().ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_in_one_line_and_what_was_written_stays_whole() {
    let (Some(_), Some(small)) = (bdis(), Small::mount(40)) else { return };
    let folder = small.0.path();
    let text = "x".repeat(2_000);
    let rows: String = (1..=20_000).map(|n| format!("{},Atelier {n},{text}\n", siret(n))).collect();
    let outside = tempfile::tempdir().unwrap();
    let list = outside.path().join("list.csv");
    std::fs::write(&list, format!("siret,name,description\n{rows}")).unwrap();
    let import = ["import", "suppliers", list.to_str().unwrap(), "--source", "list"];
    let full = bdis_or_skip(folder, &[], &import).unwrap();
    assert_eq!((full.code, full.err.lines().count()), (1, 1), "{}", full.err);
    assert!(full.err.contains("full") || full.err.contains("space"), "{}", full.err);
    let told = bdis_or_skip(folder, &[], &["doctor"]).unwrap();
    assert!(told.code == 1 && !told.err.contains("panicked"), "{}{}", told.out, told.err);
    small.grow(900);
    let before = agree(settings(folder, None)).await;
    let whole = bdis_or_skip(folder, &[], &import).unwrap();
    assert_eq!(whole.code, 0, "{}", whole.err);
    assert_eq!(agree(settings(folder, None)).await, 20_000, "{before} of them were there");
}

story! {
    async fn a_clock_set_back_loses_nothing_and_the_search_follows(house) {
        let day = |ahead: i64| house.app.clock.today() + chrono::Duration::days(ahead);
        let until = |ahead| backend::guarantees::Guarantee { valid_until: Some(day(ahead)), ..grant("esus", State::Declared) };
        house.open_to(vec![supplier("Un").holding(until(0)), supplier("Deux").holding(until(3))]).await;
        let holders = async || house.found(json!({ "guarantees": ["esus"] })).await;
        house.app.clock.advance(chrono::Duration::days(5));
        house.drain().await;
        assert!(holders().await.is_empty());
        house.save(vec![supplier("Trois").holding(until(30))]).await;
        // Set back by five days: what was recorded is not kept waiting, what had lapsed holds again.
        house.app.clock.advance(chrono::Duration::days(-5));
        house.prepare().await;
        house.drain().await;
        assert_eq!(holders().await, ["Deux", "Trois", "Un"]);
        // The days come again, and are turned again.
        house.app.clock.advance(chrono::Duration::days(1));
        house.drain().await;
        assert_eq!(holders().await, ["Deux", "Trois"]);
        house.app.clock.advance(chrono::Duration::days(40));
        house.drain().await;
        assert!(holders().await.is_empty());
    }
}

story! {
    async fn a_worker_that_is_running_notices_that_the_clock_was_set_back(mut house) {
        let last = house.app.clock.today();
        let held = backend::guarantees::Guarantee { valid_until: Some(last), ..grant("esus", State::Declared) };
        house.open_to(vec![supplier("Un").holding(held)]).await;
        house.app.clock.advance(chrono::Duration::days(2));
        house.drain().await;
        house.work();
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(house.found(json!({ "guarantees": ["esus"] })).await.is_empty());
        house.app.clock.advance(chrono::Duration::days(-2));
        for _ in 0..50 {
            if !house.found(json!({ "guarantees": ["esus"] })).await.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("what holds again is not found");
    }
}
