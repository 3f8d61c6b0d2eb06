//! What the map shows: the matches within its bounds, by cells of a grid over the map's plane.

use std::collections::HashMap;

use uuid::Uuid;

use super::query;
use super::snapshot::Snapshot;
use crate::base::search::Synonyms;
use crate::base::search::{Bounds, Cluster, ClusterQuestion, Criteria, MAX_CLUSTERS};

/// A cell is 64 pixels wide: a quarter of a tile, 2⁻² of it.
const CELLS_PER_TILE: u32 = 2;

#[derive(Default)]
struct Cell {
    count: usize,
    latitudes: f64,
    longitudes: f64,
    /// Of a member; it stands for the cell when alone.
    id: u128,
}

pub fn clusters(
    snapshot: &Snapshot,
    synonyms: &Synonyms,
    question: &ClusterQuestion,
) -> tantivy::Result<Vec<Cluster>> {
    let bounds = question.bounds;
    let shift = 32_u32.saturating_sub(u32::from(question.zoom) + CELLS_PER_TILE);
    let mut cells: HashMap<(u32, u32), Cell> = HashMap::new();
    let (matches, _) = query::matches(snapshot, synonyms, &question.criteria)?;
    for ((segment, _), matches) in snapshot.segments().zip(&matches) {
        let columns = &segment.columns;
        matches.ignoring(None).for_each(|doc| {
            let doc = doc as usize;
            let (latitude, longitude) = (columns.latitudes[doc], columns.longitudes[doc]);
            if !bounds.contains(latitude, longitude) {
                return;
            }
            let (x, y) = columns.plane[doc];
            let cell = cells
                .entry((x.checked_shr(shift).unwrap_or(0), y.checked_shr(shift).unwrap_or(0)))
                .or_default();
            cell.add(&Cell { count: 1, latitudes: latitude, longitudes: longitude, id: columns.ids[doc] });
        });
    }
    while cells.len() > MAX_CLUSTERS {
        let mut wider: HashMap<(u32, u32), Cell> = HashMap::new();
        for ((x, y), cell) in cells {
            wider.entry((x / 2, y / 2)).or_default().add(&cell);
        }
        cells = wider;
    }
    let mut clusters: Vec<Cluster> = cells.into_values().map(Cell::cluster).collect();
    clusters.sort_unstable_by(|a, b| b.count.cmp(&a.count).then(a.latitude.total_cmp(&b.latitude)));
    Ok(clusters)
}

/// The box of all matches within these bounds.
pub fn extent(
    snapshot: &Snapshot,
    synonyms: &Synonyms,
    criteria: &Criteria,
    within: Bounds,
) -> tantivy::Result<Option<Bounds>> {
    let mut extent: Option<Bounds> = None;
    let (matches, _) = query::matches(snapshot, synonyms, criteria)?;
    for ((segment, _), matches) in snapshot.segments().zip(&matches) {
        let columns = &segment.columns;
        matches.ignoring(None).for_each(|doc| {
            let (latitude, longitude) = (columns.latitudes[doc as usize], columns.longitudes[doc as usize]);
            if within.contains(latitude, longitude) {
                extent = Some(Bounds::stretched(extent, latitude, longitude));
            }
        });
    }
    Ok(extent)
}

impl Cell {
    fn add(&mut self, other: &Cell) {
        self.count += other.count;
        self.latitudes += other.latitudes;
        self.longitudes += other.longitudes;
        self.id = other.id;
    }

    fn cluster(self) -> Cluster {
        let count = self.count as f64;
        Cluster {
            latitude: self.latitudes / count,
            longitude: self.longitudes / count,
            count: self.count,
            id: (self.count == 1).then(|| Uuid::from_u128(self.id)),
        }
    }
}
