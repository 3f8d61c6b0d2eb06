mod mutations;

pub use self::mutations::{OrganizationMutation, OrganizationNode};

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::{Organization, by_slug, moved_to};
use crate::actor::Actor;
use crate::api::{
    CategoriesOf, GeoPoint, GuaranteesOf, Loaders, NetworksOf, ProductsOf, SourceBy, SupplierBy, ThemesOf,
    fail, first_of, page,
};
use crate::app::App;
use crate::error::Error;
use crate::guarantees::{self, Standing, graphql::GuaranteeNode};
use crate::networks::graphql::NetworkNode;
use crate::products::graphql::{ProductNode, ServiceArea};
use crate::reference::graphql::{CategoryNode, LegalFormNode, TerritoryNode, ThemeNode};
use crate::rights::{self, Hold, Operation};

#[derive(Default)]
pub struct OrganizationQuery;

#[Object]
impl OrganizationQuery {
    /// A supplier by the last part of its address, a former one included.
    async fn supplier(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last part of its address.")] slug: String,
    ) -> Result<Option<SupplierNode>> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        let mut found = by_slug(&app.db, actor, &slug).await.map_err(|e| fail(ctx, e))?;
        if found.is_none()
            && let Some(slug) = moved_to(&app.db, actor, &slug).await.map_err(|e| fail(ctx, e))?
        {
            found = by_slug(&app.db, actor, &slug).await.map_err(|e| fail(ctx, e))?;
        }
        Ok(found.map(SupplierNode))
    }

    /// An organisation as its members hold it; null for others.
    async fn organization(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The UUID.")] id: ID,
    ) -> Result<Option<OrganizationNode>> {
        let (app, actor) = (ctx.data_unchecked::<App>(), ctx.data_unchecked::<Actor>());
        rights::signed_in(actor).map_err(|e| fail(ctx, e))?;
        let Ok(id) = uuid::Uuid::parse_str(&id) else { return Ok(None) };
        let found = match super::held(&app.db, actor, id).await {
            Ok((found, Some(role))) => {
                let hold = Hold { role: Some(role), moderates: false };
                rights::check_in(actor, Operation::ReadOrganization, hold).map(|()| Some(found))
            }
            Ok((_, None)) | Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        };
        Ok(found.map_err(|e| fail(ctx, e))?.map(OrganizationNode))
    }
}

/// A purchase category of a supplier as a whole.
#[derive(SimpleObject)]
pub struct SupplierCategory {
    /// The category.
    category: CategoryNode,
    /// False while only supposed by an import.
    confirmed: bool,
}

/// A theme of a supplier.
#[derive(SimpleObject)]
pub struct SupplierTheme {
    /// The theme.
    theme: ThemeNode,
    /// False while only supposed by an import.
    confirmed: bool,
}

/// Where imported data come from.
#[derive(SimpleObject)]
pub struct DataSource {
    /// The list's name.
    name: String,
    /// Its licence; null when none was stated: such data are never exported.
    licence: Option<String>,
    /// When it was last read.
    read_at: DateTime<Utc>,
}

