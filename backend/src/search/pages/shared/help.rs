//! What else there is to do: where nothing was found, and for whoever offers something or asks for it.

use super::super::broader;
use super::super::views::{CountedLink, EmptyHelp};
use super::asked::SharedAsked;
use super::{label, without};
use crate::base::visit::Visit;
use crate::error::Result;
use crate::organizations;
use crate::reference::Reference;
use crate::rights::Role;
use crate::search::counted_resources;
use crate::sharing::Wanted;

/// Where a visitor offers something or asks for it: on the desk of the one organisation they write for, else where they
/// choose one or make it. Whoever isn't signed in is asked to on the way.
pub(super) async fn way_in(visit: &Visit) -> Result<String> {
    let mine = match visit.actor.person() {
        Some(person) => organizations::of_account(&visit.app.db, person.account).await?,
        None => Vec::new(),
    };
    let mut writes = mine.iter().filter(|(one, role)| *role >= Role::Editor && one.archived_at.is_none());
    let path = match (writes.next(), writes.next()) {
        (Some((one, _)), None) => format!("/espace/organisations/{}/mutualisation/nouvelle", one.id),
        _ => "/espace/organisations".to_owned(),
    };
    Ok(visit.words.path(&path))
}

async fn count(visit: &Visit, wanted: Wanted) -> Result<u64> {
    Ok(counted_resources(&visit.app, &wanted).await?.1 as u64)
}

/// What would help when nothing matches: each filter's removal, and a wider territory.
pub(super) async fn help(visit: &Visit, reference: &Reference, asked: &SharedAsked) -> Result<EmptyHelp> {
    let mut removals = Vec::new();
    for (name, value) in asked.common.active.iter().take(8) {
        let address = without(visit, name, value);
        let lighter = Visit { address: address.clone(), ..visit.clone() };
        let lighter = SharedAsked::read(&lighter, reference);
        // Without a place, a sort by distance means nothing; a count does.
        let total = count(visit, lighter.wanted).await?;
        if total > 0 {
            removals.push(CountedLink {
                label: label(visit, reference, asked, name, value),
                href: address.href(visit.words),
                count: total,
            });
        }
    }
    removals.sort_by_key(|link| std::cmp::Reverse(link.count));
    let within = |territories| count(visit, Wanted { territories, ..asked.wanted.clone() });
    let broader = broader(visit, reference, &asked.wanted.territories, within).await?;
    Ok(EmptyHelp { spelling: None, removals, broader })
}
