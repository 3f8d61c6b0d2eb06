use serde_json::{Value, json};

use crate::base::words::Words;
use crate::products::{Product, currency_names};
use crate::reference::{Reference, TIME, amount};

/// What something costs without tax, for as much as its unit says.
#[derive(Clone, Debug)]
pub struct Price {
    cents: i64,
    /// ISO 4217, or the name of a complementary currency, as schema.org wants it.
    currency: String,
    said: String,
}

impl Price {
    /// None is on quotation.
    pub fn of(words: Words, reference: &Reference, product: &Product) -> Option<Price> {
        let cents = product.price_cents?;
        let said = amount(words, reference, cents, &product.currency);
        let currency = match product.currency.as_str() {
            "EUR" => "EUR".to_owned(),
            code => currency_names(&[code.to_owned()], reference, words.lang).concat(),
        };
        // There is no tax on hours.
        let said = match (&product.unit, product.currency == TIME) {
            (Some(unit), true) => format!("{said} / {unit}"),
            (Some(unit), false) => words.with2("price-per", "price", said, "unit", unit),
            (None, true) => said,
            (None, false) => words.with("price-alone", "price", said),
        };
        Some(Price { cents, currency, said })
    }

    /// « 12,50 € HT / kilo », « sur devis ».
    pub fn in_words(price: Option<&Price>, words: Words) -> String {
        price.map_or_else(|| words.say("on-quotation"), |price| price.said.clone())
    }

    /// As schema.org tells it of an offer.
    pub fn tell(&self, offer: &mut Value) {
        offer["price"] = json!(format!("{}.{:02}", self.cents / 100, self.cents % 100));
        offer["priceCurrency"] = json!(self.currency);
    }
}
