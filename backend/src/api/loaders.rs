use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use crate::actor::Actor;
use crate::app::App;
use crate::guarantees::{self, Guarantee, Step};
use crate::networks::{self, Network};
use crate::organizations::{self, File, Organization, Source};
use crate::products::{self, Line, Product, Supplier, SupplierCategory, SupplierTheme};
use crate::sharing::calendar::{self, Taken};
use crate::sharing::{self, Match, Page, Resource, Seen};

/// Reads for one request, each kind for all that ask in one statement.
pub struct Loaders {
    pub app: App,
    pub actor: Actor,
}

/// Of what answers something.
pub const MOST_MATCHES: usize = 20;

/// The bookings of something shared, for its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BookingsOf(pub Uuid, pub sharing::Asked);

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
    /// The steps of a guarantee that whoever asks sees.
    StepsOf,
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
    /// What holds something shared, as far ahead as anything can be booked.
    TakenOf,
    /// What answers something shared.
    MatchesOf,
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
loader!(StepsOf -> Vec<Step>, |l, ids| guarantees::steps_seen(&l.app, &l.actor, &ids));
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
loader!(TakenOf -> Vec<Taken>, |l, ids| {
    let ahead = sharing::ahead(l.app.clock.now(), calendar::MOST_HORIZON);
    async move { sharing::taken_of(&l.app.db, &ids, ahead).await }
});
loader!(MatchesOf -> Vec<Match>, |l, ids| async {
    let these = sharing::by_ids(&l.app.db, &l.actor, &ids).await?;
    let (reference, today) = (l.app.reference.get(), l.app.clock.today());
    sharing::matches_of(&l.app.db, &reference, &these, today, MOST_MATCHES).await
});
loader!(ExtrasOf -> Vec<(Resource, i32)>, |l, ids| sharing::extras_of_all(&l.app.db, &ids));

impl Loader<BookingsOf> for Loaders {
    type Value = Page<Seen>;
    type Error = Failed;

    async fn load(&self, keys: &[BookingsOf]) -> Result<HashMap<BookingsOf, Page<Seen>>, Failed> {
        let mut by_question: HashMap<sharing::Asked, Vec<Uuid>> = HashMap::new();
        for BookingsOf(id, asked) in keys {
            by_question.entry(*asked).or_default().push(*id);
        }
        let mut all = HashMap::new();
        for (asked, ids) in by_question {
            let found = sharing::bookings_of_resources(&self.app.db, &self.actor, &ids, asked).await;
            let found = found.map_err(|error| error.to_string())?;
            all.extend(found.into_iter().map(|(id, page)| (BookingsOf(id, asked), page)));
        }
        Ok(all)
    }
}
