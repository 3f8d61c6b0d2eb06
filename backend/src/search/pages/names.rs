//! What the codes of an address are called: chips and facets.

use schema::values::GeoPoint;

use super::asked::Asked;
use super::meaning::center_name;
use super::views::{Choice, Facet as FacetView};
use super::{pick, short_name};
use crate::base::page::Link;
use crate::base::search::Facet;
use crate::base::stamp::Level;
use crate::base::visit::Visit;
use crate::networks::Network;
use crate::reference::Reference;
use crate::search::Found;

/// The names of what addresses hold as codes.
pub struct Names<'a> {
    pub visit: &'a Visit,
    pub reference: &'a Reference,
    pub networks: &'a [Network],
}

impl Names<'_> {
    /// A filter's value as people read it.
    pub fn label(&self, name: &str, value: &str) -> String {
        let words = self.visit.words;
        let reference = self.reference;
        let found = match name {
            "territoire" | "siege" => reference.territories.name(value).map(str::to_owned),
            "theme" => reference.theme(value).map(|t| pick(self.visit, &t.label_fr, &t.label_en).to_owned()),
            "categorie" => self.category(value),
            "garantie" => {
                reference.scheme(value).map(|s| short_name(pick(self.visit, &s.name_fr, &s.name_en)))
            }
            "statut" => {
                reference.legal_form(value).map(|f| pick(self.visit, &f.label_fr, &f.label_en).to_owned())
            }
            "reseau" => self.networks.iter().find(|n| n.slug == value).map(|n| n.name.clone()),
            "monnaie" => {
                reference.currency(value).map(|c| pick(self.visit, &c.label_fr, &c.label_en).to_owned())
            }
            "reserve" => Some(words.say(format!("ground-{}", value.to_lowercase()))),
            "niveau" => Level::ALL.iter().find(|l| l.code() == value).map(|l| words.say(l.at_least())),
            "pairs" => Some(words.say("filter-peers")),
            "delai" => value.parse::<u32>().ok().map(|days| words.with("lead-time-days", "days", days)),
            "centre" => {
                let radius = self.visit.one("rayon").filter(|km| km.parse::<f64>().is_ok());
                let radius = radius.map(|km| format!(" ({km}\u{A0}km)")).unwrap_or_default();
                Some(words.say("filter-center") + " " + &self.center(value) + &radius)
            }
            _ => None,
        };
        found.unwrap_or_else(|| value.to_owned())
    }

    /// A territory's name, told apart from others; of a point, the nearest commune's.
    fn center(&self, value: &str) -> String {
        let territories = &self.reference.territories;
        let nearest = || {
            let point = GeoPoint::parse(value).ok()?;
            let commune = territories.nearest_commune(point.latitude(), point.longitude())?;
            Some(commune.name.clone())
        };
        let known = territories.get(value).map(|territory| center_name(self.reference, territory));
        known.or_else(nearest).unwrap_or_else(|| value.to_owned())
    }

    fn category(&self, value: &str) -> Option<String> {
        let known = self
            .reference
            .category_of_prefix(value.trim_end_matches('0'))
            .or_else(|| self.reference.category(value))?;
        Some(pick(self.visit, &known.label_fr, &known.label_en).to_owned())
    }

    pub fn chips(&self, asked: &Asked) -> Vec<Link> {
        let chip = |(name, value): &(String, String)| {
            let mut address = self.visit.address.without(name, value);
            if name == "centre" {
                address = address.without_all("rayon");
            }
            Link { label: self.label(name, asked.meant(name, value)), href: address.href(self.visit.words) }
        };
        asked.active.iter().map(chip).collect()
    }

    fn choices(&self, name: &'static str, counted: &[(String, usize)], chosen: &[String]) -> FacetView {
        let mut choices: Vec<Choice> = counted
            .iter()
            .map(|(value, count)| Choice {
                value: value.clone(),
                label: self.label(name, value),
                count: *count as u64,
                chosen: chosen.contains(value),
            })
            .collect();
        let missing = chosen.iter().filter(|value| !counted.iter().any(|(counted, _)| counted == *value));
        choices.extend(missing.map(|value| Choice {
            value: value.clone(),
            label: self.label(name, value),
            count: 0,
            chosen: true,
        }));
        FacetView::new(name, choices)
    }

    pub fn facets(&self, found: &Found, asked: &Asked) -> Vec<FacetView> {
        let counted = |facet| found.facets.get(&facet).map(Vec::as_slice).unwrap_or_default();
        // Only the top of the taxonomy and what lies under a chosen theme.
        let themes: Vec<(String, usize)> = counted(Facet::Themes)
            .iter()
            .filter(|(code, _)| {
                let parent = self.reference.theme(code).and_then(|theme| theme.parent.as_ref());
                parent.is_none_or(|parent| asked.filter.themes.iter().any(|t| t == parent || t == code))
            })
            .cloned()
            .collect();
        let grounds: Vec<(String, usize)> =
            found.grounds.iter().map(|(g, n)| (g.code().to_owned(), *n)).collect();
        let chosen_grounds: Vec<String> =
            asked.filter.reserved_grounds.iter().map(|g| g.code().to_owned()).collect();
        vec![
            self.choices("theme", &themes, &asked.filter.themes),
            self.choices("garantie", counted(Facet::Guarantees), &asked.filter.guarantees),
            self.choices("reserve", &grounds, &chosen_grounds),
            self.choices("statut", counted(Facet::LegalForms), &asked.filter.legal_forms),
            self.choices("reseau", counted(Facet::Networks), &asked.filter.networks),
        ]
        .into_iter()
        .filter(|facet| !facet.choices.is_empty())
        .collect()
    }

    /// What was chosen stays in the form when the search could not be run.
    pub fn chosen_only(&self, asked: &Asked) -> Vec<FacetView> {
        let facet = |name: &'static str| {
            let of_it = asked.active.iter().filter(|(active, _)| active == name);
            let chosen: Vec<String> = of_it.map(|(_, value)| value.clone()).collect();
            // Empty, it still holds what is said of it.
            let wrong = asked.problems.iter().any(|problem| problem.field == name);
            (wrong || !chosen.is_empty()).then(|| self.choices(name, &[], &chosen))
        };
        ["theme", "garantie", "reserve", "statut", "reseau"].into_iter().filter_map(facet).collect()
    }
}
