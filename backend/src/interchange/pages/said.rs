//! What reports say, in the words of the interface.

use crate::base::desk::{Row, Section, Table};
use crate::base::words::Words;
use crate::interchange::{Noted, reason_in_words};

/// Records and what is said of them; how many more there are.
pub fn notes(words: Words, heading: &str, notes: &[Noted], total: u64) -> Option<Section> {
    if notes.is_empty() {
        return None;
    }
    let row = |note: &Noted| Row {
        cells: vec![note.line.to_string(), reason_in_words(words, &note.reason)],
        ..Row::default()
    };
    let more = total.saturating_sub(notes.len() as u64);
    Some(Section {
        heading: words.say(heading),
        text: (more > 0).then(|| words.with("import-more-rows", "count", more)).into_iter().collect(),
        table: Some(Table {
            caption: words.say(heading),
            headers: ["catalogue-line", "catalogue-why"].map(|key| words.say(key)).into(),
            rows: notes.iter().map(row).collect(),
        }),
        ..Section::default()
    })
}
