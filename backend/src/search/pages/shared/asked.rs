//! What the address of a search among what is shared says; and what in it can't be understood.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use uuid::Uuid;

use super::super::asked::Asked;
use super::super::views::Problem;
use crate::base::visit::Visit;
use crate::error::FieldError;
use crate::reference::Reference;
use crate::search::Order;
use crate::search::rules::{is_too_far, zone_asked};
use crate::sharing::{self, ACCESSIBILITY, Direction, Kind, PartOfDay, PriceKind, Wanted};

/// What the address may hold; the last two are the map's.
pub const PARAMETERS: [&str; 20] = [
    "q",
    "sens",
    "organisation",
    "type",
    "territoire",
    "centre",
    "rayon",
    "places",
    "unites",
    "jour",
    "moment",
    "de",
    "a",
    "prix",
    "monnaie",
    "accessibilite",
    "tri",
    "apres",
    "zoom",
    "cadre",
];

/// What stands in the fields that only this search has.
#[derive(Clone, Debug, Default)]
pub struct SharedFields {
    pub places: String,
    pub units: String,
    pub day: String,
    /// A part of the day, by its name in addresses.
    pub part: String,
    pub from: String,
    pub until: String,
}

/// The parts of a day, by their names in addresses.
pub const MOMENTS: [(&str, PartOfDay); 3] =
    [("matin", PartOfDay::Morning), ("apres-midi", PartOfDay::Afternoon), ("soir", PartOfDay::Evening)];

/// Nothing was asked for before it.
const FIRST_YEAR: i32 = 2000;

/// When, as it was understood: hours as they are written.
#[derive(Clone, Debug)]
pub enum Time {
    Part(NaiveDate, PartOfDay),
    Hours(NaiveDate, String, String),
}

#[derive(Debug, Default)]
pub struct SharedAsked {
    pub wanted: Wanted,
    pub order: Order,
    pub fields: SharedFields,
    /// What every search has: words, places, problems, choices, filters in force.
    pub common: Asked,
    pub time: Option<Time>,
    /// What those organisations are called, as far as it is known.
    pub owners: HashMap<String, String>,
}

/// A problem of a field as the search names it, at the parameter's name.
pub fn problem_of(error: &FieldError) -> Problem {
    let (field, key) = match error.path.as_str() {
        "after" => ("apres", "problem-cursor"),
        "filter.text" => ("q", "problem-too-long"),
        "filter.organizations" => ("organisation", "problem-too-many"),
        "filter.territories" => ("territoire", "problem-unknown-territory"),
        "filter.near" | "filter.near.radiusKm" => ("rayon", "problem-radius"),
        "filter.places" => ("places", "problem-shared-places"),
        "filter.units" => ("unites", "problem-shared-units"),
        "filter.from" | "filter.day" if error.message.key == "invalid-shared-time-far" => {
            ("jour", "problem-shared-far")
        }
        "filter.from" | "filter.day" => ("jour", "problem-shared-past"),
        "filter.until" => ("a", "problem-shared-hours"),
        "sort" => ("tri", "problem-unknown-sort"),
        _ => ("q", "problem-too-many"),
    };
    Problem { field, key, typed: String::new() }
}

