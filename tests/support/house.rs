use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use backend::app::App;
use backend::base::clock::Clock;
use backend::interchange::{self, FileTrouble, Options, Report};
use backend::settings::{Encryption, Meilisearch, Secret, Server, Settings};
use backend::{http, worker};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::statements::Statements;
use crate::{Mailbox, postgres, template};

/// A running BDIS PRO with a database, an index and a clock of its own. Its background work
/// is done when it is asked for (`drain`), or by itself after `work`.
pub struct House {
    pub app: App,
    pub address: String,
    pub client: Client,
    /// Where all its letters arrive.
    pub mail: Mailbox,
    pub(super) statements: Arc<Statements>,
    serving: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
    working: Option<(watch::Sender<bool>, JoinHandle<()>)>,
    database: String,
    server: Option<Meilisearch>,
    // Last: what they hold goes after everything else.
    _postgres: Option<postgres::Fresh>,
    dir: TempDir,
}

/// What came back.
pub struct Answered {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Answered {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The code of a refusal, as problem+json or as GraphQL says it.
    pub fn code(&self) -> String {
        let json = self.json();
        let graphql = &json["errors"][0]["extensions"]["code"];
        graphql.as_str().or(json["code"].as_str()).unwrap_or_default().to_owned()
    }
}

/// How a query was refused.
#[derive(Debug, PartialEq)]
pub struct Refused {
    pub code: String,
    /// Paths and messages of the fields, if any.
    pub fields: Vec<(String, String)>,
    pub message: String,
}

impl Refused {
    pub fn paths(&self) -> Vec<&str> {
        self.fields.iter().map(|(path, _)| path.as_str()).collect()
    }
}

impl House {
    pub async fn on_sqlite() -> House {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("bdis.db");
        std::fs::copy(template::sqlite().await, &file).unwrap();
        Self::begin(dir, format!("sqlite://{}", file.display()), None, None).await
    }

    /// On SQLite, with a search server.
    pub async fn on_sqlite_with(server: Meilisearch) -> House {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("bdis.db");
        std::fs::copy(template::sqlite().await, &file).unwrap();
        Self::begin(dir, format!("sqlite://{}", file.display()), Some(server), None).await
    }

    /// Another process of the same house: its database and search server, a folder of its own.
    pub async fn another(&self) -> House {
        let dir = tempfile::tempdir().unwrap();
        Self::begin(dir, self.database.clone(), self.server.clone(), None).await
    }

    /// None when `TEST_DATABASE_URL` is not set.
    pub async fn on_postgresql() -> Option<House> {
        let fresh = postgres::fresh().await?;
        let url = fresh.url.clone();
        Some(Self::begin(tempfile::tempdir().unwrap(), url, None, Some(fresh)).await)
    }

    /// On PostgreSQL, with a search server; none when there is no PostgreSQL.
    pub async fn on_postgresql_with(server: Meilisearch) -> Option<House> {
        let fresh = postgres::fresh().await?;
        let url = fresh.url.clone();
        Some(Self::begin(tempfile::tempdir().unwrap(), url, Some(server), Some(fresh)).await)
    }

    async fn begin(
        dir: TempDir,
        database: String,
        server: Option<Meilisearch>,
        postgres: Option<postgres::Fresh>,
    ) -> House {
        let mail = Mailbox::open().await;
        let (app, statements, listener, address) =
            open(dir.path(), &database, server.clone(), &mail, Clock::default()).await;
        let client = Client::builder()
            .pool_max_idle_per_host(0)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(60))
            .build()
            .unwrap();
        let mut house = House {
            serving: None,
            working: None,
            app,
            address,
            client,
            mail,
            statements,
            database,
            server,
            _postgres: postgres,
            dir,
        };
        house.serve(listener);
        // A search server may be down from the beginning.
        match house.server {
            None => house.prepare().await,
            Some(_) => drop(worker::prepare(&house.app).await),
        }
        house
    }

    fn serve(&mut self, listener: TcpListener) {
        let (stop, stopped) = oneshot::channel();
        let app = self.app.clone();
        let serving = tokio::spawn(async move {
            http::serve(app, listener, async { stopped.await.unwrap_or(()) }).await.unwrap();
        });
        self.serving = Some((stop, serving));
    }

    pub fn data(&self) -> &Path {
        self.dir.path()
    }

    pub fn database(&self) -> &str {
        &self.database
    }

    /// What a worker does when it starts.
    pub async fn prepare(&self) {
        worker::prepare(&self.app).await.unwrap();
    }

    /// All background work there is now.
    pub async fn drain(&self) {
        worker::drain(&self.app).await.unwrap();
    }

    /// From now on the background work is done by itself.
    pub fn work(&mut self) {
        let (stop, stopped) = watch::channel(false);
        self.working = Some((stop, tokio::spawn(worker::run(self.app.clone(), stopped))));
    }

    /// Ends, lets `between` change what lies on the disk, and starts anew without any
    /// background work. The clock goes on.
    pub async fn restart(&mut self, between: impl FnOnce(&Path)) {
        self.stop().await;
        let clock = self.app.clock.clone();
        // The index is locked until its last handle is gone.
        let nothing = tempfile::tempdir().unwrap();
        self.app.search = backend::base::search::Engine::open_embedded(
            nothing.path(),
            backend::base::search::Synonyms::parse(""),
        )
        .await
        .unwrap();
        self.app.db.clone().close().await.unwrap();
        between(self.dir.path());
        let (app, statements, listener, address) =
            open(self.dir.path(), &self.database, self.server.clone(), &self.mail, clock).await;
        (self.app, self.statements, self.address) = (app, statements, address);
        self.serve(listener);
    }

