use std::collections::HashMap;

use schema::products::{product, supplier, supplier_category, supplier_theme};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::base::db::MAX_BOUND;
use crate::error::Result;

pub use schema::products::product::Model as Product;
pub use schema::products::supplier::Model as Supplier;
pub use schema::products::supplier_category::Model as SupplierCategory;
pub use schema::products::supplier_theme::Model as SupplierTheme;

/// A supplier's side of an organisation, without its products.
#[derive(Clone, Debug, Default)]
pub struct Sells {
    pub supplier: Option<Supplier>,
    pub categories: Vec<SupplierCategory>,
    pub themes: Vec<SupplierTheme>,
}

/// Areas, categories and themes of these suppliers.
pub async fn for_suppliers(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Sells>> {
    let mut found: HashMap<Uuid, Sells> = ids.iter().map(|id| (*id, Sells::default())).collect();
    for chunk in ids.chunks(MAX_BOUND) {
        let these = || chunk.iter().copied();
        for row in supplier::Entity::find().filter(supplier::Column::Organization.is_in(these())).all(db).await? {
            let id = row.organization;
            found.entry(id).or_default().supplier = Some(row);
        }
        let categories = supplier_category::Entity::find()
            .filter(supplier_category::Column::Organization.is_in(these()))
            .order_by_asc(supplier_category::Column::Category);
        for row in categories.all(db).await? {
            found.entry(row.organization).or_default().categories.push(row);
        }
        let themes = supplier_theme::Entity::find()
            .filter(supplier_theme::Column::Organization.is_in(these()))
            .order_by_asc(supplier_theme::Column::Theme);
        for row in themes.all(db).await? {
            found.entry(row.organization).or_default().themes.push(row);
        }
    }
    Ok(found)
}

/// The products of these suppliers, by name.
pub async fn sold_by(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Product>>> {
    let mut found: HashMap<Uuid, Vec<Product>> = HashMap::new();
    for chunk in ids.chunks(MAX_BOUND) {
        let rows = product::Entity::find()
            .filter(product::Column::Organization.is_in(chunk.iter().copied()))
            .order_by_asc(product::Column::Name)
            .order_by_asc(product::Column::Id)
            .all(db)
            .await?;
        for row in rows {
            found.entry(row.organization).or_default().push(row);
        }
    }
    Ok(found)
}

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Product>> {
    Ok(product::Entity::find_by_id(id).one(db).await?)
}

pub async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    Ok(product::Entity::find().count(db).await?)
}
