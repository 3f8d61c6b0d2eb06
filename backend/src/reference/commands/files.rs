//! Our own data files: read into the database when their content changes, and as they stand.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use schema::reference::{category, file, scheme, synonym, term, territory, theme};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    IntoActiveModel, Iterable, QueryFilter, TryIntoModel,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::actor::Actor;
use crate::base::db::{self, MAX_BOUND};
use crate::base::events::{Event, Reaction, add_deliveries, record};
use crate::error::{Error, Result};
use crate::reference::rules::Row;

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

/// What means the same as the words of an alert, and what holds its territories.
const KEYING: [&str; 2] = ["synonyms", "territories"];

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
            "themes" => upsert::<theme::Entity, _>(&tx, themes(parts[0])?).await?,
            "schemes" => upsert::<scheme::Entity, _>(&tx, schemes(parts[0])?).await?,
            "glossary" => upsert::<term::Entity, _>(&tx, glossary(parts[0])?).await?,
            _ => synonyms(&tx, parts[0]).await?,
        }
        let row = file::Model { name: (*name).to_owned(), hash, loaded_at: now };
        file::Entity::delete_by_id(*name).exec(&tx).await?;
        file::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
        loaded.push((*name).to_owned());
        let event = Event::ReferenceLoaded { files: vec![(*name).to_owned()] };
        let event = record(&tx, now, &Actor::System, &event).await?;
        // Another version of what alerts are found by: before the first, there are none.
        if KEYING.contains(name) && held.iter().any(|f| f.name == *name) {
            add_deliveries(&tx, event, vec![(Reaction::Match, now, String::new())]).await?;
        }
        tx.commit().await?;
    }
    Ok(loaded)
}

/// Inserts rows or brings those nobody edited up to date, by their first key.
pub(super) async fn upsert<E, A>(tx: &DatabaseTransaction, rows: Vec<A>) -> Result<()>
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
pub(super) struct CommuneRow {
    pub code: String,
    pub name: String,
    pub departement: String,
    pub region: String,
    pub epci: String,
    pub population: Option<i32>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub postal_codes: String,
    #[serde(default)]
    pub parent: String,
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

pub(super) fn commune(row: CommuneRow) -> territory::Model {
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

/// Parents before their subthemes.
fn themes(text: &str) -> Result<Vec<theme::ActiveModel>> {
    let (parents, children): (Vec<ThemeRow>, Vec<ThemeRow>) =
        rows::<ThemeRow>(text)?.into_iter().partition(|row| row.parent.is_empty());
    let active = |row: ThemeRow| theme::ActiveModel {
        code: Set(row.code),
        parent: Set((!row.parent.is_empty()).then_some(row.parent)),
        label_fr: Set(row.label_fr),
        label_en: Set(row.label_en),
        description_fr: Set(row.description_fr),
        description_en: Set(row.description_en),
        edited_at: Set(None),
    };
    Ok(parents.into_iter().chain(children).map(active).collect())
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
        removed_at: Set(None),
    };
    Ok(rows::<TermRow>(text)?.into_iter().map(active).collect())
}

/// The groups of our file, one a line.
fn groups(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Synonyms have no code of their own: a group is known by the line it was made from. One that someone edited or took out
/// doesn't come back beside itself.
async fn synonyms(tx: &DatabaseTransaction, text: &str) -> Result<()> {
    let held = synonym::Entity::find().all(tx).await?;
    let lines: BTreeSet<&str> = groups(text).collect();
    let gone = held.iter().filter(|row| row.edited_at.is_none());
    let gone = gone.filter(|row| row.origin.as_deref().is_none_or(|line| !lines.contains(line)));
    let gone: Vec<i32> = gone.map(|row| row.id).collect();
    synonym::Entity::delete_many().filter(synonym::Column::Id.is_in(gone)).exec(tx).await?;
    let last = held.iter().map(|row| row.id).max().unwrap_or(0);
    let known: BTreeSet<&str> = held.iter().filter_map(|row| row.origin.as_deref()).collect();
    let new: Vec<_> = (last + 1..)
        .zip(groups(text).filter(|line| !known.contains(line)))
        .map(|(id, line)| synonym::ActiveModel {
            id: Set(id),
            words: Set(line.to_owned()),
            edited_at: Set(None),
            removed_at: Set(None),
            origin: Set(Some(line.to_owned())),
        })
        .collect();
    if !new.is_empty() {
        synonym::Entity::insert_many(new).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn part(file: &str) -> &'static str {
    FILES.iter().find(|(name, _)| *name == file).map_or("", |(_, parts)| parts[0])
}

/// A row as our file has it now; none for one that isn't there.
pub fn own(row: &Row) -> Result<Option<Row>> {
    let code = Set(row.code());
    let text = part(row.list().code());
    Ok(match row {
        Row::Scheme(_) => {
            model(schemes(text)?, |row| row.code == code)?.map(|row| Row::Scheme(Box::new(row)))
        }
        Row::Theme(_) => model(themes(text)?, |row| row.code == code)?.map(Row::Theme),
        Row::Term(_) => model(glossary(text)?, |row| row.code == code)?.map(Row::Term),
        Row::Synonyms(group) => {
            let line = group.origin.as_deref().and_then(|origin| groups(text).find(|line| *line == origin));
            let as_it_stands = |line: &str| {
                Row::Synonyms(synonym::Model {
                    words: line.to_owned(),
                    edited_at: None,
                    removed_at: None,
                    ..group.clone()
                })
            };
            line.map(as_it_stands)
        }
    })
}

fn model<A>(rows: Vec<A>, is: impl Fn(&A) -> bool) -> Result<Option<<A::Entity as EntityTrait>::Model>>
where
    A: ActiveModelTrait + TryIntoModel<<A::Entity as EntityTrait>::Model>,
{
    let found = rows.into_iter().find(is);
    found.map(|row| row.try_into_model().map_err(Error::from)).transpose()
}
