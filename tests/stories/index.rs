//! The index is made from the database and can be thrown away.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use backend::actor::Actor;
use backend::base::db;
use backend::base::deliveries::is_settled;
use backend::base::events::{Event, record};
use bdis_tests::*;
use serde_json::json;

async fn some(house: &House, count: usize) {
    house.open_to((0..count).map(|n| supplier(&format!("Atelier {n:04}")).serving_all()).collect()).await;
}

async fn total(house: &House) -> i64 {
    house.ask("{ suppliers { totalCount } }", json!({})).await["suppliers"]["totalCount"].as_i64().unwrap()
}

/// Changes a byte in the middle of every file of the index.
fn damage(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            damage(&path);
        } else if path.extension().is_none_or(|kind| kind != "lock" && kind != "json")
            && path.file_name().is_some_and(|name| name != "current")
        {
            let mut bytes = std::fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            if let Some(byte) = bytes.get_mut(middle) {
                *byte ^= 0x55;
                std::fs::write(&path, bytes).unwrap();
            }
        }
    }
}

story! {
    async fn an_index_that_lost_its_suppliers_is_built_anew(house) {
        some(&house, 5).await;
        let ids = house.app.search.ids(Default::default()).await.unwrap();
        house.app.search.delete(ids[..3].to_vec()).await.unwrap();
        house.app.search.commit(house.app.search.last_event().await.unwrap()).await.unwrap();
        assert_eq!(total(&house).await, 2);
        house.prepare().await;
        assert_eq!(total(&house).await, 5);
    }
}

story! {
    async fn a_rebuild_answers_all_the_while(house) {
        some(&house, 300).await;
        let done = Arc::new(AtomicBool::new(false));
        let asking = async {
            let mut answers = 0;
            loop {
                let last = done.load(Ordering::SeqCst);
                assert_eq!(total(&house).await, 300);
                answers += 1;
                if last { return answers; }
            }
        };
        let building = async {
            for _ in 0..3 {
                assert_eq!(backend::search::rebuild(&house.app, |_| {}).await.unwrap(), 300);
            }
            done.store(true, Ordering::SeqCst);
        };
        let (answers, ()) = tokio::join!(asking, building);
        assert!(answers > 1);
    }
}

story! {
    async fn what_is_saved_during_a_rebuild_is_in_the_new_index(house) {
        some(&house, 300).await;
        let building = async { backend::search::rebuild(&house.app, |_| {}).await.unwrap() };
        let saving = async {
            for n in 0..10 {
                house.open_to(vec![supplier(&format!("Nouveau {n}")).serving_all()]).await;
            }
        };
        tokio::join!(building, saving);
        house.drain().await;
        assert_eq!(total(&house).await, 310);
    }
}

story! {
    async fn a_reindex_asked_for_is_done_by_the_worker(house) {
        some(&house, 3).await;
        let before = house.app.search.generation();
        let tx = db::begin(&house.app.db).await.unwrap();
        let event = record(&tx, house.app.clock.now(), &Actor::System, &Event::ReindexAsked).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!is_settled(&house.app.db, event).await.unwrap());
        house.drain().await;
        assert!(is_settled(&house.app.db, event).await.unwrap());
        assert_ne!(house.app.search.generation(), before);
        assert_eq!(total(&house).await, 3);
    }
}

story! {
    async fn a_damaged_index_is_recognised_said_and_built_anew(mut house) {
        some(&house, 20).await;
        house.restart(|data| damage(&data.join("search"))).await;
        let ready = house.get("/readyz").await;
        assert_eq!(ready.status, 200, "search down is no reason to be taken out");
        assert!(ready.text.contains("damaged"), "{}", ready.text);
        let refused = house.refused("{ suppliers { totalCount } }", json!({})).await;
        assert_eq!(refused.code, "UNAVAILABLE");
        house.prepare().await;
        assert_eq!(total(&house).await, 20);
        assert_eq!(house.get("/readyz").await.json()["search"], "ready");
    }
}

story! {
    async fn a_lost_index_is_built_anew(mut house) {
        some(&house, 20).await;
        house.restart(|data| std::fs::remove_dir_all(data.join("search")).unwrap()).await;
        house.prepare().await;
        assert_eq!(total(&house).await, 20);
    }
}

story! {
    async fn an_index_older_than_the_database_says_is_built_anew(mut house) {
        some(&house, 5).await;
        let copy = tempfile::tempdir().unwrap();
        let kept = copy.path().join("search");
        house.restart(|data| copy_folder(&data.join("search"), &kept)).await;
        house.prepare().await;
        some(&house, 7).await;
        assert_eq!(total(&house).await, 12);
        house.restart(|data| {
            std::fs::remove_dir_all(data.join("search")).unwrap();
            copy_folder(&kept, &data.join("search"));
        }).await;
        assert_eq!(total(&house).await, 5, "a backup of yesterday");
        house.prepare().await;
        assert_eq!(total(&house).await, 12);
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

story! {
    async fn a_restart_keeps_the_index(mut house) {
        some(&house, 5).await;
        let generation = house.app.search.generation();
        house.restart(|_| {}).await;
        house.prepare().await;
        assert_eq!((total(&house).await, house.app.search.generation()), (5, generation));
    }
}
