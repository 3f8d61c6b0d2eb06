//! The ethical guarantees a supplier holds, each with its dated levels.

use sea_orm::entity::prelude::*;

/// What was last decided. *Expired* isn't here: it follows from the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum State {
    Declared,
    UnderReview,
    EvidenceChecked,
    RegisterChecked,
    Refused,
    Suspended,
    Withdrawn,
}

pub mod guarantee {
    use super::State;
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "guarantees")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization: Uuid,
        pub scheme: String,
        /// 1 for the first grant; a renewal is the next.
        pub renewal: i32,
        pub state: State,
        /// The number of the certificate or agreement.
        pub reference: Option<String>,
        pub valid_from: Option<Date>,
        /// Its last day, Europe/Paris; none when it has no end.
        pub valid_until: Option<Date>,
        pub declared_on: Date,
        /// The list it was read from; none when the holder said so.
        pub declared_source: Option<Uuid>,
        pub evidence_checked_on: Option<Date>,
        pub evidence_checked_by: Option<String>,
        /// What was checked, in words.
        pub evidence_note: Option<String>,
        pub register_checked_on: Option<Date>,
        pub register_link: Option<String>,
        pub peer_reviewed_on: Option<Date>,
        pub peer_valid_until: Option<Date>,
        /// The public summary of the review.
        pub peer_summary: Option<String>,
        /// Why it was refused, suspended or withdrawn.
        pub reason: Option<String>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        /// No column: whether a refusal or a suspension of another period keeps it from counting, as it was read.
        #[sea_orm(ignore)]
        pub barred: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
