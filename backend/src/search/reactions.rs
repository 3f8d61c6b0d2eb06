use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::rules::{Whole, document, is_renewed_on, resource_document};
use crate::actor::Actor;
use crate::app::App;
use crate::base::events::Stale;
use crate::base::search::{Document, Engine, Item, Rebuild};
use crate::base::{deliveries, events};
use crate::error::{Error, Result};
use crate::{guarantees, networks, organizations, products, sharing};

/// Suppliers read and written to the index at a time.
const BATCH: usize = 500;
/// Ids read at a time.
const IDS: u64 = 10_000;

/// Suppliers as the index holds them, read from the database; and those that are gone.
pub async fn documents(app: &App, ids: &[Uuid]) -> Result<(Vec<Document>, Vec<Uuid>)> {
    let organizations = organizations::searched(&app.db, ids).await?;
    let mut sells = products::for_suppliers(&app.db, ids).await?;
    let mut products = products::searched_of(&app.db, ids).await?;
    let mut guarantees = guarantees::lines_of(&app.db, ids).await?;
    let mut networks = networks::of_organizations(&app.db, ids).await?;
    let (reference, today) = (app.reference.get(), app.clock.today());
    let mut gone: BTreeSet<Uuid> = ids.iter().copied().collect();
    let found = organizations
        .into_iter()
        .map(|organization| {
            let id = organization.id;
            gone.remove(&id);
            let whole = Whole {
                organization,
                sells: sells.remove(&id).unwrap_or_default(),
                products: products.remove(&id).unwrap_or_default(),
                guarantees: guarantees.remove(&id).unwrap_or_default(),
                networks: networks.remove(&id).unwrap_or_default(),
            };
            document(&whole, &reference, today)
        })
        .collect();
    Ok((found, gone.into_iter().collect()))
}

/// Shared resources as the index holds them, read from the database; and those that are gone.
async fn resources(app: &App, ids: &[Uuid]) -> Result<(Vec<Document>, Vec<Uuid>)> {
    let found = sharing::by_ids(&app.db, &Actor::Anonymous, ids).await?;
    let mut owners: Vec<Uuid> = found.iter().map(|one| one.organization).collect();
    owners.sort_unstable();
    owners.dedup();
    let owners: HashMap<Uuid, String> = organizations::by_ids(&app.db, &Actor::Anonymous, &owners)
        .await?
        .into_iter()
        .map(|owner| (owner.id, owner.name))
        .collect();
    let (reference, today) = (app.reference.get(), app.clock.today());
    let mut gone: BTreeSet<Uuid> = ids.iter().copied().collect();
    let mut documents = Vec::with_capacity(found.len());
    for one in found {
        gone.remove(&one.id);
        let owner = owners.get(&one.organization).map(String::as_str).unwrap_or_default();
        documents.push(resource_document(&one, owner, &reference, today)?);
    }
    Ok((documents, gone.into_iter().collect()))
}

/// Where documents go.
enum Index<'a> {
    Live(&'a Engine),
    New(&'a Rebuild),
}

impl Index<'_> {
    /// Writes what is stale as the database has it now, a batch at a time.
    async fn renew(&self, app: &App, stale: &Stale) -> Result<()> {
        let suppliers: Vec<Uuid> = stale.suppliers.iter().copied().collect();
        let mut shared = stale.resources.clone();
        for chunk in suppliers.chunks(BATCH) {
            self.write(documents(app, chunk).await?).await?;
            shared.extend(sharing::ids_of_organizations(&app.db, chunk).await?);
        }
        let shared: Vec<Uuid> = shared.into_iter().collect();
        for chunk in shared.chunks(BATCH) {
            self.write(resources(app, chunk).await?).await?;
        }
        Ok(())
    }

    async fn write(&self, (found, gone): (Vec<Document>, Vec<Uuid>)) -> Result<()> {
        match self {
            Index::Live(engine) => {
                engine.upsert(found).await?;
                if !gone.is_empty() {
                    engine.delete(gone).await?;
                }
            }
            Index::New(fresh) => {
                fresh.upsert(found).await?;
                fresh.delete(gone).await?;
            }
        }
        Ok(())
    }
}

/// What is shared and is indexed anew on that day, since the index knows a number of days ahead alone.
pub async fn renewed_on(app: &App, day: NaiveDate) -> Result<BTreeSet<Uuid>> {
    let mut found = BTreeSet::new();
    let mut last = Uuid::nil();
    loop {
        let ids = sharing::ids_after(&app.db, last, IDS).await?;
        let Some(id) = ids.last() else { return Ok(found) };
        last = *id;
        found.extend(ids.into_iter().filter(|id| is_renewed_on(day, *id)));
    }
}

/// Writes what is stale to the index as the database has it now, up to event `number`.
pub async fn bring_up_to_date(app: &App, stale: &Stale, number: i64) -> Result<()> {
    let _turn = app.indexing.lock().await;
    Index::Live(&app.search).renew(app, stale).await?;
    let number = number.max(app.search.last_event().await.unwrap_or(0));
    app.search.commit(number).await?;
    Ok(())
}

type Batch = JoinHandle<Result<(Vec<Document>, Vec<Uuid>)>>;

/// Reads all suppliers and all that is shared, a few batches ahead of who takes them, until nobody does.
async fn read_ahead(app: App, batches: mpsc::Sender<Batch>) -> Result<()> {
    for item in Item::ALL {
        let mut after = Uuid::nil();
        loop {
            let ids = match item {
                Item::Supplier => organizations::ids_after(&app.db, after, BATCH as u64).await?,
                Item::Resource => sharing::ids_after(&app.db, after, BATCH as u64).await?,
            };
            let Some(last) = ids.last() else { break };
            after = *last;
            let app = app.clone();
            let batch = tokio::spawn(async move {
                match item {
                    Item::Supplier => documents(&app, &ids).await,
                    Item::Resource => resources(&app, &ids).await,
                }
            });
            if batches.send(batch).await.is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Builds a new index from the database beside the live one, then swaps. Searches go on
/// meanwhile. Returns how many suppliers it holds.
pub async fn rebuild(app: &App, mut progress: impl FnMut(u64)) -> Result<u64> {
    while events::number(&app.db).await? > 0 {}
    let mut number = events::last_number(&app.db).await?;
    let fresh = app.search.rebuild().await?;
    let (sender, mut batches) = mpsc::channel(1);
    let reading = tokio::spawn(read_ahead(app.clone(), sender));
    let mut done = 0;
    while let Some(batch) = batches.recv().await {
        let (found, _) = batch.await.map_err(Error::internal)??;
        done += found.iter().filter(|one| one.item() == Item::Supplier).count() as u64;
        fresh.add(found).await?;
        progress(done);
    }
    reading.await.map_err(Error::internal)??;
    // What happened meanwhile went to the live index: it is read again, the last of it while
    // nobody writes.
    loop {
        let behind = events::stale_since(&app.db, number).await?;
        let turn = if behind.stale.count() < BATCH { Some(app.indexing.lock().await) } else { None };
        let behind = if turn.is_some() { events::stale_since(&app.db, number).await? } else { behind };
        Index::New(&fresh).renew(app, &behind.stale).await?;
        number = behind.last;
        if turn.is_some() {
            fresh.finish(number).await?;
            deliveries::indexed(&app.db, number).await?;
            return Ok(done);
        }
    }
}
