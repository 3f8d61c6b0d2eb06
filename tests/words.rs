//! The words of the interface: French and English say the same things, each in its own
//! typography.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use bdis_tests::project;

/// The messages of a language: file and key → (text, arguments).
fn messages(lang: &str) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut files: Vec<_> =
        fs::read_dir(project().join("web/locales").join(lang)).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    for path in files {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut key = String::new();
        for line in fs::read_to_string(&path).unwrap().lines() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            // A line that begins with a space goes on with the message before.
            let text = if line.starts_with([' ', '}']) {
                line
            } else {
                let (name, text) = line.split_once('=').unwrap_or_else(|| panic!("{file}: {line}"));
                key = format!("{file}: {}", name.trim());
                assert!(!found.contains_key(&key), "{key} stands twice");
                text
            };
            let message = found.entry(key.clone()).or_default();
            message.push_str(text);
            message.push('\n');
        }
    }
    found
        .into_iter()
        .map(|(key, text)| {
            let arguments = arguments(&text);
            (key, (text, arguments))
        })
        .collect()
}

fn arguments(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
    };
    text.split('$').skip(1).map(name).collect()
}

/// What people read of a message: without its placeables' names and its variants' keys.
fn shown(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let line = line.trim_start();
        let line = if line.starts_with(['[', '*']) {
            line.split_once(']').map_or("", |(_, rest)| rest)
        } else {
            line
        };
        let mut depth = 0;
        for c in line.trim_end_matches("->").chars() {
            match c {
                '{' => {
                    depth += 1;
                    out.push('0');
                }
                '}' => depth -= 1,
                _ if depth > 0 => {}
                c => out.push(c),
            }
        }
        out.push('\n');
    }
    out
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_arguments() {
    let (fr, en) = (messages("fr"), messages("en"));
    let keys =
        |of: &BTreeMap<String, (String, BTreeSet<String>)>| of.keys().cloned().collect::<BTreeSet<_>>();
    let only: Vec<String> = keys(&fr).symmetric_difference(&keys(&en)).cloned().collect();
    assert!(only.is_empty(), "in one language only: {only:?}");
    for (key, (_, arguments)) in &fr {
        assert_eq!(arguments, &en[key].1, "{key}");
    }
    assert!(fr.len() > 200, "{}", fr.len());
}

#[test]
fn no_key_stands_in_two_files() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for key in messages("fr").into_keys() {
        let (file, name) = key.split_once(": ").unwrap();
        if let Some(other) = seen.insert(name.to_owned(), file.to_owned()) {
            panic!("{name} stands in {other} and {file}");
        }
    }
}

#[test]
fn no_message_is_empty() {
    for lang in ["fr", "en"] {
        for (key, (text, _)) in messages(lang) {
            assert!(!text.trim().is_empty(), "{lang} {key}");
        }
    }
}

/// What French typography doesn't allow, with where it stands.
fn untypographic(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    for (place, c) in chars.iter().enumerate() {
        let before = place.checked_sub(1).map(|i| chars[i]);
        let after = chars.get(place + 1).copied();
        let wrong = match c {
            '\'' => before.is_some_and(char::is_alphabetic),
            ';' | '!' | '?' => before != Some('\u{202F}') && !matches!(before, Some('!' | '?')),
            ':' => !matches!(before, Some('\u{A0}')) && after.is_none_or(char::is_whitespace),
            '»' => before != Some('\u{202F}'),
            '«' => after != Some('\u{202F}'),
            '%' | '€' => before == Some(' '),
            '"' => true,
            _ => false,
        };
        if wrong {
            let around: String = chars[place.saturating_sub(15)..chars.len().min(place + 8)].iter().collect();
            found.push(around);
        }
    }
    found
}

#[test]
fn french_messages_keep_french_typography() {
    let wrong: Vec<String> = messages("fr")
        .into_iter()
        .flat_map(|(key, (text, _))| {
            untypographic(&shown(&text)).into_iter().map(move |around| format!("{key}: {around:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn english_messages_have_no_french_spaces_before_their_marks() {
    for (key, (text, _)) in messages("en") {
        let text = shown(&text);
        for mark in [" ;", " !", " ?", " :", "\u{202F}!", "\u{202F}?", "\u{202F};", "\u{A0}:", "«", "»"] {
            assert!(!text.contains(mark), "{key}: {mark:?} in {text}");
        }
    }
}

/// The keys that the code and the templates name must exist; one that doesn't would be shown as it is.
#[test]
fn refusals_named_in_the_code_have_their_words() {
    let known: BTreeSet<String> =
        messages("fr").into_keys().map(|key| key.split_once(": ").unwrap().1.to_owned()).collect();
    let mut missing = Vec::new();
    super::tidy::each_source("backend/src", |path, text| {
        for part in text.split('"').skip(1).step_by(2) {
            let is_key = ["refused-", "invalid-"].iter().any(|start| part.starts_with(start))
                && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
                && !part.ends_with('-');
            if is_key && !known.contains(part) {
                missing.push(format!("{path}: {part}"));
            }
        }
    });
    assert!(missing.is_empty(), "{missing:#?}");
}
