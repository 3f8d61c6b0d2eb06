use async_graphql::connection::PageInfo;
use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{FacetValue, GeoBounds, GeoCircle, facets_asked, on_map, page_info};
use crate::actor::Actor;
use crate::api::{Loaders, ResourceBy, fail, first_of};
use crate::app::App;
use crate::base::search::Facet;
use crate::base::words::Words;
use crate::error::{Error, Message};
use crate::rights::{self, Operation};
use crate::search::{FoundResource, FoundResources, Order};
use crate::sharing::graphql::{
    SharedPriceKind, SharedResourceDirection, SharedResourceKind, SharedResourceNode,
};
use crate::sharing::{Direction, Kind, PartOfDay, PriceKind, Wanted};

#[derive(Default)]
pub struct SharedResourceSearch;

#[Object]
impl SharedResourceSearch {
    /// What organisations offer each other and look for, as far as it answers to all that is asked.
    #[graphql(complexity = "crate::api::list_cost(first, child_complexity)")]
    async fn shared_resources(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What they must answer to; nothing asks for all offers.")] filter: Option<
            SharedResourceFilterInput,
        >,
        #[graphql(desc = "Their order; by relevance unless said.")] sort: Option<SharedResourceSort>,
        #[graphql(default = 20, desc = "At most 100.")] first: i32,
        #[graphql(desc = "The cursor of the last one already had.")] after: Option<String>,
    ) -> Result<SharedResourceConnection> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let asked = async {
            rights::check(actor, Operation::ReadSharedResources)?;
            let first = first_of(first)?;
            let wanted = filter.unwrap_or_default().into_wanted()?;
            let order = sort.unwrap_or_default().into();
            let facets = facets_asked(ctx);
            crate::search::resources(app, actor, &wanted, order, first, after.as_deref(), facets).await
        };
        let found = asked.await.map_err(|e| fail(ctx, e))?;
        Ok(SharedResourceConnection { found, continued: after.is_some() })
    }
}

/// Values of one field are alternatives, fields add up; `accessibility` asks for all of them. At most 100 values a
/// field.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(name = "SharedResourceFilter")]
pub struct SharedResourceFilterInput {
    /// Words, typos forgiven, in names, kinds, descriptions and the names of owners.
    text: Option<String>,
    /// Offers unless said.
    direction: Option<SharedResourceDirection>,
    /// Shared by one of these organisations: their UUIDs.
    organizations: Option<Vec<ID>>,
    /// Of one of these kinds.
    kinds: Option<Vec<SharedResourceKind>>,
    /// What is there or comes there: "region:53", "departement:35", "epci:243500139", "commune:35238".
    territories: Option<Vec<String>>,
    /// What is in the circle, or comes into it.
    near: Option<GeoCircle>,
    /// Persons that one unit must hold, 1 to 100,000.
    places: Option<i32>,
    /// How many must be had at once, 1 to 10,000; one unless said.
    units: Option<i32>,
    /// A stay of its shortest length must be free on this day of its own clocks; without `from` and `until`.
    day: Option<NaiveDate>,
    /// The stay must lie in this part of `day`.
    part_of_day: Option<PartOfDayInput>,
    /// From this moment it must be open and free; needs `until`.
    from: Option<DateTime<Utc>>,
    /// Until this moment, at most 62 days later; needs `from`.
    until: Option<DateTime<Utc>>,
    /// What it costs.
    price_kinds: Option<Vec<SharedPriceKind>>,
    /// Currencies of its price.
    currencies: Option<Vec<String>>,
    /// `step-free`, `lift`, `accessible-toilet`, `hearing-loop`, `parking`, `quiet`: all of them.
    accessibility: Option<Vec<String>>,
}

