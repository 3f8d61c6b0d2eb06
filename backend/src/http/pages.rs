use std::time::Duration;

use askama::Template;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Request, Response, Route, get, handler};
use url::form_urlencoded;

use super::problem::of_error;
use super::{export, forms, rooms, session, shared};
use crate::actor::Actor;
use crate::app::App;
use crate::base::error_page::{ErrorKind, ErrorPage};
use crate::base::page::{Address, Link, Nav};
use crate::base::secrets::without_secrets;
use crate::base::visit::{Answer, Origin, Visit};
use crate::base::words::{Lang, Words};
use crate::error::{Error, Message, Result};
use crate::search::pages::territory::About;
use crate::{guarantees, organizations, products, reference, search};

/// The pages of one language, under `start` (`` or `/en`).
pub fn routes(start: &str) -> Route {
    let at = |path: &str| format!("{start}{path}");
    let home_path = if start.is_empty() { "/".to_owned() } else { start.to_owned() };
    let mut route = Route::new()
        .at(home_path, get(home))
        .at(at("/fournisseurs"), get(results))
        .at(at("/fournisseurs/:slug"), get(supplier))
        .at(at("/mutualisation"), get(shared_catalogue))
        .at(at("/produits/:id"), get(product))
        .at(at("/garanties"), get(catalogue))
        .at(at("/garanties/:code"), get(scheme))
        .at(at("/glossaire"), get(glossary))
        .at(at("/territoires"), get(territories))
        .at(at("/territoires/:slug"), get(territory))
        .at(at("/territoires/:slug/themes/:code"), get(territory_theme))
        .at(at("/territoires/:slug/categories/:code"), get(territory_category))
        .at(at("/feeds/fournisseurs.atom"), get(export::feed))
        .at(at("/feeds/mutualisation.atom"), get(shared::feed))
        .at(at("/carte/fournisseurs.geojson"), get(map))
        .at(at("/carte/mutualisation.geojson"), get(shared_map))
        .at(at("/export/:name"), get(export::file_of))
        .at(at("/export/murmurations/:name"), get(export::profile));
    for (path, ..) in reference::pages::TEXTS {
        route = route.at(at(&format!("/{path}")), get(text));
    }
    rooms::routes(forms::routes(route, start), start)
}

/// Who visits which address, in which language.
fn visit(app: &App, actor: Actor, from: Origin, path: &str, query: Option<&str>) -> Visit {
    let (lang, path) = match path.strip_prefix("/en") {
        Some("") => (Lang::En, "/"),
        Some(rest) if rest.starts_with('/') => (Lang::En, rest),
        _ => (Lang::Fr, path),
    };
    // Two slashes at the start of a link would name another host.
    let path = format!("/{}", path.trim_start_matches(['/', '\\']));
    let query = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .map(|(name, value)| (name.into_owned(), value.chars().map(seen).collect::<String>()))
        .filter(|(_, value)| !value.trim().is_empty())
        .take(MAX_PARAMETERS)
        .collect();
    Visit { app: app.clone(), actor, words: Words::new(lang), address: Address { path, query }, from }
}

/// Parameters of one address that are read.
const MAX_PARAMETERS: usize = 500;

pub fn visit_of(app: &App, request: &Request) -> Visit {
    let actor = request.extensions().get::<Actor>().cloned().unwrap_or(Actor::Anonymous);
    let from = session::origin_of(app, request, true);
    visit(app, actor, from, request.uri().path(), request.uri().query())
}

pub fn html(status: StatusCode, page: String) -> Response {
    Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-cache")
        .header(header::VARY, "Accept-Encoding")
        .body(page)
}

