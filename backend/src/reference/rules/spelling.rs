use std::collections::BTreeMap;

use schema::values::fold;

/// The trade's own words, to guess what a misspelt one meant.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Folded → as it is written.
    words: BTreeMap<String, String>,
}

/// Shorter words have too many neighbours.
const SHORTEST: usize = 4;
/// Edits away at the most.
const FARTHEST: usize = 2;

impl Vocabulary {
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words = BTreeMap::new();
        for text in texts {
            for word in text.split(|c: char| !c.is_alphabetic()) {
                if word.chars().count() >= SHORTEST {
                    words.entry(fold(word)).or_insert_with(|| word.to_lowercase());
                }
            }
        }
        Vocabulary { words }
    }

    /// The text with each word the trade doesn't know replaced by its nearest; none when
    /// nothing is to be replaced.
    pub fn correct(&self, text: &str) -> Option<String> {
        let mut changed = false;
        let words: Vec<String> = text
            .split_whitespace()
            .map(|word| match self.nearest(&fold(word)) {
                Some(better) => {
                    changed = true;
                    better.to_owned()
                }
                None => word.to_owned(),
            })
            .collect();
        changed.then(|| words.join(" "))
    }

    fn nearest(&self, folded: &str) -> Option<&str> {
        let length = folded.chars().count();
        if length < SHORTEST || self.words.contains_key(folded) {
            return None;
        }
        self.words
            .iter()
            .filter(|(known, _)| known.chars().count().abs_diff(length) <= FARTHEST)
            .filter(|(known, _)| known.chars().next() == folded.chars().next())
            .map(|(known, written)| (strsim::osa_distance(known, folded), written))
            .filter(|(distance, _)| *distance <= FARTHEST)
            .min()
            .map(|(_, written)| written.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_trade_is_guessed_and_a_known_word_is_left_alone() {
        let vocabulary = Vocabulary::new(["traiteur, buffet", "Menuiserie et ébénisterie"]);
        assert_eq!(vocabulary.correct("treteur rennes").as_deref(), Some("traiteur rennes"));
        assert_eq!(vocabulary.correct("ebenisterie"), None);
        assert_eq!(vocabulary.correct("xyzzyq"), None);
        assert_eq!(vocabulary.correct("bio"), None);
    }
}
