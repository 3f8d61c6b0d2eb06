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
