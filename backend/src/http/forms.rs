//! Pages with forms: an address is read with GET and answered with POST.

use askama::Template;
use multer::{Constraints, Multipart, SizeLimit};
use poem::http::{StatusCode, header};
use poem::web::{Data, Path};
use poem::{Body, Request, Response, Route, get, handler};
use url::form_urlencoded;

use super::pages::{self, answer};
use super::session;
use crate::accounts::pages as accounts;
use crate::app::App;
use crate::base::error_page::SignedOutPage;
use crate::base::form::{Form, Upload};
use crate::base::page::Nav;
use crate::base::visit::{Answer, Visit};
use crate::error::{Error, Message, Result};

/// Bytes of what is typed into a form, as it is sent: far more than any field takes, so that each says what is too long
/// in it and nothing that was typed is lost.
const MAX_FORM: usize = 2_000_000;
const MAX_FIELDS: usize = 500;
/// Bytes that are kept of a file: more than anything takes, so that it is refused beside its field.
const MAX_FILE: usize = 11 * 1024 * 1024;
/// Bytes of a form with its files.
const MAX_FILES: u64 = 32 * 1024 * 1024;

/// The addresses of people's own pages, under `start`.
pub fn routes(route: Route, start: &str) -> Route {
    let at = |path: &str| format!("{start}{path}");
    let mut route = route;
    for path in [
        "/connexion",
        "/connexion/code",
        "/connexion/oubli",
        "/deconnexion",
        "/inscription",
        "/espace",
        "/espace/profil",
        "/espace/securite",
        "/espace/jetons",
        "/espace/courriels",
        "/espace/donnees",
        "/espace/journal",
        "/administration/courriels",
    ] {
        route = route.at(at(path), get(shown).post(sent));
    }
    route = route.at(at("/apercu/courriels"), get(previews)).at(at("/apercu/courriels/:name"), get(preview));
    for path in [
        "/connexion/nouveau-mot-de-passe/:token",
        "/inscription/confirmation/:token",
        "/adresse/:token",
        "/courriels/:token",
    ] {
        route = route.at(at(path), get(shown_by_link).post(sent_by_link));
    }
    route
}

