use super::{ValueError, text_value, without_spacing};

/// A purchase category of the Common Procurement Vocabulary (2008): eight digits, kept
/// without the check digit, which notices often omit or get wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CpvCode(String);

impl CpvCode {
    /// Code: `cpv-shape`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let text = without_spacing(input);
        match split_check_digit(&text) {
            Some(digits) if digits.len() == 8 && !digits.starts_with("00") => Ok(Self(digits.to_owned())),
            _ => Err(ValueError::new("cpv-shape", "isn't a CPV code: eight digits are expected", input)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code without its closing zeros, two digits at least: `90910000` → `9091`.
    pub fn stem(&self) -> CpvPrefix {
        CpvPrefix(stem(&self.0).to_owned())
    }

    /// Itself and all it stands under, from the division on: `90910000` → 90, 909, 9091.
    pub fn prefixes(&self) -> Vec<CpvPrefix> {
        let stem = stem(&self.0);
        (2..=stem.len()).map(|end| CpvPrefix(stem[..end].to_owned())).collect()
    }
}

/// The beginning of CPV codes, two to eight digits, as a filter takes it. Closing zeros
/// say nothing (no code has a zero before another digit past the division), so a full code
/// stands for all under it: `90910000` is `9091`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CpvPrefix(String);

impl CpvPrefix {
    /// Code: `cpv-prefix-shape`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let text = without_spacing(input);
        match split_check_digit(&text) {
            Some(digits) if !digits.starts_with("00") => Ok(Self(stem(digits).to_owned())),
            _ => Err(ValueError::new(
                "cpv-prefix-shape",
                "isn't the beginning of a CPV code: two to eight digits are expected",
                input,
            )),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn covers(&self, code: &CpvCode) -> bool {
        code.0.starts_with(&self.0)
    }
}

text_value!(CpvCode);
text_value!(CpvPrefix);

/// Two to eight digits; `-d` may follow eight.
fn split_check_digit(text: &str) -> Option<&str> {
    let digits = match text.split_once('-') {
        Some((code, check)) => {
            let whole = code.len() == 8 && check.len() == 1 && check.bytes().all(|b| b.is_ascii_digit());
            whole.then_some(code)?
        }
        None => text,
    };
    let fits = (2..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then_some(digits)
}

fn stem(digits: &str) -> &str {
    let kept = digits.trim_end_matches('0').len().max(2);
    &digits[..kept]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(code: &str) -> Vec<String> {
        CpvCode::parse(code).unwrap().prefixes().iter().map(CpvPrefix::to_string).collect()
    }

    #[test]
    fn a_code_is_read_with_or_without_its_check_digit() {
        assert_eq!(CpvCode::parse("90910000-9").unwrap().as_str(), "90910000");
        assert_eq!(CpvCode::parse(" 90910000 ").unwrap().as_str(), "90910000");
    }

    #[test]
    fn a_code_stands_under_each_of_its_beginnings() {
        assert_eq!(texts("90910000"), ["90", "909", "9091"]);
        assert_eq!(texts("90000000"), ["90"]);
        assert_eq!(texts("30000000"), ["30"]);
        assert_eq!(texts("90911200"), ["90", "909", "9091", "90911", "909112"]);
        assert_eq!(CpvCode::parse("15811511").unwrap().prefixes().len(), 7);
    }

    #[test]
    fn a_full_code_with_closing_zeros_filters_all_that_stands_under_it() {
        for text in ["9091", "90910000", "90910000-9", "909100"] {
            assert_eq!(CpvPrefix::parse(text).unwrap().as_str(), "9091", "{text}");
        }
        assert_eq!(CpvPrefix::parse("30").unwrap().as_str(), "30");
        assert!(CpvPrefix::parse("909").unwrap().covers(&CpvCode::parse("90911200").unwrap()));
    }

    #[test]
    fn another_shape_is_refused() {
        for bad in ["", "9", "90910000-", "90910000-99", "9091-9", "909100001", "9O91", "00", "é9"] {
            assert_eq!(CpvPrefix::parse(bad).unwrap_err().code, "cpv-prefix-shape", "{bad}");
        }
        for bad in ["9091", "00000000", "90910000-x"] {
            assert_eq!(CpvCode::parse(bad).unwrap_err().code, "cpv-shape", "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_prefix_covers_its_code(code in "[1-9][0-9]{7}") {
            let code = CpvCode::parse(&code).unwrap();
            prop_assert!(code.prefixes().iter().all(|p| p.covers(&code)));
            let prefixes = code.prefixes();
            prop_assert_eq!(prefixes.last(), Some(&code.stem()));
        }
    }
}
