//! People: their accounts, how they come in, what they are asked before they are written to.

pub mod account {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Where letters go; none once erased.
        pub email: Option<String>,
        /// The same address however it was typed: what makes it one account.
        #[sea_orm(unique)]
        pub email_key: Option<String>,
        pub name: String,
        /// argon2id, as a PHC string; none for an account that was only opened.
        pub password: Option<String>,
        /// `fr` or `en`: the language of letters.
        pub lang: String,
        /// IANA name: letters that wait for the morning wait for this one.
        pub time_zone: String,
        /// Base32; the second factor counts from `totp_since` on.
        pub totp_secret: Option<String>,
        /// The last step of 30 seconds whose code was used: none is taken twice.
        pub totp_step: Option<i64>,
        pub totp_since: Option<DateTimeUtc>,
        pub created_at: DateTimeUtc,
        /// When the address was shown to be its owner's.
        pub confirmed_at: Option<DateTimeUtc>,
        pub erased_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod administrator {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "administrators")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Who moderates a network.
pub mod moderator {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "moderators")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub network: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod session {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account: Uuid,
        /// SHA-256 of the token, hexadecimal: the token itself is nowhere.
        #[sea_orm(unique)]
        pub token: String,
        /// Browser and system, as far as they are told.
        pub agent: String,
        pub created_at: DateTimeUtc,
        pub seen_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a program of one's own comes in with.
pub mod access_token {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "access_tokens")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account: Uuid,
        pub name: String,
        /// SHA-256 of the token, hexadecimal.
        #[sea_orm(unique)]
        pub token: String,
        /// `read`, or `write`, which reads too.
        pub scope: String,
        pub created_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A link of a letter, or the step between password and code.
pub mod link {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "links")]
    pub struct Model {
        /// SHA-256 of the token, hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token: String,
        pub account: Uuid,
        /// `confirm`, `reset`, `email`, `second_step`, `preferences`.
        pub purpose: String,
        /// The address it was sent to, where that is to become the account's.
        pub email: Option<String>,
        pub created_at: DateTimeUtc,
        pub expires_at: DateTimeUtc,
        pub used_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod recovery_code {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_codes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
        /// SHA-256 of the code, hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub used_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A browser in which its owner has signed in before: strangers' failures don't hold it up.
pub mod device {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "devices")]
    pub struct Model {
        /// SHA-256 of the token, hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token: String,
        pub account: Uuid,
        pub seen_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// How soon one kind of letter comes, where someone chose other than its default.
pub mod preference {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "preferences")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        /// `at_once`, `daily`, `weekly` or `never`.
        pub pace: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// An address that no letter reaches.
pub mod suppression {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "suppressions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub email_key: String,
        /// What the server that refused it said.
        pub reason: String,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
