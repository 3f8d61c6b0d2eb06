//! A form that someone else saved while it was filled in: what only they changed is taken over and said, what both changed
//! is kept as it was typed, beside what they saved.

use super::FormView;
use crate::base::form::{Field, Form};
use crate::base::secrets::hashed;
use crate::error::{FieldError, Message};

/// What the fields of a form held when it was read.
pub(super) const READ: &str = "read";

impl FormView {
    /// Sends along what each field holds now, for whoever saves after someone else. Call it before `typed`.
    pub fn reading(mut self) -> FormView {
        self.held = self.every_field().map(|field| field.clone()).collect();
        let held: Vec<String> =
            self.held.iter().map(|field| format!("{}:{}", field.name, mark(field))).collect();
        self.with(READ, held.join(" "))
    }

    /// What wasn't saved goes on from what was read: whoever saved since is told of.
    pub(super) fn still_reading(&mut self, typed: &Form) {
        for (name, value) in &mut self.hidden {
            if typed.has(READ) && matches!(*name, READ | "version") {
                *value = typed.text(name).to_owned();
            }
        }
    }

    /// `wrong` is each field that stands otherwise than it was typed. Where it is known what was read, it becomes what
    /// someone else changed since, as the form calls it.
    pub(super) fn changed_by_others(&mut self, typed: &Form, wrong: &mut Vec<FieldError>) {
        let read: Vec<(&str, &str)> =
            typed.text(READ).split(' ').filter_map(|one| one.split_once(':')).collect();
        let held = std::mem::take(&mut self.held);
        for field in self.every_field() {
            let Some((before, theirs)) = read
                .iter()
                .find(|(name, _)| *name == field.name)
                .map(|(_, mark)| *mark)
                .zip(held.iter().find(|theirs| theirs.name == field.name))
            else {
                named_by_labels(field, wrong);
                continue;
            };
            wrong.retain(|one| one.path != field.name);
            let (mine, saved) = (mark(field), mark(theirs));
            if saved == before || saved == mine {
                continue;
            }
            let message = match mine == before {
                true => {
                    (field.value, field.values) = (theirs.value.clone(), theirs.values.clone());
                    Message::new("changed-meanwhile-taken")
                }
                false => saved_meanwhile(theirs),
            };
            wrong.push(FieldError { path: field.name.to_string(), message });
        }
        self.held = held;
        for one in wrong.iter_mut().filter(|one| one.message.args.iter().any(|(_, value)| value.is_empty())) {
            one.message = Message::saved_meanwhile("");
        }
        if !read.is_empty() {
            let whole = wrong.iter_mut().filter(|one| one.message.key == "changed-meanwhile");
            whole.for_each(|one| one.message.key = "changed-meanwhile-merged");
        }
    }
}

/// By it is seen whether a field holds the same.
fn mark(field: &Field) -> String {
    let mut values = field.values.clone();
    values.sort_unstable();
    // As a browser sends it again.
    let value = field.value.replace("\r\n", "\n");
    hashed(&format!("{}\n{}", value.trim(), values.join("\n"))).chars().take(8).collect()
}

fn label<'a>(field: &'a Field, code: &'a str) -> &'a str {
    field.choices.iter().find(|(value, _)| value == code).map_or(code, |(_, label)| label)
}

fn saved_meanwhile(theirs: &Field) -> Message {
    let value = match (theirs.kind, theirs.choices.as_slice()) {
        ("checkboxes", [(only, _)]) => return Message::saved_flag(theirs.values.contains(only)),
        ("checkboxes", _) => {
            let labels = theirs.values.iter().map(|code| label(theirs, code));
            labels.collect::<Vec<_>>().join(", ")
        }
        _ => label(theirs, theirs.value.trim()).to_owned(),
    };
    match theirs.value.trim().is_empty() && theirs.values.is_empty() {
        true => Message::saved_meanwhile(""),
        false => Message::saved_meanwhile(&value),
    }
}

/// Choices are told by their names.
fn named_by_labels(field: &Field, wrong: &mut [FieldError]) {
    let of_it = wrong.iter_mut().filter(|one| one.path == field.name);
    for (_, value) in of_it.flat_map(|one| &mut one.message.args) {
        *value = value.split(", ").map(|one| label(field, one)).collect::<Vec<_>>().join(", ");
    }
}
