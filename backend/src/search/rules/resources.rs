//! Shared resources as the index holds them, and what is asked of them.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use schema::Area;
use uuid::Uuid;

use super::hours::{Clock, DAYS_AHEAD, hours_within, part_of_day, tokens};
use super::{Near, Wrong, asked_text, territory};
use crate::base::clock::day_of;
use crate::base::search::{Bound, Criteria, Document, Facet, Field, Filter, Item, Number, Point, Shared};
use crate::base::words::{Lang, Words};
use crate::error::{FieldError, Message, Result};
use crate::reference::Reference;
use crate::sharing::calendar::{Step, Window};
use crate::sharing::{self, ACCESSIBILITY, Kind, PartOfDay, PriceKind, Resource, Wanted};

/// Later than any last day.
const NO_END: i64 = 10_000_000;
const DAY: i64 = 1_440;
/// The longest stay that can be asked for, days.
const LONGEST: i64 = 62;

/// What is there or comes there, wholly or in part; and the units it comes to wherever one is in them.
fn inside(code: &str) -> String {
    format!("in:{code}")
}

fn throughout(code: &str) -> String {
    format!("all:{code}")
}

/// The units that a resource is in or comes to, and those it comes to wherever one is in them.
pub fn places_of(document: &Document) -> (Vec<String>, Vec<String>) {
    let after = |start: &str| {
        let codes = document.located.iter().filter_map(|token| token.strip_prefix(start));
        codes.map(str::to_owned).collect()
    };
    (after(&inside("")), after(&throughout("")))
}

/// A resource as the index holds it from that day on: only what everyone may see. A place that isn't to be known is
/// the town hall of its commune.
pub fn resource_document(
    resource: &Resource,
    owner: &str,
    reference: &Reference,
    today: NaiveDate,
) -> Result<Document> {
    let territories = &reference.territories;
    let (opening, terms) = sharing::schedule(resource)?;
    // As strangers see it.
    let point = sharing::whereabouts(resource, reference, false).point;
    let point = point.map(|at| Point { latitude: at.latitude(), longitude: at.longitude() });
    let here = territories.located(resource.commune.as_deref(), resource.departement.as_deref());
    let reach_km = resource.radius_km.filter(|km| *km > 0).map(i32::unsigned_abs);
    let comes = point.zip(reach_km).map(|(point, km)| {
        let Point { latitude, longitude } = point;
        territories.compile(&Area::Radius { latitude, longitude, km: f64::from(km) })
    });
    let comes = comes.unwrap_or_default();
    let mut part: BTreeSet<String> = here.into_iter().collect();
    part.extend(comes.serves_part);
    let part: Vec<String> = part.into_iter().filter(|code| !comes.serves.contains(code)).collect();
    let located = part.iter().chain(&comes.serves).map(|code| inside(code));
    let located = located.chain(comes.serves.iter().map(|code| throughout(code))).collect();
    let kind_key = format!("resource-kind-{}", resource.kind.replace('_', "-"));
    let kind = [Lang::Fr, Lang::En].map(|lang| Words::new(lang).say(&kind_key));
    let days = |day: Option<NaiveDate>| day.map(|day| i64::from(day.num_days_from_ce()));
    let mut numbers = vec![
        (Number::Units, i64::from(resource.units)),
        (Number::ValidFrom, days(resource.valid_from).unwrap_or(0)),
        (Number::ValidUntil, days(resource.valid_until).unwrap_or(NO_END)),
        (Number::Notice, i64::from(terms.notice)),
        (Number::Horizon, i64::from(terms.horizon_days) * DAY),
        (Number::Shortest, i64::from(terms.shortest)),
        (Number::Longest, i64::from(terms.longest)),
        (Number::Step, i64::from(terms.step.minutes())),
    ];
    numbers.extend(resource.places.map(|places| (Number::Places, i64::from(places))));
    let (hours, closed) = tokens(&opening, &terms, today);
    Ok(Document {
        id: resource.id,
        names: resource.name.clone(),
        sort_name: resource.name.clone(),
        labels: format!("{}\n{owner}", kind.join("\n")),
        descriptions: resource.description.clone(),
        located,
        territories: territories.counted_in(&comes.serves, &part),
        point,
        currencies: resource.price_currency.iter().cloned().collect(),
        updated_at: resource.updated_at,
        shared: Some(Box::new(Shared {
            owner: resource.organization.to_string(),
            direction: resource.direction.clone(),
            kind: resource.kind.clone(),
            price_kind: resource.price_kind.clone(),
            accessibility: resource.accessibility.iter().cloned().collect(),
            hours,
            closed,
            clock: Clock::of(&opening, &terms).code(),
            reach_km,
            numbers,
        })),
        ..Document::default()
    })
}

