use chrono::{DateTime, Duration, Utc};
use schema::sharing::{booking, feed, resource};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Booking;
use crate::base::secrets::hashed;
use crate::base::words::{Lang, Words};
use crate::error::Result;
use crate::reference::Reference;
use crate::rights::Role;
use crate::sharing::rules::booking::whole_days;
use crate::sharing::rules::calendar::{Entry, Status, Window, calendar};
use crate::sharing::rules::conditions::zone;
use crate::sharing::rules::whereabouts;
use crate::{accounts, organizations};

pub use schema::sharing::feed::Model as Feed;

/// Entries of one calendar.
const MOST: u64 = 2_000;
/// How far back a calendar goes, and how far ahead.
const BEFORE: Duration = Duration::days(90);
const AHEAD: Duration = Duration::days(800);

/// The calendars someone made, the newest first.
pub async fn feeds_of(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Feed>> {
    Ok(feed::Entity::find()
        .filter(feed::Column::Account.eq(account))
        .order_by_desc(feed::Column::CreatedAt)
        .order_by_desc(feed::Column::Id)
        .all(db)
        .await?)
}

/// What a secret address leads to; none when it isn't known, or when whoever made it may no longer read that.
pub async fn feed_by_token(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    token: &str,
    origin: &str,
    reference: &Reference,
) -> Result<Option<String>> {
    let Some(found) = feed::Entity::find().filter(feed::Column::Token.eq(hashed(token))).one(db).await?
    else {
        return Ok(None);
    };
    let Some(account) = accounts::by_id(db, found.account).await? else { return Ok(None) };
    let words = Words::new(if account.lang == "en" { Lang::En } else { Lang::Fr });
    let mine = super::organizations_as(db, account.id, Role::Reader).await?;
    let (name, of_it) = match found.kind.as_str() {
        "resource" => {
            let Some(one) = resource::Entity::find_by_id(found.subject).one(db).await? else {
                return Ok(None);
            };
            if !mine.contains(&one.organization) {
                return Ok(None);
            }
            (one.name, Condition::all().add(booking::Column::Resource.eq(found.subject)))
        }
        "organization" => {
            if !mine.contains(&found.subject) {
                return Ok(None);
            }
            let one = organizations::by_id(db, found.subject).await?;
            (one.name, either(&[found.subject]))
        }
        _ => (words.say("feed-of-mine"), either(&mine)),
    };
    let shown = Condition::all()
        .add(of_it)
        .add(booking::Column::State.is_in(["accepted", "requested", "countered"]))
        .add(booking::Column::StartsAt.lt(now + AHEAD));
    // What is nearest to now comes first, and what is over after what isn't.
    let mut rows = booking::Entity::find()
        .filter(shown.clone().add(booking::Column::EndsAt.gt(now)))
        .order_by_asc(booking::Column::StartsAt)
        .order_by_asc(booking::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let over = booking::Entity::find()
        .filter(shown.add(booking::Column::EndsAt.gt(now - BEFORE)).add(booking::Column::EndsAt.lte(now)))
        .order_by_desc(booking::Column::EndsAt)
        .order_by_desc(booking::Column::Id)
        .limit(MOST - rows.len() as u64);
    rows.extend(over.all(db).await?);
    let entries = entries(db, words, origin, reference, &mine, &rows).await?;
    Ok(Some(calendar(&name, &entries)))
}

fn either(of: &[Uuid]) -> Condition {
    let theirs = sea_orm::sea_query::Query::select()
        .column(resource::Column::Id)
        .from(resource::Entity)
        .and_where(resource::Column::Organization.is_in(of.iter().copied()))
        .to_owned();
    Condition::any()
        .add(booking::Column::Organization.is_in(of.iter().copied()))
        .add(booking::Column::Resource.in_subquery(theirs))
}

/// Bookings of either side of these organisations, as a calendar shows them.
pub async fn entries(
    db: &impl ConnectionTrait,
    words: Words,
    origin: &str,
    reference: &Reference,
    mine: &[Uuid],
    rows: &[Booking],
) -> Result<Vec<Entry>> {
    let (resources, sides) = super::named(db, rows).await?;
    let host = origin.split("://").nth(1).unwrap_or_default();
    let entry = |one: &Booking| {
        let thing = resources.get(&one.resource)?;
        let who = sides.get(&one.organization).map(|side| side.name.clone()).unwrap_or_default();
        let owner = sides.get(&thing.organization).map(|side| side.name.clone()).unwrap_or_default();
        let lends = mine.contains(&thing.organization);
        let summary = match lends {
            true => words.with2("feed-lent", "name", &thing.name, "who", who),
            false => words.with2("feed-booked", "name", &thing.name, "who", owner),
        };
        let accepted = one.state == "accepted";
        // Until it is accepted, whoever asks knows what everyone knows.
        let place = whereabouts(thing, reference, lends || accepted);
        let status = match one.state.as_str() {
            "accepted" => Status::Confirmed,
            "cancelled" => Status::Cancelled,
            _ => Status::Tentative,
        };
        let handover = Some(thing.handover.clone()).filter(|_| accepted);
        let people = one.people.map(|people| words.with("letter-booking-people", "count", people));
        let units = (thing.units > 1).then(|| words.with("letter-booking-units", "count", one.units));
        let said = [Some(one.purpose.clone()), units, people, handover].into_iter().flatten();
        Some(Entry {
            uid: format!("{}@{host}", one.id),
            summary: match status {
                Status::Tentative => words.with("feed-asked", "what", summary),
                _ => summary,
            },
            description: said.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n"),
            location: place.line().unwrap_or_default(),
            from: one.starts_at,
            until: one.ends_at,
            days: whole_days(zone(thing), Window::new(one.starts_at, one.ends_at)),
            stamp: one.updated_at,
            status,
            url: Some(format!("{origin}{}", words.path(&format!("/espace/reservations/{}", one.id)))),
        })
    };
    Ok(rows.iter().filter_map(entry).collect())
}
