//! What can be done with a booking by whoever reads it.

use chrono::{DateTime, Utc};

use super::{given, uuid};
use crate::accounts;
use crate::base::desk::{FormView, Section};
use crate::base::form::{Field, Form};
use crate::base::page::Link;
use crate::base::visit::{Answer, Visit};
use crate::base::words::Words;
use crate::error::{Error, FieldError, Message, Result};
use crate::organizations;
use crate::sharing::booking::{answered, can_be_noted, has_begun, over_at, taken_back_by};
use crate::sharing::calendar::Window;
use crate::sharing::conditions::{amounts, owes_when_cancelled};
use crate::sharing::pages::booking::{placed, stay, when_fields};
use crate::sharing::pages::said;
use crate::sharing::{self, Act, Answer as Said, Booking, Seen, Side, State};

/// What one would owe for cancelling now, in words.
async fn cancelled_now(visit: &Visit, seen: &Seen, side: Side) -> Result<Vec<String>> {
    let (app, words, now) = (&visit.app, visit.words, visit.app.clock.now());
    let all = sharing::together(&app.db, &seen.booking, true).await?;
    let stays = |row: &Booking| over_at(row) <= now || (side == Side::Booker && has_begun(row, now));
    let all: Vec<Booking> = all.into_iter().filter(|row| !stays(row)).collect();
    if all.iter().all(|row| row.owed_cents.is_none()) {
        return Ok(Vec::new());
    }
    if side == Side::Owner {
        return Ok(vec![words.say("booking-cancel-owner-owes-nothing")]);
    }
    let (things, _) = sharing::named(&app.db, &all).await?;
    let late = |row: &&Booking| {
        let thing = things.get(&row.resource);
        row.holds && thing.is_some_and(|thing| owes_when_cancelled(thing, row.starts_at, now))
    };
    let here = |row: &&Booking| {
        row.id == seen.booking.id || (row.bundle.is_some() && row.bundle == seen.booking.bundle)
    };
    let reference = app.reference.get();
    let mut said = Vec::new();
    let these: Vec<Booking> = all.iter().filter(here).filter(late).cloned().collect();
    let owed = sharing::owed_for(&app.db, &these).await?;
    said.push(match owed.is_empty() {
        true => words.say("booking-cancel-owes-nothing"),
        false => words.with("booking-cancel-owes", "amount", amounts(words, &reference, &owed)),
    });
    let late: Vec<Booking> = all.iter().filter(late).cloned().collect();
    if late.len() > these.len() {
        let owed = sharing::owed_for(&app.db, &late).await?;
        said.push(words.with("booking-cancel-owes-series", "amount", amounts(words, &reference, &owed)));
    }
    Ok(said)
}

/// It has begun: what its booker can do, who no longer takes it back.
async fn begun(visit: &Visit, seen: &Seen) -> Result<Section> {
    let words = visit.words;
    let owner = organizations::by_id(&visit.app.db, seen.resource.organization).await?;
    let mut section = Section::said(vec![words.with("booking-begun-text", "owner", &owner.name)]);
    section.heading = words.say("booking-cancel-heading");
    if seen.booking.series.is_some() {
        section.text.push(words.say("booking-begun-series"));
    }
    if owner.archived_at.is_none() {
        let href = words.path(&format!("/fournisseurs/{}/contacter", owner.slug));
        section.links.push(Link { label: words.with("booking-begun-write", "owner", &owner.name), href });
    }
    Ok(section)
}

/// What becomes of the price of a stay that is made shorter now.
fn shortened_now(words: Words, seen: &Seen, now: DateTime<Utc>) -> Vec<String> {
    let mut said = vec![words.say("booking-shorten-text")];
    if seen.booking.owed_cents.is_some() {
        let late = owes_when_cancelled(&seen.resource, seen.booking.starts_at, now);
        said.push(words.say(match seen.resource.price_per.as_deref() {
            _ if late => "booking-shorten-owes-same",
            Some("hour" | "day") => "booking-shorten-owes-less",
            _ => "booking-shorten-owes-use",
        }));
    }
    said
}

