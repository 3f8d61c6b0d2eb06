//! Calendars at secret addresses: whoever holds one reads it, as long as whoever made it may.

use std::time::Duration;

use poem::http::header;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};

use super::pages;
use super::problem::of_error;
use crate::app::App;
use crate::base::throttle::{self, Limit};
use crate::base::visit::Visit;
use crate::error::{Error, Result};
use crate::sharing;

/// Of one address of the network: programs ask every few minutes, for several people.
const READS: Limit = Limit { most: 600, within: Duration::from_secs(60 * 60) };

#[handler]
pub async fn calendar(app: Data<&App>, request: &Request, Path(name): Path<String>) -> Response {
    let visit = pages::visit_of(app.0, request);
    match read(&visit, &name).await {
        Ok(text) => Response::builder()
            .content_type("text/calendar; charset=utf-8")
            .header(header::CACHE_CONTROL, "private, no-store")
            .body(text),
        Err(Error::RateLimited(wait)) => {
            pages::again_after(of_error(visit.words, &Error::RateLimited(wait)), wait)
        }
        Err(error) => of_error(visit.words, &error),
    }
}

async fn read(visit: &Visit, name: &str) -> Result<String> {
    let (app, now) = (&visit.app, visit.app.clock.now());
    let token = name.strip_suffix(".ics").ok_or(Error::NotFound)?;
    throttle::count(&app.db, now, &throttle::key("calendars", &visit.from.ip), READS).await?;
    let origin = app.settings.public_origin();
    sharing::feed_by_token(&app.db, now, token, &origin, &app.reference.get()).await?.ok_or(Error::NotFound)
}
