//! Which questions a text may answer, without asking each: a question needs one of a few keys, and a text that answers
//! its words has it. Keys are as lenient as the search: stems, unfinished last words, misspellings, synonyms.
//!
//! Misspellings are met halfway: two words that differ by so many edits have a string in common once each has lost as
//! many letters, and so have their beginnings.

use std::collections::BTreeSet;

use super::analysis;
use super::embedded::allowed_edits;
use super::{Document, MAX_TEXT_CHARS, MAX_TEXT_WORDS, Synonyms};

/// Letters of a word's beginning that stand for it: fewer would mean many words, more would make many keys.
const BEGINNING: usize = 7;
/// The same of an unfinished word.
const UNFINISHED: usize = 5;

/// Of the words of a question, the keys of the longest: a text that answers has one of them. None where it has no word.
pub fn needed(synonyms: &Synonyms, text: &str) -> Option<Vec<String>> {
    let cut: String = text.chars().take(MAX_TEXT_CHARS).collect();
    let mut words = analysis::words(&cut);
    words.truncate(MAX_TEXT_WORDS);
    let stems: Vec<String> = words.iter().map(|word| analysis::stem(word)).collect();
    let mut best: Option<(usize, BTreeSet<String>)> = None;
    let mut next = 0;
    while next < words.len() {
        let len = synonyms.phrase_at(&stems[next..]).unwrap_or(1);
        // Of words that say one thing together, all are met or another way to say it is.
        let longest = (next..next + len).max_by_key(|place| words[*place].chars().count()).unwrap_or(next);
        let mut keys = of_word(&words[longest], longest + 1 == words.len());
        let same = |phrase: &[String]| {
            let first = |other: &Vec<String>| Some(stem_key(other.first()?));
            synonyms.of(phrase).filter_map(first).collect::<Vec<_>>()
        };
        keys.extend(same(&stems[longest..=longest]));
        keys.extend(same(&stems[next..next + len]));
        let length = words[longest].chars().count();
        if best.as_ref().is_none_or(|(longest, _)| length > *longest) {
            best = Some((length, keys));
        }
        next += len;
    }
    best.map(|(_, keys)| keys.into_iter().collect())
}

/// The key of whoever has a word with this stem.
pub fn stem_key(stem: &str) -> String {
    format!("x:{stem}")
}

fn of_word(word: &str, last: bool) -> BTreeSet<String> {
    let mut keys = BTreeSet::from([stem_key(&analysis::stem(word))]);
    let letters: Vec<char> = word.chars().collect();
    if last {
        keys.insert(format!("b:{}", beginning(&letters, UNFINISHED)));
    }
    match allowed_edits(word) {
        0 => {}
        1 => keys.extend(one_letter_less(&letters).into_iter().map(|rest| format!("1:{rest}"))),
        _ => keys.extend(two_letters_less(&letters).into_iter().map(|rest| format!("2:{rest}"))),
    }
    keys
}

/// Every key that a document's words have.
pub fn held(document: &Document) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for text in [&document.names, &document.products, &document.labels, &document.descriptions] {
        analysis::each_word(text, |word| {
            if !words.contains(word) {
                words.insert(word.to_owned());
            }
        });
    }
    let mut keys = BTreeSet::new();
    for word in words {
        keys.insert(stem_key(&analysis::stem(&word)));
        let letters: Vec<char> = word.chars().collect();
        for end in 1..=letters.len().min(UNFINISHED) {
            keys.insert(format!("b:{}", beginning(&letters, end)));
        }
        // A word of five to eight letters means those with one letter more or less, a longer one with two.
        if (4..=9).contains(&letters.len()) {
            keys.extend(one_letter_less(&letters).into_iter().map(|rest| format!("1:{rest}")));
        }
        if letters.len() >= 7 {
            keys.extend(two_letters_less(&letters).into_iter().map(|rest| format!("2:{rest}")));
        }
    }
    keys
}

fn beginning(letters: &[char], most: usize) -> String {
    letters.iter().take(most).collect()
}