pub(super) async fn acts(visit: &Visit, seen: &Seen, form: &Form) -> Result<Vec<Section>> {
    let (words, now) = (visit.words, visit.app.clock.now());
    let (one, thing) = (&seen.booking, &seen.resource);
    let Some(state) = State::named(&one.state) else { return Ok(Vec::new()) };
    let may = |act, side| sharing::booking::moved(state, act, side).is_some();
    let together = sharing::together(&visit.app.db, one, false).await?;
    let used = over_at(one) > now && together.iter().any(|row| has_begun(row, now));
    let side = taken_back_by(seen.writes_for_booker(), seen.writes_for_owner(), used);
    let stands = used && side.is_none() && seen.writes_for_booker();
    let side = side.filter(|side| may(Act::Cancel, *side) && over_at(one) > now);
    let if_cancelled = match side {
        Some(side) => cancelled_now(visit, seen, side).await?,
        None => Vec::new(),
    };
    let mut sections = Vec::new();
    if seen.given {
        sections.push(given::section(visit, seen).await?);
    }
    let mut add = |heading: &str, text: Vec<String>, view: FormView| {
        sections.push(Section::form(words.say(heading), text, view.typed(form)));
    };
    let field =
        |name, kind| Field::new(words, name, kind, "off").label(words.say(format!("booking-field-{name}")));
    let optional = |name, kind| Field { optional: true, ..field(name, kind) };
    let (opening, terms) = sharing::schedule(thing)?;
    let local = |at: DateTime<Utc>| Some(at.with_timezone(&opening.zone()).naive_local());
    // Whose clock the times that are typed are on.
    let clock = said::clock_of(visit, opening.zone()).await?;
    let clock = clock.map(|clock| words.with("booking-zone", "zone", clock));
    let shown = answered(one);
    let times =
        |form| when_fields(words, &opening, terms.step, (local(shown.from), local(shown.until)), form);
    if seen.writes_for_owner() && may(Act::Accept, Side::Owner) && !seen.given {
        let open = sharing::availability(thing, (&opening, &terms), &[]).is_open(shown);
        let text = (!open).then(|| words.say("booking-accept-outside"));
        add(
            "booking-accept-heading",
            text.into_iter().collect(),
            FormView::new(words, "accepter", Vec::new()),
        );
    }
    let countered = state == State::Countered;
    if seen.writes_for_owner() && may(Act::Refuse, Side::Owner) {
        let text = countered.then(|| words.say("booking-refuse-countered"));
        let reason = vec![field("reason", "textarea").hint(words.say("booking-hint-reason"))];
        let view = FormView::new(words, "refuser", reason);
        add("booking-refuse-heading", text.into_iter().collect(), view);
    }
    if seen.writes_for_owner() && may(Act::Counter, Side::Owner) {
        let text = countered.then(|| words.say("booking-counter-again"));
        let mut fields = times(form);
        fields.push(optional("reason", "textarea"));
        add(
            "booking-counter-heading",
            text.into_iter().chain(clock.clone()).collect(),
            FormView::new(words, "contre-proposer", fields),
        );
    }
    if seen.writes_for_booker() && may(Act::Accept, Side::Booker) && !seen.given {
        let mut view = FormView::new(words, "accepter-heure", Vec::new());
        view.second = Some(("refuser-heure", words.say("submit-refuser-heure")));
        add("booking-counter-answer-heading", Vec::new(), view);
    }
    if seen.writes_for_owner() || seen.writes_for_booker() {
        let about = sharing::booking::is_handed_over_about(now, Window::new(one.starts_at, one.ends_at));
        let acts = [("remettre", false, about), ("rendre", true, true)];
        let act = acts.into_iter().find(|(_, back, fits)| *fits && can_be_noted(one, *back));
        if let Some((act, back, _)) = act {
            let mut fields = vec![optional("note", "textarea").hint(words.say("booking-hint-note"))];
            if together.iter().filter(|row| can_be_noted(row, back)).count() > 1 {
                let only = words.with("handover-only", "name", &thing.name);
                let choices = vec![("1".to_owned(), words.say("handover-whole")), (String::new(), only)];
                fields.insert(0, field("whole", "select").value("1").choices(choices));
            }
            add(&format!("booking-heading-{act}"), Vec::new(), FormView::new(words, act, fields));
        }
    }
    if seen.writes_for_booker() && may(Act::Change, Side::Booker) && over_at(one) > now {
        let (heading, mut text) = match state {
            State::Accepted => ("booking-shorten-heading", shortened_now(words, seen, now)),
            State::Countered => ("booking-ask-heading", vec![words.say("booking-change-countered")]),
            _ => ("booking-change-heading", vec![words.say("booking-change-text")]),
        };
        text.extend(clock);
        add(heading, text, FormView::new(words, "modifier", times(form)));
    }
    if let Some(side) = side {
        let needed = sharing::booking::needs_reason(Act::Cancel, side);
        let mut fields = vec![Field { optional: !needed, ..field("reason", "textarea") }];
        // What is waited for together is left together.
        if one.series.is_some() && state != State::Waiting {
            let all = vec![("1".to_owned(), words.say("booking-cancel-series"))];
            fields.push(optional("series", "checkboxes").choices(all));
        }
        if side == Side::Owner {
            let waiting = sharing::count_waiting(&visit.app.db, &together).await?;
            let moments =
                ["close", "open"].map(|code| (code.to_owned(), words.say(format!("moment-{code}"))));
            // Of several, others may be lent all the same.
            let usual = if thing.units > 1 { "open" } else { "close" };
            let moment = field("moment", "radios").choices(moments.into()).value(usual);
            let mut hint = words.with("booking-hint-moment", "count", waiting);
            let others = sharing::count_beside(&visit.app.db, &together).await?;
            if others > 0 {
                hint = format!("{hint} {}", words.with("booking-hint-beside", "count", others));
            }
            fields.push(moment.hint(hint));
        }
        let mut view = FormView::new(words, "decommander", fields);
        view.final_act = true;
        add("booking-cancel-heading", if_cancelled, view);
    }
    if stands {
        sections.push(begun(visit, seen).await?);
    }
    Ok(sections)
}

