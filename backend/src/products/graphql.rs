use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use schema::Area;
use uuid::Uuid;

use super::{Product, by_id};
use crate::api::{GeoPoint, Loaders, Money, OrganizationBy, fail};
use crate::app::App;
use crate::error::Error;
use crate::organizations::graphql::SupplierNode;
use crate::reference::graphql::{CategoryNode, TerritoryNode};

#[derive(Default)]
pub struct ProductQuery;

#[Object]
impl ProductQuery {
    /// A product by its id.
    async fn product(&self, ctx: &Context<'_>, id: ID) -> Result<Option<ProductNode>> {
        let Ok(id) = Uuid::parse_str(&id) else { return Ok(None) };
        let app = ctx.data_unchecked::<App>();
        Ok(by_id(&app.db, id).await.map_err(|e| fail(ctx, e))?.map(ProductNode))
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
pub struct ProductNode(pub Product);

/// Goods, a service or works that a supplier offers, with its conditions.
#[Object(name = "Product")]
impl ProductNode {
    /// The UUID.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// Goods, services or works.
    async fn nature(&self) -> ProductNature {
        match self.0.nature.as_str() {
            "goods" => ProductNature::Goods,
            "works" => ProductNature::Works,
            _ => ProductNature::Services,
        }
    }

    /// The purchase category (CPV).
    async fn category(&self, ctx: &Context<'_>) -> Option<CategoryNode> {
        ctx.data_unchecked::<App>().reference.get().category(&self.0.category).cloned().map(CategoryNode)
    }

    /// Excluding tax; null means on quotation.
    async fn price(&self) -> Option<Money> {
        self.0.price_cents.map(|amount_cents| Money { amount_cents, currency: self.0.currency.clone() })
    }

    /// What the price is for.
    async fn unit(&self) -> Option<&str> {
        self.0.unit.as_deref()
    }

    /// The smallest order.
    async fn minimum_order(&self) -> Option<&str> {
        self.0.minimum_order.as_deref()
    }

    /// How it is packed.
    async fn packaging(&self) -> Option<&str> {
        self.0.packaging.as_deref()
    }

    /// When it can be had.
    async fn seasonality(&self) -> Option<&str> {
        self.0.seasonality.as_deref()
    }

    /// How it is delivered.
    async fn delivery_terms(&self) -> Option<&str> {
        self.0.delivery_terms.as_deref()
    }

    /// How it is paid.
    async fn payment_terms(&self) -> Option<&str> {
        self.0.payment_terms.as_deref()
    }

    /// How much can be supplied in a month.
    async fn capacity_per_month(&self) -> Option<&str> {
        self.0.capacity_per_month.as_deref()
    }

    /// Days between the order and the delivery or start.
    async fn lead_time_days(&self) -> Option<i32> {
        self.0.lead_time_days
    }

    /// Its own service area; null means its supplier's.
    async fn service_area(&self) -> Option<ServiceArea> {
        self.0.area.clone().map(|area| ServiceArea { area, confirmed: true })
    }

    /// The first day it is offered.
    async fn valid_from(&self) -> Option<NaiveDate> {
        self.0.valid_from
    }

    /// The last day it is offered.
    async fn valid_until(&self) -> Option<NaiveDate> {
        self.0.valid_until
    }

    /// Who offers it.
    async fn supplier(&self, ctx: &Context<'_>) -> Result<Option<SupplierNode>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let found = loaders.load_one(OrganizationBy(self.0.organization)).await;
        Ok(found.map_err(|e| fail(ctx, Error::Internal(e)))?.map(SupplierNode))
    }

    /// The last change.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }
}