impl SharedResourceFilterInput {
    fn into_wanted(self) -> crate::error::Result<Wanted> {
        let between = match (self.from, self.until) {
            (None, None) => None,
            (Some(from), Some(until)) => Some((from, until)),
            (missing, _) => {
                let path = if missing.is_none() { "filter.from" } else { "filter.until" };
                return Err(Error::invalid(path, Message::new("invalid-shared-time-incomplete")));
            }
        };
        let part = self.part_of_day.map(PartOfDay::from);
        if part.is_some() && self.day.is_none() {
            return Err(Error::invalid("filter.day", Message::new("invalid-day-missing")));
        }
        let unknown = |id: &ID| {
            let message =
                Message::new("invalid-unknown-code").with("value", id.chars().take(60).collect::<String>());
            Error::invalid("filter.organizations", message)
        };
        let organizations = self.organizations.unwrap_or_default();
        let organizations = organizations.iter().map(|id| id.parse::<Uuid>().map_err(|_| unknown(id)));
        // Fewer than none is refused where none is.
        let count = |count: Option<i32>| count.map(|count| u32::try_from(count).unwrap_or(0));
        Ok(Wanted {
            text: self.text,
            direction: self.direction.map(Direction::from).unwrap_or_default(),
            organizations: organizations.collect::<crate::error::Result<_>>()?,
            kinds: self.kinds.unwrap_or_default().into_iter().map(Kind::from).collect(),
            territories: self.territories.unwrap_or_default(),
            near: self.near.map(|near| (near.latitude, near.longitude, near.radius_km)),
            places: count(self.places),
            units: count(self.units),
            between,
            day: self.day.map(|day| (day, part.unwrap_or_default())),
            price_kinds: self.price_kinds.unwrap_or_default().into_iter().map(PriceKind::from).collect(),
            currencies: self.currencies.unwrap_or_default(),
            accessibility: self.accessibility.unwrap_or_default(),
        })
    }
}

/// A part of a day, on the clocks of the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "PartOfDay")]
pub enum PartOfDayInput {
    /// From 8:00 to 12:00.
    Morning,
    /// From 13:00 to 18:00.
    Afternoon,
    /// From 18:00 to 23:00.
    Evening,
}

impl From<PartOfDayInput> for PartOfDay {
    fn from(part: PartOfDayInput) -> Self {
        match part {
            PartOfDayInput::Morning => PartOfDay::Morning,
            PartOfDayInput::Afternoon => PartOfDay::Afternoon,
            PartOfDayInput::Evening => PartOfDay::Evening,
        }
    }
}

/// The order of shared resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum SharedResourceSort {
    /// The best match of the words first, else the latest change.
    #[default]
    Relevance,
    /// The nearest first; needs `near`.
    Distance,
    /// The latest change first.
    RecentlyUpdated,
}

impl From<SharedResourceSort> for Order {
    fn from(sort: SharedResourceSort) -> Self {
        match sort {
            SharedResourceSort::Relevance => Order::Relevance,
            SharedResourceSort::Distance => Order::Distance,
            SharedResourceSort::RecentlyUpdated => Order::RecentlyUpdated,
        }
    }
}

/// One page of shared resources.
pub struct SharedResourceConnection {
    found: FoundResources,
    continued: bool,
}

/// One page of shared resources.
#[Object]
impl SharedResourceConnection {
    /// How many there are on all pages.
    async fn total_count(&self) -> usize {
        self.found.total
    }

    /// The resources of this page.
    async fn nodes(&self) -> Vec<SharedResourceNode> {
        self.found.resources.iter().map(|one| SharedResourceNode(one.resource.clone())).collect()
    }

    /// The resources of this page, each with its cursor.
    async fn edges(&self) -> Vec<SharedResourceEdge> {
        self.found.resources.iter().cloned().map(SharedResourceEdge).collect()
    }

    /// Where this page stands.
    async fn page_info(&self) -> PageInfo {
        let start = self.found.resources.first().map(|one| one.cursor.clone());
        page_info(self.continued, self.found.has_more, start, self.found.end_cursor.clone())
    }

