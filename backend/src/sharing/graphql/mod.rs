mod bookings;
mod codes;
mod inputs;
mod lists;
mod mutations;
mod parts;

pub use self::bookings::{Booking, BookingMutation, BookingQuery, BookingState, TimeSpan};
pub use self::codes::{
    SharedAudience, SharedBookingMode, SharedPriceKind, SharedPricePer, SharedResourceDirection,
    SharedResourceKind,
};
pub use self::lists::{BookingConnection, LedgerQuery, bookings_of_viewer};
pub use self::mutations::SharingMutation;
pub use self::parts::{
    BookingTerms, OpeningException, OpeningSpan, SharedExtra, SharedMatch, SharedMatchReason,
    SharedMatchReasonKind, SharedPhoto,
};

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, Object, Result};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::calendar::{Opening, Terms};
use super::{
    Direction, Kind, PriceKind, Resource, Whereabouts, by_id, first_free, in_force, is_over, schedule,
    whereabouts,
};
use crate::actor::Actor;
use crate::api::{
    BookingsOf, ExtrasOf, GeoPoint, Loaders, MOST_MATCHES, MatchesOf, Money, NearTo, OrganizationBy,
    PhotosOf, TakenOf, fail, first_of,
};
use crate::app::App;
use crate::base::words::Words;
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

    /// Persons that one unit holds.
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

    /// The first stay that can be booked; null for what isn't offered now or isn't booked here, and where nothing is free
    /// in time.
    async fn next_free(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How long; the shortest stay unless said.")] minutes: Option<u32>,
        #[graphql(default = 1, desc = "How many units.")] units: u32,
        #[graphql(desc = "From this moment on; from now unless said.")] after: Option<DateTime<Utc>>,
    ) -> Result<Option<TimeSpan>> {
        let clock = &ctx.data_unchecked::<App>().clock;
        let (one, now) = (&self.0, clock.now());
        if one.direction != "offer" || one.booking_mode == "none" || !in_force(one, clock.today()) {
            return Ok(None);
        }
        let minutes = minutes.unwrap_or(self.schedule(ctx)?.1.shortest);
        let taken = loaded(ctx, TakenOf(one.id)).await?.unwrap_or_default();
        let stay = first_free(one, &taken, after.unwrap_or(now), minutes, units, now);
        Ok(stay.map_err(|e| fail(ctx, e))?.map(TimeSpan::from))
    }

    /// Offers that answer a request, requests that an offer answers: those called alike first, then the nearest.
    #[graphql(complexity = "crate::api::list_cost(first, child_complexity)")]
    async fn matches(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 8, desc = "At most 20.")] first: i32,
    ) -> Result<Vec<SharedMatch>> {
        let first = first_of(first).map_err(|e| fail(ctx, e))?.min(MOST_MATCHES);
        let found = loaded(ctx, MatchesOf(self.0.id)).await?.unwrap_or_default();
        let words = ctx.data_unchecked::<Words>();
        Ok(found.into_iter().take(first).map(|one| SharedMatch::of(*words, one)).collect())
    }

    /// Its bookings, the latest start first, for the members of its owner; null for others.
    #[graphql(complexity = "crate::api::list_cost(first, child_complexity)")]
    async fn bookings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of one state alone.")] state: Option<BookingState>,
        #[graphql(default = 20, desc = "At most 100.")] first: i32,
        #[graphql(desc = "The cursor of the last one already had.")] after: Option<String>,
    ) -> Result<Option<BookingConnection>> {
        let asked = lists::asked_of(state, first, after.as_deref()).map_err(|e| fail(ctx, e))?;
        let page = loaded(ctx, BookingsOf(self.0.id, asked)).await?;
        Ok(page.map(|page| BookingConnection::of(page, after.is_some())))
    }

    /// The first day it is offered or looked for.
    async fn valid_from(&self) -> Option<NaiveDate> {
        self.0.valid_from
    }

    /// The last day it is offered or looked for.
    async fn valid_until(&self) -> Option<NaiveDate> {
        self.0.valid_until
    }

    /// What whoever saved it should know, in words: that its last day has passed, so that nobody else sees it.
    async fn warnings(&self, ctx: &Context<'_>) -> Vec<String> {
        let over = is_over(&self.0, ctx.data_unchecked::<App>().clock.today());
        over.then(|| ctx.data_unchecked::<Words>().say("sharing-over-text")).into_iter().collect()
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
