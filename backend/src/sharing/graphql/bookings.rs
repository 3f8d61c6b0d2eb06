use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::inputs::{BookingInput, TimeSpanInput, uuid};
use crate::actor::Actor;
use crate::api::{Money, asked, fail};
use crate::app::App;
use crate::error::{Error, Message};
use crate::sharing::calendar::Window;
use crate::sharing::{self, Answer, Booked, Rhythm, Seen, State};

/// Where a booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "State")]
pub enum BookingState {
    /// The owner is asked.
    Requested,
    /// The owner offers another time.
    Countered,
    /// It counts against the capacity.
    Accepted,
    /// The owner refused it, or the booker another time.
    Refused,
    /// Nobody answered in time.
    Lapsed,
    /// Taken back by either side.
    Cancelled,
    /// For room that isn't free.
    Waiting,
}

/// How often a stay comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Rhythm")]
pub enum BookingRhythm {
    /// Each day.
    Daily,
    /// On the same day of each week.
    Weekly,
    /// On the same day of every second week.
    Fortnightly,
    /// On the same date of each month that has it.
    Monthly,
}

/// From one moment to another.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct TimeSpan {
    /// Its first moment.
    starts_at: DateTime<Utc>,
    /// Its end, which isn't part of it.
    ends_at: DateTime<Utc>,
}

impl From<Window> for TimeSpan {
    fn from(window: Window) -> Self {
        TimeSpan { starts_at: window.from, ends_at: window.until }
    }
}

/// Who has what when, or asks for it: for the members of either side.
#[derive(Clone, SimpleObject)]
pub struct Booking {
    /// The UUID.
    pub(super) id: ID,
    /// The UUID of what is booked.
    resource: ID,
    /// The UUID of the organisation that books.
    organization: ID,
    /// Shared by the bookings that come back.
    series: Option<ID>,
    /// Shared by what was booked together, all or nothing.
    bundle: Option<ID>,
    /// Where it stands.
    state: BookingState,
    /// Its first moment.
    pub(super) starts_at: DateTime<Utc>,
    /// Its end.
    ends_at: DateTime<Utc>,
    /// How many units.
    units: i32,
    /// How many people come; null where nobody said.
    people: Option<i32>,
    /// What for.
    purpose: String,
    /// Of what waits for an answer: whether someone else has that time by now, so that it can't be accepted.
    given: bool,
    /// Until when an answer counts.
    answer_by: Option<DateTime<Utc>>,
    /// The time that the owner offers instead.
    counter_proposal: Option<TimeSpan>,
    /// Why it was refused, cancelled or offered at another time.
    reason: Option<String>,
    /// What is owed for it, as the conditions were when it was made; hundredths of an hour for `TIME`.
    owed: Option<Money>,
    /// When it went over to whoever booked it.
    handed_over_at: Option<DateTime<Utc>>,
    /// When it came back.
    handed_back_at: Option<DateTime<Utc>>,
    /// How one gets in: once it is accepted.
    handover: Option<String>,
    /// Times of a series that weren't free and were left out: in the answer to the booking alone.
    left_out: Vec<TimeSpan>,
}

impl Booking {
    pub(super) fn of(seen: Seen, left_out: Vec<Window>) -> Booking {
        let one = seen.booking;
        let id = |id: Uuid| ID(id.to_string());
        let counter = one.counter_starts_at.zip(one.counter_ends_at);
        let accepted = one.state == "accepted";
        Booking {
            id: id(one.id),
            resource: id(one.resource),
            organization: id(one.organization),
            series: one.series.map(id),
            bundle: one.bundle.map(id),
            state: State::named(&one.state).unwrap_or(State::Requested).into(),
            starts_at: one.starts_at,
            ends_at: one.ends_at,
            units: one.units,
            people: one.people,
            given: seen.given,
            purpose: one.purpose,
            answer_by: one.answer_by,
            counter_proposal: counter.map(|(from, until)| Window::new(from, until).into()),
            reason: one.reason,
            owed: one
                .owed_cents
                .zip(one.owed_currency)
                .map(|(amount_cents, currency)| Money { amount_cents, currency }),
            handed_over_at: one.handed_over_at,
            handed_back_at: one.handed_back_at,
            handover: Some(seen.resource.handover)
                .filter(|text| !text.is_empty() && (accepted || seen.owner.is_some())),
            left_out: left_out.into_iter().map(TimeSpan::from).collect(),
        }
    }
}

