mod days;
mod resources;

pub use self::resources::{FoundResource, FoundResources, counted_resources, resource_ids, resources};
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use async_graphql::connection::{CursorType, OpaqueCursor};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rules::{Order, SupplierFilter, still_holds};
use crate::actor::Actor;
use crate::app::App;
use crate::base::search::{self, Bounds, Cluster, ClusterQuestion, Criteria, Facet, Mark, Question};
use crate::error::{Error, Message, Result};
use crate::guarantees::{self, Ground};
use crate::networks;
use crate::organizations::{self, Organization};

/// Values of one facet that are answered, the most frequent.
const MAX_FACET_VALUES: usize = 100;

/// One result, read from the database.
#[derive(Clone, Debug)]
pub struct FoundSupplier {
    pub organization: Organization,
    pub cursor: String,
    /// False when it serves only part of the territory asked for.
    pub serves_whole: bool,
    pub distance_km: Option<f64>,
}

#[derive(Clone, Debug)]
pub struct Found {
    pub suppliers: Vec<FoundSupplier>,
    pub total: usize,
    pub facets: BTreeMap<Facet, Vec<(String, usize)>>,
    /// Grounds for reserving a contract, counted with the guarantees.
    pub grounds: Vec<(Ground, usize)>,
    pub has_more: bool,
    pub end_cursor: Option<String>,
    /// Their guarantees, when the search had to look at them.
    pub held: Option<HashMap<Uuid, Vec<guarantees::Line>>>,
    /// What was asked, ready to be asked again for a map.
    pub criteria: Criteria,
}

/// A place in the results of one question on one generation of the index.
#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    #[serde(rename = "q")]
    question: u64,
    #[serde(rename = "g")]
    generation: u64,
    #[serde(rename = "m")]
    mark: Mark,
}

impl Cursor {
    fn encoded(question: u64, generation: u64, mark: &Mark) -> String {
        OpaqueCursor(Cursor { question, generation, mark: mark.clone() }).encode_cursor()
    }
}

fn question_hash(asked: &impl std::fmt::Debug, order: Order) -> u64 {
    let mut hasher = DefaultHasher::new();
    format!("{asked:?}{order:?}").hash(&mut hasher);
    hasher.finish()
}

async fn criteria(app: &App, filter: &SupplierFilter) -> Result<Criteria> {
    let networks = if filter.networks.is_empty() { Vec::new() } else { networks::all(&app.db).await? };
    filter.criteria(&app.reference.get(), &networks).map_err(Error::Invalid)
}

/// Answers one page of a search. `first` is 1 to 100.
///
/// Errors: `Invalid` names the field that can't be understood; `Unavailable` while there is
/// no index to ask.
pub async fn search(
    app: &App,
    actor: &Actor,
    filter: &SupplierFilter,
    order: Order,
    first: usize,
    after: Option<&str>,
    facets: Vec<Facet>,
) -> Result<Found> {
    let criteria = criteria(app, filter).await?;
    if order == Order::Distance && criteria.near.is_none() {
        return Err(Error::invalid("sort", Message::new("invalid-distance-needs-circle")));
    }
    let question = question_hash(&criteria, order);
    let after = match after {
        Some(text) => Some(place(app, text, question)?),
        None => None,
    };
    let asked = Question { criteria: criteria.clone(), sort: order.sort(), first, after, facets };
    let answer = app.search.search(asked).await?;
    let cursor = |mark: &Mark| Cursor::encoded(question, answer.generation, mark);
    let ids: Vec<_> = answer.hits.iter().map(|hit| hit.id).collect();
    let mut rows = organizations::by_ids(&app.db, actor, &ids).await?;
    let mut held = None;
    if !filter.guarantees.is_empty()
        || filter.min_level.is_some()
        || filter.peer_reviewed
        || !filter.reserved_grounds.is_empty()
    {
        let lines = guarantees::lines_of(&app.db, &ids).await?;
        let (reference, today) = (app.reference.get(), app.clock.today());
        rows.retain(|row| {
            let lines = lines.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            still_holds(&criteria.filters, lines, &reference, today)
        });
        held = Some(lines);
    }
    let mut hits = answer.hits.iter();
    let suppliers = rows
        .into_iter()
        .filter_map(|organization| {
            let hit = hits.find(|hit| hit.id == organization.id)?;
            Some(FoundSupplier {
                organization,
                cursor: cursor(&hit.mark),
                serves_whole: hit.serves_whole,
                distance_km: hit.distance_km,
            })
        })
        .collect();
    let mut facets = answer.facets;
    let (schemes, grounds) = guarantee_counts(filter, facets.remove(&Facet::Guarantees).unwrap_or_default());
    if !schemes.is_empty() {
        facets.insert(Facet::Guarantees, schemes);
    }
    facets.values_mut().for_each(|values| values.truncate(MAX_FACET_VALUES));
    let end_cursor = answer.hits.last().map(|hit| cursor(&hit.mark));
    Ok(Found {
        suppliers,
        total: answer.total,
        facets,
        grounds,
        has_more: answer.has_more,
        end_cursor,
        held,
        criteria,
    })
}

