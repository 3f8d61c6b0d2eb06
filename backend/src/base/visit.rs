//! One visit of a page: who comes, in which language, by which address.

use std::time::Duration;

use super::page::{Address, Nav, Page};
use super::words::Words;
use crate::actor::Actor;
use crate::app::App;

#[derive(Clone)]
pub struct Visit {
    pub app: App,
    pub actor: Actor,
    pub words: Words,
    pub address: Address,
    pub from: Origin,
}

/// Where someone comes from, as far as it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address of the network; of the visitor where a trusted proxy says it.
    pub ip: String,
    /// Whether it is one of our pages that asks: a browser keeps what it is given.
    pub browser: bool,
    /// What a browser was given when its owner signed in.
    pub device: Option<String>,
    /// `User-Agent`
    pub agent: String,
}

/// What a page answers; `http` gives it its status.
#[derive(Debug)]
pub enum Answer {
    Page(String),
    /// The page, with what is wrong in what was asked and all that was typed.
    Mistaken(String),
    /// The same page, where something was tried too often; may be tried again after this time.
    TooMany {
        page: String,
        wait: Duration,
    },
    /// For good, to this French path.
    Moved(String),
    /// What was asked is done: the answer stands at this French path, query included.
    SeeOther(String),
    /// The same, with someone newly signed in.
    SignedIn {
        to: String,
        entry: Entry,
    },
    SignedOut {
        to: String,
    },
    /// The password was right: the code is asked for next.
    SecondStep {
        to: String,
        step: String,
    },
    /// A file to keep.
    File {
        name: String,
        media_type: &'static str,
        bytes: Vec<u8>,
    },
}

/// What a browser keeps of someone who signed in.
#[derive(Clone, Debug)]
pub struct Entry {
    pub session: String,
    pub device: String,
}

impl Visit {
    pub fn page(&self, title: impl Into<String>, description: impl Into<String>, nav: Nav) -> Page {
        let settings = &self.app.settings;
        Page {
            words: self.words,
            public_url: settings.public_origin(),
            source_url: settings.source_url.as_ref().map(ToString::to_string).unwrap_or_default(),
            address: self.address.clone(),
            title: title.into(),
            description: description.into(),
            nav,
            demo: self.app.demo,
            indexed: true,
            signed_in: self.actor.person().is_some(),
        }
    }

    /// The values of a parameter, in their order, without the empty ones.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.address
            .query
            .iter()
            .filter(move |(n, v)| n == name && !v.trim().is_empty())
            .map(|(_, v)| v.trim())
    }

    pub fn one<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }
}
