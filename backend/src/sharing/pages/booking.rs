//! The week of a resource, and how one books it.

mod form;
mod week;

pub(super) use self::form::{placed, stay, when_fields};
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::base::desk::{self, DeskPage, FormView, Pick, Section};
use crate::base::form::Form;
use crate::base::page::{Address, Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::base::words::{Lang, Words};
use crate::error::{Error, FieldError, Message, Result};
use crate::networks::{self, Network};
use crate::organizations;
use crate::rights;
use crate::sharing::calendar::{Opening, Window};
use crate::sharing::pages::{resource, said};
use crate::sharing::{self, PriceKind, Resource};

/// A local time in an address: `2027-03-03T14:00`.
const LOCAL: &str = "%Y-%m-%dT%H:%M";
/// What the form of this page does, by which it is known.
const FORM: &str = "reserver";

pub(super) async fn show(visit: &Visit, id: &str, rest: &[&str], form: &Form) -> Result<Answer> {
    let ["reserver"] = rest else { return Err(Error::NotFound) };
    Ok(Answer::Page(page_of(visit, id, form, None).await?.done()?))
}

pub(super) async fn send(visit: &Visit, id: &str, rest: &[&str], form: &Form) -> Result<Answer> {
    let ["reserver"] = rest else { return Err(Error::NotFound) };
    rights::signed_in(&visit.actor)?;
    if form.has("moment") {
        let (opening, terms) = sharing::schedule(&of(visit, id).await?)?;
        let at = form::at_moment(form, &opening, &terms);
        return Ok(Answer::Page(page_of(visit, id, &at, None).await?.done()?));
    }
    if form.has("autre-semaine") {
        return Ok(Answer::Page(page_of(visit, id, form, None).await?.done()?));
    }
    match act(visit, id, form).await {
        Err(Error::Full { said, next }) => {
            let next = next.map(|(from, until)| Window::new(from, until));
            Ok(Answer::Mistaken(page_of(visit, id, form, Some((said, next))).await?.done()?))
        }
        done => desk::answered(done.map_err(form::placed), form, page_of(visit, id, form, None)).await,
    }
}

async fn act(visit: &Visit, id: &str, form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    let resource = of(visit, id).await?;
    let (opening, terms) = sharing::schedule(&resource)?;
    let extras = sharing::extras_of(&app.db, resource.id).await?;
    let typed = form::typed(form, &opening, terms.step, &extras);
    match form.text("faire") {
        act @ ("reserver" | "attendre") => {
            let booked = match act {
                "reserver" => sharing::book(app, actor, resource.id, &typed?).await?,
                _ => sharing::join_waiting_list(app, actor, resource.id, &typed?).await?,
            };
            let first = booked.bookings.first().ok_or(Error::NotFound)?;
            let done = match act {
                "attendre" => "waiting",
                _ if first.holds => "booked",
                _ => "asked",
            };
            let mut to = Address::new(&format!("/espace/reservations/{}", first.id)).with("fait", done);
            let day = |stay: &Window| stay.from.with_timezone(&opening.zone()).date_naive().to_string();
            let left_out: Vec<String> = booked.left_out.iter().map(day).collect();
            if !left_out.is_empty() {
                to = to.with("sauf", &left_out.join(","));
            }
            // The language is put before it by whoever sends people there.
            Ok(Answer::SeeOther(to.href(Words::new(Lang::Fr))))
        }
        _ => Err(Error::NotFound),
    }
}

async fn of(visit: &Visit, id: &str) -> Result<Resource> {
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let found = sharing::by_id(&visit.app.db, &visit.actor, id).await?.ok_or(Error::NotFound)?;
    if found.direction == "offer" { Ok(found) } else { Err(Error::NotFound) }
}

/// `full`: that what was asked for isn't free, and when all of it is.
async fn page_of(
    visit: &Visit,
    id: &str,
    typed: &Form,
    full: Option<(Message, Option<Window>)>,
) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let (now, today) = (app.clock.now(), app.clock.today());
    let resource = of(visit, id).await?;
    let is_over = resource.archived_at.is_some() || resource.valid_until.is_some_and(|last| last < today);
    let title = words.with("booking-title", "name", &resource.name);
    let paged = |sections| {
        let mut page = DeskPage::new(visit, title, Nav::None, sections);
        let above = words.path(&format!("/mutualisation/{}", resource.id));
        page.trail = vec![Link { label: resource.name.clone(), href: above }];
        page
    };
    let notice = resource::notice(visit, &resource);
    if is_over {
        return Ok(paged(vec![Section::said(notice.into_iter().collect())]));
    }
    let (opening, terms) = sharing::schedule(&resource)?;
    let zone = opening.zone();
    let may_book = resource.booking_mode != "none" || form::owns(visit, &resource).await?;
    let mut lead = Section::said(vec![words.say(format!("booking-mode-{}", resource.booking_mode))]);
    if resource.audience != "everyone" {
        lead.text.push(words.say(format!("booking-audience-{}", resource.audience)));
    }
    lead.text.extend(notice);
    if let Some(clock) = said::clock_of(visit, zone).await? {
        lead.text.push(words.with("booking-zone", "zone", clock));
    }
    let signed_in = visit.actor.person().is_some();
    let barred = if may_book && signed_in { barred(visit, &resource).await? } else { None };
    let fields = match may_book && signed_in && barred.is_none() {
        true => form::fields(visit, &resource, &opening, &terms, typed).await?,
        false => None,
    };
    let units = typed.text("units").parse().unwrap_or(1);
    let wanted = form::wanted(visit, typed, &opening, &terms);
    let others_have = match wanted {
        Some(stay) if sharing::is_full(&app.db, &resource, stay, units, now).await? => Some(stay),
        _ => None,
    };
    // Only what goes along isn't free: of a series each date is looked at by itself.
    let lacks = full.is_some() && others_have.is_none() && typed.given("repeat").is_none();
    let next = match (&full, others_have) {
        (Some((_, next)), None) if lacks => *next,
        (_, Some(stay)) => sharing::next_like(app, &resource, stay, units, now).await?,
        (_, None) => sharing::next_free(&app.db, &resource, now, terms.shortest, 1, now).await?,
    };
    // An address that asks for what others have is told so before anything is sent.
    let told = (others_have.is_some() && (!typed.has("faire") || typed.has("moment")))
        .then(|| Message::new("refused-full"));
    let full = full.map(|(said, _)| said).or(told);
    let at = |stay: Window| filled(visit, &opening, stay.from, Some(stay.until));
    match next {
        _ if !may_book => {}
        Some(stay) => {
            let key = if lacks { "booking-next-together" } else { "booking-next" };
            let label = words.with(key, "when", sharing::when(words, zone, stay));
            match fields.is_some() {
                true => lead.picks.push(Pick {
                    act: FORM,
                    moment: moment(&opening, stay.from, Some(stay.until)),
                    label,
                }),
                false => lead.links.push(Link { label, href: at(stay) }),
            }
        }
        None if lacks => {}
        None => lead.text.push(words.say("booking-next-none")),
    }
    if let Some(stay) = wanted.filter(|_| lacks) {
        let label = words.with("booking-without", "name", &resource.name);
        lead.links.push(Link { label, href: at(stay) });
    }
    lead.links.extend(asked_already(visit, &resource, typed, wanted).await?);
    let mut week = week::of(visit, &resource, (&opening, &terms), typed, next, may_book).await?;
    week.fills = fields.is_some().then(|| (FORM, words.say("submit-reserver")));
    let week = Section { heading: words.say("booking-week"), week: Some(week), ..Section::default() };
    let mut sections = vec![lead, week];
    if !may_book {
        return Ok(paged(sections));
    }
    if !signed_in {
        let back = visit.address.without_all("fait").href(Words::new(Lang::Fr));
        let back = Address::new("/connexion").with("retour", &back);
        sections.push(Section {
            heading: words.say("booking-heading"),
            text: vec![words.say("booking-sign-in")],
            links: vec![Link { label: words.say("link-sign-in"), href: back.href(words) }],
            ..Section::default()
        });
    } else if let Some((said, links)) = barred {
        let heading = words.say("booking-heading");
        sections.push(Section { heading, text: vec![said], links, ..Section::default() });
    } else {
        match fields {
            Some(fields) => {
                let mut view = FormView::new(words, FORM, fields);
                view.filled_from_page = true;
                let (text, facts) = conditions(visit, &resource, &opening, now);
                if full.is_some() || others_have.is_some() || typed.text("faire") == "attendre" {
                    view.second = Some(("attendre", words.say("submit-attendre")));
                    view.aside = waiting(visit, &resource, wanted, typed).await?;
                }
                let form = Section::form(words.say("booking-heading"), text, view.typed(typed));
                sections.push(Section { facts, ..form });
            }
            None => sections.push(nobody(visit).await?),
        }
    }
    let mut page = paged(sections);
    if let Some(message) = full {
        page.mend(FORM, &[FieldError { path: String::new(), message }]);
    }
    Ok(page)
}

