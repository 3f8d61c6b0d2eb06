//! What is open on a day, and has no stay left.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::resources::{by_buffers, held_widely, with_buffers};
use crate::app::App;
use crate::base::search::Criteria;
use crate::error::Result;
use crate::search::rules::{Clock, had_by_days, on_the_edge, opened, span_of};
use crate::sharing::calendar::{Availability, Taken, Window};
use crate::sharing::{self, Holding, PartOfDay};

/// So many are looked at one by one, whatever the index says of them.
const FEW: usize = 200;

/// Of what matches, all that has no stay of its shortest length left in a part of a day, in the order of the ids:
/// since it is booked, or can no longer or not yet be.
pub async fn without_a_stay(
    app: &App,
    criteria: &Criteria,
    (on, part): (NaiveDate, PartOfDay),
    units: u32,
    clocks: &[Clock],
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>> {
    // All of the day, whatever part is asked for: of what is had by whole days, all of it has to be free.
    let Some(day) = span_of((on, PartOfDay::Whole), clocks) else { return Ok(Vec::new()) };
    let (wide, usual) = by_buffers(clocks);
    let mut held = sharing::taken_between(&app.db, with_buffers(day, &usual)).await?;
    let mut doubtful: BTreeSet<Uuid> = held.keys().copied().collect();
    if doubtful.len() > FEW {
        let matching = app.search.ids(criteria.clone()).await?;
        doubtful.retain(|id| matching.binary_search(id).is_ok());
    }
    if doubtful.len() > FEW {
        match part {
            PartOfDay::Whole => {
                leave_out_free(app, criteria, on, clocks, now, &held, &mut doubtful).await?;
            }
            _ => leave_out_apart(app, criteria, (on, part), clocks, &held, &mut doubtful).await?,
        }
    }
    let widely = held_widely(app, &wide, day).await?;
    doubtful.extend(widely.keys());
    held.extend(widely.into_iter().map(|(id, taken)| (id, Holding { version: None, units: 0, taken })));
    for edge in on_the_edge(criteria, day, now) {
        doubtful.extend(app.search.ids(edge).await?);
    }
    let asked = doubtful.into_iter().map(|id| (id, held.get(&id).and_then(|one| one.version)));
    let mut none = Vec::new();
    for (id, known) in app.schedules.of(&app.db, asked).await? {
        let taken = held.get(&id).map(|one| one.taken.as_slice()).unwrap_or_default();
        let zone = known.opening.zone();
        let within = known.terms.step.around(zone, part.window(zone, on));
        let free = Availability::new(&known.opening, &known.terms, known.units, taken);
        if free.first_within(within, units, now).is_none() {
            none.push(id);
        }
    }
    none.sort_unstable();
    Ok(none)
}

/// Leaves out those that are held in other parts of the day alone, but for what is had by whole days.
async fn leave_out_apart(
    app: &App,
    criteria: &Criteria,
    asked: (NaiveDate, PartOfDay),
    clocks: &[Clock],
    held: &HashMap<Uuid, Holding>,
    doubtful: &mut BTreeSet<Uuid>,
) -> Result<()> {
    let Some(span) = span_of(asked, clocks) else { return Ok(()) };
    let (_, usual) = by_buffers(clocks);
    let around = with_buffers(span, &usual);
    let near = |one: &Taken| Window::new(one.from, one.until).shared(&around).is_some();
    let by_days = app.search.ids(had_by_days(criteria)).await?;
    doubtful.retain(|id| {
        by_days.binary_search(id).is_ok() || held.get(id).is_some_and(|one| one.taken.iter().any(near))
    });
    Ok(())
}

/// Leaves out those that are open in a part of the day which nothing that holds them comes near: most of them.
async fn leave_out_free(
    app: &App,
    criteria: &Criteria,
    day: NaiveDate,
    clocks: &[Clock],
    now: DateTime<Utc>,
    held: &HashMap<Uuid, Holding>,
    doubtful: &mut BTreeSet<Uuid>,
) -> Result<()> {
    let (_, usual) = by_buffers(clocks);
    for part in PartOfDay::PARTS {
        let Some(span) = span_of((day, part), clocks) else { continue };
        let around = with_buffers(span, &usual);
        let near = |one: &Taken| Window::new(one.from, one.until).shared(&around).is_some();
        let mut open = criteria.clone();
        opened(&mut open, (day, part), clocks, now);
        for id in app.search.ids(open).await? {
            if held.get(&id).is_some_and(|one| !one.taken.iter().any(near)) {
                doubtful.remove(&id);
            }
        }
    }
    Ok(())
}
