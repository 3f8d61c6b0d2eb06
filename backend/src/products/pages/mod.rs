//! The page of a product.

mod catalogue;
mod history;
pub mod own;
mod price;
mod views;

use askama::Template;
use chrono::NaiveDate;
use uuid::Uuid;

pub use self::price::Price;
use self::views::{ProductPage, SupplierStamp, Term, TermKind};
use super::{Product, accepted, by_id, currency_names, for_suppliers, is_offered, lines_of};
use crate::base::page::{Link, Nav};
use crate::base::visit::{Answer, Visit};
use crate::base::words::{Lang, Words};
use crate::error::{Error, Result};
use crate::organizations::pages::area_in_words;
use crate::search::pages::{place_of, search_for, short_name};
use crate::{guarantees, networks, organizations};

const OTHERS: usize = 8;

/// When it is on offer: from its first day until that has come, since its last once that is past.
pub fn period(words: Words, product: &Product, today: NaiveDate) -> Option<String> {
    let until = product.valid_until.map(|last| match last < today {
        true => words.with("offer-over", "day", words.date(&last)),
        false => words.until(&last),
    });
    let from = product.valid_from.filter(|first| today < *first);
    let from = from.map(|first| words.with("offer-from", "day", words.date(&first)));
    let said: Vec<String> = from.into_iter().chain(until).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// Why it isn't on offer today, where it isn't.
fn out_of_period(words: Words, product: &Product, today: NaiveDate) -> Option<String> {
    let (key, day) = match (product.valid_from, product.valid_until) {
        (_, Some(last)) if last < today => ("product-over", last),
        (Some(first), _) if today < first => ("product-coming", first),
        _ => return None,
    };
    Some(words.with(key, "day", words.date(&day)))
}

pub async fn product(visit: &Visit, id: &str) -> Result<Answer> {
    let app = &visit.app;
    let id = Uuid::parse_str(id).map_err(|_| Error::NotFound)?;
    let product = by_id(&app.db, id).await?.ok_or(Error::NotFound)?;
    let supplier = organizations::by_ids(&app.db, &visit.actor, &[product.organization]).await?;
    let supplier = supplier.into_iter().next().ok_or(Error::NotFound)?;
    let of = [supplier.id];
    let sells = for_suppliers(&app.db, &of).await?.remove(&supplier.id).unwrap_or_default();
    let others = lines_of(&app.db, &of).await?.remove(&supplier.id).unwrap_or_default();
    let held = guarantees::lines_of(&app.db, &of).await?.remove(&supplier.id).unwrap_or_default();
    let source = match supplier.source {
        Some(id) => organizations::sources(&app.db, &[id]).await?.remove(&id),
        None => None,
    };
    let reference = app.reference.get();
    let today = app.clock.today();
    let words = visit.words;
    let english = words.lang == Lang::En;
    let pick = |fr: &str, en: &str| if english { en } else { fr }.to_owned();
    let own_area = product.area.as_ref();
    let area = own_area.or_else(|| sells.supplier.as_ref().and_then(|supplier| supplier.area.as_ref()));
    let mut stamps: Vec<_> = held
        .iter()
        .filter_map(|g| Some((g, reference.scheme(&g.scheme)?)))
        .filter(|(g, scheme)| guarantees::level(*g, scheme, today).is_some())
        .collect();
    stamps.sort_by(|a, b| guarantees::compare_for_show(a, b, today));
    let terms = [
        (TermKind::MinimumOrder, &product.minimum_order),
        (TermKind::Packaging, &product.packaging),
        (TermKind::Season, &product.seasonality),
        (TermKind::Delivery, &product.delivery_terms),
        (TermKind::Payment, &product.payment_terms),
        (TermKind::Capacity, &product.capacity_per_month),
    ];
    let accepted = accepted(&product, sells.supplier.as_ref());
    let summary = words.with2("product-summary", "supplier", &supplier.name, "product", &product.name);
    let view = ProductPage {
        page: visit.page(
            words.with2("product-title", "product", &product.name, "supplier", &supplier.name),
            if product.description.is_empty() {
                summary
            } else {
                product.description.chars().take(160).collect()
            },
            Nav::Suppliers,
        ),
        kind: words.say(format!("nature-{}", product.nature)),
        supplier: supplier.name.clone(),
        supplier_path: format!("/fournisseurs/{}", supplier.slug),
        commune: place_of(&reference, &supplier),
        description: Some(product.description.clone()).filter(|text| !text.is_empty()),
        confirmed: true,
        price: Price::of(words, &reference, &product),
        lead_time_days: product.lead_time_days.and_then(|days| days.try_into().ok()),
        terms: terms
            .into_iter()
            .filter_map(|(kind, text)| Some(Term { kind, text: text.clone()? }))
            .collect(),
        area: area.map(|area| area_in_words(visit, &reference, area)).unwrap_or_default(),
        area_supposed: own_area.is_none()
            && sells.supplier.as_ref().is_some_and(|s| s.area.is_some() && !s.area_confirmed),
        categories: reference
            .category(&product.category)
            .map(|category| Link {
                label: pick(&category.label_fr, &category.label_en),
                href: search_for(visit, "categorie", &category.code),
            })
            .into_iter()
            .collect(),
        categories_supposed: false,
        currencies: currency_names(&accepted, &reference, words.lang),
        currencies_of_supplier: product.currencies.is_empty(),
        valid_from: product.valid_from,
        valid_until: product.valid_until,
        period: period(words, &product, today),
        out_of_period: out_of_period(words, &product, today),
        guarantees: stamps
            .into_iter()
            .take(6)
            .filter_map(|(g, scheme)| {
                Some(SupplierStamp {
                    scheme: short_name(&pick(&scheme.name_fr, &scheme.name_en)),
                    path: format!("/garanties/{}", scheme.code),
                    stamp: guarantees::stamp(g, today)?,
                })
            })
            .collect(),
        others: others
            .iter()
            .filter(|other| other.id != product.id && is_offered(*other, today))
            .take(OTHERS)
            .map(|other| Link {
                label: other.name.clone(),
                href: words.path(&format!("/produits/{}", other.id)),
            })
            .collect(),
        source: organizations::pages::source_of(visit, source.as_ref(), product.updated_at),
        moderated_at: networks::pages::moderated_at(visit, &supplier).await?,
        name: product.name,
    };
    Ok(Answer::Page(view.render().map_err(Error::internal)?))
}
