use poem::http::{StatusCode, header};
use poem::web::{Data, Path};
use poem::{IntoResponse, Response, handler};

use crate::app::App;
use crate::base::assets::Dist;

/// A built file: its name holds its hash, so it never changes.
#[handler]
pub fn asset(Path(name): Path<String>) -> poem::Result<Response> {
    file(&name, "public, max-age=31536000, immutable")
}

#[handler]
pub fn favicon() -> poem::Result<Response> {
    let url = crate::base::assets::url("favicon.svg");
    file(url.trim_start_matches("/assets/"), "public, max-age=86400")
}

fn file(name: &str, cache: &'static str) -> poem::Result<Response> {
    let found = Dist::get(name).ok_or_else(|| poem::Error::from_status(StatusCode::NOT_FOUND))?;
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some("geojson") => "application/geo+json",
        _ => "application/octet-stream",
    };
    Ok(Response::builder()
        .header(header::CONTENT_TYPE, kind)
        .header(header::CACHE_CONTROL, cache)
        .body(found.data.into_owned()))
}

/// Searches are not for robots: their pages are endless. On the demonstration nothing is.
#[handler]
pub fn robots(app: Data<&App>) -> Response {
    let text = if app.demo {
        "User-agent: *\nDisallow: /\n".to_owned()
    } else {
        let closed = [
            "/fournisseurs?",
            "/en/fournisseurs?",
            "/carte/",
            "/en/carte/",
            "/export/fournisseurs",
            "/en/export/fournisseurs",
            "/graphql",
            "/graphiql",
        ];
        let closed: String = closed.iter().map(|path| format!("Disallow: {path}\n")).collect();
        format!("User-agent: *\n{closed}Sitemap: {}/sitemap.xml\n", app.settings.public_origin())
    };
    text.with_content_type("text/plain; charset=utf-8").into_response()
}
