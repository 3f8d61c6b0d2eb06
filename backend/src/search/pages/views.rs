use askama::Template;
use chrono::NaiveDate;

use crate::base::page::{Link, Nav, Page};
use crate::base::stamp::{Level, Stamp};
use crate::base::words::Words;

/// A way on, with how many suppliers stand behind it. `href` is complete, language included.
#[derive(Clone, Debug)]
pub struct CountedLink {
    pub label: String,
    pub href: String,
    pub count: u64,
}

#[derive(Clone, Debug)]
pub struct Figures {
    pub suppliers: u64,
    pub products: u64,
    /// Guarantees in force.
    pub guarantees: u64,
    /// Those of which a moderator or a register said something.
    pub checked: u64,
    pub day: NaiveDate,
}

#[derive(Template)]
#[template(path = "search/home.html")]
pub struct HomePage {
    pub page: Page,
    pub themes: Vec<CountedLink>,
    pub regions: Vec<CountedLink>,
    pub figures: Figures,
}

/// What stands in the fields: what was typed, or the name of what its code meant.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    pub q: String,
    pub territory: String,
    pub located: String,
    pub center: String,
    pub radius: String,
    /// Empty when the category is a chosen value of the facet.
    pub category: String,
    pub lead_time: String,
    pub level: Option<Level>,
    pub peers: bool,
    /// Sent again unseen: `tri`, and second values of `territoire`, `siege` and `categorie`.
    pub carried: Vec<(String, String)>,
}

impl Fields {
    fn asks(&self, level: &Level) -> bool {
        self.level.as_ref() == Some(level)
    }

    fn place_given(&self) -> bool {
        !(self.located.is_empty() && self.center.is_empty() && self.radius.is_empty())
    }
}

#[derive(Clone, Debug)]
pub struct Problem {
    /// The parameter's name in the address.
    pub field: &'static str,
    /// A message of `search.ftl` that takes `typed`: `problem-unknown-territory`…
    pub key: &'static str,
    pub typed: String,
}

impl Problem {
    pub(super) fn message(&self, words: &Words) -> String {
        words.with(self.key, "typed", &self.typed)
    }

    /// Where the page shows what it is about.
    fn anchor(&self) -> String {
        match self.field {
            "pairs" => "niveau".to_owned(),
            "tri" | "apres" | "monnaie" => "total".to_owned(),
            field if FIELDS.contains(&field) => field.to_owned(),
            field => format!("facet-{field}"),
        }
    }
}

/// The parameters that have a field of their own in the form; the others are facets.
const FIELDS: [&str; 8] = ["q", "territoire", "siege", "centre", "rayon", "categorie", "delai", "niveau"];

#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub count: u64,
    pub chosen: bool,
}

/// A list of choices for one parameter. Pages stay under 600 elements: see `Facet::SHOWN`.
#[derive(Clone, Debug)]
pub struct Facet {
    /// The parameter's name: `theme`, `garantie`, `statut`, `reseau`, `reserve`, `monnaie`…
    pub name: &'static str,
    pub choices: Vec<Choice>,
}

impl Facet {
    /// Values in sight, then values one click away; what is rarer is reached by words.
    const SHOWN: (usize, usize) = (5, 6);

    /// Chosen values first, then the most frequent; a value without a supplier only if chosen.
    pub fn new(name: &'static str, mut choices: Vec<Choice>) -> Self {
        choices.retain(|choice| choice.chosen || choice.count > 0);
        choices.sort_by_key(|choice| (!choice.chosen, std::cmp::Reverse(choice.count)));
        choices.truncate(Self::SHOWN.0 + Self::SHOWN.1);
        Facet { name, choices }
    }

    pub(super) fn first(&self) -> &[Choice] {
        self.choices.get(..Self::SHOWN.0).unwrap_or(&self.choices)
    }

    pub(super) fn rest(&self) -> &[Choice] {
        self.choices.get(Self::SHOWN.0..).unwrap_or_default()
    }

    pub(super) fn legend(&self) -> String {
        format!("facet-{}", self.name)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Relevance,
    Distance,
    Name,
    Recent,
}

impl Sort {
    pub(super) fn label(&self) -> &'static str {
        match self {
            Sort::Relevance => "sort-relevance",
            Sort::Distance => "sort-distance",
            Sort::Name => "sort-name",
            Sort::Recent => "sort-recent",
        }
    }

