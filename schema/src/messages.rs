//! What buyers and suppliers write to each other, without either's address.

pub mod thread {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "threads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Who is written to.
        pub organization: Uuid,
        /// Who wrote first; none once their account is erased.
        pub asker: Option<Uuid>,
        pub subject: String,
        pub opened_at: DateTimeUtc,
        pub last_at: DateTimeUtc,
        /// Since when moderators know of it: nobody writes in it any more.
        pub reported_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod message {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Serialize, DeriveEntityModel)]
    #[sea_orm(table_name = "messages")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub thread: Uuid,
        pub author: Option<Uuid>,
        pub from_supplier: bool,
        pub text: String,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
