//! Reasons that are often given: kept by their names, said in whatever language they are read in.

use crate::base::words::Words;

const CLAIM: [&str; 3] = ["template-claim-role", "template-claim-email", "template-claim-other"];
const ERROR: [&str; 3] = ["template-error-done", "template-error-confirmed", "template-error-vague"];
const ABUSE: [&str; 2] = ["template-abuse-found", "template-abuse-none"];
const GUARANTEE: [&str; 5] = [
    "template-guarantee-unreadable",
    "template-guarantee-ended",
    "template-guarantee-other",
    "template-guarantee-unproven",
    "template-guarantee-register",
];

/// Why what waited is no longer to be decided.
const CLOSED: [&str; 2] = ["closed-evidence-removed", "closed-guarantee-withdrawn"];

/// Those of a kind of case; `guarantee` for all that is decided of one.
pub fn templates(kind: &str) -> &'static [&'static str] {
    match kind {
        "claim" => &CLAIM,
        "error" => &ERROR,
        "abuse" => &ABUSE,
        _ => &GUARANTEE,
    }
}

fn is_template(text: &str) -> bool {
    ["claim", "error", "abuse", "guarantee"].iter().any(|kind| templates(kind).contains(&text))
}

/// The reason that was chosen, by its name, then what was written.
pub fn reason_kept(template: &str, written: &str) -> String {
    let chosen = Some(template).filter(|template| is_template(template));
    let written = Some(written.trim()).filter(|text| !text.is_empty());
    chosen.into_iter().chain(written).collect::<Vec<_>>().join("\n\n")
}

/// A reason as its reader reads it: what was chosen in their language, what was written as it is.
pub fn reason_said(words: Words, kept: &str) -> String {
    let (first, rest) = kept.split_once("\n\n").map_or((kept, None), |(first, rest)| (first, Some(rest)));
    let first =
        if is_template(first) || CLOSED.contains(&first) { words.say(first) } else { first.to_owned() };
    [Some(first.as_str()), rest].into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::words::Lang;

    #[test]
    fn a_reason_that_was_chosen_is_said_in_the_reader_s_language_and_what_was_written_stays() {
        let english = Words::new(Lang::En);
        let kept = reason_kept("template-error-done", " Dès demain. ");
        assert_eq!(kept, "template-error-done\n\nDès demain.");
        assert_eq!(reason_said(english, &kept), "Corrected, thank you.\n\nDès demain.");
        assert_eq!(reason_said(english, &reason_kept("template-error-done", "")), "Corrected, thank you.");
        assert_eq!(reason_kept("case-error", "x"), "x", "only reasons are reasons");
        assert_eq!(reason_said(english, "Un mot.\n\nUn autre."), "Un mot.\n\nUn autre.");
    }
}
