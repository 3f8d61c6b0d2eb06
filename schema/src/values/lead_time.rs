use super::{ValueError, serde_as_text};

/// Days between order and delivery, 0 (the same day) to 730.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeadTime(u16);

impl LeadTime {
    pub const MAX_DAYS: u16 = 730;

    /// Code: `lead-time-range`.
    pub fn from_days(days: i64) -> Result<Self, ValueError> {
        match u16::try_from(days) {
            Ok(days) if days <= Self::MAX_DAYS => Ok(Self(days)),
            _ => Err(ValueError::new(
                "lead-time-range",
                "isn't a lead time: 0 to 730 days are expected",
                &days.to_string(),
            )),
        }
    }

    /// Codes: `lead-time-digits`, `lead-time-range`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let days = input.trim().parse().map_err(|_| {
            ValueError::new(
                "lead-time-digits",
                "isn't a lead time: a whole number of days is expected",
                input,
            )
        })?;
        Self::from_days(days)
    }

    pub fn days(self) -> u16 {
        self.0
    }
}

impl std::str::FromStr for LeadTime {
    type Err = ValueError;
    fn from_str(input: &str) -> Result<Self, ValueError> {
        Self::parse(input)
    }
}

impl std::fmt::Display for LeadTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

serde_as_text!(LeadTime);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_time_is_between_today_and_two_years() {
        assert_eq!(LeadTime::parse(" 15 ").unwrap().days(), 15);
        assert_eq!(LeadTime::parse("0").unwrap().to_string(), "0");
        assert_eq!(LeadTime::parse("730").unwrap().days(), LeadTime::MAX_DAYS);
        assert_eq!(LeadTime::parse("731").unwrap_err().code, "lead-time-range");
        assert_eq!(LeadTime::from_days(-1).unwrap_err().code, "lead-time-range");
        assert_eq!(LeadTime::parse("2 weeks").unwrap_err().code, "lead-time-digits");
    }
}
