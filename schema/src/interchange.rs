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
        /// The counts of the report; of one that a moderator asked for, the rows that are shown too.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub report: Option<Json>,
        /// When it was taken back.
        pub undone_at: Option<DateTimeUtc>,
        /// Whose list it is.
        pub network: Option<Uuid>,
        /// Who asked for it; none when it came from the command line, or they are gone.
        pub account: Option<Uuid>,
        /// `previewed`, `waiting`, `done` or `failed`.
        pub state: String,
        /// How it was asked for: source, licence, what columns are read as.
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub asked: Option<Json>,
        /// The file with the rejected rows, while it is kept.
        pub rejects: Option<Uuid>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
