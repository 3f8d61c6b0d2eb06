use poem::http::StatusCode;
use poem::{Response, Route};

use crate::app::App;

/// The pages of one language, under `start`.
pub fn routes(_start: &str) -> Route {
    Route::new()
}

pub fn error(_app: &App, _path: &str, status: StatusCode, id: &str) -> Response {
    Response::builder().status(status).body(id.to_owned())
}
