//! BDIS PRO: the cooperative marketplace of France's social and solidarity economy.
//! `ARCHITECTURE.md` says how it is laid out.

// Of the futures that answer a request, one within the other.
#![recursion_limit = "256"]

pub mod accounts;
pub mod actor;
pub mod alerts;
pub mod api;
pub mod app;
pub mod base;
pub mod demo;
pub mod error;
pub mod guarantees;
pub mod http;
pub mod interchange;
pub mod messages;
pub mod networks;
pub mod organizations;
pub mod products;
pub mod reference;
pub mod rights;
pub mod search;
pub mod settings;
pub mod sharing;
pub mod worker;
