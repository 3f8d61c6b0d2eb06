use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The text as it is compared: lower case, without accents, ligatures opened (œ → oe),
/// apostrophes and punctuation as one space, none at the ends. Empty when nothing is left.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let letters = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c));
    for letter in letters {
        if !letter.is_alphanumeric() {
            // A zero-width or soft hyphen joins what it stands between.
            gap |= !matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}');
            continue;
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        match letter {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' => folded.push('d'),
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_case_ligatures_and_punctuation_are_folded() {
        assert_eq!(fold("L’Œuvre — d'Hérouville, « ÇA » & Cie."), "l oeuvre d herouville ca cie");
        assert_eq!(fold("Saint-Étienne-du-Rouvray"), "saint etienne du rouvray");
        assert_eq!(fold("e\u{301}cole nº 2"), "ecole no 2");
        assert_eq!(fold(" … "), "");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
