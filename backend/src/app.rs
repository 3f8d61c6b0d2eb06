//! App: what everyone needs, built once and handed to everyone.

use std::path::Path;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbBackend};
use serde_json::Value;
use tokio::sync::{Mutex, Notify, Semaphore};
use uuid::Uuid;

use crate::actor::Actor;
use crate::base::clock::Clock;
use crate::base::db;
use crate::base::files::Files;
use crate::base::leases::Lease;
use crate::base::mail::{self, Post};
use crate::base::metrics::Metrics;
use crate::base::search::{Engine, Synonyms};
use crate::error::{Error, Result};
use crate::organizations::Merging;
use crate::reference::{self, Shelf};
use crate::settings::Settings;
use crate::sharing::KnownSchedules;
use crate::{alerts, guarantees, interchange, messages, networks, organizations, products, sharing};

/// Whose account is erased.
#[derive(Clone, Copy)]
pub struct Leaving<'a> {
    pub app: &'a App,
    pub actor: &'a Actor,
    pub account: Uuid,
    /// Of its address.
    pub email_key: &'a str,
}

/// What each room does when someone's account is erased, in that transaction.
pub type Forget = for<'a> fn(&'a DatabaseTransaction, Leaving<'a>) -> BoxFuture<'a, Result<()>>;
/// What each room keeps of someone, under its name.
pub type Kept = for<'a> fn(&'a DatabaseConnection, Uuid) -> BoxFuture<'a, Result<(&'static str, Value)>>;

/// Every room that keeps something of a person: accounts stand below them and can't name them. Networks look at what is
/// left of organisations before their members go.
pub const PERSONS: [(Forget, Kept); 6] = [
    (|tx, who| Box::pin(networks::forget(tx, who)), |db, account| Box::pin(networks::kept(db, account))),
    (
        |tx, who| Box::pin(organizations::forget(tx, who)),
        |db, account| Box::pin(organizations::kept(db, account)),
    ),
    (
        |tx, who| Box::pin(messages::forget(tx, who.account)),
        |db, account| Box::pin(messages::kept(db, account)),
    ),
    (
        |tx, who| Box::pin(interchange::forget(tx, who.account)),
        |db, account| Box::pin(interchange::kept(db, account)),
    ),
    (
        |tx, who| Box::pin(sharing::forget(tx, who.account)),
        |db, account| Box::pin(sharing::kept(db, account)),
    ),
    (|tx, who| Box::pin(alerts::forget(tx, who.account)), |db, account| Box::pin(alerts::kept(db, account))),
];

/// What a room hands over when one page of an organisation goes into another, in that transaction; the network answers
/// for what is left of it. Returns what it takes to give it back.
pub type Absorb = for<'a> fn(&'a DatabaseTransaction, &'a App, Merging, Uuid) -> BoxFuture<'a, Result<Value>>;
pub type GiveBack =
    for<'a> fn(&'a DatabaseTransaction, &'a App, Merging, &'a Value) -> BoxFuture<'a, Result<()>>;

/// Every room that keeps something of an organisation, in the order in which it is handed over.
pub const MERGES: [(&str, Absorb, GiveBack); 6] = [
    (
        "organizations",
        |tx, app, pair, network| Box::pin(organizations::absorb(tx, app, pair, network)),
        |tx, app, pair, moved| Box::pin(organizations::give_back(tx, app, pair, moved)),
    ),
    (
        "networks",
        |tx, app, pair, _| Box::pin(networks::absorb(tx, app, pair)),
        |tx, _, pair, moved| Box::pin(networks::give_back(tx, pair, moved)),
    ),
    (
        "messages",
        |tx, _, pair, _| Box::pin(messages::absorb(tx, pair)),
        |tx, _, pair, moved| Box::pin(messages::give_back(tx, pair, moved)),
    ),
    (
        "products",
        |tx, app, pair, _| Box::pin(products::absorb(tx, app, pair)),
        |tx, app, pair, moved| Box::pin(products::give_back(tx, app, pair, moved)),
    ),
    (
        "guarantees",
        |tx, _, pair, _| Box::pin(guarantees::absorb(tx, pair)),
        |tx, _, pair, moved| Box::pin(guarantees::give_back(tx, pair, moved)),
    ),
    (
        "sharing",
        |tx, _, pair, _| Box::pin(sharing::absorb(tx, pair)),
        |tx, _, pair, moved| Box::pin(sharing::give_back(tx, pair, moved)),
    ),
];

/// What a room holds against archiving an organisation, in that transaction: its error says what is to be done before.
pub type Standing = for<'a> fn(&'a DatabaseTransaction, &'a App, Uuid) -> BoxFuture<'a, Result<()>>;

/// Every room in which something of an organisation may keep it from being archived.
pub const STANDING: [Standing; 1] = [|tx, app, id| Box::pin(sharing::nothing_to_come(tx, app, id))];

/// What follows from a decision of moderators, or from taking it back (none), in that transaction, in rooms above theirs.
pub type Decided =
    for<'a> fn(&'a DatabaseTransaction, &'a networks::Case, Option<bool>) -> BoxFuture<'a, Result<()>>;

