//! The program in this process, asked over loopback: times of answers, and answers a second against C.

use std::path::Path;
use std::time::{Duration, Instant};

use backend::app::App;
use backend::base::clock::Clock;
use backend::interchange::{self, Options};
use backend::settings::{Meilisearch, Secret, Settings};
use backend::{http, search, worker};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::Result;
use crate::ceiling;
use crate::questions::{BY_WORD, Questions, bare, by_word};
use crate::wire::{Requests, Times, Wire, graphql, in_turn, load};

const CONNECTIONS: usize = 8;
/// Of one load; each is run in every round, so that what else the machine does meets all alike.
const TIME: Duration = Duration::from_secs(2);
const ROUNDS: usize = 5;

pub struct House {
    pub app: App,
    pub address: String,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    resting: watch::Sender<bool>,
    working: JoinHandle<()>,
    /// Suppliers a second into a new index.
    pub reindexed: f64,
}

impl House {
    /// With the embedded index, or with the search server that is given.
    pub async fn open(data: &Path, server: Option<Meilisearch>) -> Result<House> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let folder = data.to_string_lossy().into_owned();
        let settings = Settings::read(|name| (name == "DATA_DIR").then(|| folder.clone()))?;
        let settings = Settings { meilisearch: server, ..settings };
        let app = App::open(settings, Clock::default()).await?;
        let start = Instant::now();
        let count = search::rebuild(&app, |_| {}).await?;
        let reindexed = count as f64 / start.elapsed().as_secs_f64();
        worker::prepare(&app).await?;
        worker::index(&app).await?;
        let (resting, rests) = watch::channel(false);
        let working = tokio::spawn(worker::run(app.clone(), rests));
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn({
            let app = app.clone();
            async move {
                let served = http::serve(app, listener, async { stopped.await.unwrap_or(()) }).await;
                served.unwrap_or_else(|error| eprintln!("{error}"));
            }
        });
        Ok(House { app, address, stop, serving, resting, working, reindexed })
    }

    pub async fn close(self) -> Result<()> {
        self.resting.send_replace(true);
        self.working.await?;
        self.stop.send(()).ok();
        Ok(self.serving.await?)
    }

    /// From the end of an import of one changed row to the search that shows it, each time.
    pub async fn freshness(&self, data: &Path, times: usize) -> Result<Times> {
        let list = data.join("changed.csv");
        let mut wire = Wire::open(&self.address).await?;
        let mut took = Vec::new();
        for _ in 0..times {
            // Letters only, never used before.
            let now = Clock::default().now().timestamp_micros().unsigned_abs();
            let word: String = (0..12).map(|n| char::from(b'a' + (now / 26_u64.pow(n) % 26) as u8)).collect();
            std::fs::write(&list, format!("rna;name;city\nW351000001;Atelier {word};Rennes\n"))?;
            let options = Options { source: Some("Bench".into()), ..Options::default() };
            interchange::import_suppliers(&self.app, &list, &options, |_, _| {}).await?;
            let saved = Instant::now();
            let name = format!("Atelier {word}");
            while wire.data(BY_WORD, by_word(&word)).await?["suppliers"]["nodes"][0]["name"] != name.as_str()
            {
                if saved.elapsed() > Duration::from_secs(20) {
                    return Err("a change was never found".into());
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            took.push(saved.elapsed());
        }
        Ok(Times::new(took))
    }
}

/// The server of `MEILISEARCH_TEST_URL` and `MEILISEARCH_TEST_KEY`; none, and said, where they aren't set.
pub fn search_server() -> Option<Meilisearch> {
    let named = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let Some(url) = named("MEILISEARCH_TEST_URL").and_then(|url| url.parse().ok()) else {
        eprintln!("MEILISEARCH_TEST_URL isn't set: the embedded engine alone is measured");
        return None;
    };
    Some(Meilisearch { url, key: named("MEILISEARCH_TEST_KEY").map(Secret), prefix: "bench".to_owned() })
}

/// Answers of one kind on 8 connections.
#[derive(Default)]
pub struct Rate {
    pub per_second: f64,
    /// Of the answers a second of its ceiling, in the same round.
    pub ratio: f64,
    pub p50: f64,
    pub p99: f64,
}

pub struct Rates {
    pub ceiling: Rate,
    pub bare: Rate,
    pub typename: Rate,
    pub search: Rate,
    pub list: Rate,
}

/// Medians of the rounds.
pub async fn rates(ceiling: &str, house: &str, questions: &Questions) -> Result<Rates> {
    let objects = Requests::new(vec![graphql(ceiling::QUERY, serde_json::json!({}))]);
    let kinds = [
        (ceiling, objects, 0),
        (ceiling, bare(), 0),
        (house, bare(), 1),
        (house, questions.search.clone(), 0),
        (house, questions.list.clone(), 0),
    ];
    let mut rounds: [Vec<Rate>; 5] = Default::default();
    for (address, requests, _) in &kinds {
        load(address, requests, CONNECTIONS, TIME).await?;
    }
    for _ in 0..ROUNDS {
        let mut met = Vec::new();
        for (kind, (address, requests, against)) in kinds.iter().enumerate() {
            let times = load(address, requests, CONNECTIONS, TIME).await?;
            met.push(times.per_second);
            rounds[kind].push(Rate {
                per_second: times.per_second,
                ratio: times.per_second / met[*against],
                p50: times.p50(),
                p99: times.percentile(99),
            });
        }
    }
    let [ceiling, bare, typename, search, list] = rounds.map(|rounds| Rate {
        per_second: median(rounds.iter().map(|rate| rate.per_second)),
        ratio: median(rounds.iter().map(|rate| rate.ratio)),
        p50: median(rounds.iter().map(|rate| rate.p50)),
        p99: median(rounds.iter().map(|rate| rate.p99)),
    });
    Ok(Rates { ceiling, bare, typename, search, list })
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Each kind of answer on one connection.
pub struct Alone {
    pub search: Times,
    pub html: Times,
    pub page: Times,
    pub product: Times,
    pub france: Times,
    pub departement: Times,
}

pub async fn alone(address: &str, asked: &Questions) -> Result<Alone> {
    let once = async |requests| in_turn(address, requests, 1).await;
    for requests in
        [&asked.search, &asked.html, &asked.pages, &asked.products, &asked.france, &asked.departement]
    {
        once(requests).await?;
    }
    Ok(Alone {
        search: in_turn(address, &asked.search, ROUNDS).await?,
        html: in_turn(address, &asked.html, ROUNDS).await?,
        page: in_turn(address, &asked.pages, ROUNDS).await?,
        product: in_turn(address, &asked.products, ROUNDS).await?,
        france: in_turn(address, &asked.france, ROUNDS).await?,
        departement: in_turn(address, &asked.departement, ROUNDS).await?,
    })
}
