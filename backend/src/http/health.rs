use poem::http::StatusCode;
use poem::web::{Data, Json};
use poem::{IntoResponse, Response, handler};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::app::App;

#[handler]
pub fn alive() -> &'static str {
    "alive\n"
}

/// 503 only when the database is gone; search down is said in the body.
#[handler]
pub async fn ready(app: Data<&App>) -> Response {
    let database = app.db.execute_unprepared("SELECT 1").await.is_ok();
    let search = match app.search.needs_rebuild() {
        None => "ready".to_owned(),
        Some(reason) => reason.to_string(),
    };
    let status = if database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({ "database": if database { "ready" } else { "gone" }, "search": search });
    Json(body).with_status(status).into_response()
}
