//! Messages (*messages*): what a buyer and a supplier write to each other through the platform.
//!
//! Neither sees the other's address. A thread is its asker's and the organisation's writers' alone; once it is reported,
//! nobody writes in it, unless moderators find no abuse. They read what the report says, never the thread. Texts only:
//! nothing is attached.

mod commands;
pub mod graphql;
pub mod pages;
mod queries;
mod reactions;

pub use commands::{absorb, contact, decided, forget, give_back, kept, reply, report_thread};
pub use queries::{Message, Thread, any_thread, count_waiting, messages_of, thread_by_id, threads, touched};
pub use reactions::{letter, recipients};
