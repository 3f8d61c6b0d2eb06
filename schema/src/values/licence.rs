use super::{ValueError, fold, text_value};

/// The licence a source's data is under: one of the known codes, else its name as given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Licence(String);

/// Code, then other names it goes by, folded.
const KNOWN: [(&str, &[&str]); 5] = [
    (
        "etalab-2.0",
        &[
            "etalab 2 0",
            "licence ouverte 2 0",
            "lo 2 0",
            "lov2",
            "licence ouverte",
            "licence ouverte etalab 2 0",
        ],
    ),
    ("odbl", &["odbl", "odbl 1 0", "open database license"]),
    ("cc-by-4.0", &["cc by 4 0", "cc by"]),
    ("cc-by-sa-4.0", &["cc by sa 4 0", "cc by sa"]),
    ("cc0", &["cc0", "cc0 1 0", "cc zero"]),
];

impl Licence {
    /// The known ones.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|(code, _)| *code)
    }

    /// Codes: `licence-empty`, `licence-length`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let folded = fold(input);
        if folded.is_empty() {
            return Err(ValueError::new("licence-empty", "names no licence", input));
        }
        if let Some((code, _)) = KNOWN.iter().find(|(_, names)| names.contains(&folded.as_str())) {
            return Ok(Self((*code).to_owned()));
        }
        let clean: String = input.trim().chars().filter(|c| !c.is_control()).collect();
        if clean.chars().count() > 100 {
            return Err(ValueError::new(
                "licence-length",
                "is too long a name: 100 characters at most",
                input,
            ));
        }
        Ok(Self(clean))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is one of the codes above, whose terms are known.
    pub fn is_known(&self) -> bool {
        KNOWN.iter().any(|(code, _)| *code == self.0)
    }
}

text_value!(Licence);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_licence_is_read_under_its_names() {
        for (text, code) in [
            ("etalab-2.0", "etalab-2.0"),
            ("Licence Ouverte 2.0", "etalab-2.0"),
            ("ODbL", "odbl"),
            ("CC BY 4.0", "cc-by-4.0"),
            ("cc-by-sa-4.0", "cc-by-sa-4.0"),
            ("CC0", "cc0"),
        ] {
            let licence = Licence::parse(text).unwrap();
            assert_eq!((licence.as_str(), licence.is_known()), (code, true), "{text}");
        }
    }

    #[test]
    fn another_licence_keeps_its_name() {
        let licence = Licence::parse(" Convention du réseau\n").unwrap();
        assert_eq!((licence.as_str(), licence.is_known()), ("Convention du réseau", false));
        assert_eq!(Licence::parse(" - ").unwrap_err().code, "licence-empty");
        assert_eq!(Licence::parse(&"é".repeat(101)).unwrap_err().code, "licence-length");
    }
}
