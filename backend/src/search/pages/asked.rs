//! What the address of a search says, in codes; and what in it can't be understood.

use schema::values::{CpvPrefix, GeoPoint, fold};

use super::meaning::{Meaning, center, center_name, each, meaning};
use super::views::{Fields, Problem};
use crate::base::page::Link;
use crate::base::search::{MAX_TEXT_CHARS, Synonyms, has_words};
use crate::base::stamp::Level;
use crate::base::visit::Visit;
use crate::error::{FieldError, Message};
use crate::guarantees::Ground;
use crate::networks::Network;
use crate::reference::{Category, Reference};
use crate::search::{MAX_VALUES, Near, Order, SupplierFilter, is_unseen};

/// Around a centre for which no radius was given, km.
const RADIUS: f64 = 30.0;
const MAX_RADIUS: f64 = 500.0;

#[derive(Debug, Default)]
pub struct Asked {
    pub filter: SupplierFilter,
    pub order: Order,
    pub fields: Fields,
    pub problems: Vec<Problem>,
    /// What a typed name may mean, when it means several things; and what is asked about it.
    pub choices: Vec<Link>,
    pub choices_heading: String,
    /// The parameter that it is typed in.
    choices_of: &'static str,
    /// The filters in force: parameter and value as the address has them.
    pub active: Vec<(String, String)>,
    /// Codes found for typed names: (parameter, typed, code).
    found: Vec<(&'static str, String, String)>,
}

/// A problem of a field as `search` names it, at the parameter's name.
pub fn problem_of(error: &FieldError) -> Problem {
    let (field, key) = match error.path.as_str() {
        "after" => ("apres", "problem-cursor"),
        "filter.text" => ("q", "problem-too-long"),
        "filter.territories" => ("territoire", "problem-unknown-territory"),
        "filter.located" => ("siege", "problem-unknown-territory"),
        "filter.near" | "filter.near.radiusKm" => ("rayon", "problem-radius"),
        "filter.maxLeadTimeDays" => ("delai", "problem-lead-time"),
        "sort" => ("tri", "problem-unknown-sort"),
        _ => ("q", "problem-too-many"),
    };
    let typed = error.message.args.iter().find(|(name, _)| *name == "value").map(|(_, value)| value.clone());
    Problem { field, key, typed: typed.unwrap_or_default() }
}

impl Asked {
    pub fn read(visit: &Visit, reference: &Reference, networks: &[Network]) -> Asked {
        let mut asked = Asked::default();
        asked.text(visit);
        asked.filter.territories = asked.places(visit, reference, "territoire");
        asked.filter.located = asked.places(visit, reference, "siege");
        asked.circle(visit, reference);
        asked.filter.themes =
            asked.codes(visit, "theme", "problem-unknown-theme", |code| reference.theme(code).is_some());
        asked.filter.guarantees = asked
            .codes(visit, "garantie", "problem-unknown-guarantee", |code| reference.scheme(code).is_some());
        asked.filter.legal_forms = asked.codes(visit, "statut", "problem-unknown-legal-form", |code| {
            reference.legal_form(code).is_some()
        });
        asked.filter.networks = asked.codes(visit, "reseau", "problem-unknown-network", |slug| {
            networks.iter().any(|n| n.slug == slug)
        });
        asked.filter.currencies = asked
            .codes(visit, "monnaie", "problem-unknown-currency", |code| reference.currency(code).is_some());
        let grounds = asked.codes(visit, "reserve", "problem-unknown-ground", |code| ground(code).is_some());
        asked.filter.reserved_grounds = grounds.iter().filter_map(|code| ground(code)).collect();
        asked.categories(visit, reference);
        asked.level(visit);
        asked.lead_time(visit);
        asked.sort(visit);
        asked.carry(visit);
        asked
    }

    pub fn can_run(&self) -> bool {
        self.problems.is_empty() && self.choices.is_empty()
    }

    /// What is wrong, and what may mean several things, by parameter.
    pub fn wrong(&self) -> Vec<FieldError> {
        let mut wrong: Vec<FieldError> = self
            .problems
            .iter()
            .map(|problem| FieldError {
                path: problem.field.to_owned(),
                message: Message::new(problem.key).with("typed", &problem.typed),
            })
            .collect();
        if !self.choices.is_empty() {
            let message = Message::new("problem-ambiguous").with("question", &self.choices_heading);
            wrong.push(FieldError { path: self.choices_of.to_owned(), message });
        }
        wrong
    }

    /// The code that a value of the address stands for.
    pub fn meant<'a>(&'a self, name: &str, value: &'a str) -> &'a str {
        self.found
            .iter()
            .find(|(n, typed, _)| *n == name && typed == value)
            .map_or(value, |(_, _, code)| code)
    }

