mod bookings;
mod codes;
mod mutations;

pub use self::bookings::{Booking, BookingMutation, BookingQuery};
pub use self::codes::{
    SharedAudience, SharedBookingMode, SharedPriceKind, SharedPricePer, SharedResourceDirection,
    SharedResourceKind,
};
pub use self::mutations::SharingMutation;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::calendar::{Opening, Terms};
use super::{Direction, Kind, PriceKind, Resource, Whereabouts, by_id, schedule, whereabouts};
use crate::actor::Actor;
use crate::api::{ExtrasOf, GeoPoint, Loaders, Money, NearTo, OrganizationBy, PhotosOf, fail};
use crate::app::App;
use crate::error::Error;
use crate::organizations::graphql::SupplierNode;
use crate::reference::graphql::TerritoryNode;

#[derive(Default)]
pub struct SharingQuery;

#[Object]
impl SharingQuery {
    /// An offer or a request by its id.
    async fn shared_resource(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<Option<SharedResourceNode>> {
        let Ok(id) = Uuid::parse_str(&id) else { return Ok(None) };
        let found = by_id(&ctx.data_unchecked::<App>().db, ctx.data_unchecked::<Actor>(), id).await;
        Ok(found.map_err(|e| fail(ctx, e))?.map(SharedResourceNode))
    }
}

/// Open on one weekday, each week, in local time.
#[derive(SimpleObject)]
pub struct OpeningSpan {
    /// 1 (Monday) to 7.
    pub weekday: i32,
    /// `09:00`
    pub from: String,
    /// `18:30`; `24:00` for the end of the day.
    pub until: String,
}

/// Days on which the weekly hours don't count.
#[derive(SimpleObject)]
pub struct OpeningException {
    /// The first day.
    pub first: NaiveDate,
    /// The last day, included.
    pub last: NaiveDate,
    /// From and until on each of the days, `09:00-12:00`; none: closed.
    pub open: Vec<String>,
}

/// How something can be booked. Lengths are in minutes.
#[derive(SimpleObject)]
pub struct BookingTerms {
    /// Kept free before a stay.
    pub buffer_before: u32,
    /// Kept free after a stay.
    pub buffer_after: u32,
    /// The shortest stay.
    pub shortest: u32,
    /// The longest stay.
    pub longest: u32,
    /// Stays start at multiples of it: 15, 30 or 60; 1440 for whole days.
    pub step: u32,
    /// Between the booking and the start, at least.
    pub notice: u32,
    /// Days between the booking and the start, at most.
    pub horizon_days: u32,
}

/// A photo.
#[derive(SimpleObject)]
pub struct SharedPhoto {
    /// Its address.
    pub url: String,
    /// What it shows, for those who don't see it.
    pub alt: String,
}

/// What can be booked along with something.
#[derive(SimpleObject)]
pub struct SharedExtra {
    /// Another offer of the same owner.
    pub resource: SharedResourceNode,
    /// How many of it at most.
    pub units: i32,
}

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Premises, equipment, skills, transport or a group purchase that an organisation offers or looks for.
pub struct SharedResourceNode(pub Resource);

impl SharedResourceNode {
    fn schedule(&self, ctx: &Context<'_>) -> Result<(Opening, Terms)> {
        schedule(&self.0).map_err(|e| fail(ctx, e))
    }

    async fn place(&self, ctx: &Context<'_>) -> Result<Whereabouts> {
        let near = match self.0.exact {
            true => true,
            false => loaded(ctx, NearTo(self.0.id)).await?.unwrap_or(false),
        };
        Ok(whereabouts(&self.0, &ctx.data_unchecked::<App>().reference.get(), near))
    }
}

async fn loaded<K>(
    ctx: &Context<'_>,
    key: K,
) -> Result<Option<<Loaders as async_graphql::dataloader::Loader<K>>::Value>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Loaders: async_graphql::dataloader::Loader<K, Error = String>,
{
    let found = ctx.data_unchecked::<DataLoader<Loaders>>().load_one(key).await;
    found.map_err(|error| fail(ctx, Error::Internal(error)))
}

/// Premises, equipment, skills, transport or a group purchase that an organisation offers or looks for.
#[Object(name = "SharedResource")]
impl SharedResourceNode {
    /// The UUID.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Whether it is offered or looked for.
    async fn direction(&self) -> SharedResourceDirection {
        Direction::named(&self.0.direction).unwrap_or_default().into()
    }

