//! What is typed of a booking, and what it is read as.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use uuid::Uuid;

use super::LOCAL;
use crate::base::form::{Field, Form};
use crate::base::visit::Visit;
use crate::base::words::{Lang, Words};
use crate::error::{Error, FieldError, Message, Result};
use crate::organizations::{self, Organization};
use crate::rights::Role;
use crate::sharing::calendar::{Opening, Step, Terms, Window};
use crate::sharing::pages::said;
use crate::sharing::{self, BookingTyped, Repeat, Resource, Rhythm};

/// Whether a visitor writes for its owner.
pub(super) async fn owns(visit: &Visit, resource: &Resource) -> Result<bool> {
    let role = organizations::role_of(&visit.app.db, &visit.actor, resource.organization).await?;
    Ok(role >= Some(Role::Editor))
}

/// The organisations for which a visitor may book.
pub(super) async fn bookers(visit: &Visit) -> Result<Vec<Organization>> {
    let Some(person) = visit.actor.person() else { return Ok(Vec::new()) };
    let mine = organizations::of_account(&visit.app.db, person.account).await?;
    let writes = |(one, role): (Organization, Role)| {
        Some(one).filter(|one| role >= Role::Editor && one.archived_at.is_none())
    };
    Ok(mine.into_iter().filter_map(writes).collect())
}

/// An organisation that a visitor reads only.
pub(super) async fn read_only(visit: &Visit) -> Result<Option<Organization>> {
    let Some(person) = visit.actor.person() else { return Ok(None) };
    let mine = organizations::of_account(&visit.app.db, person.account).await?;
    let reads = |(one, role): (Organization, Role)| {
        Some(one).filter(|one| role < Role::Editor && one.archived_at.is_none())
    };
    Ok(mine.into_iter().find_map(reads))
}

pub(super) async fn meant_for(
    visit: &Visit,
    resource: &Resource,
    among: &[Organization],
) -> Result<BTreeSet<Uuid>> {
    let (reference, today) = (visit.app.reference.get(), visit.app.clock.today());
    sharing::meant_for(&visit.app.db, &reference, today, resource, among).await
}

/// The fields, filled in from the address; none for whoever writes for no organisation.
pub(super) async fn fields(
    visit: &Visit,
    resource: &Resource,
    opening: &Opening,
    terms: &Terms,
    typed: &Form,
) -> Result<Option<Vec<Field>>> {
    let (app, words) = (&visit.app, visit.words);
    let mine = bookers(visit).await?;
    let meant = meant_for(visit, resource, &mine).await?;
    let mine = mine.into_iter().filter(|one| meant.contains(&one.id));
    let mine: Vec<(String, String)> = mine.map(|one| (one.id.to_string(), one.name)).collect();
    if mine.is_empty() {
        return Ok(None);
    }
    let label = |name: &str| words.say(format!("booking-field-{name}"));
    let field = |name, kind| Field::new(words, name, kind, "off").label(label(name));
    let optional = |name, kind| Field::optional(words, name, kind).label(label(name));
    let (from, until) = asked(visit, opening, terms);
    let day = visit.one("jour").filter(|_| from.is_none());
    let mut when = when_fields(words, opening, terms.step, (from, until), typed);
    if let (Some(day), Some(field)) = (day, when.first_mut()) {
        field.value = day.to_owned();
    }
    let mut all = vec![field("organization", "select").choices(mine)];
    all.extend(when);
    if resource.units > 1 {
        let hint = words.with("booking-hint-units", "count", resource.units);
        all.push(field("units", "number").hint(hint).value("1"));
    }
    if let Some(places) = resource.places {
        let key = if resource.units > 1 { "booking-hint-people-each" } else { "booking-hint-people" };
        all.push(optional("people", "number").hint(words.with(key, "count", places)));
    }
    let reference = app.reference.get();
    let (mut single, mut several) = (Vec::new(), Vec::new());
    for (extra, most) in sharing::extras_of(&app.db, resource.id).await? {
        // Its hours may have changed since it was chosen.
        if !sharing::goes_along(&sharing::schedule(&extra)?.1, terms) {
            continue;
        }
        let price = said::price(words, &reference, &extra);
        if most == 1 {
            let label = words.with2("booking-extra-priced", "name", &extra.name, "price", price);
            single.push((extra.id.to_string(), label));
            continue;
        }
        let label = words.with("booking-field-extra", "name", &extra.name);
        let field = Field::optional(words, "", "number").named(extra_name(extra.id)).label(label);
        let hint = words.with("booking-hint-extra", "count", most);
        several.push(field.hint(words.with2("booking-hint-extra-priced", "price", price, "most", hint)));
    }
    if !single.is_empty() {
        all.push(optional("extras", "checkboxes").choices(single));
    }
    all.extend(several);
    all.push(optional("purpose", "textarea").hint(words.say("booking-hint-purpose")));
    let never = (String::new(), words.say("rhythm-never"));
    let rhythms = Rhythm::ALL.map(|one| (one.code().to_owned(), words.say(format!("rhythm-{}", one.code()))));
    all.push(optional("repeat", "select").choices([never].into_iter().chain(rhythms).collect()));
    all.push(optional("repeatTimes", "number").hint(words.say("booking-hint-times")));
    all.push(optional("repeatUntil", "date"));
    let only = vec![("1".to_owned(), words.say("booking-only-free"))];
    all.push(optional("onlyFree", "checkboxes").choices(only));
    Ok(Some(all))
}

