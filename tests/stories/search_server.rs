//! A search server that fails takes nothing with it, and is in step again once it is back. On a real
//! one, at MEILISEARCH_TEST_URL; between it and us stands a door that can be closed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use backend::settings::{Meilisearch, Secret};
use bdis_tests::*;
use sea_orm::EntityTrait;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

const OPEN: u8 = 0;
/// Connections are closed at once.
const CLOSED: u8 = 1;
/// Nothing is ever answered.
const SILENT: u8 = 2;
/// Everything is answered with 503.
const BROKEN: u8 = 3;

#[derive(Clone)]
struct Door(Arc<AtomicU8>);

impl Door {
    fn set(&self, how: u8) {
        self.0.store(how, Ordering::SeqCst);
    }

    fn is(&self, how: u8) -> bool {
        self.0.load(Ordering::SeqCst) == how
    }
}

/// A real server behind a door of its own; none when there is no server to test with.
async fn server() -> Option<(Meilisearch, Door)> {
    let Ok(url) = std::env::var("MEILISEARCH_TEST_URL") else {
        eprintln!("skipped: MEILISEARCH_TEST_URL isn't set");
        return None;
    };
    let behind = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let door = Door(Arc::default());
    tokio::spawn({
        let door = door.clone();
        async move {
            loop {
                let (visitor, _) = listener.accept().await.unwrap();
                tokio::spawn(lead(visitor, behind.clone(), door.clone()));
            }
        }
    });
    let key = std::env::var("MEILISEARCH_TEST_KEY").ok().map(Secret);
    let prefix = format!("test-{}", uuid::Uuid::now_v7().simple());
    Some((Meilisearch { url, key, prefix }, door))
}

async fn lead(mut visitor: TcpStream, behind: String, door: Door) {
    if door.is(CLOSED) {
        return;
    }
    if door.is(SILENT) {
        let mut heard = [0; 1024];
        while visitor.read(&mut heard).await.is_ok_and(|bytes| bytes > 0) && door.is(SILENT) {}
        return;
    }
    if door.is(BROKEN) {
        let mut heard = [0; 65536];
        let _request = visitor.read(&mut heard).await;
        let answer =
            "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 5\r\nconnection: close\r\n\r\nsorry";
        visitor.write_all(answer.as_bytes()).await.ok();
        return;
    }
    let Ok(mut server) = TcpStream::connect(behind).await else { return };
    let shut = async {
        while door.is(OPEN) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        _ = copy_bidirectional(&mut visitor, &mut server) => {}
        () = shut => {}
    }
}

async fn some(house: &House, from: usize, count: usize) {
    let rows: String =
        (from..from + count).map(|n| format!("W35{n:07};Atelier numéro {n};35000;Rennes\n")).collect();
    let text = format!("rna;nom;code_postal;ville\n{rows}");
    house.try_import(text, Default::default()).await.unwrap();
}

/// Until the search has all of them; at most a minute.
async fn in_step(house: &House, count: usize) {
    let start = Instant::now();
    let query = json!({ "query": "{ suppliers { totalCount } }" }).to_string();
    loop {
        let answer = house.send(house.post("application/json", query.clone())).await.json();
        if answer["data"]["suppliers"]["totalCount"] == count {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "not in step: {answer}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_search_server_the_rest_goes_on_and_what_was_missed_is_made_up_for() {
    let Some((server, door)) = server().await else { return };
    let mut house = House::on_sqlite_with(server).await;
    house.work();
    some(&house, 0, 30).await;
    in_step(&house, 30).await;
    let owner =
        schema::organizations::organization::Entity::find().one(&house.app.db).await.unwrap().unwrap();
    house.offers(resource("Salle des machines", &owner.id.to_string())).await;
    assert_eq!(house.get("/readyz").await.json()["search"], "ready");
    let mut count = 30;
    for how in [CLOSED, SILENT, BROKEN] {
        door.set(how);
        let page = house.get("/fournisseurs?q=atelier+numero+7").await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("Atelier numéro 7"), "names come from the database");
        let shared = house.get("/mutualisation?q=machines").await;
        assert!(
            shared.status == 200 && shared.text.contains("Salle des machines"),
            "and those of what is shared"
        );
        assert_eq!(house.get("/fournisseurs/atelier-numero-7-rennes").await.status, 200);
        assert_eq!(house.get("/").await.status, 200);
        assert_eq!(house.refused("{ suppliers { totalCount } }", json!({})).await.code, "UNAVAILABLE");
        let ready = house.get("/readyz").await;
        assert_eq!(ready.status, 200);
        assert_ne!(ready.json()["search"], "ready");
        some(&house, count, 10).await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        door.set(OPEN);
        count += 10;
        in_step(&house, count).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_server_that_lost_everything_is_filled_again() {
    let Some((server, _)) = server().await else { return };
    let (url, key, prefix) = (server.url.clone(), server.key.clone(), server.prefix.clone());
    let mut house = House::on_sqlite_with(server).await;
    house.work();
    some(&house, 0, 20).await;
    in_step(&house, 20).await;
    let key = key.map(|key| key.0).unwrap_or_default();
    let indexes = house.client.get(url.join("indexes?limit=1000").unwrap()).bearer_auth(&key);
    let indexes = house.send(indexes).await.json();
    for index in indexes["results"].as_array().unwrap() {
        let uid = index["uid"].as_str().unwrap();
        if uid.starts_with(&prefix) {
            let gone = url.join(&format!("indexes/{uid}")).unwrap();
            house.send(house.client.delete(gone).bearer_auth(&key)).await;
        }
    }
    in_step(&house, 20).await;
    some(&house, 20, 5).await;
    in_step(&house, 25).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_cut_in_the_midst_of_indexing_lose_nothing() {
    let Some((server, door)) = server().await else { return };
    let mut house = House::on_sqlite_with(server).await;
    house.work();
    let mut count = 0;
    for pause in [5, 15, 30, 60, 120] {
        let writing = some(&house, count, 200);
        let cutting = async {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            door.set(CLOSED);
            tokio::time::sleep(Duration::from_millis(300)).await;
            door.set(OPEN);
        };
        tokio::join!(writing, cutting);
        count += 200;
    }
    in_step(&house, count).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_key_is_said_and_pages_go_on() {
    let Some((mut server, _)) = server().await else { return };
    if server.key.is_none() {
        eprintln!("skipped: the server asks for no key");
        return;
    }
    server.key = Some(Secret("not-the-key".into()));
    let house = House::on_sqlite_with(server).await;
    let ready = house.get("/readyz").await;
    assert!(ready.text.contains("key"), "{}", ready.text);
    assert_eq!(house.get("/fournisseurs").await.status, 200);
    assert_eq!(house.refused("{ suppliers { totalCount } }", json!({})).await.code, "UNAVAILABLE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_on_one_database_and_one_search_server_are_one() {
    let Some((server, _)) = server().await else { return };
    let Some(mut one) = House::on_postgresql_with(server).await else { return };
    let mut other = one.another().await;
    one.work();
    other.work();
    some(&one, 0, 40).await;
    some(&other, 40, 40).await;
    in_step(&one, 80).await;
    in_step(&other, 80).await;
    assert!(one.app.wrote_index() != other.app.wrote_index(), "one of them writes");
    // The one that writes ends; the other takes over.
    let (ends, stays) = if one.app.wrote_index() { (&mut one, &mut other) } else { (&mut other, &mut one) };
    ends.rest().await;
    some(stays, 80, 20).await;
    in_step(stays, 100).await;
    in_step(ends, 100).await;
}
