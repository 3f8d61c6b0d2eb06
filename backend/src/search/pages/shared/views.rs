use askama::Template;

use super::super::views::{EmptyHelp, Facet, Fields, Problem, SortLink};
use super::asked::SharedFields;
use crate::base::page::{Link, Nav, Page};

/// A box to tick.
#[derive(Clone, Debug)]
pub struct Tick {
    pub value: &'static str,
    pub label: String,
    pub chosen: bool,
}

#[derive(Clone, Debug)]
pub struct SharedEntry {
    pub name: String,
    /// In French, without language.
    pub path: String,
    pub owner: String,
    /// « Rennes (35) · 3,2 km ».
    pub place: String,
    /// What it is, for how many, at what price.
    pub facts: String,
    /// « Libre de 14:00 à 18:00 ».
    pub free: Option<String>,
}

/// The parameters that have a field of their own in the form; the others are facets.
const FIELDS: [&str; 11] =
    ["q", "jour", "moment", "de", "a", "places", "unites", "territoire", "centre", "rayon", "accessibilite"];

#[derive(Template)]
#[template(path = "sharing/catalogue.html")]
pub struct CataloguePage {
    pub page: Page,
    pub fields: Fields,
    pub shared: SharedFields,
    /// The parts of a day, by their names in addresses.
    pub moments: Vec<(&'static str, String)>,
    pub requests: bool,
    pub problems: Vec<Problem>,
    /// What a typed name may mean, when it means several things; and what is asked about it.
    pub choices: Vec<Link>,
    pub choices_heading: String,
    pub facets: Vec<Facet>,
    pub accessibility: Vec<Tick>,
    /// The filters in force, each with the address without it.
    pub chips: Vec<Link>,
    pub filters_open: bool,
    pub sorts: Vec<SortLink>,
    pub total: u64,
    pub results: Vec<SharedEntry>,
    pub empty: Option<EmptyHelp>,
    /// Where the search becomes an alert; none where nothing is asked.
    pub alert: Option<String>,
    /// Where a visitor offers something or asks for it.
    pub way_in: String,
    pub next: Option<String>,
    pub first: Option<String>,
    pub engine_down: bool,
    pub downloads: Vec<Link>,
    pub feed: String,
    /// Of the map's background; empty draws our own contours.
    pub tiles_url: String,
    pub tiles_attribution: String,
}

impl CataloguePage {
    fn problems_of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Problem> {
        self.problems.iter().filter(move |problem| problem.field == field).take(1)
    }

    fn problems_of_facet<'a>(&'a self, facet: &'a Facet) -> impl Iterator<Item = &'a Problem> {
        self.problems_of(facet.name).filter(|problem| !FIELDS.contains(&problem.field))
    }

    /// The attributes of a field with a problem: parameter names are ours, so nothing to escape.
    fn invalid(&self, field: &str) -> askama::filters::Safe<String> {
        let found = self.problems.iter().any(|problem| problem.field == field);
        askama::filters::Safe(match found {
            true => format!(" aria-invalid=\"true\" aria-describedby=\"{field}-problem\""),
            false => String::new(),
        })
    }

    /// Where the page shows what a problem is about.
    fn anchor(&self, problem: &Problem) -> String {
        match problem.field {
            "tri" | "apres" | "monnaie" | "sens" => "total".to_owned(),
            field if FIELDS.contains(&field) => field.to_owned(),
            field => format!("facet-{field}"),
        }
    }
}
