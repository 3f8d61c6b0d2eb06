use std::sync::Arc;

use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response};
use uuid::Uuid;

use super::problem::problem;
use super::{forms, graphql, pages, session};
use crate::app::App;
use crate::base::secrets::without_secrets;
use crate::base::words::{Lang, Words};
use crate::error::Result;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     manifest-src 'self'";

/// Where machines ask, what is wrong is said in problem+json.
const MACHINES: [&str; 10] = [
    "/graphql",
    "/healthz",
    "/readyz",
    "/metrics",
    "/assets/",
    "/export/",
    "/feeds/",
    "/carte/",
    "/sitemap",
    "/webhooks/",
];

/// Around every request: its number, the origin check, the headers, a page for every error.
pub async fn around<E: Endpoint>(app: App, endpoint: Arc<E>, request: Request) -> poem::Result<Response> {
    let id = Uuid::now_v7().simple().to_string();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let started = std::time::Instant::now();
    let bare = path.trim_matches(['/', '\\']);
    let outcome = if path.ends_with('/') && !bare.is_empty() && is_safe(&method) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        let to = format!("/{bare}{query}");
        Response::builder().status(StatusCode::PERMANENT_REDIRECT).header(header::LOCATION, to).finish()
    } else if is_safe(&method) || is_ours(&app, &request) || forms::is_by_link_alone(&path) {
        let accepts = graphql::words_of(&request);
        let mut request = request;
        match identify(&app, &mut request).await {
            // Nobody is taken for a stranger because the database doesn't answer.
            Err(error) => {
                let status = StatusCode::SERVICE_UNAVAILABLE;
                refused(&app, &path, accepts, status, &id, Some(&error.to_string()))
            }
            Ok(()) => match endpoint.call(request).await {
                Ok(response) => response.into_response(),
                Err(error) => refused(&app, &path, accepts, error.status(), &id, Some(&error.to_string())),
            },
        }
    } else {
        refused(&app, &path, graphql::words_of(&request), StatusCode::FORBIDDEN, &id, None)
    };
    let mut response = match outcome.status() {
        status if status.is_client_error() && outcome.content_type().is_none() => {
            refused(&app, &path, Words::new(Lang::Fr), status, &id, None)
        }
        _ => outcome,
    };
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        let allowed = if path == "/graphql" { "POST" } else { "GET, HEAD" };
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    }
    let status = response.status().as_u16();
    let took = started.elapsed().as_secs_f64() * 1000.0;
    app.metrics.answered(&path, status, started.elapsed());
    let shown = without_secrets(&path);
    tracing::info!(%method, path = shown, status, ms = format!("{took:.1}"), request = id, "answered");
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy(&app));
    }
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static("camera=(), microphone=(), geolocation=(self)"),
    );
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert("x-request-id", value);
    }
    Ok(response)
}

/// Who asks; looked up once, and only where someone says who they are.
async fn identify(app: &App, request: &mut Request) -> Result<()> {
    let says =
        [header::COOKIE, header::AUTHORIZATION].iter().any(|name| request.headers().contains_key(name));
    if says && !request.uri().path().starts_with("/assets/") {
        let actor = session::actor_of(app, request).await?;
        request.extensions_mut().insert(actor);
    }
    Ok(())
}

/// Nothing from elsewhere but the tiles someone has chosen.
fn policy(app: &App) -> HeaderValue {
    app.settings
        .tiles
        .as_ref()
        .map(|tiles| POLICY.replace("data:;", &format!("data: {};", tiles.origin)))
        .and_then(|policy| HeaderValue::from_str(&policy).ok())
        .unwrap_or(HeaderValue::from_static(POLICY))
}

/// A page in the language of the address, or problem+json where machines ask.
fn refused(
    app: &App,
    path: &str,
    accepts: Words,
    status: StatusCode,
    id: &str,
    cause: Option<&str>,
) -> Response {
    if status.is_server_error() {
        tracing::error!(path = without_secrets(path), request = id, cause, "failed");
    }
    let machine = MACHINES.iter().any(|start| path.strip_prefix("/en").unwrap_or(path).starts_with(start));
    if machine {
        let (code, key) = match status {
            StatusCode::NOT_FOUND => ("NOT_FOUND", "refused-not-found"),
            StatusCode::FORBIDDEN => ("FORBIDDEN", "refused-origin"),
            StatusCode::SERVICE_UNAVAILABLE => ("UNAVAILABLE", "refused-unavailable"),
            StatusCode::METHOD_NOT_ALLOWED if path == "/graphql" => ("INVALID", "refused-method"),
            StatusCode::METHOD_NOT_ALLOWED => ("INVALID", "refused-method-get"),
            status if status.is_server_error() => ("INTERNAL", "refused-unavailable"),
            _ => ("INVALID", "refused-json"),
        };
        return problem(accepts, status, code, key);
    }
    pages::error(app, path, status, id)
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether an unsafe request comes from our own pages, or from no page at all.
fn is_ours(app: &App, request: &Request) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (header("sec-fetch-site"), header("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin == app.settings.public_origin() || same_host(origin, header("host")),
        (None, None) => true,
    }
}

fn same_host(origin: &str, host: Option<&str>) -> bool {
    let of = origin.split_once("://").map(|(_, host)| host);
    of.is_some() && of == host
}