    pub(super) fn problem(&mut self, field: &'static str, key: &'static str, typed: &str) {
        let typed = typed.chars().filter(|c| !c.is_control()).take(60).collect();
        self.problems.push(Problem { field, key, typed });
    }

    pub(super) fn active(&mut self, name: &str, value: &str) {
        let pair = (name.to_owned(), value.to_owned());
        if !self.active.contains(&pair) {
            self.active.push(pair);
        }
    }

    pub(super) fn text(&mut self, visit: &Visit) {
        let Some(text) = visit.one("q") else { return };
        self.fields.q = text.chars().filter(|c| !c.is_control()).collect();
        if text.chars().count() > MAX_TEXT_CHARS {
            self.problem("q", "problem-too-long", text);
            return;
        }
        if text.chars().any(is_unseen) {
            self.problem("q", "problem-unseen", text);
            return;
        }
        if !has_words(text) {
            if !text.trim().is_empty() {
                self.problem("q", "problem-no-word", text);
            }
            return;
        }
        self.filter.text = Some(text.to_owned());
        self.active("q", text);
    }

    /// Values of a parameter that are codes; an unknown one is named.
    pub(super) fn codes(
        &mut self,
        visit: &Visit,
        name: &'static str,
        unknown: &'static str,
        known: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let mut found = Vec::new();
        for value in self.values(visit, name) {
            if !known(&value) {
                self.problem(name, unknown, &value);
            } else if !found.contains(&value) {
                self.active(name, &value);
                found.push(value);
            }
        }
        found
    }

    pub(super) fn values(&mut self, visit: &Visit, name: &'static str) -> Vec<String> {
        let values: Vec<String> = visit.all(name).take(MAX_VALUES + 1).map(str::to_owned).collect();
        if values.len() > MAX_VALUES {
            self.problem(name, "problem-too-many", "");
            return Vec::new();
        }
        values
    }

    /// Territories by code, or by a name that means one of them.
    pub(super) fn places(&mut self, visit: &Visit, reference: &Reference, name: &'static str) -> Vec<String> {
        let mut codes = Vec::new();
        for (i, value) in self.values(visit, name).into_iter().enumerate() {
            let shown = match name {
                "territoire" => &mut self.fields.territory,
                _ => &mut self.fields.located,
            };
            if i == 0 {
                *shown = value.clone();
            }
            match meaning(reference, &value) {
                Meaning::One(territory) => {
                    if i == 0 {
                        *shown = territory.name.clone();
                    }
                    self.active(name, &value);
                    let code = territory.code.to_string();
                    self.found.push((name, value, code.clone()));
                    codes.push(code);
                }
                Meaning::Several(several) => {
                    self.choices_heading = visit.words.with("choose-territory", "typed", &value);
                    self.choices =
                        each(visit, reference, &visit.address.without(name, &value), name, &several);
                    self.choices_of = name;
                }
                Meaning::None => self.problem(name, "problem-unknown-territory", &value),
            }
        }
        codes
    }

    pub(super) fn circle(&mut self, visit: &Visit, reference: &Reference) {
        self.fields.radius = visit.one("rayon").unwrap_or_default().to_owned();
        let Some(typed) = visit.one("centre") else {
            if !self.fields.radius.is_empty() {
                self.problem("centre", "problem-center-missing", "");
            }
            return;
        };
        self.fields.center = typed.to_owned();
        let point = GeoPoint::parse(typed).ok().or_else(|| match center(reference, typed) {
            Meaning::One(territory) => {
                self.fields.center = center_name(reference, territory);
                self.found.push(("centre", typed.to_owned(), territory.code.to_string()));
                territory.point
            }
            Meaning::Several(several) => {
                self.choices_heading = visit.words.with("choose-center", "typed", typed);
                self.choices =
                    each(visit, reference, &visit.address.without_all("centre"), "centre", &several);
                self.choices_of = "centre";
                None
            }
            Meaning::None => {
                self.problem("centre", "problem-center", typed);
                None
            }
        });
        let Some(point) = point else { return };
        let radius = match visit.one("rayon") {
            None => RADIUS,
            Some(km) => match km.replace(',', ".").parse::<f64>() {
                Ok(km) if km > 0.0 && km <= MAX_RADIUS => km,
                _ => {
                    self.problem("rayon", "problem-radius", km);
                    return;
                }
            },
        };
        self.filter.near =
            Some(Near { latitude: point.latitude(), longitude: point.longitude(), radius_km: radius });
        self.active("centre", typed);
    }

