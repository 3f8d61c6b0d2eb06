//! Forms: what was typed, what is wrong in it, and how it is shown again.

use std::borrow::Cow;

use super::words::Words;
use crate::error::{FieldError, Message};

/// What was sent, in its order.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub fields: Vec<(String, String)>,
    pub files: Vec<Upload>,
}

/// A file that came with a form.
#[derive(Clone, Debug)]
pub struct Upload {
    pub field: String,
    /// As its sender calls it: never a path of ours.
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Form {
    pub fn of(fields: impl IntoIterator<Item = (String, String)>) -> Form {
        Form { fields: fields.into_iter().collect(), files: Vec::new() }
    }

    /// As it was typed; empty when it wasn't.
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// Without the spaces around it; none when nothing else is there.
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name).trim()).filter(|text| !text.is_empty())
    }

    /// What was chosen among several.
    pub fn all(&self, name: &str) -> Vec<String> {
        let these = self.fields.iter().filter(|(n, value)| n == name && !value.trim().is_empty());
        these.map(|(_, value)| value.trim().to_owned()).collect()
    }

    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(n, _)| n == name)
    }

    /// A file that isn't empty.
    pub fn file(&self, name: &str) -> Option<&Upload> {
        self.files.iter().find(|file| file.field == name && !file.bytes.is_empty())
    }
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: Cow<'static, str>,
    pub label: String,
    /// `text`, `email`, `password`, `date`, `number`, `url`, `tel`, `textarea`, `select`, `checkboxes`, `radios`, `file`.
    pub kind: &'static str,
    /// What browsers and password managers fill in (WCAG 1.3.5).
    pub autocomplete: &'static str,
    pub value: String,
    /// Of `checkboxes`: what is chosen.
    pub values: Vec<String>,
    pub hint: Option<String>,
    /// Of a choice: value and label.
    pub choices: Vec<(String, String)>,
    pub problem: Option<String>,
    /// Shown, and not to be changed.
    pub fixed: bool,
    /// It may be left empty.
    pub optional: bool,
    /// Another field may answer in its place.
    pub instead: bool,
}

impl Field {
    pub fn new(words: Words, name: &'static str, kind: &'static str, autocomplete: &'static str) -> Field {
        Field {
            name: Cow::Borrowed(name),
            label: words.say(format!("field-{name}")),
            kind,
            autocomplete,
            value: String::new(),
            values: Vec::new(),
            hint: None,
            choices: Vec::new(),
            problem: None,
            fixed: false,
            optional: false,
            instead: false,
        }
    }

    /// One that may be left empty, of no kind a browser knows.
    pub fn optional(words: Words, name: &'static str, kind: &'static str) -> Field {
        Field { optional: true, ..Field::new(words, name, kind, "") }
    }

    /// One whose name isn't known beforehand; it has a label of its own.
    pub fn named(mut self, name: String) -> Field {
        self.name = Cow::Owned(name);
        self
    }

    pub fn label(mut self, label: String) -> Field {
        self.label = label;
        self
    }

    /// With a value that isn't to be changed.
    pub fn fixed(mut self, value: &str) -> Field {
        self.fixed = true;
        self.value(value)
    }

    pub fn hint(mut self, hint: String) -> Field {
        self.hint = Some(hint);
        self
    }

    pub fn value(mut self, value: &str) -> Field {
        self.value = value.to_owned();
        self
    }

    pub fn values(mut self, values: Vec<String>) -> Field {
        self.values = values;
        self
    }

    pub fn choices(mut self, choices: Vec<(String, String)>) -> Field {
        self.choices = choices;
        self
    }

    /// Whether its typed value may stand in a page again.
    fn is_secret(&self) -> bool {
        matches!(self.autocomplete, "current-password" | "new-password" | "one-time-code")
    }

    pub fn typed(&mut self, typed: &Form) {
        match self.kind {
            "checkboxes" => self.values = typed.all(&self.name),
            "file" => {}
            _ if !self.fixed && !self.is_secret() => self.value = typed.text(&self.name).to_owned(),
            _ => {}
        }
    }

    pub fn is_chosen(&self, value: &str) -> bool {
        self.values.iter().any(|one| one == value) || (self.kind != "checkboxes" && self.value == value)
    }

    /// What an input is described by, for those who hear it.
    pub fn described_by(&self, id: &str) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{id}-hint"));
        let problem = self.problem.as_ref().map(|_| format!("{id}-problem"));
        hint.into_iter().chain(problem).collect::<Vec<_>>().join(" ")
    }
}

/// Puts each problem beside its field, and gives those that belong to none.
pub fn place<'a>(
    words: Words,
    fields: impl IntoIterator<Item = &'a mut Field>,
    wrong: &[FieldError],
) -> Vec<String> {
    let mut fields: Vec<&mut Field> = fields.into_iter().collect();
    let mut rest = Vec::new();
    for one in wrong {
        let said = words.message(&one.message);
        match fields.iter_mut().find(|field| field.name == one.path) {
            Some(field) => {
                field.problem = Some(match field.problem.take() {
                    Some(before) => format!("{before} {said}"),
                    None => said,
                });
            }
            None => rest.push(said),
        }
    }
    rest
}

/// A text without what nobody can see, its ends trimmed. Errors: what is wrong, in words.
pub fn text(typed: &str, most: usize) -> Result<String, Message> {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    if text.chars().any(|c| (c.is_control() && c != '\n' && c != '\t') || is_hidden(c)) {
        return Err(Message::new("invalid-text-control"));
    }
    if text.chars().count() > most {
        return Err(Message::new("invalid-text-too-long").with("most", most.to_string()));
    }
    Ok(text)
}

/// What turns text about or hides in it.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// One line; none when it is empty.
pub fn line(typed: &str, most: usize) -> Result<Option<String>, Message> {
    // No-break spaces are meant.
    let words = typed.split(|c: char| c.is_ascii_whitespace() || c == '\u{85}' || c == '\u{2028}');
    let one: String = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    Ok(Some(text(&one, most)?).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_and_a_text_hides_nothing() {
        assert_eq!(line("  Le  Relais\n Bretagne ", 50), Ok(Some("Le Relais Bretagne".to_owned())));
        assert_eq!(line("   ", 50), Ok(None));
        assert!(text("a\u{202E}b", 10).is_err() && text("a\0b", 10).is_err() && text("abc", 2).is_err());
        assert_eq!(text("deux\r\nlignes", 50), Ok("deux\nlignes".to_owned()));
    }
}
