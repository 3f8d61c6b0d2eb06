mod resources;

pub use self::resources::SharedResourceSearch;
use async_graphql::connection::PageInfo;
use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};

use super::{Found, FoundSupplier, Near, Order, SupplierFilter};
use crate::actor::Actor;
use crate::api::{Loaders, OrganizationBy, fail, first_of};
use crate::app::App;
use crate::base::search::{Bounds, Cluster, Criteria, Facet};
use crate::base::words::{Lang, Words};
use crate::error::{Error, Message};
use crate::guarantees::{Ground, graphql::GuaranteeLevel};
use crate::networks;
use crate::organizations::graphql::SupplierNode;
use crate::reference::graphql::ReservedGround;

#[derive(Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Suppliers that answer to all that is asked.
    #[graphql(complexity = "crate::api::list_cost(first, child_complexity)")]
    async fn suppliers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What they must answer to; nothing asks for all.")] filter: Option<
            SupplierFilterInput,
        >,
        #[graphql(desc = "Their order; by relevance unless said.")] sort: Option<SupplierSort>,
        #[graphql(default = 20, desc = "At most 100.")] first: i32,
        #[graphql(desc = "The cursor of the last one already had.")] after: Option<String>,
    ) -> Result<SupplierConnection> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let asked = async {
            let first = first_of(first)?;
            let filter = filter.unwrap_or_default().into_filter();
            let order = sort.unwrap_or_default().into();
            let facets = facets_asked(ctx);
            super::search(app, actor, &filter, order, first, after.as_deref(), facets).await
        };
        let found = asked.await.map_err(|e| fail(ctx, e))?;
        Ok(SupplierConnection { found, continued: after.is_some() })
    }
}

fn facets_asked(ctx: &Context<'_>) -> Vec<Facet> {
    let facets = ctx.look_ahead().field("facets");
    Facet::ALL.into_iter().filter(|facet| facets.field(field_of(*facet)).exists()).collect()
}

/// One page's place among all.
fn page_info(continued: bool, has_more: bool, start: Option<String>, end: Option<String>) -> PageInfo {
    PageInfo { has_previous_page: continued, has_next_page: has_more, start_cursor: start, end_cursor: end }
}

/// The groups of a search on a map.
async fn on_map(
    ctx: &Context<'_>,
    criteria: &Criteria,
    zoom: i32,
    bounds: GeoBounds,
) -> Result<Vec<Cluster>> {
    let asked = async {
        let zoom = u8::try_from(zoom).ok().filter(|zoom| *zoom <= 18);
        let zoom = zoom.ok_or_else(|| Error::invalid("zoom", Message::new("invalid-zoom")))?;
        super::clusters(ctx.data_unchecked::<App>(), criteria, zoom, bounds.checked()?).await
    };
    asked.await.map_err(|e| fail(ctx, e))
}

fn field_of(facet: Facet) -> &'static str {
    match facet {
        Facet::Territories => "territories",
        Facet::Themes => "themes",
        Facet::Categories => "categories",
        Facet::Guarantees => "guarantees",
        Facet::LegalForms => "legalForms",
        Facet::Networks => "networks",
        Facet::Kinds => "kinds",
        Facet::PriceKinds => "priceKinds",
        // Nobody's choice.
        Facet::Clocks => "",
    }
}

/// A circle around a point.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct GeoCircle {
    /// Degrees, −90 to 90.
    latitude: f64,
    /// Degrees, −180 to 180.
    longitude: f64,
    /// Kilometres, up to 2,000.
    radius_km: f64,
}

/// Values of one field are alternatives, fields add up; `guarantees` asks for all of them.
/// At most 100 values a field.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(name = "SupplierFilter")]
pub struct SupplierFilterInput {
    /// Words, typos forgiven, in names, products, labels of categories and themes, descriptions.
    text: Option<String>,
    /// Who serves them, wholly (first) or in part: "region:53", "departement:35", "epci:243500139", "commune:35238".
    territories: Option<Vec<String>>,
    /// Who is there: the same codes.
    located: Option<Vec<String>>,
    /// Who is in the circle.
    near: Option<GeoCircle>,
    /// Theme codes.
    themes: Option<Vec<String>>,
    /// CPV codes or their beginnings.
    categories: Option<Vec<String>>,
    /// Accepted currencies.
    currencies: Option<Vec<String>>,
    /// Scheme codes: all of them held and in force.
    guarantees: Option<Vec<String>>,
    /// The least level those guarantees (or any, when none is named) must have.
    min_level: Option<GuaranteeLevel>,
    /// Whether they must have been reviewed by peers.
    peer_reviewed: Option<bool>,
    /// Grounds for reserving a contract that a guarantee in force opens.
    reserved_grounds: Option<Vec<ReservedGround>>,
    /// Codes of legal forms.
    legal_forms: Option<Vec<String>>,
    /// Slugs of networks.
    networks: Option<Vec<String>>,
    /// The longest lead time, days, 0 to 730. Who says nothing of it isn't found.
    max_lead_time_days: Option<i32>,
}