async fn shown(app: &App, actor: &Actor, id: Uuid) -> crate::error::Result<Booking> {
    let seen = sharing::booking_seen(&app.db, actor, id).await?;
    Ok(Booking::of(seen, Vec::new()))
}

async fn booked(app: &App, actor: &Actor, done: Booked) -> crate::error::Result<Booking> {
    let first = done.bookings.first().ok_or(Error::NotFound)?.id;
    let seen = sharing::booking_seen(&app.db, actor, first).await?;
    Ok(Booking::of(seen, done.left_out))
}

#[derive(Default)]
pub struct BookingQuery;

#[Object]
impl BookingQuery {
    /// A booking, for the members of the organisation that books and of the one that owns; null for others.
    async fn booking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking's UUID.")] id: ID,
    ) -> Result<Option<Booking>> {
        let (app, actor, id) = match asked(ctx, &id) {
            Ok(found) => found,
            Err(error) if Uuid::parse_str(&id).is_ok() => return Err(error),
            Err(_) => {
                let actor = ctx.data_unchecked::<Actor>();
                crate::rights::signed_in(actor).map_err(|e| fail(ctx, e))?;
                return Ok(None);
            }
        };
        match shown(app, actor, id).await {
            Ok(found) => Ok(Some(found)),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(fail(ctx, error)),
        }
    }
}

#[derive(Default)]
pub struct BookingMutation;

#[Object]
impl BookingMutation {
    /// Books a resource at once, or asks its owner for it. Where it isn't free: `CONFLICT`, with the next time at which as
    /// much is free for as long in `extensions.nextFree`, or null. `CONFLICT` too, at `startsAt`, where the same request
    /// waits for an answer already.
    async fn book_shared_resource(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The resource's UUID.")] id: ID,
        #[graphql(desc = "What is wanted.")] input: BookingInput,
    ) -> Result<Booking> {
        let (app, actor, id) = asked(ctx, &id)?;
        let done = async {
            let done = sharing::book(app, actor, id, &input.typed()?).await?;
            booked(app, actor, done).await
        };
        done.await.map_err(|e| fail(ctx, e))
    }

    /// Waits for a time that isn't free: who came first has it when room comes free. What comes back or is booked along is
    /// waited for together, and had once all of it is free.
    async fn join_waiting_list(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The resource's UUID.")] id: ID,
        #[graphql(desc = "What is wanted.")] input: BookingInput,
    ) -> Result<Booking> {
        let (app, actor, id) = asked(ctx, &id)?;
        let done = async {
            let done = sharing::join_waiting_list(app, actor, id, &input.typed()?).await?;
            booked(app, actor, done).await
        };
        done.await.map_err(|e| fail(ctx, e))
    }