/// The request that was sent already and waits for its answer.
async fn asked_already(
    visit: &Visit,
    one: &Resource,
    typed: &Form,
    wanted: Option<Window>,
) -> Result<Option<Link>> {
    let booker = Uuid::parse_str(typed.text("organization")).ok();
    let Some((stay, booker)) = wanted.zip(booker).filter(|_| typed.text("faire") == "reserver") else {
        return Ok(None);
    };
    let (db, words) = (&visit.app.db, visit.words);
    if organizations::role_of(db, &visit.actor, booker).await?.is_none() {
        return Ok(None);
    }
    let mut asked = sharing::asked_already(db, one.id, booker, &[stay], false).await?;
    asked.extend(sharing::asked_already(db, one.id, booker, &[stay], true).await?);
    let first = asked.first().map(|row| words.path(&format!("/espace/reservations/{}", row.id)));
    Ok(first.map(|href| Link { label: words.say("booking-asked-already"), href }))
}

/// For whoever writes for no organisation: where they read only, who can give them more; else where they make one.
async fn nobody(visit: &Visit) -> Result<Section> {
    let words = visit.words;
    let link = |key: &str, path: &str| Link { label: words.say(key), href: words.path(path) };
    let (text, links) = match form::read_only(visit).await? {
        Some(one) => (
            words.with("booking-reader", "name", one.name),
            vec![link("booking-reader-owners", &format!("/espace/organisations/{}/membres", one.id))],
        ),
        None => (
            words.say("booking-no-organization"),
            vec![link("own-new", "/espace/organisations/nouvelle"), link("own-find", "/fournisseurs")],
        ),
    };
    Ok(Section { text: vec![text], links, ..Section::default() })
}

