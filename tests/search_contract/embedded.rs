//! The embedded engine answers the contract; and what is its own: its files, its lock, its followers.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use backend::base::search::{Engine, Error, Reason, Synonyms};
use tempfile::TempDir;

use super::documents::*;

macro_rules! embedded {
    ($name:ident) => {
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let houses: RefCell<Vec<TempDir>> = RefCell::default();
            super::$name(async || {
                let house = tempfile::tempdir().unwrap();
                let engine = new_at(house.path()).await;
                houses.borrow_mut().push(house);
                engine
            })
            .await;
        }
    };
}

every_contract_test!(embedded);

async fn open(directory: &Path) -> Engine {
    Engine::open_embedded(directory, Synonyms::parse(SYNONYMS)).await.unwrap()
}

async fn new_at(directory: &Path) -> Engine {
    let engine = open(directory).await;
    assert_eq!(engine.needs_rebuild(), Some(Reason::Missing));
    engine.rebuild().await.unwrap().finish(0).await.unwrap();
    assert_eq!(engine.needs_rebuild(), None);
    engine
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files
}

fn segment_files(directory: &Path) -> Vec<PathBuf> {
    let mut files = files(directory);
    files.retain(|path| {
        let ours = path.parent() == Some(directory);
        !ours && path.extension().is_some_and(|extension| extension != "lock" && extension != "json")
    });
    files
}

/// A directory with 50 documents, closed.
async fn closed() -> TempDir {
    let house = tempfile::tempdir().unwrap();
    filled(new_at(house.path()).await, many(50)).await;
    house
}

#[tokio::test]
async fn an_index_opens_again_as_it_was_left() {
    let house = closed().await;
    let engine = open(house.path()).await;
    assert_eq!((engine.needs_rebuild(), engine.last_event().await.unwrap()), (None, 1));
    assert_eq!(found(&engine, "").await.len(), 50);
    engine.verify().await.unwrap();
}

#[tokio::test]
async fn a_truncated_file_is_recognised_at_the_opening() {
    let house = closed().await;
    for path in segment_files(house.path()) {
        let whole = fs::read(&path).unwrap();
        if whole.is_empty() {
            continue;
        }
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let engine = open(house.path()).await;
        assert!(matches!(engine.needs_rebuild(), Some(Reason::Damaged(_))), "{}", path.display());
        assert!(matches!(engine.search(text("")).await, Err(Error::NeedsRebuild(_))));
        assert!(matches!(engine.upsert(many(1)).await, Err(Error::NeedsRebuild(_))));
        drop(engine);
        fs::write(&path, whole).unwrap();
    }
}

#[tokio::test]
async fn a_changed_byte_is_recognised_by_its_checksum() {
    let house = closed().await;
    for path in segment_files(house.path()) {
        let whole = fs::read(&path).unwrap();
        for place in [whole.len() / 4, whole.len() / 2] {
            let mut changed = whole.clone();
            let Some(byte) = changed.get_mut(place) else { continue };
            *byte ^= 0x55;
            fs::write(&path, changed).unwrap();
            let engine = open(house.path()).await;
            assert!(engine.verify().await.is_err(), "{} at {place}", path.display());
            assert!(matches!(engine.needs_rebuild(), Some(Reason::Damaged(_))), "{}", path.display());
            assert!(matches!(engine.search(text("")).await, Err(Error::NeedsRebuild(_))));
        }
        fs::write(&path, whole).unwrap();
    }
}

#[tokio::test]
async fn damaged_or_foreign_bookkeeping_asks_for_a_rebuild_which_mends_it() {
    let house = closed().await;
    let current = house.path().join("current");
    let good = fs::read_to_string(&current).unwrap();
    let meta = files(house.path()).into_iter().find(|path| path.ends_with("meta.json")).unwrap();
    fs::write(&current, "{").unwrap();
    assert!(matches!(open(house.path()).await.needs_rebuild(), Some(Reason::Damaged(_))));
    fs::write(&current, good.replace("\"format\":", "\"format\":9")).unwrap();
    assert_eq!(open(house.path()).await.needs_rebuild(), Some(Reason::OtherVersion));
    fs::write(&current, &good).unwrap();
    if meta.exists() {
        fs::write(&meta, "{}").unwrap();
    }
    let engine = open(house.path()).await;
    assert!(matches!(engine.needs_rebuild(), Some(Reason::Damaged(_))));
    let rebuild = engine.rebuild().await.unwrap();
    rebuild.add(many(20)).await.unwrap();
    rebuild.finish(5).await.unwrap();
    assert_eq!(found(&engine, "").await.len(), 20);
    drop(engine);
    assert_eq!(found(&open(house.path()).await, "").await.len(), 20);
}

