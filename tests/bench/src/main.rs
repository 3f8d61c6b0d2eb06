//! Measures the program and prints one table. Nothing here fails on a slow machine: the
//! figures are to be read. `make bench` builds and runs it.
//!
//! `BENCH_DIR` keeps the invented suppliers between runs (the system's folder for temporary
//! files unless set); remove it after a change of the database's tables. `BENCH_SUPPLIERS`
//! is the sizes to measure, `20000,200000` unless set.

mod alerts;
mod ceiling;
mod keeping;
mod machine;
mod people;
mod program;
mod questions;
mod resources;
mod served;
mod sharing;
mod table;
mod wire;

use std::path::{Path, PathBuf};
use std::time::Duration;

use backend::settings::Meilisearch;
use served::{Alone, House};
use table::Table;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const SEED: u64 = 7;

#[tokio::main]
async fn main() -> Result<()> {
    // Every request writes its line, as in the program, to where nobody reads it.
    let nowhere = std::fs::OpenOptions::new().write(true).open("/dev/null")?;
    tracing_subscriber::fmt()
        .with_env_filter("info")
        .with_ansi(false)
        .with_writer(std::sync::Mutex::new(nowhere))
        .init();
    let folder =
        std::env::var_os("BENCH_DIR").map_or_else(|| std::env::temp_dir().join("bdis-bench"), PathBuf::from);
    let sizes = std::env::var("BENCH_SUPPLIERS").unwrap_or_else(|_| "20000,200000".into());
    let sizes: Vec<usize> =
        sizes.split(',').map(|size| size.trim().parse()).collect::<std::result::Result<_, _>>()?;
    let ceiling = ceiling::serve()?;
    let before = machine::load_average();
    let mut table = Table::default();
    let mut medians = Vec::new();
    for (place, size) in sizes.iter().enumerate() {
        medians.push(measure(&mut table, &folder, &ceiling, *size, place + 1 == sizes.len()).await?);
    }
    if let [first, .., last] = medians.as_slice() {
        let (from, to) = (sizes[0], sizes[sizes.len() - 1]);
        table.size = to;
        let grown = to as f64 / from as f64;
        table.at_most(
            &format!("search, p50: {grown:.0} × the suppliers, × the time"),
            last / first,
            3.0 * grown / 10.0,
            "×",
        );
    }
    println!("{}\n\n{table}", machine::described(&before));
    Ok(())
}

