use super::{ValueError, text_value, without_spacing};

/// A French post code: five digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostCode(String);

impl PostCode {
    /// Four digits are read as five whose first zero a spreadsheet ate. Code: `post-code-shape`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let mut text = without_spacing(input);
        if text.len() == 4 && !text.starts_with('0') {
            text.insert(0, '0');
        }
        let fits = text.len() == 5
            && text.bytes().all(|b| b.is_ascii_digit())
            && !text.starts_with("00")
            && text != "99999";
        if fits {
            Ok(Self(text))
        } else {
            Err(ValueError::new("post-code-shape", "isn't a post code: five digits are expected", input))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(PostCode);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_code_is_read_and_its_lost_zero_given_back() {
        assert_eq!(PostCode::parse(" 35 000 ").unwrap().as_str(), "35000");
        assert_eq!(PostCode::parse("1400").unwrap().as_str(), "01400");
    }

    #[test]
    fn another_shape_is_refused() {
        for bad in ["", "350", "350000", "2A004", "00100", "99999", "0140", "3500é"] {
            assert_eq!(PostCode::parse(bad).unwrap_err().code, "post-code-shape", "{bad}");
        }
    }
}
