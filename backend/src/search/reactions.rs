use std::collections::BTreeSet;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::rules::{Whole, document};
use crate::app::App;
use crate::base::search::Document;
use crate::base::{deliveries, events};
use crate::error::{Error, Result};
use crate::{guarantees, networks, organizations, products};

/// Suppliers read and written to the index at a time.
const BATCH: usize = 500;

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

/// Writes these suppliers to the index as the database has them now, up to event `number`.
pub async fn bring_up_to_date(app: &App, ids: &BTreeSet<Uuid>, number: i64) -> Result<()> {
    let _turn = app.indexing.lock().await;
    let ids: Vec<Uuid> = ids.iter().copied().collect();
    for chunk in ids.chunks(BATCH) {
        let (found, gone) = documents(app, chunk).await?;
        app.search.upsert(found).await?;
        if !gone.is_empty() {
            app.search.delete(gone).await?;
        }
    }
    let number = number.max(app.search.last_event().await.unwrap_or(0));
    app.search.commit(number).await?;
    Ok(())
}

type Batch = JoinHandle<Result<(Vec<Document>, Vec<Uuid>)>>;

/// Reads all suppliers, a few batches ahead of who takes them, until nobody does.
async fn read_ahead(app: App, batches: mpsc::Sender<Batch>) -> Result<()> {
    let mut after = Uuid::nil();
    loop {
        let ids = organizations::ids_after(&app.db, after, BATCH as u64).await?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = *last;
        let app = app.clone();
        let batch = tokio::spawn(async move { documents(&app, &ids).await });
        if batches.send(batch).await.is_err() {
            return Ok(());
        }
    }
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
        done += found.len() as u64;
        fresh.add(found).await?;
        progress(done);
    }
    reading.await.map_err(Error::internal)??;
    // What happened meanwhile went to the live index: it is read again, the last of it while
    // nobody writes.
    loop {
        let behind = events::suppliers_since(&app.db, number).await?;
        let turn = if behind.ids.len() < BATCH { Some(app.indexing.lock().await) } else { None };
        let behind = if turn.is_some() { events::suppliers_since(&app.db, number).await? } else { behind };
        let ids: Vec<Uuid> = behind.ids.into_iter().collect();
        for chunk in ids.chunks(BATCH) {
            let (found, gone) = documents(app, chunk).await?;
            fresh.upsert(found).await?;
            fresh.delete(gone).await?;
        }
        number = behind.last;
        if turn.is_some() {
            fresh.finish(number).await?;
            deliveries::indexed(&app.db, number).await?;
            return Ok(done);
        }
    }
}
