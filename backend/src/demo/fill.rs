//! Invented suppliers into an empty database.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use schema::organizations::source;
use schema::values::TerritoryKind;

use super::{Demonstration, Ground, Invented, Place};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{Event, record};
use crate::error::{Error, Message, Result};
use crate::products::Suppliance;
use crate::reference::{Reference, Territory};
use crate::{guarantees, networks, organizations, products, sharing};

const BATCH: usize = 500;
const SEED: u64 = 2009;

/// Fills an empty database with the demonstration territory. One that holds anything stays
/// as it is.
pub async fn fill_demonstration(app: &App) -> Result<bool> {
    if organizations::count(&app.db).await? > 0 {
        return Ok(false);
    }
    let reference = app.reference.get();
    let Demonstration { source, networks, suppliers } =
        super::territory(&ground(&reference), app.clock.now(), SEED);
    start(app, source, networks).await?;
    let homes: Vec<_> = suppliers.iter().map(|one| one.organization.clone()).collect();
    let mut suppliers = suppliers.into_iter();
    save_all(app, &reference, &mut suppliers, |_| {}).await?;
    let (resources, bookings) = super::shared::shared(&reference, &homes, app.clock.now(), SEED);
    let tx = db::begin(&app.db).await?;
    sharing::insert_invented(&tx, app, resources, bookings).await?;
    tx.commit().await?;
    Ok(true)
}

/// Fills an empty database with `count` invented suppliers, their products and guarantees.
pub async fn fill(app: &App, seed: u64, count: usize, progress: impl FnMut(usize)) -> Result<()> {
    if organizations::count(&app.db).await? > 0 {
        return Err(Error::invalid("--fill", Message::new("invalid-not-empty")));
    }
    let reference = app.reference.get();
    let ground = ground(&reference);
    let now = app.clock.now();
    let mut suppliers = super::suppliers(&ground, now, seed, count);
    save_all(app, &reference, &mut suppliers, progress).await
}

/// The communes that invented suppliers may stand in.
pub fn ground(reference: &Reference) -> Ground {
    let place = |t: &Territory| {
        Some(Place {
            code: t.code.to_string(),
            name: t.name.clone(),
            departement: t.departement.clone()?,
            region: t.region.clone()?,
            epci: t.epci.clone(),
            latitude: t.point?.latitude(),
            longitude: t.point?.longitude(),
            population: t.population.unwrap_or(0),
            post_code: t.postal_codes.first().cloned(),
        })
    };
    let communes = reference.territories.iter().filter(|t| t.code.kind() == TerritoryKind::Commune);
    Ground::new(communes.filter(|t| t.parent.is_none()).filter_map(place).collect())
}

async fn start(app: &App, new: source::Model, networks: Vec<networks::Network>) -> Result<()> {
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    organizations::insert_source(&tx, new).await?;
    for network in networks {
        networks::insert(&tx, now, network).await?;
    }
    Ok(tx.commit().await?)
}

async fn save_all(
    app: &App,
    reference: &Reference,
    suppliers: &mut impl Iterator<Item = Invented>,
    mut progress: impl FnMut(usize),
) -> Result<()> {
    let mut done = 0;
    loop {
        let batch: Vec<Invented> = suppliers.by_ref().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(());
        }
        done += batch.len();
        save(app, reference, batch).await?;
        progress(done);
    }
}

async fn save(app: &App, reference: &Reference, batch: Vec<Invented>) -> Result<()> {
    let mut organizations = Vec::with_capacity(batch.len());
    let mut sold = Vec::with_capacity(batch.len());
    let (mut offered, mut held, mut members) = (Vec::new(), Vec::new(), Vec::new());
    let since = app.clock.today();
    for one in batch {
        let id = one.organization.id;
        sold.push(Suppliance {
            organization: id,
            area: one.supplier.area.map(|area| (area, one.supplier.area_confirmed)),
            categories: one
                .categories
                .into_iter()
                .map(|row| (row.category, row.confirmed))
                .collect::<BTreeSet<_>>(),
            themes: one.themes.into_iter().map(|row| (row.theme, row.confirmed)).collect(),
            currencies: one.supplier.currencies.0,
        });
        organizations.push(one.organization);
        offered.extend(one.products);
        held.extend(one.guarantees);
        members.extend(one.networks.into_iter().map(|network| (network, id, since)));
    }
    let event = Event::SuppliersGenerated { organizations: organizations.iter().map(|o| o.id).collect() };
    let tx = db::begin(&app.db).await?;
    organizations::insert(&tx, organizations).await?;
    products::insert(&tx, reference, &sold).await?;
    products::insert_products(&tx, reference, offered).await?;
    guarantees::insert(&tx, held).await?;
    networks::join(&tx, members).await?;
    record(&tx, app.clock.now(), &Actor::System, &event).await?;
    Ok(tx.commit().await?)
}

/// Whether what the database holds is the demonstration territory.
pub async fn is_demonstration(app: &App) -> Result<bool> {
    let source = super::source(app.clock.now());
    Ok(organizations::source(&app.db, &source.name).await?.is_some())
}

/// Invented suppliers as a list that `bdis import suppliers` reads.
pub fn write_csv(
    to: impl std::io::Write,
    ground: &Ground,
    now: DateTime<Utc>,
    seed: u64,
    count: usize,
) -> csv::Result<()> {
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record(super::csv_header())?;
    for one in super::suppliers(ground, now, seed, count) {
        csv.write_record(super::csv_row(&one))?;
    }
    csv.flush()?;
    Ok(())
}
