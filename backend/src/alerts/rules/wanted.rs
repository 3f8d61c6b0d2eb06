//! What the address of a search of shared resources asks.

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::Paris;
use schema::values::{GeoPoint, TerritoryCode, fold};

use crate::base::search::MAX_TEXT_CHARS;
use crate::error::{FieldError, Message};
use crate::reference::Reference;
use crate::search::{MAX_VALUES, is_unseen};
use crate::sharing::{ACCESSIBILITY, Direction, Kind, PriceKind, Wanted};

/// What it may hold; the last two are the page's.
pub const PARAMETERS: [&str; 15] = [
    "q",
    "sens",
    "type",
    "territoire",
    "centre",
    "rayon",
    "places",
    "unites",
    "du",
    "au",
    "prix",
    "monnaie",
    "acces",
    "tri",
    "apres",
];
/// Around a centre for which no radius was given, km.
const RADIUS: f64 = 30.0;
const MAX_RADIUS: f64 = 500.0;

/// With the names and values it came from, as codes. Errors: what can't be understood, by parameter.
pub fn wanted(
    query: &[(String, String)],
    reference: &Reference,
) -> Result<(Wanted, Vec<(String, String)>), Vec<FieldError>> {
    let mut reading = Reading { reference, wanted: Wanted::default(), kept: Vec::new(), wrong: Vec::new() };
    let mut centre = None;
    let mut radius = RADIUS;
    let (mut from, mut until) = (None, None);
    for (name, value) in query.iter().map(|(name, value)| (name.as_str(), value.trim())) {
        if value.is_empty() || matches!(name, "tri" | "apres") {
            continue;
        }
        if reading.kept.len() >= MAX_VALUES {
            reading.refuse(
                name,
                Message::new("invalid-too-many")
                    .with("count", query.len().to_string())
                    .with("most", MAX_VALUES.to_string()),
            );
            break;
        }
        match name {
            "q" => reading.text(value),
            "sens" => match Direction::named(value) {
                Some(direction) => reading.wanted.direction = direction,
                None => reading.unknown(name, value),
            },
            "type" => match Kind::named(value) {
                Some(kind) => reading.wanted.kinds.push(kind),
                None => reading.unknown(name, value),
            },
            "territoire" => {
                if let Some(code) = reading.territory(name, value) {
                    reading.wanted.territories.push(code.clone());
                    reading.keep(name, &code);
                }
                continue;
            }
            "centre" => {
                centre = reading.point(value);
                if centre.is_none() {
                    reading.unknown(name, value);
                }
            }
            "rayon" => match value.replace(',', ".").parse::<f64>() {
                Ok(km) if km > 0.0 && km <= MAX_RADIUS => radius = km,
                _ => {
                    reading.refuse(name, Message::new("invalid-radius").with("most", MAX_RADIUS.to_string()))
                }
            },
            "places" => reading.wanted.places = reading.count(name, value),
            "unites" => reading.wanted.units = reading.count(name, value),
            "du" => from = reading.moment(name, value),
            "au" => until = reading.moment(name, value),
            "prix" => match PriceKind::named(value) {
                Some(kind) => reading.wanted.price_kinds.push(kind),
                None => reading.unknown(name, value),
            },
            "monnaie" => match reference.currency(value) {
                Some(currency) => reading.wanted.currencies.push(currency.code.clone()),
                None => reading.unknown(name, value),
            },
            "acces" => match ACCESSIBILITY.contains(&value) {
                true => reading.wanted.accessibility.push(value.to_owned()),
                false => reading.unknown(name, value),
            },
            _ => {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
                reading
                    .refuse(&shown, Message::new("invalid-parameter").with("known", PARAMETERS.join(", ")));
                continue;
            }
        }
        reading.keep(name, value);
    }
    reading.wanted.near = centre.map(|(latitude, longitude)| (latitude, longitude, radius));
    match (from, until) {
        (Some(from), Some(until)) if from < until => reading.wanted.between = Some((from, until)),
        (None, None) => {}
        _ if reading.wrong.is_empty() => reading.refuse("au", Message::new("invalid-alert-times")),
        _ => {}
    }
    match reading.wrong.is_empty() {
        true => Ok((reading.wanted, reading.kept)),
        false => Err(reading.wrong),
    }
}

struct Reading<'a> {
    reference: &'a Reference,
    wanted: Wanted,
    kept: Vec<(String, String)>,
    wrong: Vec<FieldError>,
}

impl Reading<'_> {
    fn keep(&mut self, name: &str, value: &str) {
        self.kept.push((name.to_owned(), value.to_owned()));
    }

    fn refuse(&mut self, name: &str, message: Message) {
        self.wrong.push(FieldError { path: name.to_owned(), message });
    }

    fn unknown(&mut self, name: &str, value: &str) {
        let shown: String = value.chars().filter(|c| !c.is_control()).take(60).collect();
        self.refuse(name, Message::new("invalid-unknown-code").with("value", shown));
    }

    fn text(&mut self, value: &str) {
        if value.chars().count() > MAX_TEXT_CHARS {
            let most = MAX_TEXT_CHARS.to_string();
            return self.refuse("q", Message::new("invalid-text-too-long").with("most", most));
        }
        if value.chars().any(is_unseen) {
            return self.refuse("q", Message::new("invalid-text-control"));
        }
        self.wanted.text = Some(value.to_owned());
    }

    /// By its code, or by a name that only one has.
    fn territory(&mut self, name: &str, value: &str) -> Option<String> {
        let territories = &self.reference.territories;
        let found = match TerritoryCode::parse(value) {
            Ok(code) => territories.get(code.as_str()),
            Err(_) => {
                let wanted = fold(value);
                let named = territories.search(value, 20).into_iter().filter(|one| fold(&one.name) == wanted);
                match named.collect::<Vec<_>>().as_slice() {
                    [one] => Some(*one),
                    _ => None,
                }
            }
        };
        match found {
            Some(territory) => Some(territory.code.to_string()),
            None => {
                self.unknown(name, value);
                None
            }
        }
    }

    fn point(&self, value: &str) -> Option<(f64, f64)> {
        let point = GeoPoint::parse(value).ok().or_else(|| self.reference.territories.middle(value))?;
        Some((point.latitude(), point.longitude()))
    }

    fn count(&mut self, name: &str, value: &str) -> Option<u32> {
        let count = value.parse().ok().filter(|count| (1..=100_000).contains(count));
        if count.is_none() {
            self.unknown(name, value);
        }
        count
    }

    /// RFC 3339, or as a browser's field says it: in France then.
    fn moment(&mut self, name: &str, value: &str) -> Option<DateTime<Utc>> {
        let local = |text: &str| {
            let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok()?;
            Paris.from_local_datetime(&time).earliest().map(|at| at.to_utc())
        };
        let exact = DateTime::parse_from_rfc3339(value).ok().map(|at| at.to_utc());
        let found = exact.or_else(|| local(value));
        if found.is_none() {
            self.unknown(name, value);
        }
        found
    }
}
