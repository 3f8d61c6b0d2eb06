use askama::Template;
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::base::page::{Link, Nav, Page, json_for_script};
use crate::base::stamp::{Stamp, StampState};
use crate::base::words::Words;
use crate::products::pages::Price;
use crate::reference::AreaMap;

#[derive(Clone, Debug)]
pub struct Offer {
    pub name: String,
    /// In French, without language: `/produits/0190…`.
    pub path: String,
    /// None: on quotation.
    pub price: Option<Price>,
    pub lead_time_days: Option<u32>,
    /// The supply conditions in one line.
    pub terms: Option<String>,
    /// Those in which it may be paid, by name.
    pub currencies: Vec<String>,
    /// False: supposed by an import.
    pub confirmed: bool,
    /// Its first day, where that is still to come.
    pub from: Option<NaiveDate>,
}

impl Offer {
    /// When it begins, where it hasn't yet.
    fn begins(&self, words: &Words) -> Option<String> {
        self.from.map(|first| words.with("offer-from", "day", words.date(&first)))
    }

    fn price_line(&self, words: &Words) -> String {
        let price = Price::in_words(self.price.as_ref(), *words);
        let lead = match self.lead_time_days {
            Some(days) => words.with("lead-time-days", "days", days),
            None => words.say("lead-time-unknown"),
        };
        let doubt = (!self.confirmed).then(|| words.say("unconfirmed"));
        [Some(price), Some(lead), doubt].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// One guarantee with all that is public about it.
#[derive(Clone, Debug)]
pub struct HeldGuarantee {
    /// Unique in the page: `garantie-esus`.
    pub anchor: String,
    pub scheme: String,
    /// `/garanties/esus`.
    pub scheme_path: String,
    pub stamp: Stamp,
    /// Nobody said its last day.
    pub end_supposed: bool,
    /// Who declared it, when not the holder: the name of the import's source.
    pub declared_by: Option<String>,
    /// What the moderator saw: « arrêté préfectoral du 3 mars 2025 ».
    pub evidence_seen: Option<String>,
    /// When, and by whom.
    pub suspended: Option<(NaiveDate, String)>,
    /// By whom.
    pub register_seen: Option<String>,
    pub register_name: String,
    /// To the holder's own entry where the register has one.
    pub register_url: Option<String>,
    /// The scheme has no public register: evidence and peers together count as one.
    pub register_by_peers: bool,
    pub peers_url: Option<String>,
}

impl HeldGuarantee {
    /// Suspended and expired guarantees don't count.
    pub fn counts(&self) -> bool {
        matches!(self.stamp.state, StampState::InForce | StampState::UnderReview)
    }

    fn validity(&self, words: &Words) -> String {
        if let Some((day, who)) = &self.suspended {
            return words.with2("suspended-on", "date", words.date(day), "who", who);
        }
        let key = match self.end_supposed {
            _ if self.stamp.expired() => "ended-on",
            true => "until-supposed",
            false => "until",
        };
        match self.stamp.until {
            Some(day) => words.with(key, "date", words.date(&day)),
            None => words.say("without-end"),
        }
    }

    /// The four marks in words, with the class that draws each.
    fn lines(&self, words: &Words) -> [(&'static str, String); 4] {
        let on = |key: &str, day: NaiveDate| words.with(key, "date", words.date(&day));
        let aside = |text: String, more: &Option<String>| match more {
            Some(more) => format!("{text} ({more})"),
            None => text,
        };
        let declared = match self.stamp.declared {
            Some(day) => {
                let by = self.declared_by.as_ref().map(|by| words.with("declared-by", "source", by));
                ("mark declared on", aside(on("mark-declared-on", day), &by))
            }
            None => ("mark declared", words.say("mark-declared-not")),
        };
        let evidence = match self.stamp.evidence {
            Some(day) => ("mark evidence on", aside(on("mark-evidence-on", day), &self.evidence_seen)),
            None if self.stamp.state == StampState::UnderReview => {
                ("mark evidence", words.say("mark-evidence-review"))
            }
            None => ("mark evidence", words.say("mark-evidence-not")),
        };
        // Without a public register, evidence and peers together stand for it.
        let both = self.stamp.evidence.zip(self.stamp.peers).map(|(evidence, peers)| evidence.max(peers));
        let register = match self.stamp.register {
            _ if self.register_by_peers => match both {
                Some(day) => ("mark register", on("mark-register-by-peers", day)),
                None => ("mark register", words.say("mark-register-none")),
            },
            Some(day) => ("mark register on", aside(on("mark-register-on", day), &self.register_seen)),
            None => ("mark register", words.say("mark-register-not")),
        };
        let peers = match self.stamp.peers {
            Some(day) => ("mark peers on", on("mark-peers-on", day)),
            None => ("mark peers", words.say("mark-peers-not")),
        };
        [declared, evidence, register, peers]
    }
}

#[derive(Clone, Debug)]
pub struct Source {
    pub name: String,
    pub day: NaiveDate,
    /// None: nobody stated one, so the page says these data aren't exported.
    pub licence: Option<String>,
    pub licence_url: Option<String>,
}

#[derive(Template)]
#[template(path = "organizations/supplier.html")]
pub struct SupplierPage {
    pub page: Page,
    /// Address and what it shows.
    pub logo: Option<(String, String)>,
    pub photos: Vec<(String, String)>,
    /// The rest is fetched once someone wants to see it.
    pub more_photos: Vec<(String, String)>,
    pub name: String,
    pub other_names: Vec<String>,
    pub description: Option<String>,
    pub legal_form: Option<String>,
    pub siret: Option<String>,
    pub rna: Option<String>,
    /// Street, then post code and commune.
    pub address: Vec<String>,
    /// « Rennes (35) ».
    pub commune: Option<String>,
    /// Latitude, longitude.
    pub point: Option<(f64, f64)>,
    /// Checked to be http or https when it was saved.
    pub website: Option<String>,
    pub headcount: Option<String>,
    /// At most twelve: the page stays under 350 elements.
    pub offers: Vec<Offer>,
    /// « 8 autres produits », to a search that shows them.
    pub more_offers: Option<Link>,
    /// What it offers to others and looks for: the page of each, and in a few words what it is; at most six.
    pub shared: Vec<(Link, String)>,
    /// « et 7 autres », to a search that shows them.
    pub more_shared: Option<Link>,
    /// Of whoever offers no product: what it sells, as it said itself, and as was supposed.
    pub categories: Vec<String>,
    pub supposed_categories: Vec<String>,
    pub area: Vec<String>,
    pub map: Option<AreaMap>,
    pub map_label: String,
    pub area_supposed: bool,
    pub currencies: Vec<String>,
    pub themes: Vec<Link>,
    pub themes_supposed: bool,
    /// « Entreprises d’insertion (L2113-13) », when a guarantee in force opens one.
    pub grounds: Vec<String>,
    /// Those in force, the strongest first.
    pub guarantees: Vec<HeldGuarantee>,
    /// Suspended, then expired; refused and withdrawn ones never.
    pub lapsed: Vec<HeldGuarantee>,
    pub networks: Vec<Link>,
    pub source: Source,
    /// Who writes to it is read.
    pub read_by_someone: bool,
    /// For whoever moderates it.
    pub moderated_at: Option<String>,
}

impl SupplierPage {
    fn headline(&self) -> String {
        [&self.commune, &self.legal_form].into_iter().flatten().cloned().collect::<Vec<_>>().join(" · ")
    }

    /// Few enough to stand in the open.
    fn shows_lapsed(&self) -> bool {
        self.lapsed.len() <= 3
    }

    fn shortest_lead_time(&self) -> Option<u32> {
        let on_offer = self.offers.iter().filter(|offer| offer.from.is_none());
        on_offer.filter_map(|offer| offer.lead_time_days).min()
    }

    fn json_ld(&self) -> String {
        let url = |path: &str| format!("{}{}", self.page.public_url, self.page.path(path));
        let offers: Vec<Value> = self
            .offers
            .iter()
            .filter(|offer| offer.confirmed && offer.from.is_none())
            .map(|offer| {
                let mut one = json!({
                    "@type": "Offer",
                    "url": url(&offer.path),
                    "itemOffered": { "@type": "Product", "name": offer.name },
                });
                if let Some(price) = &offer.price {
                    price.tell(&mut one);
                }
                one["acceptedPaymentMethod"] = json!(offer.currencies);
                one
            })
            .collect();
        let mut data = json!({
            "@context": "https://schema.org",
            "@type": "Organization",
            "@id": self.page.canonical(),
            "url": self.page.canonical(),
            "name": self.name,
        });
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                data[key] = value;
            }
        };
        put("description", self.description.as_ref().map(|text| json!(text)));
        put(
            "identifier",
            self.siret
                .as_ref()
                .map(|number| json!({ "@type": "PropertyValue", "propertyID": "SIRET", "value": number })),
        );
        put("sameAs", self.website.as_ref().map(|site| json!(site)));
        put("address", (!self.address.is_empty()).then(|| json!(self.address.join(", "))));
        put(
            "location",
            self.point.map(|(latitude, longitude)| {
                json!({ "@type": "Place", "geo": {
                "@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude } })
            }),
        );
        put("areaServed", (!self.area.is_empty() && !self.area_supposed).then(|| json!(self.area)));
        put("makesOffer", (!offers.is_empty()).then(|| json!(offers)));
        json_for_script(&data)
    }
}

mod filters {
    /// « 123 456 789 00012 »: SIREN by threes, then the establishment.
    #[askama::filter_fn]
    pub fn siret_groups(siret: impl ToString, _: &dyn askama::Values) -> askama::Result<String> {
        let digits = siret.to_string();
        let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
        Ok(if digits.len() == 14 {
            [part(0..3), part(3..6), part(6..9), part(9..14)].join("\u{202F}")
        } else {
            digits
        })
    }
}
