mod edits;

pub use self::edits::{edited, history, rows};
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use schema::reference::{category, file, scheme, synonym, term, territory, theme};
use schema::values::{GeoPoint, TerritoryCode, fold};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::rules::{Territories, Territory, Trades, Vocabulary};
use crate::base::words::Lang;
use crate::error::{Error, Result};

pub use schema::reference::category::Model as Category;
pub use schema::reference::scheme::Model as Scheme;
pub use schema::reference::term::Model as Term;
pub use schema::reference::theme::Model as Theme;

/// A legal form an organisation may have.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct LegalForm {
    pub code: String,
    pub label_fr: String,
    pub label_en: String,
    /// `ess-by-law`, `company`, `public` or `informal`.
    pub family: String,
    /// Folded spellings met in lists, separated by `|`.
    pub aliases: String,
}

/// A currency a supplier may accept.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Currency {
    pub code: String,
    pub label_fr: String,
    pub label_en: String,
    pub kind: String,
    pub territory: String,
}

/// All of the reference, as it stood when it was read.
#[derive(Debug, Default)]
pub struct Reference {
    /// Another one after each change.
    edition: String,
    pub territories: Territories,
    /// By code, so that what lies under a beginning stands together.
    pub categories: Vec<Category>,
    /// Parents before their subthemes.
    pub themes: Vec<Theme>,
    pub schemes: Vec<Scheme>,
    pub terms: Vec<Term>,
    pub legal_forms: Vec<LegalForm>,
    pub currencies: Vec<Currency>,
    pub trades: Trades,
    /// One group a line, separated by commas.
    pub synonyms: String,
    /// Folded name of a GoGoCarto category → theme.
    pub gogocarto_themes: HashMap<String, String>,
    pub vocabulary: Vocabulary,
    folded_categories: Vec<(String, String)>,
}

