//! How the rows of the reference are typed and told, field by field.

use schema::reference::theme;

use crate::base::events::ReferenceEdit;
use crate::base::form::Field;
use crate::base::words::{Lang, Words};
use crate::reference::Row;
use crate::reference::rules::{GROUNDS, KINDS, REGISTER, SUBJECTS, UNCERTAIN};

/// Characters of a value in the history.
const SHOWN: usize = 160;

fn kind_of(name: &str) -> &'static str {
    match name {
        "descriptionFr" | "descriptionEn" | "definitionFr" | "definitionEn" | "words" => "textarea",
        "schemeKind" | "register" | "parent" => "select",
        "subjects" | "grounds" | "uncertain" => "checkboxes",
        "holdsMonths" => "number",
        "checked" => "date",
        "registerUrl" => "url",
        _ => "text",
    }
}

fn is_needed(name: &str) -> bool {
    matches!(
        name,
        "nameFr"
            | "nameEn"
            | "schemeKind"
            | "register"
            | "labelFr"
            | "labelEn"
            | "words"
            | "termFr"
            | "termEn"
            | "definitionFr"
            | "definitionEn"
    )
}

fn hint(name: &str) -> Option<&'static str> {
    match name {
        "parent" => Some("hint-theme-parent"),
        "words" => Some("hint-synonyms"),
        "see" => Some("hint-term-see"),
        "listCodes" => Some("hint-list-codes"),
        "holdsMonths" => Some("hint-holds-months"),
        "checked" => Some("hint-checked"),
        "uncertain" => Some("hint-uncertain"),
        "grounds" => Some("hint-grounds"),
        _ => None,
    }
}

/// `legal_source` → `legalSource`
fn field_of(column: &str) -> String {
    let mut parts = column.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| {
        let mut letters = part.chars();
        let capital = letters.next().map(|c| c.to_ascii_uppercase());
        name + &capital.into_iter().chain(letters).collect::<String>()
    })
}

/// What a code of a closed list says.
fn choice(words: Words, name: &str, code: &str) -> String {
    match name {
        "schemeKind" => words.say(format!("kind-{code}")),
        "register" => words.say(format!("register-{code}")),
        "subjects" => words.say(format!("subject-{code}")),
        "grounds" => words.say(format!("ground-{}", code.to_lowercase())),
        "uncertain" => words.say(format!("field-{}", field_of(code))),
        _ => code.to_owned(),
    }
}

fn choices(words: Words, name: &str, codes: &[&str]) -> Vec<(String, String)> {
    codes.iter().map(|code| ((*code).to_owned(), choice(words, name, code))).collect()
}

/// Themes that may have subthemes, by their label.
fn parents(words: Words, row: &theme::Model, rows: &[Row]) -> Vec<(String, String)> {
    let label = |theme: &theme::Model| match words.lang {
        Lang::Fr => theme.label_fr.clone(),
        Lang::En => theme.label_en.clone(),
    };
    let tops = rows.iter().filter_map(|one| match one {
        Row::Theme(one) if one.parent.is_none() && one.code != row.code => {
            Some((one.code.clone(), label(one)))
        }
        _ => None,
    });
    [(String::new(), words.say("choice-none"))].into_iter().chain(tops).collect()
}

/// The fields of a row, filled in. `rows` are all of its list.
pub(super) fn fields(words: Words, row: &Row, rows: &[Row]) -> Vec<Field> {
    let field = |(name, value): (&'static str, String)| {
        let kind = kind_of(name);
        let mut field = Field::new(words, name, kind, "");
        field.optional = !is_needed(name) && kind != "checkboxes";
        field.hint = hint(name).map(|key| words.say(key));
        field.choices = match (name, row) {
            ("schemeKind", _) => choices(words, name, &KINDS),
            ("register", _) => choices(words, name, &REGISTER),
            ("subjects", _) => choices(words, name, &SUBJECTS),
            ("grounds", _) => choices(words, name, &GROUNDS),
            ("uncertain", _) => choices(words, name, &UNCERTAIN),
            ("parent", Row::Theme(theme)) => parents(words, theme, rows),
            _ => Vec::new(),
        };
        match kind {
            "checkboxes" => field.values(value.split_whitespace().map(str::to_owned).collect()),
            _ => field.value(&value),
        }
    };
    row.fields().into_iter().map(field).collect()
}

/// A value as people read it.
pub(super) fn shown(words: Words, name: &str, value: &str) -> String {
    match kind_of(name) {
        _ if value.is_empty() => words.say("reference-nothing"),
        "select" => choice(words, name, value),
        "checkboxes" => {
            let said: Vec<String> = value.split_whitespace().map(|code| choice(words, name, code)).collect();
            said.join(", ")
        }
        "date" => value.parse().map_or_else(|_| value.to_owned(), |day| words.date(&day)),
        _ => value.to_owned(),
    }
}

/// The same, cut where it is long.
fn in_short(words: Words, name: &str, value: &str) -> String {
    let said = shown(words, name, value);
    match said.chars().count() > SHOWN {
        true => said.chars().take(SHOWN).chain(['…']).collect(),
        false => said,
    }
}

/// What a change changed, in words.
pub(super) fn told(words: Words, edit: &ReferenceEdit) -> String {
    let (before, after) = match (&edit.before, &edit.after) {
        (None, _) => return words.say("reference-history-added"),
        (_, None) => return words.say("reference-history-removed"),
        (Some(before), Some(after)) => (before, after),
    };
    let text =
        |of: Option<&serde_json::Value>| of.and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let changed =
        after.iter().filter(|(name, value)| before.get(*name) != Some(value)).map(|(name, value)| {
            let said = |value: String| in_short(words, name, &value);
            let args = [
                ("name", words.say(format!("field-{name}"))),
                ("before", said(text(before.get(name)))),
                ("after", said(text(Some(value)))),
            ];
            words.with_all("reference-history-changed", &args)
        });
    let all: Vec<String> = changed.collect();
    match all.is_empty() {
        true => words.say("reference-history-own"),
        false => all.join(" "),
    }
}
