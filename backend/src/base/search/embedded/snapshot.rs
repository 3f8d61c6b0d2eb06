//! One commit of the index, ready to be asked: a question sees one snapshot from beginning to end.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use tantivy::index::SegmentId;
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, SegmentReader, Term};

use super::bits::Bits;
use super::columns::Columns;
use super::expand::Known;
use super::schema::Fields;
use crate::base::search::{FACETS, Item};

pub type ColumnsById = HashMap<SegmentId, Arc<Columns>>;

pub struct Snapshot {
    pub fields: Fields,
    searcher: Searcher,
    segments: Vec<Segment>,
    /// The values of each facet, over all segments, sorted.
    pub values: [Vec<String>; FACETS],
    pub known: Known,
}

pub struct Segment {
    pub columns: Arc<Columns>,
    /// By item.
    items: [Living; 2],
    /// From a facet's ordinals in this segment to its places in `Snapshot::values`.
    pub places: [Vec<u32>; FACETS],
}

/// The documents of one item that weren't deleted.
pub struct Living {
    pub bits: Bits,
    pub count: usize,
    /// Counts of each facet's ordinals over them, once they are needed.
    pub totals: [OnceLock<Vec<u32>>; FACETS],
}

impl Living {
    fn new(bits: Bits) -> Living {
        Living { count: bits.count(), bits, totals: Default::default() }
    }
}

impl Segment {
    pub fn living(&self, item: Item) -> &Living {
        &self.items[item as usize]
    }
}

impl Snapshot {
    /// `known` holds the columns read for the snapshot before; it is left with those of this one.
    pub fn new(searcher: Searcher, fields: Fields, known: &mut ColumnsById) -> tantivy::Result<Snapshot> {
        let mut columns = ColumnsById::new();
        for reader in searcher.segment_readers() {
            let id = reader.segment_id();
            let read = match known.get(&id) {
                Some(read) => read.clone(),
                None => Arc::new(Columns::read(reader)?),
            };
            columns.insert(id, read);
        }
        *known = columns;
        let columns: Vec<_> = searcher
            .segment_readers()
            .iter()
            .filter_map(|reader| known.get(&reader.segment_id()).cloned())
            .collect();
        let values = std::array::from_fn(|facet| {
            let mut values: Vec<&String> =
                columns.iter().flat_map(|columns| &columns.facets[facet].values).collect();
            // Sorted runs, which this sort merges.
            values.sort();
            values.dedup();
            values.into_iter().cloned().collect::<Vec<String>>()
        });
        let mut segments = Vec::new();
        for (reader, columns) in searcher.segment_readers().iter().zip(columns) {
            let mut suppliers = alive(reader);
            let mut resources = holders(reader, fields.item(), &[Item::Resource.code().to_owned()])?;
            resources.and(&suppliers);
            suppliers.and_not(&resources);
            segments.push(Segment {
                places: std::array::from_fn(|facet| places(&columns.facets[facet].values, &values[facet])),
                items: [Living::new(suppliers), Living::new(resources)],
                columns,
            });
        }
        Ok(Snapshot { fields, searcher, segments, values, known: Known::default() })
    }

    pub fn documents(&self, item: Item) -> usize {
        self.segments.iter().map(|segment| segment.living(item).count).sum()
    }

    pub fn readers(&self) -> &[SegmentReader] {
        self.searcher.segment_readers()
    }

    pub fn segments(&self) -> impl Iterator<Item = (&Segment, &SegmentReader)> {
        self.segments.iter().zip(self.readers())
    }
}

/// Both are sorted, and `some` is part of `all`.
fn places(some: &[String], all: &[String]) -> Vec<u32> {
    let mut place = 0;
    some.iter()
        .map(|value| {
            while place + 1 < all.len() && all[place] < *value {
                place += 1;
            }
            place as u32
        })
        .collect()
}

fn alive(reader: &SegmentReader) -> Bits {
    let mut alive = Bits::all(reader.max_doc() as usize);
    if let Some(set) = reader.alive_bitset() {
        alive.retain(|doc| set.is_alive(doc));
    }
    alive
}

/// The documents of a segment that hold one of these values.
pub fn holders(
    reader: &SegmentReader,
    field: tantivy::schema::Field,
    values: &[String],
) -> tantivy::Result<Bits> {
    let mut bits = Bits::none(reader.max_doc() as usize);
    let inverted = reader.inverted_index(field)?;
    for value in values {
        let term = Term::from_field_text(field, value);
        if let Some(mut postings) = inverted.read_block_postings(&term, IndexRecordOption::Basic)? {
            while !postings.docs().is_empty() {
                postings.docs().iter().for_each(|&doc| bits.insert(doc));
                postings.advance();
            }
        }
    }
    Ok(bits)
}