    /// Answers a request, for the owner: accepts it, refuses it with a reason, or offers another time. What was asked for
    /// together is answered together. Another time that was offered is taken back by a refusal, or by one more.
    async fn answer_booking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking's UUID.")] id: ID,
        #[graphql(desc = "Whether it is accepted; without meaning where another time is offered.")]
        accept: bool,
        #[graphql(desc = "Why; needed for a refusal.")] reason: Option<String>,
        #[graphql(desc = "Another time, which the booker accepts or refuses.")] counter: Option<
            TimeSpanInput,
        >,
    ) -> Result<Booking> {
        let (app, actor, id) = asked(ctx, &id)?;
        let reason = reason.unwrap_or_default();
        let answer = match (counter, accept) {
            (Some(_), true) => {
                let wrong = Error::invalid("counter", Message::new("invalid-booking-both"));
                return Err(fail(ctx, wrong));
            }
            (Some(span), false) => Answer::Counter(Window::new(span.starts_at, span.ends_at), reason),
            (None, true) => Answer::Accept,
            (None, false) => Answer::Refuse(reason),
        };
        sharing::answer(app, actor, id, &answer).await.map_err(|e| fail(ctx, e))?;
        shown(app, actor, id).await.map_err(|e| fail(ctx, e))
    }

    /// Answers the time that the owner offers, for whoever books.
    async fn answer_counter_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking's UUID.")] id: ID,
        #[graphql(desc = "Whether it is accepted.")] accept: bool,
    ) -> Result<Booking> {
        let (app, actor, id) = asked(ctx, &id)?;
        sharing::answer_counter(app, actor, id, accept).await.map_err(|e| fail(ctx, e))?;
        shown(app, actor, id).await.map_err(|e| fail(ctx, e))
    }

    /// Takes a booking back, with what was booked along. Room that comes free goes to those who wait for it. Once it has
    /// begun or was handed over, only its owner can, and nothing is owed for it.
    async fn cancel_booking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking's UUID.")] id: ID,
        #[graphql(desc = "Why; needed where the owner cancels what was accepted.")] reason: Option<String>,
        #[graphql(default, desc = "With all that come back and aren't over.")] series: bool,
        #[graphql(
            default,
            desc = "For the owner: the time is closed in the resource's hours, and who waits for it waits no more, instead \
                    of having it."
        )]
        closes: bool,
    ) -> Result<Booking> {
        let (app, actor, id) = asked(ctx, &id)?;
        let reason = reason.unwrap_or_default();
        sharing::cancel(app, actor, id, &reason, series, closes).await.map_err(|e| fail(ctx, e))?;
        shown(app, actor, id).await.map_err(|e| fail(ctx, e))
    }

    /// Gives a booking, with what was booked along, another time, for whoever books: a request any time that is free
    /// (`CONFLICT` else, as for booking), also instead of one that is offered; what is accepted a shorter one within its own. Less is owed for less, unless it is
    /// too late to cancel for nothing. Its owner is told.
    async fn change_booking(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking's UUID.")] id: ID,
        #[graphql(desc = "Its new time.")] to: TimeSpanInput,
    ) -> Result<Booking> {
        let (app, actor, id) = asked(ctx, &id)?;
        let stay = Window::new(to.starts_at, to.ends_at);
        sharing::change(app, actor, id, stay).await.map_err(|e| fail(ctx, e))?;
        shown(app, actor, id).await.map_err(|e| fail(ctx, e))
    }

    /// Says, for either side, that the thing went over to whoever booked it, or came back, and in what state.
    async fn record_handover(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The booking's UUID.")] id: ID,
        #[graphql(default, desc = "That it came back.")] back: bool,
        #[graphql(default, desc = "With all that was booked along, as far as it isn't noted yet.")]
        whole: bool,
        #[graphql(desc = "In what state; both sides read it.")] note: Option<String>,
    ) -> Result<Booking> {
        let (app, actor, id) = asked(ctx, &id)?;
        let note = note.unwrap_or_default();
        let done = sharing::record_handover(app, actor, id, back, whole, &note).await;
        done.map_err(|e| fail(ctx, e))?;
        shown(app, actor, id).await.map_err(|e| fail(ctx, e))
    }

    /// Says, for the organisation that is owed, that nothing is owed any more for these entries of its account, or that
    /// it is after all. What stands as they do for the same booking goes with them: what was taken off a debt is settled
    /// with it. `CONFLICT` where a debt and what takes it back cancel out.
    async fn settle_ledger_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID of the organisation that is owed.")] organization: ID,
        #[graphql(desc = "The entries' UUIDs: 1,000 at most.")] entries: Vec<ID>,
        #[graphql(default = true, desc = "Whether they are settled.")] settled: bool,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &organization)?;
        let done = async {
            let ids: Vec<Uuid> = entries.iter().map(uuid).collect::<crate::error::Result<_>>()?;
            sharing::settle(app, actor, id, &ids, settled).await
        };
        done.await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }
}
