//! A question as Meilisearch asks it: one request, with a search for the total and the facets, one
//! for each facet that ignores its own choice, and one or two for the hits.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use meilisearch_sdk::DefaultHttpClient;
use meilisearch_sdk::indexes::Index;
use meilisearch_sdk::search::{
    FederationOptions, MatchingStrategies, MultiSearchQuery, SearchQuery, Selectors,
};
use serde::Deserialize;
use uuid::Uuid;

use super::document::{Geo, attribute, stems};
use super::state::State;
use super::{Inner, PATIENCE, within};
use crate::base::search::analysis;
use crate::base::search::geo::Ring;
use crate::base::search::{
    Answer, Bound, By, Circle, Criteria, Error, Facet, Hit, Item, MAX_FACET_VALUES, MAX_HITS, MAX_TEXT_CHARS,
    Mark, MarkValue, Question, Result, Served, Sort,
};

/// Meilisearch's radius of the earth, by ours.
const EARTH: f64 = 6_371.0 / 6_371.008_8;

/// Ids of one request.
const IDS: usize = 5_000;

#[derive(Debug, Deserialize)]
pub struct Found {
    pub id: Uuid,
    #[serde(rename = "_geo")]
    pub geo: Option<Geo>,
    #[serde(default)]
    serves: Vec<String>,
}

/// Letters of a word that is taken for whole when it ends as a plural or a feminine does.
const FINISHED: usize = 5;

/// What a score is worth of who serves only part of the territory.
const IN_PART: f32 = 0.9;

/// One search of the request.
#[derive(Default)]
pub struct Asked {
    pub filter: String,
    pub facets: Vec<&'static str>,
    pub sort: Vec<String>,
    pub retrieve: Vec<&'static str>,
    pub offset: usize,
    /// None asks for the exact total alone.
    pub limit: Option<usize>,
}

pub struct Replied {
    pub hits: Vec<Found>,
    pub total: usize,
    pub facets: HashMap<String, HashMap<String, usize>>,
}

fn search<'a>(index: &'a Index, text: &'a str, one: &'a Asked) -> SearchQuery<'a, DefaultHttpClient> {
    let mut search = SearchQuery::new(index);
    search.with_query(text).with_matching_strategy(MatchingStrategies::ALL);
    search.with_attributes_to_retrieve(Selectors::Some(&one.retrieve));
    if !one.filter.is_empty() {
        search.with_filter(&one.filter);
    }
    if !one.facets.is_empty() {
        search.with_facets(Selectors::Some(&one.facets));
    }
    search
}

/// Sends searches of one text in one request; the replies are in their order.
pub async fn send(inner: &Inner, state: &State, text: &str, asked: &[Asked]) -> Result<Vec<Replied>> {
    let index = inner.client.index(&state.index);
    let sorts: Vec<Vec<&str>> =
        asked.iter().map(|one| one.sort.iter().map(String::as_str).collect()).collect();
    let mut request = MultiSearchQuery::new(&inner.client);
    for (one, sort) in asked.iter().zip(&sorts) {
        let mut search = search(&index, text, one);
        if !sort.is_empty() {
            search.with_sort(sort);
        }
        match one.limit {
            Some(limit) => search.with_offset(one.offset).with_limit(limit),
            None => search.with_hits_per_page(0),
        };
        request.with_search_query(search.build());
    }
    let replies = within(PATIENCE, request.execute::<Found>()).await?;
    let reply = |one: meilisearch_sdk::search::SearchResults<Found>| Replied {
        hits: one.hits.into_iter().map(|hit| hit.result).collect(),
        total: one.total_hits.unwrap_or(0),
        facets: one.facet_distribution.unwrap_or_default(),
    };
    Ok(replies.results.into_iter().map(reply).collect())
}

