use serde::{Deserialize, Serialize};

use super::ValueError;

/// A point on the earth (WGS 84), in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Raw")]
pub struct GeoPoint {
    latitude: f64,
    longitude: f64,
}

#[derive(Deserialize)]
struct Raw {
    latitude: f64,
    longitude: f64,
}

impl TryFrom<Raw> for GeoPoint {
    type Error = ValueError;
    fn try_from(raw: Raw) -> Result<Self, ValueError> {
        Self::new(raw.latitude, raw.longitude)
    }
}

/// Mean radius of the earth (IUGG).
const EARTH_KM: f64 = 6371.0088;

impl GeoPoint {
    /// Codes: `latitude-range`, `longitude-range`.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, ValueError> {
        if !(-90.0..=90.0).contains(&latitude) {
            let text = latitude.to_string();
            return Err(ValueError::new("latitude-range", "isn't a latitude: -90 to 90 is expected", &text));
        }
        if !(-180.0..=180.0).contains(&longitude) {
            let text = longitude.to_string();
            return Err(ValueError::new(
                "longitude-range",
                "isn't a longitude: -180 to 180 is expected",
                &text,
            ));
        }
        Ok(Self { latitude, longitude })
    }

    /// `48.1173,-1.6778`. Codes: `point-shape` and those of `new`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let shape = || ValueError::new("point-shape", "isn't a point: latitude,longitude is expected", input);
        let (latitude, longitude) = input.split_once(',').ok_or_else(shape)?;
        let number = |text: &str| text.trim().parse::<f64>().map_err(|_| shape());
        Self::new(number(latitude)?, number(longitude)?)
    }

    pub fn latitude(self) -> f64 {
        self.latitude
    }

    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// As the crow flies (haversine; the earth taken as a sphere, 0.5 % off at most).
    pub fn distance_km(self, other: Self) -> f64 {
        let (a, b) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half_lat = ((b - a) / 2.0).sin();
        let half_lon = ((other.longitude - self.longitude).to_radians() / 2.0).sin();
        let h = half_lat * half_lat + a.cos() * b.cos() * half_lon * half_lon;
        2.0 * EARTH_KM * h.sqrt().min(1.0).asin()
    }
}

impl std::str::FromStr for GeoPoint {
    type Err = ValueError;
    fn from_str(input: &str) -> Result<Self, ValueError> {
        Self::parse(input)
    }
}

impl std::fmt::Display for GeoPoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{},{}", self.latitude, self.longitude)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rennes_is_about_309_km_from_paris() {
        let rennes = GeoPoint::parse("48.1113, -1.6800").unwrap();
        let paris = GeoPoint::new(48.8566, 2.3522).unwrap();
        assert!((rennes.distance_km(paris) - 309.0).abs() < 3.0, "{}", rennes.distance_km(paris));
    }

    #[test]
    fn what_is_off_the_earth_is_refused() {
        assert_eq!(GeoPoint::new(90.1, 0.0).unwrap_err().code, "latitude-range");
        assert_eq!(GeoPoint::new(f64::NAN, 0.0).unwrap_err().code, "latitude-range");
        assert_eq!(GeoPoint::new(0.0, f64::INFINITY).unwrap_err().code, "longitude-range");
        assert_eq!(GeoPoint::parse("48").unwrap_err().code, "point-shape");
        assert!(serde_json::from_str::<GeoPoint>(r#"{"latitude":91,"longitude":0}"#).is_err());
    }

    proptest! {
        #[test]
        fn distance_is_the_same_both_ways_and_never_past_half_the_earth(
            a in -90.0..=90.0f64, b in -180.0..=180.0f64, c in -90.0..=90.0f64, d in -180.0..=180.0f64,
        ) {
            let (p, q) = (GeoPoint::new(a, b).unwrap(), GeoPoint::new(c, d).unwrap());
            prop_assert!((p.distance_km(q) - q.distance_km(p)).abs() < 1e-6);
            prop_assert!(p.distance_km(q) <= std::f64::consts::PI * EARTH_KM + 1e-6);
            prop_assert!(p.distance_km(p) < 1e-6);
        }
    }
}
