//! What is written to people about what they share.

use std::collections::HashSet;

use uuid::Uuid;

use super::commands::{REMIND, lapse, next_together, wanted_with};
use super::queries::{self, Booking, Resource};
use super::rules::booking::{answered, dates, moment_for, waiting_means, when_for};
use super::rules::calendar::{Window, calendar};
use super::rules::conditions::amounts;
use super::rules::{schedule, whereabouts};
use crate::accounts::{self, Told};
use crate::app::App;
use crate::base::deliveries::Claimed;
use crate::base::events::{self, OrganizationEvent, Reaction, What};
use crate::base::words::Words;
use crate::error::{Error, Result};
use crate::organizations;
use crate::rights::Role;

/// As what someone is written to; after their account in the name of the recipient.
const BOOKER: &str = "booker";
const OWNER: &str = "owner";
/// Of the stay that comes near: its booking follows.
const REMINDER: &str = "reminder";
/// Of a time that someone else was given: its booking follows.
const GIVEN: &str = "given";

/// Whether whoever booked, and whoever owns, is told of it. `reasoned`: a reason was given, as owners do who refuse.
fn sides(from: Option<&str>, to: &str, reasoned: bool) -> (bool, bool) {
    match (from, to) {
        (from, "requested") => (from == Some("waiting"), true),
        (_, "countered" | "waiting") | (Some("requested"), "accepted") => (true, false),
        (Some("countered"), "refused") => (reasoned, !reasoned),
        (_, "changed") => (false, true),
        (_, "refused") | (Some("waiting"), "cancelled" | "lapsed") => (true, false),
        (_, "accepted" | "cancelled" | "lapsed") => (true, true),
        _ => (false, false),
    }
}

/// Whoever booked it, or those who write for their organisation once they have left it.
async fn bookers(app: &App, one: &Booking) -> Result<Vec<Uuid>> {
    let members = organizations::members(&app.db, one.organization).await?;
    let still = one.booked_by.filter(|who| members.iter().any(|(account, ..)| account == who));
    match still {
        Some(who) => Ok(vec![who]),
        None => organizations::at_least(&app.db, one.organization, Role::Editor).await,
    }
}

pub async fn recipients(app: &App, event: &OrganizationEvent) -> Result<Vec<String>> {
    let What::BookingChanged { bookings, from, to, reason, .. } = &event.what else { return Ok(Vec::new()) };
    let rows = queries::bookings_by_ids(&app.db, bookings).await?;
    let Some(one) = rows.first() else { return Ok(Vec::new()) };
    if to == GIVEN {
        let mut found = Vec::new();
        for row in &rows {
            let asked = bookers(app, row).await?.into_iter();
            found.extend(asked.map(|account| format!("{account}/{GIVEN}/{}", row.id)));
        }
        return Ok(found);
    }
    let (mut booker, mut owner) = sides(from.as_deref(), to, reason.is_some());
    // What is one's own is told to nobody, but that what one waited for is there.
    if one.organization == event.organization {
        (booker, owner) = (from.as_deref() == Some("waiting") && to == "accepted", false);
    }
    let mut found: Vec<(Uuid, &str)> = Vec::new();
    if booker {
        found.extend(bookers(app, one).await?.into_iter().map(|account| (account, BOOKER)));
    }
    if owner {
        let writers = organizations::at_least(&app.db, event.organization, Role::Editor).await?;
        let others = writers.into_iter().filter(|one| found.iter().all(|(account, _)| account != one));
        let others: Vec<Uuid> = others.collect();
        found.extend(others.into_iter().map(|account| (account, OWNER)));
    }
    Ok(found.into_iter().map(|(account, side)| format!("{account}/{side}")).collect())
}

/// A booking's moment has come: it lapses, or its booker is reminded of it.
pub async fn look_again(app: &App, due: &Claimed) -> Result<()> {
    let id: Uuid = due.recipient.parse().map_err(Error::internal)?;
    let Some(one) = queries::bookings_by_ids(&app.db, &[id]).await?.pop() else { return Ok(()) };
    if one.state != "accepted" {
        return lapse(app, id).await;
    }
    let now = app.clock.now();
    // Made shorter since, it begins later: its moment is still to come.
    if one.starts_at - REMIND > now {
        return Ok(());
    }
    let to = bookers(app, &one).await?;
    let letters = to.into_iter().map(|account| (Reaction::Letter, now, format!("{account}/{REMINDER}/{id}")));
    events::add_deliveries(&app.db, due.of, letters.collect()).await?;
    app.wake_letters.notify_one();
    Ok(())
}

