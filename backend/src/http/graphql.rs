use poem::http::{StatusCode, header};
use poem::web::{Data, Json};
use poem::{Body, IntoResponse, Request, Response, handler};

use super::problem::problem;
use super::session;
use crate::actor::Actor;
use crate::api;
use crate::app::App;
use crate::base::assets;
use crate::base::words::{Lang, Words};

/// Of a request's body.
const MAX_BODY: usize = 1_000_000;

/// The language a machine asks for: the first of ours in Accept-Language, else French.
pub fn words_of(request: &Request) -> Words {
    let accepted =
        request.headers().get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let lang = accepted.split(',').find_map(|one| match one.trim().get(..2) {
        Some("fr") => Some(Lang::Fr),
        Some("en") => Some(Lang::En),
        _ => None,
    });
    Words::new(lang.unwrap_or(Lang::Fr))
}

#[handler]
pub async fn answer(app: Data<&App>, schema: Data<&api::Schema>, request: &Request, body: Body) -> Response {
    let words = words_of(request);
    let kind = request.content_type().and_then(|kind| kind.split(';').next()).map(str::trim);
    if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
        return problem(words, StatusCode::UNSUPPORTED_MEDIA_TYPE, "INVALID", "refused-media-type");
    }
    let Ok(bytes) = body.into_bytes_limit(MAX_BODY).await else {
        return problem(words, StatusCode::PAYLOAD_TOO_LARGE, "TOO_COMPLEX", "refused-body");
    };
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return problem(words, StatusCode::BAD_REQUEST, "TOO_COMPLEX", "refused-batch");
    }
    let Ok(asked) = serde_json::from_slice::<async_graphql::Request>(&bytes) else {
        return problem(words, StatusCode::BAD_REQUEST, "INVALID", "refused-json");
    };
    let actor = request.extensions().get::<Actor>().cloned().unwrap_or(Actor::Anonymous);
    let from = session::origin_of(app.0, request, false);
    let response = api::execute(schema.0, app.0, actor, from, words, asked).await;
    Json(response).with_header(header::CACHE_CONTROL, "no-store").into_response()
}

#[handler]
pub fn only_post(request: &Request) -> Response {
    problem(words_of(request), StatusCode::METHOD_NOT_ALLOWED, "INVALID", "refused-method")
}

/// GraphiQL from our own origin. Its editor sets styles from script: the one page whose
/// policy allows that.
#[handler]
pub fn graphiql() -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>GraphiQL · BDIS PRO</title><link rel=\"icon\" href=\"{}\">\
         <link rel=\"stylesheet\" href=\"{}\"></head>\
         <body><main id=\"graphiql\"></main><script src=\"{}\" type=\"module\"></script></body></html>",
        assets::url("favicon.svg"),
        assets::url("graphiql.css"),
        assets::url("graphiql.js"),
    );
    Response::builder()
        .content_type("text/html; charset=utf-8")
        .header(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
             font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; \
             frame-ancestors 'none'",
        )
        .body(page)
}
