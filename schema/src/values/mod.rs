//! Values that are right by construction: parsed or refused, never half-checked.
//! Beyond these types no raw string stands for an identifier, a code or an address.

mod cpv;
mod email;
mod fold;
mod geo;
mod lead_time;
mod licence;
mod money;
mod naf;
mod post_code;
mod rna;
mod share;
mod siret;
mod slug;
mod territory;
mod web_url;

pub use cpv::{CpvCode, CpvPrefix};
pub use email::EmailAddress;
pub use fold::fold;
pub use geo::GeoPoint;
pub use lead_time::LeadTime;
pub use licence::Licence;
pub use money::{CurrencyCode, Money};
pub use naf::Naf;
pub use post_code::PostCode;
pub use rna::Rna;
pub use share::Share;
pub use siret::Siret;
pub use slug::{Slug, slug_of};
pub use territory::{TerritoryCode, TerritoryKind};
pub use web_url::WebUrl;

/// Why a text isn't the value asked for. `code` is stable and names the message in the
/// interface's word files; `Display` is the English of reports and logs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{input} {problem}")]
pub struct ValueError {
    pub code: &'static str,
    pub problem: &'static str,
    /// What was given, without control characters, cut at 60 characters.
    pub input: String,
}

impl ValueError {
    pub fn new(code: &'static str, problem: &'static str, input: &str) -> Self {
        let mut shown: String = input.trim().chars().filter(|c| !c.is_control()).take(61).collect();
        if let Some((cut, _)) = shown.char_indices().nth(60) {
            shown.truncate(cut);
            shown.push('…');
        }
        if shown.is_empty() {
            shown.push_str("(nothing)");
        }
        Self { code, problem, input: shown }
    }
}

/// The input without what people put between digits: spaces of any width and dots.
fn without_spacing(input: &str) -> String {
    input.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '\u{200b}' | '\u{feff}')).collect()
}

/// `FromStr`, `Display` and serde as a string, for a type that has `parse` and `as_str`.
macro_rules! text_value {
    ($type:ty) => {
        impl std::str::FromStr for $type {
            type Err = $crate::values::ValueError;
            fn from_str(input: &str) -> Result<Self, Self::Err> {
                Self::parse(input)
            }
        }
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str().as_ref())
            }
        }
        $crate::values::serde_as_text!($type);
    };
}

/// Serde through `FromStr` and `Display`.
macro_rules! serde_as_text {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
use {serde_as_text, text_value};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_a_long_or_dirty_input_cut_and_clean() {
        let error = ValueError::new("x", "is wrong", &format!("a\u{7}b{}", "é".repeat(100)));
        assert_eq!(error.to_string(), format!("ab{}… is wrong", "é".repeat(58)));
        assert_eq!(ValueError::new("x", "is wrong", " ").to_string(), "(nothing) is wrong");
    }

    #[test]
    fn every_value_goes_through_json_as_it_is_written() {
        let siret: Siret = serde_json::from_str("\"732 829 320 00074\"").unwrap();
        assert_eq!(serde_json::to_string(&siret).unwrap(), "\"73282932000074\"");
        assert!(serde_json::from_str::<Siret>("\"12\"").is_err());
        let area: TerritoryCode = serde_json::from_str("\"departement:2a\"").unwrap();
        assert_eq!(serde_json::to_string(&area).unwrap(), "\"departement:2A\"");
    }
}