/// What a letter is called; none where there is none.
fn name_of(side: &str, from: Option<&str>, to: &str) -> Option<&'static str> {
    let countered = from == Some("countered");
    Some(match (side, to) {
        (REMINDER, _) => "booking-reminder",
        (GIVEN, _) if countered => "booking-counter-given",
        (GIVEN, _) => "booking-given",
        (BOOKER, "lapsed") if countered => "booking-counter-missed",
        (BOOKER, "lapsed") if from == Some("waiting") => "booking-waited-in-vain",
        (OWNER, "lapsed") if countered => "booking-counter-lapsed",
        (OWNER, "changed") => "booking-changed",
        (OWNER, "requested") => "booking-requested",
        (OWNER, "accepted") => "booking-taken",
        (OWNER, "refused") => "booking-counter-refused",
        (BOOKER, "requested") => "booking-asked",
        (BOOKER, "countered") => "booking-countered",
        (BOOKER, "accepted") => "booking-accepted",
        (BOOKER, "refused") => "booking-refused",
        (BOOKER, "waiting") => "booking-waiting",
        (_, "cancelled") => "booking-cancelled",
        (_, "lapsed") => "booking-lapsed",
        _ => return None,
    })
}

pub async fn letter(app: &App, due: &Claimed, event: &OrganizationEvent) -> Result<Told> {
    let What::BookingChanged { bookings, from, to: state, times, left_out, by, .. } = &event.what else {
        return Ok(Told::Nothing);
    };
    let mut parts = due.recipient.splitn(3, '/');
    let account: Uuid = parts.next().unwrap_or_default().parse().map_err(Error::internal)?;
    let side = parts.next().unwrap_or_default();
    let named: Option<Uuid> = parts.next().and_then(|id| id.parse().ok());
    let reminded = named.filter(|_| side == REMINDER);
    let wanted = named.map_or_else(|| bookings.clone(), |id| vec![id]);
    let mut rows = queries::bookings_by_ids(&app.db, &wanted).await?;
    if let (Some(_), Some(one)) = (reminded, rows.first()) {
        rows = queries::together(&app.db, one, false).await?;
    }
    // What has moved since has a letter of its own.
    let given = if side == GIVEN { queries::given(&app.db, &rows).await? } else { HashSet::new() };
    let stands = |row: &&Booking| match state.as_str() {
        "given" => given.contains(&row.id),
        "changed" => matches!(row.state.as_str(), "requested" | "accepted"),
        state => row.state == state,
    };
    let still: Vec<&Booking> = rows.iter().filter(stands).collect();
    let Some(one) = still.iter().find(|row| row.bundle.is_none_or(|b| b == row.id)).or(still.first()) else {
        return Ok(Told::Nothing);
    };
    if reminded.is_some() && one.starts_at <= app.clock.now() {
        return Ok(Told::Nothing);
    }
    // Of several whose time was given, each stands where it stands.
    let before = if side == GIVEN { Some(one.state.as_str()) } else { from.as_deref() };
    let Some(name) = name_of(side, before, state) else { return Ok(Told::Nothing) };
    let Some(to) = accounts::reader_of(app, due, account).await? else { return Ok(Told::Nothing) };
    let thing = queries::any_by_id(&app.db, one.resource).await?;
    let other = if side == OWNER { one.organization } else { event.organization };
    let zone = accounts::by_id(&app.db, account).await?.map(|one| one.time_zone).unwrap_or_default();
    let who = organizations::by_id(&app.db, other).await?.name;
    let (opening, _) = schedule(&thing)?;
    let own = Window::new(one.starts_at, one.ends_at);
    // That was offered, and is no more.
    let ended = match (from.as_deref(), state.as_str()) {
        (Some("countered"), "refused" | "lapsed") => one.counter_starts_at.zip(one.counter_ends_at),
        _ => None,
    };
    let ended = ended.map(|(from, until)| Window::new(from, until));
    let stay = ended.filter(|_| state == "lapsed").unwrap_or(answered(one));
    let stay = times.map_or(stay, |times| Window::new(times.after.0, times.after.1));
    let before = times.map_or(stay, |times| Window::new(times.before.0, times.before.1));
    let when = |stay| when_for(to.words, opening.zone(), &zone, stay);
    let said = [
        ("about", thing.name.clone()),
        ("who", who),
        ("when", when(stay)),
        ("before", when(before)),
        ("reason", one.reason.clone().unwrap_or_default()),
    ];
    let action = to.page("booking", &format!("/espace/reservations/{}", one.id));
    let mut letter = to.told(name, &said, Some(action));
    if side == GIVEN {
        let wanted = wanted_with(&app.db, one).await?;
        let alone = one.series.is_none() && one.bundle.is_none() && one.state == "requested";
        if wanted.len() > 1 {
            letter.paragraphs.push(to.words.say("letter-booking-given-together"));
        }
        let can = if alone { "letter-booking-given-alone" } else { "letter-booking-given-others" };
        letter.paragraphs.push(to.words.say(can));
        letter.paragraphs.push(next_after(app, to.words, &wanted, stay, &when).await?);
        return Ok(Told::Letter(Box::new(letter)));
    }
    if let Some(ended) = ended.filter(|_| side == BOOKER && state == "refused") {
        letter.paragraphs.push(to.words.with("letter-booking-withdrawn", "when", when(ended)));
    }
    if let Some(by) = by {
        let by = organizations::by_id(&app.db, *by).await?.name;
        letter.paragraphs.push(to.words.with("letter-booking-cancelled-by", "who", by));
    }
    if from.as_deref() == Some("countered") && state == "countered" {
        letter.paragraphs.push(to.words.say("letter-booking-instead"));
    }
    if from.as_deref() == Some("waiting") && state == "accepted" && side == BOOKER {
        let key = if still.len() > 1 { "letter-booking-came-free-all" } else { "letter-booking-came-free" };
        letter.paragraphs.push(to.words.say(key));
    }
    if state == "changed" && one.state == "requested" {
        letter.paragraphs.push(to.words.say("letter-booking-still-asked"));
    }
    let mut stays: Vec<Window> = still
        .iter()
        .filter(|row| row.resource == one.resource)
        .map(|row| Window::new(row.starts_at, row.ends_at))
        .collect();
    stays.sort_by_key(|stay| stay.from);
    if stays.len() > 1 {
        let days = dates(to.words, opening.zone(), &stays);
        letter.paragraphs.push(to.words.with2("letter-booking-dates", "count", stays.len(), "days", days));
    }
    if !left_out.is_empty() {
        let stays: Vec<Window> = left_out.iter().map(|(from, until)| Window::new(*from, *until)).collect();
        let days = dates(to.words, opening.zone(), &stays);
        letter.paragraphs.push(to.words.with2("letter-booking-left-out", "count", stays.len(), "days", days));
    }
    let all: Vec<Booking> = still.iter().map(|row| (*row).clone()).collect();
    letter.paragraphs.extend(what_it_is(app, to.words, one, &all).await?);
    // Of another time that was offered before, the reason isn't that of what came of it.
    let unsaid = matches!(state.as_str(), "accepted" | "requested" | "changed");
    if let Some(reason) = one.reason.clone().filter(|_| !unsaid) {
        letter.paragraphs.push(to.words.with("letter-booking-reason", "reason", reason));
    }
    if !one.purpose.is_empty() {
        letter.paragraphs.push(to.words.with("letter-booking-purpose", "text", &one.purpose));
    }
    if let Some(by) = one.answer_by.filter(|_| matches!(one.state.as_str(), "requested" | "countered")) {
        let by = moment_for(to.words, opening.zone(), &zone, by);
        letter.paragraphs.push(to.words.with("letter-booking-answer-by", "when", by));
    }
    if side == BOOKER && matches!(state.as_str(), "refused" | "lapsed") {
        let wanted = wanted_with(&app.db, one).await?;
        // What was refused may be free all the same; what nobody answered may be had as it was asked for.
        let after = match state.as_str() {
            "refused" => Window::new(own.until, own.until + (own.until - own.from)),
            _ => own,
        };
        letter.paragraphs.push(next_after(app, to.words, &wanted, after, &when).await?);
    }
    if state == "waiting" {
        let place = queries::place_in_line(&app.db, one).await?;
        letter.paragraphs.push(to.words.with("letter-booking-place", "place", place));
        let wanted = wanted_with(&app.db, one).await?;
        let things: Vec<&Resource> = wanted.iter().map(|(thing, _)| thing).collect();
        let owes = all.iter().any(|row| row.owed_cents.is_some());
        letter.paragraphs.extend(waiting_means(to.words, &things, stays.len(), owes));
    }
    if side != OWNER && state == "accepted" {
        letter.paragraphs.extend(for_those_who_have_it(app, to.words, &thing, &all).await?);
    }
    let was_theirs = state == "cancelled" && from.as_deref() == Some("accepted");
    if side != OWNER && (state == "accepted" || was_theirs) {
        let origin = app.settings.public_origin();
        let reference = app.reference.get();
        let entries = queries::calendar_entries(&app.db, to.words, &origin, &reference, &[], &all).await?;
        letter.calendar = Some(calendar(&thing.name, &entries));
    }
    Ok(Told::Letter(Box::new(letter)))
}

