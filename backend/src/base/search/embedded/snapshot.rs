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

pub type ColumnsById = HashMap<SegmentId, Arc<Columns>>;

pub struct Snapshot {
    pub fields: Fields,
    searcher: Searcher,
    segments: Vec<Segment>,
    /// The values of each facet, over all segments, sorted.
    pub values: [Vec<String>; 6],
    pub known: Known,
}

pub struct Segment {
    pub columns: Arc<Columns>,
    pub alive: Bits,
    pub alive_count: usize,
    /// Counts of each facet's ordinals over `alive`, once they are needed.
    pub totals: [OnceLock<Vec<u32>>; 6],
    /// From a facet's ordinals in this segment to its places in `Snapshot::values`.
    pub places: [Vec<u32>; 6],
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
        let segments = searcher
            .segment_readers()
            .iter()
            .zip(columns)
            .map(|(reader, columns)| Segment {
                places: std::array::from_fn(|facet| places(&columns.facets[facet].values, &values[facet])),
                alive: alive(reader),
                alive_count: reader.num_docs() as usize,
                totals: Default::default(),
                columns,
            })
            .collect();
        Ok(Snapshot { fields, searcher, segments, values, known: Known::default() })
    }

    pub fn documents(&self) -> u64 {
        self.searcher.num_docs()
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