/// Everything of one key kind for one organisation, in one statement per request.
async fn all_of<K>(ctx: &Context<'_>, key: K) -> Result<Option<<Loaders as Loader<K>>::Value>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Loaders: Loader<K, Error = String>,
{
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    loaders.load_one(key).await.map_err(|cause| fail(ctx, Error::Internal(cause)))
}

/// An organisation that supplies goods, services or works.
pub struct SupplierNode(pub Organization);

/// An organisation that supplies goods, services or works.
#[Object(name = "Supplier")]
impl SupplierNode {
    /// The UUID.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The last part of its address.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Its page, in the asker's language.
    async fn url(&self, ctx: &Context<'_>) -> String {
        let app = ctx.data_unchecked::<App>();
        let path = format!("/fournisseurs/{}", self.0.slug);
        let words = ctx.data_unchecked::<crate::base::words::Words>();
        app.settings.public_origin() + &words.path(&path)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The name it trades under, where that is another.
    async fn brand(&self) -> Option<&str> {
        self.0.brand.as_deref()
    }

    /// 14 digits; null for what has none.
    async fn siret(&self) -> Option<&str> {
        self.0.siret.as_deref()
    }

    /// The number in the national register of associations.
    async fn rna(&self) -> Option<&str> {
        self.0.rna.as_deref()
    }

    /// Its legal form.
    async fn legal_form(&self, ctx: &Context<'_>) -> Option<LegalFormNode> {
        let reference = ctx.data_unchecked::<App>().reference.get();
        let form = reference.legal_form(self.0.legal_form.as_deref()?)?;
        Some(LegalFormNode::new(ctx, form))
    }

    /// Street and number.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }

    /// Five digits.
    async fn post_code(&self) -> Option<&str> {
        self.0.post_code.as_deref()
    }

    /// The town as its address writes it.
    async fn city(&self) -> Option<&str> {
        self.0.city.as_deref()
    }

    /// The commune it is in, when the address could be placed.
    async fn commune(&self, ctx: &Context<'_>) -> Option<TerritoryNode> {
        let reference = ctx.data_unchecked::<App>().reference.get();
        reference.territories.get(self.0.commune.as_deref()?).cloned().map(TerritoryNode)
    }

    /// The département it is in.
    async fn departement(&self, ctx: &Context<'_>) -> Option<TerritoryNode> {
        let reference = ctx.data_unchecked::<App>().reference.get();
        reference.territories.get(self.0.departement.as_deref()?).cloned().map(TerritoryNode)
    }

    /// Its point on the map.
    async fn point(&self) -> Option<GeoPoint> {
        self.0.latitude.zip(self.0.longitude).map(|(latitude, longitude)| GeoPoint { latitude, longitude })
    }

    /// Headcount band: `1-9`, `10-49`, `50-249`, `250+`.
    async fn headcount(&self) -> Option<&str> {
        self.0.headcount.as_deref()
    }

    /// Its own site.
    async fn website(&self) -> Option<&str> {
        self.0.website.as_deref()
    }

    /// What it does, in plain text.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// Where these data come from; null when its members wrote them.
    async fn source(&self, ctx: &Context<'_>) -> Result<Option<DataSource>> {
        let Some(id) = self.0.source else { return Ok(None) };
        let source = all_of(ctx, SourceBy(id)).await?;
        Ok(source.map(|s| DataSource { name: s.name, licence: s.licence, read_at: s.read_at }))
    }

    /// Who it serves.
    async fn service_area(&self, ctx: &Context<'_>) -> Result<Option<ServiceArea>> {
        let Some(supplier) = all_of(ctx, SupplierBy(self.0.id)).await? else { return Ok(None) };
        Ok(supplier.area.map(|area| ServiceArea { area, confirmed: supplier.area_confirmed }))
    }

    /// Currencies it accepts.
    async fn currencies(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        Ok(all_of(ctx, SupplierBy(self.0.id)).await?.map(|s| s.currencies.0).unwrap_or_default())
    }

    /// Purchase categories of the supplier as a whole, beside those of its products.
    async fn categories(&self, ctx: &Context<'_>) -> Result<Vec<SupplierCategory>> {
        let reference = ctx.data_unchecked::<App>().reference.get();
        let rows = all_of(ctx, CategoriesOf(self.0.id)).await?.unwrap_or_default();
        let node = |row: crate::products::SupplierCategory| {
            let category = CategoryNode(reference.category(&row.category)?.clone());
            Some(SupplierCategory { category, confirmed: row.confirmed })
        };
        Ok(rows.into_iter().filter_map(node).collect())
    }

    /// Its themes.
    async fn themes(&self, ctx: &Context<'_>) -> Result<Vec<SupplierTheme>> {
        let reference = ctx.data_unchecked::<App>().reference.get();
        let rows = all_of(ctx, ThemesOf(self.0.id)).await?.unwrap_or_default();
        let node = |row: crate::products::SupplierTheme| {
            let theme = ThemeNode(reference.theme(&row.theme)?.clone());
            Some(SupplierTheme { theme, confirmed: row.confirmed })
        };
        Ok(rows.into_iter().filter_map(node).collect())
    }

    /// What it offers today, by name.
    #[graphql(complexity = "crate::api::list_cost(first, child_complexity)")]
    async fn products(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 10, desc = "At most 100.")] first: i32,
    ) -> Result<Vec<ProductNode>> {
        let first = first_of(first).map_err(|e| fail(ctx, e))?;
        let today = ctx.data_unchecked::<App>().clock.today();
        let rows = all_of(ctx, ProductsOf(self.0.id)).await?.unwrap_or_default();
        let offered = rows.into_iter().filter(|line| crate::products::is_offered(line, today));
        Ok(page(offered.map(ProductNode::of), first))
    }

    /// Its guarantees, the strongest first, the expired last. Refused and withdrawn ones are
    /// not shown.
    async fn guarantees(&self, ctx: &Context<'_>) -> Result<Vec<GuaranteeNode>> {
        let app = ctx.data_unchecked::<App>();
        let (reference, today) = (app.reference.get(), app.clock.today());
        let rows = all_of(ctx, GuaranteesOf(self.0.id)).await?.unwrap_or_default();
        let mut shown: Vec<_> = rows
            .iter()
            .filter(|g| {
                let standing = guarantees::standing(*g, today);
                !matches!(standing, Standing::Refused | Standing::Barred | Standing::Withdrawn)
            })
            .filter_map(|g| Some((g, reference.scheme(&g.scheme)?)))
            .collect();
        shown.sort_by(|a, b| guarantees::compare_for_show(a, b, today));
        Ok(shown.into_iter().map(|(g, _)| GuaranteeNode(g.clone())).collect())
    }

    /// The networks it belongs to.
    async fn networks(&self, ctx: &Context<'_>) -> Result<Vec<NetworkNode>> {
        let rows = all_of(ctx, NetworksOf(self.0.id)).await?.unwrap_or_default();
        Ok(rows.into_iter().map(NetworkNode).collect())
    }

    /// The last change.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at
    }
}
