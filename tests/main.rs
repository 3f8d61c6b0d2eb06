//! Stories, the contract and the house rules, in one binary.

#![allow(clippy::unwrap_used)]

mod contract;
mod drift;
mod search_contract;
mod stories;
mod tidy;
mod words;
