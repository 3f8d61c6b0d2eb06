//! What is asked of the index, and what it holds.

mod hours;
mod resources;

pub use self::hours::{Clock, USUAL_BUFFER, is_renewed_on};
pub use self::resources::{
    days_of, had_by_days, is_day_over, is_too_far, on_the_edge, opened, places_of, resource_criteria,
    resource_document, span_of, timed, zone_asked,
};
use std::collections::BTreeSet;

use chrono::NaiveDate;
use schema::values::{CpvCode, CpvPrefix, GeoPoint, TerritoryCode};

use crate::base::search::{
    Circle, Criteria, Document, Facet, Field, Filter, MAX_TEXT_CHARS, Point, Served, Sort,
};
use crate::base::stamp::Level;
use crate::error::{FieldError, Message};
use crate::guarantees::{self, Ground};
use crate::networks::Network;
use crate::organizations;
use crate::products::{self, Searched, Sells};
use crate::reference::Reference;

/// Values of one filter; more are refused.
pub const MAX_VALUES: usize = 100;
/// The widest circle, km: half way round the world is not a neighbourhood.
const MAX_RADIUS_KM: f64 = 2_000.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Near {
    pub latitude: f64,
    pub longitude: f64,
    pub radius_km: f64,
}

/// What a buyer asks for. Values of one field are alternatives, fields add up;
/// `guarantees` asks for all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SupplierFilter {
    pub text: Option<String>,
    pub territories: Vec<String>,
    pub located: Vec<String>,
    pub near: Option<Near>,
    pub themes: Vec<String>,
    pub categories: Vec<String>,
    pub currencies: Vec<String>,
    pub guarantees: Vec<String>,
    pub min_level: Option<Level>,
    pub peer_reviewed: bool,
    pub reserved_grounds: Vec<Ground>,
    pub legal_forms: Vec<String>,
    pub networks: Vec<String>,
    pub max_lead_time_days: Option<i64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Relevance,
    Distance,
    Name,
    RecentlyUpdated,
}

impl Order {
    pub fn sort(self) -> Sort {
        match self {
            Order::Relevance => Sort::Relevance,
            Order::Distance => Sort::Distance,
            Order::Name => Sort::Name,
            Order::RecentlyUpdated => Sort::RecentlyUpdated,
        }
    }
}

impl SupplierFilter {
    /// What must be true of a document; every value that isn't known is named.
    pub fn criteria(&self, reference: &Reference, networks: &[Network]) -> Result<Criteria, Vec<FieldError>> {
        let mut wrong = Wrong::default();
        let territories = wrong.codes("territories", &self.territories, |code| territory(reference, code));
        let located = wrong.codes("located", &self.located, |code| territory(reference, code));
        let themes =
            wrong.codes("themes", &self.themes, |code| reference.theme(code).map(|t| vec![t.code.clone()]));
        let categories = wrong.codes("categories", &self.categories, category);
        let currencies = wrong.codes("currencies", &self.currencies, |code| {
            reference.currency(code).map(|c| vec![c.code.clone()])
        });
        let schemes = wrong.codes("guarantees", &self.guarantees, |code| {
            reference.scheme(code).map(|s| vec![s.code.clone()])
        });
        let legal_forms = wrong.codes("legalForms", &self.legal_forms, |code| {
            reference.legal_form(code).map(|f| vec![f.code.clone()])
        });
        let networks = wrong.codes("networks", &self.networks, |slug| {
            networks.iter().find(|n| n.slug == slug).map(|n| vec![n.slug.clone()])
        });
        wrong.too_many("reservedGrounds", self.reserved_grounds.len());
        let near = self.near.and_then(|near| wrong.circle(near));
        let max_lead_time_days = self.max_lead_time_days.and_then(|days| wrong.lead_time(days));
        if !wrong.0.is_empty() {
            return Err(wrong.0);
        }
        let mut filters = Vec::new();
        let mut any_of = |facet, field, any_of: Vec<String>| {
            if !any_of.is_empty() {
                filters.push(Filter { facet, field, any_of });
            }
        };
        any_of(None, Field::Located, located);
        any_of(Some(Facet::Themes), Field::Themes, themes);
        // A category and a lead time are asked of one and the same product.
        let categories = match max_lead_time_days {
            None => categories,
            Some(most) => {
                categories.iter().flat_map(|c| (0..=most).map(move |d| format!("{c}@{d}"))).collect()
            }
        };
        any_of(Some(Facet::Categories), Field::Categories, categories);
        any_of(None, Field::Currencies, currencies);
        any_of(Some(Facet::LegalForms), Field::LegalForms, legal_forms);
        any_of(Some(Facet::Networks), Field::Networks, networks);
        let token = |what: &str| guarantees::wanted(what, self.min_level, self.peer_reviewed);
        for scheme in &schemes {
            any_of(Some(Facet::Guarantees), Field::Guarantees, vec![token(scheme)]);
        }
        let grounds = self.reserved_grounds.iter().map(|ground| token(&format!("ground:{}", ground.code())));
        any_of(None, Field::Guarantees, grounds.collect());
        if schemes.is_empty() && (self.min_level.is_some() || self.peer_reviewed) {
            any_of(None, Field::Guarantees, vec![token("*")]);
        }
        let served = (!territories.is_empty()).then(|| Served {
            whole: territories
                .iter()
                .flat_map(|code| reference.territories.with_containers(code))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            part: territories,
        });
        let text = asked_text(self.text.as_deref()).map_err(|error| vec![error])?;
        Ok(Criteria { text, served, filters, near, max_lead_time_days, ..Criteria::default() })
    }
}