impl SharedAsked {
    pub fn read(visit: &Visit, reference: &Reference) -> SharedAsked {
        let mut asked = SharedAsked::default();
        let common = &mut asked.common;
        common.text(visit);
        common.filter.territories = common.places(visit, reference, "territoire");
        common.circle(visit, reference);
        let owners =
            common.codes(visit, "organisation", "problem-shared-owner", |id| Uuid::try_parse(id).is_ok());
        let kinds = common.codes(visit, "type", "problem-shared-kind", |code| Kind::named(code).is_some());
        let prices =
            common.codes(visit, "prix", "problem-shared-price", |code| PriceKind::named(code).is_some());
        let currencies = common
            .codes(visit, "monnaie", "problem-unknown-currency", |code| reference.currency(code).is_some());
        let accessibility = common.codes(visit, "accessibilite", "problem-shared-accessibility", |code| {
            ACCESSIBILITY.contains(&code)
        });
        asked.wanted = Wanted {
            text: common.filter.text.clone(),
            organizations: owners.iter().filter_map(|id| id.parse().ok()).collect(),
            kinds: kinds.iter().filter_map(|code| Kind::named(code)).collect(),
            territories: common.filter.territories.clone(),
            near: common.filter.near.map(|near| (near.latitude, near.longitude, near.radius_km)),
            price_kinds: prices.iter().filter_map(|code| PriceKind::named(code)).collect(),
            currencies,
            accessibility,
            ..Wanted::default()
        };
        asked.direction(visit);
        asked.fields.places = visit.one("places").unwrap_or_default().to_owned();
        asked.wanted.places = asked.count(visit, "places", 100_000);
        asked.fields.units = visit.one("unites").unwrap_or_default().to_owned();
        asked.wanted.units = asked.count(visit, "unites", 10_000);
        asked.hours(visit, reference);
        asked.order = match visit.one("tri") {
            None | Some("pertinence") => Order::Relevance,
            Some("recent") => Order::RecentlyUpdated,
            Some("distance") if asked.wanted.near.is_some() => Order::Distance,
            Some(other) => {
                asked.common.problem("tri", "problem-unknown-sort", other);
                Order::Relevance
            }
        };
        asked.carry(visit);
        asked
    }

    /// The day and the hours as an address goes on with them.
    pub fn time_query(&self) -> String {
        match &self.time {
            Some(Time::Hours(day, from, until)) => format!("?jour={day}&de={from}&a={until}"),
            Some(Time::Part(day, _)) => format!("?jour={day}"),
            None => String::new(),
        }
    }

    fn direction(&mut self, visit: &Visit) {
        match visit.one("sens") {
            None | Some("offre") => {}
            Some("demande") => {
                self.wanted.direction = Direction::Request;
                self.common.active("sens", "demande");
            }
            Some(other) => self.common.problem("sens", "problem-shared-direction", other),
        }
    }

    fn count(&mut self, visit: &Visit, name: &'static str, most: u32) -> Option<u32> {
        let typed = visit.one(name)?;
        match typed.trim().parse::<u32>() {
            Ok(count) if (1..=most).contains(&count) => {
                self.common.active(name, typed);
                Some(count)
            }
            _ => {
                let key = if name == "places" { "problem-shared-places" } else { "problem-shared-units" };
                self.common.problem(name, key, typed);
                None
            }
        }
    }

    /// A day, or a part of it, or some hours, on the clocks of the place that is asked for.
    fn hours(&mut self, visit: &Visit, reference: &Reference) {
        let (part, from, until) = (visit.one("moment"), visit.one("de"), visit.one("a"));
        let typed = |text: Option<&str>| text.unwrap_or_default().to_owned();
        self.fields.day = typed(visit.one("jour"));
        (self.fields.part, self.fields.from, self.fields.until) = (typed(part), typed(from), typed(until));
        let Some(typed) = visit.one("jour") else {
            if part.or(from).or(until).is_some() {
                self.common.problem("jour", "problem-shared-day-missing", "");
            }
            return;
        };
        let Ok(day) = typed.parse::<NaiveDate>() else {
            self.common.problem("jour", "problem-shared-day", typed);
            return;
        };
        if is_too_far(day, visit.app.clock.now()) {
            self.common.problem("jour", "problem-shared-far", "");
            return;
        }
        // A day that is over is still read: an alert says what it watched for.
        if day.year() < FIRST_YEAR {
            self.common.problem("jour", "problem-shared-past", "");
            return;
        }
        match (part, from, until) {
            (None, None, None) => self.part(typed, day, PartOfDay::Whole),
            (Some(name), None, None) => match MOMENTS.iter().find(|(known, _)| *known == name) {
                Some((_, part)) => self.part(typed, day, *part),
                None => self.common.problem("moment", "problem-moment", name),
            },
            (Some(_), _, _) => self.common.problem("moment", "problem-moment-and-hours", ""),
            (None, from, until) => self.between(reference, (typed, day), from, until),
        }
    }