/// When all of it is free for as long.
async fn next_after(
    app: &App,
    words: Words,
    wanted: &[(Resource, u32)],
    stay: Window,
    when: &impl Fn(Window) -> String,
) -> Result<String> {
    let next = next_together(app, wanted, stay, app.clock.now()).await?;
    Ok(match (next, wanted.len()) {
        (Some(next), 2..) => words.with("booking-lacking-next", "when", when(next)),
        (Some(next), _) => words.with("booking-given-next", "when", when(next)),
        (None, _) => words.say("booking-next-none"),
    })
}

/// How many, what else is booked along with it, and what is owed for all of it.
async fn what_it_is(app: &App, words: Words, one: &Booking, all: &[Booking]) -> Result<Vec<String>> {
    let (things, _) = queries::named(&app.db, all).await?;
    let mut said = Vec::new();
    if one.units > 1 {
        said.push(words.with("letter-booking-units", "count", one.units));
    }
    if let Some(people) = one.people {
        said.push(words.with("letter-booking-people", "count", people));
    }
    let along = all.iter().filter(|row| one.bundle.is_some() && row.bundle == one.bundle && row.id != one.id);
    let along: Vec<String> = along
        .filter_map(|row| {
            let thing = things.get(&row.resource)?;
            Some(words.with2("letter-booking-thing", "name", &thing.name, "count", row.units))
        })
        .collect();
    if !along.is_empty() {
        let key = if one.state == "waiting" { "letter-booking-along-waited" } else { "letter-booking-along" };
        said.push(words.with(key, "things", words.list(&along)));
    }
    let owed = queries::owed_for(&app.db, all).await?;
    let cancelled = one.state == "cancelled";
    if !owed.is_empty() {
        let key = if cancelled { "letter-booking-stays-due" } else { "letter-booking-owed" };
        said.push(words.with(key, "amount", amounts(words, &app.reference.get(), &owed)));
    } else if cancelled && all.iter().any(|row| row.owed_cents.is_some()) {
        said.push(words.say("letter-booking-due-no-more"));
    }
    Ok(said)
}

