use std::collections::BTreeSet;

use schema::values::fold;

use crate::base::words::Lang;
use crate::error::{FieldError, Message};
use crate::reference::{Currency, Reference};

/// Of one list.
const MOST: usize = 30;

/// The codes of what is typed, each once. Errors: what isn't known, and where there are too many.
pub fn known(
    path: &str,
    typed: &[String],
    find: impl Fn(&str) -> Option<String>,
) -> Result<BTreeSet<String>, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let mut note = |message| wrong.push(FieldError { path: path.to_owned(), message });
    let mut found = BTreeSet::new();
    for one in typed {
        match find(one) {
            Some(code) => drop(found.insert(code)),
            None => note(
                Message::new("invalid-unknown-code").with("value", one.chars().take(60).collect::<String>()),
            ),
        }
    }
    if found.len() > MOST {
        let message = Message::new("invalid-too-many").with("count", found.len().to_string());
        note(message.with("most", MOST.to_string()));
    }
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}

/// Accepted currencies, by their codes or by their names.
pub fn currencies(typed: &[String], reference: &Reference) -> Result<BTreeSet<String>, Vec<FieldError>> {
    known("currencies", typed, |one| {
        let named = |currency: &&Currency| {
            [&currency.code, &currency.label_fr, &currency.label_en]
                .into_iter()
                .any(|name| fold(name) == fold(one))
        };
        reference.currencies.iter().find(named).map(|currency| currency.code.clone())
    })
}

/// What currencies are called; one that isn't known any more goes by its code.
pub fn currency_names(codes: &[String], reference: &Reference, lang: Lang) -> Vec<String> {
    let name = |code: &String| match reference.currency(code) {
        Some(currency) if lang == Lang::En => currency.label_en.clone(),
        Some(currency) => currency.label_fr.clone(),
        None => code.clone(),
    };
    codes.iter().map(name).collect()
}
