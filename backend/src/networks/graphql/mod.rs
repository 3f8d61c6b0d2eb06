mod mutations;

pub use self::mutations::{ModerationQuery, NetworkMutation};

use async_graphql::{Context, ID, Object, Result};

use super::{Network, by_slug};
use crate::api::fail;
use crate::app::App;

#[derive(Default)]
pub struct NetworkQuery;

#[Object]
impl NetworkQuery {
    /// A network by the last part of its address.
    async fn network(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last part of its address.")] slug: String,
    ) -> Result<Option<NetworkNode>> {
        let app = ctx.data_unchecked::<App>();
        Ok(by_slug(&app.db, &slug).await.map_err(|e| fail(ctx, e))?.map(NetworkNode))
    }
}

/// A network of organisations.
pub struct NetworkNode(pub Network);

/// A network of organisations.
#[Object(name = "Network")]
impl NetworkNode {
    /// The UUID.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The last part of its address, as filters take it.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// `national`, `regional` or `thematic`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// The code of the territory it animates.
    async fn territory(&self) -> Option<&str> {
        self.0.territory.as_deref()
    }

    /// What it does.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// Its own site.
    async fn website(&self) -> Option<&str> {
        self.0.website.as_deref()
    }

    /// To be given back with a change.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
