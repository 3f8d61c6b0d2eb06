//! The journal of every change, and the work each change causes.

pub mod event {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "events")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Its place in the journal; given by the worker after the commit.
        #[sea_orm(unique)]
        pub number: Option<i64>,
        pub kind: String,
        /// Who did it: `anonymous`, `system`, `import:…`.
        pub actor: String,
        /// What happened, with what stood before and after.
        #[sea_orm(column_type = "JsonBinary")]
        pub payload: Json,
        pub at: DateTimeUtc,
        /// SHA-256 over this event and the hash of the one before, hexadecimal; given with the number.
        pub hash: Option<String>,
        /// The account it is about, which may read it; the organisation; or an id made of a row of the reference.
        pub about: Option<Uuid>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// One consequence of one event for one recipient.
pub mod delivery {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "deliveries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub event: Uuid,
        pub reaction: String,
        /// Whom it is for; empty for a reaction that has no recipient.
        pub recipient: String,
        pub due_at: DateTimeUtc,
        /// Until when a worker holds it.
        pub leased_until: Option<DateTimeUtc>,
        pub attempts: i32,
        /// waiting, done or dead.
        pub state: String,
        pub last_error: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What an event says of a person, apart from it: the event holds its hash with the salt, so that it can go and the
/// journal still holds.
pub mod event_person {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "event_persons")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub event: Uuid,
        /// As the event names it: `email_before`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub account: Uuid,
        pub salt: String,
        pub value: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A right that one process has at a time, until a moment.
pub mod lease {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "leases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub holder: Uuid,
        pub held_until: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
