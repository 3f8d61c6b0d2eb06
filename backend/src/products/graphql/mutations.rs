use async_graphql::{Context, ID, InputObject, Object, Result};

use super::{ProductNature, ProductNode};
use crate::api::{asked, fail, unread};
use crate::products::{self, AreaTyped, Line, Product, ProductTyped, SupplyTyped};

/// Who is served: the country, or territories, or a circle.
#[derive(Default, InputObject)]
pub struct ServiceAreaInput {
    /// All of France.
    #[graphql(default)]
    country: bool,
    /// Codes: `departement:35`.
    territories: Option<Vec<String>>,
    /// The middle of a circle: a commune's code, or `48.11, -1.68`.
    center: Option<String>,
    /// Kilometres around it.
    radius_km: Option<f64>,
}

impl ServiceAreaInput {
    fn typed(self) -> AreaTyped {
        let kind = match (self.country, &self.territories, &self.center) {
            (true, ..) => "country",
            (false, Some(_), _) => "territories",
            (false, None, Some(_)) => "radius",
            (false, None, None) => "",
        };
        AreaTyped {
            kind: kind.to_owned(),
            territories: self.territories.unwrap_or_default().join("\n"),
            center: self.center.unwrap_or_default(),
            km: self.radius_km.map(|km| km.to_string()).unwrap_or_default(),
        }
    }
}

/// A product with its conditions. What is left out is taken for empty.
#[derive(InputObject)]
pub struct ProductInput {
    /// 1 to 200 characters.
    name: String,
    /// What it is.
    description: Option<String>,
    /// Goods, services or works.
    nature: ProductNature,
    /// A CPV code.
    category: String,
    /// Excluding tax; null means on quotation.
    price_cents: Option<i64>,
    /// Of the price; the euro unless said.
    currency: Option<String>,
    /// What the price is for.
    unit: Option<String>,
    /// The smallest order.
    minimum_order: Option<String>,
    /// How it is packed.
    packaging: Option<String>,
    /// When it can be had.
    seasonality: Option<String>,
    /// How it is delivered.
    delivery_terms: Option<String>,
    /// How it is paid.
    payment_terms: Option<String>,
    /// How much can be supplied in a month.
    capacity_per_month: Option<String>,
    /// Codes of the currencies it accepts; none means its supplier's.
    currencies: Option<Vec<String>>,
    /// Days between the order and the delivery or start, 0 to 730.
    lead_time_days: Option<i32>,
    /// Its own service area; null means its supplier's.
    service_area: Option<ServiceAreaInput>,
    /// The first day it is offered.
    valid_from: Option<chrono::NaiveDate>,
    /// The last day it is offered.
    valid_until: Option<chrono::NaiveDate>,
    /// The one that was read; only to change it. Where someone else saved meanwhile, `CONFLICT`.
    version: Option<i32>,
}

impl ProductInput {
    fn typed(self) -> (ProductTyped, Option<i32>) {
        let or_empty = Option::unwrap_or_default;
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let typed = ProductTyped {
            name: self.name,
            description: or_empty(self.description),
            nature: match self.nature {
                ProductNature::Goods => "goods",
                ProductNature::Services => "services",
                ProductNature::Works => "works",
            }
            .to_owned(),
            category: self.category,
            price: match self.price_cents {
                Some(cents) if cents >= 0 => format!("{}.{:02}", cents / 100, cents % 100),
                Some(cents) => cents.to_string(),
                None => String::new(),
            },
            currency: or_empty(self.currency),
            unit: or_empty(self.unit),
            minimum_order: or_empty(self.minimum_order),
            packaging: or_empty(self.packaging),
            seasonality: or_empty(self.seasonality),
            delivery_terms: or_empty(self.delivery_terms),
            payment_terms: or_empty(self.payment_terms),
            capacity_per_month: or_empty(self.capacity_per_month),
            currencies: self.currencies.unwrap_or_default(),
            lead_time: self.lead_time_days.map(|days| days.to_string()).unwrap_or_default(),
            area: self.service_area.unwrap_or_default().typed(),
            valid_from: day(self.valid_from),
            valid_until: day(self.valid_until),
        };
        (typed, self.version)
    }
}

/// What a supplier says of itself as a whole.
#[derive(InputObject)]
pub struct SupplyInput {
    /// Who is served.
    service_area: Option<ServiceAreaInput>,
    /// Codes of themes.
    themes: Vec<String>,
    /// CPV codes, beside those of its products.
    categories: Vec<String>,
    /// Accepted besides the euro.
    currencies: Vec<String>,
    /// `supplyVersion` as it was read. Where someone else saved meanwhile, `CONFLICT`; null: what stands there is
    /// written over.
    version: Option<i32>,
}

fn node(product: Product) -> ProductNode {
    ProductNode { line: Line::from(&product), whole: Some(product) }
}

#[derive(Default)]
pub struct ProductMutation;

#[Object]
impl ProductMutation {
    /// Publishes a product.
    async fn create_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation's UUID.")] organization: ID,
        #[graphql(desc = "What it is.")] input: ProductInput,
    ) -> Result<ProductNode> {
        let (app, actor, id) = asked(ctx, &organization)?;
        let (typed, _) = input.typed();
        products::create_product(app, actor, id, &typed).await.map(node).map_err(|e| fail(ctx, e))
    }

    /// Writes over a product.
    async fn update_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
        #[graphql(desc = "All of it.")] input: ProductInput,
    ) -> Result<ProductNode> {
        let (app, actor, id) = asked(ctx, &id)?;
        let (typed, version) = input.typed();
        let saved = products::update_product(app, actor, id, version.unwrap_or_default(), &typed).await;
        saved.map(node).map_err(|e| fail(ctx, unread(e, version)))
    }

    /// Takes a product out of sight.
    async fn archive_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        products::archive_product(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Shows an archived product again.
    async fn restore_product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &id)?;
        products::restore_product(app, actor, id).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }

    /// Says whom an organisation serves, in which themes and categories; what an import supposed is confirmed with it.
    async fn update_supply(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The organisation's UUID.")] organization: ID,
        #[graphql(desc = "All of it.")] input: SupplyInput,
    ) -> Result<bool> {
        let (app, actor, id) = asked(ctx, &organization)?;
        let typed = SupplyTyped {
            area: input.service_area.unwrap_or_default().typed(),
            themes: input.themes,
            categories: input.categories,
            currencies: input.currencies,
        };
        products::update_supply(app, actor, id, input.version, &typed).await.map_err(|e| fail(ctx, e))?;
        Ok(true)
    }
}
