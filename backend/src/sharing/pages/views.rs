use askama::Template;
use serde_json::{Value, json};

use crate::base::page::{Link, Nav, Page, json_for_script};
use crate::organizations::pages::Source;
use crate::sharing::{PriceKind, Resource, Whereabouts};

/// One thing that is known, with its name.
#[derive(Clone, Debug)]
pub struct Fact {
    pub name: String,
    pub value: String,
    /// In the words of whoever shares it.
    pub theirs: bool,
}

/// What answers this one.
#[derive(Clone, Debug)]
pub struct Match {
    pub link: Link,
    pub owner: String,
    pub reasons: String,
}

#[derive(Template)]
#[template(path = "sharing/resource.html")]
pub struct ResourcePage {
    pub page: Page,
    pub resource: Resource,
    pub owner: Link,
    /// « Offre · Local · Rennes (35) · Gratuit ».
    pub headline: String,
    /// That it has ended, hasn't begun or is out of sight.
    pub notice: Option<String>,
    /// Address and what it shows; at most eight.
    pub photos: Vec<(String, String)>,
    pub conditions: Vec<Fact>,
    pub hours: Vec<(String, String)>,
    pub exceptions: Vec<(String, String)>,
    /// How it can be booked, a sentence each.
    pub terms: Vec<String>,
    /// The clock, where it isn't that of Paris or not the reader's own.
    pub zone: Option<String>,
    /// « jeudi 3 décembre 2026, 9 h – 10 h »; none within its horizon.
    pub next_free: Option<String>,
    pub facts: Vec<Fact>,
    pub whereabouts: Whereabouts,
    /// Why only the commune is shown.
    pub blurred: bool,
    pub book: Option<String>,
    /// Why whoever looks can't book it, and what they can do.
    pub barred: Option<(String, Vec<Link>)>,
    pub write: Option<String>,
    pub edit: Option<String>,
    pub extras: Vec<Link>,
    pub matches: Vec<Match>,
    pub source: Source,
}

impl ResourcePage {
    fn is_offer(&self) -> bool {
        self.resource.direction == "offer"
    }

    fn json_ld(&self) -> String {
        let one = &self.resource;
        let mut data = json!({
            "@context": "https://schema.org",
            "@type": if self.is_offer() { "Offer" } else { "Demand" },
            "@id": self.page.canonical(),
            "url": self.page.canonical(),
            "name": one.name,
            "seller": { "@type": "Organization", "@id": format!("{}{}", self.page.public_url, self.owner.href),
                "name": self.owner.label },
        });
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                data[key] = value;
            }
        };
        put("description", Some(json!(one.description)).filter(|_| !one.description.is_empty()));
        put("validFrom", one.valid_from.map(|day| json!(day.to_string())));
        put("validThrough", one.valid_until.map(|day| json!(day.to_string())));
        let kind = match one.kind.as_str() {
            "premises" => "Place",
            "skills" | "transport" => "Service",
            _ => "Product",
        };
        put("itemOffered", Some(json!({ "@type": kind, "name": one.name })));
        let kind = PriceKind::named(&one.price_kind);
        let free = kind == Some(PriceKind::Free);
        let cents = if free { Some(0) } else { one.price_cents.filter(|_| kind == Some(PriceKind::Price)) };
        if let Some(cents) = cents {
            let mut price = json!({ "@type": "UnitPriceSpecification", "priceCurrency": "EUR",
                "price": format!("{}.{:02}", cents / 100, cents % 100) });
            if let Some(per) = one.price_per.as_ref().filter(|_| !free) {
                price["unitText"] = json!(per);
            }
            put("priceSpecification", Some(price));
        }
        let place = &self.whereabouts;
        put(
            "availableAtOrFrom",
            place.place.as_ref().map(|name| {
                let mut there = json!({ "@type": "Place", "name": name });
                if let Some(street) = &place.address {
                    there["address"] = json!({ "@type": "PostalAddress", "streetAddress": street,
                        "postalCode": place.post_code, "addressLocality": place.city, "addressCountry": "FR" });
                }
                if let Some(point) = place.point {
                    there["geo"] = json!({ "@type": "GeoCoordinates", "latitude": point.latitude(),
                        "longitude": point.longitude() });
                }
                there
            }),
        );
        json_for_script(&data)
    }
}
