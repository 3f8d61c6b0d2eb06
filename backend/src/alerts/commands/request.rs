use super::{Asked, save};
use crate::actor::Actor;
use crate::alerts::queries::Alert;
use crate::alerts::rules::{Kind, NAME, Pace, REQUEST};
use crate::app::App;
use crate::error::Error;
use crate::sharing::Resource;

/// Tells whoever publishes a request of the offers to come that answer it; none where no alert can be made, or where
/// nothing is looked for. The request is published either way.
pub async fn watch_request(app: &App, actor: &Actor, request: &Resource) -> Option<Alert> {
    if request.direction != "request" {
        return None;
    }
    let name: String = request.name.chars().take(NAME).collect();
    let query = format!("{REQUEST}={}", request.id);
    let asked = Asked { id: None, kind: Kind::Resources, name, query, pace: Pace::AtOnce };
    match save(app, actor, asked).await {
        Ok((alert, _)) => Some(alert),
        Err(Error::Internal(cause)) => {
            tracing::warn!(%cause, "a request has no alert");
            None
        }
        Err(_) => None,
    }
}
