//! Alerts (*alertes*): searches that people want to be told of, at once, daily or weekly.
//!
//! A new or changed item is matched by reverse search: the alerts that could match it are found by the few keys each has,
//! and only those are asked. Each owner is told once of each item.

pub mod pages;
