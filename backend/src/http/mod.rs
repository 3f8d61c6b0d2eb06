//! HTTP: addresses, statuses and headers. The only place that knows them.

mod assets;
mod bounces;
mod calendar;
mod export;
mod files;
mod forms;
mod graphql;
mod headers;
mod health;
mod pages;
mod problem;
mod rooms;
mod session;
mod shared;
mod sitemap;

use std::future::Future;

use poem::listener::TcpAcceptor;
use poem::middleware::Compression;
use poem::{Endpoint, EndpointExt, IntoEndpoint, Route, Server, get};

use crate::api;
use crate::app::App;
use crate::base::words::Lang;
use crate::error::{Error, Result};

/// All addresses of the program.
pub fn routes(app: App) -> impl Endpoint {
    let schema = api::schema();
    Route::new()
        .at("/graphql", poem::post(graphql::answer).get(graphql::only_post))
        .at("/graphiql", get(graphql::graphiql))
        .at("/healthz", get(health::alive))
        .at("/readyz", get(health::ready))
        .at("/metrics", get(health::metrics))
        .at("/webhooks/bounces", poem::post(bounces::told))
        .at("/robots.txt", get(assets::robots))
        .at("/sitemap.xml", get(sitemap::index))
        .at("/sitemaps/:name", get(sitemap::list))
        .at("/favicon.ico", get(assets::favicon))
        .at("/assets/:name", get(assets::asset))
        .at("/images/:id", get(files::picture))
        .at("/images/:id/petite", get(files::small_picture))
        .at("/fichiers/:id", get(files::document))
        .at("/calendar/:name", get(calendar::calendar))
        .nest_no_strip("/en", pages::routes("/en").into_endpoint().data(Lang::En))
        .nest_no_strip("/", pages::routes("").into_endpoint().data(Lang::Fr))
        .data(app.clone())
        .data(schema)
        .with(Compression::new())
        .around(move |endpoint, request| headers::around(app.clone(), endpoint, request))
}

/// Serves on a listener until `stop` is done.
pub async fn serve(app: App, listener: std::net::TcpListener, stop: impl Future<Output = ()>) -> Result<()> {
    listener.set_nonblocking(true)?;
    let acceptor = TcpAcceptor::from_std(listener)?;
    Server::new_with_acceptor(acceptor)
        .run_with_graceful_shutdown(routes(app), stop, Some(std::time::Duration::from_secs(5)))
        .await
        .map_err(Error::from)
}
