use super::{ValueError, text_value, without_spacing};

/// The number of an establishment: 9 digits of its legal unit (SIREN), 5 of its own.
/// Checked by Luhn's formula; La Poste's establishments may follow another one instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Siret(String);

/// La Poste has more establishments than Luhn leaves room for: INSEE lets the sum of
/// their digits be a multiple of 5.
const LA_POSTE: &str = "356000000";

impl Siret {
    /// Codes: `siret-digits`, `siret-length`, `siret-zero`, `siret-checksum`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let digits = without_spacing(input);
        let refuse = |code, problem| Err(ValueError::new(code, problem, input));
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return refuse("siret-digits", "isn't a SIRET: digits only are expected");
        }
        if digits.len() != 14 {
            return refuse("siret-length", "isn't a SIRET: 14 digits are expected");
        }
        if digits.starts_with("000000000") {
            return refuse("siret-zero", "has no SIREN: its first nine digits are zeros");
        }
        let la_poste = digits.starts_with(LA_POSTE) && digit_sum(&digits).is_multiple_of(5);
        if !la_poste && !luhn(&digits) {
            return refuse("siret-checksum", "fails the check digit");
        }
        Ok(Self(digits))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nine digits of the legal unit.
    pub fn siren(&self) -> &str {
        &self.0[..9]
    }
}

text_value!(Siret);

fn digit_sum(digits: &str) -> u32 {
    digits.bytes().map(|b| u32::from(b - b'0')).sum()
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, b)| {
            let digit = u32::from(b - b'0');
            match (place % 2, digit * 2) {
                (0, _) => digit,
                (_, double) if double > 9 => double - 9,
                (_, double) => double,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(input: &str) -> &'static str {
        Siret::parse(input).unwrap_err().code
    }

    #[test]
    fn a_siret_is_read_through_spaces_dots_and_no_break_spaces() {
        let siret = Siret::parse(" 732.829 320\u{a0}000\u{202f}74 ").unwrap();
        assert_eq!(siret.as_str(), "73282932000074");
        assert_eq!(siret.siren(), "732829320");
    }

    #[test]
    fn a_siret_with_a_bad_checksum_is_refused() {
        assert_eq!(code("73282932000075"), "siret-checksum");
        let error = Siret::parse("12345678901234").unwrap_err();
        assert_eq!(error.to_string(), "12345678901234 fails the check digit");
    }

    #[test]
    fn a_siret_of_another_shape_is_refused_with_its_reason() {
        assert_eq!(code(""), "siret-digits");
        assert_eq!(code("7328293200007A"), "siret-digits");
        assert_eq!(code("٧٣٢٨٢٩٣٢٠٠٠٠٧٤"), "siret-digits");
        assert_eq!(code("732829320"), "siret-length");
        assert_eq!(code("00000000000000"), "siret-zero");
    }

    #[test]
    fn la_poste_may_follow_the_sum_of_its_digits_instead() {
        assert!(Siret::parse("35600000000048").is_ok(), "its head office follows Luhn");
        assert!(Siret::parse("35600000049837").is_ok(), "digits that sum to 45, against Luhn");
        assert_eq!(code("35600000049838"), "siret-checksum");
    }

    proptest! {
        #[test]
        fn one_changed_digit_is_always_caught(start in "[1-9][0-9]{12}", place in 0usize..13, by in 1u8..10) {
            prop_assume!(!start.starts_with(LA_POSTE));
            let right = (0..10).map(|d| format!("{start}{d}")).find(|s| luhn(s)).unwrap();
            prop_assert!(Siret::parse(&right).is_ok());
            let mut bytes = right.into_bytes();
            bytes[place] = b'0' + (bytes[place] - b'0' + by) % 10;
            let wrong = String::from_utf8(bytes).unwrap();
            prop_assume!(!wrong.starts_with(LA_POSTE));
            prop_assert!(Siret::parse(&wrong).is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = Siret::parse(&text);
        }
    }
}
