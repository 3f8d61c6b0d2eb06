//! The page of what went wrong: says what, and where to go on.

use askama::Template;

use super::page::{Nav, Page};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    NotFound,
    Forbidden,
    Invalid,
    TooMany,
    Unavailable,
    Internal,
}

impl ErrorKind {
    fn name(&self) -> &'static str {
        match self {
            ErrorKind::NotFound => "not-found",
            ErrorKind::Forbidden => "forbidden",
            ErrorKind::Invalid => "invalid",
            ErrorKind::TooMany => "too-many",
            ErrorKind::Unavailable => "unavailable",
            ErrorKind::Internal => "internal",
        }
    }

    pub fn heading(&self) -> String {
        format!("error-{}", self.name())
    }

    fn message(&self) -> String {
        format!("error-{}-message", self.name())
    }
}

#[derive(Template)]
#[template(path = "errors/error.html")]
pub struct ErrorPage {
    pub page: Page,
    pub kind: ErrorKind,
    /// One sentence for each thing to mend.
    pub details: Vec<String>,
    /// The `X-Request-Id`, to quote when asking for help.
    pub reference: Option<String>,
}
