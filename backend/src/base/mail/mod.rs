//! Letters: how they look, and how they leave. Sent by the worker alone, never in a request, never in a transaction.

mod post;
mod tls;

use askama::Template;
use chrono::{DateTime, Utc};
use lettre::message::dkim::{DkimConfig, DkimSigningAlgorithm, DkimSigningKey};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart};
use lettre::{Address, Message};

pub use self::post::{Post, Unsent};
use super::page::Link;
use super::words::{Lang, Words};
use crate::error::{Error, Result};
use crate::settings::{Dkim, Settings};

/// What someone is written. The same in text and in HTML; nothing remote, nothing that tells it was read.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Stays the same when it is sent again: its Message-ID.
    pub id: String,
    pub email: String,
    pub name: String,
    pub lang: Lang,
    pub subject: String,
    pub paragraphs: Vec<String>,
    /// What it tells of, each under its heading.
    pub groups: Vec<Group>,
    /// The one thing to do.
    pub action: Option<Link>,
    /// What is worth knowing besides.
    pub notes: Vec<String>,
    /// How to have no more of this kind; none for what has to be said.
    pub leave: Option<Leave>,
    /// A calendar file that comes along.
    pub calendar: Option<String>,
}

/// Things that belong together, each with what is said of it.
#[derive(Clone, Debug)]
pub struct Group {
    pub heading: String,
    /// Its heading was made of what is looked for.
    pub automatic: bool,
    /// Why they are here, where the heading doesn't say it.
    pub why: Option<String>,
    pub lines: Vec<(Link, String)>,
    /// Of those that aren't named.
    pub more: Option<String>,
}

/// Ways to have no more letters of a kind, without signing in.
#[derive(Clone, Debug)]
pub struct Leave {
    /// A page to choose on.
    pub page: String,
    /// Where a mail program posts `List-Unsubscribe=One-Click` (RFC 8058).
    pub one_click: String,
}

#[derive(Template)]
#[template(path = "letter.txt")]
struct Text<'a> {
    w: Words,
    letter: &'a Letter,
    origin: &'a str,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    w: Words,
    letter: &'a Letter,
    origin: &'a str,
}

impl Letter {
    pub fn text(&self, origin: &str) -> Result<String> {
        let view = Text { w: Words::new(self.lang), letter: self, origin };
        view.render().map_err(Error::internal)
    }

    pub fn html(&self, origin: &str) -> Result<String> {
        let view = Html { w: Words::new(self.lang), letter: self, origin };
        view.render().map_err(Error::internal)
    }

    /// As it goes to the server, signed where there is a key.
    pub fn message(&self, settings: &Settings, at: DateTime<Utc>) -> Result<Message> {
        let origin = settings.public_origin();
        let from = &settings.mail.from;
        let to: Address = self.email.parse().map_err(Error::internal)?;
        let mut message = Message::builder()
            .from(from.clone())
            // A name with line breaks would be a name with headers.
            .to(Mailbox::new(Some(one_line(&self.name)).filter(|name| !name.is_empty()), to))
            .subject(one_line(&self.subject))
            .date(at.into())
            .message_id(Some(format!("<{}@{}>", self.id, from.email.domain())))
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
            .raw_header(header("Content-Language", self.lang.code().to_owned()));
        if let Some(leave) = &self.leave {
            message = message
                .raw_header(header("List-Unsubscribe", format!("<{}>", leave.one_click)))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        let parts = MultiPart::alternative_plain_html(self.text(&origin)?, self.html(&origin)?);
        let parts = match &self.calendar {
            None => parts,
            Some(file) => {
                let kind = ContentType::parse("text/calendar; charset=utf-8; method=PUBLISH");
                let file =
                    Attachment::new("bdis.ics".to_owned()).body(file.clone(), kind.map_err(Error::internal)?);
                MultiPart::mixed().multipart(parts).singlepart(file)
            }
        };
        let mut message = message.multipart(parts).map_err(Error::internal)?;
        if let Some(dkim) = &settings.mail.dkim {
            message.sign(&signing(dkim)?);
        }
        Ok(message)
    }
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// How letters are signed (RFC 6376). Errors: a key that isn't one.
fn signing(dkim: &Dkim) -> Result<DkimConfig> {
    let algorithm = match dkim.key.0.contains("RSA PRIVATE KEY") {
        true => DkimSigningAlgorithm::Rsa,
        false => DkimSigningAlgorithm::Ed25519,
    };
    let key = DkimSigningKey::new(&dkim.key.0, algorithm).map_err(Error::internal)?;
    Ok(DkimConfig::default_config(dkim.selector.clone(), dkim.domain.clone(), key))
}

/// Checks the key of the settings before anything is sent with it.
pub fn check(settings: &Settings) -> Result<()> {
    settings.mail.dkim.as_ref().map_or(Ok(()), |dkim| signing(dkim).map(drop))
}
