//! Places as cells of a grid over the globe: two circles that touch share a cell at every size of cell.

use crate::base::search::{Circle, Ring};

/// Degrees a side.
const SIZES: [f64; 5] = [0.5, 1.0, 2.0, 4.0, 8.0];
/// Cells of one circle asked for, at the smallest size that needs no more.
const MOST_ASKED: usize = 16;
/// Cells of one circle offered, at each size.
const MOST_HELD: usize = 400;
/// Of whoever asks for a circle, and of whoever offers one, that is too large.
const ANYWHERE: &str = "g:anywhere";
const FAR: &str = "g:far";

pub fn asked(circle: Circle) -> Vec<String> {
    let cells = (0..SIZES.len()).find_map(|size| cells(size, circle, MOST_ASKED));
    let mut found = cells.unwrap_or_else(|| vec![ANYWHERE.to_owned()]);
    found.push(FAR.to_owned());
    found
}

pub fn held(circle: Circle) -> Vec<String> {
    let mut found = vec![ANYWHERE.to_owned()];
    for size in 0..SIZES.len() {
        match cells(size, circle, MOST_HELD) {
            Some(cells) => found.extend(cells),
            None if !found.iter().any(|cell| cell == FAR) => found.push(FAR.to_owned()),
            None => {}
        }
    }
    found
}

fn cells(size: usize, circle: Circle, most: usize) -> Option<Vec<String>> {
    let side = SIZES[size];
    let (south, west, north, east) = Ring::new(circle).box_around();
    let place = |degrees: f64| (degrees / side).floor() as i64;
    let columns = place(360.0);
    let (first, last) = (place(west + 180.0), place(east + 180.0));
    let (bottom, top) = (place(south.max(-90.0) + 90.0), place(north.min(90.0) + 90.0));
    if last - first >= columns {
        return None;
    }
    let count = (last - first + 1).checked_mul(top - bottom + 1)?;
    usize::try_from(count).ok().filter(|count| *count <= most)?;
    let row = |y: i64| (first..=last).map(move |x| format!("g:{size}:{}:{y}", x.rem_euclid(columns)));
    Some((bottom..=top).flat_map(row).collect())
}
