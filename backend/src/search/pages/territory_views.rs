use askama::Template;
use serde_json::json;

use super::views::{CountedLink, Entry};
use crate::base::page::{Link, Nav, Page, json_for_script};
use crate::reference::AreaMap;

#[derive(Template)]
#[template(path = "search/territory.html")]
pub struct TerritoryPage {
    pub page: Page,
    pub heading: String,
    pub trail: Vec<Link>,
    pub map: Option<AreaMap>,
    pub map_label: String,
    pub total: u64,
    pub results: Vec<Entry>,
    /// The search engine doesn't answer: names come from the database.
    pub engine_down: bool,
    /// The search that shows them all.
    pub all: String,
    pub themes: Vec<CountedLink>,
    pub categories: Vec<CountedLink>,
    pub inside: Vec<CountedLink>,
    pub feed: String,
    pub downloads: Vec<Link>,
}

impl TerritoryPage {
    /// <https://schema.org/CollectionPage>, with the way to it.
    fn json_ld(&self) -> String {
        let url = |href: &str| format!("{}{href}", self.page.public_url);
        let items = self.results.iter().enumerate().map(|(place, entry)| {
            json!({ "@type": "ListItem", "position": place + 1, "name": entry.name,
                "url": url(&self.page.path(&entry.path)) })
        });
        let here = Link { label: self.heading.clone(), href: self.page.path(&self.page.address.path) };
        let trail = self.trail.iter().chain([&here]).enumerate().map(|(place, link)| {
            json!({ "@type": "ListItem", "position": place + 1, "name": link.label, "item": url(&link.href) })
        });
        json_for_script(&json!({
            "@context": "https://schema.org",
            "@graph": [
                {
                    "@type": "CollectionPage",
                    "@id": self.page.canonical(),
                    "name": self.heading,
                    "mainEntity": {
                        "@type": "ItemList",
                        "numberOfItems": self.total,
                        "itemListElement": items.collect::<Vec<_>>(),
                    },
                },
                { "@type": "BreadcrumbList", "itemListElement": trail.collect::<Vec<_>>() },
            ],
        }))
    }
}

/// A région with its départements.
#[derive(Clone, Debug)]
pub struct RegionView {
    pub link: CountedLink,
    pub inside: Vec<CountedLink>,
}

#[derive(Template)]
#[template(path = "search/territories.html")]
pub struct TerritoriesPage {
    pub page: Page,
    pub regions: Vec<RegionView>,
}
