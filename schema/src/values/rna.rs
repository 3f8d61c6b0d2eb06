use super::{ValueError, text_value, without_spacing};

/// The number of an association in the national register: `W`, the two characters of the
/// registry's département (`75`, `2A`, overseas `9R`…), seven digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rna(String);

impl Rna {
    /// Code: `rna-shape`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let text = without_spacing(input).to_ascii_uppercase();
        let departement_fits = |a: u8, b: u8| match (a, b) {
            (b'0'..=b'9', b'0'..=b'9') | (b'2', b'A' | b'B') => true,
            (b'9', b) => b.is_ascii_uppercase(),
            _ => false,
        };
        match text.as_bytes() {
            [b'W', a, b, rest @ ..]
                if rest.len() == 7 && rest.iter().all(u8::is_ascii_digit) && departement_fits(*a, *b) =>
            {
                Ok(Self(text))
            }
            _ => Err(ValueError::new(
                "rna-shape",
                "isn't an RNA number: W and nine digits are expected",
                input,
            )),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(Rna);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_rna_number_is_read_in_metropolitan_corsican_and_overseas_form() {
        for good in ["W751000001", "w 351 000 002", "W2A1000003", "W9R1000004"] {
            assert!(Rna::parse(good).is_ok(), "{good}");
        }
        assert_eq!(Rna::parse("w 351 000 002").unwrap().as_str(), "W351000002");
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in
            ["", "W", "751000001", "W75100000", "W7510000012", "WA51000001", "W8A1000001", "W75100000é"]
        {
            assert_eq!(Rna::parse(bad).unwrap_err().code, "rna-shape", "{bad}");
        }
    }
}
