//! Documents, questions, answers.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longer texts are cut, in characters and then in words: what follows is ignored, not refused.
pub const MAX_TEXT_CHARS: usize = 200;
pub const MAX_TEXT_WORDS: usize = 12;
/// Values of one facet in an answer.
pub const MAX_FACET_VALUES: usize = 600;
/// Hits of one answer, whatever was asked.
pub const MAX_HITS: usize = 1_000;
/// Clusters of one map: past it, cells double in size.
pub const MAX_CLUSTERS: usize = 150;

/// One supplier, as it is searched.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Document {
    pub id: Uuid,
    /// Name, brand, acronym.
    pub names: String,
    /// What the sort by name reads; accents, case and punctuation don't count.
    pub sort_name: String,
    pub products: String,
    /// Labels of categories and themes, French and English.
    pub labels: String,
    pub descriptions: String,
    /// Territory codes it serves wholly.
    pub serves: Vec<String>,
    /// Territory codes that contain or overlap what it serves.
    pub serves_part: Vec<String>,
    pub located: Vec<String>,
    pub point: Option<Point>,
    /// Facet values: régions and départements served, wholly or in part.
    pub territories: Vec<String>,
    pub themes: Vec<String>,
    /// Every CPV prefix: "90", "909", "9091"… up to the full code.
    pub categories: Vec<String>,
    /// Facet values: 8-digit codes.
    pub category_facet: Vec<String>,
    pub currencies: Vec<String>,
    /// Tokens "scheme@LEVEL", "scheme@LEVEL+PEER", "*@LEVEL", "ground:ESS@LEVEL": cumulative, in force when indexed.
    pub guarantees: Vec<String>,
    /// Facet values: schemes in force.
    pub guarantee_facet: Vec<String>,
    pub legal_form: Option<String>,
    pub networks: Vec<String>,
    /// The shortest of its products', in days.
    pub lead_time_days: Option<u32>,
    pub updated_at: DateTime<Utc>,
    /// Of a shared resource; none is a supplier.
    pub shared: Option<Box<Shared>>,
}

impl Document {
    pub fn item(&self) -> Item {
        if self.shared.is_some() { Item::Resource } else { Item::Supplier }
    }
}

/// What the index holds. A question is about one of them, and knows nothing of the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Item {
    #[default]
    Supplier,
    Resource,
}

impl Item {
    pub const ALL: [Item; 2] = [Item::Supplier, Item::Resource];

    pub fn code(self) -> &'static str {
        match self {
            Item::Supplier => "supplier",
            Item::Resource => "resource",
        }
    }
}

/// What is known of a shared resource alone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Shared {
    /// The id of whoever shares it.
    pub owner: String,
    pub direction: String,
    pub kind: String,
    pub price_kind: String,
    pub accessibility: Vec<String>,
    /// Tokens of whole hours in which it is open; and of those, and of days, in which it isn't after all.
    pub hours: Vec<String>,
    pub closed: Vec<String>,
    /// Its time zone and its buffers, as one value.
    pub clock: String,
    /// How far it comes, kilometres: the circle asked for is wider by it.
    pub reach_km: Option<u32>,
    pub numbers: Vec<(Number, i64)>,
}

/// What is compared as a number. A document that says nothing of it doesn't match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Number {
    Places,
    Units,
    /// First and last day, counted from the common era.
    ValidFrom,
    ValidUntil,
    /// Minutes.
    Notice,
    Horizon,
    Shortest,
    Longest,
    Step,
}

impl Number {
    pub const ALL: [Number; 9] = [
        Number::Places,
        Number::Units,
        Number::ValidFrom,
        Number::ValidUntil,
        Number::Notice,
        Number::Horizon,
        Number::Shortest,
        Number::Longest,
        Number::Step,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Number::Places => "places",
            Number::Units => "units",
            Number::ValidFrom => "valid_from",
            Number::ValidUntil => "valid_until",
            Number::Notice => "notice",
            Number::Horizon => "horizon",
            Number::Shortest => "shortest",
            Number::Longest => "longest",
            Number::Step => "step",
        }
    }
}

/// Degrees, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub latitude: f64,
    pub longitude: f64,
}

pub const FACETS: usize = 9;

/// The groups whose values are counted beside the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Facet {
    Territories,
    Themes,
    Categories,
    Guarantees,
    LegalForms,
    Networks,
    /// Of resources.
    Kinds,
    PriceKinds,
    Clocks,
}

impl Facet {
    pub const ALL: [Facet; FACETS] = [
        Facet::Territories,
        Facet::Themes,
        Facet::Categories,
        Facet::Guarantees,
        Facet::LegalForms,
        Facet::Networks,
        Facet::Kinds,
        Facet::PriceKinds,
        Facet::Clocks,
    ];

