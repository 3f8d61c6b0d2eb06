//! Two of everything: processes and hosts that share what they may, and nothing else.

use backend::app::App;
use backend::base::clock::Clock;
use backend::error::Error;
use bdis_tests::*;
use schema::events::lease;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_second_host_s_embedded_index_is_refused_while_the_first_lives() {
    let Some(house) = House::on_postgresql().await else {
        eprintln!("skipped: TEST_DATABASE_URL is not set");
        return;
    };
    let elsewhere = tempfile::tempdir().unwrap();
    let settings = backend::settings::Settings {
        data_dir: elsewhere.path().to_owned(),
        ..(*house.app.settings).clone()
    };
    let refused = App::open(settings.clone(), Clock::default()).await.err().unwrap();
    assert!(matches!(&refused, Error::Unavailable(why) if why.contains("MEILISEARCH_URL")), "{refused}");
    // Another process of the same host is welcome.
    let beside = App::open((*house.app.settings).clone(), Clock::default()).await.unwrap();
    assert!(!beside.writes_index().await.unwrap(), "one of them writes");
    drop(beside);
    house.open_to(vec![supplier("Un")]).await;
    assert_eq!(house.found(json!({})).await, ["Un"]);
    // Where another has taken over, this one no longer writes.
    let other = lease::ActiveModel {
        name: Set("embedded-index".to_owned()),
        holder: Set(uuid::Uuid::now_v7()),
        held_until: Set(chrono::Utc::now() + chrono::Duration::minutes(5)),
    };
    other.update(&house.app.db).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(7)).await;
    assert!(!house.app.writes_index().await.unwrap());
}
