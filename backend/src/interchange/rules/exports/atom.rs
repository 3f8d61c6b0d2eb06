//! Who is new, as a feed (RFC 4287).

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Link, Person, Text};
use chrono::{DateTime, Utc};

use super::Exported;

/// The words of a feed and where it stands.
pub struct FeedHead {
    pub title: String,
    /// Its own address, complete.
    pub address: String,
    /// The page that shows the same, complete.
    pub page: String,
    pub publisher: String,
    pub lang: &'static str,
}

pub fn atom(head: FeedHead, rows: &[Exported]) -> String {
    let mut feed = Feed::default();
    let link = |href: String, rel: &str| Link { href, rel: rel.to_owned(), ..Link::default() };
    feed.set_id(head.address.clone());
    feed.set_title(Text::plain(head.title));
    feed.set_lang(head.lang.to_owned());
    feed.set_links(vec![link(head.address, "self"), link(head.page, "alternate")]);
    feed.set_authors(vec![Person {
        name: "BDIS PRO".to_owned(),
        uri: Some(head.publisher),
        ..Person::default()
    }]);
    feed.set_updated(fixed(rows.iter().map(|row| row.created).max().unwrap_or(DateTime::UNIX_EPOCH)));
    let entry = |row: &Exported| {
        let mut entry = Entry::default();
        entry.set_id(format!("urn:uuid:{}", row.id));
        entry.set_title(Text::plain(row.name.clone()));
        entry.set_links(vec![link(row.page.clone(), "alternate")]);
        entry.set_published(fixed(row.created));
        // A feed of who is new: a later change makes no one new again.
        entry.set_updated(fixed(row.created));
        entry.set_summary(Text::plain(summary(row)));
        entry.set_rights(Text::plain(format!("{}, {}", row.source, row.licence)));
        let themes = row.themes.iter().chain(&row.themes_supposed);
        entry.set_categories(
            themes
                .map(|theme| Category {
                    term: theme.code.clone(),
                    label: Some(theme.label.clone()),
                    scheme: None,
                })
                .collect::<Vec<_>>(),
        );
        entry
    };
    feed.set_entries(rows.iter().map(entry).collect::<Vec<_>>());
    feed.to_string()
}

fn fixed(at: DateTime<Utc>) -> FixedDateTime {
    at.fixed_offset()
}

/// Where it is, then what it says of itself.
fn summary(row: &Exported) -> String {
    let town = [&row.post_code, &row.city].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let text: String = row.description.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = match text.char_indices().nth(280) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    };
    [town, text].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" – ")
}