/// Why none of a visitor's organisations may have an offer, and what they can do; none where one may, or where they have none.
pub(super) async fn barred(visit: &Visit, resource: &Resource) -> Result<Option<(String, Vec<Link>)>> {
    let (app, words) = (&visit.app, visit.words);
    let mine = form::bookers(visit).await?;
    let Some(first) = mine.first() else { return Ok(None) };
    if !form::meant_for(visit, resource, &mine).await?.is_empty() {
        return Ok(None);
    }
    let owner = organizations::by_id(&app.db, resource.organization).await?;
    let link = |label: String, path: String| Link { label, href: words.path(&path) };
    let mut links = Vec::new();
    if resource.audience == "ess" {
        let own = format!("/espace/organisations/{}/garanties", first.id);
        links.push(link(words.say("barred-guarantees"), own));
    } else {
        let theirs = networks::of_organizations(&app.db, &[owner.id]).await?.remove(&owner.id);
        let network = |one: Network| {
            link(words.with("barred-network", "name", one.name), format!("/reseaux/{}", one.slug))
        };
        links.extend(theirs.unwrap_or_default().into_iter().map(network));
    }
    links.push(link(words.say("sharing-write"), format!("/fournisseurs/{}/contacter", owner.slug)));
    Ok(Some((words.say(format!("invalid-booking-{}", resource.audience)), links)))
}