/// When, in the time of the place; a time that comes twice that night is chosen between the two.
pub(in crate::sharing::pages) fn when_fields(
    words: Words,
    opening: &Opening,
    step: Step,
    (from, until): (Option<NaiveDateTime>, Option<NaiveDateTime>),
    typed: &Form,
) -> Vec<Field> {
    let label = |name: &str| words.say(format!("booking-field-{name}"));
    let field = |name, kind| Field::new(words, name, kind, "off").label(label(name));
    let text = |at: Option<NaiveDateTime>, format: &str| {
        at.map(|at| at.format(format).to_string()).unwrap_or_default()
    };
    let last_day = Field::optional(words, "lastDay", "date").label(label("lastDay"));
    let mut all = vec![field("day", "date").value(&text(from, "%Y-%m-%d"))];
    if step == Step::Day {
        // The last day is one that is had.
        let last = until.and_then(|until| match until.time() == NaiveTime::MIN {
            true => until.checked_sub_days(Days::new(1)),
            false => Some(until),
        });
        all.push(last_day.value(&text(last, "%Y-%m-%d")));
        return all;
    }
    let typed_at = |name, days: [&str; 2]| {
        let on = days.into_iter().find_map(|name| day(typed, name).ok().flatten())?;
        Some(on.and_time(time(typed.given(name)?)?))
    };
    let (first, last) = (typed_at("startTime", ["day"; 2]), typed_at("endTime", ["lastDay", "day"]));
    for (name, turn, at, typed) in
        [("startTime", "startTurn", from, first), ("endTime", "endTurn", until, last)]
    {
        all.push(field(name, "time").value(&text(at, "%H:%M")));
        if typed.or(at).is_some_and(|at| comes_twice(opening, at)) {
            let named = |code: &str| words.say(format!("booking-turn-{code}"));
            let choices = [("", "choose"), ("first", "first"), ("second", "second")];
            let choices = choices.map(|(value, code)| (value.to_owned(), named(code))).into();
            all.push(field(turn, "select").choices(choices).hint(words.say("booking-hint-turn")));
        }
    }
    let last = until.filter(|until| from.is_none_or(|from| from.date() != until.date()));
    all.push(last_day.hint(words.say("booking-hint-last-day")).value(&text(last, "%Y-%m-%d")));
    all
}

fn comes_twice(opening: &Opening, at: NaiveDateTime) -> bool {
    let found = sharing::booking::moments(opening.zone(), at.date(), at.time());
    matches!(found, MappedLocalTime::Ambiguous(..))
}

/// The local times that the address asks for; without an end, the shortest stay.
fn asked(visit: &Visit, opening: &Opening, terms: &Terms) -> (Option<NaiveDateTime>, Option<NaiveDateTime>) {
    let read = |name| visit.one(name).and_then(|text| NaiveDateTime::parse_from_str(text, LOCAL).ok());
    let from = read("debut");
    (from, read("fin").or_else(|| shortest(opening, terms, from?)))
}

