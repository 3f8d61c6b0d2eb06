//! What every room stands on.

pub mod assets;
pub mod clock;
pub mod db;
pub mod deliveries;
pub mod error_page;
pub mod events;
#[cfg(test)]
pub mod hostile;
pub mod leases;
pub mod metrics;
pub mod page;
pub mod search;
pub mod stamp;
pub mod visit;
pub mod words;
