use url::{Host, Url};

use super::{ValueError, text_value};

/// The address of a public web site: http or https, a host name with a dot, no user name or
/// password, at most 500 characters as written here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebUrl(String);

const MAX: usize = 500;

impl WebUrl {
    /// `https://` is put before an address that names no scheme.
    /// Codes: `url-shape`, `url-scheme`, `url-credentials`, `url-length`.
    pub fn parse(input: &str) -> Result<Self, ValueError> {
        let refuse = |code, problem| Err(ValueError::new(code, problem, input));
        let text = input.trim();
        if text.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return refuse("url-shape", "isn't a web address");
        }
        let parsed = match scheme_of(text) {
            Some("http" | "https") => Url::parse(text),
            Some(_) => return refuse("url-scheme", "isn't a web address: only http and https are"),
            None => Url::parse(&format!("https://{}", text.trim_start_matches('/'))),
        };
        let Ok(url) = parsed else {
            return refuse("url-shape", "isn't a web address");
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("url-credentials", "holds a user name or a password");
        }
        let named = matches!(url.host(), Some(Host::Domain(name)) if name_fits(name));
        if !named {
            return refuse("url-shape", "isn't a web address: a host name is expected");
        }
        if url.as_str().len() > MAX {
            return refuse("url-length", "is too long an address: 500 characters at most");
        }
        Ok(Self(url.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(WebUrl);

/// The scheme in lower case when it is a known one or `//` follows; `host:8080/path` has none.
fn scheme_of(text: &str) -> Option<&'static str> {
    let (before, after) = text.split_once(':')?;
    let word = before.starts_with(|c: char| c.is_ascii_alphabetic())
        && before.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    if !word {
        return None;
    }
    match before.to_ascii_lowercase().as_str() {
        "http" => Some("http"),
        "https" => Some("https"),
        other if after.starts_with("//") || !other.contains('.') => Some("other"),
        _ => None,
    }
}

fn name_fits(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let label_fits = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    name.contains('.') && name.split('.').all(label_fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(input: &str) -> Result<String, &'static str> {
        WebUrl::parse(input).map(|url| url.to_string()).map_err(|error| error.code)
    }

    #[test]
    fn an_address_is_read_with_or_without_its_scheme() {
        assert_eq!(read("www.exemple.fr"), Ok("https://www.exemple.fr/".into()));
        assert_eq!(read(" HTTP://Exemple.fr/a?b=c#d "), Ok("http://exemple.fr/a?b=c#d".into()));
        assert_eq!(read("exemple.fr:8080/x"), Ok("https://exemple.fr:8080/x".into()));
        assert_eq!(read("//exemple.fr"), Ok("https://exemple.fr/".into()));
        assert_eq!(read("https://métiers.fr"), Ok("https://xn--mtiers-bva.fr/".into()));
    }

    #[test]
    fn another_scheme_is_refused() {
        for bad in [
            "javascript:alert(1)",
            "JavaScript://x.fr/%0aalert(1)",
            "ftp://a.fr",
            "mailto:a@b.fr",
            "data:text/html,x",
        ] {
            assert_eq!(read(bad), Err("url-scheme"), "{bad}");
        }
    }

    #[test]
    fn what_is_no_public_site_is_refused() {
        for bad in [
            "",
            "néant",
            "http://",
            "http://localhost",
            "http://127.0.0.1/",
            "http://[::1]",
            "a b.fr",
            "http://a..fr",
            "http:///",
        ] {
            assert_eq!(read(bad), Err("url-shape"), "{bad}");
        }
        assert_eq!(read("https://me:secret@a.fr"), Err("url-credentials"));
        assert_eq!(read("contact@a.fr"), Err("url-credentials"));
        assert_eq!(read(&format!("a.fr/{}", "x".repeat(500))), Err("url-length"));
    }

    proptest! {
        #[test]
        fn what_is_read_reads_back_the_same(text in "\\PC{0,60}") {
            if let Ok(url) = read(&text) {
                prop_assert_eq!(read(&url), Ok(url.clone()));
                prop_assert!(url.starts_with("http://") || url.starts_with("https://"));
            }
        }
    }
}
