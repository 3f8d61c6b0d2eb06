use schema::Area;
use schema::values::GeoPoint;

use crate::error::{FieldError, Message};
use crate::reference::Reference;

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
            let mut unknown = Vec::new();
            for name in typed.territories.split([',', ';', '\n']).map(str::trim).filter(|n| !n.is_empty()) {
                match reference.territories.search(name, 1).first() {
                    Some(found) => {
                        let code = found.code.to_string();
                        if !codes.contains(&code) {
                            codes.push(code);
                        }
                    }
                    None => unknown.push(name.chars().take(60).collect::<String>()),
                }
            }
            if !unknown.is_empty() {
                let message = Message::new("invalid-territories").with("names", unknown.join(", "));
                return Err(wrong("territories", message));
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
            let named = || {
                let found = reference.territories.search(typed.center.trim(), 1);
                reference.territories.middle(found.first()?.code.as_str())
            };
            let Some(point) = GeoPoint::parse(&typed.center).ok().or_else(named) else {
                return Err(wrong("center", Message::new("invalid-center")));
            };
            Ok(Some(Area::Radius { latitude: point.latitude(), longitude: point.longitude(), km }))
        }
        other => Err(wrong(
            "area",
            Message::new("invalid-unknown-code").with("value", other.chars().take(60).collect::<String>()),
        )),
    }
}

/// An area as one would have typed it.
pub fn area_as_typed(area: Option<&Area>, reference: &Reference) -> AreaTyped {
    match area {
        None => AreaTyped::default(),
        Some(Area::Country) => AreaTyped { kind: "country".to_owned(), ..AreaTyped::default() },
        Some(Area::Territories(codes)) => {
            // A name that another, larger unit has too goes by its code.
            let name = |code: &String| match reference.territories.name(code) {
                Some(name)
                    if reference
                        .territories
                        .search(name, 1)
                        .first()
                        .is_some_and(|t| t.code.as_str() == code) =>
                {
                    name.to_owned()
                }
                _ => code.clone(),
            };
            let territories = codes.iter().map(name).collect::<Vec<_>>().join("\n");
            AreaTyped { kind: "territories".to_owned(), territories, ..AreaTyped::default() }
        }
        Some(Area::Radius { latitude, longitude, km }) => AreaTyped {
            kind: "radius".to_owned(),
            center: format!("{latitude:.5}, {longitude:.5}"),
            km: km.to_string(),
            ..AreaTyped::default()
        },
    }
}