    /// Purchase categories by code or by a word of their label.
    fn categories(&mut self, visit: &Visit, reference: &Reference) {
        for (i, value) in self.values(visit, "categorie").into_iter().enumerate() {
            let code = match CpvPrefix::parse(&value) {
                Ok(prefix) => Some(prefix.as_str().to_owned()),
                Err(_) => {
                    let mut found = reference.search_categories(&value, visit.words.lang, 12);
                    if found.is_empty() {
                        // The nomenclature's words aren't always the trade's.
                        let synonyms = Synonyms::parse(&reference.synonyms);
                        for other in synonyms.of_text(&value) {
                            found.extend(reference.search_categories(&other, visit.words.lang, 6));
                        }
                        found.sort_by_key(|category| &category.code);
                        found.dedup_by_key(|category| &category.code);
                    }
                    let exact = found
                        .iter()
                        .find(|c| [&c.label_fr, &c.label_en].iter().any(|l| fold(l) == fold(&value)));
                    match (exact, found.as_slice()) {
                        (Some(one), _) | (None, [one]) => Some(one.code.clone()),
                        (None, []) => None,
                        (None, several) => {
                            self.choose_category(visit, &value, several);
                            continue;
                        }
                    }
                }
            };
            let label = code.as_deref().and_then(|code| reference.category_of_prefix(code)).map(|c| {
                if visit.words.lang == crate::base::words::Lang::En {
                    c.label_en.clone()
                } else {
                    c.label_fr.clone()
                }
            });
            if i == 0 {
                self.fields.category = label.unwrap_or_else(|| value.clone());
            }
            match code {
                Some(code) => {
                    self.active("categorie", &value);
                    self.found.push(("categorie", value, code.clone()));
                    self.filter.categories.push(code);
                }
                None => self.problem("categorie", "problem-unknown-category", &value),
            }
        }
    }

    /// A word that several categories answer to is a question, not a choice made for someone.
    fn choose_category(&mut self, visit: &Visit, typed: &str, several: &[&Category]) {
        self.fields.category = typed.to_owned();
        self.choices_heading = visit.words.with("choose-category", "typed", typed);
        self.choices_of = "categorie";
        self.choices = several
            .iter()
            .take(12)
            .map(|category| {
                let mut address = visit.address.without("categorie", typed);
                address.query.push(("categorie".to_owned(), category.code.clone()));
                let label = super::pick(visit, &category.label_fr, &category.label_en).to_owned();
                Link { label, href: address.href(visit.words) }
            })
            .collect();
    }

    fn level(&mut self, visit: &Visit) {
        if let Some(value) = visit.one("niveau") {
            match Level::ALL.iter().find(|level| level.code() == value) {
                Some(level) => {
                    self.fields.level = Some(*level);
                    self.filter.min_level = Some(*level);
                    self.active("niveau", value);
                }
                None => self.problem("niveau", "problem-unknown-level", value),
            }
        }
        if let Some(value) = visit.one("pairs").filter(|value| *value != "0") {
            self.fields.peers = true;
            self.filter.peer_reviewed = true;
            self.active("pairs", value);
        }
    }

    fn lead_time(&mut self, visit: &Visit) {
        let Some(value) = visit.one("delai") else { return };
        self.fields.lead_time = value.to_owned();
        match value.parse::<i64>() {
            Ok(days) if (0..=730).contains(&days) => {
                self.filter.max_lead_time_days = Some(days);
                self.active("delai", value);
            }
            _ => self.problem("delai", "problem-lead-time", value),
        }
    }

    fn sort(&mut self, visit: &Visit) {
        self.order = match visit.one("tri") {
            None | Some("pertinence") => Order::Relevance,
            Some("nom") => Order::Name,
            Some("recent") => Order::RecentlyUpdated,
            Some("distance") if self.filter.near.is_some() => Order::Distance,
            Some(other) => {
                self.problem("tri", "problem-unknown-sort", other);
                Order::Relevance
            }
        };
    }

    /// What the form has no field for is sent again unseen.
    fn carry(&mut self, visit: &Visit) {
        for name in ["territoire", "siege", "categorie"] {
            let more: Vec<_> =
                visit.all(name).skip(1).take(MAX_VALUES).map(|v| (name.to_owned(), v.to_owned())).collect();
            self.fields.carried.extend(more);
        }
        for name in ["tri", "monnaie"] {
            let values: Vec<_> =
                visit.all(name).take(MAX_VALUES).map(|v| (name.to_owned(), v.to_owned())).collect();
            self.fields.carried.extend(values);
        }
    }
}

fn ground(code: &str) -> Option<Ground> {
    Ground::ALL.into_iter().find(|ground| ground.code() == code)
}

#[cfg(test)]
#[path = "asked_tests.rs"]
mod tests;
