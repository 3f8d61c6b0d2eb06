mod lists;

use chrono::{DateTime, NaiveDate, Utc};
use schema::reference::{category, file, scheme, synonym, term, territory, theme};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    IntoActiveModel, Iterable, QueryFilter,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::actor::Actor;
use crate::base::db::{self, MAX_BOUND};
use crate::base::events::{Event, record};
use crate::error::{Error, Result};

pub use lists::{NewCategory, NewTerritory, import_categories, import_communes};

/// Our data files that go into the database; the order keeps every reference whole.
const FILES: &[(&str, &[&str])] = &[
    (
        "territories",
        &[
            include_str!("../data/regions.csv"),
            include_str!("../data/departements.csv"),
            include_str!("../data/epci.csv"),
            include_str!("../data/communes.csv"),
        ],
    ),
    ("categories", &[include_str!("../data/categories.csv")]),
    ("themes", &[include_str!("../data/themes.csv")]),
    ("schemes", &[include_str!("../data/schemes.csv")]),
    ("glossary", &[include_str!("../data/glossary.csv")]),
    ("synonyms", &[include_str!("../data/synonyms.txt")]),
];

/// Reads those of our files whose content the database doesn't hold yet.
pub async fn load(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<Vec<String>> {
    let held: Vec<file::Model> = file::Entity::find().all(db).await?;
    let mut loaded = Vec::new();
    for (name, parts) in FILES {
        let mut hash = Sha256::new();
        parts.iter().for_each(|part| hash.update(part));
        let hash: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        if held.iter().any(|f| f.name == *name && f.hash == hash) {
            continue;
        }
        let tx = db::begin(db).await?;
        match *name {
            "territories" => territories(&tx, parts).await?,
            "categories" => upsert::<category::Entity, _>(&tx, categories(parts[0])?).await?,
            "themes" => themes(&tx, parts[0]).await?,
            "schemes" => upsert::<scheme::Entity, _>(&tx, schemes(parts[0])?).await?,
            "glossary" => upsert::<term::Entity, _>(&tx, glossary(parts[0])?).await?,
            _ => synonyms(&tx, parts[0]).await?,
        }
        let row = file::Model { name: (*name).to_owned(), hash, loaded_at: now };
        file::Entity::delete_by_id(*name).exec(&tx).await?;
        file::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
        loaded.push((*name).to_owned());
        record(&tx, now, &Actor::System, &Event::ReferenceLoaded { files: vec![(*name).to_owned()] }).await?;
        tx.commit().await?;
    }
    Ok(loaded)
}

/// Inserts rows or brings those nobody edited up to date, by their first key.
async fn upsert<E, A>(tx: &DatabaseTransaction, rows: Vec<A>) -> Result<()>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E> + Send,
{
    let columns: Vec<E::Column> = E::Column::iter().collect();
    let key = E::PrimaryKey::iter().map(sea_orm::PrimaryKeyToColumn::into_column).collect::<Vec<_>>();
    let is_key = |column: &E::Column| key.iter().any(|k| format!("{k:?}") == format!("{column:?}"));
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let chunk: Vec<A> = rows.by_ref().take(MAX_BOUND / columns.len()).collect();
        let update: Vec<E::Column> = E::Column::iter().filter(|c| !is_key(c)).collect();
        E::insert_many(chunk)
            .on_conflict(
                OnConflict::columns(key.clone())
                    .update_columns(update)
                    .action_and_where(Expr::col((E::default(), "edited_at")).is_null())
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn rows<T: DeserializeOwned>(text: &str) -> Result<Vec<T>> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<std::result::Result<_, _>>()
        .map_err(|error| Error::internal(format!("reference data: {error}")))
}

fn words(text: &str, separator: char) -> schema::Codes {
    text.split(separator).map(str::trim).filter(|word| !word.is_empty()).collect()
}

#[derive(Deserialize)]
struct Named {
    code: String,
    name: String,
    #[serde(default)]
    region: String,
}

#[derive(Deserialize)]
struct CommuneRow {
    code: String,
    name: String,
    departement: String,
    region: String,
    epci: String,
    population: Option<i32>,
    lat: Option<f64>,
    lon: Option<f64>,
    postal_codes: String,
    #[serde(default)]
    parent: String,
}

/// `kind:code`, or nothing where the file has nothing.
fn unit(kind: &str, code: &str) -> Option<String> {
    (!code.is_empty()).then(|| format!("{kind}:{code}"))
}

fn plain(code: String, name: String) -> territory::Model {
    territory::Model {
        code,
        name,
        departement: None,
        region: None,
        epci: None,
        population: None,
        latitude: None,
        longitude: None,
        postal_codes: String::new(),
        parent: None,
        edited_at: None,
    }
}

fn commune(row: CommuneRow) -> territory::Model {
    territory::Model {
        departement: unit("departement", &row.departement),
        region: unit("region", &row.region),
        epci: unit("epci", &row.epci),
        population: row.population,
        latitude: row.lat,
        longitude: row.lon,
        postal_codes: row.postal_codes,
        parent: unit("commune", &row.parent),
        ..plain(format!("commune:{}", row.code), row.name)
    }
}

async fn territories(tx: &DatabaseTransaction, parts: &[&str]) -> Result<()> {
    let mut all = vec![plain("country:FR".into(), "France".into())];
    for (kind, text) in ["region", "departement", "epci"].iter().zip(parts) {
        all.extend(rows::<Named>(text)?.into_iter().map(|row| territory::Model {
            region: unit("region", &row.region),
            ..plain(format!("{kind}:{}", row.code), row.name)
        }));
    }
    for text in parts.iter().skip(3) {
        all.extend(rows::<CommuneRow>(text)?.into_iter().map(commune));
    }
    upsert::<territory::Entity, _>(
        tx,
        all.into_iter().map(|row| row.into_active_model().reset_all()).collect(),
    )
    .await
}

#[derive(Deserialize)]
struct CategoryRow {
    code: String,
    label_fr: String,
    label_en: String,
    social_service: u8,
}

fn categories(text: &str) -> Result<Vec<category::ActiveModel>> {
    let active = |row: CategoryRow| category::ActiveModel {
        code: Set(row.code),
        label_fr: Set(row.label_fr),
        label_en: Set(row.label_en),
        social_service: Set(row.social_service == 1),
        edited_at: Set(None),
    };
    Ok(rows::<CategoryRow>(text)?.into_iter().map(active).collect())
}

#[derive(Deserialize)]
struct ThemeRow {
    code: String,
    parent: String,
    label_fr: String,
    label_en: String,
    description_fr: String,
    description_en: String,
}

async fn themes(tx: &DatabaseTransaction, text: &str) -> Result<()> {
    let (parents, children): (Vec<ThemeRow>, Vec<ThemeRow>) =
        rows::<ThemeRow>(text)?.into_iter().partition(|row| row.parent.is_empty());
    for part in [parents, children] {
        let active = part.into_iter().map(|row| theme::ActiveModel {
            code: Set(row.code),
            parent: Set((!row.parent.is_empty()).then_some(row.parent)),
            label_fr: Set(row.label_fr),
            label_en: Set(row.label_en),
            description_fr: Set(row.description_fr),
            description_en: Set(row.description_en),
            edited_at: Set(None),
        });
        upsert::<theme::Entity, _>(tx, active.collect()).await?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct SchemeRow {
    code: String,
    kind: String,
    name_fr: String,
    name_en: String,
    issuer_fr: String,
    issuer_en: String,
    subjects: String,
    proof_fr: String,
    proof_en: String,
    holds_months: Option<i32>,
    holds_note_fr: String,
    holds_note_en: String,
    register_url: String,
    register: String,
    grounds: String,
    legal_source: String,
    description_fr: String,
    description_en: String,
    list_codes: String,
    checked: Option<NaiveDate>,
    uncertain: String,
}

fn schemes(text: &str) -> Result<Vec<scheme::ActiveModel>> {
    let active = |row: SchemeRow| scheme::ActiveModel {
        code: Set(row.code),
        kind: Set(row.kind),
        name_fr: Set(row.name_fr),
        name_en: Set(row.name_en),
        issuer_fr: Set(row.issuer_fr),
        issuer_en: Set(row.issuer_en),
        subjects: Set(words(&row.subjects, ' ')),
        proof_fr: Set(row.proof_fr),
        proof_en: Set(row.proof_en),
        holds_months: Set(row.holds_months),
        holds_note_fr: Set(row.holds_note_fr),
        holds_note_en: Set(row.holds_note_en),
        register_url: Set((!row.register_url.is_empty()).then_some(row.register_url)),
        register: Set(row.register),
        grounds: Set(words(&row.grounds, ' ')),
        legal_source: Set(row.legal_source),
        description_fr: Set(row.description_fr),
        description_en: Set(row.description_en),
        list_codes: Set(words(&row.list_codes, '|')),
        checked: Set(row.checked),
        uncertain: Set(words(&row.uncertain, ' ')),
        edited_at: Set(None),
    };
    Ok(rows::<SchemeRow>(text)?.into_iter().map(active).collect())
}

#[derive(Deserialize)]
struct TermRow {
    code: String,
    term_fr: String,
    term_en: String,
    definition_fr: String,
    definition_en: String,
    see: String,
    source: String,
    checked: Option<NaiveDate>,
}

fn glossary(text: &str) -> Result<Vec<term::ActiveModel>> {
    let active = |row: TermRow| term::ActiveModel {
        code: Set(row.code),
        term_fr: Set(row.term_fr),
        term_en: Set(row.term_en),
        definition_fr: Set(row.definition_fr),
        definition_en: Set(row.definition_en),
        see: Set(words(&row.see, ' ')),
        source: Set(row.source),
        checked: Set(row.checked),
        edited_at: Set(None),
    };
    Ok(rows::<TermRow>(text)?.into_iter().map(active).collect())
}

/// Synonyms have no code of their own: a new edition replaces those nobody edited.
async fn synonyms(tx: &DatabaseTransaction, text: &str) -> Result<()> {
    synonym::Entity::delete_many().filter(synonym::Column::EditedAt.is_null()).exec(tx).await?;
    let taken: Vec<i32> = synonym::Entity::find().all(tx).await?.into_iter().map(|row| row.id).collect();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let groups: Vec<_> = (1..)
        .filter(|id| !taken.contains(id))
        .zip(lines)
        .map(|(id, line)| synonym::ActiveModel {
            id: Set(id),
            words: Set(line.to_owned()),
            edited_at: Set(None),
        })
        .collect();
    synonym::Entity::insert_many(groups).exec_without_returning(tx).await?;
    Ok(())
}
