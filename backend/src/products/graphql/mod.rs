mod mutations;

pub use self::mutations::ProductMutation;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use schema::Area;
use uuid::Uuid;

use super::{Line, Product, by_id};
use crate::actor::Actor;
use crate::api::{GeoPoint, Loaders, Money, OrganizationBy, ProductBy, fail};
use crate::app::App;
use crate::error::Error;
use crate::organizations::{self, graphql::SupplierNode};
use crate::reference::graphql::{CategoryNode, TerritoryNode};

#[derive(Default)]
pub struct ProductQuery;

#[Object]
impl ProductQuery {
    /// A product by its id.
    async fn product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<Option<ProductNode>> {
        let Ok(id) = Uuid::parse_str(&id) else { return Ok(None) };
        let app = ctx.data_unchecked::<App>();
        let actor = ctx.data_unchecked::<Actor>();
        let found = async {
            let Some(product) = by_id(&app.db, id).await? else { return Ok(None) };
            let shown = organizations::by_ids(&app.db, actor, &[product.organization]).await?;
            Ok(Some(product).filter(|_| !shown.is_empty()))
        };
        let found = found.await.map_err(|e| fail(ctx, e))?;
        Ok(found.map(|product| ProductNode { line: Line::from(&product), whole: Some(product) }))
    }
}

/// The three kinds of purchases of the Code de la commande publique.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ProductNature {
    /// Fournitures.
    Goods,
    /// Services.
    Services,
    /// Travaux.
    Works,
}

/// A circle around a point.
#[derive(SimpleObject)]
pub struct ServiceRadius {
    /// Its middle.
    pub center: GeoPoint,
    /// Kilometres.
    pub radius_km: f64,
}

/// Who is served. It isn't an address.
pub struct ServiceArea {
    pub area: Area,
    pub confirmed: bool,
}

/// Who is served. It isn't an address.
#[Object]
impl ServiceArea {
    /// All of France.
    async fn country(&self) -> bool {
        matches!(self.area, Area::Country)
    }

    /// The territories named.
    async fn territories(&self, ctx: &Context<'_>) -> Vec<TerritoryNode> {
        let reference = ctx.data_unchecked::<App>().reference.get();
        let Area::Territories(codes) = &self.area else { return Vec::new() };
        codes.iter().filter_map(|code| reference.territories.get(code).cloned().map(TerritoryNode)).collect()
    }

    /// The circle, when the area is one.
    async fn radius(&self) -> Option<ServiceRadius> {
        match self.area {
            Area::Radius { latitude, longitude, km } => {
                Some(ServiceRadius { center: GeoPoint { latitude, longitude }, radius_km: km })
            }
            Area::Country | Area::Territories(_) => None,
        }
    }

    /// False while only supposed by an import.
    async fn confirmed(&self) -> bool {
        self.confirmed
    }
}

/// Goods, a service or works that a supplier offers, with its conditions.
pub struct ProductNode {
    line: Line,
    whole: Option<Product>,
}

impl ProductNode {
    /// What stands beyond its line is read when it is asked for, for all lines of the answer at once.
    pub fn of(line: Line) -> ProductNode {
        ProductNode { line, whole: None }
    }

    async fn whole(&self, ctx: &Context<'_>) -> Result<Product> {
        if let Some(whole) = &self.whole {
            return Ok(whole.clone());
        }
        let found = ctx.data_unchecked::<DataLoader<Loaders>>().load_one(ProductBy(self.line.id)).await;
        found
            .map_err(Error::Internal)
            .and_then(|found| found.ok_or(Error::NotFound))
            .map_err(|e| fail(ctx, e))
    }
}

/// Goods, a service or works that a supplier offers, with its conditions.
#[Object(name = "Product")]
impl ProductNode {
    /// The UUID.
    async fn id(&self) -> ID {
        ID(self.line.id.to_string())
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.line.name
    }

    /// Counts how often it was saved: sent along with a change, so that what others saved meanwhile isn't written over.
    async fn version(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(self.whole(ctx).await?.version)
    }

    /// What it is.
    async fn description(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(self.whole(ctx).await?.description)
    }

    /// Goods, services or works.
    async fn nature(&self, ctx: &Context<'_>) -> Result<ProductNature> {
        Ok(match self.whole(ctx).await?.nature.as_str() {
            "goods" => ProductNature::Goods,
            "works" => ProductNature::Works,
            _ => ProductNature::Services,
        })
    }

    /// The purchase category (CPV).
    async fn category(&self, ctx: &Context<'_>) -> Option<CategoryNode> {
        ctx.data_unchecked::<App>().reference.get().category(&self.line.category).cloned().map(CategoryNode)
    }

    /// Excluding tax; null means on quotation.
    async fn price(&self, ctx: &Context<'_>) -> Result<Option<Money>> {
        let whole = self.whole(ctx).await?;
        Ok(whole.price_cents.map(|amount_cents| Money { amount_cents, currency: whole.currency }))
    }

    /// What the price is for.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.whole(ctx).await?.unit)
    }

    /// The smallest order.
    async fn minimum_order(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.whole(ctx).await?.minimum_order)
    }

    /// How it is packed.
    async fn packaging(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.whole(ctx).await?.packaging)
    }

    /// When it can be had.
    async fn seasonality(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.whole(ctx).await?.seasonality)
    }

    /// How it is delivered.
    async fn delivery_terms(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.whole(ctx).await?.delivery_terms)
    }

    /// How it is paid.
    async fn payment_terms(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.whole(ctx).await?.payment_terms)
    }

    /// How much can be supplied in a month.
    async fn capacity_per_month(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.whole(ctx).await?.capacity_per_month)
    }

    /// Currencies it accepts; empty means its supplier's.
    async fn currencies(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        Ok(self.whole(ctx).await?.currencies.0)
    }

    /// Days between the order and the delivery or start.
    async fn lead_time_days(&self) -> Option<i32> {
        self.line.lead_time_days
    }

    /// Its own service area; null means its supplier's.
    async fn service_area(&self, ctx: &Context<'_>) -> Result<Option<ServiceArea>> {
        Ok(self.whole(ctx).await?.area.map(|area| ServiceArea { area, confirmed: true }))
    }

    /// The first day it is offered.
    async fn valid_from(&self) -> Option<NaiveDate> {
        self.line.valid_from
    }

    /// The last day it is offered.
    async fn valid_until(&self) -> Option<NaiveDate> {
        self.line.valid_until
    }

    /// Who offers it.
    async fn supplier(&self, ctx: &Context<'_>) -> Result<Option<SupplierNode>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let found = loaders.load_one(OrganizationBy(self.line.organization)).await;
        Ok(found.map_err(|e| fail(ctx, Error::Internal(e)))?.map(SupplierNode))
    }

    /// The last change.
    async fn updated_at(&self, ctx: &Context<'_>) -> Result<DateTime<Utc>> {
        Ok(self.whole(ctx).await?.updated_at)
    }
}