/// Everything at one size; the median of the search in milliseconds. Memory and starts at the largest alone.
async fn measure(table: &mut Table, folder: &Path, ceiling: &str, size: usize, largest: bool) -> Result<f64> {
    table.size = size;
    let data = program::filled(folder, size, SEED)?;
    eprintln!("Measuring with {size} suppliers…");
    let imported = program::import(folder, size, SEED).await?;
    table.at_least("import of a CSV list, index included", imported.per_second, 3_000.0, "suppliers/s");
    table.at_most("import, memory at its peak", imported.memory, 300.0, "MB");

    let house = House::open(&data, None).await?;
    let asked = questions::Questions::draw(&house.address, SEED).await?;
    table.at_least("reindex from the database", house.reindexed, 9_500.0, "suppliers/s");
    let alone = served::alone(&house.address, &asked).await?;
    table.at_most("GraphQL search, 1 connection, p50", alone.search.p50(), 10.0, "ms");
    table.at_most("GraphQL search, 1 connection, p95", alone.search.percentile(95), 25.0, "ms");
    table.at_most(
        "the search as a page, × the GraphQL call (p50)",
        alone.html.p50() / alone.search.p50(),
        2.0,
        "×",
    );
    table.at_most("supplier page, p50", alone.page.p50(), 5.0, "ms");
    table.at_most("product page, p50", alone.product.p50(), 5.0, "ms");
    for (map, times) in [("France", &alone.france), ("a département", &alone.departement)] {
        table.at_most(&format!("map clusters of {map}, p95"), times.percentile(95), 30.0, "ms");
        table.at_most(
            &format!("map clusters of {map}, largest answer"),
            times.bytes as f64 / 1000.0,
            15.0,
            "kB",
        );
    }

    let rates = served::rates(ceiling, &house.address, &asked).await?;
    table.known(
        "C: 20 objects of 8 fields from memory, 8 connections",
        rates.ceiling.per_second,
        "answers/s",
    );
    table.known("bare `{ __typename }`, 8 connections", rates.bare.per_second, "answers/s");
    table.known("GraphQL search, 8 connections", rates.search.per_second, "answers/s");
    table.at_least("GraphQL search, 8 connections, × C", rates.search.ratio, 0.20, "×");
    table.at_most("GraphQL search, 8 connections, p99 × p50", rates.search.p99 / rates.search.p50, 5.0, "×");
    table.known("suppliers with nested products, 8 connections", rates.list.per_second, "answers/s");
    table.at_least("suppliers with nested products, × C", rates.list.ratio, 0.12, "×");
    table.at_least("`{ __typename }` through the full stack, × bare", rates.typename.ratio, 0.5, "×");

    let fresh = house.freshness(&data, 10).await?;
    table.at_most("a change visible in search, the longest of 10", fresh.percentile(100) / 1000.0, 1.0, "s");
    if largest {
        let met = people::sign_ins(&house.app, &house.address, &asked.search).await?;
        table.known("bare argon2id, as many at once as cores", met.bare, "hashes/s");
        table.at_least("sign-ins, 8 connections, × bare argon2id", met.per_second / met.bare, 0.85, "×");
        table.at_most("search beside a flood of sign-ins, p99 × its calm value", met.search, 3.0, "×");
        let kept = keeping::measure(&house.app, &house.address).await?;
        table.at_most("a moderator's queue of 10,000, p50", kept.queue.p50(), 15.0, "ms");
        table.at_most("a catalogue of 5,000 products imported", kept.catalogue, 5.0, "s");
        table.at_most(
            "a saved product visible in search, the longest of 10",
            kept.visible.percentile(100) / 1000.0,
            1.0,
            "s",
        );
        let [dated, by_day] = resources::dated(&house.app, &house.address, SEED).await?;
        table.known("date-first search among 20,000 resources, p50", dated.p50(), "ms");
        table.at_most("date-first search among 20,000 resources, p95", dated.percentile(95), 50.0, "ms");
        table.known("the same by day alone, p50", by_day.p50(), "ms");
        table.at_most("the same by day alone, p95", by_day.percentile(95), 50.0, "ms");
        let shared = sharing::measure(&house.app, &house.address).await?;
        table.at_least("1,000 at once for a slot of 5: booked", shared.booked as f64, 5.0, "");
        table.at_most("1,000 at once for a slot of 5: booked", shared.booked as f64, 5.0, "");
        table.at_least("the others: CONFLICT with the next free slot", shared.told as f64, 995.0, "");
        table.known("until the last of them knew", shared.race, "s");
        table.at_most("what is free of 500 resources over a month, p50", shared.month.p50(), 50.0, "ms");
        let met = alerts::measure(folder).await?;
        table.at_most("a new supplier against 100,000 alerts, p50", met.supplier.p50(), 100.0, "ms");
        table.at_most("a new offer against 100,000 alerts, p50", met.resource.p50(), 100.0, "ms");
        table.known("of them, who is to be told", met.told as f64, "people");
        table.at_most("from a change to the letter that has left, the longest of 3", met.letter, 5.0, "s");
        let sent = people::letters(folder).await?;
        table.known("bare SMTP client, 8 connections", sent.bare, "letters/s");
        table.known("letters through the persisted outbox", sent.per_second, "letters/s");
        table.at_least(
            "letters through the outbox, × the bare client",
            sent.per_second / sent.bare,
            0.10,
            "×",
        );
    }
    house.close().await?;
    if largest && let Some(server) = served::search_server() {
        beside(table, &data, server, &alone).await?;
    }
    let exported = program::export(&data, size).await?;
    table.known("export of all as CSV", exported.per_second, "suppliers/s");
    table.at_most("export, memory at its peak", exported.memory, 300.0, "MB");
    if largest {
        lighthouse(table, &data).await?;
        let starts = wire::Times::new(program::starts(&data, &asked.search[0], 7).await?);
        table.at_most("start to the answer of the first search", starts.p50() / 1000.0, 0.5, "s");
        let memory = program::memory(&data, &asked, Duration::from_secs(20)).await?;
        table.at_most("memory at rest", memory.at_rest, 250.0, "MB");
        table.at_most("memory under load, 8 connections", memory.under_load, 400.0, "MB");
        table.known("of it, not mapped from files", memory.own, "MB");
    }
    Ok(alone.search.p50())
}

/// The same questions on the same data, answered by a Meilisearch.
async fn beside(table: &mut Table, data: &Path, server: Meilisearch, embedded: &Alone) -> Result<()> {
    let house = House::open(data, Some(server)).await?;
    table.known("Meilisearch: reindex from the database", house.reindexed, "suppliers/s");
    let asked = questions::Questions::draw(&house.address, SEED).await?;
    let alone = served::alone(&house.address, &asked).await?;
    table.known("Meilisearch: GraphQL search, 1 connection, p50", alone.search.p50(), "ms");
    table.known("Meilisearch: GraphQL search, 1 connection, p95", alone.search.percentile(95), "ms");
    table.known("Meilisearch: map clusters of France, p95", alone.france.percentile(95), "ms");
    table.known("Meilisearch: map clusters of a département, p95", alone.departement.percentile(95), "ms");
    table.at_most(
        "GraphQL search, p50: embedded × Meilisearch",
        embedded.search.p50() / alone.search.p50(),
        1.0,
        "×",
    );
    house.close().await
}

/// What Lighthouse says of the pages: the lowest score of each kind.
async fn lighthouse(table: &mut Table, data: &Path) -> Result<()> {
    for (page, category, score) in program::lighthouse(data).await? {
        let goal = if category == "performance" { 95.0 } else { 100.0 };
        table.at_least(&format!("Lighthouse, {page}: {category}"), score, goal, "");
    }
    Ok(())
}
