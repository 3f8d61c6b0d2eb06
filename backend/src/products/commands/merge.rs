//! What two pages of one organisation sell becomes what one sells, and two again.

use std::collections::{BTreeSet, HashSet};

use schema::products::product;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Suppliance, replace, suppliances};
use crate::app::App;
use crate::base::db::{hand_back, hand_over};
use crate::error::{Error, Result};
use crate::organizations::Merging;
use crate::products::Sells;

#[derive(Serialize, Deserialize)]
struct Moved {
    products: Vec<Uuid>,
    before: Option<Suppliance>,
    after: Option<Suppliance>,
}

const PRODUCTS: (product::Column, product::Column) = (product::Column::Id, product::Column::Organization);

/// Products go over; themes, categories and currencies are added, and the area where the other has none confirmed. The
/// page that goes keeps its own, unseen.
pub async fn absorb(tx: &impl ConnectionTrait, app: &App, pair: Merging) -> Result<Value> {
    let products = hand_over::<product::Entity>(tx, PRODUCTS, pair.absorbed, pair.kept).await?;
    let mut both = suppliances(tx, &[pair.kept, pair.absorbed]).await?;
    let (before, gone) = (both.remove(&pair.kept), both.remove(&pair.absorbed));
    let after = match (before.clone(), gone) {
        (before, None) => before,
        (None, Some(gone)) => Some(Suppliance { organization: pair.kept, ..gone }),
        (Some(before), Some(gone)) => Some(together(before, gone)),
    };
    if after != before
        && let Some(after) = after.clone()
    {
        replace(tx, &app.reference.get(), after).await?;
    }
    serde_json::to_value(Moved { products, before, after }).map_err(Error::internal)
}

fn together(mut kept: Suppliance, gone: Suppliance) -> Suppliance {
    let confirmed = |one: &Suppliance| one.area.as_ref().is_some_and(|(_, confirmed)| *confirmed);
    if kept.area.is_none() || (!confirmed(&kept) && confirmed(&gone)) {
        kept.area = gone.area;
    }
    for (held, more) in [(&mut kept.categories, gone.categories), (&mut kept.themes, gone.themes)] {
        for (code, confirmed) in more {
            if confirmed {
                held.remove(&(code.clone(), false));
            } else if held.contains(&(code.clone(), true)) {
                continue;
            }
            held.insert((code, confirmed));
        }
    }
    for currency in gone.currencies {
        if !kept.currencies.contains(&currency) {
            kept.currencies.push(currency);
        }
    }
    kept
}

/// What a page says of what it sells without what a merge brought it.
pub fn without(mut sells: Sells, moved: &Value) -> Result<Sells> {
    let moved: Moved = serde_json::from_value(moved.clone()).map_err(Error::internal)?;
    let Some(after) = moved.after else { return Ok(sells) };
    let codes = |all: &BTreeSet<(String, bool)>| all.iter().map(|(code, _)| code.clone()).collect();
    let before = moved.before.as_ref();
    let held = |of: fn(&Suppliance) -> &BTreeSet<(String, bool)>| -> HashSet<String> {
        before.map(|one| codes(of(one))).unwrap_or_default()
    };
    let came = |of: fn(&Suppliance) -> &BTreeSet<(String, bool)>| -> HashSet<String> {
        let all: HashSet<String> = codes(of(&after));
        &all - &held(of)
    };
    let (categories, themes) = (came(|one| &one.categories), came(|one| &one.themes));
    sells.categories.retain(|one| !categories.contains(&one.category));
    sells.themes.retain(|one| !themes.contains(&one.theme));
    let own = before.and_then(|one| one.area.clone());
    if let Some(supplier) = &mut sells.supplier
        && after.area != own
        && supplier.area == after.area.map(|(area, _)| area)
    {
        supplier.area_confirmed = own.as_ref().is_some_and(|(_, confirmed)| *confirmed);
        supplier.area = own.map(|(area, _)| area);
    }
    Ok(sells)
}

/// What was said of the page that stayed since the merge stays as it is.
pub async fn give_back(tx: &impl ConnectionTrait, app: &App, pair: Merging, moved: &Value) -> Result<()> {
    let moved: Moved = serde_json::from_value(moved.clone()).map_err(Error::internal)?;
    hand_back::<product::Entity>(tx, PRODUCTS, &moved.products, pair.kept, pair.absorbed).await?;
    let current = suppliances(tx, &[pair.kept]).await?.remove(&pair.kept);
    if let Some(before) = moved.before.filter(|_| current == moved.after) {
        replace(tx, &app.reference.get(), before).await?;
    }
    Ok(())
}
