//! Organisations: one identity for suppliers, buyers, lenders and networks alike.

pub mod organization {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "organizations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// 14 digits, checked.
        #[sea_orm(unique)]
        pub siret: Option<String>,
        #[sea_orm(unique)]
        pub rna: Option<String>,
        /// For what has neither SIRET nor RNA: the network that vouches for it.
        pub vouched_by: Option<Uuid>,
        #[sea_orm(unique)]
        pub slug: String,
        pub name: String,
        pub brand: Option<String>,
        /// Code of the legal forms list; none when the source's words aren't known.
        pub legal_form: Option<String>,
        /// NAF rév. 2 subclass without its dot.
        pub naf: Option<String>,
        pub address: Option<String>,
        pub post_code: Option<String>,
        /// The town as the address writes it.
        pub city: Option<String>,
        /// `commune:…`, when the address could be placed that closely.
        pub commune: Option<String>,
        /// `departement:…`
        pub departement: Option<String>,
        pub latitude: Option<f64>,
        pub longitude: Option<f64>,
        /// As INSEE bands it: `1-9`, `10-49`, `50-249`, `250+`.
        pub headcount: Option<String>,
        pub website: Option<String>,
        pub description: String,
        /// Where these data come from; none when its members wrote them.
        pub source: Option<Uuid>,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        /// The last change by a member or a moderator: imports no longer write over it.
        pub edited_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A former address of a page, which answers with the new one.
pub mod old_slug {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "old_slugs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub slug: String,
        pub organization: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Where imported data come from, and under which licence.
pub mod source {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "sources")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(unique)]
        pub name: String,
        /// None: never exported.
        pub licence: Option<String>,
        pub read_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a source last said of an organisation, so that reading it again changes nothing.
pub mod source_record {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "source_records")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub source: Uuid,
        /// SIRET, RNA or the source's own id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        pub organization: Uuid,
        /// SHA-256 over what the record says, hexadecimal.
        pub content: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
