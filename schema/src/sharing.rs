//! Mutualisation: what organisations lend and look for, who has it when, and what is owed for it.

/// What is offered to others, or looked for.
pub mod resource {
    use crate::Codes;
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "shared_resources")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization: Uuid,
        /// `offer` or `request`.
        pub direction: String,
        /// `premises`, `equipment`, `skills`, `transport` or `group_purchase`.
        pub kind: String,
        pub name: String,
        pub description: String,
        /// Persons it holds.
        pub places: Option<i32>,
        /// How many can be had at once, 1 to 10,000.
        pub units: i32,
        /// What one of them is, in words: a desk, a kilogram; none: the thing as a whole.
        pub unit: Option<String>,
        pub address: Option<String>,
        pub post_code: Option<String>,
        pub city: Option<String>,
        /// `commune:…`
        pub commune: Option<String>,
        /// `departement:…`
        pub departement: Option<String>,
        pub latitude: Option<f64>,
        pub longitude: Option<f64>,
        /// Whether strangers see the address and the point; else they see the commune.
        pub exact: bool,
        /// How far it comes, or how far one would go for it; kilometres.
        pub radius_km: Option<i32>,
        /// How to get there, in plain text.
        pub access: String,
        /// `step-free`, `lift`, `accessible-toilet`, `hearing-loop`, `parking`, `quiet`.
        #[sea_orm(column_type = "JsonBinary")]
        pub accessibility: Codes,
        pub accessibility_note: String,
        /// `free`, `at_cost`, `price`, `exchange`, `time` or `currency` (a complementary one).
        pub price_kind: String,
        /// Hundredths of the currency; hundredths of an hour for `TIME`.
        pub price_cents: Option<i64>,
        pub price_currency: Option<String>,
        /// `hour`, `day` or `use`; of one unit.
        pub price_per: Option<String>,
        /// What is wished for in exchange, in words.
        pub exchange: String,
        /// In euro.
        pub deposit_cents: Option<i64>,
        /// Until so many hours before the start nothing is owed for a cancellation; none: always.
        pub cancellation_hours: Option<i32>,
        pub insurance: String,
        /// Who may book: `everyone`, `ess` or `networks` (members of a network of its owner).
        pub audience: String,
        /// `at_once`, `on_request` or `none` (people write).
        pub booking_mode: String,
        /// A request lapses when nobody has answered for so long.
        pub answer_hours: i32,
        /// When it can be had, in its own time zone.
        #[sea_orm(column_type = "JsonBinary")]
        pub opening: Json,
        /// Buffers, shortest and longest stay, grid, notice and horizon.
        #[sea_orm(column_type = "JsonBinary")]
        pub terms: Json,
        /// First and last day it is offered or looked for.
        pub valid_from: Option<Date>,
        pub valid_until: Option<Date>,
        /// For those who have it only: where the key is.
        pub handover: String,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        /// Counts the changes: two people who edit don't write over each other.
        pub version: i32,
        pub archived_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What can be booked along with a resource of the same owner.
pub mod extra {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "resource_extras")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub resource: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub extra: Uuid,
        pub units: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Who has what when, or asks for it. The database never lets what `holds` pass the resource's units.
pub mod booking {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "bookings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub resource: Uuid,
        /// Who has it.
        pub organization: Uuid,
        /// None once their account is erased.
        pub booked_by: Option<Uuid>,
        /// The bookings that come back share it.
        pub series: Option<Uuid>,
        /// What was booked together, all or nothing, shares it.
        pub bundle: Option<Uuid>,
        pub starts_at: DateTimeUtc,
        pub ends_at: DateTimeUtc,
        /// With the buffers of that day.
        pub busy_from: DateTimeUtc,
        pub busy_until: DateTimeUtc,
        pub units: i32,
        /// `requested`, `countered`, `accepted`, `refused`, `lapsed`, `cancelled` or `waiting`.
        pub state: String,
        /// Whether it counts against the capacity: exactly when it is accepted.
        pub holds: bool,
        /// What for; the owner reads it.
        pub purpose: String,
        /// Until when the owner may answer, or the booker a counter-proposal.
        pub answer_by: Option<DateTimeUtc>,
        pub counter_starts_at: Option<DateTimeUtc>,
        pub counter_ends_at: Option<DateTimeUtc>,
        /// Why it was refused or cancelled.
        pub reason: Option<String>,
        /// As the conditions were when it was made.
        pub owed_cents: Option<i64>,
        pub owed_currency: Option<String>,
        pub handed_over_at: Option<DateTimeUtc>,
        pub handed_back_at: Option<DateTimeUtc>,
        /// In what state it was handed over and back.
        pub handover_note: String,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub version: i32,
        /// How many come; none where nobody said.
        pub people: Option<i32>,
        /// Since when its asker knows that someone else has that time: nobody is told twice.
        pub told_given_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What one organisation owes another. Nothing is taken away: what no longer holds is balanced by its contrary.
pub mod ledger_entry {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub creditor: Uuid,
        pub debtor: Uuid,
        pub booking: Option<Uuid>,
        pub label: String,
        pub day: Date,
        pub currency: String,
        /// Hundredths of the currency; hundredths of an hour for `TIME`.
        pub amount_cents: i64,
        pub created_at: DateTimeUtc,
        /// Since when the creditor says that nothing is owed any more.
        pub settled_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A secret address from which a calendar is read.
pub mod feed {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "calendar_feeds")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// SHA-256 of what the address holds, hexadecimal.
        #[sea_orm(unique)]
        pub token: String,
        pub account: Uuid,
        /// `resource`, `organization` or `person`.
        pub kind: String,
        pub subject: Uuid,
        pub created_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
