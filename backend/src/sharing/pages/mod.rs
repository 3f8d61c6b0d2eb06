//! What is shared, for whoever looks for it, books it, or offers it.

mod agenda;
mod booking;
mod form;
mod holders;
mod own;
mod resource;
mod said;
mod views;

pub use self::said::{clock, named_price, price, reason as reason_said};
use crate::base::form::Form;
use crate::base::page::Link;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Result};
use crate::sharing::Resource;

/// A resource in one line of a list: its page, and what it is in a few words.
pub fn line(visit: &Visit, one: &Resource) -> (Link, String) {
    let words = visit.words;
    let href = words.path(&format!("/mutualisation/{}", one.id));
    let direction = words.say(format!("direction-{}", one.direction));
    let kind = words.say(format!("resource-kind-{}", one.kind.replace('_', "-")));
    let price = said::named_price(words, &visit.app.reference.get(), one);
    let said: Vec<String> = [direction, kind].into_iter().chain(price).collect();
    (Link { label: one.name.clone(), href }, said.join(" · "))
}

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
