//! Who and what is new, as a feed (RFC 4287).

use atom_syndication::{Category, Entry, Feed, FixedDateTime, Link, Person, Text};
use chrono::{DateTime, Utc};

use super::{Exported, Labelled};

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

/// What is new, one entry each.
pub(super) struct New<'a> {
    pub id: uuid::Uuid,
    pub title: &'a str,
    pub page: &'a str,
    pub at: DateTime<Utc>,
    pub summary: String,
    pub rights: String,
    pub categories: Vec<&'a Labelled>,
}

pub fn atom(head: FeedHead, rows: &[Exported]) -> String {
    let entry = |row| {
        let Exported { id, name, page, created, source, licence, themes, themes_supposed, .. }: &Exported =
            row;
        New {
            id: *id,
            title: name,
            page,
            at: *created,
            summary: summary(row),
            rights: format!("{source}, {licence}"),
            categories: themes.iter().chain(themes_supposed).collect(),
        }
    };
    feed(head, rows.iter().map(entry).collect())
}

pub(super) fn feed(head: FeedHead, entries: Vec<New>) -> String {
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
    feed.set_updated(fixed(entries.iter().map(|one| one.at).max().unwrap_or(DateTime::UNIX_EPOCH)));
    let entry = |one: New| {
        let mut entry = Entry::default();
        entry.set_id(format!("urn:uuid:{}", one.id));
        entry.set_title(Text::plain(one.title.to_owned()));
        entry.set_links(vec![link(one.page.to_owned(), "alternate")]);
        entry.set_published(fixed(one.at));
        // A feed of what is new: a later change makes nothing new again.
        entry.set_updated(fixed(one.at));
        entry.set_summary(Text::plain(one.summary));
        entry.set_rights(Text::plain(one.rights));
        let category =
            |of: &Labelled| Category { term: of.code.clone(), label: Some(of.label.clone()), scheme: None };
        entry.set_categories(one.categories.into_iter().map(category).collect::<Vec<_>>());
        entry
    };
    feed.set_entries(entries.into_iter().map(entry).collect::<Vec<_>>());
    feed.to_string()
}

fn fixed(at: DateTime<Utc>) -> FixedDateTime {
    at.fixed_offset()
}

/// Where it is, then what it says of itself.
fn summary(row: &Exported) -> String {
    let town = [&row.post_code, &row.city].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    [town, shortened(&row.description)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" – ")
}

/// The beginning of a text, on one line.
pub(super) fn shortened(text: &str) -> String {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(280) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}