    /// How many each further choice would leave; each facet ignores its own choice.
    async fn facets(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, desc = "Values of each facet, the most frequent; at most 100.")] first: i32,
    ) -> Result<SharedResourceFacets> {
        let first = first_of(first).map_err(|e| fail(ctx, e))?;
        let reference = ctx.data_unchecked::<App>().reference.get();
        let words = ctx.data_unchecked::<Words>();
        let values = |facet, label: &dyn Fn(&str) -> String, value: &dyn Fn(&str) -> String| {
            let counted = self.found.facets.get(&facet).map(Vec::as_slice).unwrap_or_default();
            let one = |(code, count): &(String, usize)| FacetValue {
                value: value(code),
                label: label(code),
                count: *count,
            };
            counted.iter().take(first).map(one).collect()
        };
        let coded = |key: &str, code: &str| words.say(format!("{key}-{}", code.replace('_', "-")));
        // As the enums of the schema are written.
        let upper = |code: &str| code.to_uppercase();
        Ok(SharedResourceFacets {
            kinds: values(Facet::Kinds, &|code| coded("resource-kind", code), &upper),
            price_kinds: values(Facet::PriceKinds, &|code| coded("price-kind", code), &upper),
            territories: values(
                Facet::Territories,
                &|code| reference.territories.name(code).unwrap_or(code).to_owned(),
                &str::to_owned,
            ),
        })
    }

    /// All resources of the search, not this page alone, grouped for a map: what hides its place stands at the town
    /// hall.
    #[graphql(complexity = "crate::api::list_cost(15, child_complexity)")]
    async fn clusters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of a web map, 0 to 18: 0 is the world in one tile.")] zoom: i32,
        #[graphql(desc = "The part of the map that is seen.")] bounds: GeoBounds,
    ) -> Result<Vec<SharedResourceCluster>> {
        let found = on_map(ctx, &self.found.criteria, zoom, bounds).await?;
        Ok(found
            .into_iter()
            .map(|cluster| SharedResourceCluster {
                latitude: cluster.latitude,
                longitude: cluster.longitude,
                count: cluster.count,
                alone: cluster.id,
            })
            .collect())
    }
}

/// Shared resources that stand close together on a map.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct SharedResourceCluster {
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
impl SharedResourceCluster {
    /// The resource, when it is alone.
    async fn resource(&self, ctx: &Context<'_>) -> Result<Option<SharedResourceNode>> {
        let Some(id) = self.alone else { return Ok(None) };
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let found = loaders.load_one(ResourceBy(id)).await;
        Ok(found.map_err(|e| fail(ctx, Error::Internal(e)))?.map(SharedResourceNode))
    }
}

/// A shared resource in its place in the results.
pub struct SharedResourceEdge(FoundResource);

/// A shared resource in its place in the results.
#[Object]
impl SharedResourceEdge {
    /// The resource.
    async fn node(&self) -> SharedResourceNode {
        SharedResourceNode(self.0.resource.clone())
    }

    /// Its place, for `after`.
    async fn cursor(&self) -> &str {
        &self.0.cursor
    }

    /// Kilometres from the middle of `near` to where it is seen.
    async fn distance_km(&self) -> Option<f64> {
        self.0.distance_km
    }

    /// Where `day` is asked for: when it can first be had then.
    async fn free_from(&self) -> Option<DateTime<Utc>> {
        self.0.slot.map(|slot| slot.from)
    }

    /// Until when it can be had from `freeFrom` on.
    async fn free_until(&self) -> Option<DateTime<Utc>> {
        self.0.slot.map(|slot| slot.until)
    }

    /// Where a day or a time is asked for: how many units are free then.
    async fn units_free(&self) -> Option<u32> {
        self.0.units_free
    }
}

/// The choices beside the results.
#[derive(SimpleObject)]
pub struct SharedResourceFacets {
    /// What is shared.
    kinds: Vec<FacetValue>,
    /// What it costs.
    price_kinds: Vec<FacetValue>,
    /// Régions and départements where it is or comes.
    territories: Vec<FacetValue>,
}