impl SupplierFilterInput {
    fn into_filter(self) -> SupplierFilter {
        let near = self.near.map(|near| Near {
            latitude: near.latitude,
            longitude: near.longitude,
            radius_km: near.radius_km,
        });
        let ground = |ground| match ground {
            ReservedGround::Disability => Ground::Disability,
            ReservedGround::Insertion => Ground::Insertion,
            ReservedGround::Ess => Ground::Ess,
        };
        SupplierFilter {
            text: self.text,
            territories: self.territories.unwrap_or_default(),
            located: self.located.unwrap_or_default(),
            near,
            themes: self.themes.unwrap_or_default(),
            categories: self.categories.unwrap_or_default(),
            currencies: self.currencies.unwrap_or_default(),
            guarantees: self.guarantees.unwrap_or_default(),
            min_level: self.min_level.map(Into::into),
            peer_reviewed: self.peer_reviewed.unwrap_or(false),
            reserved_grounds: self.reserved_grounds.unwrap_or_default().into_iter().map(ground).collect(),
            legal_forms: self.legal_forms.unwrap_or_default(),
            networks: self.networks.unwrap_or_default(),
            max_lead_time_days: self.max_lead_time_days.map(Into::into),
        }
    }
}

/// The order of suppliers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SupplierSort {
    /// Who serves all of the territory first, then the best match of the words.
    #[default]
    Relevance,
    /// The nearest first; needs `near`.
    Distance,
    /// By name.
    Name,
    /// The latest change first.
    RecentlyUpdated,
}

impl From<SupplierSort> for Order {
    fn from(sort: SupplierSort) -> Self {
        match sort {
            SupplierSort::Relevance => Order::Relevance,
            SupplierSort::Distance => Order::Distance,
            SupplierSort::Name => Order::Name,
            SupplierSort::RecentlyUpdated => Order::RecentlyUpdated,
        }
    }
}

/// One page of suppliers.
pub struct SupplierConnection {
    found: Found,
    continued: bool,
}

/// One page of suppliers.
#[Object]
impl SupplierConnection {
    /// How many there are on all pages.
    async fn total_count(&self) -> usize {
        self.found.total
    }

    /// The suppliers of this page.
    async fn nodes(&self) -> Vec<SupplierNode> {
        self.found.suppliers.iter().map(|one| SupplierNode(one.organization.clone())).collect()
    }

    /// The suppliers of this page, each with its cursor.
    async fn edges(&self) -> Vec<SupplierEdge> {
        self.found.suppliers.iter().cloned().map(SupplierEdge).collect()
    }

    /// Where this page stands.
    async fn page_info(&self) -> PageInfo {
        let start = self.found.suppliers.first().map(|one| one.cursor.clone());
        page_info(self.continued, self.found.has_more, start, self.found.end_cursor.clone())
    }