/// What must be true of a document, but for the hours; every value that isn't known is named. It is offered or looked
/// for then, or today.
pub fn resource_criteria(
    wanted: &Wanted,
    reference: &Reference,
    now: DateTime<Utc>,
) -> std::result::Result<Criteria, Vec<FieldError>> {
    let mut wrong = Wrong::default();
    let owners: Vec<String> = wanted.organizations.iter().map(Uuid::to_string).collect();
    let owners = wrong.codes("organizations", &owners, |id| Some(vec![id.to_owned()]));
    let territories = wrong.codes("territories", &wanted.territories, |code| territory(reference, code));
    let currencies = wrong.codes("currencies", &wanted.currencies, |code| {
        reference.currency(code).map(|currency| vec![currency.code.clone()])
    });
    let accessibility = wrong.codes("accessibility", &wanted.accessibility, |code| {
        ACCESSIBILITY.contains(&code).then(|| vec![code.to_owned()])
    });
    let near = wanted
        .near
        .and_then(|(latitude, longitude, radius_km)| wrong.circle(Near { latitude, longitude, radius_km }));
    for (field, value, most) in [("places", wanted.places, 100_000), ("units", wanted.units, 10_000)] {
        if value.is_some_and(|value| !(1..=most).contains(&value)) {
            wrong.push(field, Message::new("invalid-shared-count").with("most", most.to_string()));
        }
    }
    if let Some((from, until)) = wanted.between {
        if from >= until {
            wrong.push("until", Message::new("invalid-shared-time-order"));
        } else if until - from > TimeDelta::days(LONGEST) {
            wrong.push("until", Message::new("invalid-shared-time-length").with("most", LONGEST.to_string()));
        }
        if from < now {
            wrong.push("from", Message::new("invalid-shared-time-past"));
        } else if is_too_far(from.date_naive(), now) {
            wrong.push("from", Message::new("invalid-shared-time-far").with("most", DAYS_AHEAD.to_string()));
        }
    }
    if wanted.day.is_some() && wanted.between.is_some() {
        wrong.push("day", Message::new("invalid-day-and-hours"));
    } else if wanted.day.is_some_and(|(day, _)| is_too_far(day, now)) {
        wrong.push("day", Message::new("invalid-shared-time-far").with("most", DAYS_AHEAD.to_string()));
    } else if is_day_over(wanted, reference, now) {
        wrong.push("day", Message::new("invalid-shared-time-past"));
    }
    let text = match asked_text(wanted.text.as_deref()) {
        Ok(text) => text,
        Err(error) => {
            wrong.0.push(error);
            None
        }
    };
    if !wrong.0.is_empty() {
        return Err(wrong.0);
    }
    let one_of = |facet, field, any_of: Vec<String>| Filter { facet, field, any_of };
    let mut filters = vec![one_of(None, Field::Directions, vec![wanted.direction.code().to_owned()])];
    let mut any_of = |facet, field, values: Vec<String>| {
        if !values.is_empty() {
            filters.push(one_of(facet, field, values));
        }
    };
    any_of(None, Field::Owners, owners);
    any_of(Some(Facet::Kinds), Field::Kinds, codes(&wanted.kinds, Kind::code));
    any_of(Some(Facet::PriceKinds), Field::PriceKinds, codes(&wanted.price_kinds, PriceKind::code));
    any_of(None, Field::Currencies, currencies);
    for code in accessibility {
        any_of(None, Field::Accessibility, vec![code]);
    }
    let mut places: BTreeSet<String> = BTreeSet::new();
    for code in &territories {
        places.insert(inside(code));
        places.extend(reference.territories.with_containers(code).iter().map(|unit| throughout(unit)));
    }
    any_of(Some(Facet::Territories), Field::Located, places.into_iter().collect());
    let (first, last) = match (wanted.between, wanted.day) {
        (Some((from, until)), _) => (day_of(from), day_of(until - TimeDelta::seconds(1))),
        (None, Some((day, _))) => (day, day),
        (None, None) => (day_of(now), day_of(now)),
    };
    let day = |day: NaiveDate| i64::from(day.num_days_from_ce());
    let mut bounds =
        vec![Bound::most(Number::ValidFrom, day(first)), Bound::least(Number::ValidUntil, day(last))];
    bounds.extend(wanted.places.map(|places| Bound::least(Number::Places, i64::from(places))));
    bounds.extend(wanted.units.map(|units| Bound::least(Number::Units, i64::from(units))));
    Ok(Criteria { item: Item::Resource, text, filters, near, bounds, ..Criteria::default() })
}

