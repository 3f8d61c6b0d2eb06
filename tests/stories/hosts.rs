//! Two of everything: processes and hosts that share what they may, and nothing else.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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
    tokio::time::sleep(Duration::from_secs(7)).await;
    assert!(!house.app.writes_index().await.unwrap());
}

/// A process of its own, as on a host of its own; killed when dropped.
struct Host {
    child: Child,
    address: String,
    _folder: tempfile::TempDir,
}

impl Host {
    fn start(program: &Path, set: &[(&str, String)], arguments: &[&str]) -> Host {
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let listen = format!("127.0.0.1:{port}");
        let child = Command::new(program)
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .envs(set.iter().map(|(name, value)| (*name, value)))
            .env("LISTEN", &listen)
            .env("LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Host { child, address: format!("http://{listen}"), _folder: folder }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_and_two_workers_behave_as_one() {
    let named = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let (Some(program), Some(search)) = (bdis(), named("MEILISEARCH_TEST_URL")) else {
        eprintln!("skipped: bdis is not built, or MEILISEARCH_TEST_URL is not set");
        return;
    };
    let Some(fresh) = fresh_postgresql().await else {
        eprintln!("skipped: TEST_DATABASE_URL is not set");
        return;
    };
    let set = [
        ("DATABASE_URL", fresh.url.clone()),
        ("MEILISEARCH_URL", search),
        ("MEILISEARCH_API_KEY", named("MEILISEARCH_TEST_KEY").unwrap_or_default()),
    ];
    let start = |arguments: &[&str]| Host::start(&program, &set, arguments);
    let servers = [start(&["serve", "--no-worker"]), start(&["serve", "--no-worker"])];
    let mut workers = vec![start(&["worker"]), start(&["worker"])];
    let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).build().unwrap();
    let total = async |server: &Host| -> Option<u64> {
        let body = json!({ "query": "{ suppliers { totalCount } }" }).to_string();
        let asked =
            client.post(format!("{}/graphql", server.address)).header("content-type", "application/json");
        let answer = asked.body(body).send().await.ok()?.text().await.ok()?;
        let answer: serde_json::Value = serde_json::from_str(&answer).ok()?;
        answer["data"]["suppliers"]["totalCount"].as_u64()
    };
    let both_say = async |wanted: u64| {
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(60) {
            if total(&servers[0]).await == Some(wanted) && total(&servers[1]).await == Some(wanted) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("{:?} and {:?}, not {wanted}", total(&servers[0]).await, total(&servers[1]).await);
    };
    let folder = tempfile::tempdir().unwrap();
    let import = |from: u64, to: u64| {
        let rows: String = (from..to).map(|n| format!("{},Atelier {n}\n", siret(n))).collect();
        std::fs::write(folder.path().join("list.csv"), format!("siret,name\n{rows}")).unwrap();
        let mut command = Command::new(&program);
        command.args(["import", "suppliers", "list.csv"]).current_dir(folder.path()).env_clear();
        let done = command.envs(set.iter().map(|(name, value)| (*name, value))).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    both_say(0).await;
    import(1, 301);
    both_say(300).await;
    // Whichever of the workers wrote is killed in one of the two turns: the other goes on.
    for turn in 0..2 {
        drop(workers.remove(0));
        import(301 + 100 * turn, 401 + 100 * turn);
        both_say(400 + 100 * turn).await;
        workers.push(start(&["worker"]));
    }
    let tag = async |server: &Host| {
        let path = format!("{}/export/fournisseurs.csv?q=atelier", server.address);
        client.head(path).send().await.unwrap().headers()["etag"].clone()
    };
    assert_eq!(tag(&servers[0]).await, tag(&servers[1]).await);
}
