//! Public pages that are no organisation's, as people call them.

use url::form_urlencoded::{self, Serializer};

use crate::base::words::{Lang, Words};
use crate::networks::Network;
use crate::reference::Reference;

/// Pages that stand by themselves: their French path, and the words for it.
pub const GENERAL: [(&str, &str); 14] = [
    ("/", "page-home"),
    ("/fournisseurs", "nav-suppliers"),
    ("/mutualisation", "nav-sharing"),
    ("/garanties", "nav-guarantees"),
    ("/glossaire", "nav-glossary"),
    ("/territoires", "territories-heading"),
    ("/reseaux", "networks-heading"),
    ("/a-propos", "footer-about"),
    ("/licence-des-donnees", "footer-data"),
    ("/api", "footer-api"),
    ("/accessibilite", "footer-accessibility"),
    ("/mentions-legales", "footer-legal"),
    ("/connexion", "account-sign-in-heading"),
    ("/inscription", "account-sign-up-heading"),
];

/// Bytes of what was searched for, that a page may bring along.
const QUERY: usize = 600;

/// An address of a page of ours, apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// In French, without language.
    pub path: String,
    /// What was searched for, written anew.
    pub query: String,
    /// Where on the page.
    pub anchor: String,
}

impl Place {
    /// None of what names another host, or no page.
    pub fn parse(typed: &str) -> Option<Place> {
        let typed = typed.trim();
        let (rest, anchor) = typed.split_once('#').unwrap_or((typed, ""));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let path = match path.strip_prefix("/en") {
            Some("") => "/",
            Some(rest) if rest.starts_with('/') => rest,
            _ => path,
        };
        let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
        let is_ours = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
        let known = path.starts_with('/') && !path.contains("//") && path.len() <= 300;
        if !known || !path.chars().all(is_ours) {
            return None;
        }
        let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.trim().is_empty());
        let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
        Some(Place {
            path: path.to_owned(),
            query: if query.len() <= QUERY { query } else { String::new() },
            anchor: anchor.chars().filter(|c| is_ours(*c)).take(100).collect(),
        })
    }
}

/// What a page is called; as it is addressed, once it is gone.
pub fn page_name(words: Words, reference: &Reference, networks: &[Network], page: &str) -> String {
    let unknown = || page.to_owned();
    let Some(place) = Place::parse(page) else { return unknown() };
    let pick = |fr: &str, en: &str| if words.lang == Lang::En { en } else { fr }.to_owned();
    let parts: Vec<&str> = place.path.split('/').skip(1).collect();
    let found = match *parts.as_slice() {
        ["garanties", code] => reference.scheme(code).map(|scheme| pick(&scheme.name_fr, &scheme.name_en)),
        ["reseaux", slug] => networks.iter().find(|one| one.slug == slug).map(|one| one.name.clone()),
        ["territoires", slug, ..] => reference.territories.of_slug(slug).map(|one| one.name.clone()),
        ["glossaire"] if !place.anchor.is_empty() => {
            let term = reference.terms.iter().find(|term| term.code == place.anchor);
            term.map(|term| pick(&term.term_fr, &term.term_en))
        }
        _ => GENERAL.iter().find(|(path, _)| *path == place.path).map(|(_, key)| words.say(*key)),
    };
    found.unwrap_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_ours_is_a_place() {
        for foreign in [
            "",
            "garanties",
            "//ailleurs.example/x",
            "/\\ailleurs.example",
            "https://ailleurs.example/garanties",
            "javascript:alert(1)",
            "/garanties/<script>",
            "/garanties\n/x",
            "/a//b",
        ] {
            assert_eq!(Place::parse(foreign), None, "{foreign}");
        }
        let place = Place::parse("/en/fournisseurs?q=pain%20bio&theme=&x=\"<#total").unwrap();
        assert_eq!((place.path.as_str(), place.anchor.as_str()), ("/fournisseurs", "total"));
        assert_eq!(place.query, "q=pain+bio&x=%22%3C");
        assert_eq!(Place::parse("/en").unwrap().path, "/");
        let long = format!("/fournisseurs?q={}", "a".repeat(QUERY));
        assert_eq!(Place::parse(&long).unwrap().query, "", "what is too long is left out");
    }
}