impl Reference {
    pub async fn read(db: &DatabaseConnection) -> Result<Self> {
        // Read first: what changes meanwhile makes it another one.
        let edition = edition(db).await?;
        let territories = territory::Entity::find().all(db).await?.into_iter().map(|row| {
            Ok(Territory {
                code: TerritoryCode::parse(&row.code).map_err(Error::internal)?,
                name: french(row.name),
                departement: row.departement,
                region: row.region,
                epci: row.epci,
                population: row.population.and_then(|p| p.try_into().ok()),
                point: row.latitude.zip(row.longitude).and_then(|(lat, lon)| GeoPoint::new(lat, lon).ok()),
                postal_codes: row.postal_codes.split_whitespace().map(str::to_owned).collect(),
                parent: row.parent,
            })
        });
        let territories = Territories::new(territories.collect::<Result<_>>()?);
        let mut categories = category::Entity::find().order_by_asc(category::Column::Code).all(db).await?;
        categories.iter_mut().for_each(|c| c.label_fr = french(std::mem::take(&mut c.label_fr)));
        let mut themes = theme::Entity::find().order_by_asc(theme::Column::Code).all(db).await?;
        themes.sort_by_key(|t| (t.parent.clone().unwrap_or_else(|| t.code.clone()), t.parent.is_some()));
        let synonyms = synonym::Entity::find().filter(synonym::Column::RemovedAt.is_null());
        let synonyms = synonyms.order_by_asc(synonym::Column::Id).all(db).await?;
        let terms = term::Entity::find().filter(term::Column::RemovedAt.is_null());
        let folded_categories = categories.iter().map(|c| (fold(&c.label_fr), fold(&c.label_en))).collect();
        let split = |text: String| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let some = |text: String| (!text.is_empty()).then_some(text);
        let known = |code: &String| categories.binary_search_by(|c| c.code.cmp(code)).is_ok();
        let naf: Vec<(String, String, String)> = table(include_str!("../data/naf_categories.csv"))?;
        let words: Vec<(String, String, String)> = table(include_str!("../data/word_categories.csv"))?;
        let trades = Trades::new(
            naf.into_iter().map(|(naf, categories, themes)| {
                (naf, split(categories).into_iter().filter(known).collect(), split(themes))
            }),
            words
                .into_iter()
                .map(|(words, category, theme)| (words, some(category).filter(known), some(theme))),
            table::<(String, String)>(include_str!("../data/theme_categories.csv"))?
                .into_iter()
                .map(|(theme, category)| (category, theme)),
        );
        let labels =
            categories.iter().map(|c| c.label_fr.as_str()).chain(themes.iter().map(|t| t.label_fr.as_str()));
        let vocabulary = Vocabulary::new(synonyms.iter().map(|row| row.words.as_str()).chain(labels));
        Ok(Reference {
            edition,
            vocabulary,
            territories,
            themes,
            schemes: scheme::Entity::find().order_by_asc(scheme::Column::Code).all(db).await?,
            terms: terms.order_by_asc(term::Column::Code).all(db).await?,
            legal_forms: table(include_str!("../data/legal_forms.csv"))?,
            currencies: table(include_str!("../data/currencies.csv"))?,
            trades,
            synonyms: synonyms.into_iter().map(|row| row.words + "\n").collect(),
            gogocarto_themes: table::<(String, String)>(include_str!("../data/gogocarto_themes.csv"))?
                .into_iter()
                .collect(),
            folded_categories,
            categories,
        })
    }

    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.binary_search_by(|c| c.code.as_str().cmp(code)).ok().map(|i| &self.categories[i])
    }

    /// The entry a beginning of a code names: `90` is `90000000`.
    pub fn category_of_prefix(&self, prefix: &str) -> Option<&Category> {
        self.category(&format!("{prefix:0<8}"))
    }

    pub fn theme(&self, code: &str) -> Option<&Theme> {
        self.themes.iter().find(|t| t.code == code)
    }

    /// The theme a list names by its code, by one of its labels, or in GoGoCarto's words.
    pub fn theme_named(&self, written: &str) -> Option<&Theme> {
        let wanted = fold(written);
        let labelled = |theme: &&Theme| [&theme.label_fr, &theme.label_en].iter().any(|l| fold(l) == wanted);
        self.theme(self.gogocarto_themes.get(&wanted).map_or(written, String::as_str))
            .or_else(|| self.themes.iter().find(labelled))
    }

    pub fn scheme(&self, code: &str) -> Option<&Scheme> {
        self.schemes.binary_search_by(|s| s.code.as_str().cmp(code)).ok().map(|i| &self.schemes[i])
    }

    pub fn legal_form(&self, code: &str) -> Option<&LegalForm> {
        self.legal_forms.iter().find(|f| f.code == code)
    }

    /// The legal form a list writes in its own way.
    pub fn legal_form_named(&self, written: &str) -> Option<&LegalForm> {
        let wanted = fold(written);
        self.legal_forms
            .iter()
            .find(|form| fold(&form.code) == wanted || form.aliases.split('|').any(|alias| alias == wanted))
    }

    pub fn currency(&self, code: &str) -> Option<&Currency> {
        self.currencies.iter().find(|c| c.code == code)
    }

    /// The scheme a list names by a code of its own (`ACI`).
    pub fn scheme_listed_as(&self, written: &str) -> Option<&Scheme> {
        self.schemes
            .iter()
            .find(|s| s.list_codes.iter().any(|code| code.eq_ignore_ascii_case(written.trim())))
    }

    /// Purchase categories by the beginnings of words of their label, or by their code;
    /// broader ones first.
    pub fn search_categories(&self, typed: &str, lang: Lang, first: usize) -> Vec<&Category> {
        let wanted = fold(typed);
        if wanted.is_empty() {
            return Vec::new();
        }
        if wanted.bytes().all(|b| b.is_ascii_digit()) {
            return self.categories.iter().filter(|c| c.code.starts_with(&wanted)).take(first).collect();
        }
        let words: Vec<&str> = wanted.split(' ').collect();
        let has = |label: &str| words.iter().all(|word| label.split(' ').any(|w| w.starts_with(word)));
        let mut found: Vec<(usize, &Category)> = self
            .folded_categories
            .iter()
            .zip(&self.categories)
            .filter(|((fr, en), _)| has(if lang == Lang::En { en } else { fr }))
            .map(|(_, category)| (category.code.trim_end_matches('0').len(), category))
            .collect();
        found.sort_by_key(|(depth, category)| (*depth, &category.code));
        found.into_iter().take(first).map(|(_, category)| category).collect()
    }
}

/// What the database holds of the reference, in a word.
async fn edition(db: &impl ConnectionTrait) -> Result<String> {
    let rows = file::Entity::find().order_by_asc(file::Column::Name).all(db).await?;
    Ok(rows.into_iter().map(|row| row.name + ":" + &row.hash + " ").collect())
}

/// Official lists are typed with the straight apostrophe.
pub fn french(name: String) -> String {
    name.replace('\'', "’")
}

fn table<T: DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes())
        .deserialize()
        .collect::<std::result::Result<_, _>>()
        .map_err(|error| Error::internal(format!("reference data: {error}")))
}

/// Where the snapshot stands, so that it can be replaced while others read it.
#[derive(Clone, Debug, Default)]
pub struct Shelf(Arc<RwLock<Arc<Reference>>>);

impl Shelf {
    pub async fn open(db: &DatabaseConnection) -> Result<Self> {
        let shelf = Shelf::default();
        shelf.refresh(db).await?;
        Ok(shelf)
    }

    pub fn get(&self) -> Arc<Reference> {
        // A reader that panicked can't have left the snapshot half-written.
        self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// Reads it again where another process has changed it; says whether it did.
    pub async fn follow(&self, db: &DatabaseConnection) -> Result<bool> {
        let stale = edition(db).await? != self.get().edition;
        if stale {
            self.refresh(db).await?;
        }
        Ok(stale)
    }

    pub async fn refresh(&self, db: &DatabaseConnection) -> Result<()> {
        let fresh = Arc::new(Reference::read(db).await?);
        *self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = fresh;
        Ok(())
    }
}
