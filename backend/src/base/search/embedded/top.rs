//! The first hits in an order, after a mark.

use uuid::Uuid;

use super::bits::Bits;
use super::columns::Columns;
use super::query::Matches;
use crate::base::search::geo::Ring;
use crate::base::search::{By, Error, Hit, Mark, MarkValue, Result, Sort};

/// What a score is worth of who serves only part of the territory: a name in part comes before a product in whole,
/// a product in part before a description in whole.
const IN_PART: f32 = 0.75;

/// What decides, smallest first: partly served, the value, the id. Within one segment a name is its ordinal.
type Key = (bool, u64, u128);

/// Over all segments: names are compared as such (and empty where they don't decide).
type WholeKey = (bool, u64, String, u128);

pub struct Top<'a> {
    by: By,
    whole_first: bool,
    ring: Option<Ring>,
    first: usize,
    after: Option<&'a Mark>,
    found: Vec<(WholeKey, Hit)>,
    left_out: bool,
}

impl<'a> Top<'a> {
    pub fn new(
        sort: Sort,
        with_words: bool,
        ring: Option<Ring>,
        first: usize,
        after: Option<&'a Mark>,
    ) -> Result<Top<'a>> {
        let by = match sort {
            Sort::Relevance if with_words => By::Score,
            Sort::Relevance | Sort::RecentlyUpdated => By::Updated,
            Sort::Name => By::Name,
            Sort::Distance if ring.is_some() => By::Distance,
            Sort::Distance => return Err(Error::NoCircle),
        };
        let fits = |mark: &Mark| {
            let of = match mark.value {
                MarkValue::Score(_) => By::Score,
                MarkValue::Updated(_) => By::Updated,
                MarkValue::Distance(_) => By::Distance,
                MarkValue::Name(_) => By::Name,
                MarkValue::Place(..) => return false,
            };
            by == of
        };
        if !after.is_none_or(fits) {
            return Err(Error::ForeignMark);
        }
        let whole_first = sort == Sort::Relevance;
        Ok(Top { by, whole_first, ring, first, after, found: vec![], left_out: false })
    }

    /// Adds the documents of one segment.
    pub fn add(&mut self, columns: &Columns, documents: &Bits, matches: &Matches) -> Result<()> {
        let after = self.after.and_then(|mark| self.place(columns, mark).transpose()).transpose()?;
        // Twice as many as wanted and some more, cut back to the best when full: a heap costs more where documents
        // lie in rising order, and they often do.
        let (first, room) = (self.first, self.first * 2 + 128);
        let mut best: Vec<(Key, u32)> = Vec::with_capacity(room);
        let mut worst = None;
        let mut followers = 0;
        documents.for_each(|doc| {
            let key = self.key(columns, matches, doc);
            if after.is_some_and(|after| key <= after) {
                return;
            }
            followers += 1;
            if first == 0 || worst.is_some_and(|worst| key > worst) {
                return;
            }
            best.push((key, doc));
            if best.len() == room {
                worst = Some(best.select_nth_unstable(first - 1).1.0);
                best.truncate(first);
            }
        });
        if best.len() > first && first > 0 {
            best.select_nth_unstable(first - 1);
            best.truncate(first);
        }
        self.left_out |= followers > first;
        for ((part, value, id), doc) in best {
            let whole = matches.whole.as_ref().is_none_or(|whole| whole.contains(doc));
            let (value, name) = match self.by {
                By::Name => (0, columns.name(value as u32)?),
                _ => (value, String::new()),
            };
            let mark = Mark { part, value: self.mark_value(value, &name), id: Uuid::from_u128(id) };
            let hit =
                Hit { id: mark.id, mark, serves_whole: whole, distance_km: self.distance(columns, doc) };
            self.found.push(((part, value, name, id), hit));
        }
        Ok(())
    }

    /// The hits, and whether others follow.
    pub fn finish(mut self) -> (Vec<Hit>, bool) {
        self.found.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let has_more = self.left_out || self.found.len() > self.first;
        (self.found.into_iter().take(self.first).map(|(_, hit)| hit).collect(), has_more)
    }

    fn distance(&self, columns: &Columns, doc: u32) -> Option<f64> {
        let doc = doc as usize;
        self.ring.map(|ring| ring.distance_km(columns.latitudes[doc], columns.longitudes[doc]))
    }

    fn key(&self, columns: &Columns, matches: &Matches, doc: u32) -> Key {
        let part = self.whole_first && matches.whole.as_ref().is_some_and(|whole| !whole.contains(doc));
        let value = match self.by {
            // Scores and distances are never negative: their bits are in their order.
            By::Score => {
                let score = matches.scores.as_ref().map_or(0.0, |scores| scores[doc as usize]);
                falling((if part { score * IN_PART } else { score }).to_bits().into())
            }
            By::Updated => falling(rising(columns.updated[doc as usize])),
            By::Distance => self.distance(columns, doc).unwrap_or(f64::MAX).to_bits(),
            By::Name => columns.name_ordinals[doc as usize].into(),
        };
        // Where words decide, how well they are met comes first.
        (part && self.by != By::Score, value, columns.ids[doc as usize])
    }

    fn mark_value(&self, value: u64, name: &str) -> MarkValue {
        match self.by {
            By::Score => MarkValue::Score(falling(value) as u32),
            By::Updated => MarkValue::Updated(fallen(value)),
            By::Distance => MarkValue::Distance(value),
            By::Name => MarkValue::Name(name.to_owned()),
        }
    }

    /// What follows in this segment is greater than this key; all of it follows none.
    fn place(&self, columns: &Columns, mark: &Mark) -> Result<Option<Key>> {
        let id = mark.id.as_u128();
        let key = match &mark.value {
            MarkValue::Score(bits) => (mark.part, falling((*bits).into()), id),
            MarkValue::Updated(micros) => (mark.part, falling(rising(*micros)), id),
            MarkValue::Distance(bits) => (mark.part, *bits, id),
            MarkValue::Place(..) => return Ok(None),
            MarkValue::Name(name) => match columns.name_place(name)? {
                (place, true) => (mark.part, place.into(), id),
                (0, false) => return Ok(None),
                (place, false) => (mark.part, u64::from(place) - 1, u128::MAX),
            },
        };
        Ok(Some(key))
    }
}

/// Greatest first.
fn falling(value: u64) -> u64 {
    !value
}

fn fallen(value: u64) -> i64 {
    (!value ^ (1 << 63)) as i64
}

/// Signed numbers in their order.
fn rising(value: i64) -> u64 {
    value as u64 ^ (1 << 63)
}