    pub(super) fn note(&self) -> &'static str {
        match self {
            Sort::Relevance => "sort-relevance-note",
            Sort::Distance => "sort-distance-note",
            Sort::Name => "sort-name-note",
            Sort::Recent => "sort-recent-note",
        }
    }
}

#[derive(Clone, Debug)]
pub struct SortLink {
    pub by: Sort,
    pub href: String,
    pub current: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serves {
    /// No territory was asked for.
    NotAsked,
    All,
    /// Not by the supplier itself: one of its offers goes further.
    AllByOffer,
    Part,
}

#[derive(Clone, Debug)]
pub struct EntryGuarantee {
    /// The scheme's short name.
    pub scheme: String,
    pub stamp: Stamp,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub name: String,
    /// In French, without language: `/fournisseurs/les-jardins-d-ana-rennes`.
    pub path: String,
    /// « Rennes (35) »; the département when the commune isn't known.
    pub commune: Option<String>,
    pub legal_form: Option<String>,
    pub distance_km: Option<f64>,
    /// Up to three product names, else the labels of categories.
    pub sells: Vec<String>,
    /// They are names of products, in the supplier's own words.
    pub sells_offers: bool,
    pub sells_supposed: bool,
    pub serves: Serves,
    pub area_supposed: bool,
    /// The shortest of its products' lead times.
    pub lead_time_days: Option<u32>,
    /// Up to four in force, best level first.
    pub guarantees: Vec<EntryGuarantee>,
    pub other_guarantees: usize,
}

impl Entry {
    pub(super) fn place(&self, words: &Words) -> String {
        let distance = self.distance_km.map(|km| words.with("distance", "km", (km * 10.0).round() / 10.0));
        let parts = [self.commune.clone(), distance, self.legal_form.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    pub(super) fn facts(&self, words: &Words) -> String {
        let serves = match (self.serves, self.area_supposed) {
            (Serves::NotAsked, _) => None,
            (Serves::All, false) => Some("serves-all"),
            (Serves::All, true) => Some("serves-all-supposed"),
            (Serves::AllByOffer, _) => Some("serves-all-by-offer"),
            (Serves::Part, false) => Some("serves-part"),
            (Serves::Part, true) => Some("serves-part-supposed"),
        };
        let lead = match self.lead_time_days {
            Some(days) => words.with("lead-time-from", "days", days),
            None => words.say("lead-time-unknown"),
        };
        serves.map(|key| words.say(key)).into_iter().chain([lead]).collect::<Vec<_>>().join(" · ")
    }
}

/// What would help when nothing matches.
#[derive(Clone, Debug, Default)]
pub struct EmptyHelp {
    pub spelling: Option<Link>,
    /// Each filter whose removal gives results, the most fruitful first.
    pub removals: Vec<CountedLink>,
    pub broader: Option<CountedLink>,
}

#[derive(Template)]
#[template(path = "search/results.html")]
pub struct ResultsPage {
    pub page: Page,
    pub fields: Fields,
    pub problems: Vec<Problem>,
    /// What a typed name may mean, when it means several things; and what is asked about it.
    pub choices: Vec<Link>,
    pub choices_heading: String,
    pub facets: Vec<Facet>,
    /// The filters in force, each with the address without it.
    pub chips: Vec<Link>,
    pub filters_open: bool,
    pub sorts: Vec<SortLink>,
    pub total: u64,
    pub results: Vec<Entry>,
    pub empty: Option<EmptyHelp>,
    pub next: Option<String>,
    pub first: Option<String>,
    /// The search engine doesn't answer: names come from the database.
    pub engine_down: bool,
    /// The files in which it can be taken away.
    pub downloads: Vec<Link>,
    pub feed: String,
    /// Where one asks to be told of what is new in it; none where nothing is asked.
    pub alert: Option<String>,
    /// Of the map's background; empty draws our own contours.
    pub tiles_url: String,
    pub tiles_attribution: String,
}

impl ResultsPage {
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
}
