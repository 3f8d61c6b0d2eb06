//! Networks: the national pilot, regional networks, thematic ones.

pub mod network {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "networks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(unique)]
        pub slug: String,
        pub name: String,
        /// national, regional or thematic.
        pub kind: String,
        /// `region:…`, `departement:…` or `country:FR`.
        pub territory: Option<String>,
        pub description: String,
        pub website: Option<String>,
        pub created_at: DateTimeUtc,
        /// `#rrggbb`
        pub colour: Option<String>,
        /// What its members accept, in plain text.
        pub charter: String,
        /// Since then it is shown nowhere, and its moderators moderate nothing by it.
        pub archived_at: Option<DateTimeUtc>,
        /// Counts the changes: two people who edit don't write over each other.
        pub version: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod network_member {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "network_members")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub network: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization: Uuid,
        pub since: Date,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Lets an organisation without SIRET or RNA number in: its network answers for it.
pub mod voucher {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "vouchers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        /// SHA-256 of the code, hexadecimal.
        pub code: String,
        pub network: Uuid,
        /// For whom, in words.
        pub note: String,
        pub made_by: Option<Uuid>,
        pub created_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What waits for a moderator.
pub mod case {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "cases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// `claim`, `evidence`, `error` or `appeal`.
        pub kind: String,
        /// None for an error on a page that is no organisation's.
        pub organization: Option<Uuid>,
        /// Of evidence and appeals: the guarantee.
        pub subject: Option<Uuid>,
        /// None once their account is erased, or for a visitor.
        pub opened_by: Option<Uuid>,
        pub note: String,
        /// `open`, `accepted`, `refused` or `withdrawn`.
        pub state: String,
        pub opened_at: DateTimeUtc,
        /// Who looks at it, and until when nobody else needs to.
        pub held_by: Option<Uuid>,
        pub held_until: Option<DateTimeUtc>,
        pub decided_at: Option<DateTimeUtc>,
        pub decided_by: Option<Uuid>,
        pub outcome: Option<String>,
        pub reason: Option<String>,
        /// Of an error: the page it stands on, as a French path of ours.
        pub page: Option<String>,
        /// Whose page it is where no organisation's; none: the national pilot's.
        pub network: Option<Uuid>,
        /// Of an error: `wrong`, `outdated`, `broken`, `wording` or `other`.
        pub topic: Option<String>,
        /// Where a visitor wants to read what came of it; forgotten once it is told.
        pub email: Option<String>,
        /// `fr` or `en`, in which the visitor reads.
        pub language: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
