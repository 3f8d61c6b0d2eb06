//! Bookings of one's own and of what one's organisations lend; what is owed for them.

mod account;
mod acts;
mod calendars;
mod given;
mod one;

pub(super) use self::account::{ledger, send_ledger};
use uuid::Uuid;

use crate::accounts;
use crate::base::desk::{self, DeskPage, Row, Section, Table};
use crate::base::form::Form;
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::base::words::Words;
use crate::error::{Error, Result};
use crate::rights::{self, Role};
use crate::sharing::calendar::Window;
use crate::sharing::pages::holders;
use crate::sharing::{self, Booking, Which};

/// Bookings of one list.
const SHOWN: u64 = 50;

/// The pages above.
fn trail(words: Words) -> Vec<Link> {
    let link = |key: &str, path: &str| Link { label: words.say(key), href: words.path(path) };
    vec![link("account-desk-heading", "/espace"), link("account-bookings-heading", "/espace/reservations")]
}

/// When a booking is, in the time of its place; `reader`: the time zone of whoever reads.
fn stay_of(words: Words, thing: &sharing::Resource, reader: &str, one: &Booking) -> Result<String> {
    let (opening, _) = sharing::schedule(thing)?;
    Ok(sharing::when_for(words, opening.zone(), reader, Window::new(one.starts_at, one.ends_at)))
}

/// Where a booking stands, whether the time that it waits for is still free, and whether the thing is out.
fn state_of(
    visit: &Visit,
    reader: &str,
    thing: &sharing::Resource,
    one: &Booking,
    given: bool,
) -> Result<String> {
    let words = visit.words;
    let state = words.say(format!("booking-state-{}", one.state));
    Ok(match holders::out_since(visit, reader, thing, one)? {
        Some(out) => words.with2("booking-state-out", "state", state, "out", out),
        None if given && one.bundle.is_some() => words.with("booking-state-lacking", "state", state),
        None if given => words.with("booking-state-given", "state", state),
        None => state,
    })
}

async fn table(visit: &Visit, reader: &str, which: Which, rows: &[Booking], total: u64) -> Result<Table> {
    let words = visit.words;
    let (things, sides) = sharing::named(&visit.app.db, rows).await?;
    let given = sharing::given(&visit.app.db, rows).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for one in rows {
        let Some(thing) = things.get(&one.resource) else { continue };
        let name = |id| sides.get(&id).map(|side| side.name.clone()).unwrap_or_default();
        shown.push(Row {
            href: Some(words.path(&format!("/espace/reservations/{}", one.id))),
            cells: vec![
                thing.name.clone(),
                desk::whole(&stay_of(words, thing, reader, one)?),
                name(one.organization),
                name(thing.organization),
                state_of(visit, reader, thing, one, given.contains(&one.id))?,
            ],
            buttons: Vec::new(),
        });
    }
    let headers = ["bookings-what", "bookings-when", "bookings-booker", "bookings-owner", "bookings-state"];
    Ok(Table {
        caption: words.with(&format!("bookings-{}-caption", code(which)), "count", total),
        headers: headers.map(|key| words.say(key)).into(),
        rows: shown,
    })
}

fn code(which: Which) -> &'static str {
    match which {
        Which::Out => "out",
        Which::ToAnswer => "to-answer",
        Which::Coming => "coming",
        Which::Lent => "lent",
        Which::Past => "past",
    }
}

async fn list(visit: &Visit) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let account = accounts::own(&app.db, &visit.actor).await?;
    let now = app.clock.now();
    let reads = sharing::organizations_as(&app.db, account.id, Role::Reader).await?;
    let writes = sharing::organizations_as(&app.db, account.id, Role::Editor).await?;
    // One list is paged at a time; its address says which.
    let offset = |which| {
        let chosen = visit.one("liste") == Some(code(which));
        let place = visit.one("apres").filter(|_| chosen).and_then(|text| text.parse::<u64>().ok());
        place.unwrap_or(0).min(1_000_000)
    };
    let mut sections = Vec::new();
    for which in [Which::Out, Which::ToAnswer, Which::Coming, Which::Lent, Which::Past] {
        let of = if which == Which::ToAnswer { &writes } else { &reads };
        let begin = offset(which);
        let (rows, total) = sharing::bookings_of(&app.db, which, of, now, begin, SHOWN).await?;
        if rows.is_empty() && begin == 0 {
            continue;
        }
        let end = begin + rows.len() as u64;
        let mut section = Section {
            heading: words.say(format!("bookings-{}", code(which))),
            table: Some(table(visit, &account.time_zone, which, &rows, total).await?),
            ..Section::default()
        };
        if end < total {
            let next = visit.address.without_all("fait").with("liste", code(which));
            let href = next.with("apres", &end.to_string()).href(words);
            section.links.push(Link { label: words.say("bookings-next"), href });
        }
        sections.push(section);
    }
    if sections.is_empty() {
        sections.push(Section::said(vec![words.say("bookings-none")]));
    }
    let link = |key: &str, path: &str| Link { label: words.say(key), href: words.path(path) };
    sections.push(Section {
        links: vec![
            link("calendars-heading", "/espace/reservations/calendriers"),
            link("booking-link-sharing", "/mutualisation"),
        ],
        ..Section::default()
    });
    let mut page = DeskPage::new(visit, words.say("account-bookings-heading"), Nav::Desk, sections);
    page.trail = trail(words)[..1].to_vec();
    Ok(page)
}

async fn page_of(visit: &Visit, rest: &[&str], form: &Form) -> Result<DeskPage> {
    rights::signed_in(&visit.actor)?;
    match *rest {
        [] => list(visit).await,
        ["calendriers"] => calendars::page(visit, form, None).await,
        [id] => one::page(visit, id, form).await,
        _ => Err(Error::NotFound),
    }
}

pub(super) async fn show(visit: &Visit, rest: &[&str], form: &Form) -> Result<Answer> {
    Ok(Answer::Page(page_of(visit, rest, form).await?.done()?))
}

pub(super) async fn send(visit: &Visit, rest: &[&str], form: &Form) -> Result<Answer> {
    rights::signed_in(&visit.actor)?;
    let done = match *rest {
        ["calendriers"] => calendars::act(visit, form).await,
        [id] => acts::act(visit, id, form).await,
        _ => Err(Error::NotFound),
    };
    desk::answered(done, form, page_of(visit, rest, form)).await
}

fn uuid(text: &str) -> Result<Uuid> {
    Uuid::parse_str(text).map_err(|_| Error::NotFound)
}
