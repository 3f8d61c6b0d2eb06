use askama::Template;
use askama::filters::Safe;
use chrono::NaiveDate;

use crate::base::page::{Nav, Page};
use crate::base::words::Words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Status,
    Agreement,
    Certification,
    Label,
    Participatory,
    Charter,
    Grid,
}

impl Kind {
    /// The anchor in the catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            Kind::Status => "status",
            Kind::Agreement => "agreement",
            Kind::Certification => "certification",
            Kind::Label => "label",
            Kind::Participatory => "participatory",
            Kind::Charter => "charter",
            Kind::Grid => "grid",
        }
    }

    fn one(&self) -> String {
        format!("kind-{}", self.code())
    }

    fn plural(&self) -> String {
        format!("kinds-{}", self.code())
    }

    fn meaning(&self) -> String {
        format!("kind-{}-means", self.code())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Social,
    Environment,
    Governance,
    Local,
    FairTrade,
    Quality,
    Finance,
}

impl Subject {
    pub const ALL: &'static [Subject] = &[
        Subject::Social,
        Subject::Environment,
        Subject::Governance,
        Subject::Local,
        Subject::FairTrade,
        Subject::Quality,
        Subject::Finance,
    ];

    /// As in `schemes.csv` and in `/garanties?sujet=`.
    pub fn code(&self) -> &'static str {
        match self {
            Subject::Social => "social",
            Subject::Environment => "environment",
            Subject::Governance => "governance",
            Subject::Local => "local",
            Subject::FairTrade => "fair-trade",
            Subject::Quality => "quality",
            Subject::Finance => "finance",
        }
    }

    fn label(&self) -> String {
        format!("subject-{}", self.code())
    }

    fn filter_path(&self) -> String {
        format!("/garanties?sujet={}", self.code())
    }
}

fn subject_names(subjects: &[Subject], words: &Words) -> String {
    subjects.iter().map(|one| words.say(one.label())).collect::<Vec<_>>().join(" · ")
}

#[derive(Clone, Debug)]
pub struct SchemeLine {
    pub name: String,
    /// `/garanties/esus`.
    pub path: String,
    pub subjects: Vec<Subject>,
    /// Suppliers that hold it in force, at any level.
    pub holders: u64,
}

impl SchemeLine {
    fn subjects(&self, words: &Words) -> String {
        subject_names(&self.subjects, words)
    }
}

#[derive(Clone, Debug)]
pub struct SchemeGroup {
    pub kind: Kind,
    pub schemes: Vec<SchemeLine>,
}

#[derive(Template)]
#[template(path = "guarantees/catalogue.html")]
pub struct CataloguePage {
    pub page: Page,
    /// The `sujet` asked for.
    pub subject: Option<Subject>,
    /// Without empty kinds.
    pub groups: Vec<SchemeGroup>,
}

impl CataloguePage {
    fn asked(&self, subject: &Subject) -> bool {
        self.subject.as_ref() == Some(subject)
    }
}

/// A stated fact about a scheme, and whether a source at hand confirms it.
#[derive(Clone, Debug)]
pub struct Fact {
    pub text: String,
    pub to_check: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Holders {
    pub total: u64,
    /// At that level and no further, so that the three add up to the total.
    pub declared: u64,
    pub evidence: u64,
    pub register: u64,
    /// Of the total.
    pub peers: u64,
}

#[derive(Template)]
#[template(path = "guarantees/scheme.html")]
pub struct SchemePage {
    pub page: Page,
    pub name: String,
    pub kind: Kind,
    pub subjects: Vec<Subject>,
    pub description: String,
    pub issuer: Fact,
    pub proof: Fact,
    pub holds: Fact,
    /// What the register is called, or that there is none.
    pub register: Fact,
    pub register_url: Option<String>,
    /// The third level is reached by evidence and peers together.
    pub no_register: bool,
    /// « Entreprises adaptées et ESAT (article L2113-12) ».
    pub grounds: Vec<Fact>,
    pub legal_source: Option<Fact>,
    /// The day somebody compared all this with its sources.
    pub checked: Option<NaiveDate>,
    pub holders: Holders,
    /// The search for its holders, language included.
    pub search_href: String,
}

impl SchemePage {
    fn headline(&self) -> String {
        let words = self.page.words;
        let subjects = subject_names(&self.subjects, &words);
        [words.say(self.kind.one()), subjects].join(" · ")
    }

    /// Our own words only, so nothing to escape.
    fn mark(&self, fact: &Fact) -> Safe<String> {
        Safe(match fact.to_check {
            true => format!(" <em>{}</em>", self.page.words.say("to-check")),
            false => String::new(),
        })
    }

    fn uncertain(&self) -> bool {
        [&self.issuer, &self.proof, &self.holds, &self.register]
            .into_iter()
            .chain(&self.grounds)
            .chain(&self.legal_source)
            .any(|fact| fact.to_check)
    }
}
