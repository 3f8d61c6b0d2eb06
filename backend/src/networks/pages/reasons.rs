//! Why something was decided: reasons that are often given, to be chosen, and what is written beside them.

use crate::base::form::{Field, Form};
use crate::base::visit::Visit;

const CLAIM: [&str; 3] = ["template-claim-role", "template-claim-email", "template-claim-other"];
const ERROR: [&str; 3] = ["template-error-done", "template-error-confirmed", "template-error-vague"];
const GUARANTEE: [&str; 5] = [
    "template-guarantee-unreadable",
    "template-guarantee-ended",
    "template-guarantee-other",
    "template-guarantee-unproven",
    "template-guarantee-register",
];

/// `kind` as cases are called, `guarantee` for all that is decided of one.
pub(super) fn fields(visit: &Visit, kind: &str) -> [Field; 2] {
    let words = visit.words;
    let keys: &[&str] = match kind {
        "claim" => &CLAIM,
        "error" => &ERROR,
        _ => &GUARANTEE,
    };
    let mut choices = vec![(String::new(), words.say("template-none"))];
    choices.extend(keys.iter().map(|key| ((*key).to_owned(), words.say(*key))));
    let hint = if kind == "guarantee" { "hint-reason-guarantee" } else { "hint-reason-template" };
    [
        Field::optional(words, "template", "select").choices(choices),
        Field::optional(words, "reason", "textarea").hint(words.say(hint)),
    ]
}

/// The reason that was chosen, then what was written.
pub(super) fn said(visit: &Visit, form: &Form) -> String {
    let known = |key: &&str| *key == form.text("template");
    let chosen = CLAIM.into_iter().chain(ERROR).chain(GUARANTEE).find(known).map(|key| visit.words.say(key));
    let written = form.given("reason").map(str::to_owned);
    chosen.into_iter().chain(written).collect::<Vec<_>>().join("\n\n")
}
