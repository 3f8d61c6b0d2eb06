//! Files to take away. Every address is documented at `/api` and stays.

use std::hash::{DefaultHasher, Hash, Hasher};

use futures_util::stream::unfold;
use poem::http::{StatusCode, header};
use poem::web::{Data, Path};
use poem::{Body, Request, Response, handler};
use url::form_urlencoded;

use super::problem::of_error;
use super::{pages, shared};
use crate::app::App;
use crate::base::page::Address;
use crate::base::words::{Lang, Words};
use crate::error::Error;
use crate::interchange::{self, Export, ExportFormat, FeedHead};
use crate::search;

/// How long a copy may be used without asking again, seconds.
const FRESH: u32 = 300;

#[handler]
pub async fn file_of(
    app: Data<&App>,
    lang: Data<&Lang>,
    request: &Request,
    Path(name): Path<String>,
) -> Response {
    let words = Words::new(*lang.0);
    if let Some(ending) = name.strip_prefix("mutualisation.") {
        return shared::file(app.0, words, request, ending).await;
    }
    let Some(format) = name.strip_prefix("fournisseurs.").and_then(ExportFormat::named) else {
        return of_error(words, &Error::NotFound);
    };
    match file(app.0, words, request, format).await {
        Ok(response) => response,
        Err(error) => of_error(words, &error),
    }
}

async fn file(app: &App, words: Words, request: &Request, format: ExportFormat) -> Result<Response, Error> {
    let visit = pages::visit_of(app, request);
    let filter = search::pages::filter_of(&visit).await?;
    let selection = interchange::select(app, &filter).await?;
    let version = interchange::version(app, &selection).await?;
    let mut query = visit.address;
    query.query.retain(|(name, _)| !matches!(name.as_str(), "apres" | "tri"));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&query.query).finish();
    let tag = etag(&(version, &query, words.lang.code(), format.ending()));
    if matches(request, &tag) {
        return Ok(cached(Response::builder().status(StatusCode::NOT_MODIFIED), &tag).finish());
    }
    let name = format!("bdis-fournisseurs-{}.{}", app.clock.today(), format.ending());
    let answer = cached(Response::builder(), &tag)
        .content_type(format.media_type())
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
        .header(header::LINK, format!("<{}>; rel=\"license\"", licence_page(app, words)));
    if request.method() == poem::http::Method::HEAD {
        return Ok(answer.finish());
    }
    let pieces = Export { app: app.clone(), lang: words.lang, format, selection, query }.stream()?;
    let stream = unfold(pieces, |mut pieces| async { pieces.recv().await.map(|piece| (piece, pieces)) });
    Ok(answer.body(Body::from_bytes_stream(stream)))
}

/// One supplier as an index of Murmurations reads it.
#[handler]
pub async fn profile(
    app: Data<&App>,
    lang: Data<&Lang>,
    request: &Request,
    Path(name): Path<String>,
) -> Response {
    let words = Words::new(*lang.0);
    let slug = name.strip_suffix(".json").unwrap_or_default();
    let found = match interchange::exported(app.0, words.lang, slug).await {
        Ok(Some(found)) => found,
        Ok(None) => return of_error(words, &Error::NotFound),
        Err(error) => return of_error(words, &error),
    };
    let text = interchange::murmurations(&found).to_string();
    let tag = etag(&text);
    if matches(request, &tag) {
        return cached(Response::builder().status(StatusCode::NOT_MODIFIED), &tag).finish();
    }
    cached(Response::builder(), &tag).content_type("application/json").body(text)
}

/// Who is new in a search.
#[handler]
pub async fn feed(app: Data<&App>, request: &Request) -> Response {
    let visit = pages::visit_of(app.0, request);
    let words = visit.words;
    let made = async {
        let filter = search::pages::filter_of(&visit).await?;
        let selection = interchange::select(app.0, &filter).await?;
        let rows = interchange::newest(app.0, words.lang, &selection).await?;
        let complete = |path: &str| {
            let address = Address { path: path.to_owned(), query: visit.address.query.clone() };
            format!("{}{}", app.settings.public_origin(), address.href(words))
        };
        let head = FeedHead {
            title: words.say("feed-title"),
            address: complete("/feeds/fournisseurs.atom"),
            page: complete("/fournisseurs"),
            publisher: app.settings.public_origin(),
            lang: words.lang.code(),
        };
        Ok::<_, Error>(interchange::atom(head, &rows))
    };
    let text = match made.await {
        Ok(text) => text,
        Err(error) => return of_error(words, &error),
    };
    let tag = etag(&text);
    if matches(request, &tag) {
        return cached(Response::builder().status(StatusCode::NOT_MODIFIED), &tag).finish();
    }
    cached(Response::builder(), &tag).content_type("application/atom+xml; charset=utf-8").body(text)
}

/// Weak: the same content may travel compressed or not.
pub fn etag(of: &impl Hash) -> String {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    format!("W/\"{:016x}\"", hasher.finish())
}

/// Whether the asker already has this.
pub fn matches(request: &Request, tag: &str) -> bool {
    let held = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    held.is_some_and(|held| held.split(',').any(|one| one.trim() == tag || one.trim() == "*"))
}

/// Open data: any site may read it.
pub fn cached(answer: poem::ResponseBuilder, tag: &str) -> poem::ResponseBuilder {
    answer
        .header(header::ETAG, tag)
        .header(header::CACHE_CONTROL, format!("public, max-age={FRESH}"))
        .header(header::VARY, "Accept-Encoding")
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
}

pub fn licence_page(app: &App, words: Words) -> String {
    format!("{}{}", app.settings.public_origin(), words.path("/licence-des-donnees"))
}
