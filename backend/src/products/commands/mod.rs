mod catalogue;
mod catalogue_out;
mod merge;
mod supply;
mod write;

pub use self::catalogue::{
    Catalogue, LastCatalogue, Rejected, import_catalogue, last_catalogue, read_catalogue, undo_catalogue,
};
pub use self::catalogue_out::{catalogue_csv, catalogue_xlsx};
pub use self::merge::{absorb, give_back, without};
pub use self::supply::{SupplyTyped, update_supply};
pub use self::write::{archive_product, create_product, restore_product, update_product};

use std::collections::{BTreeSet, HashMap};

use schema::Area;
use schema::products::{product, supplier, supplier_category, supplier_theme};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::queries::{Product, Sells, Supplier, for_suppliers};
use crate::base::db::MAX_BOUND;
use crate::error::Result;
use crate::reference::{Compiled, Reference};

/// What is said or supposed of one supplier as a whole. True: confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suppliance {
    pub organization: Uuid,
    pub area: Option<(Area, bool)>,
    pub categories: BTreeSet<(String, bool)>,
    pub themes: BTreeSet<(String, bool)>,
    pub currencies: Vec<String>,
}

/// Adds suppliers, their areas compiled.
pub async fn insert(tx: &impl ConnectionTrait, reference: &Reference, new: &[Suppliance]) -> Result<()> {
    // Many of one batch serve the same area.
    let mut areas: Vec<(&Area, Compiled)> = Vec::new();
    let mut compile = |area| match areas.iter().find(|(known, _)| *known == area) {
        Some((_, compiled)) => compiled.clone(),
        None => {
            let compiled = reference.territories.compile(area);
            areas.push((area, compiled.clone()));
            compiled
        }
    };
    let rows: Vec<_> = new
        .iter()
        .map(|supplier| {
            let compiled = supplier.area.as_ref().map(|(area, _)| compile(area)).unwrap_or_default();
            Supplier {
                organization: supplier.organization,
                area: supplier.area.as_ref().map(|(area, _)| area.clone()),
                area_confirmed: supplier.area.as_ref().is_some_and(|(_, confirmed)| *confirmed),
                serves: schema::Codes(compiled.serves),
                serves_part: schema::Codes(compiled.serves_part),
                currencies: supplier.currencies.iter().cloned().collect(),
                version: 1,
            }
            .into_active_model()
        })
        .collect();
    if !rows.is_empty() {
        supplier::Entity::insert_many(rows)
            .on_conflict(
                OnConflict::column(supplier::Column::Organization)
                    .update_columns([
                        supplier::Column::Area,
                        supplier::Column::AreaConfirmed,
                        supplier::Column::Serves,
                        supplier::Column::ServesPart,
                        supplier::Column::Currencies,
                    ])
                    .value(
                        supplier::Column::Version,
                        Expr::col((supplier::Entity, supplier::Column::Version)).add(1),
                    )
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
    }
    let categories: Vec<_> = new
        .iter()
        .flat_map(|s| s.categories.iter().map(|c| (s.organization, c)))
        .map(|(organization, (category, confirmed))| supplier_category::ActiveModel {
            organization: Set(organization),
            category: Set(category.clone()),
            confirmed: Set(*confirmed),
        })
        .collect();
    for chunk in categories.chunks(MAX_BOUND / 3) {
        let once = [supplier_category::Column::Organization, supplier_category::Column::Category];
        supplier_category::Entity::insert_many(chunk.to_vec())
            .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    let themes: Vec<_> = new
        .iter()
        .flat_map(|s| s.themes.iter().map(|t| (s.organization, t)))
        .map(|(organization, (theme, confirmed))| supplier_theme::ActiveModel {
            organization: Set(organization),
            theme: Set(theme.clone()),
            confirmed: Set(*confirmed),
        })
        .collect();
    for chunk in themes.chunks(MAX_BOUND / 3) {
        let once = [supplier_theme::Column::Organization, supplier_theme::Column::Theme];
        supplier_theme::Entity::insert_many(chunk.to_vec())
            .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Takes back what was only supposed of these suppliers and supposes anew; what a supplier
/// confirmed stays.
pub async fn replace_supposed(
    tx: &impl ConnectionTrait,
    reference: &Reference,
    new: &[Suppliance],
) -> Result<()> {
    let ids: Vec<Uuid> = new.iter().map(|s| s.organization).collect();
    supplier_category::Entity::delete_many()
        .filter(supplier_category::Column::Organization.is_in(ids.clone()))
        .filter(supplier_category::Column::Confirmed.eq(false))
        .exec(tx)
        .await?;
    supplier_theme::Entity::delete_many()
        .filter(supplier_theme::Column::Organization.is_in(ids.clone()))
        .filter(supplier_theme::Column::Confirmed.eq(false))
        .exec(tx)
        .await?;
    let confirmed: Vec<Uuid> = supplier::Entity::find()
        .filter(supplier::Column::Organization.is_in(ids))
        .filter(supplier::Column::AreaConfirmed.eq(true))
        .all(tx)
        .await?
        .into_iter()
        .map(|row| row.organization)
        .collect();
    let (keep, replace): (Vec<_>, Vec<_>) =
        new.iter().cloned().partition(|supplier| confirmed.contains(&supplier.organization));
    insert(tx, reference, &replace).await?;
    insert_only_lists(tx, reference, keep).await
}

/// What is said or supposed of these suppliers now.
pub async fn suppliances(tx: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Suppliance>> {
    let sold = for_suppliers(tx, ids).await?;
    let one = |(id, sells): (Uuid, Sells)| {
        let supplier = sells.supplier?;
        let suppliance = Suppliance {
            organization: id,
            area: supplier.area.map(|area| (area, supplier.area_confirmed)),
            categories: sells.categories.into_iter().map(|row| (row.category, row.confirmed)).collect(),
            themes: sells.themes.into_iter().map(|row| (row.theme, row.confirmed)).collect(),
            currencies: supplier.currencies.0,
        };
        Some((id, suppliance))
    };
    Ok(sold.into_iter().filter_map(one).collect())
}

/// Puts this in the place of all that is said or supposed of a supplier.
pub async fn replace(tx: &impl ConnectionTrait, reference: &Reference, sold: Suppliance) -> Result<()> {
    let id = sold.organization;
    supplier_category::Entity::delete_many()
        .filter(supplier_category::Column::Organization.eq(id))
        .exec(tx)
        .await?;
    supplier_theme::Entity::delete_many()
        .filter(supplier_theme::Column::Organization.eq(id))
        .exec(tx)
        .await?;
    insert(tx, reference, &[sold]).await
}

/// The lists of suppliers whose area stays as they confirmed it.
async fn insert_only_lists(
    tx: &impl ConnectionTrait,
    reference: &Reference,
    suppliers: Vec<Suppliance>,
) -> Result<()> {
    let ids: Vec<Uuid> = suppliers.iter().map(|s| s.organization).collect();
    let held = supplier::Entity::find().filter(supplier::Column::Organization.is_in(ids)).all(tx).await?;
    let kept: Vec<Suppliance> = suppliers
        .into_iter()
        .map(|mut supplier| {
            if let Some(row) = held.iter().find(|row| row.organization == supplier.organization) {
                supplier.area = row.area.clone().map(|area| (area, true));
                supplier.currencies = row.currencies.0.clone();
            }
            supplier
        })
        .collect();
    insert(tx, reference, &kept).await
}

/// Adds products, their own areas compiled.
pub async fn insert_products(
    tx: &impl ConnectionTrait,
    reference: &Reference,
    new: Vec<Product>,
) -> Result<()> {
    let rows: Vec<_> = new
        .into_iter()
        .map(|mut product| {
            let compiled =
                product.area.as_ref().map(|area| reference.territories.compile(area)).unwrap_or_default();
            product.serves = schema::Codes(compiled.serves);
            product.serves_part = schema::Codes(compiled.serves_part);
            product.into_active_model()
        })
        .collect();
    for chunk in rows.chunks(MAX_BOUND / 26) {
        product::Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}