/// Words to search for, as they were typed; none where there are none.
fn asked_text(text: Option<&str>) -> Result<Option<String>, FieldError> {
    let wrong = |message| FieldError { path: "filter.text".to_owned(), message };
    if text.is_some_and(|text| text.chars().count() > MAX_TEXT_CHARS) {
        return Err(wrong(Message::new("invalid-text-too-long").with("most", MAX_TEXT_CHARS.to_string())));
    }
    if text.is_some_and(|text| text.chars().any(is_unseen)) {
        return Err(wrong(Message::new("invalid-text-control")));
    }
    Ok(text.filter(|text| !text.trim().is_empty()).map(str::to_owned))
}

/// A control character or what stands for one, which nobody types; spaces of all kinds are none.
pub fn is_unseen(char: char) -> bool {
    (char.is_control() && !char.is_whitespace()) || char == char::REPLACEMENT_CHARACTER
}

/// A territory by its code; an arrondissement as its commune.
fn territory(reference: &Reference, code: &str) -> Option<Vec<String>> {
    let code = TerritoryCode::parse(code).ok()?;
    reference.territories.get(code.as_str()).map(|t| vec![t.code.to_string()])
}

/// A CPV code or its beginning, as its stem. Codes we have no label for are still codes.
fn category(code: &str) -> Option<Vec<String>> {
    let stem = CpvPrefix::parse(code).ok().map(|prefix| prefix.as_str().to_owned());
    stem.or_else(|| CpvCode::parse(code).ok().map(|code| code.stem().as_str().to_owned()))
        .map(|stem| vec![stem])
}

/// What is wrong with a filter, field by field.
#[derive(Default)]
struct Wrong(Vec<FieldError>);

impl Wrong {
    fn push(&mut self, field: &str, message: Message) {
        self.0.push(FieldError { path: format!("filter.{field}"), message });
    }

    fn codes(
        &mut self,
        field: &'static str,
        values: &[String],
        known: impl Fn(&str) -> Option<Vec<String>>,
    ) -> Vec<String> {
        if self.too_many(field, values.len()) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for value in values {
            match known(value) {
                Some(codes) => found.extend(codes),
                None => {
                    let shown: String = value.chars().filter(|c| !c.is_control()).take(60).collect();
                    self.push(field, Message::new("invalid-unknown-code").with("value", shown));
                }
            }
        }
        found
    }

    fn too_many(&mut self, field: &str, count: usize) -> bool {
        if count > MAX_VALUES {
            let message = Message::new("invalid-too-many").with("count", count.to_string());
            self.push(field, message.with("most", MAX_VALUES.to_string()));
        }
        count > MAX_VALUES
    }

    fn circle(&mut self, near: Near) -> Option<Circle> {
        if GeoPoint::new(near.latitude, near.longitude).is_err() {
            self.push("near", Message::new("invalid-point"));
            return None;
        }
        if !(near.radius_km > 0.0 && near.radius_km <= MAX_RADIUS_KM) {
            self.push(
                "near.radiusKm",
                Message::new("invalid-radius").with("most", MAX_RADIUS_KM.to_string()),
            );
            return None;
        }
        Some(Circle { latitude: near.latitude, longitude: near.longitude, radius_km: near.radius_km })
    }

    fn lead_time(&mut self, days: i64) -> Option<u32> {
        match u32::try_from(days) {
            Ok(days) if days <= 730 => Some(days),
            _ => {
                self.push("maxLeadTimeDays", Message::new("invalid-lead-time"));
                None
            }
        }
    }
}

/// All that is known of one supplier.
#[derive(Clone, Debug)]
pub struct Whole {
    pub organization: organizations::Searched,
    pub sells: Sells,
    pub products: Vec<Searched>,
    pub guarantees: Vec<guarantees::Line>,
    pub networks: Vec<Network>,
}

