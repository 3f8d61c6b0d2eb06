//! A small map of who is served, drawn without script: outlines of our base drawing, and spots.

use std::sync::LazyLock;

use schema::Area;
use schema::values::{TerritoryCode, TerritoryKind};
use serde::Deserialize;

use super::Territories;

/// Outlines drawn one by one; an area of more is drawn by its régions or not at all.
const SHAPES: usize = 60;
const SPOTS: usize = 60;
/// Of a degree of latitude.
const KM: f64 = 111.32;

/// Where the parts of France stand in the drawing; `web/build.mjs` draws by the same file.
#[derive(Debug, Deserialize)]
struct Frames {
    #[serde(rename = "viewBox")]
    view_box: String,
    frames: Vec<Frame>,
}

#[derive(Debug, Deserialize)]
struct Frame {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

static FRAMES: LazyLock<Option<Frames>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../web/contours/frames.json")).ok());

/// A place in the drawing, with its radius there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub x: f64,
    pub y: f64,
    pub r: f64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct AreaMap {
    pub view_box: &'static str,
    /// Names of outlines: `d35`, `r53`, `base`.
    pub served: Vec<String>,
    pub spots: Vec<Spot>,
    /// Circles served, to their scale.
    pub circles: Vec<Spot>,
}

impl AreaMap {
    /// None where there is nothing to draw.
    pub fn of(area: &Area, territories: &Territories) -> Option<AreaMap> {
        let mut map = AreaMap { view_box: &FRAMES.as_ref()?.view_box, ..AreaMap::default() };
        match area {
            Area::Country => map.served.push("base".to_owned()),
            Area::Territories(codes) => {
                for code in codes {
                    map.add(code, territories);
                }
            }
            Area::Radius { latitude, longitude, km } => {
                map.circles.extend(spot(*latitude, *longitude, Some(*km)));
            }
        }
        map.served.truncate(SHAPES);
        map.spots.truncate(SPOTS);
        (!(map.served.is_empty() && map.spots.is_empty() && map.circles.is_empty())).then_some(map)
    }

    fn add(&mut self, code: &str, territories: &Territories) {
        let Ok(parsed) = TerritoryCode::parse(code) else { return };
        match parsed.kind() {
            TerritoryKind::Country => self.served.push("base".to_owned()),
            TerritoryKind::Region => self.served.push(format!("r{}", parsed.code())),
            TerritoryKind::Departement => self.served.push(format!("d{}", parsed.code())),
            TerritoryKind::Commune | TerritoryKind::Epci => {
                let point = territories.middle(code);
                self.spots.extend(point.and_then(|p| spot(p.latitude(), p.longitude(), None)));
            }
        }
    }
}

/// Where a point lies in the drawing; none for what it doesn't show.
fn spot(latitude: f64, longitude: f64, km: Option<f64>) -> Option<Spot> {
    let inside =
        |f: &&Frame| (f.south..=f.north).contains(&latitude) && (f.west..=f.east).contains(&longitude);
    let frame = FRAMES.as_ref()?.frames.iter().find(inside)?;
    let tall = frame.height / (frame.north - frame.south);
    let wide = frame.width / (frame.east - frame.west);
    let place = |value: f64| (value * 10.0).round() / 10.0;
    Some(Spot {
        x: place(frame.x + (longitude - frame.west) * wide),
        y: place(frame.y + (frame.north - latitude) * tall),
        r: place(km.map_or(9.0, |km| (km / KM * tall).max(6.0))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_of_france_lies_within_the_drawing_and_others_do_not() {
        let rennes = spot(48.1113, -1.68, Some(50.0)).unwrap();
        assert!((180.0..260.0).contains(&rennes.x) && (280.0..320.0).contains(&rennes.y), "{rennes:?}");
        assert!((40.0..55.0).contains(&rennes.r), "{rennes:?}");
        assert!(spot(-21.1, 55.5, None).is_some_and(|reunion| reunion.x < 150.0));
        assert_eq!(spot(0.0, 0.0, None), None);
    }
}
