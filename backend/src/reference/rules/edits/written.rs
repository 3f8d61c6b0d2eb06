//! From what was typed to a row, or what is wrong in it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schema::Codes;
use schema::reference::{scheme, synonym, term, theme};
use schema::values::fold;

use super::read::Reader;
use super::{GROUNDS, KINDS, List, REGISTER, Row, SUBJECTS, UNCERTAIN};
use crate::base::form::Form;
use crate::error::{FieldError, Message, Notes};

const NAME: usize = 150;
const LINE: usize = 300;
const TEXT: usize = 2_000;
/// Characters of a group of synonyms, and its words.
const GROUP: usize = 1_000;
const MOST_WORDS: usize = 30;
const WORD: usize = 80;
/// What a term leads on to.
const MOST_SEE: usize = 12;
const MOST_LIST_CODES: usize = 12;
const LIST_CODE: usize = 20;

/// A row of a new code with nothing in it; a group of synonyms takes the next number.
pub fn blank(list: List, typed: &Form, rows: &[Row]) -> Result<Row, Vec<FieldError>> {
    let code = typed.text("refCode").trim().to_owned();
    let fits = (2..=40).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !code.starts_with('-')
        && !code.ends_with('-');
    if list != List::Synonyms && !fits {
        let message = Message::new("invalid-reference-code");
        return Err(vec![FieldError { path: "refCode".to_owned(), message }]);
    }
    let empty = String::new;
    Ok(match list {
        List::Schemes => Row::Scheme(Box::new(scheme::Model {
            code,
            kind: empty(),
            name_fr: empty(),
            name_en: empty(),
            issuer_fr: empty(),
            issuer_en: empty(),
            subjects: Codes::default(),
            proof_fr: empty(),
            proof_en: empty(),
            holds_months: None,
            holds_note_fr: empty(),
            holds_note_en: empty(),
            register_url: None,
            register: empty(),
            grounds: Codes::default(),
            legal_source: empty(),
            description_fr: empty(),
            description_en: empty(),
            list_codes: Codes::default(),
            checked: None,
            uncertain: Codes::default(),
            edited_at: None,
        })),
        List::Themes => Row::Theme(theme::Model {
            code,
            parent: None,
            label_fr: empty(),
            label_en: empty(),
            description_fr: empty(),
            description_en: empty(),
            edited_at: None,
        }),
        List::Synonyms => {
            let last = rows.iter().filter_map(|row| match row {
                Row::Synonyms(group) => Some(group.id),
                _ => None,
            });
            let id = last.max().unwrap_or(0).saturating_add(1);
            Row::Synonyms(synonym::Model {
                id,
                words: empty(),
                edited_at: None,
                removed_at: None,
                origin: None,
            })
        }
        List::Glossary => Row::Term(term::Model {
            code,
            term_fr: empty(),
            term_en: empty(),
            definition_fr: empty(),
            definition_en: empty(),
            see: Codes::default(),
            source: empty(),
            checked: None,
            edited_at: None,
            removed_at: None,
        }),
    })
}

/// A row with what was typed. `rows` are all of its list.
pub fn written(before: &Row, typed: &Form, rows: &[Row], today: NaiveDate) -> Result<Row, Vec<FieldError>> {
    let mut read = Reader { typed, wrong: Notes::default() };
    let mut after = before.clone();
    match &mut after {
        Row::Scheme(row) => {
            row.name_fr = read.needed("nameFr", NAME);
            row.name_en = read.needed("nameEn", NAME);
            row.kind = read.one_of("schemeKind", &KINDS);
            row.subjects = read.some_of("subjects", &SUBJECTS, &row.subjects);
            row.issuer_fr = read.line("issuerFr", LINE);
            row.issuer_en = read.line("issuerEn", LINE);
            row.description_fr = read.text("descriptionFr", TEXT);
            row.description_en = read.text("descriptionEn", TEXT);
            row.proof_fr = read.line("proofFr", LINE);
            row.proof_en = read.line("proofEn", LINE);
            row.holds_months = read.months("holdsMonths");
            row.holds_note_fr = read.line("holdsNoteFr", LINE);
            row.holds_note_en = read.line("holdsNoteEn", LINE);
            row.register = read.one_of("register", &REGISTER);
            row.register_url = read.address("registerUrl", row.register_url.as_deref());
            row.grounds = read.some_of("grounds", &GROUNDS, &row.grounds);
            row.legal_source = read.line("legalSource", LINE);
            row.list_codes = list_codes(&mut read, &row.code, rows);
            row.checked = read.day("checked", today);
            row.uncertain = read.some_of("uncertain", &UNCERTAIN, &row.uncertain);
        }
        Row::Theme(row) => {
            row.label_fr = read.needed("labelFr", NAME);
            row.label_en = read.needed("labelEn", NAME);
            row.parent = typed.given("parent").map(str::to_owned);
            row.description_fr = read.text("descriptionFr", TEXT);
            row.description_en = read.text("descriptionEn", TEXT);
        }
        Row::Synonyms(row) => row.words = words(&mut read, row, rows),
        Row::Term(row) => {
            row.term_fr = read.needed("termFr", NAME);
            row.term_en = read.needed("termEn", NAME);
            row.definition_fr = read.needed_text("definitionFr", TEXT);
            row.definition_en = read.needed_text("definitionEn", TEXT);
            row.see = see(&mut read, row, rows);
            row.source = read.line("termSource", LINE);
            row.checked = read.day("checked", today);
        }
    }
    let mut wrong = read.wrong.0;
    wrong.extend(fits(&after, rows).err());
    if wrong.is_empty() { Ok(after) } else { Err(wrong) }
}