pub fn answer(visit: &Visit, outcome: Result<Answer>) -> Response {
    match outcome {
        Ok(Answer::Page(page)) => html(StatusCode::OK, page),
        Ok(Answer::Mistaken(page)) => html(StatusCode::UNPROCESSABLE_ENTITY, page),
        Ok(Answer::TooMany { page, wait }) => again_after(html(StatusCode::TOO_MANY_REQUESTS, page), wait),
        Ok(Answer::Moved(path)) => {
            let to = Address { path, query: Vec::new() }.href(visit.words);
            // A page that went into another can be given back.
            Response::builder()
                .status(StatusCode::MOVED_PERMANENTLY)
                .header(header::LOCATION, to)
                .header(header::CACHE_CONTROL, "no-cache")
                .finish()
        }
        Ok(other) => forms::special(visit, other),
        Err(error) => {
            let (status, kind) = match &error {
                Error::NotFound => (StatusCode::NOT_FOUND, ErrorKind::NotFound),
                Error::Unauthenticated => return forms::to_sign_in(visit),
                Error::Forbidden(_) => (StatusCode::FORBIDDEN, ErrorKind::Forbidden),
                Error::RateLimited(_) => (StatusCode::TOO_MANY_REQUESTS, ErrorKind::TooMany),
                Error::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, ErrorKind::Invalid),
                Error::Conflict(_) | Error::Stale(_) | Error::Full { .. } => {
                    (StatusCode::CONFLICT, ErrorKind::Invalid)
                }
                Error::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, ErrorKind::Unavailable),
                Error::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, ErrorKind::Internal),
            };
            if status.is_server_error() {
                let path = without_secrets(&visit.address.path);
                tracing::error!(%error, path, "a page failed");
            }
            let response =
                error_page(visit, status, kind, details_of(visit, &error), link_of(visit, &error), None);
            match error {
                Error::RateLimited(wait) => again_after(response, wait),
                _ => response,
            }
        }
    }
}

/// One sentence for each thing to mend.
fn details_of(visit: &Visit, error: &Error) -> Vec<String> {
    let said = |message: &Message| visit.words.message(message);
    match error {
        Error::Invalid(fields) | Error::Stale(fields) => {
            fields.iter().map(|field| said(&field.message)).collect()
        }
        Error::Forbidden(message) => vec![said(message)],
        _ => Vec::new(),
    }
}

/// Where what is missing is found.
fn link_of(visit: &Visit, error: &Error) -> Option<Link> {
    match error {
        Error::Forbidden(message) if message.key == "refused-second-factor" => Some(Link {
            label: visit.words.say("link-second-factor"),
            href: visit.words.path("/espace/securite"),
        }),
        Error::Invalid(wrong) if wrong.iter().any(|one| one.message.key.starts_with("refused-form")) => {
            Some(Link { label: visit.words.say("link-back-to-form"), href: visit.address.href(visit.words) })
        }
        _ => None,
    }
}

pub fn again_after(mut response: Response, wait: Duration) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    response
}

fn error_page(
    visit: &Visit,
    status: StatusCode,
    kind: ErrorKind,
    details: Vec<String>,
    link: Option<Link>,
    reference: Option<String>,
) -> Response {
    let words = visit.words;
    let mut page = visit.page(words.say(kind.heading()), words.say(kind.heading()), Nav::None);
    page.indexed = false;
    let view = ErrorPage { page, kind, details, link, reference };
    match view.render() {
        Ok(page) => html(status, page),
        Err(_) => Response::builder().status(status).finish(),
    }
}

/// The page of an error that no room answered, in the language of the address.
pub fn error(app: &App, path: &str, status: StatusCode, id: &str) -> Response {
    let kind = match status {
        StatusCode::NOT_FOUND => ErrorKind::NotFound,
        StatusCode::FORBIDDEN => ErrorKind::Elsewhere,
        StatusCode::SERVICE_UNAVAILABLE => ErrorKind::Unavailable,
        status if status.is_server_error() => ErrorKind::Internal,
        _ => ErrorKind::Invalid,
    };
    let reference = (kind == ErrorKind::Internal).then(|| id.to_owned());
    error_page(
        &visit(app, Actor::Anonymous, Origin::default(), path, None),
        status,
        kind,
        Vec::new(),
        None,
        reference,
    )
}

