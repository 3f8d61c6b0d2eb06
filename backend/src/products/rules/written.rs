use chrono::NaiveDate;
use schema::values::{CpvCode, CurrencyCode, LeadTime, Money};
use serde_json::{Value, json};

use super::area::{AreaTyped, area, area_as_typed};
use super::currencies::currencies;
use super::ideas::meant;
use crate::base::words::Lang;
use crate::error::{FieldError, Message, Notes};
use crate::organizations::{line, text};
use crate::products::queries::Product;
use crate::reference::{Category, Reference};

pub const NATURES: [&str; 3] = ["goods", "services", "works"];
const NAME: usize = 200;
const LINE: usize = 300;
const TEXT: usize = 10_000;

/// What someone typed about a product.
#[derive(Clone, Debug, Default)]
pub struct ProductTyped {
    pub name: String,
    pub description: String,
    pub nature: String,
    /// A CPV code, or words of its label.
    pub category: String,
    /// `12,50`; empty: on quotation.
    pub price: String,
    pub currency: String,
    pub unit: String,
    pub minimum_order: String,
    pub packaging: String,
    pub seasonality: String,
    pub delivery_terms: String,
    pub payment_terms: String,
    pub capacity_per_month: String,
    /// Accepted ones, by code or name; none: the supplier's.
    pub currencies: Vec<String>,
    /// Days.
    pub lead_time: String,
    pub area: AreaTyped,
    pub valid_from: String,
    pub valid_until: String,
}

/// The day of `2027-03-03` or of `03/03/2027`. Errors: in words.
pub fn day(typed: &str) -> Result<Option<NaiveDate>, Message> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let read = |format| NaiveDate::parse_from_str(typed, format).ok();
    let found = read("%Y-%m-%d").or_else(|| read("%d/%m/%Y"));
    let sound = |day: &NaiveDate| (1900..=2200).contains(&chrono::Datelike::year(day));
    found.filter(sound).map(Some).ok_or(Message::new("invalid-date"))
}

/// Writes what was typed over a product. Errors: all that is wrong, by field.
pub fn written(
    typed: &ProductTyped,
    reference: &Reference,
    before: &Product,
) -> Result<Product, Vec<FieldError>> {
    let mut wrong = Notes::default();
    let mut after = before.clone();
    after.name = wrong.take("name", line(&typed.name, NAME)).unwrap_or_default();
    if after.name.is_empty() {
        wrong.note("name", Message::new("invalid-name").with("most", NAME.to_string()));
    }
    after.description = wrong.take("description", text(&typed.description, TEXT));
    after.nature = typed.nature.trim().to_owned();
    if !NATURES.contains(&after.nature.as_str()) {
        wrong.note("nature", Message::new("invalid-choice-missing"));
    }
    after.category = wrong.take("category", category(&typed.category, reference));
    let (cents, currency) = wrong.take("price", price(&typed.price, &typed.currency));
    (after.price_cents, after.currency) = (cents, currency);
    if after.currency.is_empty() {
        after.currency = "EUR".to_owned();
    }
    if after.currency != "EUR" && reference.currency(&after.currency).is_none() {
        wrong.note("currency", Message::new("invalid-unknown-code").with("value", after.currency.clone()));
    }
    after.unit = wrong.take("unit", line(&typed.unit, 60));
    after.minimum_order = wrong.take("minimumOrder", line(&typed.minimum_order, LINE));
    after.packaging = wrong.take("packaging", line(&typed.packaging, LINE));
    after.seasonality = wrong.take("seasonality", line(&typed.seasonality, LINE));
    after.delivery_terms = wrong.take("deliveryTerms", line(&typed.delivery_terms, LINE));
    after.payment_terms = wrong.take("paymentTerms", line(&typed.payment_terms, LINE));
    after.capacity_per_month = wrong.take("capacityPerMonth", line(&typed.capacity_per_month, LINE));
    after.lead_time_days = match typed.lead_time.trim() {
        "" => None,
        days => match LeadTime::parse(days) {
            Ok(days) => Some(i32::from(days.days())),
            Err(_) => {
                wrong.note("leadTime", Message::new("invalid-lead-time"));
                None
            }
        },
    };
    after.valid_from = wrong.take("validFrom", day(&typed.valid_from));
    after.valid_until = wrong.take("validUntil", day(&typed.valid_until));
    if let (Some(first), Some(last)) = (after.valid_from, after.valid_until)
        && last < first
    {
        wrong.note("validUntil", Message::new("invalid-period"));
    }
    match currencies(&typed.currencies, reference) {
        Ok(own) => after.currencies = own.into_iter().collect(),
        Err(more) => wrong.0.extend(more),
    }
    match area(&typed.area, reference) {
        Ok(own) => after.area = own,
        Err(more) => wrong.0.extend(more),
    }
    if wrong.0.is_empty() { Ok(after) } else { Err(wrong.0) }
}

