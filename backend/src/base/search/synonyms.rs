//! Words that say the same in the trade. Applied to questions, never to documents.

use std::collections::{BTreeSet, HashMap};

use super::analysis::phrase as stems;

/// A sequence of stems.
pub type Phrase = Vec<String>;

/// Groups of words and phrases, one group a line, separated by commas; `#` begins a comment.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    others: HashMap<Phrase, BTreeSet<Phrase>>,
    longest: usize,
}

impl Synonyms {
    pub fn parse(file: &str) -> Synonyms {
        let mut synonyms = Synonyms::default();
        for line in file.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let group: BTreeSet<Phrase> =
                line.split(',').map(stems).filter(|phrase| !phrase.is_empty()).collect();
            for phrase in &group {
                synonyms.longest = synonyms.longest.max(phrase.len());
                let others = synonyms.others.entry(phrase.clone()).or_default();
                others.extend(group.iter().filter(|other| *other != phrase).cloned());
            }
        }
        synonyms
    }

    /// Every phrase with what means the same.
    pub fn all(&self) -> impl Iterator<Item = (&Phrase, &BTreeSet<Phrase>)> {
        self.others.iter()
    }

    /// What means the same as exactly these stems.
    pub fn of(&self, phrase: &[String]) -> impl Iterator<Item = &Phrase> {
        self.others.get(phrase).into_iter().flatten()
    }

    /// What means the same as a text, as stems.
    pub fn of_text(&self, text: &str) -> Vec<String> {
        self.of(&stems(text)).map(|phrase| phrase.join(" ")).collect()
    }

    /// What a text is about: its stems, and of each word or phrase that others mean too, the one that stands for all.
    pub fn meanings(&self, text: &str) -> BTreeSet<String> {
        let stems = stems(text);
        let mut found: BTreeSet<String> = stems.iter().cloned().collect();
        for (start, _) in stems.iter().enumerate() {
            for phrase in (start + 1..=stems.len().min(start + self.longest)).map(|end| &stems[start..end]) {
                let least = self.of(phrase).next().map(|other| phrase.min(other.as_slice()));
                found.extend(least.map(|least| least.join(" ")));
            }
        }
        found
    }

    /// Stems of which each text with one of these meanings has one.
    pub fn told_by(&self, meaning: &str) -> BTreeSet<String> {
        let phrase: Phrase = meaning.split(' ').map(str::to_owned).collect();
        self.of(&phrase).chain([&phrase]).filter_map(|phrase| phrase.first().cloned()).collect()
    }

    /// How many of the first stems are the longest known phrase of two words or more.
    pub fn phrase_at(&self, stems: &[String]) -> Option<usize> {
        let longest = self.longest.min(stems.len());
        (2..=longest).rev().find(|&len| self.others.contains_key(&stems[..len]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_known_whatever_its_number_and_accents() {
        let synonyms = Synonyms::parse("# trade\nespaces verts, jardinage # comment\n\n,,\nménage,nettoyage");
        let question = stems("espace vert communal");
        assert_eq!(synonyms.phrase_at(&question), Some(2));
        assert_eq!(synonyms.of(&question[..2]).count(), 1);
        assert_eq!(synonyms.of(&stems("MENAGE")).count(), 1);
        let meant = |text: &str| synonyms.meanings(text);
        assert!(!meant("Jardinage").is_disjoint(&meant("Entretien d’espaces verts")));
        assert!(meant("Ménage").is_disjoint(&meant("Espace vert")));
        assert!(meant("Jardinage").iter().all(|one| synonyms.told_by(one).contains("jardinag")));
    }
}