pub(super) async fn act(visit: &Visit, id: &str, form: &Form) -> Result<Answer> {
    let (app, actor) = (&visit.app, &visit.actor);
    let id = uuid(id)?;
    let reason = form.text("reason");
    let done = match form.text("faire") {
        "accepter" => sharing::answer(app, actor, id, &Said::Accept).await.map(|()| "booking-accepted"),
        "refuser" => {
            let answer = Said::Refuse(reason.to_owned());
            sharing::answer(app, actor, id, &answer).await.map(|()| "booking-refused")
        }
        "contre-proposer" => {
            let seen = sharing::booking_seen(&app.db, actor, id).await?;
            let (opening, terms) = sharing::schedule(&seen.resource)?;
            let stay = stay(form, &opening, terms.step)?;
            let answer = Said::Counter(stay, reason.to_owned());
            let done = sharing::answer(app, actor, id, &answer).await;
            done.map(|()| "booking-countered").map_err(placed)
        }
        "modifier" => {
            let seen = sharing::booking_seen(&app.db, actor, id).await?;
            let (opening, terms) = sharing::schedule(&seen.resource)?;
            let stay = stay(form, &opening, terms.step)?;
            let done = sharing::change(app, actor, id, stay).await;
            done.map(|()| "booking-changed").map_err(placed)
        }
        "attendre" => sharing::wait_instead(app, actor, id).await.map(|()| "waiting"),
        "accepter-heure" => sharing::answer_counter(app, actor, id, true).await.map(|()| "booking-accepted"),
        "refuser-heure" => sharing::answer_counter(app, actor, id, false).await.map(|()| "booking-refused"),
        "remettre" | "rendre" => {
            let back = form.text("faire") == "rendre";
            let whole = form.given("whole").is_some();
            let done = sharing::record_handover(app, actor, id, back, whole, form.text("note")).await;
            done.map(|()| "handover")
        }
        "decommander" => {
            let (series, closes) = (form.has("series"), form.text("moment") == "close");
            match sharing::cancel(app, actor, id, reason, series, closes).await {
                Ok(()) if closes => Ok("booking-cancelled-closed"),
                Ok(()) => {
                    let one = sharing::booking_seen(&app.db, actor, id).await?.booking;
                    let mut rows = sharing::together(&app.db, &one, series).await?;
                    rows.retain(|row| row.state == "cancelled");
                    let owed = sharing::owed_for(&app.db, &rows).await?;
                    Ok(if owed.is_empty() { "booking-cancelled" } else { "booking-cancelled-owed" })
                }
                Err(error) => Err(error),
            }
        }
        _ => Err(Error::NotFound),
    };
    match done {
        Ok(done) => Ok(Answer::SeeOther(format!("{}?fait={done}", visit.address.path))),
        // Someone else has it by now: the request stays, to be answered otherwise.
        Err(Error::Full { said: message, next }) => {
            let said = |message| FieldError { path: String::new(), message };
            let mut wrong = vec![said(message)];
            if let Some((from, until)) = next {
                let seen = sharing::booking_seen(&app.db, actor, id).await?;
                let (opening, _) = sharing::schedule(&seen.resource)?;
                let reader = accounts::own(&app.db, actor).await?.time_zone;
                let next = Window::new(from, until);
                let when = sharing::when_for(visit.words, opening.zone(), &reader, next);
                wrong.push(said(Message::new("booking-given-next").with("when", when)));
            }
            Err(Error::Invalid(wrong))
        }
        Err(error) => Err(error),
    }
}
