//! GraphQL: merges the rooms' queries and keeps the limits. The published contract is
//! `schema/schema.graphql`.

mod connections;
mod errors;
mod limits;
mod loaders;
mod scalars;
mod settled;

use std::time::Duration;

use async_graphql::dataloader::DataLoader;
use async_graphql::futures_util::stream::{FuturesUnordered, StreamExt};
use async_graphql::{EmptySubscription, MergedObject, Request, Response};

use crate::actor::Actor;
use crate::app::App;
use crate::base::visit::Origin;
use crate::base::words::Words;
use crate::{
    accounts, alerts, guarantees, messages, networks, organizations, products, reference, search, sharing,
};

pub use connections::{first_of, list_cost, page};
pub use errors::{code, fail, refuse, unread};
pub use loaders::{
    BookingsOf, CategoriesOf, ExtrasOf, GuaranteesOf, Loaders, MOST_MATCHES, MatchesOf, NearTo, NetworksOf,
    OrganizationBy, PhotosOf, ProductBy, ProductsOf, ResourceBy, SourceBy, StepsOf, SupplierBy, TakenOf,
    ThemesOf,
};
pub use scalars::{GeoPoint, Money};
use settled::settled;

/// What can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    search::graphql::SearchQuery,
    organizations::graphql::OrganizationQuery,
    products::graphql::ProductQuery,
    guarantees::graphql::GuaranteeQuery,
    networks::graphql::NetworkQuery,
    reference::graphql::ReferenceQuery,
    accounts::graphql::AccountQuery,
    networks::graphql::ModerationQuery,
    messages::graphql::MessageQuery,
    sharing::graphql::SharingQuery,
    sharing::graphql::BookingQuery,
    sharing::graphql::LedgerQuery,
    search::graphql::SharedResourceSearch,
);

/// What can be changed.
#[derive(MergedObject, Default)]
pub struct Mutation(
    accounts::graphql::AccountMutation,
    organizations::graphql::OrganizationMutation,
    networks::graphql::NetworkMutation,
    messages::graphql::MessageMutation,
    products::graphql::ProductMutation,
    guarantees::graphql::GuaranteeMutation,
    sharing::graphql::SharingMutation,
    sharing::graphql::BookingMutation,
    alerts::graphql::AlertMutation,
);

/// App, who asks, and what they name. Errors: `UNAUTHENTICATED` before `NOT_FOUND`.
pub fn asked<'a>(
    ctx: &'a async_graphql::Context<'_>,
    id: &str,
) -> async_graphql::Result<(&'a App, &'a Actor, uuid::Uuid)> {
    let actor = ctx.data_unchecked::<Actor>();
    crate::rights::signed_in(actor).map_err(|e| fail(ctx, e))?;
    let id = uuid::Uuid::parse_str(id).map_err(|_| fail(ctx, crate::error::Error::NotFound))?;
    Ok((ctx.data_unchecked(), actor, id))
}

pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// How long one request may take.
const TIME_LIMIT: Duration = Duration::from_secs(5);

pub fn schema() -> Schema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_complexity(limits::MAX_COST)
        .disable_suggestions()
        .finish()
}

/// The published contract, as `schema/schema.graphql` holds it.
pub fn sdl() -> String {
    schema().sdl_with_options(async_graphql::SDLExportOptions::new().sorted_fields().sorted_enum_items())
}

/// Answers one request on behalf of an actor, in a language, within its time.
pub async fn execute(
    schema: &Schema,
    app: &App,
    actor: Actor,
    from: Origin,
    words: Words,
    mut request: Request,
) -> Response {
    if let Err(error) = limits::check(&mut request, words) {
        return Response::from_errors(vec![limits::said(error, words)]);
    }
    // Loads run in the request's own task: none begins before every field that can ask has asked,
    // so that the number of statements never depends on the machine's speed.
    let (ask, mut loads) = tokio::sync::mpsc::unbounded_channel();
    let loaders =
        DataLoader::new(Loaders { app: app.clone(), actor: actor.clone() }, move |load| ask.send(load).ok());
    let request =
        request.data(app.clone()).data(actor).data(from).data(words).data(loaders.delay(Duration::ZERO));
    let answering = schema.execute(request);
    tokio::pin!(answering);
    let mut loading = FuturesUnordered::new();
    let answered = tokio::time::timeout(TIME_LIMIT, async {
        loop {
            tokio::select! {
                biased;
                response = settled(answering.as_mut()) => return response,
                Some(load) = loads.recv() => loading.push(load),
                Some(()) = loading.next() => {}
            }
        }
    });
    let Ok(mut response) = answered.await else { return refuse(words, code::TOO_COMPLEX, "refused-time") };
    response.errors = response.errors.into_iter().map(|error| limits::said(error, words)).collect();
    response
}
