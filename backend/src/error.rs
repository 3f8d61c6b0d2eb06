//! The one Error. Rooms return it; only `http` turns it into a status and only `api` into
//! a GraphQL error.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use sea_orm::{DbErr, SqlErr};

/// What the database calls its refusal to let a resource be held past its capacity.
pub const CAPACITY: &str = "bookings_capacity";

/// Words for people, chosen by key from the Fluent files when it is known who reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
    /// What each language says its way.
    pub parts: Vec<(&'static str, Part)>,
}

/// A part of a message that isn't the same text in each language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// In minutes: said in days, hours and minutes.
    Length(u32),
    Day(NaiveDate),
    /// On the clock of a place.
    Moment(NaiveDateTime),
    Sentence(Message),
}

impl Message {
    pub fn new(key: &'static str) -> Self {
        Message { key, args: Vec::new(), parts: Vec::new() }
    }

    /// What someone else saved, beside what is about to be written over it.
    pub fn saved_meanwhile(value: &str) -> Self {
        match value.is_empty() {
            true => Message::new("changed-meanwhile-empty"),
            false => Message::new("changed-meanwhile-value").with("value", value),
        }
    }

    /// The same of what is so or isn't.
    pub fn saved_flag(value: bool) -> Self {
        Message::new(if value { "changed-meanwhile-yes" } else { "changed-meanwhile-no" })
    }

    /// It was tried too often, and may be again after this time.
    pub fn too_many(wait: std::time::Duration) -> Self {
        let minutes = wait.as_secs().div_ceil(60).max(1);
        match minutes {
            0..=120 => Message::new("refused-too-many").with("minutes", minutes.to_string()),
            _ => Message::new("refused-too-many-hours").with("hours", minutes.div_ceil(60).to_string()),
        }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    pub fn with_length(mut self, name: &'static str, minutes: u32) -> Self {
        self.parts.push((name, Part::Length(minutes)));
        self
    }

    pub fn with_moment(mut self, name: &'static str, zone: Tz, at: DateTime<Utc>) -> Self {
        self.parts.push((name, Part::Moment(at.with_timezone(&zone).naive_local())));
        self
    }

    pub fn with_day(mut self, name: &'static str, day: NaiveDate) -> Self {
        self.parts.push((name, Part::Day(day)));
        self
    }

    pub fn with_sentence(mut self, name: &'static str, sentence: Message) -> Self {
        self.parts.push((name, Part::Sentence(sentence)));
        self
    }
}

/// What is wrong with one field of what was asked or sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field as the asker names it: `filter.territories`, `after`.
    pub path: String,
    pub message: Message,
}

/// What is wrong with what was typed, field by field.
#[derive(Debug, Default)]
pub struct Notes(pub Vec<FieldError>);

impl Notes {
    pub fn note(&mut self, path: &str, message: Message) {
        self.0.push(FieldError { path: path.to_owned(), message });
    }

    /// What was read; nothing, and noted, where it is wrong.
    pub fn take<T: Default>(&mut self, path: &str, read: Result<T, Message>) -> T {
        read.unwrap_or_else(|message| {
            self.note(path, message);
            T::default()
        })
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("not found")]
    NotFound,
    /// Nobody has signed in, or the session has ended.
    #[error("nobody is signed in")]
    Unauthenticated,
    /// What this person sees but may not do; the message says why.
    #[error("forbidden: {0:?}")]
    Forbidden(Message),
    /// Tried too often; may be tried again after this time.
    #[error("too many attempts: again in {} s", .0.as_secs())]
    RateLimited(std::time::Duration),
    #[error("invalid: {0:?}")]
    Invalid(Vec<FieldError>),
    /// Someone else saved meanwhile: for each field that differs, what they wrote.
    #[error("changed meanwhile: {0:?}")]
    Stale(Vec<FieldError>),
    /// A constraint of the database was not kept; its name says which.
    #[error("conflict: {0}")]
    Conflict(String),
    /// It isn't free then, in words; when it is next, from and until.
    #[error("not free then: {said:?}; free: {next:?}")]
    Full { said: Message, next: Option<(DateTime<Utc>, DateTime<Utc>)> },
    /// A part that can come back by itself is gone: the search engine, the database.
    #[error("unavailable: {0}")]
    Unavailable(String),
    #[error("{0}")]
    Internal(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn invalid(path: impl Into<String>, message: Message) -> Self {
        Error::Invalid(vec![FieldError { path: path.into(), message }])
    }

    /// It isn't free then, and when it is next isn't known.
    pub fn full() -> Self {
        Error::Full { said: Message::new("refused-full"), next: None }
    }

    /// The same refusal in other words, made of its own.
    pub fn reworded(self, words: impl Fn(Message) -> Message) -> Self {
        match self {
            Error::Invalid(wrong) => {
                let again = |one: FieldError| FieldError { message: words(one.message), ..one };
                Error::Invalid(wrong.into_iter().map(again).collect())
            }
            Error::Full { said, next } => Error::Full { said: words(said), next },
            other => other,
        }
    }

    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Error::Internal(cause.to_string())
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(name) | SqlErr::ForeignKeyConstraintViolation(name)) => {
                Error::Conflict(name)
            }
            // A check, of which no kind of error is made.
            _ if error.to_string().contains(CAPACITY) => Error::Conflict(CAPACITY.to_owned()),
            _ => match error {
                DbErr::ConnectionAcquire(cause) => Error::Unavailable(format!("database: {cause}")),
                DbErr::Conn(cause) => Error::Unavailable(format!("database: {cause}")),
                other => Error::Internal(format!("database: {other}")),
            },
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::Internal(error.to_string())
    }
}