#[handler]
async fn home(app: Data<&App>, request: &Request) -> Response {
    let visit = visit_of(app.0, request);
    answer(&visit, search::pages::home(&visit).await)
}

#[handler]
async fn results(app: Data<&App>, request: &Request) -> Response {
    let visit = visit_of(app.0, request);
    answer(&visit, search::pages::results(&visit).await)
}

#[handler]
async fn shared_catalogue(app: Data<&App>, request: &Request) -> Response {
    let visit = visit_of(app.0, request);
    answer(&visit, search::pages::shared::catalogue(&visit).await)
}

#[handler]
async fn territories(app: Data<&App>, request: &Request) -> Response {
    let visit = visit_of(app.0, request);
    answer(&visit, search::pages::territory::index(&visit).await)
}

#[handler]
async fn territory(app: Data<&App>, request: &Request, Path(slug): Path<String>) -> Response {
    let visit = visit_of(app.0, request);
    answer(&visit, search::pages::territory::territory(&visit, &slug, About::All).await)
}

#[handler]
async fn territory_theme(
    app: Data<&App>,
    request: &Request,
    Path((slug, code)): Path<(String, String)>,
) -> Response {
    let visit = visit_of(app.0, request);
    answer(&visit, search::pages::territory::territory(&visit, &slug, About::Theme(&code)).await)
}

#[handler]
async fn territory_category(
    app: Data<&App>,
    request: &Request,
    Path((slug, code)): Path<(String, String)>,
) -> Response {
    let visit = visit_of(app.0, request);
    answer(&visit, search::pages::territory::territory(&visit, &slug, About::Category(&code)).await)
}

#[handler]
async fn map(app: Data<&App>, request: &Request) -> Response {
    let visit = visit_of(app.0, request);
    drawn(&visit, search::pages::map::groups(&visit).await)
}

#[handler]
async fn shared_map(app: Data<&App>, request: &Request) -> Response {
    let visit = visit_of(app.0, request);
    drawn(&visit, search::pages::map::shared_groups(&visit).await)
}

fn drawn(visit: &Visit, groups: Result<serde_json::Value>) -> Response {
    match groups {
        Ok(found) => Response::builder()
            .content_type("application/geo+json")
            .header(header::CACHE_CONTROL, "no-cache")
            .body(found.to_string()),
        Err(error) => of_error(visit.words, &error),
    }
}

#[handler]
async fn supplier(app: Data<&App>, request: &Request, Path(slug): Path<String>) -> Response {
    let visit = visit_of(app.0, request);
    answer(&visit, organizations::pages::supplier(&visit, &slug).await)
}

#[handler]
async fn product(app: Data<&App>, request: &Request, Path(id): Path<String>) -> Response {
    let visit = visit_of(app.0, request);
    answer(&visit, products::pages::product(&visit, &id).await)
}

#[handler]
async fn catalogue(app: Data<&App>, request: &Request) -> Response {
    let visit = visit_of(app.0, request);
    answer(&visit, guarantees::pages::catalogue(&visit).await)
}

#[handler]
async fn scheme(app: Data<&App>, request: &Request, Path(code): Path<String>) -> Response {
    let visit = visit_of(app.0, request);
    answer(&visit, guarantees::pages::scheme(&visit, &code).await)
}

#[handler]
fn glossary(app: Data<&App>, request: &Request) -> Response {
    let visit = visit_of(app.0, request);
    answer(&visit, reference::pages::glossary(&visit))
}

#[handler]
fn text(app: Data<&App>, request: &Request) -> Response {
    let visit = visit_of(app.0, request);
    let path = visit.address.path.trim_start_matches('/').to_owned();
    answer(&visit, reference::pages::text(&visit, &path))
}

/// Line breaks and tabs come with what is pasted; what else nobody can see is shown as what it is.
fn seen(char: char) -> char {
    match char {
        char if !char.is_control() => char,
        char if char.is_whitespace() => ' ',
        _ => char::REPLACEMENT_CHARACTER,
    }
}