/// Hits of several searches in one order, each search with the weight of its scores.
async fn merged(
    inner: &Inner,
    state: &State,
    text: &str,
    asked: &[(Asked, f32)],
    offset: usize,
    limit: usize,
) -> Result<Replied> {
    let index = inner.client.index(&state.index);
    let mut request = MultiSearchQuery::new(&inner.client);
    for (one, weight) in asked {
        request.with_search_query_and_weight(search(&index, text, one).build(), *weight);
    }
    let federation =
        FederationOptions { offset: Some(offset), limit: Some(limit), ..FederationOptions::default() };
    let reply = within(PATIENCE, request.with_federation(federation).execute::<Found>()).await?;
    let hits = reply.hits.into_iter().map(|hit| hit.result).collect();
    Ok(Replied { hits, total: 0, facets: HashMap::new() })
}

/// The conditions of a question, by the facet that ignores them.
pub struct Conditions(Vec<(Option<Facet>, String)>);

impl Conditions {
    pub async fn of(inner: &Inner, state: &State, criteria: &Criteria) -> Result<Conditions> {
        let mut all = vec![(None, of_item(criteria.item))];
        for filter in &criteria.filters {
            all.push((filter.facet, any_of(attribute(filter.field), &filter.any_of)));
        }
        if let Some(Served { whole, part }) = &criteria.served {
            let either = format!("({} OR {})", any_of("serves", whole), any_of("serves_part", part));
            all.push((Some(Facet::Territories), either));
        }
        if let Some(days) = criteria.max_lead_time_days {
            all.push((None, format!("lead_time_days <= {days}")));
        }
        if let Some(circle) = criteria.near {
            let reaches = match criteria.item {
                Item::Supplier => Vec::new(),
                Item::Resource => reaches(inner, state).await?,
            };
            all.push((None, within_circle(circle, &reaches)));
        }
        for (field, values) in criteria.none_of.iter().filter(|(_, values)| !values.is_empty()) {
            all.push((None, format!("NOT ({})", any_of(attribute(*field), values))));
        }
        all.extend(criteria.bounds.iter().flat_map(bounded).map(|one| (None, one)));
        let either: Vec<String> = criteria.either.iter().map(|bounds| all_of(bounds)).collect();
        if !either.is_empty() {
            all.push((None, format!("({})", either.join(" OR "))));
        }
        if !criteria.except.is_empty() {
            let ids: Vec<String> = criteria.except.iter().map(Uuid::to_string).collect();
            all.push((None, format!("NOT ({})", any_of("id", &ids))));
        }
        Ok(Conditions(all))
    }

    pub fn and(mut self, more: String) -> Conditions {
        self.0.push((None, more));
        self
    }

    /// All of them, but for the choices of one facet.
    pub fn ignoring(&self, facet: Option<Facet>) -> String {
        let kept = self.0.iter().filter(|(of, _)| of.is_none() || *of != facet);
        kept.map(|(_, filter)| filter.as_str()).collect::<Vec<_>>().join(" AND ")
    }

    fn is_chosen(&self, facet: Facet) -> bool {
        self.0.iter().any(|(of, _)| *of == Some(facet))
    }
}

fn bounded(bound: &Bound) -> impl Iterator<Item = String> + use<> {
    let name = bound.number.code();
    let least = bound.least.map(|least| format!("{name} >= {least}"));
    least.into_iter().chain(bound.most.map(|most| format!("{name} <= {most}")))
}

fn all_of(bounds: &[Bound]) -> String {
    match bounds {
        [] => "id EXISTS".to_owned(),
        _ => format!("({})", bounds.iter().flat_map(bounded).collect::<Vec<_>>().join(" AND ")),
    }
}

