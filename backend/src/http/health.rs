//! Whether it lives, whether it is ready, what it counts.

use poem::http::{StatusCode, header};
use poem::web::{Data, Json};
use poem::{IntoResponse, Request, Response, handler};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::graphql::words_of;
use super::problem::{of_error, problem};
use crate::app::App;
use crate::base::metrics::Standing;
use crate::base::{deliveries, events};
use crate::organizations;

/// A job that is due is taken up at once; one that has waited so long, seconds, waits for a worker that isn't there.
const OVERDUE: f64 = 60.0;

#[handler]
pub fn alive() -> &'static str {
    "alive\n"
}

/// 503 only when the database is gone; what else is wrong is said in the body.
#[handler]
pub async fn ready(app: Data<&App>) -> Response {
    let standing = standing(app.0).await;
    let search = match app.search.needs_rebuild() {
        None => "ready".to_owned(),
        Some(reason) => reason.to_string(),
    };
    let jobs = match (&standing, standing.overdue > OVERDUE) {
        (Standing { database: false, .. }, _) => "unknown".to_owned(),
        (_, true) => format!("waiting for {:.0} s: no worker takes them up", standing.overdue),
        (Standing { dead: 0, .. }, _) => "ready".to_owned(),
        (Standing { dead, .. }, _) => format!("{dead} given up"),
    };
    let status = if standing.database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "database": if standing.database { "ready" } else { "gone" },
        "search": search,
        "jobs": jobs,
    });
    Json(body).with_status(status).into_response()
}

async fn standing(app: &App) -> Standing {
    let db = &app.db;
    if db.execute_unprepared("SELECT 1").await.is_err() {
        return Standing { search: app.search.needs_rebuild().is_none(), ..Standing::default() };
    }
    let overdue = deliveries::overdue(db, app.clock.now()).await.unwrap_or_default();
    Standing {
        database: true,
        search: app.search.needs_rebuild().is_none(),
        journal: events::last_number(db).await.unwrap_or_default(),
        indexed: app.search.last_event().await.unwrap_or_default(),
        waiting: deliveries::count(db, "waiting").await.unwrap_or_default(),
        dead: deliveries::count(db, "dead").await.unwrap_or_default(),
        overdue: overdue.num_milliseconds() as f64 / 1_000.0,
        suppliers: organizations::count(db).await.unwrap_or_default(),
    }
}

/// For Prometheus. Open on this machine; elsewhere `METRICS_TOKEN` opens it.
#[handler]
pub async fn metrics(app: Data<&App>, request: &Request) -> Response {
    let words = words_of(request);
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer "));
    match &app.settings.metrics_token {
        Some(token) if given.is_none_or(|given| !same(given, &token.0)) => {
            return problem(words, StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "refused-metrics");
        }
        None if !app.settings.is_local() => {
            return problem(words, StatusCode::FORBIDDEN, "FORBIDDEN", "refused-metrics");
        }
        _ => {}
    }
    match app.metrics.text(&standing(app.0).await) {
        Ok(text) => Response::builder()
            .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
            .header(header::CACHE_CONTROL, "no-store")
            .body(text),
        Err(error) => of_error(words, &error),
    }
}

/// Compared in a time that tells nothing of where they differ.
fn same(given: &str, token: &str) -> bool {
    use sha2::{Digest, Sha256};
    Sha256::digest(given) == Sha256::digest(token)
}
