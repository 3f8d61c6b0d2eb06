use askama::Template;
use chrono::NaiveDate;
use serde_json::json;

use super::price::Price;
use crate::base::page::{Link, Nav, Page, json_for_script};
use crate::base::stamp::Stamp;
use crate::organizations::pages::Source;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermKind {
    MinimumOrder,
    Packaging,
    Season,
    Delivery,
    Payment,
    Capacity,
}

impl TermKind {
    fn label(&self) -> &'static str {
        match self {
            TermKind::MinimumOrder => "term-minimum-order",
            TermKind::Packaging => "term-packaging",
            TermKind::Season => "term-season",
            TermKind::Delivery => "term-delivery",
            TermKind::Payment => "term-payment",
            TermKind::Capacity => "term-capacity",
        }
    }
}

/// One supply condition, as its supplier wrote it.
#[derive(Clone, Debug)]
pub struct Term {
    pub kind: TermKind,
    pub text: String,
}

#[derive(Clone, Debug)]
pub struct SupplierStamp {
    pub scheme: String,
    /// `/garanties/esus`.
    pub path: String,
    pub stamp: Stamp,
}

#[derive(Template)]
#[template(path = "products/product.html")]
pub struct ProductPage {
    pub page: Page,
    pub name: String,
    /// « Services », « Fournitures », « Travaux ».
    pub kind: String,
    pub supplier: String,
    pub supplier_path: String,
    pub commune: Option<String>,
    pub description: Option<String>,
    /// False: supposed by an import, and the page says so.
    pub confirmed: bool,
    /// None: on quotation.
    pub price: Option<Price>,
    pub lead_time_days: Option<u32>,
    pub terms: Vec<Term>,
    pub area: Vec<String>,
    pub area_supposed: bool,
    pub categories: Vec<Link>,
    pub categories_supposed: bool,
    pub currencies: Vec<String>,
    /// True where the product names none of its own.
    pub currencies_of_supplier: bool,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
    /// « à partir du 1er juin 2027 », « terminée depuis le 1er janvier 2026 ».
    pub period: Option<String>,
    /// It isn't on offer today: why.
    pub out_of_period: Option<String>,
    /// The supplier's, in force.
    pub guarantees: Vec<SupplierStamp>,
    /// Other products of the same supplier, at most eight.
    pub others: Vec<Link>,
    pub source: Source,
    /// For whoever moderates it.
    pub moderated_at: Option<String>,
}

impl ProductPage {
    fn headline(&self) -> String {
        let words = self.page.words;
        let lead = self.lead_time_days.map(|days| words.with("lead-time-days", "days", days));
        let parts = [Some(self.kind.clone()), self.commune.clone(), Some(self.price_words()), lead];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn price_words(&self) -> String {
        Price::in_words(self.price.as_ref(), self.page.words)
    }

    fn json_ld(&self) -> String {
        let supplier = format!("{}{}", self.page.public_url, self.page.path(&self.supplier_path));
        let mut offer = json!({
            "@type": "Offer",
            "url": self.page.canonical(),
            "seller": { "@type": "Organization", "@id": supplier, "name": self.supplier },
            "areaServed": self.area,
            "acceptedPaymentMethod": self.currencies,
        });
        if let Some(price) = &self.price {
            price.tell(&mut offer);
        }
        if let Some(day) = self.valid_from {
            offer["validFrom"] = json!(day.to_string());
        }
        if let Some(day) = self.valid_until {
            offer["validThrough"] = json!(day.to_string());
        }
        json_for_script(&json!({
            "@context": "https://schema.org",
            "@type": "Product",
            "name": self.name,
            "description": self.description,
            "offers": offer,
        }))
    }
}
