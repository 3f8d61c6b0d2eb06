//! A request, or another time that was offered, whose time someone else has by now: what either side can do.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::accounts;
use crate::base::desk::{FormView, Section};
use crate::base::page::{Address, Link};
use crate::base::visit::Visit;
use crate::error::Result;
use crate::sharing::booking::answered;
use crate::sharing::calendar::Window;
use crate::sharing::{self, Seen};

pub(super) async fn section(visit: &Visit, seen: &Seen) -> Result<Section> {
    let (app, words, now) = (&visit.app, visit.words, visit.app.clock.now());
    let (one, thing) = (&seen.booking, &seen.resource);
    let (countered, bundled) = (one.state == "countered", one.bundle.is_some());
    let (opening, _) = sharing::schedule(thing)?;
    let reader = accounts::own(&app.db, &visit.actor).await?.time_zone;
    let mut section = Section { heading: words.say("booking-given-heading"), ..Section::default() };
    let lacking = sharing::lacking(&app.db, one).await?;
    let (things, _) = sharing::named(&app.db, &lacking).await?;
    let missing: BTreeSet<Uuid> = lacking.iter().map(|row| row.resource).collect();
    let names: Vec<String> =
        missing.iter().filter_map(|id| things.get(id)).map(|thing| thing.name.clone()).collect();
    let names = words.list(&names);
    if bundled {
        section.heading = words.say("booking-lacking-heading");
        section.text.push(words.with("booking-lacking", "things", &names));
    }
    if !seen.writes_for_booker() {
        section.text.push(words.say(match (bundled, countered) {
            (true, _) => "booking-lacking-owner",
            (_, true) => "booking-given-counter-owner",
            _ => "booking-given-owner",
        }));
        return Ok(section);
    }
    let alone = one.series.is_none() && !bundled && !countered;
    section.text.push(words.say(match (bundled, countered) {
        (true, _) => "booking-lacking-booker",
        (_, true) => "booking-given-counter",
        _ if alone => "booking-given-booker",
        _ => "booking-given-others",
    }));
    if alone {
        section.text.extend(sharing::waiting_means(words, &[thing], 1, one.owed_cents.is_some()));
        section.form = Some(FormView::new(words, "attendre", Vec::new()));
    }
    let wanted = sharing::wanted_with(&app.db, one).await?;
    let Some((main, _)) = wanted.first() else { return Ok(section) };
    let stay = answered(one);
    let local = |at: DateTime<Utc>| at.with_timezone(&opening.zone()).format("%Y-%m-%dT%H:%M").to_string();
    let booked_at = |stay: Window| {
        let to = Address::new(&format!("/mutualisation/{}/reserver", main.id));
        to.with("debut", &local(stay.from)).with("fin", &local(stay.until)).href(words)
    };
    if let Some(next) = sharing::next_together(app, &wanted, stay, now).await? {
        let when = sharing::when_for(words, opening.zone(), &reader, next);
        let key = if bundled { "booking-lacking-next" } else { "booking-given-next" };
        section.links.push(Link { label: words.with(key, "when", when), href: booked_at(next) });
    }
    // Only what goes along is missing, and at that time alone.
    if bundled && !missing.contains(&main.id) && lacking.iter().all(|row| row.bundle == one.bundle) {
        let label = words.with2("booking-lacking-without", "name", &main.name, "things", &names);
        section.links.push(Link { label, href: booked_at(stay) });
    }
    Ok(section)
}
