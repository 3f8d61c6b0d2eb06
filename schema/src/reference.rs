//! The common reference: territories, purchase categories, themes, guarantee schemes,
//! glossary, synonyms. Rows are known by their code. A row whose `edited_at` is set was
//! changed by the national pilot, and no file of ours writes over it again.

/// A commune, EPCI, département, région or the country.
pub mod territory {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "territories")]
    pub struct Model {
        /// `kind:code`, as in addresses: `commune:35238`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub name: String,
        pub departement: Option<String>,
        pub region: Option<String>,
        pub epci: Option<String>,
        /// Inhabitants; communes only.
        pub population: Option<i32>,
        /// The town hall, degrees (WGS 84); communes only.
        pub latitude: Option<f64>,
        pub longitude: Option<f64>,
        /// Separated by spaces; communes only.
        pub postal_codes: String,
        /// For an arrondissement of Paris, Lyon or Marseille, the code of its commune.
        pub parent: Option<String>,
        pub edited_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// An entry of the Common Procurement Vocabulary (CPV 2008).
pub mod category {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "categories")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub label_fr: String,
        pub label_en: String,
        /// Belongs to the social services that article L2113-15 can reserve.
        pub social_service: bool,
        pub edited_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod theme {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "themes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub parent: Option<String>,
        pub label_fr: String,
        pub label_en: String,
        pub description_fr: String,
        pub description_en: String,
        pub edited_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A scheme under which an organisation may hold an ethical guarantee.
pub mod scheme {
    use crate::Codes;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "guarantee_schemes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        /// status, agreement, label, certification, participatory, grid or charter.
        pub kind: String,
        pub name_fr: String,
        pub name_en: String,
        pub issuer_fr: String,
        pub issuer_en: String,
        /// social, environment, governance, local, fair-trade, quality, finance.
        #[sea_orm(column_type = "JsonBinary")]
        pub subjects: Codes,
        pub proof_fr: String,
        pub proof_en: String,
        /// Months a grant holds; none when it has no end.
        pub holds_months: Option<i32>,
        pub holds_note_fr: String,
        pub holds_note_en: String,
        pub register_url: Option<String>,
        /// Whether a public register exists: yes, partial, no or unknown.
        pub register: String,
        /// Reserved-contract grounds it may open: ESS, INSERTION, DISABILITY.
        #[sea_orm(column_type = "JsonBinary")]
        pub grounds: Codes,
        pub legal_source: String,
        pub description_fr: String,
        pub description_en: String,
        /// How lists of suppliers name this status (`ACI`, `EI`…).
        #[sea_orm(column_type = "JsonBinary")]
        pub list_codes: Codes,
        /// The day its facts were last checked against a source.
        pub checked: Option<Date>,
        /// Names of the columns nobody has confirmed.
        #[sea_orm(column_type = "JsonBinary")]
        pub uncertain: Codes,
        pub edited_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// An entry of the glossary.
pub mod term {
    use crate::Codes;
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "glossary_terms")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub term_fr: String,
        pub term_en: String,
        pub definition_fr: String,
        pub definition_en: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub see: Codes,
        pub source: String,
        pub checked: Option<Date>,
        pub edited_at: Option<DateTimeUtc>,
        /// It is shown nowhere since.
        pub removed_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A group of words that search treats as one.
pub mod synonym {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "synonyms")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        /// Separated by commas.
        pub words: String,
        pub edited_at: Option<DateTimeUtc>,
        /// The search doesn't use it since.
        pub removed_at: Option<DateTimeUtc>,
        /// The line of our file that it was made from; none when the pilot added it.
        pub origin: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which edition of each of our data files the database holds. The row of the name `changes` isn't a file's: its hash is
/// another one after each change made here.
pub mod file {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "reference_files")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        /// SHA-256 of the file, hexadecimal; of `changes`, an id of its last change.
        pub hash: String,
        pub loaded_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
