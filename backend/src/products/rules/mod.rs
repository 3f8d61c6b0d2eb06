mod area;
mod columns;
mod currencies;
mod ideas;
mod written;

pub use self::area::{AreaTyped, area, area_as_typed, area_cell, area_of_cell, names, places};
pub use self::columns::COLUMNS;
pub use self::currencies::{currencies, currency_names, known};
pub use self::ideas::ideas;
pub use self::written::{
    NATURES, ProductTyped, as_typed, category, category_label, day, fields, is_finer, told, written,
};
pub use crate::organizations::differences;

use chrono::NaiveDate;
use schema::Codes;

use super::queries::{Line, Product, Searched, Supplier};

/// The first and last day of an offer.
pub struct Offer(Option<NaiveDate>, Option<NaiveDate>);

impl From<&Product> for Offer {
    fn from(product: &Product) -> Offer {
        Offer(product.valid_from, product.valid_until)
    }
}

impl From<&Line> for Offer {
    fn from(line: &Line) -> Offer {
        Offer(line.valid_from, line.valid_until)
    }
}

impl From<&Searched> for Offer {
    fn from(product: &Searched) -> Offer {
        Offer(product.valid_from, product.valid_until)
    }
}

/// Whether a product is on offer that day; its first and last day are included.
pub fn is_offered(product: impl Into<Offer>, day: NaiveDate) -> bool {
    let Offer(first, last) = product.into();
    first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last)
}

/// The currencies in which a product may be paid: that of its price, then those it names, else the euro and its supplier's.
pub fn accepted(product: &Product, supplier: Option<&Supplier>) -> Vec<String> {
    let own = !product.currencies.is_empty();
    let priced = product.price_cents.map(|_| product.currency.clone());
    let euro = (!own).then(|| "EUR".to_owned());
    let named = if own { Some(&product.currencies) } else { supplier.map(|supplier| &supplier.currencies) };
    let named = named.into_iter().flat_map(|codes: &Codes| codes.iter().cloned());
    let mut seen = std::collections::BTreeSet::new();
    priced.into_iter().chain(euro).chain(named).filter(|code| seen.insert(code.clone())).collect()
}
