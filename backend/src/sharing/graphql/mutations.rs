use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::NaiveDate;

use super::{
    SharedAudience, SharedBookingMode, SharedPriceKind, SharedPricePer, SharedResourceDirection,
    SharedResourceKind, SharedResourceNode,
};
use crate::alerts;
use crate::api::{asked, fail};
use crate::error::{Error, FieldError};
use crate::sharing::{self, DAYS, Direction, HoursTyped, Kind, PriceKind, ResourceTyped, TermsTyped};

/// An offer or a request. What is left out is as usual.
#[derive(InputObject)]
pub struct SharedResourceInput {
    /// Of a new one; it stays.
    direction: SharedResourceDirection,
    /// What it is.
    kind: SharedResourceKind,
    /// 1 to 200 characters.
    name: String,
    /// What it is, in plain text.
    description: Option<String>,
    /// Persons that one unit holds.
    places: Option<i32>,
    /// How many can be had at once, 1 to 10,000; one unless said.
    units: Option<i32>,
    /// What one of them is; null: the thing as a whole.
    unit: Option<String>,
    /// Street and number.
    address: Option<String>,
    /// Five digits; null: the commune of its organisation.
    post_code: Option<String>,
    /// The town, where the post code has several.
    city: Option<String>,
    /// `48.11, -1.68`; the town hall unless said.
    point: Option<String>,
    /// Whether everyone sees the exact place; else the commune, until a booking is accepted.
    #[graphql(default)]
    exact: bool,
    /// How far it comes, or how far one would go for it; kilometres, 1 to 500.
    radius_km: Option<i32>,
    /// How to get there.
    access: Option<String>,
    /// `step-free`, `lift`, `accessible-toilet`, `hearing-loop`, `parking`, `quiet`.
    accessibility: Option<Vec<String>>,
    /// More on accessibility, in plain text.
    accessibility_note: Option<String>,
    /// On which conditions; free unless said: then there is no price.
    price_kind: Option<SharedPriceKind>,
    /// What one unit costs; for time, hundredths of an hour.
    price_cents: Option<i64>,
    /// The code of a complementary currency.
    currency: Option<String>,
    /// What the price is for; an hour unless said.
    price_per: Option<SharedPricePer>,
    /// What is wished for in exchange.
    exchange: Option<String>,
    /// In euro.
    deposit_cents: Option<i64>,
    /// Until so many hours before the start nothing is owed for a cancellation; null: always.
    cancellation_hours: Option<i32>,
    /// The insurance that is asked for.
    insurance: Option<String>,
    /// Who may book; everyone unless said.
    audience: Option<SharedAudience>,
    /// How it is booked; on request unless said. What is looked for isn't booked.
    booking_mode: Option<SharedBookingMode>,
    /// Hours after which a request without an answer lapses, 1 to 720; 72 unless said.
    answer_hours: Option<i32>,
    /// The IANA name of one of the time zones of France; that of its département unless said.
    time_zone: Option<String>,
    /// Seven lines, Monday first: `09:00-12:00, 14:00-18:30`, `24h`, or empty for closed. Null: an office's week.
    opening_hours: Option<Vec<String>>,
    /// A line for each: `2026-12-24..2026-12-31 closed`, `2027-01-04 14:00-17:00`.
    opening_exceptions: Option<Vec<String>>,
    /// How it can be booked.
    terms: Option<BookingTermsInput>,
    /// The first day it is offered or looked for.
    valid_from: Option<NaiveDate>,
    /// The last day it is offered or looked for.
    valid_until: Option<NaiveDate>,
    /// For those who have it only: where the key is.
    handover: Option<String>,
}

/// How something can be booked. Lengths are in minutes; what is left out is as usual.
#[derive(Default, InputObject)]
pub struct BookingTermsInput {
    /// Kept free before a stay.
    buffer_before: Option<u32>,
    /// Kept free after a stay.
    buffer_after: Option<u32>,
    /// The shortest stay; an hour unless said.
    shortest: Option<u32>,
    /// The longest stay; eight hours unless said.
    longest: Option<u32>,
    /// Stays start at multiples of it: 15, 30 or 60; 1440 for whole days. 30 unless said.
    step: Option<u32>,
    /// Between the booking and the start, at least.
    notice: Option<u32>,
    /// Days between the booking and the start, at most; 180 unless said.
    horizon_days: Option<u32>,
}

impl BookingTermsInput {
    fn typed(self) -> TermsTyped {
        let minutes =
            |minutes: Option<u32>| minutes.map(|minutes| format!("{minutes} min")).unwrap_or_default();
        let plain = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        TermsTyped {
            step: plain(self.step),
            shortest: minutes(self.shortest),
            longest: minutes(self.longest),
            buffer_before: minutes(self.buffer_before),
            buffer_after: minutes(self.buffer_after),
            notice: minutes(self.notice),
            horizon: plain(self.horizon_days),
        }
    }
}

