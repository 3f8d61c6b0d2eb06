use super::{ValueError, serde_as_text};

/// A part of a whole in basis points, 0 to 10,000: hundredths of a percent, so that
/// shares can total exactly 100.00 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u16);

impl Share {
    pub const NONE: Self = Self(0);
    pub const WHOLE: Self = Self(10_000);

    /// Code: `share-range`.
    pub fn from_basis_points(points: i64) -> Result<Self, ValueError> {
        match u16::try_from(points) {
            Ok(points) if points <= Self::WHOLE.0 => Ok(Self(points)),
            _ => Err(ValueError::new(
                "share-range",
                "basis points aren't a share: 0 to 10000 are expected",
                &points.to_string(),
            )),
        }
    }

    /// A percentage with at most two decimals: `33,33`, `33.33 %`, `100`.
    /// Code: `share-shape`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let shape = || {
            ValueError::new(
                "share-shape",
                "isn't a share: 0 to 100, two decimals at most, is expected",
                input,
            )
        };
        let text = input.trim().trim_end_matches('%').trim_end();
        let (units, decimals) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let digits =
            |s: &str, most: usize| (1..=most).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(units, 3) || !digits(decimals, 2) {
            return Err(shape());
        }
        let points = format!("{units}{decimals:0<2}").parse().map_err(|_| shape())?;
        Self::from_basis_points(points).map_err(|_| shape())
    }

    pub fn basis_points(self) -> u16 {
        self.0
    }

    /// None past the whole.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let sum = self.0.checked_add(other.0)?;
        (sum <= Self::WHOLE.0).then_some(Self(sum))
    }
}

impl std::str::FromStr for Share {
    type Err = ValueError;
    fn from_str(input: &str) -> Result<Self, ValueError> {
        Self::parse(input)
    }
}

/// Neutral percentage, always two decimals: `33.33`. Pages write it their language's way.
impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

serde_as_text!(Share);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_share_reads_back_as_written() {
        for points in 0..=10_000 {
            let share = Share::from_basis_points(points).unwrap();
            assert_eq!(Share::parse(&share.to_string()).unwrap(), share);
        }
        assert_eq!(Share::parse("33,3 %").unwrap().basis_points(), 3_330);
    }

    #[test]
    fn more_than_the_whole_or_finer_than_a_basis_point_is_refused() {
        for bad in ["", "100.01", "101", "-1", "33.333", "0,5,5", "a", "1000"] {
            assert_eq!(Share::parse(bad).unwrap_err().code, "share-shape", "{bad}");
        }
        assert_eq!(Share::from_basis_points(10_001).unwrap_err().code, "share-range");
        assert_eq!(Share::WHOLE.checked_add(Share::NONE), Some(Share::WHOLE));
        assert_eq!(Share::WHOLE.checked_add(Share(1)), None);
    }
}
