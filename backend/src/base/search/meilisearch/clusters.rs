//! The map from counted cells: each document says in which cell it lies on some levels.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::Inner;
use super::ask::{Asked, Conditions, any_of, send, text_of};
use super::state::State;
use crate::base::search::geo::{mercator, plane_to_point};
use crate::base::search::{Bounds, Cluster, ClusterQuestion, Criteria, MAX_CLUSTERS, Point, Result};

/// A cell of level n is 2⁻ⁿ of the world wide. The finest is 600 m at the equator.
pub const LEVELS: [u32; 8] = [2, 4, 6, 8, 10, 12, 14, 16];
/// Cells that one request may count.
pub const MAX_CELLS: usize = 2_000;
/// As many members at most are read one by one, for their exact places.
const READ: usize = 300;

fn attribute(level: u32) -> String {
    format!("cell_{level}")
}

pub fn cells_of(point: Point) -> BTreeMap<String, String> {
    let (x, y) = mercator(point.latitude, point.longitude);
    LEVELS
        .into_iter()
        .map(|level| (attribute(level), format!("{}-{}", x >> (32 - level), y >> (32 - level))))
        .collect()
}

/// The level to count on: the map's own or the next finer, or the finest of few enough cells within the bounds.
fn level(bounds: &Bounds, finest: u32) -> u32 {
    let (left, top) = mercator(bounds.north, bounds.west);
    let (right, bottom) = mercator(bounds.south, bounds.east);
    let few = |level: u32| {
        let side = |from: u32, to: u32| u64::from((to >> (32 - level)).abs_diff(from >> (32 - level))) + 1;
        let across = if left <= right { side(left, right) } else { 1 << level };
        across * side(top, bottom) <= MAX_CELLS as u64
    };
    let counted = LEVELS.into_iter().find(|level| *level >= finest).filter(|level| few(*level));
    counted.or_else(|| LEVELS.into_iter().rev().find(|level| few(*level))).unwrap_or(LEVELS[0])
}

struct Cell {
    count: usize,
    latitude: f64,
    longitude: f64,
    id: Option<Uuid>,
}

pub async fn clusters(inner: &Inner, state: &State, question: &ClusterQuestion) -> Result<Vec<Cluster>> {
    let bounds = question.bounds;
    let text = text_of(&question.criteria);
    let conditions = Conditions::of(inner, state, &question.criteria).await?;
    let filter = conditions.and(within(&bounds)).ignoring(None);
    let finest = u32::from(question.zoom) + 2;
    let mut level = level(&bounds, finest);
    let name: &'static str = NAMES[LEVELS.iter().position(|of| *of == level).unwrap_or(0)];
    let counting = Asked { filter: filter.clone(), facets: vec![name], ..Asked::default() };
    let reply = send(inner, state, &text, &[counting]).await?.pop();
    let counts = reply.and_then(|mut reply| reply.facets.remove(name)).unwrap_or_default();
    let mut cells: HashMap<(u32, u32), Cell> = HashMap::new();
    for (cell, count) in &counts {
        let Some((x, y)) = cell.split_once('-').and_then(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?)))
        else {
            continue;
        };
        let (latitude, longitude) = plane_to_point(middle(x, level), middle(y, level));
        cells.insert((x, y), Cell { count: *count, latitude, longitude, id: None });
    }
    // Those that are alone, or all where they are few, stand where they are.
    let total: usize = counts.values().sum();
    let alone: Vec<String> = counts
        .iter()
        .filter(|(_, count)| total <= READ || **count == 1)
        .map(|(cell, _)| cell.clone())
        .take(READ)
        .collect();
    if !alone.is_empty() {
        let reading = Asked {
            filter: format!("{filter} AND {}", any_of(name, &alone)),
            retrieve: vec!["id", "_geo"],
            limit: Some(READ),
            ..Asked::default()
        };
        let found = send(inner, state, &text, &[reading]).await?.pop();
        let mut sums: HashMap<(u32, u32), (usize, f64, f64)> = HashMap::new();
        for one in found.into_iter().flat_map(|reply| reply.hits) {
            let Some(geo) = one.geo else { continue };
            let (x, y) = mercator(geo.lat, geo.lng);
            let key = (x >> (32 - level), y >> (32 - level));
            let sum = sums.entry(key).or_default();
            *sum = (sum.0 + 1, sum.1 + geo.lat, sum.2 + geo.lng);
            if let Some(cell) = cells.get_mut(&key) {
                cell.id = (cell.count == 1).then_some(one.id);
            }
        }
        for (key, (count, latitudes, longitudes)) in sums {
            if let Some(cell) = cells.get_mut(&key).filter(|cell| cell.count == count) {
                cell.latitude = latitudes / count as f64;
                cell.longitude = longitudes / count as f64;
            }
        }
    }
    while level > 0 && (level > finest || cells.len() > MAX_CLUSTERS) {
        level -= 1;
        let mut wider: HashMap<(u32, u32), Cell> = HashMap::new();
        for ((x, y), cell) in cells {
            match wider.get_mut(&(x / 2, y / 2)) {
                Some(held) => held.add(&cell),
                None => drop(wider.insert((x / 2, y / 2), cell)),
            }
        }
        cells = wider;
    }
    let mut clusters: Vec<Cluster> = cells
        .into_values()
        .map(|cell| Cluster {
            latitude: cell.latitude,
            longitude: cell.longitude,
            count: cell.count,
            id: cell.id,
        })
        .collect();
    clusters.sort_unstable_by(|a, b| b.count.cmp(&a.count).then(a.latitude.total_cmp(&b.latitude)));
    Ok(clusters)
}

/// The box of all that match within these bounds: the outermost of each side.
pub async fn extent(
    inner: &Inner,
    state: &State,
    criteria: &Criteria,
    bounds: Bounds,
) -> Result<Option<Bounds>> {
    let filter = Conditions::of(inner, state, criteria).await?.and(within(&bounds)).ignoring(None);
    let outermost = |sort: &str| Asked {
        filter: filter.clone(),
        sort: vec![sort.to_owned()],
        retrieve: vec!["id", "_geo"],
        limit: Some(1),
        ..Asked::default()
    };
    let asked = ["latitude:asc", "latitude:desc", "longitude:asc", "longitude:desc"].map(outermost);
    let found = send(inner, state, &text_of(criteria), &asked).await?;
    let places = found.into_iter().flat_map(|reply| reply.hits).filter_map(|one| one.geo);
    Ok(places.fold(None, |held, at| Some(Bounds::stretched(held, at.lat, at.lng))))
}

fn within(bounds: &Bounds) -> String {
    format!("_geoBoundingBox([{}, {}], [{}, {}])", bounds.north, bounds.east, bounds.south, bounds.west)
}

const NAMES: [&str; 8] = ["cell_2", "cell_4", "cell_6", "cell_8", "cell_10", "cell_12", "cell_14", "cell_16"];

/// The middle of a cell on the plane of 2³² units.
fn middle(cell: u32, level: u32) -> u32 {
    (cell << (32 - level)) | (1 << (31 - level))
}

impl Cell {
    fn add(&mut self, other: &Cell) {
        let (of, more) = (self.count as f64, other.count as f64);
        self.latitude = (self.latitude * of + other.latitude * more) / (of + more);
        self.longitude = (self.longitude * of + other.longitude * more) / (of + more);
        self.count += other.count;
        self.id = None;
    }
}
