use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use crate::actor::Actor;
use crate::app::App;
use crate::guarantees::{self, Guarantee};
use crate::networks::{self, Network};
use crate::organizations::{self, File, Organization, Source};
use crate::products::{self, Line, Product, Supplier, SupplierCategory, SupplierTheme};
use crate::sharing::{self, Resource};

/// Reads for one request, each kind for all that ask in one statement.
pub struct Loaders {
    pub app: App,
    pub actor: Actor,
}

/// Errors travel as text: each waiting field gets its own copy.
type Failed = String;

macro_rules! key {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        $($(#[$doc])* #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)] pub struct $name(pub Uuid);)*
    };
}

key! {
    /// An organisation by its id.
    OrganizationBy,
    /// A supplier's side of an organisation.
    SupplierBy,
    /// The products of a supplier, in lines.
    ProductsOf,
    /// A product by its id.
    ProductBy,
    /// The guarantees of a supplier.
    GuaranteesOf,
    /// The purchase categories of a supplier as a whole.
    CategoriesOf,
    /// The themes of a supplier.
    ThemesOf,
    /// The networks of an organisation.
    NetworksOf,
    /// A source by its id.
    SourceBy,
    /// A shared resource by its id.
    ResourceBy,
    /// Whether whoever asks may know the exact place of something shared.
    NearTo,
    /// The photos of something shared.
    PhotosOf,
    /// What can be booked along with something shared.
    ExtrasOf,
}

macro_rules! loader {
    ($key:ident -> $value:ty, |$loaders:ident, $ids:ident| $read:expr) => {
        impl Loader<$key> for Loaders {
            type Value = $value;
            type Error = Failed;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, $value>, Failed> {
                let $loaders = self;
                let $ids: Vec<Uuid> = keys.iter().map(|key| key.0).collect();
                let found = $read.await.map_err(|error| error.to_string())?;
                Ok(found.into_iter().map(|(id, value)| ($key(id), value)).collect())
            }
        }
    };
}

loader!(OrganizationBy -> Organization, |l, ids| async {
    let rows = organizations::by_ids(&l.app.db, &l.actor, &ids).await?;
    Ok::<_, crate::error::Error>(rows.into_iter().map(|row| (row.id, row)))
});
loader!(SupplierBy -> Supplier, |l, ids| products::suppliers(&l.app.db, &ids));
loader!(ProductsOf -> Vec<Line>, |l, ids| products::lines_of(&l.app.db, &ids));
loader!(ProductBy -> Product, |l, ids| products::by_ids(&l.app.db, &ids));
loader!(GuaranteesOf -> Vec<Guarantee>, |l, ids| guarantees::held_by(&l.app.db, &ids));
loader!(CategoriesOf -> Vec<SupplierCategory>, |l, ids| products::categories_of(&l.app.db, &ids));
loader!(ThemesOf -> Vec<SupplierTheme>, |l, ids| products::themes_of(&l.app.db, &ids));
loader!(NetworksOf -> Vec<Network>, |l, ids| networks::of_organizations(&l.app.db, &ids));
loader!(SourceBy -> Source, |l, ids| organizations::sources(&l.app.db, &ids));
loader!(ResourceBy -> Resource, |l, ids| async {
    let rows = sharing::by_ids(&l.app.db, &l.actor, &ids).await?;
    Ok::<_, crate::error::Error>(rows.into_iter().map(|row| (row.id, row)))
});
loader!(NearTo -> bool, |l, ids| sharing::near_to(&l.app.db, &l.actor, &ids));
loader!(PhotosOf -> Vec<File>, |l, ids| organizations::photos_of_all(&l.app.db, &ids));
loader!(ExtrasOf -> Vec<(Resource, i32)>, |l, ids| sharing::extras_of_all(&l.app.db, &ids));
