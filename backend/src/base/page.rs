//! What every page has, whatever stands in it: language, address, title, the way round.

use serde_json::Value;
use url::form_urlencoded;

use super::assets;
use super::words::{Lang, Words};

/// The part of the site a page belongs to: marked in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nav {
    Suppliers,
    Sharing,
    Guarantees,
    Glossary,
    Desk,
    None,
}

/// Bytes of a page's address that are carried to where it is spoken of.
const REPORTED: usize = 600;

/// An address of ours: the French path, and the query as pairs in the order they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    pub path: String,
    pub query: Vec<(String, String)>,
}

impl Address {
    pub fn new(path: &str) -> Self {
        Address { path: path.to_owned(), query: Vec::new() }
    }

    /// The first page of what remains when this value of this filter is taken away.
    pub fn without(&self, name: &str, value: &str) -> Self {
        self.keep(|n, v| n != "apres" && !(n == name && v == value))
    }

    pub fn without_all(&self, name: &str) -> Self {
        self.keep(|n, _| n != "apres" && n != name)
    }

    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut new = self.without_all(name);
        new.query.push((name.to_owned(), value.to_owned()));
        new
    }

    fn keep(&self, kept: impl Fn(&str, &str) -> bool) -> Self {
        let query = self.query.iter().filter(|(n, v)| kept(n, v)).cloned().collect();
        Address { path: self.path.clone(), query }
    }

    /// As a link in this language.
    pub fn href(&self, words: Words) -> String {
        Address { path: words.path(&self.path), query: self.query.clone() }.whole()
    }

    /// As it stands.
    pub fn whole(&self) -> String {
        let path = self.path.clone();
        if self.query.is_empty() {
            return path;
        }
        let query: String =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
        format!("{path}?{query}")
    }
}

/// A way on. `href` is complete, language included.
#[derive(Clone, Debug)]
pub struct Link {
    pub label: String,
    pub href: String,
}

#[derive(Clone, Debug)]
pub struct Page {
    pub words: Words,
    /// `PUBLIC_URL`, without a slash at its end.
    pub public_url: String,
    /// `SOURCE_URL`: the AGPL's section 13 asks for it on each page.
    pub source_url: String,
    pub address: Address,
    /// Without the site's name, which the layout adds.
    pub title: String,
    pub description: String,
    pub nav: Nav,
    /// True on the demonstration territory: each page says its data are invented.
    pub demo: bool,
    /// False for searches, errors and whatever shouldn't be found from outside.
    pub indexed: bool,
    pub signed_in: bool,
}

impl Page {
    pub fn path(&self, path: &str) -> String {
        self.words.path(path)
    }

    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }

    /// One's own desk, or where one signs in.
    pub fn me(&self) -> &'static str {
        if self.signed_in { "/espace" } else { "/connexion" }
    }

    pub fn me_label(&self) -> String {
        self.words.say(if self.signed_in { "nav-desk" } else { "nav-sign-in" })
    }

    /// Where one says that something is wrong on a public page; none on pages of one's own, and where one says it.
    pub fn report(&self) -> Option<String> {
        let path = &self.address.path;
        if self.nav == Nav::Desk || path == "/signaler" || path.ends_with("/signaler") {
            return None;
        }
        let about = Address::new("/signaler");
        // A page that isn't there is none to speak of.
        if self.nav == Nav::None && !self.indexed {
            return Some(about.href(self.words));
        }
        let mut parts = path.split('/').skip(1);
        if let (Some("fournisseurs"), Some(_), None) = (parts.next(), parts.next(), parts.next()) {
            return Some(self.path(&format!("{path}/signaler")));
        }
        let page = self.address.href(Words::new(Lang::Fr));
        let page = if page.len() <= REPORTED { &page } else { path };
        Some(about.with("page", page).href(self.words))
    }

    /// An icon of the sprite.
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", assets::url("sprite.svg"))
    }

    pub fn term(&self, code: &str) -> String {
        self.words.path(&format!("/glossaire#{code}"))
    }

    /// Around what suppliers wrote: taken for French, which a page in English must say.
    pub fn their_language(&self) -> askama::filters::Safe<&'static str> {
        askama::filters::Safe(if self.words.lang == Lang::En { " lang=\"fr\"" } else { "" })
    }

    /// The same page in the other language.
    pub fn elsewhere(&self) -> String {
        self.address.href(Words::new(self.words.lang.other()))
    }

    pub fn canonical(&self) -> String {
        self.absolute(self.words.lang)
    }

    pub fn absolute(&self, lang: Lang) -> String {
        format!("{}{}", self.public_url, self.address.href(Words::new(lang)))
    }

    pub fn french(&self) -> String {
        self.absolute(Lang::Fr)
    }

    pub fn english(&self) -> String {
        self.absolute(Lang::En)
    }
}

/// JSON that can stand in a `<script>`: nothing in it can close the element or open a comment.
pub fn json_for_script(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_in_a_page_cannot_close_its_script() {
        let text = json_for_script(&serde_json::json!({ "name": "</script><!--&" }));
        assert!(!text.contains('<') && !text.contains('>') && !text.contains('&'));
        let back: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(back["name"], "</script><!--&");
    }

    #[test]
    fn taking_a_filter_away_goes_back_to_the_first_page() {
        let mut address = Address::new("/fournisseurs");
        for (name, value) in [("q", "pain bio"), ("theme", "food"), ("theme", "care"), ("apres", "x")] {
            address.query.push((name.to_owned(), value.to_owned()));
        }
        let words = Words::new(Lang::En);
        assert_eq!(address.without("theme", "food").href(words), "/en/fournisseurs?q=pain+bio&theme=care");
    }
}
