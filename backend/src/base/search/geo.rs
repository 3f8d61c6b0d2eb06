//! Distances and the map's plane.

use crate::base::search::{Bounds, Circle};

/// Mean radius, km.
const EARTH: f64 = 6_371.008_8;

/// A circle with its bounding box, so that most points are refused without trigonometry.
#[derive(Debug, Clone, Copy)]
pub struct Ring {
    circle: Circle,
    /// Half the box, in degrees.
    height: f64,
    width: f64,
}

impl Ring {
    pub fn new(circle: Circle) -> Ring {
        let angle = (circle.radius_km / EARTH).clamp(0.0, std::f64::consts::PI);
        let latitude = circle.latitude.to_radians();
        let touches_pole = latitude.abs() + angle >= std::f64::consts::FRAC_PI_2;
        let width = if touches_pole { 180.0 } else { (angle.sin() / latitude.cos()).asin().to_degrees() };
        // A hair more: the box must never refuse what the exact distance accepts.
        Ring { circle, height: angle.to_degrees() + 1e-6, width: width + 1e-6 }
    }

    /// South, west, north, east of a box that holds the circle, in degrees; it may reach past ±180.
    pub fn box_around(&self) -> (f64, f64, f64, f64) {
        let Circle { latitude, longitude, .. } = self.circle;
        (latitude - self.height, longitude - self.width, latitude + self.height, longitude + self.width)
    }

    /// NaN (no point) is outside.
    pub fn contains(&self, latitude: f64, longitude: f64) -> bool {
        let east = (longitude - self.circle.longitude).abs();
        (latitude - self.circle.latitude).abs() <= self.height
            && east.min(360.0 - east) <= self.width
            && self.distance_km(latitude, longitude) <= self.circle.radius_km
    }

    /// Great-circle distance (haversine).
    pub fn distance_km(&self, latitude: f64, longitude: f64) -> f64 {
        let (from, to) = (self.circle.latitude.to_radians(), latitude.to_radians());
        let north = ((to - from) / 2.0).sin();
        let east = ((longitude - self.circle.longitude).to_radians() / 2.0).sin();
        let half = north * north + from.cos() * to.cos() * east * east;
        2.0 * EARTH * half.sqrt().min(1.0).asin()
    }
}

impl Bounds {
    pub fn contains(&self, latitude: f64, longitude: f64) -> bool {
        let within = if self.west <= self.east {
            self.west <= longitude && longitude <= self.east
        } else {
            longitude >= self.west || longitude <= self.east
        };
        self.south <= latitude && latitude <= self.north && within
    }

    /// A box that holds a point too; that of the point alone where there is none yet.
    pub fn stretched(held: Option<Bounds>, latitude: f64, longitude: f64) -> Bounds {
        let point = Bounds { south: latitude, west: longitude, north: latitude, east: longitude };
        held.map_or(point, |held| Bounds {
            south: held.south.min(latitude),
            west: held.west.min(longitude),
            north: held.north.max(latitude),
            east: held.east.max(longitude),
        })
    }
}

/// Web Mercator, the world on 2³² units a side, from the north-west.
pub fn mercator(latitude: f64, longitude: f64) -> (u32, u32) {
    const SIDE: f64 = 4_294_967_296.0;
    let x = (longitude + 180.0) / 360.0;
    let sin = latitude.to_radians().sin().clamp(-0.9999, 0.9999);
    let y = 0.5 - ((1.0 + sin) / (1.0 - sin)).ln() / (4.0 * std::f64::consts::PI);
    // `as` saturates, which is right at both edges.
    ((x * SIDE) as u32, (y * SIDE) as u32)
}

/// Back from the plane, degrees.
pub fn plane_to_point(x: u32, y: u32) -> (f64, f64) {
    const SIDE: f64 = 4_294_967_296.0;
    let north = std::f64::consts::PI * (1.0 - 2.0 * f64::from(y) / SIDE);
    (north.sinh().atan().to_degrees(), f64::from(x) / SIDE * 360.0 - 180.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_a_sphere() {
        let paris = Ring::new(Circle { latitude: 48.8566, longitude: 2.3522, radius_km: 400.0 });
        assert!((paris.distance_km(45.7640, 4.8357) - 391.5).abs() < 0.5);
        assert!(paris.contains(45.7640, 4.8357));
        assert!(!paris.contains(f64::NAN, f64::NAN));
    }

    #[test]
    fn a_point_comes_back_from_the_plane() {
        let (x, y) = mercator(48.1173, -1.6778);
        let (latitude, longitude) = plane_to_point(x, y);
        assert!((latitude - 48.1173).abs() < 1e-6 && (longitude + 1.6778).abs() < 1e-6);
    }

    #[test]
    fn a_circle_may_cross_the_antimeridian_and_the_pole() {
        let fiji = Ring::new(Circle { latitude: -17.0, longitude: 179.9, radius_km: 50.0 });
        assert!(fiji.contains(-17.0, -179.9));
        let pole = Ring::new(Circle { latitude: 89.9, longitude: 0.0, radius_km: 50.0 });
        assert!(pole.contains(89.9, 180.0));
    }
}
