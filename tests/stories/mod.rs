//! What the house does, told as sentences, over HTTP against a running App.

mod exports;
mod finding;
mod guarantees;
mod health;
mod hostile;
mod hosts;
mod imports;
mod index;
mod landing;
mod limits;
mod lists;
mod pages_of_results;
mod program;
mod real_list;
mod refusals;
mod search_server;
mod standing;
mod statements;
mod territories;
mod undo;
mod worker;