    /// What it is.
    async fn kind(&self) -> SharedResourceKind {
        Kind::named(&self.0.kind).unwrap_or(Kind::Premises).into()
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is, in plain text.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// Who offers it or looks for it.
    async fn owner(&self, ctx: &Context<'_>) -> Result<Option<SupplierNode>> {
        Ok(loaded(ctx, OrganizationBy(self.0.organization)).await?.map(SupplierNode))
    }

    /// Persons it holds.
    async fn places(&self) -> Option<i32> {
        self.0.places
    }

    /// How many can be had at once.
    async fn units(&self) -> i32 {
        self.0.units
    }

    /// What one of them is; null: the thing as a whole.
    async fn unit(&self) -> Option<&str> {
        self.0.unit.as_deref()
    }

    /// Whether everyone sees the exact place; else the commune, until a booking is accepted.
    async fn exact(&self) -> bool {
        self.0.exact
    }

    /// Street and number; null where they are hidden.
    async fn address(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.place(ctx).await?.address)
    }

    /// Five digits; null where the place is hidden.
    async fn post_code(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.place(ctx).await?.post_code)
    }

    /// How to get there; null where the place is hidden.
    async fn access(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.place(ctx).await?.access)
    }

    /// Its point on the map; the town hall's where the place is hidden.
    async fn point(&self, ctx: &Context<'_>) -> Result<Option<GeoPoint>> {
        let point = self.place(ctx).await?.point;
        Ok(point.map(|point| GeoPoint { latitude: point.latitude(), longitude: point.longitude() }))
    }

    /// The commune it is in.
    async fn commune(&self, ctx: &Context<'_>) -> Option<TerritoryNode> {
        let reference = ctx.data_unchecked::<App>().reference.get();
        reference.territories.get(self.0.commune.as_deref()?).cloned().map(TerritoryNode)
    }

    /// The département it is in.
    async fn departement(&self, ctx: &Context<'_>) -> Option<TerritoryNode> {
        let reference = ctx.data_unchecked::<App>().reference.get();
        reference.territories.get(self.0.departement.as_deref()?).cloned().map(TerritoryNode)
    }

    /// How far it comes, or how far one would go for it; kilometres.
    async fn radius_km(&self) -> Option<i32> {
        self.0.radius_km
    }

    /// `step-free`, `lift`, `accessible-toilet`, `hearing-loop`, `parking`, `quiet`.
    async fn accessibility(&self) -> &[String] {
        &self.0.accessibility
    }

    /// More on accessibility, in plain text.
    async fn accessibility_note(&self) -> &str {
        &self.0.accessibility_note
    }

    /// On which conditions.
    async fn price_kind(&self) -> SharedPriceKind {
        PriceKind::named(&self.0.price_kind).unwrap_or(PriceKind::Free).into()
    }

    /// What one unit costs; for `TIME`, hundredths of an hour.
    async fn price(&self) -> Option<Money> {
        let (amount_cents, currency) = self.0.price_cents.zip(self.0.price_currency.clone())?;
        Some(Money { amount_cents, currency })
    }

    /// What the price is for.
    async fn price_per(&self) -> Option<SharedPricePer> {
        self.0.price_per.as_deref().map(SharedPricePer::named)
    }

    /// What is wished for in exchange.
    async fn exchange(&self) -> &str {
        &self.0.exchange
    }

    /// The deposit.
    async fn deposit(&self) -> Option<Money> {
        let amount_cents = self.0.deposit_cents?;
        Some(Money { amount_cents, currency: "EUR".to_owned() })
    }

    /// Until so many hours before the start nothing is owed for a cancellation; null: always.
    async fn cancellation_hours(&self) -> Option<i32> {
        self.0.cancellation_hours
    }

    /// The insurance that is asked for.
    async fn insurance(&self) -> &str {
        &self.0.insurance
    }

    /// Who may book.
    async fn audience(&self) -> SharedAudience {
        SharedAudience::named(&self.0.audience)
    }

    /// How it is booked.
    async fn booking_mode(&self) -> SharedBookingMode {
        SharedBookingMode::named(&self.0.booking_mode)
    }

    /// Hours after which a request without an answer lapses.
    async fn answer_hours(&self) -> i32 {
        self.0.answer_hours
    }

    /// The IANA name of the time zone of its hours.
    async fn time_zone(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(self.schedule(ctx)?.0.zone().name().to_owned())
    }

    /// When it is open, each week.
    async fn opening_hours(&self, ctx: &Context<'_>) -> Result<Vec<OpeningSpan>> {
        let (opening, _) = self.schedule(ctx)?;
        let span = |one: &super::calendar::Span| OpeningSpan {
            weekday: i32::from(one.weekday) + 1,
            from: clock(one.from),
            until: clock(one.until),
        };
        Ok(opening.weekly().iter().map(span).collect())
    }

    /// Days with other hours.
    async fn opening_exceptions(&self, ctx: &Context<'_>) -> Result<Vec<OpeningException>> {
        let (opening, _) = self.schedule(ctx)?;
        let open = |(from, until): &(u16, u16)| format!("{}-{}", clock(*from), clock(*until));
        let exception = |one: &super::calendar::Exception| OpeningException {
            first: one.first,
            last: one.last,
            open: one.open.iter().map(open).collect(),
        };
        Ok(opening.exceptions().iter().map(exception).collect())
    }

    /// How it can be booked.
    async fn terms(&self, ctx: &Context<'_>) -> Result<BookingTerms> {
        let (_, terms) = self.schedule(ctx)?;
        Ok(BookingTerms {
            buffer_before: terms.buffer_before,
            buffer_after: terms.buffer_after,
            shortest: terms.shortest,
            longest: terms.longest,
            step: terms.step.into(),
            notice: terms.notice,
            horizon_days: terms.horizon_days,
        })
    }

    /// Photos, at most eight.
    async fn photos(&self, ctx: &Context<'_>) -> Result<Vec<SharedPhoto>> {
        let origin = ctx.data_unchecked::<App>().settings.public_origin();
        let found = loaded(ctx, PhotosOf(self.0.id)).await?.unwrap_or_default();
        let photo = |file: crate::organizations::File| SharedPhoto {
            url: format!("{origin}/images/{}", file.id),
            alt: file.alt,
        };
        Ok(found.into_iter().map(photo).collect())
    }

    /// What can be booked along with it, at most twenty.
    #[graphql(complexity = "crate::api::list_cost(20, child_complexity)")]
    async fn extras(&self, ctx: &Context<'_>) -> Result<Vec<SharedExtra>> {
        let found = loaded(ctx, ExtrasOf(self.0.id)).await?.unwrap_or_default();
        let extra = |(one, units): (Resource, i32)| SharedExtra { resource: SharedResourceNode(one), units };
        Ok(found.into_iter().map(extra).collect())
    }

    /// The first day it is offered or looked for.
    async fn valid_from(&self) -> Option<NaiveDate> {
        self.0.valid_from
    }

    /// The last day it is offered or looked for.
    async fn valid_until(&self) -> Option<NaiveDate> {
        self.0.valid_until
    }

    /// Whether it was taken out of sight: its members alone see it then.
    async fn archived(&self) -> bool {
        self.0.archived_at.is_some()
    }

    /// Counts the changes.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The last change.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }
}
