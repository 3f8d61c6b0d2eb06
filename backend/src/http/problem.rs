//! What is wrong, for machines: problem+json (RFC 9457) with a code of the closed list.

use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};
use serde_json::json;

use crate::base::words::Words;
use crate::error::Error;

pub fn problem(words: Words, status: StatusCode, code: &str, key: &str) -> Response {
    answer(status, body(words, status, code, key))
}

/// An error of the program: what is wrong in an address is named parameter by parameter.
pub fn of_error(words: Words, error: &Error) -> Response {
    let (status, code, key) = match error {
        Error::NotFound => (StatusCode::NOT_FOUND, "NOT_FOUND", "refused-not-found"),
        Error::Unauthenticated => (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "refused-unauthenticated"),
        Error::Forbidden(message) => (StatusCode::FORBIDDEN, "FORBIDDEN", message.key),
        Error::RateLimited(_) => (StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", "error-too-many-message"),
        Error::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "INVALID", "refused-address"),
        Error::Conflict(_) | Error::Stale(_) => (StatusCode::CONFLICT, "CONFLICT", "refused-conflict"),
        Error::Full { .. } => (StatusCode::CONFLICT, "CONFLICT", "refused-full"),
        Error::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "refused-unavailable"),
        Error::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "refused-failed"),
    };
    if status.is_server_error() {
        tracing::error!(%error, "a machine address failed");
    }
    let mut body = body(words, status, code, key);
    if let Error::Invalid(fields) | Error::Stale(fields) = error {
        let field = |field: &crate::error::FieldError| {
            let message = words.message(&field.message);
            json!({ "path": field.path, "message": message })
        };
        body["fields"] = fields.iter().map(field).collect();
    }
    let mut response = answer(status, body);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
    }
    response
}

fn body(words: Words, status: StatusCode, code: &str, key: &str) -> serde_json::Value {
    json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": words.say(key),
        "code": code,
    })
}

fn answer(status: StatusCode, body: serde_json::Value) -> Response {
    Response::builder().status(status).content_type("application/problem+json").body(body.to_string())
}