/// A supplier as the index holds it that day.
pub fn document(whole: &Whole, reference: &Reference, today: NaiveDate) -> Document {
    let Whole { organization, sells, products, guarantees, networks } = whole;
    let offered: Vec<&Searched> = products.iter().filter(|p| products::is_offered(*p, today)).collect();
    let mut serves = BTreeSet::new();
    let mut serves_part = BTreeSet::new();
    if let Some(supplier) = &sells.supplier {
        serves.extend(supplier.serves.iter().cloned());
        serves_part.extend(supplier.serves_part.iter().cloned());
    }
    for product in &offered {
        serves.extend(product.serves.iter().cloned());
        serves_part.extend(product.serves_part.iter().cloned());
    }
    let codes: BTreeSet<&str> = sells
        .categories
        .iter()
        .map(|c| c.category.as_str())
        .chain(offered.iter().map(|p| p.category.as_str()))
        .collect();
    let mut themes: BTreeSet<String> = sells.themes.iter().map(|t| t.theme.clone()).collect();
    themes.extend(codes.iter().filter_map(|code| reference.trades.theme_of(code)).map(str::to_owned));
    let parents = themes.iter().filter_map(|t| reference.theme(t)?.parent.clone()).collect::<Vec<_>>();
    themes.extend(parents);
    let mut labels: Vec<&str> = Vec::new();
    for category in codes.iter().filter_map(|code| reference.category(code)) {
        labels.extend([category.label_fr.as_str(), category.label_en.as_str()]);
    }
    for theme in themes.iter().filter_map(|code| reference.theme(code)) {
        labels.extend([theme.label_fr.as_str(), theme.label_en.as_str()]);
    }
    // Who looks for "ESAT" or "SCIC" looks for what it is, not for its name.
    if let Some(form) = organization.legal_form.as_deref().and_then(|code| reference.legal_form(code)) {
        labels.extend([form.label_fr.as_str(), form.label_en.as_str()]);
    }
    for guarantee in guarantees {
        if let Some(scheme) = reference.scheme(&guarantee.scheme)
            && guarantees::level(guarantee, scheme, today).is_some()
        {
            labels.extend([scheme.name_fr.as_str(), scheme.name_en.as_str()]);
        }
    }
    let mut prefixes = BTreeSet::new();
    for code in codes.iter().filter_map(|code| CpvCode::parse(code).ok()) {
        prefixes.extend(code.prefixes().into_iter().map(|prefix| prefix.as_str().to_owned()));
    }
    // What is sold within how many days: category and lead time of one and the same product.
    let mut within = BTreeSet::new();
    for product in &offered {
        if let (Some(days), Ok(code)) = (product.lead_time_days, CpvCode::parse(&product.category)) {
            within.extend(code.prefixes().into_iter().map(|prefix| format!("{}@{days}", prefix.as_str())));
        }
    }
    let mut tokens = BTreeSet::new();
    for guarantee in guarantees {
        if let Some(scheme) = reference.scheme(&guarantee.scheme) {
            tokens.extend(guarantees::tokens(guarantee, scheme, today));
        }
    }
    let mut descriptions = organization.description.clone();
    for product in &offered {
        descriptions.push('\n');
        descriptions.push_str(&product.description);
    }
    let (serves, serves_part) = narrowed(serves, serves_part);
    let currencies = sells.supplier.iter().flat_map(|s| s.currencies.iter().cloned());
    let currencies = currencies.chain(offered.iter().flat_map(|p| p.currencies.iter().cloned()));
    let priced = offered.iter().map(|p| p.currency.clone());
    Document {
        id: organization.id,
        names: organization.name.clone() + "\n" + organization.brand.as_deref().unwrap_or_default(),
        sort_name: organization.name.clone(),
        products: offered.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("\n"),
        labels: labels.join("\n"),
        descriptions,
        territories: reference.territories.counted_in(&serves, &serves_part),
        serves,
        serves_part,
        located: reference
            .territories
            .located(organization.commune.as_deref(), organization.departement.as_deref()),
        point: organization
            .latitude
            .zip(organization.longitude)
            .map(|(latitude, longitude)| Point { latitude, longitude }),
        themes: themes.into_iter().collect(),
        category_facet: prefixes
            .iter()
            .filter_map(|prefix| reference.category_of_prefix(prefix))
            .map(|category| category.code.clone())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        categories: prefixes.into_iter().chain(within).collect(),
        currencies: currencies.chain(priced).collect::<BTreeSet<_>>().into_iter().collect(),
        guarantee_facet: tokens.iter().filter(|token| !token.starts_with('*')).cloned().collect(),
        guarantees: tokens.into_iter().collect(),
        legal_form: organization.legal_form.clone(),
        networks: networks.iter().map(|n| n.slug.clone()).collect(),
        lead_time_days: offered.iter().filter_map(|p| p.lead_time_days?.try_into().ok()).min(),
        updated_at: organization.updated_at,
        shared: None,
    }
}

/// A unit served whole by one product isn't also served in part.
fn narrowed(serves: BTreeSet<String>, mut part: BTreeSet<String>) -> (Vec<String>, Vec<String>) {
    part.retain(|code| !serves.contains(code));
    (serves.into_iter().collect(), part.into_iter().collect())
}

/// Whether a supplier read from the database today still holds what the search asked for.
pub fn still_holds(
    filters: &[Filter],
    held: &[guarantees::Line],
    reference: &Reference,
    today: NaiveDate,
) -> bool {
    let mut asked = filters.iter().filter(|filter| filter.field == Field::Guarantees).peekable();
    if asked.peek().is_none() {
        return true;
    }
    let tokens: BTreeSet<String> = held
        .iter()
        .filter_map(|g| Some(guarantees::tokens(g, reference.scheme(&g.scheme)?, today)))
        .flatten()
        .collect();
    asked.all(|filter| filter.any_of.iter().any(|token| tokens.contains(token)))
}
