//! Exact counts of a facet's values.

use super::bits::Bits;
use super::snapshot::{Segment, Snapshot};
use crate::base::search::{Facet, Item, MAX_FACET_VALUES};

pub struct Counts {
    pub facet: Facet,
    /// By place in the snapshot's values.
    counts: Vec<usize>,
}

impl Counts {
    pub fn new(snapshot: &Snapshot, facet: Facet) -> Counts {
        Counts { facet, counts: vec![0; snapshot.values[facet as usize].len()] }
    }

    /// Documents of one item.
    pub fn add(&mut self, segment: &Segment, item: Item, documents: &Bits) {
        let living = segment.living(item);
        // Beyond half of the documents, it's quicker to take away those that don't match.
        let counts = if documents.count() * 2 > living.count {
            let mut others = living.bits.clone();
            others.and_not(documents);
            let all =
                living.totals[self.facet as usize].get_or_init(|| count(segment, self.facet, &living.bits));
            all.iter().zip(count(segment, self.facet, &others)).map(|(all, other)| all - other).collect()
        } else {
            count(segment, self.facet, documents)
        };
        for (place, count) in segment.places[self.facet as usize].iter().zip(counts) {
            self.counts[*place as usize] += count as usize;
        }
    }

    pub fn finish(self, snapshot: &Snapshot) -> Vec<(String, usize)> {
        let values = &snapshot.values[self.facet as usize];
        let mut found: Vec<(usize, usize)> =
            self.counts.into_iter().enumerate().filter(|(_, count)| *count > 0).collect();
        // Places are in the order of the values.
        found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(MAX_FACET_VALUES);
        found.into_iter().map(|(place, count)| (values[place].clone(), count)).collect()
    }
}

fn count(segment: &Segment, facet: Facet, documents: &Bits) -> Vec<u32> {
    let column = &segment.columns.facets[facet as usize];
    let mut counts = vec![0; column.values.len()];
    documents.for_each(|doc| column.of(doc).iter().for_each(|&ordinal| counts[ordinal as usize] += 1));
    counts
}
