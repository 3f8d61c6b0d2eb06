//! App: what everyone needs, built once and handed to everyone.

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use tokio::sync::{Mutex, Notify};

use crate::base::clock::Clock;
use crate::base::db;
use crate::base::search::{Engine, Synonyms};
use crate::error::{Error, Result};
use crate::reference::{self, Shelf};
use crate::settings::Settings;

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
    /// Held while the index is written, so that a rebuild's last look misses nothing.
    pub indexing: Arc<Mutex<()>>,
}

impl App {
    /// Opens the database (and migrates it), the reference and the search index.
    pub async fn open(settings: Settings, clock: Clock) -> Result<App> {
        std::fs::create_dir_all(&settings.data_dir)
            .map_err(|e| Error::internal(format!("DATA_DIR {}: {e}", settings.data_dir.display())))?;
        let db = db::open(&settings.database_url).await?;
        let loaded = reference::load(&db, clock.now()).await?;
        if !loaded.is_empty() {
            tracing::info!(files = loaded.join(", "), "reference data read");
        }
        let reference = Shelf::open(&db).await?;
        let synonyms = Synonyms::parse(&reference.get().synonyms);
        let search = Engine::open_embedded(&settings.data_dir.join("search"), synonyms).await?;
        Ok(App {
            db,
            search,
            reference,
            clock,
            settings: Arc::new(settings),
            demo: false,
            wake: Arc::default(),
            indexing: Arc::default(),
        })
    }
}
