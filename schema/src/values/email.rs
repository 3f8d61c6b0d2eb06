use super::{ValueError, text_value};

/// An address letters can be sent to: `someone@host.tld`, at most 254 characters. The host
/// is kept in lower case. Only a letter that arrives proves more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Code: `email-shape`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let refused = || ValueError::new("email-shape", "isn't an e-mail address", input);
        let text = input.trim();
        let (local, host) = text.rsplit_once('@').ok_or_else(refused)?;
        let local_fits = (1..=64).contains(&local.len())
            && local.split('.').all(|part| !part.is_empty())
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b));
        let label_fits = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let last_fits = |label: &str| label.len() >= 2 && !label.bytes().all(|b| b.is_ascii_digit());
        let host_fits = host.contains('.')
            && host.split('.').all(label_fits)
            && host.rsplit('.').next().is_some_and(last_fits);
        if text.len() > 254 || !local_fits || !host_fits {
            return Err(refused());
        }
        Ok(Self(format!("{local}@{}", host.to_ascii_lowercase())))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(EmailAddress);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn common_addresses_are_read() {
        for good in ["a@b.fr", "amina.k+test@Mairie-Exemple.FR", "o'neil@sub.example.coop"] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        assert_eq!(EmailAddress::parse(" Amina@B.FR ").unwrap().as_str(), "Amina@b.fr");
    }

    #[test]
    fn what_no_letter_reaches_is_refused() {
        let long = format!("{}@b.fr", "a".repeat(65));
        for bad in [
            "",
            "a",
            "@b.fr",
            "a@",
            "a@b",
            "a@b.f",
            "a@.fr",
            "a@b..fr",
            ".a@b.fr",
            "a.@b.fr",
            "a b@c.fr",
            "a@b.fr\nBcc: c@d.fr",
            "a@-b.fr",
            "a@1.2.3.44",
            "<a@b.fr>",
            "é@b.fr",
            &long,
        ] {
            assert_eq!(EmailAddress::parse(bad).unwrap_err().code, "email-shape", "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*@\\PC*") {
            let _ = EmailAddress::parse(&text);
        }
    }
}