/// Whether a CPV code is typed that is finer than those the reference holds: one above it is taken.
pub fn is_finer(typed: &str, reference: &Reference) -> bool {
    let code = typed.split_whitespace().next().unwrap_or_default();
    CpvCode::parse(code).is_ok_and(|code| reference.category(code.as_str()).is_none())
}

/// The code of a category by its code, with or without its check digit, or by its label or everyday words. A code finer
/// than those the reference holds is taken to the nearest one above it.
pub fn category(typed: &str, reference: &Reference) -> Result<String, Message> {
    let typed = typed.trim();
    let code = typed.split_whitespace().next().unwrap_or_default();
    if let Ok(code) = CpvCode::parse(code) {
        let above = code.prefixes();
        let mut above = above.iter().rev().map(|prefix| reference.category_of_prefix(prefix.as_str()));
        return match above.find_map(|found| found) {
            Some(found) => Ok(found.code.clone()),
            None => Err(Message::new("invalid-category").with("value", code.to_string())),
        };
    }
    let mut named = reference.search_categories(typed, Lang::Fr, 8);
    if named.is_empty() {
        named = meant(typed, reference).iter().filter_map(|code| reference.category(code)).take(8).collect();
    }
    match named.as_slice() {
        [] if typed.is_empty() => Err(Message::new("invalid-category-missing")),
        [] => Err(Message::new("invalid-category").with("value", typed.chars().take(60).collect::<String>())),
        [only] => Ok(only.code.clone()),
        several => {
            let same = |c: &&&crate::reference::Category| {
                schema::values::fold(&c.label_fr) == schema::values::fold(typed)
            };
            if let Some(exact) = several.iter().find(same) {
                return Ok(exact.code.clone());
            }
            let names: Vec<String> = several.iter().map(|c| format!("{} {}", c.code, c.label_fr)).collect();
            Err(Message::new("invalid-category-several").with("names", names.join(" · ")))
        }
    }
}

fn price(typed: &str, currency: &str) -> Result<(Option<i64>, String), Message> {
    let currency = match currency.trim() {
        "" => "EUR".to_owned(),
        other => CurrencyCode::parse(other).map_err(|_| Message::new("invalid-price"))?.to_string(),
    };
    if typed.trim().is_empty() {
        return Ok((None, currency));
    }
    // « 1e9 » is no amount in a currency called E9.
    let exponent = |three: &[u8]| {
        three[0].is_ascii_digit() && three[1].eq_ignore_ascii_case(&b'e') && three[2].is_ascii_digit()
    };
    if typed.as_bytes().windows(3).any(exponent) {
        return Err(Message::new("invalid-price"));
    }
    let money = Money::parse(typed).map_err(|_| Message::new("invalid-price"))?;
    // More than anything is sold for; below nothing is no price.
    if !(0..=100_000_000_000).contains(&money.amount_cents) {
        return Err(Message::new("invalid-price"));
    }
    let currency = if money.currency == CurrencyCode::eur() { currency } else { money.currency.to_string() };
    Ok((Some(money.amount_cents), currency))
}

/// What a category is called.
pub fn category_label(category: &Category, lang: Lang) -> &str {
    if lang == Lang::En { &category.label_en } else { &category.label_fr }
}