    /// Ends the background work; another process may do it.
    pub async fn rest(&mut self) {
        if let Some((stop, working)) = self.working.take() {
            stop.send_replace(true);
            working.await.unwrap();
        }
        self.app.leave_index().await.ok();
    }

    async fn stop(&mut self) {
        self.rest().await;
        if let Some((stop, serving)) = self.serving.take() {
            stop.send(()).ok();
            serving.await.unwrap();
        }
    }

    // Asking.

    pub async fn send(&self, request: RequestBuilder) -> Answered {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answered { status, headers, text: response.text().await.unwrap() }
    }

    pub async fn get(&self, path: &str) -> Answered {
        self.send(self.client.get(self.address.clone() + path)).await
    }

    /// A POST to `/graphql`, with a body and a kind of one's own.
    pub fn post(&self, kind: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.client.post(self.address.clone() + "/graphql").header("content-type", kind).body(body)
    }

    /// In English, so that messages can be read here.
    pub async fn graphql(&self, query: &str, variables: Value) -> Answered {
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.send(self.post("application/json", body).header("accept-language", "en")).await
    }

    /// The data of a query that must succeed.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        let answered = self.graphql(query, variables).await;
        let mut json = answered.json();
        assert!(answered.status == 200 && json.get("errors").is_none(), "{query}\n{}", answered.text);
        json["data"].take()
    }

    /// The first error of a query that must be refused.
    pub async fn refused(&self, query: &str, variables: Value) -> Refused {
        let answered = self.graphql(query, variables).await;
        let json = answered.json();
        let error = &json["errors"][0];
        assert!(error.is_object(), "{query} was not refused: {}", answered.text);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let fields = error["extensions"]["fields"].as_array().cloned().unwrap_or_default();
        Refused {
            code: text(&error["extensions"]["code"]),
            fields: fields.iter().map(|field| (text(&field["path"]), text(&field["message"]))).collect(),
            message: text(&error["message"]),
        }
    }

    /// The names of the suppliers a filter finds, sorted; the total must agree.
    pub async fn found(&self, filter: Value) -> Vec<String> {
        let mut names = self.found_in_order(filter, "RELEVANCE").await;
        names.sort();
        names
    }

    pub async fn found_in_order(&self, filter: Value, sort: &str) -> Vec<String> {
        let query = "query($filter: SupplierFilter, $sort: SupplierSort) {
            suppliers(filter: $filter, sort: $sort, first: 100) { totalCount nodes { name } } }";
        let data = self.ask(query, json!({ "filter": filter, "sort": sort })).await;
        let nodes = data["suppliers"]["nodes"].as_array().unwrap();
        let names: Vec<String> = nodes.iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(data["suppliers"]["totalCount"], names.len(), "the total is that of the names {names:?}");
        names
    }

    /// Why a filter is refused.
    pub async fn refused_filter(&self, filter: Value) -> Refused {
        let query = "query($filter: SupplierFilter) { suppliers(filter: $filter) { totalCount } }";
        self.refused(query, json!({ "filter": filter })).await
    }

    /// The same house, behind a proxy that gives it HTTPS at this address.
    pub async fn behind_https(&self, public_url: &str) -> String {
        let settings = Settings { public_url: public_url.parse().unwrap(), ..(*self.app.settings).clone() };
        let mut app = self.app.clone();
        app.settings = Arc::new(settings);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(http::serve(app, listener, std::future::pending()));
        address
    }

    // Importing.

    pub async fn import_file(&self, path: &Path, options: Options) -> Result<Report, FileTrouble> {
        interchange::import_suppliers(&self.app, path, &options, |_, _| {}).await
    }

    /// A list named "list", indexed when this returns.
    pub async fn import(&self, text: impl AsRef<[u8]>, options: Options) -> Report {
        let report = self.try_import(text, options).await.unwrap();
        self.drain().await;
        report
    }

    pub async fn try_import(&self, text: impl AsRef<[u8]>, options: Options) -> Result<Report, FileTrouble> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        std::fs::write(&path, text).unwrap();
        self.import_file(&path, options).await
    }

    /// A file of our own.
    pub fn fixture(&self, name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/import").join(name)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some((_, working)) = self.working.take() {
            working.abort();
        }
        if let Some((_, serving)) = self.serving.take() {
            serving.abort();
        }
    }
}

async fn open(
    data: &Path,
    database: &str,
    server: Option<Meilisearch>,
    mail: &Mailbox,
    clock: Clock,
) -> (App, Arc<Statements>, TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let mut settings = Settings { meilisearch: server, ..template::settings(data, database, &address) };
    settings.mail.server = Some(Server {
        host: mail.address.ip().to_string(),
        port: mail.address.port(),
        encryption: Encryption::Nothing,
        login: None,
    });
    settings.mail.pace = u32::MAX;
    // So that a test can come from anywhere.
    settings.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    settings.mail.bounce_token = Some(Secret("bounces".to_owned()));
    let mut app = App::open(settings, clock).await.unwrap();
    let statements = Arc::<Statements>::default();
    let heard = statements.clone();
    app.db.set_metric_callback(move |asked| heard.hear(asked.statement));
    (app, statements, listener, address)
}
