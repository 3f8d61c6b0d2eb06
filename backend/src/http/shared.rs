//! What is shared, as files and as a feed.

use futures_util::stream::unfold;
use poem::http::{Method, StatusCode, header};
use poem::web::Data;
use poem::{Body, Request, Response, handler};

use super::export::{cached, etag, licence_page, matches};
use super::pages;
use super::problem::of_error;
use crate::app::App;
use crate::base::page::Address;
use crate::base::visit::Visit;
use crate::base::words::Words;
use crate::error::Error;
use crate::interchange::{self, FeedHead, Selection, SharedExport, SharedFormat};
use crate::search::pages::shared;

/// `ending`: what stands behind `/export/mutualisation.`.
pub async fn file(app: &App, words: Words, request: &Request, ending: &str) -> Response {
    match made(app, words, request, ending).await {
        Ok(response) => response,
        Err(error) => of_error(words, &error),
    }
}

async fn made(app: &App, words: Words, request: &Request, ending: &str) -> Result<Response, Error> {
    let format = SharedFormat::named(ending).ok_or(Error::NotFound)?;
    let visit = pages::visit_of(app, request);
    let wanted = shared::wanted_of(&visit)?;
    let ids = interchange::select_shared(app, &wanted, asks_for_both(&visit)).await?;
    let selection = Selection::Ids(ids);
    let version = interchange::version(app, &selection).await?;
    let Selection::Ids(ids) = selection else { return Err(Error::NotFound) };
    let query = shared::query_of(&visit.address);
    let tag = etag(&(version, &query, words.lang.code(), format.ending()));
    if matches(request, &tag) {
        return Ok(cached(Response::builder().status(StatusCode::NOT_MODIFIED), &tag).finish());
    }
    let name = format!("bdis-mutualisation-{}.{}", app.clock.today(), format.ending());
    let answer = cached(Response::builder(), &tag)
        .content_type(format.media_type())
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
        .header(header::LINK, format!("<{}>; rel=\"license\"", licence_page(app, words)));
    if request.method() == Method::HEAD {
        return Ok(answer.finish());
    }
    let pieces = SharedExport { app: app.clone(), lang: words.lang, format, ids, query }.stream()?;
    let stream = unfold(pieces, |mut pieces| async { pieces.recv().await.map(|piece| (piece, pieces)) });
    Ok(answer.body(Body::from_bytes_stream(stream)))
}

/// A file or a feed holds offers and requests unless one of them is asked for.
fn asks_for_both(visit: &Visit) -> bool {
    visit.one("sens").is_none()
}

/// What is new in a search.
#[handler]
pub async fn feed(app: Data<&App>, request: &Request) -> Response {
    let visit = pages::visit_of(app.0, request);
    let words = visit.words;
    let made = async {
        let wanted = shared::wanted_of(&visit)?;
        let ids = interchange::select_shared(app.0, &wanted, asks_for_both(&visit)).await?;
        let rows = interchange::newest_shared(app.0, words.lang, &ids).await?;
        let complete = |path: &str| {
            let address = Address { path: path.to_owned(), query: visit.address.query.clone() };
            format!("{}{}", app.settings.public_origin(), address.href(words))
        };
        let head = FeedHead {
            title: words.say("shared-feed-title"),
            address: complete("/feeds/mutualisation.atom"),
            page: complete("/mutualisation"),
            publisher: app.settings.public_origin(),
            lang: words.lang.code(),
        };
        Ok::<_, Error>(interchange::shared_atom(head, &rows))
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
