//! Purchase categories that everyday words may mean: by the trade's tables, by synonyms, by labels; whole words only.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::base::search::{phrase, stems};
use crate::base::words::Lang;
use crate::reference::{Category, Reference};

const MOST: usize = 8;
/// A word that more labels have says nothing: "services".
const COMMON: usize = 40;
/// Words of a text that are looked at.
const LONGEST: usize = 200;

/// The likest first. `typed` is what stands where a category is asked for, where that names none.
pub fn ideas<'a>(name: &str, description: &str, typed: &str, reference: &'a Reference) -> Vec<&'a Category> {
    let mut codes: Vec<String> = Vec::new();
    for text in [typed, name] {
        codes.extend(meant(text, reference));
    }
    codes.extend(reference.search_categories(typed, Lang::Fr, MOST).iter().map(|c| c.code.clone()));
    codes.extend(by_trade(description, reference));
    let mut seen = BTreeSet::new();
    let mut found: Vec<&Category> = codes.iter().filter_map(|code| reference.category(code)).collect();
    found.retain(|category| seen.insert(&category.code));
    found.truncate(MOST);
    found
}

/// What a few words mean.
pub(super) fn meant(text: &str, reference: &Reference) -> Vec<String> {
    let mut codes: Vec<String> = by_trade(text, reference).into_iter().collect();
    // One word in common with a label is little beside a trade that is named.
    let least = if codes.is_empty() { 1 } else { 2 };
    codes.extend(by_label(text, least, reference));
    let mut seen = BTreeSet::new();
    codes.retain(|code| seen.insert(code.clone()));
    codes
}

/// By what an import would suppose of the words and of their synonyms.
fn by_trade(text: &str, reference: &Reference) -> Vec<String> {
    let mut codes: Vec<String> = reference.trades.suppose(None, [text], "").categories.into_iter().collect();
    for group in groups_in(text, &reference.synonyms) {
        codes.extend(reference.trades.suppose(None, group, "").categories);
    }
    codes
}

/// The groups of synonyms of which a text has a term, the longest term at each word.
fn groups_in<'a>(text: &str, synonyms: &'a str) -> Vec<Vec<&'a str>> {
    let mut words = phrase(text);
    words.truncate(LONGEST);
    let groups: Vec<Vec<(&str, Vec<String>)>> =
        synonyms.lines().map(|line| line.split(',').map(|term| (term, phrase(term))).collect()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let begins = |group: &Vec<(&str, Vec<String>)>| {
            let here = |said: &&Vec<String>| !said.is_empty() && words[at..].starts_with(said);
            group.iter().map(|(_, said)| said).filter(here).map(Vec::len).max().unwrap_or(0)
        };
        let longest = groups.iter().map(|group| (begins(group), group)).max_by_key(|(length, _)| *length);
        match longest.filter(|(length, _)| *length > 0) {
            Some((length, group)) => {
                found.push(group.iter().map(|(term, _)| *term).collect());
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// By whole words of labels, in either language: those that have most of them, the broader first.
fn by_label(text: &str, least: usize, reference: &Reference) -> Vec<String> {
    let words: BTreeSet<String> = phrase(text).into_iter().take(LONGEST).collect();
    let labels: Vec<(&Category, [BTreeSet<String>; 2])> =
        reference.categories.iter().map(|one| (one, [stems(&one.label_fr), stems(&one.label_en)])).collect();
    let rare = |word: &&String| {
        (0..2).all(|lang| labels.iter().filter(|(_, said)| said[lang].contains(*word)).count() <= COMMON)
    };
    let words: BTreeSet<&String> = words.iter().filter(rare).collect();
    let common = |said: &BTreeSet<String>| words.iter().filter(|word| said.contains(**word)).count();
    let mut found: Vec<(Reverse<usize>, usize, &str)> = labels
        .iter()
        .map(|(one, said)| (said.iter().map(common).max().unwrap_or(0), one))
        .filter(|(count, _)| *count >= least)
        .map(|(count, one)| (Reverse(count), one.code.trim_end_matches('0').len(), one.code.as_str()))
        .collect();
    found.sort_unstable();
    let best = found.first().map(|(count, ..)| *count);
    found.into_iter().filter(|(count, ..)| Some(*count) == best).map(|(.., code)| code.to_owned()).collect()
}
