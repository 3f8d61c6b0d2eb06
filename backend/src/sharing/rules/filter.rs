use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::calendar::{Availability, Opening, Terms, Window};

/// Whether something is offered or looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    #[default]
    Offer,
    Request,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Premises,
    Equipment,
    Skills,
    Transport,
    GroupPurchase,
}

/// What it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceKind {
    Free,
    /// What it costs its owner.
    AtCost,
    Price,
    Exchange,
    /// Hours for hours.
    Time,
    /// In a complementary currency.
    Currency,
}

/// A day or a part of it, on the clocks of the place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartOfDay {
    #[default]
    Whole,
    Morning,
    Afternoon,
    Evening,
}

impl PartOfDay {
    /// Those that a day is asked for by, but for the whole of it.
    pub const PARTS: [PartOfDay; 3] = [PartOfDay::Morning, PartOfDay::Afternoon, PartOfDay::Evening];

    /// From and until, hours of local time.
    pub fn hours(self) -> (u16, u16) {
        match self {
            PartOfDay::Whole => (0, 24),
            PartOfDay::Morning => (8, 12),
            // What closes at lunch may close at one o'clock.
            PartOfDay::Afternoon => (13, 18),
            PartOfDay::Evening => (18, 23),
        }
    }

    pub fn window(self, zone: Tz, day: NaiveDate) -> Window {
        let (from, until) = self.hours();
        Window::of_day(zone, day, from * 60, until * 60)
    }
}

/// Whether a stay of the shortest length can lie within that part of a day's opening hours, whatever is booked and
/// whenever one asks; what is had by whole days, within the day.
pub fn opens(opening: &Opening, terms: &Terms, day: NaiveDate, part: PartOfDay) -> bool {
    let within = terms.step.around(opening.zone(), part.window(opening.zone(), day));
    let terms = Terms { notice: 0, horizon_days: 2, ..*terms };
    Availability::new(opening, &terms, 1, &[]).first_within(within, 1, within.from).is_some()
}

macro_rules! codes {
    ($kind:ident { $($variant:ident $code:literal),* $(,)? }) => {
        impl $kind {
            pub const ALL: &[$kind] = &[$($kind::$variant),*];

            pub fn code(self) -> &'static str {
                match self {
                    $($kind::$variant => $code),*
                }
            }

            pub fn named(code: &str) -> Option<$kind> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

codes!(Direction { Offer "offer", Request "request" });
codes!(PartOfDay { Whole "day", Morning "morning", Afternoon "afternoon", Evening "evening" });
codes!(Kind {
    Premises "premises",
    Equipment "equipment",
    Skills "skills",
    Transport "transport",
    GroupPurchase "group_purchase",
});
codes!(PriceKind {
    Free "free",
    AtCost "at_cost",
    Price "price",
    Exchange "exchange",
    Time "time",
    Currency "currency",
});

/// What makes a place usable by all.
pub const ACCESSIBILITY: [&str; 6] =
    ["step-free", "lift", "accessible-toilet", "hearing-loop", "parking", "quiet"];

/// What someone looks for among what is shared. Values of one filter are alternatives, filters add up; `accessibility`
/// asks for all of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Words, in names and descriptions, and in the name of whoever offers it.
    pub text: Option<String>,
    pub direction: Direction,
    /// Who shares it.
    pub organizations: Vec<Uuid>,
    pub kinds: Vec<Kind>,
    /// Territory codes: what is there, or comes there.
    pub territories: Vec<String>,
    /// Latitude, longitude and kilometres: what is in the circle, or comes into it.
    pub near: Option<(f64, f64, f64)>,
    /// Persons that one unit must hold.
    pub places: Option<u32>,
    /// How many must be free at once; one unless said.
    pub units: Option<u32>,
    /// All of this time it must be open and free.
    pub between: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Within that part of that day, a stay of its shortest length must be free.
    pub day: Option<(NaiveDate, PartOfDay)>,
    pub price_kinds: Vec<PriceKind>,
    /// Currency codes.
    pub currencies: Vec<String>,
    pub accessibility: Vec<String>,
}
