//! Bookings and accounts, a page at a time.

use async_graphql::connection::PageInfo;
use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use uuid::Uuid;

use super::bookings::{Booking, BookingState};
use super::loaded;
use crate::actor::Actor;
use crate::api::{Money, OrganizationBy, asked, fail, first_of};
use crate::app::App;
use crate::error::{Error, Message};
use crate::organizations::graphql::SupplierNode;
use crate::rights::{self, Hold, Operation};
use crate::sharing::{self, Asked, LedgerEntry, Page, Seen};

/// What comes first in the order of a list, and the id after it.
fn cursor(first: &str, id: &str) -> String {
    format!("{first}_{id}")
}

fn read_cursor<T: std::str::FromStr>(text: Option<&str>) -> crate::error::Result<Option<(T, Uuid)>> {
    let Some(text) = text else { return Ok(None) };
    let read = text.rsplit_once('_').and_then(|(first, id)| Some((first.parse().ok()?, id.parse().ok()?)));
    read.map(Some).ok_or_else(|| Error::invalid("after", Message::new("invalid-cursor")))
}

/// Errors: `Invalid` at `first` or `after`.
pub(super) fn asked_of(
    state: Option<BookingState>,
    first: i32,
    after: Option<&str>,
) -> crate::error::Result<Asked> {
    Ok(Asked { state: state.map(Into::into), first: first_of(first)?, after: read_cursor(after)? })
}

fn page_info(cursors: &[String], has_more: bool, continued: bool) -> PageInfo {
    PageInfo {
        has_previous_page: continued,
        has_next_page: has_more,
        start_cursor: cursors.first().cloned(),
        end_cursor: cursors.last().cloned(),
    }
}

/// A booking in its place in a list.
#[derive(SimpleObject)]
pub struct BookingEdge {
    /// The booking.
    node: Booking,
    /// Its place, for `after`.
    cursor: String,
}

/// One page of bookings.
#[derive(SimpleObject)]
pub struct BookingConnection {
    /// How many there are on all pages.
    total_count: u64,
    /// The bookings of this page.
    nodes: Vec<Booking>,
    /// The bookings of this page, each with its cursor.
    edges: Vec<BookingEdge>,
    /// Where this page stands.
    page_info: PageInfo,
}

impl BookingConnection {
    pub(super) fn of(page: Page<Seen>, continued: bool) -> BookingConnection {
        let nodes: Vec<Booking> = page.rows.into_iter().map(|seen| Booking::of(seen, Vec::new())).collect();
        let at = |one: &Booking| one.starts_at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let cursors: Vec<String> = nodes.iter().map(|one| cursor(&at(one), &one.id)).collect();
        BookingConnection {
            total_count: page.total,
            page_info: page_info(&cursors, page.has_more, continued),
            edges: nodes
                .iter()
                .cloned()
                .zip(cursors)
                .map(|(node, cursor)| BookingEdge { node, cursor })
                .collect(),
            nodes,
        }
    }
}

/// What someone's organisations booked, and what was booked of theirs.
pub async fn bookings_of_viewer(
    ctx: &Context<'_>,
    state: Option<BookingState>,
    first: i32,
    after: Option<String>,
) -> Result<BookingConnection> {
    let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
    let found = async {
        rights::check(actor, Operation::ReadBooking)?;
        sharing::bookings_of_viewer(&app.db, actor, asked_of(state, first, after.as_deref())?).await
    };
    let page = found.await.map_err(|e| fail(ctx, e))?;
    Ok(BookingConnection::of(page, after.is_some()))
}

/// What one organisation owes another, or what takes it back.
#[derive(Clone, SimpleObject)]
#[graphql(name = "LedgerEntry", complex)]
pub struct LedgerEntryNode {
    /// The UUID.
    id: ID,
    /// The day, where it happened.
    day: NaiveDate,
    /// What for.
    label: String,
    /// How much; negative where the organisation owes it. Hundredths of an hour for `TIME`.
    amount: Money,
    /// The UUID of the booking it is for.
    booking: Option<ID>,
    /// Since when nothing is owed for it any more.
    settled_at: Option<DateTime<Utc>>,
    #[graphql(skip)]
    other: Uuid,
}

impl LedgerEntryNode {
    fn of(entry: LedgerEntry, organization: Uuid) -> LedgerEntryNode {
        let is_owed = entry.creditor == organization;
        let amount_cents = if is_owed { entry.amount_cents } else { -entry.amount_cents };
        LedgerEntryNode {
            id: ID(entry.id.to_string()),
            day: entry.day,
            label: entry.label,
            amount: Money { amount_cents, currency: entry.currency },
            booking: entry.booking.map(|id| ID(id.to_string())),
            settled_at: entry.settled_at,
            other: if is_owed { entry.debtor } else { entry.creditor },
        }
    }
}

#[ComplexObject]
impl LedgerEntryNode {
    /// Who owes it, or is owed it; null where it can't be seen any more.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<SupplierNode>> {
        Ok(loaded(ctx, OrganizationBy(self.other)).await?.map(SupplierNode))
    }
}

/// An entry in its place in an account.
#[derive(SimpleObject)]
pub struct LedgerEntryEdge {
    /// The entry.
    node: LedgerEntryNode,
    /// Its place, for `after`.
    cursor: String,
}

/// One page of an account.
#[derive(SimpleObject)]
pub struct LedgerEntryConnection {
    /// How many there are on all pages.
    total_count: u64,
    /// The entries of this page.
    nodes: Vec<LedgerEntryNode>,
    /// The entries of this page, each with its cursor.
    edges: Vec<LedgerEntryEdge>,
    /// Where this page stands.
    page_info: PageInfo,
}

#[derive(Default)]
pub struct LedgerQuery;

#[Object]
impl LedgerQuery {
    /// What an organisation is owed and owes, the latest first: for its members; null for others. No payment is taken.
    #[graphql(complexity = "crate::api::list_cost(first, child_complexity)")]
    async fn ledger(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation's UUID.")] organization: ID,
        #[graphql(default = 20, desc = "At most 100.")] first: i32,
        #[graphql(desc = "The cursor of the last one already had.")] after: Option<String>,
    ) -> Result<Option<LedgerEntryConnection>> {
        let (app, actor, id) = asked(ctx, &organization)?;
        let found = async {
            let (_, role) = crate::organizations::held(&app.db, actor, id).await?;
            rights::check_in(actor, Operation::ReadLedger, Hold { role, moderates: false })?;
            let after = read_cursor(after.as_deref())?;
            sharing::ledger_page(&app.db, id, first_of(first)?, after).await
        };
        let page = match found.await {
            Err(Error::NotFound | Error::Forbidden(_)) => return Ok(None),
            page => page.map_err(|e| fail(ctx, e))?,
        };
        let nodes: Vec<_> = page.rows.into_iter().map(|entry| LedgerEntryNode::of(entry, id)).collect();
        let cursors: Vec<String> = nodes.iter().map(|one| cursor(&one.day.to_string(), &one.id)).collect();
        let edge = |(node, cursor)| LedgerEntryEdge { node, cursor };
        Ok(Some(LedgerEntryConnection {
            total_count: page.total,
            page_info: page_info(&cursors, page.has_more, after.is_some()),
            edges: nodes.iter().cloned().zip(cursors).map(edge).collect(),
            nodes,
        }))
    }
}
