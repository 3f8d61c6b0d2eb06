//! What was changed in a product, and what its fields are called.

use uuid::Uuid;

use crate::accounts;
use crate::base::desk::{DeskPage, Row, Section, Table};
use crate::base::events;
use crate::base::visit::Visit;
use crate::error::Result;
use crate::organizations::pages::area_in_words;
use crate::organizations::pages::own::{account_of, frame, mine};
use crate::products::{self, Product, category_label};

/// What a field of a product is called.
pub(super) fn field_key(field: &str) -> String {
    match field {
        "name" => "field-product-name".to_owned(),
        "currencies" => "supplier-currencies".to_owned(),
        _ => format!("field-{field}"),
    }
}

/// A kind of area.
pub(super) fn area_key(kind: &str) -> &'static str {
    match kind {
        "country" => "area-country",
        "territories" => "area-some",
        "radius" => "area-circle",
        _ => "area-of-supplier",
    }
}

/// A currency by its name.
pub(super) fn named_currency(visit: &Visit, code: &str) -> String {
    products::currency_names(&[code.to_owned()], &visit.app.reference.get(), visit.words.lang).concat()
}

/// A day as people say it.
pub(super) fn in_words(visit: &Visit, day: String) -> String {
    day.parse().map(|day| visit.words.date(&day)).unwrap_or(day)
}

/// A value of the journal, as people read it.
fn shown(visit: &Visit, field: &str, value: String) -> String {
    let reference = visit.app.reference.get();
    match field {
        _ if value.is_empty() => "–".to_owned(),
        "nature" => visit.words.say(format!("nature-{value}")),
        "currency" => named_currency(visit, &value),
        "validFrom" | "validUntil" => in_words(visit, value),
        "price" => {
            value.parse::<i64>().map(|cents| visit.words.number(cents as f64 / 100.0)).unwrap_or(value)
        }
        "category" => {
            let named = reference.category(&value);
            named.map(|c| format!("{} {}", c.code, category_label(c, visit.words.lang))).unwrap_or(value)
        }
        "currencies" => match serde_json::from_str::<Vec<String>>(&value) {
            Ok(codes) => visit.words.list(&products::currency_names(&codes, &reference, visit.words.lang)),
            Err(_) => value,
        },
        "area" => match serde_json::from_str(&value) {
            Ok(area) => visit.words.list(&area_in_words(visit, &reference, &area)),
            Err(_) => value,
        },
        _ => value,
    }
}

/// What was changed in a product, by whom, when, field by field.
pub(super) async fn history(visit: &Visit, id: &str, product: &str) -> Result<DeskPage> {
    let (app, words) = (&visit.app, visit.words);
    let mine = mine(visit, id).await?;
    let product = super::own::of(visit, &mine, product).await?;
    let saved = events::product_history(&app.db, mine.organization.id, product.id).await?;
    let who: Vec<Uuid> = saved.iter().filter_map(|one| account_of(&one.actor)).collect();
    let names = accounts::names(&app.db, &who).await?;
    let account = accounts::own(&app.db, &visit.actor).await?;
    let section = |one: events::Saved| {
        let by = match account_of(&one.actor) {
            Some(id) => names.get(&id).cloned().unwrap_or_else(|| words.say("former-member")),
            None => words.say("journal-by-site"),
        };
        // An import keeps the whole row.
        let before = one.before.map(|before| match serde_json::from_value::<Product>(before.clone()) {
            Ok(product) => products::told(&product),
            Err(_) => before,
        });
        let rows = products::differences(before.as_ref(), &one.after);
        let row = |(field, before, after): (String, String, String)| Row {
            cells: vec![
                words.say(field_key(&field)),
                shown(visit, &field, before),
                shown(visit, &field, after),
            ],
            ..Row::default()
        };
        Section {
            heading: words.with2(
                "history-by",
                "who",
                by,
                "when",
                accounts::pages::moment(words, &account, one.at),
            ),
            table: Some(Table {
                caption: words.say("history-caption"),
                headers: ["history-field", "history-before", "history-after"]
                    .map(|key| words.say(key))
                    .into(),
                rows: rows.into_iter().map(row).filter(|row| row.cells[1] != row.cells[2]).collect(),
            }),
            ..Section::default()
        }
    };
    let mut sections: Vec<Section> = saved.into_iter().map(section).collect();
    if sections.is_empty() {
        sections.push(Section::said(vec![words.say("history-none")]));
    }
    Ok(frame(visit, &mine, words.with("history-of", "name", &product.name), sections))
}
