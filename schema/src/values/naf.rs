use super::{ValueError, text_value, without_spacing};

/// A trade in the French nomenclature of activities (rev. 2), kept without its dot: `5621Z`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Naf(String);

impl Naf {
    /// Code: `naf-shape`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let text = without_spacing(input).to_ascii_uppercase();
        match text.as_bytes() {
            [digits @ .., letter]
                if digits.len() == 4
                    && digits.iter().all(u8::is_ascii_digit)
                    && letter.is_ascii_uppercase() =>
            {
                Ok(Self(text))
            }
            _ => Err(ValueError::new("naf-shape", "isn't a NAF code, such as 56.21Z", input)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(Naf);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_naf_code_is_read_with_or_without_its_dot() {
        for text in ["5621Z", "56.21Z", "56.21 z"] {
            assert_eq!(Naf::parse(text).unwrap().as_str(), "5621Z");
        }
    }

    #[test]
    fn another_shape_is_refused() {
        for bad in ["", "Z", "5621", "56211Z", "562Z", "5621é"] {
            assert_eq!(Naf::parse(bad).unwrap_err().code, "naf-shape", "{bad}");
        }
    }
}
