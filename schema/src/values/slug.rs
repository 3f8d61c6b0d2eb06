use super::{ValueError, fold, text_value};

/// The last part of a page's address: `a-z`, digits and single hyphens, 1 to 80 of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

const MAX: usize = 80;

impl Slug {
    /// Code: `slug-shape`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let fits =
            input.len() <= MAX && input.split('-').all(|word| !word.is_empty() && word.bytes().all(plain));
        if fits {
            Ok(Self(input.to_owned()))
        } else {
            Err(ValueError::new(
                "slug-shape",
                "isn't a page's name: a-z, 0-9 and single hyphens are expected",
                input,
            ))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same with `-n` behind, for the n-th page that would have this name.
    pub fn numbered(&self, n: u32) -> Self {
        let ending = format!("-{n}");
        let start = cut(&self.0, MAX - ending.len());
        Self(format!("{start}{ending}"))
    }
}

text_value!(Slug);

/// The folded name, then the commune. A long name is cut so that the commune still stands;
/// a name with no Latin letter gives `organisation`.
pub fn slug_of(name: &str, commune: &str) -> Slug {
    let (name, commune) = (hyphenated(name), hyphenated(commune));
    let name = if name.is_empty() { "organisation" } else { name.as_str() };
    let commune = cut(&commune, MAX / 2);
    if commune.is_empty() {
        return Slug(cut(name, MAX).to_owned());
    }
    let name = cut(name, MAX - 1 - commune.len());
    Slug(format!("{name}-{commune}"))
}

fn hyphenated(text: &str) -> String {
    let ascii: String = fold(text).chars().filter(|c| c.is_ascii()).collect();
    ascii.split_ascii_whitespace().collect::<Vec<_>>().join("-")
}

/// At most `max` bytes, between two words where there are several.
fn cut(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let end = if text.as_bytes()[max] == b'-' { max } else { text[..max].rfind('-').unwrap_or(max) };
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_slug_is_the_folded_name_and_commune() {
        let slug = slug_of("L’Œuvre d'été", "Saint-Étienne");
        assert_eq!(slug.as_str(), "l-oeuvre-d-ete-saint-etienne");
        assert_eq!(slug.numbered(2).as_str(), "l-oeuvre-d-ete-saint-etienne-2");
        assert_eq!(slug_of("Éco", "").as_str(), "eco");
    }

    #[test]
    fn a_slug_is_never_empty_nor_too_long() {
        assert_eq!(slug_of("東京", " ").as_str(), "organisation");
        let long = slug_of(&"mot ".repeat(60), "Rennes");
        assert!(long.as_str().ends_with("mot-rennes"), "{long}");
        assert!(long.numbered(4_000_000_000).as_str().len() <= 80);
    }

    #[test]
    fn another_shape_is_refused() {
        for bad in ["", "-a", "a-", "a--b", "A", "é", "a b", &"a".repeat(81)] {
            assert_eq!(Slug::parse(bad).unwrap_err().code, "slug-shape", "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_name_gives_a_slug_that_parses(name in "\\PC*", commune in "\\PC{0,120}", n in 2u32..) {
            let slug = slug_of(&name, &commune);
            prop_assert_eq!(&Slug::parse(slug.as_str()).unwrap(), &slug);
            prop_assert!(Slug::parse(slug.numbered(n).as_str()).is_ok());
        }
    }
}
