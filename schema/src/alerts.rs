//! Searches that people want to be told of.

pub mod alert {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "alerts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account: Uuid,
        /// `suppliers` or `resources`.
        pub kind: String,
        pub name: String,
        /// The search, as its address says it: names and values.
        #[sea_orm(column_type = "JsonBinary")]
        pub filter: Json,
        /// `at_once`, `daily`, `weekly` or `paused`.
        pub pace: String,
        /// Of what is paused: the pace it had.
        pub pace_before: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        /// Until it goes for good, it can come back.
        pub deleted_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One thing that an item must have before an alert can match it; an alert has few.
pub mod key {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "alert_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub alert: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// An item that someone is told of, once.
pub mod found {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "alert_matches")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub item: Uuid,
        pub alert: Uuid,
        pub matched_at: DateTimeUtc,
        /// When the letter that tells it was handed over.
        pub told_at: Option<DateTimeUtc>,
        /// By which it was found.
        pub event: Option<Uuid>,
        /// The delivery whose letter tells it.
        pub told_by: Option<Uuid>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// When someone is told what their alerts found together, in their own time.
pub mod digest {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "alert_digests")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
        /// 0 to 23.
        pub hour: i16,
        /// 1 (Monday) to 7, of what is told weekly.
        pub weekday: i16,
        /// The last day on which a letter told it.
        pub told_on: Option<Date>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
