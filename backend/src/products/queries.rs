use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use schema::Codes;
use schema::products::{product, supplier, supplier_category, supplier_theme};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, PaginatorTrait,
    PartialModelTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::base::db::MAX_BOUND;
use crate::error::Result;
use crate::organizations;

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
    let mut suppliers = suppliers(db, ids).await?;
    let mut categories = categories_of(db, ids).await?;
    let mut themes = themes_of(db, ids).await?;
    let mut sells = |id: &Uuid| Sells {
        supplier: suppliers.remove(id),
        categories: categories.remove(id).unwrap_or_default(),
        themes: themes.remove(id).unwrap_or_default(),
    };
    Ok(ids.iter().map(|id| (*id, sells(id))).collect())
}

/// The supplier's side of these organisations.
pub async fn suppliers(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Supplier>> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(MAX_BOUND) {
        let these = supplier::Column::Organization.is_in(chunk.iter().copied());
        let rows = supplier::Entity::find().filter(these).all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.organization, row)));
    }
    Ok(found)
}

/// Where a supplier itself serves, whatever its products do; compiled.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "supplier::Entity")]
pub struct Reach {
    pub organization: Uuid,
    /// False while the area is only supposed by an import.
    pub area_confirmed: bool,
    pub serves: Codes,
    pub serves_part: Codes,
}

pub async fn reaches(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Reach>> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(MAX_BOUND) {
        let these = supplier::Column::Organization.is_in(chunk.iter().copied());
        let rows = supplier::Entity::find().filter(these).into_partial_model::<Reach>().all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.organization, row)));
    }
    Ok(found)
}

