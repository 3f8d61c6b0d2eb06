use schema::Area;
use schema::values::{GeoPoint, fold};

use crate::error::{FieldError, Message};
use crate::reference::{Named, Reference};

/// Kilometres of a circle.
const WIDEST: f64 = 500.0;
const MOST: usize = 200;

/// Who is served, as someone typed it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AreaTyped {
    /// `country`, `territories`, `radius`; empty for none of its own.
    pub kind: String,
    /// Names or codes, with commas or in lines.
    pub territories: String,
    /// A commune, or `48.11, -1.68`.
    pub center: String,
    pub km: String,
}

/// Errors: all that is wrong, by field.
pub fn area(typed: &AreaTyped, reference: &Reference) -> Result<Option<Area>, Vec<FieldError>> {
    let wrong = |path: &str, message| vec![FieldError { path: path.to_owned(), message }];
    match typed.kind.trim() {
        "" => Ok(None),
        "country" => Ok(Some(Area::Country)),
        "territories" => {
            let mut codes: Vec<String> = Vec::new();
            let (mut unknown, mut several) = (Vec::new(), Vec::new());
            let (mut begun, mut like) = (Vec::new(), Vec::new());
            for name in names(&typed.territories) {
                match reference.territories.named(name) {
                    Named::One(found) => {
                        let code = found.code.to_string();
                        if !codes.contains(&code) {
                            codes.push(code);
                        }
                    }
                    Named::Several(choices) => several.extend(choices),
                    Named::Like(choices) => {
                        begun.push(name);
                        like.extend(choices);
                    }
                    Named::None => unknown.push(name.chars().take(60).collect::<String>()),
                }
            }
            if !unknown.is_empty() {
                let message = Message::new("invalid-territories").with("names", unknown.join(", "));
                return Err(wrong("territories", message));
            }
            if !like.is_empty() {
                return Err(wrong("territories", reference.territories.perhaps(&begun.join(", "), &like)));
            }
            if !several.is_empty() {
                return Err(wrong("territories", reference.territories.which(&several)));
            }
            match codes.len() {
                0 => Err(wrong("territories", Message::new("invalid-territories-missing"))),
                1..=MOST => Ok(Some(Area::Territories(codes))),
                count => {
                    let message = Message::new("invalid-too-many").with("count", count.to_string());
                    Err(wrong("territories", message.with("most", MOST.to_string())))
                }
            }
        }
        "radius" => {
            let km = typed.km.trim().replace(',', ".").parse::<f64>().ok();
            let Some(km) = km.filter(|km| *km > 0.0 && *km <= WIDEST) else {
                return Err(wrong("km", Message::new("invalid-radius").with("most", "500")));
            };
            let point = match GeoPoint::parse(&typed.center) {
                Ok(point) => Some(point),
                Err(_) => match reference.territories.named(&typed.center) {
                    Named::One(found) => reference.territories.middle(found.code.as_str()),
                    Named::Several(choices) => {
                        return Err(wrong("center", reference.territories.which(&choices)));
                    }
                    Named::Like(choices) => {
                        let said = reference.territories.perhaps(typed.center.trim(), &choices);
                        return Err(wrong("center", said));
                    }
                    Named::None => None,
                },
            };
            let Some(point) = point else { return Err(wrong("center", Message::new("invalid-center"))) };
            Ok(Some(Area::Radius { latitude: point.latitude(), longitude: point.longitude(), km }))
        }
        other => Err(wrong(
            "area",
            Message::new("invalid-unknown-code").with("value", other.chars().take(60).collect::<String>()),
        )),
    }
}

/// Of several places, each.
pub fn names(typed: &str) -> impl Iterator<Item = &str> {
    typed.split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty())
}

/// The places that a typed name may mean, where it isn't plain which: none otherwise.
pub fn places(typed: &str, reference: &Reference) -> Vec<String> {
    match reference.territories.named(typed) {
        Named::Several(choices) | Named::Like(choices) => {
            choices.iter().map(|one| reference.territories.told_apart(one)).collect()
        }
        _ => Vec::new(),
    }
}

/// An area as one would have typed it.
pub fn area_as_typed(area: Option<&Area>, reference: &Reference) -> AreaTyped {
    let territories = &reference.territories;
    match area {
        None => AreaTyped::default(),
        Some(Area::Country) => AreaTyped { kind: "country".to_owned(), ..AreaTyped::default() },
        Some(Area::Territories(codes)) => {
            let name = |code: &String| {
                territories.get(code).map_or_else(|| code.clone(), |one| territories.told_apart(one))
            };
            let named = codes.iter().map(name).collect::<Vec<_>>().join("\n");
            AreaTyped { kind: "territories".to_owned(), territories: named, ..AreaTyped::default() }
        }
        Some(Area::Radius { latitude, longitude, km }) => AreaTyped {
            kind: "radius".to_owned(),
            center: match territories.of_middle(*latitude, *longitude) {
                Some(place) => territories.told_apart(place),
                None => format!("{latitude:.5}, {longitude:.5}"),
            },
            km: km.to_string(),
            ..AreaTyped::default()
        },
    }
}

/// An area in one cell of a table: empty for none of its own, `France`, `Rennes, Vitré` or `Rennes + 30 km`.
pub fn area_cell(typed: &AreaTyped) -> String {
    match typed.kind.as_str() {
        "country" => "France".to_owned(),
        "territories" => names(&typed.territories).collect::<Vec<_>>().join("; "),
        "radius" => format!("{} + {} km", typed.center, typed.km),
        _ => String::new(),
    }
}

/// What a cell says, as one would have typed it.
pub fn area_of_cell(cell: &str) -> AreaTyped {
    let circle = cell.rsplit_once('+').and_then(|(center, km)| {
        let km = km.trim().trim_end_matches(|c: char| c.is_alphabetic()).trim();
        km.starts_with(|c: char| c.is_ascii_digit()).then_some((center, km))
    });
    let kind = |kind: &str| AreaTyped { kind: kind.to_owned(), ..AreaTyped::default() };
    match circle {
        _ if cell.trim().is_empty() => AreaTyped::default(),
        _ if fold(cell) == "france" => kind("country"),
        Some((center, km)) => {
            AreaTyped { center: center.trim().to_owned(), km: km.to_owned(), ..kind("radius") }
        }
        None => AreaTyped { territories: cell.to_owned(), ..kind("territories") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_in_a_cell_reads_back_as_it_was_typed() {
        let typed = |kind: &str, territories: &str, center: &str, km: &str| AreaTyped {
            kind: kind.to_owned(),
            territories: territories.to_owned(),
            center: center.to_owned(),
            km: km.to_owned(),
        };
        for (area, cell) in [
            (typed("", "", "", ""), ""),
            (typed("country", "", "", ""), "France"),
            (typed("territories", "Rennes; Saint-Denis (93)", "", ""), "Rennes; Saint-Denis (93)"),
            (typed("radius", "", "48.11, -1.68", "12.5"), "48.11, -1.68 + 12.5 km"),
            (typed("radius", "", "Rennes", "30"), "Rennes + 30 km"),
        ] {
            assert_eq!(area_cell(&area), cell);
            assert_eq!(area_of_cell(cell), area);
        }
        assert_eq!(area_of_cell("Rennes+30").km, "30");
        assert_eq!(area_of_cell("un + une").kind, "territories", "what is no circle is told as a name");
    }
}