#[tokio::test]
async fn one_process_writes_and_the_others_follow_its_commits_and_rebuilds() {
    let house = tempfile::tempdir().unwrap();
    let follower_from_before = open(house.path()).await;
    drop(follower_from_before);
    let writer = filled(new_at(house.path()).await, many(10)).await;
    let follower = open(house.path()).await;
    assert!(matches!(follower.upsert(many(1)).await, Err(Error::NotTheWriter)));
    assert!(matches!(follower.rebuild().await, Err(Error::NotTheWriter)));
    assert_eq!(found(&follower, "").await.len(), 10);

    writer.upsert(many(20)).await.unwrap();
    writer.commit(2).await.unwrap();
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert_eq!(found(&follower, "").await.len(), 20);
    assert_eq!(follower.last_event().await.unwrap(), 2);

    let rebuild = writer.rebuild().await.unwrap();
    rebuild.add(many(30)).await.unwrap();
    rebuild.finish(3).await.unwrap();
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert_eq!(found(&follower, "").await.len(), 30);
    assert_eq!(follower.generation(), writer.generation());

    // The writer ends: another takes over.
    drop(writer);
    follower.upsert(many(40)).await.unwrap();
    follower.commit(4).await.unwrap();
    assert_eq!(found(&follower, "").await.len(), 40);
}

#[tokio::test]
async fn the_last_event_outlives_merges() {
    let house = tempfile::tempdir().unwrap();
    let engine = new_at(house.path()).await;
    for (event, document) in many(40).into_iter().enumerate() {
        engine.upsert(vec![document]).await.unwrap();
        engine.commit(event as i64).await.unwrap();
        assert_eq!(engine.last_event().await.unwrap(), event as i64);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(engine.last_event().await.unwrap(), 39);
    assert_eq!(found(&engine, "").await.len(), 40);
    assert!(segment_files(house.path()).len() < 40 * 7, "segments were merged");
}

#[tokio::test]
async fn a_follower_of_nothing_begins_when_there_is_something() {
    let house = tempfile::tempdir().unwrap();
    let writer = open(house.path()).await;
    let follower = open(house.path()).await;
    assert!(matches!(follower.search(text("")).await, Err(Error::NeedsRebuild(Reason::Missing))));
    writer.rebuild().await.unwrap().finish(0).await.unwrap();
    filled(writer.clone(), many(3)).await;
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert_eq!(found(&follower, "").await.len(), 3);
}

#[tokio::test]
async fn nothing_stays_of_abandoned_rebuilds_and_old_generations() {
    let house = closed().await;
    fs::create_dir(house.path().join("index-7")).unwrap();
    let engine = open(house.path()).await;
    let abandoned = engine.rebuild().await.unwrap();
    abandoned.add(many(5)).await.unwrap();
    drop(abandoned);
    engine.rebuild().await.unwrap().finish(2).await.unwrap();
    let directories =
        fs::read_dir(house.path()).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir());
    assert_eq!(directories.count(), 1);
}

#[tokio::test]
async fn a_wrong_first_letter_is_forgiven_only_when_nothing_else_is_found() {
    let house = tempfile::tempdir().unwrap();
    let engine = filled(new_at(house.path()).await, vec![named(1, "Papier"), named(2, "Sapin")]).await;
    assert_eq!(found(&engine, "rapier").await, [1]);
    engine.upsert(vec![named(3, "Rapier")]).await.unwrap();
    engine.commit(2).await.unwrap();
    assert_eq!(found(&engine, "rapier").await, [3]);
}
