//! What every room stands on.

pub mod assets;
pub mod backup;
pub mod clock;
pub mod db;
pub mod deliveries;
pub mod desk;
pub mod error_page;
pub mod events;
pub mod files;
pub mod form;
#[cfg(test)]
pub mod hostile;
pub mod leases;
pub mod mail;
pub mod metrics;
pub mod page;
pub mod passwords;
pub mod pictures;
pub mod search;
pub mod secrets;
pub mod sheets;
pub mod stamp;
pub mod throttle;
pub mod visit;
pub mod words;
pub mod zones;
