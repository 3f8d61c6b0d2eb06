//! C: async-graphql alone behind the same HTTP server, 20 objects of 8 fields from memory.

use async_graphql::{EmptyMutation, EmptySubscription, Object, Request, Response, SimpleObject};
use poem::listener::TcpAcceptor;
use poem::web::{Data, Json};
use poem::{EndpointExt, Route, Server, handler, post};

use crate::Result;

/// The query that C answers.
pub const QUERY: &str = "{ suppliers { id slug name siret address postCode city url } }";

#[derive(Clone, SimpleObject)]
struct Supplier {
    id: String,
    slug: String,
    name: String,
    siret: String,
    address: String,
    post_code: String,
    city: String,
    url: String,
}

struct Query(Vec<Supplier>);

#[Object]
impl Query {
    async fn suppliers(&self) -> &[Supplier] {
        &self.0
    }
}

type Schema = async_graphql::Schema<Query, EmptyMutation, EmptySubscription>;

#[handler]
async fn answer(schema: Data<&Schema>, asked: Json<Request>) -> Json<Response> {
    Json(schema.execute(asked.0).await)
}

/// Serves until the process ends; the address it listens on.
pub fn serve() -> Result<String> {
    let supplier = |n: usize| Supplier {
        id: format!("0193a1b2-c3d4-7e5f-8a6b-{n:012}"),
        slug: format!("les-jardins-partages-du-bocage-{n}"),
        name: format!("Les jardins partagés du bocage {n}"),
        siret: format!("{n:014}"),
        address: format!("{n} rue de la Coopération"),
        post_code: "35000".into(),
        city: "Rennes".into(),
        url: format!("http://localhost:8080/fournisseurs/les-jardins-partages-du-bocage-{n}"),
    };
    let schema = Schema::new(Query((1..=20).map(supplier).collect()), EmptyMutation, EmptySubscription);
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    listener.set_nonblocking(true)?;
    let acceptor = TcpAcceptor::from_std(listener)?;
    let route = Route::new().at("/graphql", post(answer)).data(schema);
    tokio::spawn(Server::new_with_acceptor(acceptor).run(route));
    Ok(address)
}
