//! Text to words, the same for documents, questions and synonyms: lowercase and fold accents, drop elided articles,
//! split, drop stop words. Stems only join what differs by number and gender: Snowball's would make one word of
//! "traiteur", "traitement" and "trait".

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut, in characters.
const MAX_WORD: usize = 40;

const ELIDED: [&str; 13] =
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"];

/// Folded. Left out on purpose: "mais" (maïs), "the" (thé), "est" (the East), "son" (bran, sound).
const STOP: [&str; 45] = [
    "a", "afin", "au", "aux", "avec", "ce", "ces", "cet", "cette", "chez", "dans", "de", "des", "dont", "du",
    "elle", "en", "et", "il", "ils", "je", "la", "le", "les", "leur", "leurs", "ne", "nos", "notre", "nous",
    "of", "ou", "par", "pour", "qui", "que", "sa", "ses", "sur", "un", "une", "vos", "votre", "vous", "y",
];

/// Calls `each` with every word of the text, folded, in order.
pub fn each_word(text: &str, mut each: impl FnMut(&str)) {
    let mut word = String::new();
    // "S.C.O.P." is one word: single letters followed by dots are kept until something else comes.
    let mut acronym = String::new();
    let mut emit = |word: &str| {
        if !word.is_empty() && !STOP.contains(&word) {
            each(word);
        }
    };
    for char in text.chars().chain([' ']) {
        if char.is_alphanumeric() || is_combining_mark(char) {
            fold_into(char, &mut word);
            continue;
        }
        if word.is_empty() {
            if char != '.' {
                emit(&std::mem::take(&mut acronym));
            }
            continue;
        }
        let letter = word.chars().nth(1).is_none() && word.chars().all(char::is_alphabetic);
        if letter && (char == '.' || !acronym.is_empty()) {
            acronym.push_str(&word);
            if char != '.' {
                emit(&std::mem::take(&mut acronym));
            }
        } else {
            emit(&std::mem::take(&mut acronym));
            let elided =
                matches!(char, '\'' | '’' | 'ʼ' | '‘' | '`' | '´') && ELIDED.contains(&word.as_str());
            if !elided {
                if let Some((end, _)) = word.char_indices().nth(MAX_WORD) {
                    word.truncate(end);
                }
                emit(&word);
            }
        }
        word.clear();
    }
    emit(&acronym);
}

/// Whether there is anything to search for in a text.
pub fn has_words(text: &str) -> bool {
    !words(text).is_empty()
}

pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |word| words.push(word.to_owned()));
    words
}

/// The words of a text without the marks of plural and feminine, each once.
pub fn stems(text: &str) -> BTreeSet<String> {
    words(text).iter().map(|word| stem(word)).collect()
}

/// The same in their order.
pub fn phrase(text: &str) -> Vec<String> {
    words(text).iter().map(|word| stem(word)).collect()
}

fn fold_into(char: char, word: &mut String) {
    if char.is_ascii() {
        word.push(char.to_ascii_lowercase());
        return;
    }
    for char in char.to_lowercase().nfkd().filter(|&char| !is_combining_mark(char)) {
        match char {
            'œ' => word.push_str("oe"),
            'æ' => word.push_str("ae"),
            'ß' => word.push_str("ss"),
            'ø' => word.push('o'),
            'ł' => word.push('l'),
            'đ' => word.push('d'),
            char => word.extend(char.to_lowercase().filter(|char| char.is_alphanumeric())),
        }
    }
}

/// What the sort by name compares: accents, case and punctuation left out.
pub fn collation_key(name: &str) -> String {
    let mut key = String::new();
    for char in name.chars().take(120) {
        if char.is_alphanumeric() || is_combining_mark(char) {
            fold_into(char, &mut key);
        } else if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// A folded word without the marks of plural and feminine.
pub fn stem(word: &str) -> String {
    const SHORTEST: usize = 3;
    let mut stem = word;
    if let Some(start) = stem.strip_suffix("aux").filter(|start| start.len() >= SHORTEST) {
        return format!("{start}al");
    }
    let shorter =
        |stem: &str, end: char| stem.strip_suffix(end).filter(|rest| rest.len() >= SHORTEST).map(str::len);
    if let Some(len) = shorter(stem, 's').or_else(|| shorter(stem, 'x')) {
        stem = &stem[..len];
    }
    while let Some(len) = shorter(stem, 'e') {
        stem = &stem[..len];
    }
    let mut stem = stem.to_owned();
    let mut last = stem.chars().rev();
    if let (Some(a), Some(b)) = (last.next(), last.next())
        && a == b
        && a.is_alphabetic()
        && stem.len() > SHORTEST
    {
        stem.pop();
    }
    if stem.ends_with("iv") {
        stem.pop();
        stem.push('f');
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elided_articles_accents_and_stop_words_go() {
        assert_eq!(words("L’Élagage des arbres, l'été"), ["elagage", "arbres", "ete"]);
        assert_eq!(words("l'E\u{301}lagage d’Œuvre"), ["elagage", "oeuvre"]);
        assert_eq!(words("aujourd'hui"), ["aujourd", "hui"]);
    }

    #[test]
    fn stems_join_number_and_gender_and_nothing_else() {
        let one =
            |words: &[&str]| words.iter().map(|w| stem(w)).collect::<std::collections::BTreeSet<_>>().len();
        assert_eq!(one(&["vert", "verts", "verte", "vertes"]), 1);
        assert_eq!(one(&["menuisier", "menuisiers", "menuisiere", "menuisieres"]), 1);
        assert_eq!(one(&["professionnel", "professionnelles"]), 1);
        assert_eq!(one(&["associatif", "associatives"]), 1);
        assert_eq!(one(&["local", "locaux", "locale"]), 1);
        assert_eq!(one(&["traiteur", "traitement", "trait"]), 3);
        assert_eq!(one(&["menage", "menagere"]), 2);
        assert_eq!(stem("bus"), "bus");
    }

    #[test]
    fn an_acronym_with_dots_is_one_word() {
        assert_eq!(words("S.C.O.P. La Belle"), ["scop", "belle"]);
        assert_eq!(words("A.M.A.P"), ["amap"]);
        assert_eq!(words("plan B. Corp"), ["plan", "b", "corp"]);
    }

    #[test]
    fn control_characters_and_long_words_do_no_harm() {
        assert_eq!(words("a\0b\u{7}"), ["b"]);
        assert_eq!(words(&"é".repeat(500)), ["e".repeat(MAX_WORD)]);
        assert_eq!(words("... '' .a."), Vec::<String>::new());
    }

    #[test]
    fn the_sort_by_name_ignores_accents_case_and_punctuation() {
        assert_eq!(collation_key("  « Éco-Logis » !"), "eco logis");
    }
}