/// A form that may bring files (RFC 7578); one without is read as any other.
pub(super) async fn form_with_files(request: &Request, body: Body) -> Result<Form> {
    let refused = |key| Error::invalid("form", Message::new(key));
    let Some(boundary) = request.content_type().and_then(|kind| multer::parse_boundary(kind).ok()) else {
        return form(request, body).await;
    };
    let whole = SizeLimit::new().whole_stream(MAX_FILES);
    let mut parts =
        Multipart::with_constraints(body.into_bytes_stream(), boundary, Constraints::new().size_limit(whole));
    let unread = |error| match error {
        multer::Error::StreamSizeExceeded { .. } => refused("refused-form-size"),
        _ => refused("refused-form-broken"),
    };
    let (mut form, mut typed) = (Form::default(), 0);
    while let Some(mut part) = parts.next_field().await.map_err(unread)? {
        if form.fields.len() + form.files.len() >= MAX_FIELDS {
            return Err(refused("refused-form-size"));
        }
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(unread)? {
            let room = MAX_FILE - bytes.len();
            bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        match file {
            // As browsers send a field in which no file was chosen.
            Some(file) if file.is_empty() && bytes.is_empty() => {}
            Some(file) => form.files.push(Upload { field: name, name: file, bytes }),
            None => {
                typed += bytes.len();
                if typed > MAX_FORM {
                    return Err(refused("refused-form-size"));
                }
                form.fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    Ok(form)
}

#[handler]
async fn shown(app: Data<&App>, request: &Request) -> Response {
    let visit = pages::visit_of(app.0, request);
    let outcome = accounts::show(&visit, None, &Form::default()).await;
    private(answer(&visit, outcome))
}

#[handler]
async fn shown_by_link(app: Data<&App>, request: &Request, Path(token): Path<String>) -> Response {
    let visit = pages::visit_of(app.0, request);
    let outcome = accounts::show(&visit, Some(&token), &Form::default()).await;
    private(answer(&visit, outcome))
}

#[handler]
async fn sent(app: Data<&App>, request: &Request, body: Body) -> Response {
    let visit = pages::visit_of(app.0, request);
    let step = session::step_of(app.0, request);
    let form = match form(request, body).await {
        Ok(form) => form,
        Err(error) => return private(answer(&visit, Err(error))),
    };
    let typed = form.clone();
    private(match accounts::send(&visit, step.as_deref(), form).await {
        Err(Error::Unauthenticated) => signed_out(&visit, typed),
        outcome => answer(&visit, outcome),
    })
}

#[handler]
async fn sent_by_link(app: Data<&App>, request: &Request, Path(token): Path<String>, body: Body) -> Response {
    let visit = pages::visit_of(app.0, request);
    let outcome = async { accounts::send(&visit, Some(&token), form(request, body).await?).await };
    private(answer(&visit, outcome.await))
}

/// Every letter as it would look; on this machine alone.
#[handler]
async fn previews(app: Data<&App>, request: &Request) -> Response {
    let visit = pages::visit_of(app.0, request);
    private(answer(&visit, accounts::previews(&visit)))
}

/// One letter: `confirm.html`, `confirm.txt`.
#[handler]
async fn preview(app: Data<&App>, request: &Request, Path(name): Path<String>) -> Response {
    let visit = pages::visit_of(app.0, request);
    match accounts::preview(&visit, &name) {
        Ok((media_type, text)) => Response::builder()
            .content_type(media_type)
            .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'")
            .body(text),
        Err(error) => answer(&visit, Err(error)),
    }
}

/// Where the link alone says who asks: no cookie counts, so it may be sent from anywhere.
pub fn is_by_link_alone(path: &str) -> bool {
    path.strip_prefix("/en").unwrap_or(path).starts_with("/courriels/")
}

async fn form(request: &Request, body: Body) -> Result<Form> {
    let refused = |key| Error::invalid("form", Message::new(key));
    let kind = request.content_type().and_then(|kind| kind.split(';').next()).map(str::trim);
    let is = |name: &str| kind.is_some_and(|kind| kind.eq_ignore_ascii_case(name));
    let one_click = is_by_link_alone(request.uri().path()) && is("multipart/form-data");
    if !one_click && is("multipart/form-data") {
        return Err(refused("refused-form-broken"));
    }
    if !one_click && !is("application/x-www-form-urlencoded") {
        return Err(refused("refused-form"));
    }
    let bytes = body.into_bytes_limit(MAX_FORM).await.map_err(|_| refused("refused-form-size"))?;
    // RFC 8058 lets mail programs send their one field so.
    if one_click {
        let text = String::from_utf8_lossy(&bytes);
        let asked = text.contains("name=\"List-Unsubscribe\"") && text.contains("One-Click");
        let field = ("List-Unsubscribe".to_owned(), "One-Click".to_owned());
        return if asked { Ok(Form::of([field])) } else { Err(refused("refused-form")) };
    }
    Ok(Form::of(form_urlencoded::parse(&bytes).into_owned().take(MAX_FIELDS)))
}

/// What is someone's own is kept nowhere on its way.
pub(super) fn private(mut response: Response) -> Response {
    let no_store = poem::http::HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    response
}

/// Nothing that was typed is lost with a session, but for passwords and codes.
pub(super) fn signed_out(visit: &Visit, mut typed: Form) -> Response {
    typed.fields.retain(|(name, value)| {
        !value.is_empty() && !matches!(name.as_str(), "password" | "newPassword" | "code")
    });
    // What was asked for without a word of one's own is asked for again in a moment.
    if typed.fields.iter().all(|(name, _)| matches!(name.as_str(), "faire" | "id")) {
        return to_sign_in(visit);
    }
    let title = visit.words.say("signed-out-heading");
    let page = SignedOutPage { page: visit.page(title.clone(), title, Nav::None), typed };
    match page.render() {
        Ok(page) => pages::html(StatusCode::UNAUTHORIZED, page),
        Err(_) => to_sign_in(visit),
    }
}

/// Where one goes to sign in, and comes back from.
pub fn to_sign_in(visit: &Visit) -> Response {
    let back = visit.address.href(crate::base::words::Words::new(crate::base::words::Lang::Fr));
    let back = crate::base::page::Address::new("/connexion").with("retour", &back);
    let location = back.href(visit.words);
    Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, location).finish()
}

/// Answers that only these pages give.
pub fn special(visit: &Visit, outcome: Answer) -> Response {
    let to = |path: &str| {
        let location = visit.words.path(path);
        Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, location).finish()
    };
    match outcome {
        Answer::SeeOther(path) => to(&path),
        Answer::SignedIn { to: path, entry } => {
            let mut response = to(&path);
            session::keep_entry(&visit.app, response.headers_mut(), &entry);
            response
        }
        Answer::SignedOut { to: path } => {
            let mut response = to(&path);
            session::forget_session(&visit.app, response.headers_mut());
            response
        }
        Answer::SecondStep { to: path, step } => {
            let mut response = to(&path);
            session::keep_step(&visit.app, response.headers_mut(), &step);
            response
        }
        Answer::File { name, media_type, bytes } => Response::builder()
            .content_type(media_type)
            .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
            .body(bytes),
        Answer::Page(page) | Answer::Mistaken(page) | Answer::TooMany { page, .. } => page.into(),
        Answer::Moved(path) => to(&path),
    }
}
