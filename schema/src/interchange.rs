//! Imports: what was read, when, and what came of it.

pub mod import {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "imports")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub source: Option<Uuid>,
        pub file_name: String,
        pub started_at: DateTimeUtc,
        pub finished_at: Option<DateTimeUtc>,
        /// The counts of the report, without its rows.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub report: Option<Json>,
        /// When it was taken back.
        pub undone_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
