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
        /// Where letters to it go; never shown, never exported.
        #[serde(default)]
        pub email: Option<String>,
        /// Since then it is nobody's to see but its members'.
        #[serde(default)]
        pub archived_at: Option<DateTimeUtc>,
        /// Whether others may propose it as a partner.
        #[serde(default = "yes")]
        pub open_to_proposals: bool,
        /// Of the charter it accepted last: the day it is dated.
        #[serde(default)]
        pub charter_version: Option<String>,
        #[serde(default)]
        pub charter_accepted_at: Option<DateTimeUtc>,
        /// Counts the changes: two people who edit don't write over each other.
        #[serde(default)]
        pub version: i32,
    }

    /// What events of before these columns say.
    fn yes() -> bool {
        true
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

/// Who belongs to an organisation.
pub mod member {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "organization_members")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
        /// `owner`, `editor` or `reader`.
        pub role: String,
        pub since: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod invitation {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "invitations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization: Uuid,
        pub email: String,
        pub email_key: String,
        pub role: String,
        /// SHA-256 of the letter's token, hexadecimal; none before the letter was written.
        #[sea_orm(unique)]
        pub token: Option<String>,
        pub invited_by: Option<Uuid>,
        pub created_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A file of an organisation; its bytes lie apart, under its id.
pub mod file {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "files")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization: Uuid,
        /// `evidence`, `logo` or `photo`.
        pub purpose: String,
        /// Of evidence: the guarantee.
        pub subject: Option<Uuid>,
        pub name: String,
        /// As its bytes show it.
        pub media_type: String,
        pub size: i64,
        pub sha256: String,
        /// What a picture shows, in words.
        pub alt: String,
        pub made_by: Option<Uuid>,
        pub created_at: DateTimeUtc,
        /// Of a picture: since then it is out of sight, and can still come back.
        pub removed_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What someone was writing when they left a form.
pub mod draft {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "drafts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        /// The form: its path and what it does.
        pub place: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub content: Json,
        pub saved_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Two pages of one organisation that became one.
pub mod merge {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "merges")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kept: Uuid,
        /// Its page is gone, and its address answers with the other's.
        pub absorbed: Uuid,
        pub made_by: Option<Uuid>,
        pub reason: String,
        /// What each room handed over, by the room's name: enough to give it back.
        #[sea_orm(column_type = "JsonBinary")]
        pub moved: Json,
        pub made_at: DateTimeUtc,
        pub undone_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// By what an organisation is compared with others: those that share one of these may be the same.
pub mod likeness_key {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "likeness_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization: Uuid,
        /// Its enterprise and its commune.
        pub siren_place: Option<String>,
        /// Its folded name and its commune.
        pub name_place: Option<String>,
        /// The words of its name that count, in their order in the alphabet, and its département.
        pub words_place: Option<String>,
        /// Its site and its département.
        pub site_place: Option<String>,
        pub compared_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Two pages that look like one organisation's; `first` is the smaller id.
pub mod likeness {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "likenesses")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub first: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub second: Uuid,
        pub strength: i32,
        /// Since then it is known that they are two.
        pub distinct_at: Option<DateTimeUtc>,
        /// None once their account is erased.
        pub distinct_by: Option<Uuid>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