    /// How many suppliers each further choice would leave; each facet ignores its own choice.
    async fn facets(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "Values of each facet, the most frequent; at most 100.")] first: i32,
    ) -> Result<SupplierFacets> {
        let first = first_of(first).map_err(|e| fail(ctx, e))?;
        let app = ctx.data_unchecked::<App>();
        let networks = match self.found.facets.get(&Facet::Networks).is_some_and(|found| !found.is_empty()) {
            true => networks::all(&app.db).await.map_err(|e| fail(ctx, e))?,
            false => Vec::new(),
        };
        let reference = app.reference.get();
        let english = ctx.data_unchecked::<Words>().lang == Lang::En;
        let pick = |fr: &str, en: &str| if english { en } else { fr }.to_owned();
        let label = |facet, value: &str| match facet {
            Facet::Territories => reference.territories.name(value).map(str::to_owned),
            Facet::Themes => reference.theme(value).map(|t| pick(&t.label_fr, &t.label_en)),
            Facet::Categories => reference.category(value).map(|c| pick(&c.label_fr, &c.label_en)),
            Facet::Guarantees => reference.scheme(value).map(|s| pick(&s.name_fr, &s.name_en)),
            Facet::LegalForms => reference.legal_form(value).map(|f| pick(&f.label_fr, &f.label_en)),
            Facet::Networks => networks.iter().find(|n| n.slug == value).map(|n| n.name.clone()),
            Facet::Kinds | Facet::PriceKinds | Facet::Clocks => None,
        };
        let values = |facet| {
            let counted = self.found.facets.get(&facet).map(Vec::as_slice).unwrap_or_default();
            let value = |(value, count): &(String, usize)| FacetValue {
                label: label(facet, value).unwrap_or_else(|| value.clone()),
                value: value.clone(),
                count: *count,
            };
            counted.iter().take(first).map(value).collect()
        };
        Ok(SupplierFacets {
            territories: values(Facet::Territories),
            themes: values(Facet::Themes),
            categories: values(Facet::Categories),
            guarantees: values(Facet::Guarantees),
            legal_forms: values(Facet::LegalForms),
            networks: values(Facet::Networks),
        })
    }

    /// All suppliers of the search, not this page alone, grouped for a map.
    #[graphql(complexity = "crate::api::list_cost(15, child_complexity)")]
    async fn clusters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of a web map, 0 to 18: 0 is the world in one tile.")] zoom: i32,
        #[graphql(desc = "The part of the map that is seen.")] bounds: GeoBounds,
    ) -> Result<Vec<MapCluster>> {
        let found = on_map(ctx, &self.found.criteria, zoom, bounds).await?;
        Ok(found
            .into_iter()
            .map(|cluster| MapCluster {
                latitude: cluster.latitude,
                longitude: cluster.longitude,
                count: cluster.count,
                alone: cluster.id,
            })
            .collect())
    }
}

/// A part of the map. `west` greater than `east` crosses the antimeridian.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct GeoBounds {
    /// Degrees.
    south: f64,
    /// Degrees.
    west: f64,
    /// Degrees.
    north: f64,
    /// Degrees.
    east: f64,
}

impl GeoBounds {
    fn checked(self) -> crate::error::Result<Bounds> {
        let GeoBounds { south, west, north, east } = self;
        let on_earth = |lat: f64, lon: f64| lat.abs() <= 90.0 && lon.abs() <= 180.0;
        if on_earth(south, west) && on_earth(north, east) && south <= north {
            Ok(Bounds { south, west, north, east })
        } else {
            Err(Error::invalid("bounds", Message::new("invalid-bounds")))
        }
    }
}

/// Suppliers that stand close together on a map.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct MapCluster {
    /// Their mean position, degrees.
    latitude: f64,
    /// Their mean position, degrees.
    longitude: f64,
    /// How many they are.
    count: usize,
    #[graphql(skip)]
    alone: Option<uuid::Uuid>,
}

#[async_graphql::ComplexObject]
impl MapCluster {
    /// The supplier, when it is alone.
    async fn supplier(&self, ctx: &Context<'_>) -> Result<Option<SupplierNode>> {
        let Some(id) = self.alone else { return Ok(None) };
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let found = loaders.load_one(OrganizationBy(id)).await;
        Ok(found.map_err(|e| fail(ctx, Error::Internal(e)))?.map(SupplierNode))
    }
}

/// A supplier in its place in the results.
pub struct SupplierEdge(FoundSupplier);

/// A supplier in its place in the results.
#[Object]
impl SupplierEdge {
    /// The supplier.
    async fn node(&self) -> SupplierNode {
        SupplierNode(self.0.organization.clone())
    }

    /// Its place, for `after`.
    async fn cursor(&self) -> &str {
        &self.0.cursor
    }

    /// Kilometres from the middle of `near`.
    async fn distance_km(&self) -> Option<f64> {
        self.0.distance_km
    }

    /// False when it serves only part of the territories asked for.
    async fn serves_whole(&self) -> bool {
        self.0.serves_whole
    }
}

/// The choices beside the results.
#[derive(SimpleObject)]
pub struct SupplierFacets {
    /// Régions and départements served, wholly or in part.
    territories: Vec<FacetValue>,
    /// Themes.
    themes: Vec<FacetValue>,
    /// Purchase categories.
    categories: Vec<FacetValue>,
    /// Schemes held and in force.
    guarantees: Vec<FacetValue>,
    /// Legal forms.
    legal_forms: Vec<FacetValue>,
    /// Networks.
    networks: Vec<FacetValue>,
}

/// One choice.
#[derive(SimpleObject)]
pub struct FacetValue {
    /// As the filter takes it.
    value: String,
    /// As people read it.
    label: String,
    /// How many it would leave.
    count: usize,
}
