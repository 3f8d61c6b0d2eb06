use async_graphql::{Context, ErrorExtensions, Response, ServerError, Value};

use crate::base::words::Words;
use crate::error::{Error, Message};

/// The closed list of `extensions.code`.
pub mod code {
    pub const UNAUTHENTICATED: &str = "UNAUTHENTICATED";
    pub const FORBIDDEN: &str = "FORBIDDEN";
    pub const RATE_LIMITED: &str = "RATE_LIMITED";
    pub const NOT_FOUND: &str = "NOT_FOUND";
    pub const INVALID: &str = "INVALID";
    pub const CONFLICT: &str = "CONFLICT";
    pub const TOO_COMPLEX: &str = "TOO_COMPLEX";
    pub const UNAVAILABLE: &str = "UNAVAILABLE";
    pub const INTERNAL: &str = "INTERNAL";
}

/// A message in the asker's language.
pub fn said(words: Words, message: &Message) -> String {
    words.message(message)
}

/// What was saved without saying what had been read isn't written over: it is the version that is missing.
pub fn unread(error: Error, version: Option<i32>) -> Error {
    match (error, version) {
        (Error::Stale(_), None) => Error::invalid("version", Message::new("invalid-version-missing")),
        (other, _) => other,
    }
}

/// Our Error as GraphQL shows it: a code, words in the asker's language, the fields. Of what
/// failed within, only a reference to the log.
pub fn fail(ctx: &Context<'_>, error: Error) -> async_graphql::Error {
    let words = ctx.data_unchecked::<Words>();
    let (code, message) = match &error {
        Error::NotFound => (code::NOT_FOUND, words.say("refused-not-found")),
        Error::Unauthenticated => (code::UNAUTHENTICATED, words.say("refused-unauthenticated")),
        Error::Forbidden(message) => (code::FORBIDDEN, said(*words, message)),
        Error::RateLimited(wait) => (code::RATE_LIMITED, said(*words, &Message::too_many(*wait))),
        Error::Invalid(fields) | Error::Stale(fields) => {
            let all: Vec<String> = fields.iter().map(|field| said(*words, &field.message)).collect();
            let code = if matches!(error, Error::Stale(_)) { code::CONFLICT } else { code::INVALID };
            (code, all.join(" "))
        }
        Error::Conflict(_) => (code::CONFLICT, words.say("refused-conflict")),
        Error::Full { said: message, .. } => (code::CONFLICT, said(*words, message)),
        Error::Unavailable(cause) => {
            tracing::warn!(cause, "unavailable");
            (code::UNAVAILABLE, words.say("refused-unavailable"))
        }
        Error::Internal(cause) => {
            let reference = uuid::Uuid::now_v7().simple().to_string();
            tracing::error!(cause, reference, "internal error");
            (code::INTERNAL, words.with("refused-internal", "reference", reference))
        }
    };
    async_graphql::Error::new(message).extend_with(|_, extensions| {
        extensions.set("code", code);
        if let Error::Invalid(fields) | Error::Stale(fields) = &error {
            let fields = fields.iter().map(|field| {
                let entry = [
                    (async_graphql::Name::new("path"), Value::from(field.path.clone())),
                    (async_graphql::Name::new("message"), Value::from(said(*words, &field.message))),
                ];
                Value::Object(entry.into_iter().collect())
            });
            extensions.set("fields", Value::List(fields.collect()));
        }
        if let Error::Full { next, .. } = &error {
            let next = next.map(|(from, until)| {
                let entry = [("startsAt", from), ("endsAt", until)];
                let entry =
                    entry.map(|(name, at)| (async_graphql::Name::new(name), Value::from(at.to_rfc3339())));
                Value::Object(entry.into_iter().collect())
            });
            extensions.set("nextFree", next.unwrap_or(Value::Null));
        }
    })
}

/// A whole request refused with its code.
pub fn refuse(words: Words, code: &'static str, key: &str) -> Response {
    Response::from_errors(vec![coded(ServerError::new(words.say(key), None), code)])
}

pub fn coded(mut error: ServerError, code: &'static str) -> ServerError {
    let mut extensions = error.extensions.take().unwrap_or_default();
    if extensions.get("code").is_none() {
        extensions.set("code", code);
    }
    error.extensions = Some(extensions);
    error
}
