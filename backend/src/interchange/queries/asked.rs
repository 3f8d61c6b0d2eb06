//! Imports that were asked for, and what came of them.

use chrono::{DateTime, Utc};
use schema::interchange::import;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::actor::{Actor, Person};
use crate::app::App;
use crate::base::words::Words;
use crate::error::{Error, Result};
use crate::interchange::commands::{Noted, Report, Shown, Undone};
use crate::interchange::rules::reason_in_words;
use crate::organizations;
use crate::rights::{self, Operation};

/// Of what stays when one is taken back, those that are named.
const NAMED: usize = 200;
/// Rejects and warnings that are kept with an import.
const SHOWN: usize = 50;

/// What is read: a network's list of suppliers, or a public register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Network(Uuid),
    Register,
}

impl Of {
    pub(in crate::interchange) fn kind(self) -> &'static str {
        match self {
            Of::Network(_) => "suppliers",
            Of::Register => "register",
        }
    }

    pub(in crate::interchange) fn network(self) -> Option<Uuid> {
        match self {
            Of::Network(id) => Some(id),
            Of::Register => None,
        }
    }

    /// Errors: `NotFound` for whoever doesn't moderate it.
    pub(in crate::interchange) fn check(self, actor: &Actor) -> Result<&Person> {
        let operation = match self {
            Of::Network(_) => Operation::ImportList,
            Of::Register => Operation::ImportRegister,
        };
        rights::check(actor, operation)?;
        let person = actor.person().ok_or(Error::Unauthenticated)?;
        match self {
            Of::Network(id) if !person.standing.moderates.contains(&id) => Err(Error::NotFound),
            _ => Ok(person),
        }
    }
}

/// How an import was asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The name of the list; of a register, the scheme it is about where its rows don't say.
    pub source: Option<String>,
    /// Empty: none.
    pub licence: Option<String>,
    pub columns: Vec<(String, String)>,
}

/// What came of an import, or would.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    pub read: u64,
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub rejected: u64,
    /// The first ones.
    pub rejects: Vec<Noted>,
    pub warned: u64,
    /// The first ones.
    pub warnings: Vec<Noted>,
    pub format: Option<String>,
    pub columns: Vec<(String, Option<String>)>,
    pub first: Vec<Shown>,
    /// The key of what keeps the columns from being a list.
    pub wrong: Option<String>,
    /// What came of taking it back, the last time.
    pub undone: Option<Undone>,
    /// What stayed then beside those that are named.
    pub more_kept: u64,
}

impl Told {
    pub(in crate::interchange) fn of(report: &Report) -> Told {
        let some = |notes: &[Noted]| notes.iter().take(SHOWN).cloned().collect();
        Told {
            read: report.read,
            created: report.created,
            updated: report.updated,
            unchanged: report.unchanged,
            rejected: report.rejected,
            rejects: some(&report.rejects),
            warned: report.warnings.len() as u64,
            warnings: some(&report.warnings),
            format: report.format.map(|format| format.code().to_owned()),
            columns: report.columns.clone(),
            first: report.first.clone(),
            ..Told::default()
        }
    }

    /// A report, with what came of taking the import back.
    pub(in crate::interchange) fn undone(report: Option<Value>, undone: &Undone) -> Value {
        let mut report = match report {
            Some(Value::Object(report)) => report,
            _ => serde_json::Map::new(),
        };
        let kept: Vec<_> = undone.kept.iter().take(NAMED).cloned().collect();
        let more = undone.kept.len().saturating_sub(NAMED);
        report.insert("undone".to_owned(), json!(Undone { kept, ..undone.clone() }));
        report.insert("more_kept".to_owned(), json!(more));
        Value::Object(report)
    }
}

/// An import, as far as it is.
#[derive(Clone, Debug)]
pub struct AskedImport {
    pub id: Uuid,
    pub file_name: String,
    pub at: DateTime<Utc>,
    pub account: Option<Uuid>,
    /// `previewed`, `waiting`, `done` or `failed`.
    pub state: String,
    pub undone_at: Option<DateTime<Utc>>,
    pub asked: Asked,
    pub told: Told,
    pub rejects: Option<Uuid>,
}

impl AskedImport {
    /// Where it is, as words name it.
    pub fn stage(&self) -> &str {
        match (self.undone_at, &self.told.undone) {
            (Some(_), _) => "undone",
            (None, Some(_)) => "partly",
            _ => &self.state,
        }
    }
}

impl AskedImport {
    pub(in crate::interchange) fn read(row: import::Model) -> AskedImport {
        fn from<T: Default + serde::de::DeserializeOwned>(value: Option<Value>) -> T {
            value.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
        }
        AskedImport {
            id: row.id,
            file_name: row.file_name,
            at: row.started_at,
            account: row.account,
            state: row.state,
            undone_at: row.undone_at,
            asked: from(row.asked),
            told: from(row.report),
            rejects: row.rejects,
        }
    }
}

