//! The page of what went wrong: says what, and where to go on.

use askama::Template;

use super::form::Form;
use super::page::{Link, Nav, Page};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    NotFound,
    Forbidden,
    /// It comes from a page of another site.
    Elsewhere,
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
            ErrorKind::Elsewhere => "elsewhere",
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
    /// Where to mend it.
    pub link: Option<Link>,
    /// The `X-Request-Id`, to quote when asking for help.
    pub reference: Option<String>,
}

/// The session ended while something was typed: it is kept in the page until its writer has signed in again elsewhere.
#[derive(Template)]
#[template(path = "errors/signed_out.html")]
pub struct SignedOutPage {
    pub page: Page,
    pub typed: Form,
}