    fn part(&mut self, typed: &str, day: NaiveDate, part: PartOfDay) {
        self.wanted.day = Some((day, part));
        self.time = Some(Time::Part(day, part));
        self.common.active("jour", typed);
    }

    fn between(
        &mut self,
        reference: &Reference,
        (typed, day): (&str, NaiveDate),
        from: Option<&str>,
        until: Option<&str>,
    ) {
        let mut time = |name: &'static str, typed: Option<&str>| {
            let time = typed.and_then(time_of);
            match typed {
                None => self.common.problem(name, "problem-hour-missing", ""),
                Some(typed) if time.is_none() => self.common.problem(name, "problem-shared-hour", typed),
                Some(_) => {}
            }
            time
        };
        let (from, until) = (time("de", from), time("a", until));
        let Some((from, until)) = from.zip(until) else { return };
        let shown = |time: NaiveTime| time.format("%H:%M").to_string();
        (self.fields.from, self.fields.until) = (shown(from), shown(until));
        // Midnight at the end of the day.
        let last = if until == NaiveTime::MIN { day.succ_opt().unwrap_or(day) } else { day };
        let zone = zone_asked(reference, &self.wanted);
        let leapt = |time: &NaiveTime| {
            *time != NaiveTime::MIN && sharing::booking::after_leap(zone, day, *time).is_some()
        };
        if let Some((name, time)) = [("de", from), ("a", until)].into_iter().find(|(_, time)| leapt(time)) {
            self.common.problem(name, "problem-hour-leapt", &shown(time));
            return;
        }
        let instant = |day: NaiveDate, time: NaiveTime| {
            let local = day.and_time(time).and_local_timezone(zone);
            // What the clocks leap over begins when they have.
            local.earliest().or_else(|| {
                let later = day.and_time(time).checked_add_signed(TimeDelta::hours(1))?;
                later.and_local_timezone(zone).earliest()
            })
        };
        match instant(day, from).zip(instant(last, until)) {
            Some((from, until)) if from < until => {
                self.wanted.between = Some((from.to_utc(), until.to_utc()));
                self.common.active("jour", typed);
                let (from, until) = (self.fields.from.clone(), self.fields.until.clone());
                self.time = Some(Time::Hours(day, from, until));
            }
            _ => self.common.problem("a", "problem-shared-hours", ""),
        }
    }

    /// What the form has no field for is sent again unseen.
    fn carry(&mut self, visit: &Visit) {
        let carried = &mut self.common.fields.carried;
        carried.extend(visit.all("territoire").skip(1).map(|v| ("territoire".to_owned(), v.to_owned())));
        for name in ["tri", "monnaie", "organisation"] {
            carried.extend(visit.all(name).map(|v| (name.to_owned(), v.to_owned())));
        }
        carried.truncate(100);
    }
}

/// « 14:00 », « 14 », « 14h », « 14h30 »; 24:00 is midnight.
fn time_of(typed: &str) -> Option<NaiveTime> {
    let typed = typed.trim().to_lowercase().replace('h', ":");
    let (hour, minute) = typed.split_once(':').unwrap_or((&typed, ""));
    let minute = if minute.is_empty() { 0 } else { minute.parse().ok()? };
    match (hour.trim().parse().ok()?, minute) {
        (24, 0) => Some(NaiveTime::MIN),
        (hour, minute) => NaiveTime::from_hms_opt(hour, minute, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_read_as_people_write_it() {
        for (typed, read) in [("14:00", "14:00"), ("14", "14:00"), ("9h", "09:00"), ("9H30", "09:30")] {
            assert_eq!(time_of(typed).unwrap().format("%H:%M").to_string(), read);
        }
        assert_eq!(time_of("24:00"), Some(NaiveTime::MIN));
        for wrong in ["", "25", "14:75", "midi", "-1", "1:2:3"] {
            assert_eq!(time_of(wrong), None, "{wrong}");
        }
    }
}