/// The end of the shortest stay from a local time on.
fn shortest(opening: &Opening, terms: &Terms, from: NaiveDateTime) -> Option<NaiveDateTime> {
    if terms.step == Step::Day {
        return from.checked_add_days(Days::new(u64::from(terms.shortest / 1440)));
    }
    let start = sharing::booking::moment(opening.zone(), from.date(), from.time())?;
    let end = start.checked_add_signed(chrono::Duration::minutes(i64::from(terms.shortest)))?;
    Some(end.with_timezone(&opening.zone()).naive_local())
}

/// What was typed, at the moment that was chosen with it.
pub(super) fn at_moment(form: &Form, opening: &Opening, terms: &Terms) -> Form {
    let chosen = form.text("moment");
    let (from, until) = chosen.split_once('/').unwrap_or((chosen, ""));
    let read = |text: &str| NaiveDateTime::parse_from_str(text, LOCAL).ok();
    let Some(from) = read(from) else { return form.clone() };
    let until = read(until).or_else(|| shortest(opening, terms, from));
    let of_times = ["day", "lastDay", "startTime", "endTime", "startTurn", "endTurn"];
    let mut at = form.clone();
    at.fields.retain(|(name, _)| !of_times.contains(&name.as_str()));
    for field in when_fields(Words::new(Lang::Fr), opening, terms.step, (Some(from), until), &at) {
        at.fields.push((field.name.into_owned(), field.value));
    }
    at
}

/// When, as it was typed or else as the address asks for it.
pub(super) fn wanted(visit: &Visit, form: &Form, opening: &Opening, terms: &Terms) -> Option<Window> {
    if form.has("faire") {
        return stay(form, opening, terms.step).ok();
    }
    let (from, until) = asked(visit, opening, terms);
    let moment = |at: NaiveDateTime| match terms.step {
        Step::Day => sharing::booking::day_start(opening.zone(), at.date()),
        _ => sharing::booking::moment(opening.zone(), at.date(), at.time()),
    };
    Some(Window::new(moment(from?)?, moment(until?)?))
}

/// A day as a browser sends it, or as French people write it.
fn day(form: &Form, name: &str) -> Result<Option<NaiveDate>> {
    let Some(text) = form.given(name) else { return Ok(None) };
    let read = text.parse().ok().or_else(|| NaiveDate::parse_from_str(text, "%d/%m/%Y").ok());
    read.map(Some).ok_or_else(|| Error::invalid(name, Message::new("invalid-date")))
}

/// `least`: the smallest that makes sense, to be said of what is no number.
fn number(form: &Form, name: &str, least: u32) -> Result<Option<u32>> {
    let Some(text) = form.given(name) else { return Ok(None) };
    // A browser may send 1e9 or -1: none of them is a number of things.
    let number = text.parse::<u32>().ok();
    let wrong = || Message::new("invalid-booking-number").with("least", least.to_string());
    number.map(Some).ok_or_else(|| Error::invalid(name, wrong()))
}

fn time(text: &str) -> Option<NaiveTime> {
    let read = NaiveTime::parse_from_str(text, "%H:%M");
    read.or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S")).ok()
}

/// A local time of a day; `turn`: the field that says which, where it comes twice.
fn moment(form: &Form, opening: &Opening, day: NaiveDate, name: &str, turn: &str) -> Result<DateTime<Utc>> {
    let wrong = |key| Error::invalid(name, Message::new(key));
    let text = form.given(name).ok_or_else(|| wrong("invalid-booking-time"))?;
    if text == "24:00" {
        let next = day.checked_add_days(Days::new(1));
        let start = next.and_then(|next| sharing::booking::day_start(opening.zone(), next));
        return start.ok_or_else(|| wrong("invalid-booking-time"));
    }
    let time = time(text).ok_or_else(|| wrong("invalid-booking-time"))?;
    let said = |key| Message::new(key).with("time", time.format("%H:%M").to_string());
    match (sharing::booking::moments(opening.zone(), day, time), form.text(turn)) {
        (MappedLocalTime::Single(at), _)
        | (MappedLocalTime::Ambiguous(at, _), "first")
        | (MappedLocalTime::Ambiguous(_, at), "second") => Ok(at),
        (MappedLocalTime::Ambiguous(..), _) => Err(Error::invalid(name, said("invalid-booking-twice"))),
        (MappedLocalTime::None, _) => {
            let next = sharing::booking::after_leap(opening.zone(), day, time);
            let next = next.map(|next| next.format("%H:%M").to_string()).unwrap_or_default();
            Err(Error::invalid(name, said("invalid-booking-leapt").with("next", next)))
        }
    }
}

