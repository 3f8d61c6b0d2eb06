//! The results of a search on a map, for the script that draws it.

use serde_json::{Value, json};
use uuid::Uuid;

use super::machines::filter_of_page;
use super::{place_of, shared};
use crate::app::App;
use crate::base::search::{Bounds, Cluster, Criteria};
use crate::base::visit::Visit;
use crate::error::{Error, Message, Result};
use crate::{organizations, search, sharing};

const WORLD: Bounds = Bounds { south: -90.0, west: -180.0, north: 90.0, east: 180.0 };
/// Where the first view stays when something is there: the overseas are far from it and from each other.
const MAINLAND: Bounds = Bounds { south: 41.0, west: -5.5, north: 51.5, east: 10.0 };
/// Of the first view, before anyone has said which part is seen.
const FIRST_ZOOM: u8 = 6;

/// GeoJSON: the groups of `zoom` (0 to 18) within `cadre` (south, west, north, east). Without `cadre`, where all
/// results are.
pub async fn groups(visit: &Visit) -> Result<Value> {
    let app = &visit.app;
    let filter = filter_of_page(visit).await?;
    let frame = Frame::asked(visit)?;
    let (criteria, total) = search::counted(app, &filter).await?;
    let drawn = frame.drawn(visit, &criteria, total).await?;
    let named = organizations::by_ids(&app.db, &visit.actor, &drawn.alone()).await?;
    let reference = app.reference.get();
    Ok(drawn.json(|id| {
        let organization = named.iter().find(|one| one.id == id)?;
        let path = format!("/fournisseurs/{}", organization.slug);
        let place = place_of(&reference, organization);
        Some(json!({ "name": organization.name, "path": visit.words.path(&path), "place": place }))
    }))
}

/// The same of what is shared: what hides its place stands at the town hall.
pub async fn shared_groups(visit: &Visit) -> Result<Value> {
    let app = &visit.app;
    let wanted = shared::wanted_of_page(visit)?;
    let frame = Frame::asked(visit)?;
    let (criteria, total) = search::counted_resources(app, &wanted).await?;
    let drawn = frame.drawn(visit, &criteria, total).await?;
    let named = sharing::by_ids(&app.db, &visit.actor, &drawn.alone()).await?;
    let reference = app.reference.get();
    Ok(drawn.json(|id| {
        let resource = named.iter().find(|one| one.id == id)?;
        let path = format!("/mutualisation/{id}");
        let place = sharing::whereabouts(resource, &reference, false).place;
        Some(json!({ "name": resource.name, "path": visit.words.path(&path), "place": place }))
    }))
}

/// What part of the map is seen, how near.
struct Frame {
    zoom: u8,
    /// Unless all is.
    seen: Option<Bounds>,
}

impl Frame {
    fn asked(visit: &Visit) -> Result<Frame> {
        let zoom = match visit.one("zoom") {
            None => FIRST_ZOOM,
            Some(typed) => typed
                .parse()
                .ok()
                .filter(|zoom| *zoom <= 18)
                .ok_or_else(|| Error::invalid("zoom", Message::new("invalid-zoom")))?,
        };
        let seen = match visit.one("cadre") {
            None => None,
            Some(typed) => {
                Some(bounds(typed).ok_or_else(|| Error::invalid("cadre", Message::new("invalid-bounds")))?)
            }
        };
        Ok(Frame { zoom, seen })
    }

    async fn drawn(self, visit: &Visit, criteria: &Criteria, total: usize) -> Result<Drawn> {
        let app = &visit.app;
        let clusters = search::clusters(app, criteria, self.zoom, self.seen.unwrap_or(WORLD)).await?;
        // How many have a place at all, wherever one looks.
        let placed = match self.seen {
            None => clusters.iter().map(|cluster| cluster.count).sum::<usize>(),
            Some(_) => search::clusters(app, criteria, 0, WORLD).await?.iter().map(|one| one.count).sum(),
        };
        let bounds = match self.seen {
            None => around(app, criteria).await?,
            Some(_) => None,
        };
        Ok(Drawn { clusters, total, placed, bounds })
    }
}

struct Drawn {
    clusters: Vec<Cluster>,
    total: usize,
    placed: usize,
    /// Of all of them, unless a part of the map was asked for.
    bounds: Option<Bounds>,
}

impl Drawn {
    fn alone(&self) -> Vec<Uuid> {
        self.clusters.iter().filter_map(|cluster| cluster.id).collect()
    }

    /// `about`: name, path and place of one that is alone.
    fn json(&self, about: impl Fn(Uuid) -> Option<Value>) -> Value {
        let feature = |cluster: &Cluster| {
            let mut properties = cluster.id.and_then(&about).unwrap_or_else(|| json!({}));
            properties["count"] = json!(cluster.count);
            let degrees = |value: f64| (value * 1e5).round() / 1e5;
            json!({
                "type": "Feature",
                "geometry": {
                    "type": "Point",
                    "coordinates": [degrees(cluster.longitude), degrees(cluster.latitude)],
                },
                "properties": properties,
            })
        };
        json!({
            "type": "FeatureCollection",
            "features": self.clusters.iter().map(feature).collect::<Vec<_>>(),
            "total": self.total,
            "placed": self.placed,
            "bounds": self.bounds.map(|all| [all.south, all.west, all.north, all.east]),
        })
    }
}

fn bounds(typed: &str) -> Option<Bounds> {
    let numbers: Vec<f64> = typed.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let [south, west, north, east] = numbers[..] else { return None };
    let on_earth = south.abs() <= 90.0 && north.abs() <= 90.0 && west.abs() <= 180.0 && east.abs() <= 180.0;
    (on_earth && south <= north).then_some(Bounds { south, west, north, east })
}

/// The box of what is on the mainland, else of all there is.
async fn around(app: &App, criteria: &Criteria) -> Result<Option<Bounds>> {
    match search::extent(app, criteria, MAINLAND).await? {
        None => search::extent(app, criteria, WORLD).await,
        mainland => Ok(mainland),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_four_numbers_on_earth_with_the_south_below_the_north() {
        assert!(bounds("41,-5,51,10").is_some());
        for wrong in
            ["", "1,2,3", "51,-5,41,10", "a,b,c,d", "NaN,0,1,1", "91,0,92,1", "1,2,3,4,5", "-inf,0,inf,0"]
        {
            assert!(bounds(wrong).is_none(), "{wrong}");
        }
    }
}