/// What is there now, as one would have typed it.
pub fn as_typed(product: &Product, reference: &Reference, lang: Lang) -> ProductTyped {
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let cents = |cents: i64| format!("{},{:02}", cents / 100, cents % 100);
    ProductTyped {
        name: product.name.clone(),
        description: product.description.clone(),
        nature: product.nature.clone(),
        category: match reference.category(&product.category) {
            Some(category) => format!("{} {}", category.code, category_label(category, lang)),
            None => product.category.clone(),
        },
        price: product.price_cents.map(cents).unwrap_or_default(),
        currency: product.currency.clone(),
        unit: or_empty(&product.unit),
        minimum_order: or_empty(&product.minimum_order),
        packaging: or_empty(&product.packaging),
        seasonality: or_empty(&product.seasonality),
        delivery_terms: or_empty(&product.delivery_terms),
        payment_terms: or_empty(&product.payment_terms),
        capacity_per_month: or_empty(&product.capacity_per_month),
        currencies: product.currencies.0.clone(),
        lead_time: product.lead_time_days.map(|days| days.to_string()).unwrap_or_default(),
        area: area_as_typed(product.area.as_ref(), reference),
        valid_from: day(product.valid_from),
        valid_until: day(product.valid_until),
    }
}

/// Each field with what is typed in it.
pub fn fields(typed: ProductTyped) -> [(&'static str, String); 21] {
    [
        ("name", typed.name),
        ("nature", typed.nature),
        ("description", typed.description),
        ("category", typed.category),
        ("price", typed.price),
        ("currency", typed.currency),
        ("unit", typed.unit),
        ("leadTime", typed.lead_time),
        ("minimumOrder", typed.minimum_order),
        ("packaging", typed.packaging),
        ("seasonality", typed.seasonality),
        ("deliveryTerms", typed.delivery_terms),
        ("paymentTerms", typed.payment_terms),
        ("capacityPerMonth", typed.capacity_per_month),
        ("currencies", typed.currencies.join(", ")),
        ("area", typed.area.kind),
        ("territories", typed.area.territories.replace('\n', ", ")),
        ("center", typed.area.center),
        ("km", typed.area.km),
        ("validFrom", typed.valid_from),
        ("validUntil", typed.valid_until),
    ]
}

/// What its members wrote, as the journal keeps it.
pub fn told(product: &Product) -> Value {
    json!({
        "name": product.name,
        "description": product.description,
        "nature": product.nature,
        "category": product.category,
        "price": product.price_cents,
        "currency": product.currency,
        "unit": product.unit,
        "minimumOrder": product.minimum_order,
        "packaging": product.packaging,
        "seasonality": product.seasonality,
        "deliveryTerms": product.delivery_terms,
        "paymentTerms": product.payment_terms,
        "capacityPerMonth": product.capacity_per_month,
        "currencies": (!product.currencies.is_empty()).then_some(&product.currencies),
        "leadTime": product.lead_time_days,
        "area": product.area,
        "validFrom": product.valid_from,
        "validUntil": product.valid_until,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_browsers_and_as_people_write_them() {
        let march = NaiveDate::from_ymd_opt(2027, 3, 3);
        assert_eq!(day("2027-03-03"), Ok(march));
        assert_eq!(day(" 03/03/2027 "), Ok(march));
        assert_eq!(day(""), Ok(None));
        for wrong in ["31/02/2027", "demain", "0001-01-01", "99999-01-01"] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_price_is_an_amount_that_something_can_cost() {
        assert_eq!(price("12,50", ""), Ok((Some(1_250), "EUR".to_owned())));
        assert_eq!(price("12 GALLECO", "EUR").map(|p| p.1), Ok("GALLECO".to_owned()));
        assert_eq!(price("", "EUR"), Ok((None, "EUR".to_owned())));
        for wrong in ["-1", "12,505", "beaucoup", "9999999999999999999", "1e9", "1E9"] {
            assert!(price(wrong, "EUR").is_err(), "{wrong}");
        }
    }
}
