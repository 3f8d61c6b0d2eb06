//! BDIS PRO: the cooperative marketplace of France's social and solidarity economy.
//! `ARCHITECTURE.md` says how it is laid out.

pub mod actor;
pub mod base;
pub mod error;
pub mod reference;
pub mod settings;
pub mod guarantees;
pub mod networks;
pub mod organizations;
pub mod products;