    /// Those of suppliers.
    pub const OF_SUPPLIERS: [Facet; 6] = [
        Facet::Territories,
        Facet::Themes,
        Facet::Categories,
        Facet::Guarantees,
        Facet::LegalForms,
        Facet::Networks,
    ];
}

/// What a filter compares, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Field {
    Located,
    Themes,
    Categories,
    Currencies,
    Guarantees,
    LegalForms,
    Networks,
    Owners,
    Directions,
    Kinds,
    PriceKinds,
    Accessibility,
    Hours,
    Closed,
    Clocks,
}

/// Values are alternatives, filters add up. No value at all matches nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The facet whose counts ignore this filter, if any. Several filters may name the same.
    pub facet: Option<Facet>,
    pub field: Field,
    pub any_of: Vec<String>,
}

/// At least, and at most; either may be left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    pub number: Number,
    pub least: Option<i64>,
    pub most: Option<i64>,
}

impl Bound {
    pub fn least(number: Number, least: i64) -> Bound {
        Bound { number, least: Some(least), most: None }
    }

    pub fn most(number: Number, most: i64) -> Bound {
        Bound { number, least: None, most: Some(most) }
    }

    pub fn holds(&self, value: i64) -> bool {
        self.least.is_none_or(|least| value >= least) && self.most.is_none_or(|most| value <= most)
    }
}

/// Who serves a territory: all of it (ranked first by relevance) or part of it. Belongs to the territories' facet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Served {
    /// Compared with `Document::serves`: the territory and what contains it.
    pub whole: Vec<String>,
    /// Compared with `Document::serves_part`.
    pub part: Vec<String>,
}

/// A document without a point is never inside. The edge is inside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    pub latitude: f64,
    pub longitude: f64,
    pub radius_km: f64,
}

/// `west` > `east` crosses the antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub south: f64,
    pub west: f64,
    pub north: f64,
    pub east: f64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Sort {
    /// Serves the whole territory first; then the words' score, or the last update where there are no words.
    #[default]
    Relevance,
    /// Needs a circle.
    Distance,
    Name,
    RecentlyUpdated,
}

/// What must be true of a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Criteria {
    /// Of what is asked.
    pub item: Item,
    /// Words, never a query language. All must match; a text without words matches everything.
    pub text: Option<String>,
    pub served: Option<Served>,
    pub filters: Vec<Filter>,
    pub near: Option<Circle>,
    /// A document that says nothing of its lead time doesn't match.
    pub max_lead_time_days: Option<u32>,
    /// Values of which a document holds none.
    pub none_of: Vec<(Field, Vec<String>)>,
    pub bounds: Vec<Bound>,
    /// Alternatives: all bounds of one of them hold; none asks for nothing.
    pub either: Vec<Vec<Bound>>,
    /// Left out, whatever they hold; in the order of their ids.
    pub except: Vec<Uuid>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    pub criteria: Criteria,
    pub sort: Sort,
    pub first: usize,
    /// Where the page before ended. Of another generation or another question: the caller refuses it.
    pub after: Option<Mark>,
    pub facets: Vec<Facet>,
}

/// A place in the order of the results. The order is total: it always ends with the id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Serves only part of the territory asked for (always false where that doesn't rank).
    #[serde(rename = "p")]
    pub part: bool,
    #[serde(rename = "v")]
    pub value: MarkValue,
    #[serde(rename = "i")]
    pub id: Uuid,
}

/// The value sorted by. Floats travel as their bits: they compare exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MarkValue {
    #[serde(rename = "s")]
    Score(u32),
    #[serde(rename = "d")]
    Distance(u64),
    #[serde(rename = "n")]
    Name(String),
    /// Microseconds since 1970.
    #[serde(rename = "u")]
    Updated(i64),
    /// How many come before the next, in an engine that keeps no other mark.
    #[serde(rename = "o")]
    Place(By, usize),
}

/// What an order compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum By {
    Score,
    Updated,
    Distance,
    Name,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub id: Uuid,
    pub mark: Mark,
    /// True where no territory was asked for.
    pub serves_whole: bool,
    pub distance_km: Option<f64>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    pub hits: Vec<Hit>,
    /// All that match, on every page.
    pub total: usize,
    /// Most frequent first, then by value; at most `MAX_FACET_VALUES`. Exact; each facet ignores the filters of its
    /// own group (and `served`, for the territories).
    pub facets: BTreeMap<Facet, Vec<(String, usize)>>,
    pub has_more: bool,
    /// The index that answered: marks hold for it alone.
    pub generation: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ClusterQuestion {
    pub criteria: Criteria,
    pub bounds: Bounds,
    /// Of a web map: 0 is the world in one 256-pixel tile.
    pub zoom: u8,
}

/// The members of one cell of the map, at their mean position.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    pub latitude: f64,
    pub longitude: f64,
    pub count: usize,
    /// The member, when alone.
    pub id: Option<Uuid>,
}
