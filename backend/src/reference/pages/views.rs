use askama::Template;

use crate::base::page::{Nav, Page};

#[derive(Clone, Debug)]
pub struct GlossaryTerm {
    /// The anchor: `/glossaire#siret`.
    pub code: String,
    pub name: String,
    pub definition: String,
    /// Code and name of related terms.
    pub see: Vec<(String, String)>,
    pub source: Option<String>,
    pub to_check: bool,
}

#[derive(Clone, Debug)]
pub struct Letter {
    /// Capital, without accent.
    pub letter: char,
    pub terms: Vec<GlossaryTerm>,
}

impl Letter {
    fn anchor(&self) -> String {
        format!("lettre-{}", self.letter.to_lowercase())
    }
}

#[derive(Template)]
#[template(path = "reference/glossary.html")]
pub struct GlossaryPage {
    pub page: Page,
    pub letters: Vec<Letter>,
}

/// Legal, accessibility, data licences, about, API documentation: `page.title` is the heading.
#[derive(Template)]
#[template(path = "texts/text.html")]
pub struct TextPage {
    pub page: Page,
    /// HTML of ours, never from an import: it is written as it is.
    pub body: String,
}
