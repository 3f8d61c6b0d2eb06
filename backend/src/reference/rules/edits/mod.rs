//! What the national pilot may write in the reference, and what stands there.

mod read;
mod written;

use chrono::{DateTime, Utc};
use schema::Codes;
use schema::reference::{scheme, synonym, term, theme};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

pub use self::written::{blank, changed_meanwhile, fits, written};
use crate::error::{FieldError, Message};

/// How guarantee schemes come about.
pub const KINDS: [&str; 7] =
    ["status", "agreement", "label", "certification", "participatory", "grid", "charter"];
pub const SUBJECTS: [&str; 7] =
    ["social", "environment", "governance", "local", "fair-trade", "quality", "finance"];
/// Of the Code de la commande publique, for reserving a contract.
pub const GROUNDS: [&str; 3] = ["DISABILITY", "INSERTION", "ESS"];
/// Whether a public register exists.
pub const REGISTER: [&str; 4] = ["yes", "partial", "no", "unknown"];
/// Columns that nobody may have confirmed.
pub const UNCERTAIN: [&str; 11] = [
    "issuer_fr",
    "issuer_en",
    "subjects",
    "proof_fr",
    "proof_en",
    "holds_months",
    "holds_note_fr",
    "holds_note_en",
    "register",
    "grounds",
    "legal_source",
];

/// A list that is edited here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Schemes,
    Themes,
    Synonyms,
    Glossary,
}

impl List {
    pub const ALL: [List; 4] = [List::Schemes, List::Themes, List::Synonyms, List::Glossary];

    /// As our files and the journal name it.
    pub fn code(self) -> &'static str {
        match self {
            List::Schemes => "schemes",
            List::Themes => "themes",
            List::Synonyms => "synonyms",
            List::Glossary => "glossary",
        }
    }

    /// Whether its rows may be taken out: suppliers, products and guarantees name none of them.
    pub fn may_shrink(self) -> bool {
        matches!(self, List::Synonyms | List::Glossary)
    }
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    Scheme(Box<scheme::Model>),
    Theme(theme::Model),
    Synonyms(synonym::Model),
    Term(term::Model),
}

impl Row {
    pub fn list(&self) -> List {
        match self {
            Row::Scheme(_) => List::Schemes,
            Row::Theme(_) => List::Themes,
            Row::Synonyms(_) => List::Synonyms,
            Row::Term(_) => List::Glossary,
        }
    }

    pub fn code(&self) -> String {
        match self {
            Row::Scheme(row) => row.code.clone(),
            Row::Theme(row) => row.code.clone(),
            Row::Synonyms(row) => row.id.to_string(),
            Row::Term(row) => row.code.clone(),
        }
    }

    /// In French and in English.
    pub fn names(&self) -> (&str, &str) {
        match self {
            Row::Scheme(row) => (&row.name_fr, &row.name_en),
            Row::Theme(row) => (&row.label_fr, &row.label_en),
            Row::Synonyms(row) => (&row.words, &row.words),
            Row::Term(row) => (&row.term_fr, &row.term_en),
        }
    }

    pub fn edited_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Row::Scheme(row) => row.edited_at,
            Row::Theme(row) => row.edited_at,
            Row::Synonyms(row) => row.edited_at,
            Row::Term(row) => row.edited_at,
        }
    }

    pub fn set_edited(&mut self, at: Option<DateTime<Utc>>) {
        match self {
            Row::Scheme(row) => row.edited_at = at,
            Row::Theme(row) => row.edited_at = at,
            Row::Synonyms(row) => row.edited_at = at,
            Row::Term(row) => row.edited_at = at,
        }
    }

    pub fn removed_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Row::Scheme(_) | Row::Theme(_) => None,
            Row::Synonyms(row) => row.removed_at,
            Row::Term(row) => row.removed_at,
        }
    }

    /// Errors: suppliers, products and guarantees may name it.
    pub fn set_removed(&mut self, at: Option<DateTime<Utc>>) -> Result<(), FieldError> {
        match self {
            Row::Scheme(_) | Row::Theme(_) => {
                let message = Message::new("invalid-reference-in-use");
                return Err(FieldError { path: String::new(), message });
            }
            Row::Synonyms(row) => row.removed_at = at,
            Row::Term(row) => row.removed_at = at,
        }
        Ok(())
    }

    /// What it says, field by field, as it is typed: codes of one field are separated by spaces, what lists call a scheme
    /// by commas.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let several = |codes: &Codes| codes.join(" ");
        match self {
            Row::Scheme(row) => vec![
                ("nameFr", row.name_fr.clone()),
                ("nameEn", row.name_en.clone()),
                ("schemeKind", row.kind.clone()),
                ("subjects", several(&row.subjects)),
                ("issuerFr", row.issuer_fr.clone()),
                ("issuerEn", row.issuer_en.clone()),
                ("descriptionFr", row.description_fr.clone()),
                ("descriptionEn", row.description_en.clone()),
                ("proofFr", row.proof_fr.clone()),
                ("proofEn", row.proof_en.clone()),
                ("holdsMonths", row.holds_months.map(|months| months.to_string()).unwrap_or_default()),
                ("holdsNoteFr", row.holds_note_fr.clone()),
                ("holdsNoteEn", row.holds_note_en.clone()),
                ("register", row.register.clone()),
                ("registerUrl", or_empty(&row.register_url)),
                ("grounds", several(&row.grounds)),
                ("legalSource", row.legal_source.clone()),
                ("listCodes", row.list_codes.join(", ")),
                ("checked", row.checked.map(|day| day.to_string()).unwrap_or_default()),
                ("uncertain", several(&row.uncertain)),
            ],
            Row::Theme(row) => vec![
                ("labelFr", row.label_fr.clone()),
                ("labelEn", row.label_en.clone()),
                ("parent", or_empty(&row.parent)),
                ("descriptionFr", row.description_fr.clone()),
                ("descriptionEn", row.description_en.clone()),
            ],
            Row::Synonyms(row) => vec![("words", row.words.clone())],
            Row::Term(row) => vec![
                ("termFr", row.term_fr.clone()),
                ("termEn", row.term_en.clone()),
                ("definitionFr", row.definition_fr.clone()),
                ("definitionEn", row.definition_en.clone()),
                ("see", several(&row.see)),
                ("termSource", row.source.clone()),
                ("checked", row.checked.map(|day| day.to_string()).unwrap_or_default()),
            ],
        }
    }

    /// The same, as the journal keeps it.
    pub fn told(&self) -> Map<String, Value> {
        self.fields().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
    }

    /// Another one after each change.
    pub fn version(&self) -> String {
        let all = format!("{:?}{:?}{:?}", self.fields(), self.edited_at(), self.removed_at());
        Sha256::digest(all).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}