/// The beginning, whole and without each one of its letters but the first: where one edit is forgiven, the first letter
/// stays.
fn one_letter_less(letters: &[char]) -> BTreeSet<String> {
    let letters = &letters[..letters.len().min(BEGINNING)];
    let mut found = BTreeSet::from([letters.iter().collect()]);
    for gone in 1..letters.len() {
        found.insert(without(letters, &[gone]));
    }
    found
}

/// The beginning, whole and without each one and each two of its letters.
fn two_letters_less(letters: &[char]) -> BTreeSet<String> {
    let letters = &letters[..letters.len().min(BEGINNING)];
    let mut found = BTreeSet::from([letters.iter().collect()]);
    for gone in 0..letters.len() {
        found.insert(without(letters, &[gone]));
        for other in gone + 1..letters.len() {
            found.insert(without(letters, &[gone, other]));
        }
    }
    found
}

fn without(letters: &[char], gone: &[usize]) -> String {
    letters.iter().enumerate().filter(|(place, _)| !gone.contains(place)).map(|(_, letter)| letter).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Few;
    use super::*;

    fn document(text: &str) -> Document {
        Document { descriptions: text.to_owned(), ..Document::default() }
    }

    fn synonyms() -> Synonyms {
        Synonyms::parse(
            "espaces verts, jardinage\nmenage, nettoyage, proprete des locaux\ncuisine, labo culinaire",
        )
    }

    fn meets(text: &str, asked: &str) -> bool {
        let held = held(&document(text));
        needed(&synonyms(), asked).is_none_or(|keys| keys.iter().any(|key| held.contains(key)))
    }

    #[test]
    fn words_are_met_by_stem_beginning_misspelling_and_synonym() {
        for (text, asked) in [
            ("menuiseries bois", "menuiserie"),
            ("menuiserie", "menuis"),
            ("menuisrie", "menuiserie"),
            ("nettoyage de bureaux", "ménage"),
            ("jardinage", "espaces verts"),
            ("labo culinaire", "cuisines"),
        ] {
            assert!(meets(text, asked), "{text} {asked}");
        }
        assert!(!meets("boulangerie", "menuiserie"));
        assert_eq!(needed(&synonyms(), " ... "), None);
    }

    fn cases() -> ProptestConfig {
        ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() }
    }

    /// A word with up to two letters added, dropped, replaced or swapped.
    fn misspelt() -> impl Strategy<Value = (String, String)> {
        let edits = proptest::collection::vec((0..4_u8, any::<proptest::sample::Index>(), "[a-e]"), 0..3);
        ("[a-e]{3,12}", edits).prop_map(|(word, edits)| {
            let mut letters: Vec<char> = word.chars().collect();
            for (kind, at, new) in edits {
                let at = at.index(letters.len());
                let new = new.chars().next().unwrap();
                match kind {
                    0 => letters.insert(at, new),
                    1 if letters.len() > 1 => drop(letters.remove(at)),
                    2 => letters[at] = new,
                    _ if at + 1 < letters.len() => letters.swap(at, at + 1),
                    _ => {}
                }
            }
            (word, letters.into_iter().collect())
        })
    }

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn a_text_that_answers_has_one_of_the_keys((asked, written) in misspelt(), more in "[a-e]{2,9}", first in any::<bool>()) {
            let text = format!("{written} {more}");
            let asked = if first { asked } else { format!("{more} {asked}") };
            let few = Few::of(&[document(&text)]).unwrap();
            if !few.answering(&synonyms(), &asked).unwrap().is_empty() {
                prop_assert!(meets(&text, &asked), "{text:?} answers {asked:?}");
            }
        }

        #[test]
        fn what_means_the_same_is_met(place in 0..7_usize, other in 0..7_usize) {
            let words = ["espaces verts", "jardinage", "ménage", "nettoyage", "propreté des locaux", "cuisine", "labo culinaire"];
            let few = Few::of(&[document(words[place])]).unwrap();
            if !few.answering(&synonyms(), words[other]).unwrap().is_empty() {
                prop_assert!(meets(words[place], words[other]));
            }
        }
    }
}