fn codes<T: Copy>(values: &[T], code: impl Fn(T) -> &'static str) -> Vec<String> {
    values.iter().map(|value| code(*value).to_owned()).collect()
}

/// Whether the day that is asked for, or that part of it, is over where it is asked for.
pub fn is_day_over(wanted: &Wanted, reference: &Reference, now: DateTime<Utc>) -> bool {
    wanted.day.is_some_and(|(day, part)| part.window(zone_asked(reference, wanted), day).until <= now)
}

/// Whether a day lies farther ahead than anyone books.
pub fn is_too_far(day: NaiveDate, now: DateTime<Utc>) -> bool {
    day > day_of(now) + Days::new(DAYS_AHEAD)
}

/// The clocks of the territory or of the middle that is asked for; else of Paris.
pub fn zone_asked(reference: &Reference, wanted: &Wanted) -> Tz {
    let territories = &reference.territories;
    let territory = wanted.territories.first().and_then(|code| territories.get(code));
    let nearest = || {
        let (latitude, longitude, _) = wanted.near?;
        territories.nearest_commune(latitude, longitude)
    };
    let Some(territory) = territory.or_else(nearest) else { return Tz::Europe__Paris };
    let departement = territory.departement.as_deref();
    let region = territory.region.as_deref();
    for code in [Some(territory.code.as_str()), departement, region].into_iter().flatten() {
        match code {
            "departement:971" | "region:01" => return Tz::America__Guadeloupe,
            "departement:972" | "region:02" => return Tz::America__Martinique,
            "departement:973" | "region:03" => return Tz::America__Cayenne,
            "departement:974" | "region:04" => return Tz::Indian__Reunion,
            "departement:976" | "region:06" => return Tz::Indian__Mayotte,
            _ => {}
        }
    }
    Tz::Europe__Paris
}

fn zones_of(clocks: &[Clock]) -> Vec<Tz> {
    let mut zones: Vec<Tz> = clocks.iter().map(|clock| clock.zone).collect();
    zones.sort_unstable_by_key(|zone| zone.name());
    zones.dedup();
    zones
}

/// From the first moment of a part of a day, wherever the clocks are, to the last; none where there are no clocks.
pub fn span_of((day, part): (NaiveDate, PartOfDay), clocks: &[Clock]) -> Option<Window> {
    let windows = clocks.iter().map(|clock| part.window(clock.zone, day));
    windows.reduce(|a, b| Window::new(a.from.min(b.from), a.until.max(b.until)))
}