/// Where exactly it is, how one gets there and in; and the same of what is booked along with it, where it differs.
async fn for_those_who_have_it(
    app: &App,
    words: Words,
    main: &Resource,
    all: &[Booking],
) -> Result<Vec<String>> {
    let reference = app.reference.get();
    let known = |thing: &Resource| {
        let place = whereabouts(thing, &reference, true);
        let handover = Some(thing.handover.clone()).filter(|text| !text.is_empty());
        [("where", place.line()), ("access", place.access), ("handover", handover)]
    };
    let of_main = known(main);
    let (things, _) = queries::named(&app.db, all).await?;
    let mut said = Vec::new();
    for (part, text) in &of_main {
        said.extend(text.as_ref().map(|text| words.with(&format!("letter-booking-{part}"), "text", text)));
    }
    let mut seen = HashSet::from([main.id]);
    for thing in all.iter().filter_map(|row| things.get(&row.resource)) {
        if !seen.insert(thing.id) {
            continue;
        }
        // A town alone tells nothing where the main thing is in it.
        let same_town = thing.address.is_none() && thing.commune == main.commune;
        for ((part, text), (_, of_main)) in known(thing).into_iter().zip(&of_main) {
            let differs = text.is_some() && text != *of_main && !(part == "where" && same_town);
            if let Some(text) = text.filter(|_| differs) {
                let key = format!("letter-booking-along-{part}");
                said.push(words.with2(&key, "name", &thing.name, "text", text));
            }
        }
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sharing::rules::booking::State;

    #[test]
    fn whoever_is_told_of_a_change_has_a_letter() {
        for to in State::ALL {
            for from in State::ALL.map(|state| Some(state.code())).into_iter().chain([None]) {
                for reasoned in [false, true] {
                    let (booker, owner) = sides(from, to.code(), reasoned);
                    assert!(booker || owner, "{from:?} {to:?}");
                    assert!(!booker || name_of(BOOKER, from, to.code()).is_some(), "{from:?} {to:?}");
                    assert!(!owner || name_of(OWNER, from, to.code()).is_some(), "{from:?} {to:?}");
                }
            }
        }
        assert_eq!(sides(Some("accepted"), "handed_over", false), (false, false));
        assert_eq!(sides(Some("accepted"), "changed", false), (false, true));
        assert_eq!(sides(Some("countered"), "refused", true), (true, false), "its owner took it back");
        assert_eq!(sides(Some("countered"), "refused", false), (false, true), "it was turned down");
        assert!(name_of(OWNER, None, "changed").is_some() && name_of(GIVEN, None, "given").is_some());
    }
}