/// When, as it was typed in the time of the place.
pub(in crate::sharing::pages) fn stay(form: &Form, opening: &Opening, step: Step) -> Result<Window> {
    let first = day(form, "day")?.ok_or_else(|| Error::invalid("day", Message::new("invalid-date")))?;
    let last = day(form, "lastDay")?.unwrap_or(first);
    if step == Step::Day {
        let start =
            |day: Option<NaiveDate>| day.and_then(|day| sharing::booking::day_start(opening.zone(), day));
        let whole = start(Some(first)).zip(start(last.checked_add_days(Days::new(1))));
        let (from, until) = whole.ok_or_else(|| Error::invalid("day", Message::new("invalid-date")))?;
        return Ok(Window::new(from, until));
    }
    let from = moment(form, opening, first, "startTime", "startTurn")?;
    Ok(Window::new(from, moment(form, opening, last, "endTime", "endTurn")?))
}

/// The field that says how many of something are had along.
fn extra_name(id: Uuid) -> String {
    format!("extra-{id}")
}

/// What is had along: one of each that was ticked, as many as was written of the others.
fn extras_typed(form: &Form, extras: &[(Resource, i32)]) -> Result<Vec<(Uuid, u32)>> {
    let ticked = form.all("extras").into_iter().map(|id| {
        let unknown = |_| Error::invalid("extras", Message::new("invalid-booking-extra"));
        Uuid::parse_str(&id).map(|id| (id, 1)).map_err(unknown)
    });
    let mut all: Vec<(Uuid, u32)> = ticked.collect::<Result<_>>()?;
    for (extra, most) in extras {
        let (name, most) = (extra_name(extra.id), most.unsigned_abs());
        let units = number(form, &name, 0)?.unwrap_or(0);
        if units > most {
            let message = Message::new("invalid-number").with("low", "0").with("high", most.to_string());
            return Err(Error::invalid(name, message));
        }
        if units > 0 {
            all.push((extra.id, units));
        }
    }
    Ok(all)
}

pub(super) fn typed(
    form: &Form,
    opening: &Opening,
    step: Step,
    extras: &[(Resource, i32)],
) -> Result<BookingTyped> {
    let wrong = |name: &str, key| Error::invalid(name, Message::new(key));
    let organization = Uuid::parse_str(form.text("organization"))
        .map_err(|_| wrong("organization", "invalid-booking-organization"))?;
    let repeat = match form.given("repeat") {
        None if form.given("repeatTimes").or(form.given("repeatUntil")).is_some() => {
            return Err(wrong("repeat", "invalid-repeat-never"));
        }
        None => None,
        Some(code) => Some(Repeat {
            rhythm: Rhythm::named(code).ok_or_else(|| wrong("repeat", "invalid-repeat-no-end"))?,
            times: number(form, "repeatTimes", 1)?,
            until: day(form, "repeatUntil")?,
        }),
    };
    Ok(BookingTyped {
        organization,
        stay: stay(form, opening, step)?,
        units: number(form, "units", 1)?.unwrap_or(1),
        people: number(form, "people", 1)?,
        purpose: form.text("purpose").to_owned(),
        extras: extras_typed(form, extras)?,
        repeat,
        only_free: form.has("onlyFree"),
    })
}

/// What is wrong with a moment is said beside the field it was typed in.
pub(in crate::sharing::pages) fn placed(error: Error) -> Error {
    let field = |one: FieldError| {
        let path = match one.path.as_str() {
            "startsAt" => "day".to_owned(),
            "endsAt" => "endTime".to_owned(),
            _ => one.path,
        };
        FieldError { path, ..one }
    };
    match error {
        Error::Invalid(wrong) => Error::Invalid(wrong.into_iter().map(field).collect()),
        Error::Stale(wrong) => Error::Stale(wrong.into_iter().map(field).collect()),
        other => other,
    }
}