/// Adds that the shortest stay fits in the opening hours of a part of a day, and that some moment of it can still be
/// booked: not yet that a stay can, where the notice ends or the horizon lies within that day.
pub fn opened(criteria: &mut Criteria, asked: (NaiveDate, PartOfDay), clocks: &[Clock], now: DateTime<Utc>) {
    let (any_of, none) = part_of_day(asked.0, asked.1, &zones_of(clocks));
    criteria.filters.push(Filter { facet: None, field: Field::Hours, any_of });
    criteria.none_of.push((Field::Closed, none));
    let (Some(span), Some(day)) = (span_of(asked, clocks), span_of((asked.0, PartOfDay::Whole), clocks))
    else {
        return;
    };
    criteria.bounds.extend([
        Bound::most(Number::Notice, (span.until - now).num_minutes()),
        // What is had by whole days begins with the day.
        Bound::least(Number::Horizon, (day.from - now).num_minutes()),
    ]);
}

/// What matches of those whose notice ends, or whose horizon lies, within a day: the hours say nothing of them.
pub fn on_the_edge(criteria: &Criteria, day: Window, now: DateTime<Utc>) -> [Criteria; 2] {
    let bounds = [
        Bound::least(Number::Notice, (day.from - now).num_minutes()),
        Bound::most(Number::Horizon, (day.until - now).num_minutes() + 1),
    ];
    bounds.map(|bound| with(criteria, bound))
}

/// Of what matches, what is had by whole days.
pub fn had_by_days(criteria: &Criteria) -> Criteria {
    with(criteria, Bound::least(Number::Step, DAY))
}

fn with(criteria: &Criteria, bound: Bound) -> Criteria {
    let mut narrower = criteria.clone();
    narrower.bounds.push(bound);
    narrower
}

/// Adds that it is open for all of a stay, and can be booked for it now: as far as hours and lengths say. What is had by
/// whole days is booked for all the days of the stay.
pub fn timed(criteria: &mut Criteria, stay: Window, clocks: &[Clock], now: DateTime<Utc>) {
    let zones = zones_of(clocks);
    let (hours, closed) = hours_within(stay, &zones);
    criteria.filters.extend(hours.into_iter().map(|any_of| Filter {
        facet: None,
        field: Field::Hours,
        any_of,
    }));
    criteria.none_of.push((Field::Closed, closed));
    let ahead = (stay.from - now).num_minutes();
    let by_hours = vec![
        Bound::most(Number::Notice, ahead),
        Bound::least(Number::Horizon, ahead),
        Bound::most(Number::Shortest, stay.minutes()),
        Bound::least(Number::Longest, stay.minutes()),
        Bound::most(Number::Step, widest_step(stay, &zones)),
    ];
    criteria.either = [by_hours].into_iter().chain(by_days(stay, &zones, now)).collect();
}

/// That all the days of a stay can be booked, on the clocks of some zone; none where there are no clocks.
fn by_days(stay: Window, zones: &[Tz], now: DateTime<Utc>) -> Option<Vec<Bound>> {
    let whole = || zones.iter().map(|zone| (*zone, Step::Day.around(*zone, stay)));
    let ahead = || whole().map(|(_, days)| (days.from - now).num_minutes());
    // Whole days count as such, of however many hours each.
    let lengths = || whole().map(|(zone, days)| Step::Day.length(zone, days));
    Some(vec![
        Bound::most(Number::Notice, ahead().max()?),
        Bound::least(Number::Horizon, ahead().min()?),
        Bound::most(Number::Shortest, lengths().max()?),
        Bound::least(Number::Longest, lengths().min()?),
        Bound::least(Number::Step, DAY),
    ])
}

/// The days that a stay comes to, wherever the clocks are.
pub fn days_of(stay: Window, clocks: &[Clock]) -> Window {
    let days = clocks.iter().map(|clock| Step::Day.around(clock.zone, stay));
    days.fold(stay, |all, one| Window::new(all.from.min(one.from), all.until.max(one.until)))
}

/// The longest step, but for a day, on which a stay may begin.
fn widest_step(stay: Window, zones: &[Tz]) -> i64 {
    let local = |at: DateTime<Utc>, zone: &Tz| at.with_timezone(zone).num_seconds_from_midnight();
    let begins = zones.iter().map(|zone| local(stay.from, zone) % 3_600).min().unwrap_or(0);
    [60, 30, 15].into_iter().find(|step| begins % (step * 60) == 0).map_or(0, i64::from)
}