/// Values of a facet with how many suppliers each leaves.
type Counts = Vec<(String, usize)>;

/// Counts of tokens as counts of schemes and of grounds, at the level the search asks for.
fn guarantee_counts(filter: &SupplierFilter, tokens: Counts) -> (Counts, Vec<(Ground, usize)>) {
    let level = guarantees::wanted("", filter.min_level, filter.peer_reviewed);
    let (mut schemes, mut grounds) = (Vec::new(), Vec::new());
    for (token, count) in tokens {
        let Some(what) = token.strip_suffix(&level).filter(|what| *what != "*") else { continue };
        match what.strip_prefix("ground:") {
            Some(code) => {
                grounds.extend(Ground::ALL.into_iter().find(|g| g.code() == code).map(|g| (g, count)))
            }
            None => schemes.push((what.to_owned(), count)),
        }
    }

    (schemes, grounds)
}

/// The place a cursor stands for, if it is one of this question on the present index.
fn place(app: &App, text: &str, question: u64) -> Result<Mark> {
    let refused = |key| Error::invalid("after", Message::new(key));
    let cursor = OpaqueCursor::<Cursor>::decode_cursor(text).map_err(|_| refused("invalid-cursor"))?.0;
    if cursor.question != question {
        return Err(refused("invalid-cursor-of-other-search"));
    }
    if Some(cursor.generation) != app.search.generation() {
        return Err(refused("invalid-cursor-outdated"));
    }
    Ok(cursor.mark)
}

/// How many suppliers there are in all and per value of some facets; for the pages that
/// show what is there.
pub async fn facet_counts(app: &App, facets: Vec<Facet>) -> Result<search::Answer> {
    Ok(app.search.search(Question { first: 0, facets, ..Question::default() }).await?)
}

/// What a search asks, ready for a map, and how many suppliers it finds.
pub async fn counted(app: &App, filter: &SupplierFilter) -> Result<(Criteria, usize)> {
    let criteria = criteria(app, filter).await?;
    let asked = Question { criteria: criteria.clone(), first: 0, ..Question::default() };
    Ok((criteria, app.search.search(asked).await?.total))
}

/// All suppliers of a search, in the order of their ids: the order in which they came to be known.
pub async fn ids(app: &App, filter: &SupplierFilter) -> Result<Vec<Uuid>> {
    Ok(app.search.ids(criteria(app, filter).await?).await?)
}

/// The suppliers of a search on a map, grouped by the cells of a zoom.
pub async fn clusters(app: &App, criteria: &Criteria, zoom: u8, bounds: Bounds) -> Result<Vec<Cluster>> {
    let question = ClusterQuestion { criteria: criteria.clone(), bounds, zoom };
    Ok(app.search.clusters(question).await?)
}

/// The box of all results within these bounds; none where there is none.
pub async fn extent(app: &App, criteria: &Criteria, within: Bounds) -> Result<Option<Bounds>> {
    Ok(app.search.extent(criteria.clone(), within).await?)
}

impl From<search::Error> for Error {
    fn from(error: search::Error) -> Self {
        match error {
            search::Error::ForeignMark => Error::invalid("after", Message::new("invalid-cursor")),
            search::Error::NoCircle => Error::invalid("sort", Message::new("invalid-distance-needs-circle")),
            search::Error::NeedsRebuild(reason) => Error::Unavailable(format!("search: {reason}")),
            search::Error::Unreachable(reason) => Error::Unavailable(format!("search: {reason}")),
            other => Error::Internal(format!("search: {other}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(crate::base::hostile::cases())]

        #[test]
        fn no_forged_cursor_does_harm(
            text in "\\PC{0,80}",
            json in "[{}\\[\\]\":,a-z0-9.-]{0,60}",
            cut in any::<proptest::sample::Index>(),
            flip in any::<u8>(),
        ) {
            let read = |text: &str| OpaqueCursor::<Cursor>::decode_cursor(text).is_ok();
            let mark = Mark { part: false, value: search::MarkValue::Updated(7), id: Uuid::nil() };
            let true_one = OpaqueCursor(Cursor { question: 1, generation: 2, mark }).encode_cursor();
            prop_assert!(read(&true_one));
            let mut bytes = true_one.into_bytes();
            let place = cut.index(bytes.len());
            bytes[place] ^= flip;
            read(&String::from_utf8_lossy(&bytes));
            bytes.truncate(place);
            read(&String::from_utf8_lossy(&bytes));
            read(&text);
            read(&json);
        }
    }
}
