//! Forms: what was typed, what is wrong in it, and how it is shown again.

use super::words::Words;
use crate::error::{FieldError, Message};

/// What was sent, in its order.
#[derive(Clone, Debug, Default)]
pub struct Form(pub Vec<(String, String)>);

impl Form {
    /// As it was typed; empty when it wasn't.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: &'static str,
    pub label: String,
    /// `text`, `email`, `password`, or `select`.
    pub kind: &'static str,
    /// What browsers and password managers fill in (WCAG 1.3.5).
    pub autocomplete: &'static str,
    pub value: String,
    pub hint: Option<String>,
    /// Of a `select`: value and label.
    pub choices: Vec<(String, String)>,
    pub problem: Option<String>,
    /// Shown, and not to be changed.
    pub fixed: bool,
}

impl Field {
    pub fn new(words: Words, name: &'static str, kind: &'static str, autocomplete: &'static str) -> Field {
        Field {
            name,
            label: words.say(format!("field-{name}")),
            kind,
            autocomplete,
            value: String::new(),
            hint: None,
            choices: Vec::new(),
            problem: None,
            fixed: false,
        }
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

    pub fn choices(mut self, choices: Vec<(String, String)>) -> Field {
        self.choices = choices;
        self
    }
}

/// Puts each problem beside its field, and gives those that belong to none.
pub fn place(words: Words, fields: &mut [Field], wrong: &[FieldError]) -> Vec<String> {
    let said = |message: &Message| words.with_all(message.key, &message.args);
    let mut rest = Vec::new();
    for one in wrong {
        match fields.iter_mut().find(|field| field.name == one.path) {
            Some(field) => field.problem = Some(said(&one.message)),
            None => rest.push(said(&one.message)),
        }
    }
    rest
}
