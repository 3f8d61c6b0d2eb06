use std::collections::{BTreeSet, HashMap};

use schema::values::fold;

/// What an import leaves out and may be supposed from the words and the NAF of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supposed {
    /// CPV codes.
    pub categories: BTreeSet<String>,
    pub themes: BTreeSet<String>,
}

/// The tables that lead from a NAF or from words to purchase categories and themes.
#[derive(Debug, Default)]
pub struct Trades {
    by_naf: HashMap<String, Supposed>,
    /// By the first word of the phrase.
    by_word: HashMap<String, Vec<(Vec<String>, Supposed)>>,
    /// CPV prefix → theme.
    theme_of: HashMap<String, String>,
}

impl Trades {
    /// `naf`: (subclass, categories, themes); `words`: (phrase, category, theme);
    /// `theme_of`: (CPV prefix, theme).
    pub fn new(
        naf: impl IntoIterator<Item = (String, Vec<String>, Vec<String>)>,
        words: impl IntoIterator<Item = (String, Option<String>, Option<String>)>,
        theme_of: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let mut by_word: HashMap<String, Vec<_>> = HashMap::new();
        for (phrase, category, theme) in words {
            let phrase = words_of(&phrase);
            if let Some(first) = phrase.first() {
                let supposed = Supposed {
                    categories: category.into_iter().collect(),
                    themes: theme.into_iter().collect(),
                };
                by_word.entry(first.clone()).or_default().push((phrase, supposed));
            }
        }
        let by_naf = naf
            .into_iter()
            .map(|(naf, categories, themes)| {
                (
                    naf,
                    Supposed {
                        categories: categories.into_iter().collect(),
                        themes: themes.into_iter().collect(),
                    },
                )
            })
            .collect();
        Trades { by_naf, by_word, theme_of: theme_of.into_iter().collect() }
    }

    /// The theme of a purchase category: that of its longest known beginning.
    pub fn theme_of(&self, category: &str) -> Option<&str> {
        (2..=category.len()).rev().find_map(|n| self.theme_of.get(category.get(..n)?)).map(String::as_str)
    }

    /// What a row may sell: by its NAF, by its names, by its description. A NAF that names
    /// no trade gives none; nothing is padded. Who supplies staff is supposed to do only
    /// that: a temp agency "for green spaces" tends no garden.
    pub fn suppose<'a>(
        &self,
        naf: Option<&str>,
        names: impl IntoIterator<Item = &'a str>,
        description: &str,
    ) -> Supposed {
        let mut found =
            naf.and_then(|naf| self.by_naf.get(&naf.to_ascii_uppercase())).cloned().unwrap_or_default();
        for name in names {
            self.add_from_words(name, &mut found);
        }
        if found.themes.contains(STAFF_THEME) {
            return Supposed {
                categories: BTreeSet::from([STAFF_CATEGORY.to_owned()]),
                themes: BTreeSet::from([STAFF_THEME.to_owned()]),
            };
        }
        self.add_from_words(description, &mut found);
        let themes: Vec<_> =
            found.categories.iter().filter_map(|c| self.theme_of(c)).map(str::to_owned).collect();
        found.themes.extend(themes);
        found
    }

    /// From the left, the longest phrase at each word; its words are used up.
    fn add_from_words(&self, text: &str, found: &mut Supposed) {
        let words = words_of(text);
        let mut at = 0;
        while at < words.len() {
            let here = self.by_word.get(&words[at]).into_iter().flatten();
            match here
                .filter(|(phrase, _)| words[at..].starts_with(phrase))
                .max_by_key(|(phrase, _)| phrase.len())
            {
                Some((phrase, supposed)) => {
                    found.categories.extend(supposed.categories.iter().cloned());
                    found.themes.extend(supposed.themes.iter().cloned());
                    at += phrase.len();
                }
                None => at += 1,
            }
        }
    }
}

const STAFF_THEME: &str = "employment-temporary-work";
const STAFF_CATEGORY: &str = "79620000";

const SMALL_WORDS: &[&str] = &[
    "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "pour", "un", "une", "sur",
];

/// Folded words without small ones and without one plural mark, on both sides of a comparison.
fn words_of(text: &str) -> Vec<String> {
    fold(text)
        .split(' ')
        .filter(|word| !word.is_empty() && !SMALL_WORDS.contains(word))
        .map(|word| match word.strip_suffix(['s', 'x']) {
            Some(singular) if word.len() > 3 => singular.to_owned(),
            _ => word.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trades() -> Trades {
        Trades::new(
            [
                ("8130Z".to_owned(), vec!["77310000".to_owned()], vec![]),
                ("7820Z".to_owned(), vec![STAFF_CATEGORY.to_owned()], vec![STAFF_THEME.to_owned()]),
            ],
            [
                ("espace vert".to_owned(), Some("77310000".to_owned()), None),
                ("traiteur".to_owned(), Some("55520000".to_owned()), Some("food-catering".to_owned())),
            ],
            [("77".to_owned(), "environment".to_owned()), ("773".to_owned(), "environment-green".to_owned())],
        )
    }

    #[test]
    fn a_trade_is_supposed_from_the_naf_and_its_theme_follows() {
        let supposed = trades().suppose(Some("8130Z"), [], "");
        assert_eq!(supposed.categories, BTreeSet::from(["77310000".to_owned()]));
        assert_eq!(supposed.themes, BTreeSet::from(["environment-green".to_owned()]));
    }

    #[test]
    fn a_trade_is_supposed_from_words_in_the_plural_with_capitals_and_accents() {
        let supposed = trades().suppose(None, ["Entretien d’ESPACES VERTS", "Traiteurs"], "");
        assert_eq!(supposed.categories.len(), 2);
        assert!(supposed.themes.contains("food-catering"));
    }

    #[test]
    fn a_temp_agency_for_gardens_supplies_staff_and_nothing_else() {
        let supposed = trades().suppose(Some("7820z"), ["Intérim espaces verts"], "Des traiteurs");
        assert_eq!(supposed.categories, BTreeSet::from([STAFF_CATEGORY.to_owned()]));
    }

    #[test]
    fn a_naf_that_names_no_trade_gives_none() {
        assert_eq!(trades().suppose(Some("8899B"), ["Les amis du vert espace"], ""), Supposed::default());
    }
}
