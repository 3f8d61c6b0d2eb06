use serde_json::{Value, json};

use crate::base::words::Words;
use crate::products::Product;
use crate::reference::{Reference, amount};

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
        let currency = match reference.currency(&product.currency) {
            Some(one) if one.code != "EUR" => one.label_fr.clone(),
            _ => product.currency.clone(),
        };
        let said = match &product.unit {
            Some(unit) => words.with2("price-per", "price", said, "unit", unit),
            None => said,
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
