//! What is shared, for whoever looks for it, books it, or offers it.

mod agenda;
mod booking;
mod own;
mod resource;

use crate::base::form::Form;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};

/// `parts` are those of the address: `mutualisation`, or `espace` and what follows.
pub async fn show(visit: &Visit, parts: &[&str], form: &Form) -> Result<Answer> {
    match *parts {
        ["mutualisation", id] => resource::show(visit, id).await,
        ["mutualisation", id, ref rest @ ..] => booking::show(visit, id, rest, form).await,
        ["espace", "reservations", ref rest @ ..] => agenda::show(visit, rest, form).await,
        ["espace", "organisations", id, "mutualisation", ref rest @ ..] => {
            own::show(visit, id, rest, form).await
        }
        ["espace", "organisations", id, "compte", ref rest @ ..] => {
            agenda::ledger(visit, id, rest, form).await
        }
        _ => Err(Error::NotFound),
    }
}

pub async fn send(visit: &Visit, parts: &[&str], form: &Form) -> Result<Answer> {
    match *parts {
        ["mutualisation", id, ref rest @ ..] => booking::send(visit, id, rest, form).await,
        ["espace", "reservations", ref rest @ ..] => agenda::send(visit, rest, form).await,
        ["espace", "organisations", id, "mutualisation", ref rest @ ..] => {
            own::send(visit, id, rest, form).await
        }
        ["espace", "organisations", id, "compte", ref rest @ ..] => {
            agenda::send_ledger(visit, id, rest, form).await
        }
        _ => Err(Error::NotFound),
    }
}
