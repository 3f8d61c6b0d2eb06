//! From a typed word to the words of the index that it may mean: itself, what it begins, and its misspellings.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tantivy::query::FuzzyTermQuery;
use tantivy::{DocId, Term};

use super::locked;
use super::snapshot::Snapshot;
use crate::base::search::Item;

pub const EXACT: f32 = 1.0;
const PREFIX: f32 = 0.8;
const ONE_EDIT: f32 = 0.5;
const TWO_EDITS: f32 = 0.25;

/// Words kept, by class and then by how many documents hold them.
const KEPT: usize = 50;

#[derive(Debug, Clone)]
pub struct Meaning {
    pub word: String,
    pub class: f32,
    pub holders: DocId,
}

/// What the words asked of one snapshot may mean there: people type the same words again and again.
#[derive(Default)]
pub struct Known(Mutex<HashMap<Asked, Arc<Vec<Meaning>>>>);

type Asked = (Item, String, bool, bool);

/// Words known at once, about 4 kB each; past that the table begins anew.
const MOST_KNOWN: usize = 2_000;

/// `prefix`: the word may be unfinished. `lenient`: a wrong first letter counts as any other.
pub fn expand(
    snapshot: &Snapshot,
    item: Item,
    word: &str,
    prefix: bool,
    lenient: bool,
) -> tantivy::Result<Arc<Vec<Meaning>>> {
    let asked = (item, word.to_owned(), prefix, lenient);
    if let Some(known) = locked(&snapshot.known.0).get(&asked) {
        return Ok(known.clone());
    }
    let found = Arc::new(find(snapshot, item, word, prefix, lenient)?);
    let mut known = locked(&snapshot.known.0);
    if known.len() >= MOST_KNOWN {
        known.clear();
    }
    known.insert(asked, found.clone());
    Ok(found)
}

fn find(
    snapshot: &Snapshot,
    item: Item,
    word: &str,
    prefix: bool,
    lenient: bool,
) -> tantivy::Result<Vec<Meaning>> {
    let edits = allowed_edits(word);
    // Automaton and part of the alphabet: most misspellings keep the first letter, and a dictionary walked from
    // that letter on is walked twenty times faster.
    let walks = match (edits, lenient) {
        (0, _) => vec![],
        (edits, true) => vec![(edits, false)],
        (1, false) => vec![(1, true)],
        (edits, false) => vec![(edits, true), (edits - 1, false)],
    };
    let first = word.chars().next().map(String::from).unwrap_or_default();
    let letters: Vec<char> = word.chars().collect();
    let mut found: HashMap<String, Meaning> = HashMap::new();
    let mut add = |term: &[u8], class: f32, holders: DocId| {
        let Ok(term) = std::str::from_utf8(term) else { return };
        match found.get_mut(term) {
            Some(meaning) => {
                meaning.class = meaning.class.max(class);
                meaning.holders += holders;
            }
            None => {
                found.insert(term.to_owned(), Meaning { word: term.to_owned(), class, holders });
            }
        }
    };
    let field = snapshot.fields.words(item);
    for reader in snapshot.readers() {
        let inverted = reader.inverted_index(field)?;
        let terms = inverted.terms();
        // Each of these is met once a segment, so that holders are counted once: exact, then longer, then others.
        if let Some(info) = terms.get(word)? {
            add(word.as_bytes(), EXACT, info.doc_freq);
        }
        if prefix {
            let mut stream = terms.range().gt(word).lt(after(word)).into_stream()?;
            while stream.advance() {
                add(stream.key(), PREFIX, stream.value().doc_freq);
            }
        }
        for &(distance, same_first) in &walks {
            let automaton =
                FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true).automaton()?;
            let walk = terms.search(automaton);
            let walk = if same_first { walk.ge(&first).lt(after(&first)) } else { walk };
            let mut stream = walk.into_stream()?;
            while stream.advance() {
                let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                let starts_alike = term.starts_with(&first);
                let seen = term == word
                    || (prefix && term.starts_with(word))
                    || (!same_first && starts_alike && !lenient);
                if seen {
                    continue;
                }
                let penalty = usize::from(!starts_alike && !lenient);
                match edits_between(&letters, term) + penalty {
                    1 => add(stream.key(), ONE_EDIT, stream.value().doc_freq),
                    count if count <= usize::from(edits) => {
                        add(stream.key(), TWO_EDITS, stream.value().doc_freq)
                    }
                    _ => {}
                }
            }
        }
    }
    let mut meanings: Vec<Meaning> = found.into_values().collect();
    meanings.sort_unstable_by(|a, b| {
        b.class.total_cmp(&a.class).then(b.holders.cmp(&a.holders)).then_with(|| a.word.cmp(&b.word))
    });
    meanings.truncate(KEPT);
    Ok(meanings)
}

/// Makes tantivy's tables for misspellings before the first question needs them (some milliseconds).
pub fn warm() -> tantivy::Result<()> {
    for distance in [1, 2] {
        let word = Term::from_field_text(tantivy::schema::Field::from_field_id(0), "word");
        FuzzyTermQuery::new(word, distance, true).automaton()?;
    }
    Ok(())
}

/// By letters: none under 5, one under 9, else two. None in a number.
pub fn allowed_edits(word: &str) -> u8 {
    match word.chars().count() {
        _ if word.contains(|char: char| char.is_numeric()) => 0,
        ..5 => 0,
        5..9 => 1,
        9.. => 2,
    }
}

/// Greater than whatever begins so, and than nothing else that is text.
fn after(prefix: &str) -> Vec<u8> {
    let mut bound = prefix.as_bytes().to_vec();
    bound.push(0xFF);
    bound
}

/// Letters added, dropped, replaced, or swapped with their neighbour.
fn edits_between(letters: &[char], other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before = vec![0; other.len() + 1];
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for i in 1..=letters.len() {
        let mut row = vec![i; other.len() + 1];
        for j in 1..=other.len() {
            let replaced = last[j - 1] + usize::from(letters[i - 1] != other[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && letters[i - 1] == other[j - 2] && letters[i - 2] == other[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_forgive_more_than_short_ones() {
        assert_eq!(["bois", "menage", "nettoyage", "iso14001x"].map(allowed_edits), [0, 1, 2, 0]);
    }

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        let edits = |a: &str, b| edits_between(&a.chars().collect::<Vec<_>>(), b);
        assert_eq!(edits("elagage", "elgaage"), 1);
        assert_eq!(edits("elagage", "elagages"), 1);
        assert_eq!(edits("nettoyage", "netoiage"), 2);
    }
}
