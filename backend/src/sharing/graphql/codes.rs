use async_graphql::Enum;

use crate::sharing::{Direction, Kind, PriceKind};

/// Whether something is offered or looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Direction")]
pub enum SharedResourceDirection {
    /// Offered to others.
    Offer,
    /// Looked for.
    Request,
}

/// What is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Kind")]
pub enum SharedResourceKind {
    /// Rooms, kitchens, workshops, storage.
    Premises,
    /// Tools and machines.
    Equipment,
    /// What people know how to do.
    Skills,
    /// Vehicles and journeys.
    Transport,
    /// Purchases made together.
    GroupPurchase,
}

/// What it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "PriceKind")]
pub enum SharedPriceKind {
    /// Nothing.
    Free,
    /// What it costs its owner.
    AtCost,
    /// A price in euro.
    Price,
    /// Something in exchange.
    Exchange,
    /// Hours for hours.
    Time,
    /// A price in a complementary currency.
    Currency,
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident $code:literal),* $(,)? } else $usual:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        pub enum $name { $($(#[$of])* $variant),* }

        impl $name {
            pub(super) fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            pub(super) fn named(code: &str) -> $name {
                match code { $($code => $name::$variant,)* _ => $name::$usual }
            }
        }
    };
}

codes! {
    /// What a price is for, of one unit.
    SharedPricePer {
        /// An hour; each quarter that began counts.
        Hour "hour",
        /// A local day that the stay touches.
        Day "day",
        /// A stay, however long.
        Use "use",
    } else Use
}

codes! {
    /// Who may book.
    SharedAudience {
        /// Everyone.
        Everyone "everyone",
        /// Organisations of the ESS.
        Ess "ess",
        /// Members of a network of its owner.
        Networks "networks",
    } else Everyone
}

codes! {
    /// How it is booked.
    SharedBookingMode {
        /// Whoever comes first has it.
        AtOnce "at_once",
        /// The owner answers.
        OnRequest "on_request",
        /// It isn't: people write.
        None "none",
    } else None
}
