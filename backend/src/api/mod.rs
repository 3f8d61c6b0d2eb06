//! GraphQL: merges the rooms' queries and keeps the limits. The published contract is
//! `schema/schema.graphql`.

mod connections;
mod errors;
mod limits;
mod loaders;
mod scalars;

use std::time::Duration;

use async_graphql::dataloader::DataLoader;
use async_graphql::{EmptyMutation, EmptySubscription, MergedObject, Request, Response};

use crate::actor::Actor;
use crate::app::App;
use crate::base::words::Words;
use crate::{guarantees, networks, organizations, products, reference, search};

pub use connections::{first_of, page};
pub use errors::{code, fail, refuse};
pub use limits::MAX_QUERY_BYTES;
pub use loaders::{
    CategoriesOf, GuaranteesOf, Loaders, NetworksOf, OrganizationBy, ProductsOf, SourceBy, SupplierBy,
    ThemesOf,
};
pub use scalars::{GeoPoint, Money};

/// What can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    search::graphql::SearchQuery,
    organizations::graphql::OrganizationQuery,
    products::graphql::ProductQuery,
    guarantees::graphql::GuaranteeQuery,
    networks::graphql::NetworkQuery,
    reference::graphql::ReferenceQuery,
);

pub type Schema = async_graphql::Schema<Query, EmptyMutation, EmptySubscription>;

/// How long one request may take.
const TIME_LIMIT: Duration = Duration::from_secs(5);

pub fn schema() -> Schema {
    Schema::build(Query::default(), EmptyMutation, EmptySubscription)
        .extension(limits::Limits)
        .disable_suggestions()
        .finish()
}

/// The published contract, as `schema/schema.graphql` holds it.
pub fn sdl() -> String {
    schema().sdl_with_options(async_graphql::SDLExportOptions::new().sorted_fields().sorted_enum_items())
}

/// Answers one request on behalf of an actor, in a language, within its time.
pub async fn execute(schema: &Schema, app: &App, actor: Actor, words: Words, request: Request) -> Response {
    let loaders = DataLoader::new(Loaders { app: app.clone(), actor: actor.clone() }, tokio::spawn);
    let request = request.data(app.clone()).data(actor).data(words).data(loaders.delay(Duration::ZERO));
    match tokio::time::timeout(TIME_LIMIT, schema.execute(request)).await {
        Ok(response) => response,
        Err(_) => refuse(words, code::TOO_COMPLEX, "refused-time"),
    }
}
