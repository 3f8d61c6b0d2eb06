use serde::{Deserialize, Serialize};

use super::{ValueError, text_value};

/// What is paid with: an ISO 4217 code (`EUR`), a complementary local currency (`EUSKO`)
/// or `TIME`. Two to sixteen capitals, digits or hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CurrencyCode(String);

impl CurrencyCode {
    /// Code: `currency-shape`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let code = input.trim().to_ascii_uppercase();
        let fits = (2..=16).contains(&code.len())
            && code.starts_with(|c: char| c.is_ascii_uppercase())
            && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
        if fits {
            Ok(Self(code))
        } else {
            Err(ValueError::new("currency-shape", "isn't a currency code, such as EUR", input))
        }
    }

    pub fn eur() -> Self {
        Self("EUR".into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(CurrencyCode);

/// An amount in whole cents of its currency (for `TIME`, hundredths of an hour).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Money {
    pub amount_cents: i64,
    pub currency: CurrencyCode,
}

impl Money {
    pub fn new(amount_cents: i64, currency: CurrencyCode) -> Self {
        Self { amount_cents, currency }
    }

    /// `1 250,50 EUR`, `1250.5`, `12 €`: two decimals at most, euro when none is named.
    /// Codes: `money-shape`, `money-range`, `currency-shape`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let shape = || ValueError::new("money-shape", "isn't an amount, such as 1250.50 EUR", input);
        let text: String = input.chars().filter(|c| !c.is_whitespace()).collect();
        let end =
            text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '.' | ','))).unwrap_or(text.len());
        let (amount, currency) = text.split_at(end);
        let currency = match currency {
            "" | "€" => CurrencyCode::eur(),
            other => CurrencyCode::parse(other)?,
        };
        let (negative, amount) = match amount.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, amount),
        };
        let (units, cents) = amount.split_once(['.', ',']).unwrap_or((amount, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(units) || !digits(cents) || cents.len() > 2 {
            return Err(shape());
        }
        let range = || ValueError::new("money-range", "is too large an amount", input);
        let units: i64 = units.parse().map_err(|_| range())?;
        let hundredths: i64 = format!("{cents:0<2}").parse().map_err(|_| shape())?;
        let total = units.checked_mul(100).and_then(|c| c.checked_add(hundredths)).ok_or_else(range)?;
        Ok(Self::new(if negative { -total } else { total }, currency))
    }

    /// None when the currencies differ or the sum doesn't fit.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        let sum = self.amount_cents.checked_add(other.amount_cents)?;
        Some(Self::new(sum, self.currency.clone()))
    }
}

impl std::str::FromStr for Money {
    type Err = ValueError;
    fn from_str(input: &str) -> Result<Self, ValueError> {
        Self::parse(input)
    }
}

/// Neutral: `-1250.50 EUR`. Pages write it their language's way.
impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.amount_cents < 0 { "-" } else { "" };
        let cents = self.amount_cents.unsigned_abs();
        write!(f, "{sign}{}.{:02} {}", cents / 100, cents % 100, self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_amount_is_read_the_french_and_the_english_way() {
        for (text, cents) in [
            ("1 250,50 EUR", 125_050),
            ("1250.5", 125_050),
            ("12 €", 1_200),
            ("-0,05", -5),
            ("1\u{202f}000 eur", 100_000),
        ] {
            let money = Money::parse(text).unwrap();
            assert_eq!((money.amount_cents, money.currency.as_str()), (cents, "EUR"), "{text}");
        }
        assert_eq!(Money::parse("3 eusko").unwrap().to_string(), "3.00 EUSKO");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for bad in ["", "EUR", "1.234.567", "1,234", "--1", "1-1", ",5", "5,"] {
            assert_eq!(Money::parse(bad).unwrap_err().code, "money-shape", "{bad}");
        }
        assert_eq!(Money::parse("92233720368547759").unwrap_err().code, "money-range");
        assert_eq!(Money::parse("12 $").unwrap_err().code, "currency-shape");
    }

    #[test]
    fn amounts_add_only_in_one_currency() {
        let ten = Money::parse("10").unwrap();
        assert_eq!(ten.checked_add(&ten).unwrap().amount_cents, 2_000);
        assert_eq!(ten.checked_add(&Money::parse("1 TIME").unwrap()), None);
        assert_eq!(ten.checked_add(&Money::new(i64::MAX, CurrencyCode::eur())), None);
    }

    #[test]
    fn json_holds_cents_and_currency() {
        let json = serde_json::to_string(&Money::parse("1,5").unwrap()).unwrap();
        assert_eq!(json, r#"{"amountCents":150,"currency":"EUR"}"#);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(cents in (i64::MIN + 1)..=i64::MAX) {
            let money = Money::new(cents, CurrencyCode::eur());
            prop_assert_eq!(Money::parse(&money.to_string()).unwrap(), money);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = Money::parse(&text);
        }
    }
}
