//! The steps from an empty database to today's schema. A step that has landed is never
//! edited; what it lacks comes as a new one.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m20261123_000001_reference;
mod m20261123_000002_organizations;
mod m20261123_000003_networks;
mod m20261123_000004_products;
mod m20261123_000005_guarantees;
mod m20261123_000006_interchange;
mod m20261123_000007_events;
mod m20261123_000008_leases;
mod m20261128_000009_lookups;
mod m20261128_000010_undone_imports;
mod m20261128_000011_accounts;
mod m20261128_000012_members;
mod m20261128_000013_messages;
mod m20261128_000014_imports;
mod m20261128_000015_merges;
mod m20261128_000016_reference_edits;
mod m20261128_000017_sharing;
mod m20261128_000021_alerts;
mod m20261129_000022_likenesses;
mod m20261129_000023_page_reports;
mod m20261129_000025_bookings_kept;
mod m20261129_000026_alert_digests;
mod m20261129_000027_told_by;
mod m20261129_000028_units_held;
mod m20261129_000029_versions;
mod m20261129_000030_pace_before;
mod m20261129_000031_held_times;
mod m20261129_000032_held_versions;
mod m20261129_000033_archived_few;
mod m20261129_000034_product_currencies;
mod m20261129_000035_removed_pictures;
mod m20261129_000038_found_items;

#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_reference::Migration),
            Box::new(m20261123_000002_organizations::Migration),
            Box::new(m20261123_000003_networks::Migration),
            Box::new(m20261123_000004_products::Migration),
            Box::new(m20261123_000005_guarantees::Migration),
            Box::new(m20261123_000006_interchange::Migration),
            Box::new(m20261123_000007_events::Migration),
            Box::new(m20261123_000008_leases::Migration),
            Box::new(m20261128_000009_lookups::Migration),
            Box::new(m20261128_000010_undone_imports::Migration),
            Box::new(m20261128_000011_accounts::Migration),
            Box::new(m20261128_000012_members::Migration),
            Box::new(m20261128_000013_messages::Migration),
            Box::new(m20261128_000014_imports::Migration),
            Box::new(m20261128_000015_merges::Migration),
            Box::new(m20261128_000016_reference_edits::Migration),
            Box::new(m20261128_000017_sharing::Migration),
            Box::new(m20261128_000021_alerts::Migration),
            Box::new(m20261129_000022_likenesses::Migration),
            Box::new(m20261129_000023_page_reports::Migration),
            Box::new(m20261129_000025_bookings_kept::Migration),
            Box::new(m20261129_000026_alert_digests::Migration),
            Box::new(m20261129_000027_told_by::Migration),
            Box::new(m20261129_000028_units_held::Migration),
            Box::new(m20261129_000029_versions::Migration),
            Box::new(m20261129_000030_pace_before::Migration),
            Box::new(m20261129_000031_held_times::Migration),
            Box::new(m20261129_000032_held_versions::Migration),
            Box::new(m20261129_000033_archived_few::Migration),
            Box::new(m20261129_000034_product_currencies::Migration),
            Box::new(m20261129_000035_removed_pictures::Migration),
            Box::new(m20261129_000038_found_items::Migration),
        ]
    }
}
