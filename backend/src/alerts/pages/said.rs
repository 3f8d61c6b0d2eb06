//! What an alert looks for, in words.

use crate::alerts::{self, Kind};
use crate::base::visit::Visit;
use crate::base::words::Words;
use crate::networks::Network;
use crate::search::pages::{said as said_of_suppliers, shared};

/// Characters of a name that is proposed.
const NAME: usize = 80;

pub fn said(visit: &Visit, networks: &[Network], kind: Kind, pairs: &[(String, String)]) -> Vec<String> {
    match kind {
        Kind::Suppliers => said_of_suppliers(visit, networks, pairs),
        Kind::Resources if alerts::request_in(pairs).is_some() => vec![visit.words.say("alert-of-request")],
        Kind::Resources => shared::said(visit, pairs),
    }
}

/// A name made of what is looked for.
pub fn proposed(words: Words, sought: &[String]) -> String {
    let all = words.list(sought);
    match all.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", all[..end].trim_end()),
        None => all,
    }
}