/// The purchase categories of these suppliers as a whole, by code.
pub async fn categories_of(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<SupplierCategory>>> {
    let mut found: HashMap<Uuid, Vec<SupplierCategory>> = HashMap::new();
    for chunk in ids.chunks(MAX_BOUND) {
        let these = supplier_category::Column::Organization.is_in(chunk.iter().copied());
        let rows = supplier_category::Entity::find().filter(these);
        for row in rows.order_by_asc(supplier_category::Column::Category).all(db).await? {
            found.entry(row.organization).or_default().push(row);
        }
    }
    Ok(found)
}

/// The themes of these suppliers, by code.
pub async fn themes_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<SupplierTheme>>> {
    let mut found: HashMap<Uuid, Vec<SupplierTheme>> = HashMap::new();
    for chunk in ids.chunks(MAX_BOUND) {
        let these = supplier_theme::Column::Organization.is_in(chunk.iter().copied());
        let rows = supplier_theme::Entity::find().filter(these);
        for row in rows.order_by_asc(supplier_theme::Column::Theme).all(db).await? {
            found.entry(row.organization).or_default().push(row);
        }
    }
    Ok(found)
}

/// A product in one line of a list.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "product::Entity")]
pub struct Line {
    pub id: Uuid,
    pub organization: Uuid,
    pub name: String,
    pub category: String,
    pub lead_time_days: Option<i32>,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
}

impl From<&Product> for Line {
    fn from(product: &Product) -> Line {
        Line {
            id: product.id,
            organization: product.organization,
            name: product.name.clone(),
            category: product.category.clone(),
            lead_time_days: product.lead_time_days,
            valid_from: product.valid_from,
            valid_until: product.valid_until,
        }
    }
}

/// What a search asks of a product.
#[derive(Clone, Debug, DerivePartialModel)]
#[sea_orm(entity = "product::Entity")]
pub struct Searched {
    pub organization: Uuid,
    pub name: String,
    pub description: String,
    pub category: String,
    pub currency: String,
    pub currencies: Codes,
    pub lead_time_days: Option<i32>,
    pub serves: Codes,
    pub serves_part: Codes,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
}

/// What is offered, or was before it is again: archived ones are their members' alone.
fn shown() -> Select<product::Entity> {
    product::Entity::find().filter(product::Column::ArchivedAt.is_null())
}

/// Those of them that strangers find: not those of archived organisations.
fn listed() -> Select<product::Entity> {
    shown().filter(product::Column::Organization.not_in_subquery(organizations::archived_ids()))
}

/// A product, archived or not.
pub async fn any_by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Product>> {
    Ok(product::Entity::find_by_id(id).one(db).await?)
}

/// How many an organisation has, archived ones included.
pub async fn count_of(db: &impl ConnectionTrait, organization: Uuid) -> Result<u64> {
    Ok(product::Entity::find().filter(product::Column::Organization.eq(organization)).count(db).await?)
}

/// The products of an organisation for its members: those that are shown by name, or those that were archived.
pub async fn of_organization(
    db: &impl ConnectionTrait,
    organization: Uuid,
    archived: bool,
    offset: u64,
    limit: u64,
) -> Result<(Vec<Product>, u64)> {
    let these = match archived {
        true => product::Entity::find().filter(product::Column::ArchivedAt.is_not_null()),
        false => shown(),
    };
    let these = these.filter(product::Column::Organization.eq(organization));
    let total = these.clone().count(db).await?;
    let page = these.order_by_asc(product::Column::Name).order_by_asc(product::Column::Id);
    Ok((page.offset(offset).limit(limit).all(db).await?, total))
}

/// The products of these suppliers in lines, by name.
pub async fn lines_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Line>>> {
    sold(db, ids, |line: &Line| line.organization).await
}

/// The products of these suppliers for the search index, by name.
pub async fn searched_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Searched>>> {
    sold(db, ids, |product: &Searched| product.organization).await
}

async fn sold<T: PartialModelTrait>(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    supplier: impl Fn(&T) -> Uuid,
) -> Result<HashMap<Uuid, Vec<T>>> {
    let mut found: HashMap<Uuid, Vec<T>> = HashMap::new();
    for chunk in ids.chunks(MAX_BOUND) {
        let rows = shown()
            .filter(product::Column::Organization.is_in(chunk.iter().copied()))
            .order_by_asc(product::Column::Name)
            .order_by_asc(product::Column::Id)
            .into_partial_model::<T>();
        for row in rows.all(db).await? {
            found.entry(supplier(&row)).or_default().push(row);
        }
    }
    Ok(found)
}

/// The products of these suppliers, by name.
pub async fn sold_by(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<Product>>> {
    let mut found: HashMap<Uuid, Vec<Product>> = HashMap::new();
    for chunk in ids.chunks(MAX_BOUND) {
        let rows = shown()
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
    Ok(shown().filter(product::Column::Id.eq(id)).one(db).await?)
}

pub async fn by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Product>> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(MAX_BOUND) {
        let rows = shown().filter(product::Column::Id.is_in(chunk.iter().copied()));
        found.extend(rows.all(db).await?.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// The ids of products with the time of their last change, `limit` from the `offset`th on.
pub async fn addresses(
    db: &impl ConnectionTrait,
    offset: u64,
    limit: u64,
) -> Result<Vec<(Uuid, DateTime<Utc>)>> {
    Ok(listed()
        .select_only()
        .column(product::Column::Id)
        .column(product::Column::UpdatedAt)
        .order_by_asc(product::Column::Id)
        .offset(offset)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

pub async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    Ok(listed().count(db).await?)
}

/// Who sells something whose offer began or ended between these days, as searches see it.
pub async fn lapsed_between(
    db: &impl ConnectionTrait,
    after: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<Uuid>> {
    let (first, last) = (product::Column::ValidFrom, product::Column::ValidUntil);
    // A last day d counts until d: its lapse shows on d + 1.
    let ended = Condition::all().add(last.gte(after)).add(last.lt(today));
    let began = Condition::all().add(first.gt(after)).add(first.lte(today));
    Ok(product::Entity::find()
        .select_only()
        .column(product::Column::Organization)
        .distinct()
        .filter(Condition::any().add(ended).add(began))
        .into_tuple()
        .all(db)
        .await?)
}