/// The imports of a network's lists, or those of registers that someone asked for, the newest first, and how many there
/// are.
pub async fn asked_imports(
    app: &App,
    actor: &Actor,
    of: Of,
    offset: u64,
    limit: u64,
) -> Result<(Vec<AskedImport>, u64)> {
    let person = of.check(actor)?;
    let these = import::Entity::find().filter(import::Column::Kind.eq(of.kind()));
    let these = match of {
        Of::Network(id) => these.filter(import::Column::Network.eq(id)),
        Of::Register => these.filter(import::Column::Account.eq(person.account)),
    };
    let total = these.clone().count(&app.db).await?;
    let newest = these.order_by_desc(import::Column::StartedAt).order_by_desc(import::Column::Id);
    let rows = newest.offset(offset).limit(limit).all(&app.db).await?;
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.source).collect();
    let sources = organizations::sources(&app.db, &ids).await?;
    let read = |row: import::Model| {
        let source = row.source.and_then(|id| sources.get(&id)).cloned();
        let mut one = AskedImport::read(row);
        // One from the command line was asked for otherwise.
        if let (None, Some(source)) = (&one.asked.source, source) {
            one.asked.source = Some(source.name);
            one.asked.licence = source.licence;
        }
        one
    };
    Ok((rows.into_iter().map(read).collect(), total))
}

/// One of them. Errors: `NotFound`.
pub async fn asked_import(app: &App, actor: &Actor, of: Of, id: Uuid) -> Result<AskedImport> {
    let person = of.check(actor)?;
    let row = import::Entity::find_by_id(id).one(&app.db).await?;
    let theirs = |row: &import::Model| {
        let same = row.kind == of.kind() && row.network == of.network();
        same && (of != Of::Register || row.account == Some(person.account))
    };
    Ok(AskedImport::read(row.filter(theirs).ok_or(Error::NotFound)?))
}

/// The rejected rows as a file, to be mended and sent again, each with its reason in these words: its ending and its
/// bytes. Errors: `NotFound`.
pub async fn rejected_rows(
    app: &App,
    actor: &Actor,
    of: Of,
    id: Uuid,
    words: Words,
) -> Result<(&'static str, Vec<u8>)> {
    let one = asked_import(app, actor, of, id).await?;
    let bytes = app.files.get(one.rejects.ok_or(Error::NotFound)?).await?;
    Ok(match one.told.format.as_deref() {
        Some("json") => ("json", elements_told(words, &bytes)?),
        _ => ("csv", rows_told(words, &bytes)?),
    })
}

/// The last cell of each row says why it was rejected.
fn rows_told(words: Words, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut rows = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes);
    let mut told = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for (place, row) in rows.records().enumerate() {
        let row = row.map_err(Error::internal)?;
        let mut cells: Vec<String> = row.iter().map(str::to_owned).collect();
        if let Some(why) = cells.last_mut().filter(|_| place > 0) {
            *why = reason_in_words(words, why);
        }
        told.write_record(&cells).map_err(Error::internal)?;
    }
    told.into_inner().map_err(Error::internal)
}

fn elements_told(words: Words, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut elements: Vec<Value> = serde_json::from_slice(bytes).map_err(Error::internal)?;
    for element in &mut elements {
        if let Some(why) = element["rejected_because"].as_str() {
            element["rejected_because"] = Value::from(reason_in_words(words, why));
        }
    }
    let lines: Vec<String> = elements.iter().map(Value::to_string).collect();
    Ok(format!("[\n{}\n]\n", lines.join(",\n")).into_bytes())
}

/// Whether a list of this name may be brought by a network: nobody else's is.
pub(in crate::interchange) async fn may_name(
    db: &impl ConnectionTrait,
    network: Uuid,
    source: &str,
) -> Result<bool> {
    let Some(held) = organizations::source(db, source).await? else { return Ok(true) };
    let theirs = import::Entity::find()
        .filter(import::Column::Source.eq(held.id))
        .filter(import::Column::Network.eq(network));
    Ok(theirs.one(db).await?.is_some())
}

/// What is kept of someone here, to take away.
pub async fn kept(db: &DatabaseConnection, account: Uuid) -> Result<(&'static str, Value)> {
    let rows = import::Entity::find().filter(import::Column::Account.eq(account)).all(db).await?;
    let one =
        |row: &import::Model| json!({ "file": row.file_name, "at": row.started_at, "state": row.state });
    Ok(("imports", rows.iter().map(one).collect()))
}
