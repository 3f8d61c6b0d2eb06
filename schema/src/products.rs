//! What a supplier sells, where it serves, on what conditions.

pub use crate::Area;

/// The supplier's side of an organisation.
pub mod supplier {
    use super::Area;
    use crate::Codes;
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "suppliers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization: Uuid,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub area: Option<Area>,
        /// False while the area is only supposed by an import.
        pub area_confirmed: bool,
        /// The area compiled: units served whole.
        #[sea_orm(column_type = "JsonBinary")]
        pub serves: Codes,
        /// The area compiled: every unit served in part.
        #[sea_orm(column_type = "JsonBinary")]
        pub serves_part: Codes,
        /// Accepted besides the euro or instead of it; currency codes.
        #[sea_orm(column_type = "JsonBinary")]
        pub currencies: Codes,
        /// Counts the changes: two people who edit don't write over each other.
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A purchase category of a supplier as a whole, stated or supposed.
pub mod supplier_category {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "supplier_categories")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub category: String,
        /// False while only supposed by an import.
        pub confirmed: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod supplier_theme {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "supplier_themes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub theme: String,
        /// False while only supposed by an import.
        pub confirmed: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod product {
    use super::Area;
    use crate::Codes;
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "products")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization: Uuid,
        pub name: String,
        pub description: String,
        /// goods, services or works (the three of the Code de la commande publique).
        pub nature: String,
        /// CPV code.
        pub category: String,
        /// Excluding tax; none means on quotation.
        pub price_cents: Option<i64>,
        pub currency: String,
        /// What the price is for: `repas`, `m²`, `heure`…
        pub unit: Option<String>,
        pub minimum_order: Option<String>,
        pub packaging: Option<String>,
        pub seasonality: Option<String>,
        pub delivery_terms: Option<String>,
        pub payment_terms: Option<String>,
        pub capacity_per_month: Option<String>,
        /// Accepted ones, by their codes; none means the supplier's.
        #[sea_orm(column_type = "JsonBinary")]
        #[serde(default)]
        pub currencies: Codes,
        /// Days between the order and the delivery or start; 0 to 730.
        pub lead_time_days: Option<i32>,
        /// Its own service area; none means the supplier's.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub area: Option<Area>,
        #[sea_orm(column_type = "JsonBinary")]
        pub serves: Codes,
        #[sea_orm(column_type = "JsonBinary")]
        pub serves_part: Codes,
        /// First and last day it is offered.
        pub valid_from: Option<Date>,
        pub valid_until: Option<Date>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        /// Counts the changes: two people who edit don't write over each other.
        pub version: i32,
        /// Since then it is no longer offered, and only its members see it.
        pub archived_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
