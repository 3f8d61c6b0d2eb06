//! The Meilisearch engine answers the contract: on a real server, at MEILISEARCH_TEST_URL, with the
//! key in MEILISEARCH_TEST_KEY. What these tests write begins with `test-` and stays there: the
//! server is one to throw away.

use backend::base::search::{Engine, Reason, Synonyms};
use uuid::Uuid;

use super::documents::*;

fn server() -> Option<(String, Option<String>)> {
    let url = std::env::var("MEILISEARCH_TEST_URL").ok()?;
    Some((url, std::env::var("MEILISEARCH_TEST_KEY").ok()))
}

async fn open(prefix: &str) -> Option<Engine> {
    let (url, key) = server()?;
    let synonyms = Synonyms::parse(SYNONYMS);
    Some(Engine::open_meilisearch(&url, key.as_deref(), prefix, synonyms).await.unwrap())
}

fn prefix() -> String {
    format!("test-{}", Uuid::now_v7().simple())
}

async fn new() -> Engine {
    let engine = open(&prefix()).await.unwrap();
    assert_eq!(engine.needs_rebuild(), Some(Reason::Missing));
    engine.rebuild().await.unwrap().finish(0).await.unwrap();
    assert_eq!(engine.needs_rebuild(), None);
    engine
}

macro_rules! meilisearch {
    ($name:ident) => {
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            match server() {
                Some(_) => super::$name(new).await,
                None => eprintln!("skipped: MEILISEARCH_TEST_URL isn't set"),
            }
        }
    };
}

every_contract_test!(meilisearch);
