//! Why something was decided: reasons that are often given, to be chosen, and what is written beside them.

use crate::base::form::{Field, Form};
use crate::base::visit::Visit;
use crate::networks;

/// `kind` as cases are called, `guarantee` for all that is decided of one.
pub(super) fn fields(visit: &Visit, kind: &str) -> [Field; 2] {
    let words = visit.words;
    let mut choices = vec![(String::new(), words.say("template-none"))];
    choices.extend(networks::templates(kind).iter().map(|key| ((*key).to_owned(), words.say(*key))));
    let hint = if kind == "guarantee" { "hint-reason-guarantee" } else { "hint-reason-template" };
    [
        Field::optional(words, "template", "select").choices(choices),
        Field::optional(words, "reason", "textarea").hint(words.say(hint)),
    ]
}

pub(super) fn kept(form: &Form) -> String {
    networks::reason_kept(form.text("template"), form.text("reason"))
}
