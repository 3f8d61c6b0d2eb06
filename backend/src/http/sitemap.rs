//! What search engines may find: an index of lists, each within the protocol's bounds
//! (<https://www.sitemaps.org/protocol.html>).

use askama::Template;
use chrono::{DateTime, Utc};
use poem::http::header;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use super::graphql::words_of;
use super::problem::of_error;
use crate::app::App;
use crate::base::words::{Lang, Words};
use crate::error::{Error, Result};
use crate::{guarantees, organizations, products, reference, search, sharing};

/// Pages of one list; each stands in it twice, French and English. The protocol allows 50,000 addresses.
const LIST: u64 = 10_000;

#[derive(Template)]
#[template(path = "sitemap/index.xml")]
struct Index {
    lists: Vec<String>,
}

#[derive(Template)]
#[template(path = "sitemap/list.xml")]
struct List {
    entries: Vec<Entry>,
}

/// One page in both languages.
struct Entry {
    french: String,
    english: String,
    changed: Option<String>,
}

#[handler]
pub async fn index(app: Data<&App>, request: &Request) -> Response {
    answer(request, lists(app.0).await)
}

#[handler]
pub async fn list(app: Data<&App>, request: &Request, Path(name): Path<String>) -> Response {
    answer(request, one(app.0, &name).await)
}

fn answer(request: &Request, made: Result<String>) -> Response {
    match made {
        Ok(text) => Response::builder()
            .content_type("application/xml; charset=utf-8")
            .header(header::CACHE_CONTROL, "public, max-age=3600")
            .body(text),
        Err(error) => of_error(words_of(request), &error),
    }
}

async fn lists(app: &App) -> Result<String> {
    let parts = |name: &str, count: u64| -> Vec<String> {
        (1..=count.div_ceil(LIST)).map(|part| format!("{name}-{part}")).collect()
    };
    let mut names = vec!["pages".to_owned(), "territoires".to_owned()];
    names.extend(parts("fournisseurs", organizations::count(&app.db).await?));
    names.extend(parts("produits", products::count(&app.db).await?));
    names.extend(parts("mutualisation", sharing::public_count(&app.db, app.clock.today()).await?));
    let origin = app.settings.public_origin();
    let lists = names.into_iter().map(|name| format!("{origin}/sitemaps/{name}.xml")).collect();
    Index { lists }.render().map_err(Error::internal)
}

async fn one(app: &App, name: &str) -> Result<String> {
    let name = name.strip_suffix(".xml").ok_or(Error::NotFound)?;
    let entry = |path: &str, changed: Option<DateTime<Utc>>| {
        let origin = app.settings.public_origin();
        let address = |lang| format!("{origin}{}", Words::new(lang).path(path));
        Entry {
            french: address(Lang::Fr),
            english: address(Lang::En),
            changed: changed.map(|at| at.date_naive().to_string()),
        }
    };
    let part = |number: &str| {
        let number: u64 = number.parse().ok().filter(|n| (1..=100_000).contains(n)).ok_or(Error::NotFound)?;
        Ok::<_, Error>((number - 1) * LIST)
    };
    let entries: Vec<Entry> = match name.split_once('-') {
        None if name == "pages" => {
            let schemes = app.reference.get();
            let fixed = ["/", "/fournisseurs", "/mutualisation", "/territoires", "/garanties", "/glossaire"]
                .map(str::to_owned);
            let texts = reference::pages::TEXTS.iter().map(|(path, ..)| format!("/{path}"));
            let schemes = schemes.schemes.iter().map(|scheme| guarantees::pages::path_of(&scheme.code));
            fixed.into_iter().chain(texts).chain(schemes).map(|path| entry(&path, None)).collect()
        }
        None if name == "territoires" => {
            let paths = search::pages::territory::all_paths(app).await?;
            paths.iter().map(|path| entry(path, None)).collect()
        }
        Some(("fournisseurs", number)) => organizations::addresses(&app.db, part(number)?, LIST)
            .await?
            .into_iter()
            .map(|(slug, at)| entry(&format!("/fournisseurs/{slug}"), Some(at)))
            .collect(),
        Some(("produits", number)) => products::addresses(&app.db, part(number)?, LIST)
            .await?
            .into_iter()
            .map(|(id, at)| entry(&format!("/produits/{id}"), Some(at)))
            .collect(),
        Some(("mutualisation", number)) => {
            sharing::public_addresses(&app.db, app.clock.today(), part(number)?, LIST)
                .await?
                .into_iter()
                .map(|(id, at)| entry(&format!("/mutualisation/{id}"), Some(at)))
                .collect()
        }
        _ => Vec::new(),
    };
    if entries.is_empty() {
        return Err(Error::NotFound);
    }
    List { entries }.render().map_err(Error::internal)
}
