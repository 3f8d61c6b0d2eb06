//! What the house does, told as sentences, over HTTP against a running App.

mod account_safety;
mod accounts;
mod exports;
mod finding;
mod guarantees;
mod health;
mod hostile;
mod hosts;
mod imports;
mod index;
mod landing;
mod letters;
mod limits;
mod lists;
mod pages_of_results;
mod personal_data;
mod program;
mod real_list;
mod refusals;
mod search_server;
mod standing;
mod statements;
mod territories;
mod undo;
mod worker;
