use uuid::Uuid;

use super::cases::{Under, under};
use crate::actor::Actor;
use crate::app::App;
use crate::error::{Error, Result};
use crate::organizations::{self, Likeness, Organization, Pair};
use crate::rights::{self, Operation};

/// Two pages that may be one organisation's, and why.
#[derive(Clone, Debug)]
pub struct Suspected {
    pub first: Organization,
    pub second: Organization,
    pub reasons: Vec<Likeness>,
}

/// One screen of them.
#[derive(Clone, Debug)]
pub struct DuplicatePage {
    pub pairs: Vec<Suspected>,
    /// Where the next ones begin.
    pub next: Option<u64>,
}

/// Pairs of which someone moderates both pages and belongs to neither.
async fn theirs(app: &App, actor: &Actor, distinct: bool, offset: u64, limit: u64) -> Result<Vec<Pair>> {
    rights::check(actor, Operation::ReadDuplicates)?;
    let person = actor.person().ok_or(Error::Unauthenticated)?;
    let within = match under(app, actor).await? {
        Under::Everyone => None,
        Under::Nobody => return Ok(Vec::new()),
        Under::These { organizations, .. } => Some(*organizations),
    };
    let own = organizations::ids_of_account(person.account);
    organizations::pairs(&app.db, within, own, distinct, offset, limit).await
}

/// With their pages as they are now.
async fn read(app: &App, pairs: &[Pair]) -> Result<Vec<(Organization, Organization)>> {
    let ids: Vec<Uuid> = pairs.iter().flat_map(|pair| [pair.first, pair.second]).collect();
    let pages = organizations::any_by_ids(&app.db, &ids).await?;
    let both = |pair: &Pair| Some((pages.get(&pair.first)?.clone(), pages.get(&pair.second)?.clone()));
    Ok(pairs.iter().filter_map(both).collect())
}

/// Pages that may be one organisation's, the likest first. What no longer looks alike since a moment ago is left out.
pub async fn duplicates(app: &App, actor: &Actor, offset: u64, limit: u64) -> Result<DuplicatePage> {
    let mut found = theirs(app, actor, false, offset, limit + 1).await?;
    let next = (found.len() as u64 > limit).then_some(offset + limit);
    found.truncate(limit as usize);
    let suspected = |(first, second): (Organization, Organization)| {
        let reasons = organizations::likenesses(&first, &second);
        (!reasons.is_empty()).then_some(Suspected { first, second, reasons })
    };
    Ok(DuplicatePage { pairs: read(app, &found).await?.into_iter().filter_map(suspected).collect(), next })
}

/// How many there are, counted up to `most`.
pub async fn count_duplicates(app: &App, actor: &Actor, most: u64) -> Result<u64> {
    Ok(theirs(app, actor, false, 0, most).await?.len() as u64)
}

/// Pages that were said to be two organisations', the last said first.
pub async fn told_apart(app: &App, actor: &Actor, limit: u64) -> Result<Vec<(Organization, Organization)>> {
    let found = theirs(app, actor, true, 0, limit).await?;
    read(app, &found).await
}