/// Whether a row fits among the others: a theme stands under a top theme that exists, and under none when it has
/// subthemes of its own.
pub fn fits(after: &Row, rows: &[Row]) -> Result<(), FieldError> {
    let Row::Theme(row) = after else { return Ok(()) };
    let Some(parent) = &row.parent else { return Ok(()) };
    let mut themes = rows.iter().filter_map(|row| match row {
        Row::Theme(theme) => Some(theme),
        _ => None,
    });
    let wrong = |key| Err(FieldError { path: "parent".to_owned(), message: Message::new(key) });
    if themes.clone().any(|theme| theme.parent.as_ref() == Some(&row.code)) {
        return wrong("invalid-reference-parent-of-others");
    }
    let is_top =
        themes.any(|theme| theme.code == *parent && theme.code != row.code && theme.parent.is_none());
    if is_top { Ok(()) } else { wrong("invalid-reference-parent") }
}

/// What lists of suppliers call it: each name leads to one scheme.
fn list_codes(read: &mut Reader, code: &str, rows: &[Row]) -> Codes {
    let typed = read.line("listCodes", LINE);
    let codes = parts(&typed, &[',', ';', '|']);
    let fits = |one: &String| one.chars().count() <= LIST_CODE;
    if codes.len() > MOST_LIST_CODES || !codes.iter().all(fits) {
        let message = Message::new("invalid-reference-list-codes").with("count", MOST_LIST_CODES.to_string());
        read.wrong.note("listCodes", message.with("most", LIST_CODE.to_string()));
    }
    let others = rows.iter().filter_map(|row| match row {
        Row::Scheme(scheme) if scheme.code != code => Some(&scheme.list_codes),
        _ => None,
    });
    let taken: BTreeSet<String> = others.flat_map(|codes| codes.iter().map(|one| fold(one))).collect();
    if let Some(one) = codes.iter().find(|one| taken.contains(&fold(one))) {
        read.wrong.note("listCodes", Message::new("invalid-reference-list-code-taken").with("value", one));
    }
    codes.into_iter().collect()
}

/// A term stands in one group only; one that already stood in two may stay.
fn words(read: &mut Reader, group: &synonym::Model, rows: &[Row]) -> String {
    let typed = read.needed("words", GROUP);
    if typed.is_empty() || typed == group.words {
        return typed;
    }
    let words = parts(&typed, &[',', ';']);
    if typed.contains('#') || words.iter().any(|word| word.chars().count() > WORD || fold(word).is_empty()) {
        read.wrong.note("words", Message::new("invalid-reference-word").with("most", WORD.to_string()));
    } else if !(2..=MOST_WORDS).contains(&words.len()) {
        read.wrong
            .note("words", Message::new("invalid-reference-words").with("most", MOST_WORDS.to_string()));
    }
    let before: BTreeSet<String> = group.words.split(',').map(fold).collect();
    let others = rows.iter().filter_map(|row| match row {
        Row::Synonyms(other) if other.id != group.id && other.removed_at.is_none() => Some(&other.words),
        _ => None,
    });
    let taken: BTreeSet<String> = others.flat_map(|words| words.split(',').map(fold)).collect();
    let new = |word: &&String| !before.contains(&fold(word)) && taken.contains(&fold(word));
    if let Some(word) = words.iter().find(new) {
        read.wrong.note("words", Message::new("invalid-reference-word-taken").with("value", word));
    }
    words.join(", ")
}

/// Codes of other terms; one that was taken out since may stay.
fn see(read: &mut Reader, term: &term::Model, rows: &[Row]) -> Codes {
    let typed = read.line("see", LINE);
    let codes = parts(&typed, &[',', ';', ' ']);
    let known = |one: &String| {
        let there = |row: &Row| row.code() == *one && row.removed_at().is_none();
        term.see.contains(one) || (*one != term.code && rows.iter().any(there))
    };
    if codes.len() > MOST_SEE {
        read.wrong.note("see", Message::new("invalid-reference-see-many").with("most", MOST_SEE.to_string()));
    } else if let Some(one) = codes.iter().find(|one| !known(one)) {
        read.wrong.note("see", Message::new("invalid-reference-see").with("value", one));
    }
    codes.into_iter().collect()
}

/// What stands between separators, each once.
fn parts(text: &str, between: &[char]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let all = text.split(between).map(str::trim).filter(|part| !part.is_empty());
    all.filter(|part| seen.insert(fold(part))).map(str::to_owned).collect()
}

/// What someone else wrote meanwhile, beside each field that differs.
pub fn changed_meanwhile(mine: &Row, theirs: &Row) -> Vec<FieldError> {
    let pairs = mine.fields().into_iter().zip(theirs.fields());
    let differ =
        pairs.filter(|((_, mine), (_, theirs))| mine != theirs).map(|(_, (name, value))| FieldError {
            path: name.to_owned(),
            message: Message::new("changed-meanwhile-value").with("value", value),
        });
    let first = FieldError { path: String::new(), message: Message::new("changed-meanwhile") };
    [first].into_iter().chain(differ).collect()
}