/// What it costs, and from when on that is owed whatever happens.
fn conditions(
    visit: &Visit,
    one: &Resource,
    opening: &Opening,
    now: DateTime<Utc>,
) -> (Vec<String>, Vec<(String, String)>) {
    let words = visit.words;
    let mut facts = vec![(words.say("sharing-price"), said::price(words, &visit.app.reference.get(), one))];
    if let Some(cents) = one.deposit_cents.filter(|cents| *cents > 0) {
        facts.push((words.say("sharing-deposit"), words.euros(&cents)));
    }
    let owes = !matches!(PriceKind::named(&one.price_kind), Some(PriceKind::Free | PriceKind::Exchange));
    if !owes {
        return (Vec::new(), facts);
    }
    facts.push((words.say("sharing-cancellation"), said::cancellation(words, one.cancellation_hours)));
    let hours = one.cancellation_hours.filter(|hours| *hours > 0);
    let late = hours.map(|hours| {
        let until = (now + chrono::Duration::hours(i64::from(hours))).with_timezone(&opening.zone());
        let until = format!("{}, {}", words.date(&until.date_naive()), until.format("%H:%M"));
        words.with("booking-inside-delay", "when", until)
    });
    (late.into_iter().collect(), facts)
}

/// What joining the waiting list means, with the price of all that is wanted.
async fn waiting(visit: &Visit, one: &Resource, wanted: Option<Window>, typed: &Form) -> Result<Vec<String>> {
    let (app, words) = (&visit.app, visit.words);
    let (opening, terms) = sharing::schedule(one)?;
    let extras = sharing::extras_of(&app.db, one.id).await?;
    let mut things = vec![(one, typed.text("units").parse().unwrap_or(1))];
    let mut stays: Vec<Window> = wanted.into_iter().collect();
    if let Ok(typed) = form::typed(typed, &opening, terms.step, &extras) {
        let along = extras.iter().filter_map(|(thing, _)| {
            let (_, units) = typed.extras.iter().find(|(id, _)| *id == thing.id)?;
            Some((thing, *units))
        });
        things.extend(along);
        stays = sharing::windows(one, typed.stay, typed.repeat, app.clock.now()).unwrap_or(stays);
    }
    let mut owed: BTreeMap<String, i64> = BTreeMap::new();
    if typed.text("organization") != one.organization.to_string() {
        for stay in &stays {
            let each =
                things.iter().filter_map(|(thing, units)| sharing::conditions::owed(thing, *stay, *units));
            for (cents, currency) in each {
                let sum = owed.entry(currency).or_default();
                *sum = sum.saturating_add(cents);
            }
        }
    }
    let mut said = vec![words.say("waiting-below")];
    let things: Vec<&Resource> = things.into_iter().map(|(thing, _)| thing).collect();
    said.extend(sharing::waiting_means(words, &things, stays.len(), !owed.is_empty()));
    if !owed.is_empty() {
        let amount = sharing::conditions::amounts(words, &app.reference.get(), &owed);
        said.push(words.with("waiting-price", "amount", amount));
    }
    Ok(said)
}

/// A stay for the form of this page; without an end, the shortest.
fn moment(opening: &Opening, from: DateTime<Utc>, until: Option<DateTime<Utc>>) -> String {
    let local = |at: DateTime<Utc>| at.with_timezone(&opening.zone()).format(LOCAL).to_string();
    match until {
        Some(until) => format!("{}/{}", local(from), local(until)),
        None => local(from),
    }
}

/// This page with the form filled in, at its form.
fn filled(visit: &Visit, opening: &Opening, from: DateTime<Utc>, until: Option<DateTime<Utc>>) -> String {
    let local = |at: DateTime<Utc>| at.with_timezone(&opening.zone()).format(LOCAL).to_string();
    let mut to = Address::new(&visit.address.path).with("debut", &local(from));
    if let Some(until) = until {
        to = to.with("fin", &local(until));
    }
    format!("{}#reserver-day", to.href(visit.words))
}
