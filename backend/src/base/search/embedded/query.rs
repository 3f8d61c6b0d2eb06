//! From a question to its answer, segment by segment: one set of documents a condition, combined for the results
//! and for each facet that ignores some of them.

use super::bits::Bits;
use super::facets::Counts;
use super::snapshot::{Segment, Snapshot, holders};
use super::text::Words;
use super::top::Top;
use crate::base::search::Synonyms;
use crate::base::search::geo::Ring;
use crate::base::search::{Answer, Bound, Criteria, FACETS, Facet, MAX_HITS, Question, Result};
use tantivy::SegmentReader;
use uuid::Uuid;

/// The documents of one segment, by what they are asked.
pub struct Matches {
    /// What no facet ignores: alive, words, circle, lead time, filters without a facet.
    base: Bits,
    /// By facet, in the order of `Facet::ALL`; none where nothing was chosen.
    groups: [Option<Bits>; FACETS],
    /// Those that serve the whole territory.
    pub whole: Option<Bits>,
    pub scores: Option<Vec<f32>>,
}

impl Matches {
    /// All that was asked, but for the choices of one facet.
    pub fn ignoring(&self, facet: Option<Facet>) -> Bits {
        let mut bits = self.base.clone();
        for (other, group) in Facet::ALL.into_iter().zip(&self.groups) {
            if let Some(group) = group.as_ref().filter(|_| Some(other) != facet) {
                bits.and(group);
            }
        }
        bits
    }

    pub fn is_chosen(&self, facet: Facet) -> bool {
        self.groups[facet as usize].is_some()
    }

    fn find(
        snapshot: &Snapshot,
        segment: &Segment,
        reader: &SegmentReader,
        criteria: &Criteria,
        words: Option<&Words>,
    ) -> tantivy::Result<Matches> {
        let columns = &segment.columns;
        let living = &segment.living(criteria.item).bits;
        let mut base = living.clone();
        let mut groups: [Option<Bits>; FACETS] = Default::default();
        for filter in &criteria.filters {
            let bits = holders(reader, snapshot.fields.filtered(filter.field), &filter.any_of)?;
            match filter.facet {
                Some(facet) => join(&mut groups[facet as usize], bits),
                None => base.and(&bits),
            }
        }
        let mut whole = None;
        if let Some(served) = &criteria.served {
            let all = holders(reader, snapshot.fields.serves, &served.whole)?;
            let mut any = holders(reader, snapshot.fields.serves_part, &served.part)?;
            any.or(&all);
            join(&mut groups[Facet::Territories as usize], any);
            whole = Some(all);
        }
        for (field, values) in &criteria.none_of {
            base.and_not(&holders(reader, snapshot.fields.filtered(*field), values)?);
        }
        let mut scores = words.map(|words| words.score(snapshot, reader)).transpose()?;
        if let Some(scores) = &mut scores {
            // The other item's words decide nothing.
            (0..)
                .zip(scores.iter_mut())
                .filter(|(doc, _)| !living.contains(*doc))
                .for_each(|(_, s)| *s = 0.0);
            base.retain(|doc| scores[doc as usize] > 0.0);
        }
        if let Some(days) = criteria.max_lead_time_days {
            // One less than the mark of "none said".
            let days = days.min(super::columns::NO_LEAD_TIME - 1);
            base.retain(|doc| columns.lead_times[doc as usize] <= days);
        }
        let holds = |bound: &Bound, doc| columns.number(bound.number, doc).is_some_and(|n| bound.holds(n));
        for bound in &criteria.bounds {
            base.retain(|doc| holds(bound, doc));
        }
        if !criteria.either.is_empty() {
            base.retain(|doc| criteria.either.iter().any(|all| all.iter().all(|bound| holds(bound, doc))));
        }
        if let Some(circle) = criteria.near {
            let ring = Ring::new(circle);
            base.retain(|doc| {
                let (latitude, longitude) =
                    (columns.latitudes[doc as usize], columns.longitudes[doc as usize]);
                let reach = columns.reach(doc);
                ring.contains(latitude, longitude)
                    || (reach > 0.0 && ring.distance_km(latitude, longitude) <= circle.radius_km + reach)
            });
        }
        if !criteria.except.is_empty() {
            let is_left_out = |id| criteria.except.binary_search(&Uuid::from_u128(id)).is_ok();
            base.retain(|doc| !is_left_out(columns.ids[doc as usize]));
        }
        Ok(Matches { base, groups, whole, scores })
    }
}

fn join(group: &mut Option<Bits>, bits: Bits) {
    match group {
        Some(group) => group.and(&bits),
        None => *group = Some(bits),
    }
}

/// The matches of every segment, and whether words decided.
pub fn matches(
    snapshot: &Snapshot,
    synonyms: &Synonyms,
    criteria: &Criteria,
) -> tantivy::Result<(Vec<Matches>, bool)> {
    let text = criteria.text.as_deref().unwrap_or_default();
    let find = |lenient| {
        let words = Words::parse(snapshot, synonyms, criteria.item, text, lenient)?;
        let matches = snapshot
            .segments()
            .map(|(segment, reader)| Matches::find(snapshot, segment, reader, criteria, words.as_ref()))
            .collect::<tantivy::Result<Vec<_>>>()?;
        tantivy::Result::Ok((matches, words.is_some()))
    };
    let (matches, with_words) = find(false)?;
    let found = |matches: &Matches| matches.scores.iter().flatten().any(|&score| score > 0.0);
    if with_words && !matches.iter().any(found) { find(true) } else { Ok((matches, with_words)) }
}

pub fn ids(snapshot: &Snapshot, synonyms: &Synonyms, criteria: &Criteria) -> Result<Vec<Uuid>> {
    let (matches, _) = matches(snapshot, synonyms, criteria)?;
    let mut ids = Vec::new();
    for ((segment, _), matches) in snapshot.segments().zip(&matches) {
        let of = &segment.columns.ids;
        matches.ignoring(None).for_each(|doc| ids.push(Uuid::from_u128(of[doc as usize])));
    }
    ids.sort_unstable();
    Ok(ids)
}

pub fn answer(
    snapshot: &Snapshot,
    synonyms: &Synonyms,
    question: &Question,
    generation: u64,
) -> Result<Answer> {
    let criteria = &question.criteria;
    let ring = criteria.near.map(Ring::new);
    let (matches, with_words) = matches(snapshot, synonyms, criteria)?;
    let first = question.first.min(MAX_HITS);
    let mut top = Top::new(question.sort, with_words, ring, first, question.after.as_ref())?;
    let mut counts: Vec<Counts> = question.facets.iter().map(|&facet| Counts::new(snapshot, facet)).collect();
    let mut total = 0;
    for ((segment, _), matches) in snapshot.segments().zip(&matches) {
        let all = matches.ignoring(None);
        total += all.count();
        top.add(&segment.columns, &all, matches)?;
        for counts in &mut counts {
            match matches.is_chosen(counts.facet) {
                true => counts.add(segment, criteria.item, &matches.ignoring(Some(counts.facet))),
                false => counts.add(segment, criteria.item, &all),
            }
        }
    }
    let (hits, has_more) = top.finish();
    let facets = counts.into_iter().map(|counts| (counts.facet, counts.finish(snapshot))).collect();
    Ok(Answer { hits, total, facets, has_more, generation })
}
