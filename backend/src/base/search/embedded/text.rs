//! The words of a question and how well each document answers them.
//!
//! A document's score is between 0 and 1 and depends on it and on the question, hardly on the rest of the index
//! (rarity counts in steps of e): marks stay comparable while other documents come and go.

use std::collections::HashMap;

use tantivy::SegmentReader;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::{Field, IndexRecordOption};

use super::expand::{self, EXACT, Meaning};
use super::schema::{TEXT_LENGTHS, TEXT_WEIGHTS};
use super::snapshot::Snapshot;
use crate::base::search::Synonyms;
use crate::base::search::analysis;
use crate::base::search::{Item, MAX_TEXT_CHARS, MAX_TEXT_WORDS};

/// A synonym is worth less than the word itself.
const SYNONYM: f32 = 0.6;
/// The part of a text's weight that frequency and length decide.
const BY_FREQUENCY: f32 = 0.3;
/// BM25's usual constants.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// All of these must be met.
pub struct Words {
    needs: Vec<Need>,
    /// Sums to 1: rarer words weigh more.
    weights: Vec<f32>,
}

/// Met in any of these ways; the best counts.
struct Need {
    /// Stems with their class, met by any of them.
    stems: Vec<(String, f32)>,
    /// Met by all their parts, in one text.
    ways: Vec<(f32, Vec<Need>)>,
}

impl Words {
    /// None where the text has no word to search for.
    pub fn parse(
        snapshot: &Snapshot,
        synonyms: &Synonyms,
        item: Item,
        text: &str,
        lenient: bool,
    ) -> tantivy::Result<Option<Words>> {
        let cut: String = text.chars().take(MAX_TEXT_CHARS).collect();
        let mut words = analysis::words(&cut);
        words.truncate(MAX_TEXT_WORDS);
        let stems: Vec<String> = words.iter().map(|word| analysis::stem(word)).collect();
        let mut singles = Vec::new();
        for (index, word) in words.iter().enumerate() {
            let meanings = expand::expand(snapshot, item, word, index + 1 == words.len(), lenient)?;
            singles.push((single(synonyms, &stems[index], &meanings), rarity(snapshot, item, &meanings)));
        }
        let mut singles = singles.into_iter();
        let (mut needs, mut weights) = (Vec::new(), Vec::new());
        let mut next = 0;
        while next < words.len() {
            let len = synonyms.phrase_at(&stems[next..]).unwrap_or(1);
            let (mut parts, rarities): (Vec<Need>, Vec<f32>) = singles.by_ref().take(len).unzip();
            weights.push(rarities.iter().sum());
            if len == 1 {
                needs.append(&mut parts);
            } else {
                let mut ways = vec![(EXACT, parts)];
                ways.extend(synonyms.of(&stems[next..next + len]).map(|phrase| (SYNONYM, exactly(phrase))));
                needs.push(Need { stems: vec![], ways });
            }
            next += len;
        }
        let sum: f32 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        Ok((!needs.is_empty()).then_some(Words { needs, weights }))
    }

    /// One score a document, 0 where it doesn't match.
    pub fn score(&self, snapshot: &Snapshot, reader: &SegmentReader) -> tantivy::Result<Vec<f32>> {
        let mut texts = Vec::new();
        for (index, &field) in snapshot.fields.texts.iter().enumerate() {
            texts.push(Text {
                field,
                norms: reader.get_fieldnorms_reader(field)?,
                weight: TEXT_WEIGHTS[index],
                by_length: std::array::from_fn(|id| {
                    let length = FieldNormReader::id_to_fieldnorm(id as u8) as f32;
                    K1 * (1.0 - B + B * length / TEXT_LENGTHS[index])
                }),
            });
        }
        let mut scores = vec![0.0_f32; reader.max_doc() as usize];
        for (index, (need, weight)) in self.needs.iter().zip(&self.weights).enumerate() {
            let some = need.score(reader, &texts)?;
            combine(&mut scores, &some, *weight, index == 0);
        }
        Ok(scores)
    }
}

/// Documents must be in both; the first only has nothing before it.
fn combine(scores: &mut [f32], more: &[f32], weight: f32, first: bool) {
    for (score, more) in scores.iter_mut().zip(more) {
        *score = if *more > 0.0 && (first || *score > 0.0) { *score + weight * more } else { 0.0 };
    }
}

fn single(synonyms: &Synonyms, stem: &str, meanings: &[Meaning]) -> Need {
    let mut stems = HashMap::from([(stem.to_owned(), EXACT)]);
    let mut better = |stem: String, class: f32| {
        let known = stems.entry(stem).or_insert(class);
        *known = known.max(class);
    };
    for meaning in meanings {
        better(analysis::stem(&meaning.word), meaning.class);
    }
    let mut ways = Vec::new();
    for phrase in synonyms.of(&[stem.to_owned()]) {
        match phrase.as_slice() {
            [word] => better(word.clone(), SYNONYM),
            phrase => ways.push((SYNONYM, exactly(phrase))),
        }
    }
    let mut stems: Vec<_> = stems.into_iter().collect();
    stems.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Need { stems, ways }
}

fn exactly(phrase: &[String]) -> Vec<Need> {
    phrase.iter().map(|stem| Need { stems: vec![(stem.clone(), EXACT)], ways: vec![] }).collect()
}

/// How rare the word is, in whole steps from 1, by those of its meanings that are nearest to it.
fn rarity(snapshot: &Snapshot, item: Item, meanings: &[Meaning]) -> f32 {
    let nearest = meanings.first().map_or(EXACT, |meaning| meaning.class);
    let holders: u32 =
        meanings.iter().take_while(|meaning| meaning.class == nearest).map(|m| m.holders).sum();
    (snapshot.documents(item) as f32 / holders.max(1) as f32).ln().round().max(1.0)
}

struct Text {
    field: Field,
    norms: FieldNormReader,
    weight: f32,
    /// By the encoded length.
    by_length: [f32; 256],
}

impl Need {
    fn score(&self, reader: &SegmentReader, texts: &[Text]) -> tantivy::Result<Vec<f32>> {
        let mut scores = vec![0.0_f32; reader.max_doc() as usize];
        for text in texts {
            let inverted = reader.inverted_index(text.field)?;
            for (stem, class) in &self.stems {
                let Some(info) = inverted.terms().get(stem)? else { continue };
                let weight = class * text.weight;
                let mut postings =
                    inverted.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
                while !postings.docs().is_empty() {
                    for (&doc, &count) in postings.docs().iter().zip(postings.freqs()) {
                        let count = count as f32;
                        let length = text.by_length[text.norms.fieldnorm_id(doc) as usize];
                        let score = weight * (1.0 - BY_FREQUENCY + BY_FREQUENCY * count / (count + length));
                        let best = &mut scores[doc as usize];
                        *best = best.max(score);
                    }
                    postings.advance();
                }
            }
        }
        for (weight, parts) in &self.ways {
            // A phrase means something in one text only: "location d'espaces" by "Mains vertes" is no green space.
            for text in texts {
                let mut way = vec![0.0_f32; scores.len()];
                for (index, part) in parts.iter().enumerate() {
                    let some = part.score(reader, std::slice::from_ref(text))?;
                    combine(&mut way, &some, weight / parts.len() as f32, index == 0);
                }
                scores.iter_mut().zip(way).for_each(|(best, way)| *best = best.max(way));
            }
        }
        Ok(scores)
    }
}