pub fn any_of(attribute: &str, values: &[String]) -> String {
    let quoted: Vec<String> = values
        .iter()
        // The server trims what it compares: such a value is none of ours.
        .filter(|value| value.trim() == value.as_str())
        .map(|value| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")))
        .collect();
    match quoted.is_empty() {
        true => "id NOT EXISTS".to_owned(),
        false => format!("{attribute} IN [{}]", quoted.join(", ")),
    }
}

fn of_item(item: Item) -> String {
    format!("item = {}", item.code())
}

/// How far resources come: each distance is a circle of its own.
async fn reaches(inner: &Inner, state: &State) -> Result<Vec<u32>> {
    let counting = Asked { filter: of_item(Item::Resource), facets: vec!["reach_km"], ..Asked::default() };
    let reply = send(inner, state, "", &[counting]).await?.pop();
    let counts = reply.and_then(|mut reply| reply.facets.remove("reach_km")).unwrap_or_default();
    let mut reaches: Vec<u32> = counts.keys().filter_map(|km| km.parse().ok()).collect();
    reaches.sort_unstable();
    Ok(reaches)
}

fn within_circle(circle: Circle, reaches: &[u32]) -> String {
    let around = |km: f64| {
        // A millimetre more: the server rounds to one.
        let metres = km * 1_000.0 * EARTH + 0.001;
        format!("_geoRadius({}, {}, {metres})", circle.latitude, circle.longitude)
    };
    let wider = reaches
        .iter()
        .map(|reach| format!("(reach_km = {reach} AND {})", around(circle.radius_km + f64::from(*reach))));
    let all: Vec<String> = std::iter::once(around(circle.radius_km)).chain(wider).collect();
    format!("({})", all.join(" OR "))
}

pub fn text_of(criteria: &Criteria) -> String {
    let text: String = criteria.text.iter().flat_map(|text| text.chars()).take(MAX_TEXT_CHARS).collect();
    let mut asked = stems(&text);
    // The server takes the last word for unfinished: so it would take « repas », of which the stem is « repa », for the
    // beginning of « réparation ». A long word that has an ending is finished; a space says so.
    if let Some(last) = analysis::words(&text).last()
        && last.chars().count() >= FINISHED
        && analysis::stem(last) != *last
    {
        asked.push(' ');
    }
    asked
}

fn facet_attribute(facet: Facet) -> &'static str {
    match facet {
        Facet::Territories => "territories",
        Facet::Themes => "themes",
        Facet::Categories => "category_facet",
        Facet::Guarantees => "guarantee_facet",
        Facet::LegalForms => "legal_form",
        Facet::Networks => "networks",
        Facet::Kinds => "kind",
        Facet::PriceKinds => "price_kind",
        Facet::Clocks => "clock",
    }
}

/// All that match, in the order of their ids.
pub async fn ids(inner: &Inner, state: &State, criteria: &Criteria) -> Result<Vec<Uuid>> {
    let text = text_of(criteria);
    let filter = Conditions::of(inner, state, criteria).await?.ignoring(None);
    let mut ids = BTreeSet::new();
    for offset in (0..).step_by(IDS) {
        let page = Asked {
            filter: filter.clone(),
            sort: vec!["updated:asc".to_owned()],
            retrieve: vec!["id"],
            offset,
            limit: Some(IDS),
            ..Asked::default()
        };
        let found =
            send(inner, state, &text, &[page]).await?.pop().map(|reply| reply.hits).unwrap_or_default();
        let last = found.len() < IDS;
        ids.extend(found.into_iter().map(|one| one.id));
        if last {
            break;
        }
    }
    Ok(ids.into_iter().collect())
}