impl SharedResourceInput {
    fn typed(self) -> ResourceTyped {
        let or_empty = Option::unwrap_or_default;
        let number = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let cents = |cents: Option<i64>| match cents {
            Some(cents) if cents >= 0 => format!("{}.{:02}", cents / 100, cents % 100),
            Some(cents) => cents.to_string(),
            None => String::new(),
        };
        let mut days: [String; 7] = Default::default();
        match self.opening_hours {
            Some(lines) => days.iter_mut().zip(lines).for_each(|(day, line)| *day = line),
            None => days.iter_mut().take(5).for_each(|day| *day = "09:00-18:00".to_owned()),
        }
        let exceptions = self.opening_exceptions.unwrap_or_default().join("\n");
        ResourceTyped {
            direction: Direction::from(self.direction).code().to_owned(),
            kind: Kind::from(self.kind).code().to_owned(),
            name: self.name,
            description: or_empty(self.description),
            places: number(self.places),
            units: number(self.units),
            unit: or_empty(self.unit),
            address: or_empty(self.address),
            post_code: or_empty(self.post_code),
            city: or_empty(self.city),
            point: or_empty(self.point),
            exact: self.exact,
            radius_km: number(self.radius_km),
            access: or_empty(self.access),
            accessibility: self.accessibility.unwrap_or_default(),
            accessibility_note: or_empty(self.accessibility_note),
            price_kind: self
                .price_kind
                .map(|kind| PriceKind::from(kind).code().to_owned())
                .unwrap_or_default(),
            price: cents(self.price_cents),
            currency: or_empty(self.currency),
            price_per: self.price_per.map(|per| per.code().to_owned()).unwrap_or_default(),
            exchange: or_empty(self.exchange),
            deposit: cents(self.deposit_cents),
            cancellation_hours: number(self.cancellation_hours),
            insurance: or_empty(self.insurance),
            audience: self.audience.map(|one| one.code().to_owned()).unwrap_or_default(),
            booking_mode: self.booking_mode.map(|mode| mode.code().to_owned()).unwrap_or_default(),
            answer_hours: number(self.answer_hours),
            hours: HoursTyped { zone: or_empty(self.time_zone), days, exceptions },
            terms: self.terms.unwrap_or_default().typed(),
            valid_from: day(self.valid_from),
            valid_until: day(self.valid_until),
            handover: or_empty(self.handover),
        }
    }
}

/// What is wrong, at the names of the input; elsewhere it stands at those of the form.
fn at_input(error: Error) -> Error {
    let named = |one: FieldError| {
        let path = match one.path.as_str() {
            "zone" => "timeZone",
            "exceptions" => "openingExceptions",
            "price" => "priceCents",
            "deposit" => "depositCents",
            "step" => "terms.step",
            "shortest" => "terms.shortest",
            "longest" => "terms.longest",
            "bufferBefore" => "terms.bufferBefore",
            "bufferAfter" => "terms.bufferAfter",
            "notice" => "terms.notice",
            "horizon" => "terms.horizonDays",
            day if DAYS.contains(&day) => "openingHours",
            other => other,
        };
        FieldError { path: path.to_owned(), message: one.message }
    };
    match error {
        Error::Invalid(wrong) => Error::Invalid(wrong.into_iter().map(named).collect()),
        Error::Stale(wrong) => Error::Stale(wrong.into_iter().map(named).collect()),
        other => other,
    }
}

#[derive(Default)]
pub struct SharingMutation;

#[Object]
impl SharingMutation {
    /// Offers something to others, or says what is looked for: then an alert tells its author of the offers to come.
    async fn create_shared_resource(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation's UUID.")] organization: ID,
        #[graphql(desc = "What it is.")] input: SharedResourceInput,
    ) -> Result<SharedResourceNode> {
        let (app, actor, id) = asked(ctx, &organization)?;
        let made = sharing::create_resource(app, actor, id, &input.typed()).await;
        let made = made.map_err(|e| fail(ctx, at_input(e)))?;
        alerts::watch_request(app, actor, &made).await;
        Ok(SharedResourceNode(made))
    }

    /// Writes over an offer or a request.
    async fn update_shared_resource(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
        #[graphql(desc = "The one that was read. Where someone else saved meanwhile, `CONFLICT`.")]
        version: i32,
        #[graphql(desc = "All of it.")] input: SharedResourceInput,
    ) -> Result<SharedResourceNode> {
        let (app, actor, id) = asked(ctx, &id)?;
        let saved = sharing::update_resource(app, actor, id, version, &input.typed()).await;
        saved.map(SharedResourceNode).map_err(|e| fail(ctx, at_input(e)))
    }

    /// Takes an offer or a request out of sight; `INVALID` while bookings are to come.
    async fn archive_shared_resource(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        sharing::archive_resource(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Shows an archived offer or request again.
    async fn restore_shared_resource(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        sharing::restore_resource(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }
}
