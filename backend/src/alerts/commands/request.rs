use super::{Asked, save};
use crate::actor::Actor;
use crate::alerts::queries::Alert;
use crate::alerts::rules::{Kind, NAME, Pace};
use crate::app::App;
use crate::error::Error;
use crate::sharing::Resource;

/// Tells whoever publishes a request of the offers to come that may answer it; none where no alert can be made, or where
/// nothing is looked for. The request is published either way.
pub async fn watch_request(app: &App, actor: &Actor, request: &Resource) -> Option<Alert> {
    if request.direction != "request" {
        return None;
    }
    let name: String = request.name.chars().take(NAME).collect();
    let asked =
        Asked { id: None, kind: Kind::Resources, name, query: search_of(request), pace: Pace::AtOnce };
    match save(app, actor, asked).await {
        Ok(alert) => Some(alert),
        Err(Error::Internal(cause)) => {
            tracing::warn!(%cause, "a request has no alert");
            None
        }
        Err(_) => None,
    }
}

/// The search for what answers a request, as its address says it.
fn search_of(request: &Resource) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("type", &request.kind);
    match (request.radius_km.filter(|km| *km > 0), &request.commune, &request.departement) {
        (Some(km), Some(commune), _) => {
            query.append_pair("centre", commune).append_pair("rayon", &km.to_string());
        }
        (_, _, Some(departement)) => {
            query.append_pair("territoire", departement);
        }
        _ => {}
    }
    if let Some(places) = request.places {
        query.append_pair("places", &places.to_string());
    }
    if request.units > 1 {
        query.append_pair("unites", &request.units.to_string());
    }
    query.finish()
}