pub async fn answer(inner: &Inner, state: &State, question: &Question) -> Result<Answer> {
    let criteria = &question.criteria;
    let text = text_of(criteria);
    let (by, sort) = match question.sort {
        Sort::Relevance if text.is_empty() => (By::Updated, Some("updated:desc".to_owned())),
        Sort::Relevance => (By::Score, None),
        Sort::RecentlyUpdated => (By::Updated, Some("updated:desc".to_owned())),
        Sort::Name => (By::Name, Some("sort_name:asc".to_owned())),
        Sort::Distance => {
            let circle = criteria.near.ok_or(Error::NoCircle)?;
            (By::Distance, Some(format!("_geoPoint({}, {}):asc", circle.latitude, circle.longitude)))
        }
    };
    let after = match question.after.as_ref().map(|mark| (mark.part, &mark.value)) {
        None => (false, 0),
        Some((part, MarkValue::Place(of, place))) if *of == by => (part, *place),
        Some(_) => return Err(Error::ForeignMark),
    };
    let conditions = Conditions::of(inner, state, criteria).await?;
    let all = conditions.ignoring(None);
    let (own, shared): (Vec<Facet>, Vec<Facet>) =
        question.facets.iter().partition(|facet| conditions.is_chosen(**facet));
    let mut asked = vec![Asked {
        filter: all.clone(),
        facets: shared.iter().map(|facet| facet_attribute(*facet)).collect(),
        ..Asked::default()
    }];
    asked.extend(own.iter().map(|facet| Asked {
        filter: conditions.ignoring(Some(*facet)),
        facets: vec![facet_attribute(*facet)],
        ..Asked::default()
    }));
    let first = question.first.min(MAX_HITS);
    let mut retrieve = vec!["id"];
    retrieve.extend(criteria.near.map(|_| "_geo"));
    retrieve.extend(criteria.served.as_ref().map(|_| "serves"));
    let hits = |filter: String| Asked {
        filter,
        sort: sort.clone().into_iter().collect(),
        retrieve: retrieve.clone(),
        ..Asked::default()
    };
    let whole_and_part =
        criteria.served.as_ref().filter(|_| question.sort == Sort::Relevance).map(|served| {
            let whole = any_of("serves", &served.whole);
            (hits(format!("{all} AND {whole}")), hits(format!("{all} AND NOT {whole}")))
        });
    // Where words decide, both are one list; else who serves the whole territory comes first.
    let mut mixed = None;
    let mut groups: Vec<(bool, Asked)> = Vec::new();
    match whole_and_part {
        _ if first == 0 => {}
        Some((whole, part)) if by == By::Score => {
            let asked = [(whole, 1.0), (part, IN_PART)];
            mixed = Some(merged(inner, state, &text, &asked, after.1, first + 1).await?);
        }
        Some((whole, part)) => {
            let from = |asked: Asked, offset| Asked { offset, limit: Some(first + 1), ..asked };
            if !after.0 {
                groups.push((false, from(whole, after.1)));
            }
            groups.push((true, from(part, if after.0 { after.1 } else { 0 })));
        }
        None => groups.push((false, Asked { offset: after.1, limit: Some(first + 1), ..hits(all.clone()) })),
    }
    let mut lists: Vec<(bool, usize)> = groups.iter().map(|(part, asked)| (*part, asked.offset)).collect();
    asked.extend(groups.into_iter().map(|(_, asked)| asked));

    let mut replies = send(inner, state, &text, &asked).await?.into_iter();
    let counted: Vec<Replied> = replies.by_ref().take(1 + own.len()).collect();
    lists.extend(mixed.as_ref().map(|_| (false, after.1)));
    let replies = replies.chain(mixed);
    let total = counted.first().map_or(0, |reply| reply.total);
    let mut facets = BTreeMap::new();
    for (place, facet) in own.iter().map(Some).enumerate().map(|(n, f)| (n + 1, f)).chain([(0, None)]) {
        let Some(reply) = counted.get(place) else { continue };
        for facet in facet.map_or_else(|| shared.clone(), |facet| vec![*facet]) {
            facets.insert(facet, values(reply, facet));
        }
    }
    let ring = criteria.near.map(Ring::new);
    let mut hits = Vec::new();
    for (reply, (part, offset)) in replies.zip(lists) {
        for (place, found) in reply.hits.into_iter().enumerate() {
            let serves_whole = criteria
                .served
                .as_ref()
                .is_none_or(|served| found.serves.iter().any(|code| served.whole.contains(code)));
            let mark = Mark { part, value: MarkValue::Place(by, offset + place + 1), id: found.id };
            let distance_km = ring.zip(found.geo).map(|(ring, geo)| ring.distance_km(geo.lat, geo.lng));
            hits.push(Hit { id: found.id, mark, serves_whole, distance_km });
        }
    }
    let has_more = if first == 0 { total > 0 } else { hits.len() > first };
    hits.truncate(first);
    Ok(Answer { hits, total, facets, has_more, generation: state.generation })
}

fn values(reply: &Replied, facet: Facet) -> Vec<(String, usize)> {
    let counts = reply.facets.get(facet_attribute(facet));
    let mut values: Vec<(String, usize)> =
        counts.into_iter().flatten().map(|(value, count)| (value.clone(), *count)).collect();
    values.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    values.truncate(MAX_FACET_VALUES);
    values
}