pub const DECIDED: [Decided; 1] = [|tx, case, accepted| Box::pin(messages::decided(tx, case, accepted))];

/// Exports at once.
const EXPORTS: usize = 4;

#[derive(Clone)]
pub struct App {
    pub db: DatabaseConnection,
    pub search: Engine,
    pub reference: Shelf,
    pub clock: Clock,
    pub settings: Arc<Settings>,
    /// Whether the pages say that all suppliers are invented.
    pub demo: bool,
    /// Wakes the worker of this process, so that it needn't wait for its next look.
    pub wake: Arc<Notify>,
    /// The same for letters.
    pub wake_letters: Arc<Notify>,
    pub post: Post,
    pub files: Files,
    /// Held while the index is written, so that a rebuild's last look misses nothing.
    pub indexing: Arc<Mutex<()>>,
    /// How many more exports may run.
    pub exports: Arc<Semaphore>,
    /// The right to write to a search server that several hosts use.
    lease: Lease,
    /// Of the one host whose embedded index a shared database has.
    host: Option<Lease>,
    pub metrics: Arc<Metrics>,
    pub schedules: KnownSchedules,
}

impl App {
    /// Opens the database (and migrates it), the reference and the search index.
    pub async fn open(settings: Settings, clock: Clock) -> Result<App> {
        mail::check(&settings).map_err(|error| {
            Error::internal(format!(
                "DKIM_KEY_FILE: {error}; it is a key that begins with BEGIN RSA PRIVATE KEY (openssl genrsa -traditional), or \
                 an Ed25519 key in Base64"
            ))
        })?;
        std::fs::create_dir_all(&settings.data_dir)
            .map_err(|e| Error::internal(format!("DATA_DIR {}: {e}", settings.data_dir.display())))?;
        let db = db::open(&settings.database_url).await?;
        let loaded = reference::load(&db, clock.now()).await?;
        if !loaded.is_empty() {
            tracing::info!(files = loaded.join(", "), "reference data read");
        }
        let folder = settings.data_dir.join("search");
        let host = match (&settings.meilisearch, db.get_database_backend()) {
            (None, DbBackend::Postgres) => Some(only_host(&db, &folder).await?),
            _ => None,
        };
        let reference = Shelf::open(&db).await?;
        let synonyms = Synonyms::parse(&reference.get().synonyms);
        let search = match &settings.meilisearch {
            Some(server) => {
                let key = server.key.as_ref().map(|key| key.0.as_str());
                Engine::open_meilisearch(server.url.as_str(), key, &server.prefix, synonyms).await?
            }
            None => Engine::open_embedded(&folder, synonyms).await?,
        };
        let post = Post::new(&settings.mail, settings.data_dir.join("mail"));
        let files = Files::open(&settings.data_dir.join("files"))?;
        Ok(App {
            db,
            search,
            reference,
            clock,
            settings: Arc::new(settings),
            demo: false,
            wake: Arc::default(),
            wake_letters: Arc::default(),
            post,
            files,
            indexing: Arc::default(),
            exports: Arc::new(Semaphore::new(EXPORTS)),
            lease: Lease::new("search"),
            host,
            metrics: Arc::default(),
            schedules: KnownSchedules::default(),
        })
    }

    /// Takes over what was changed in the reference, here or by another process.
    pub async fn follow_reference(&self) -> Result<()> {
        if self.reference.follow(&self.db).await? {
            self.search.set_synonyms(Synonyms::parse(&self.reference.get().synonyms));
        }
        Ok(())
    }

    /// Whether this process writes the search index; it takes that right where no other has it.
    pub async fn writes_index(&self) -> Result<bool> {
        match &self.search {
            Engine::Embedded(engine) => {
                // Another host has taken over: what is written here, nobody there would find.
                if let Some(host) = &self.host
                    && !host.hold(&self.db).await?
                {
                    engine.leave_writing();
                    return Ok(false);
                }
                Ok(engine.become_writer().await)
            }
            Engine::Meilisearch(_) => self.lease.hold(&self.db).await,
        }
    }

    /// Whether it had that right when it last looked.
    pub fn wrote_index(&self) -> bool {
        match &self.search {
            Engine::Embedded(engine) => engine.is_writer(),
            Engine::Meilisearch(_) => self.lease.is_held(),
        }
    }

    /// Leaves that right to another process.
    pub async fn leave_index(&self) -> Result<()> {
        match &self.search {
            Engine::Embedded(engine) => {
                engine.leave_writing();
                Ok(())
            }
            Engine::Meilisearch(_) => self.lease.release(&self.db).await,
        }
    }
}

/// The embedded index is for one host: a second one on the same database is refused.
async fn only_host(db: &DatabaseConnection, folder: &Path) -> Result<Lease> {
    let lease = Lease::of_host("embedded-index", folder)?;
    match lease.wait_for(db).await? {
        true => Ok(lease),
        false => Err(Error::Unavailable(
            "search: another host keeps the embedded index of this database; set MEILISEARCH_URL on both, or stop the other"
                .to_owned(),
        )),
    }
}
