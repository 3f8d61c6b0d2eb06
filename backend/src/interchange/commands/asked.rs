//! Lists and registers that moderators send through pages: tried first, read once they say so, taken back.

use std::io::{Cursor, Write};

use chrono::Duration;
use schema::interchange::import;
use schema::values::Licence;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};
use tempfile::NamedTempFile;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{FileTrouble, Options, Report, Undone, import_register, import_suppliers, undo};
use crate::actor::Actor;
use crate::app::App;
use crate::base::db;
use crate::base::events::{Event, record};
use crate::base::files::plain_name;
use crate::base::form::Upload;
use crate::base::sheets::{self, Unfit};
use crate::error::{Error, Message, Result};
use crate::interchange::queries::{Asked, AskedImport, Of, Told, asked_import, may_name};
use crate::interchange::rules::{FileError, columns_of};
use crate::{networks, organizations};

/// Bytes of a list that is sent.
const LARGEST: usize = 10 * 1024 * 1024;
/// Its rows: read well within the time that a worker may take.
pub(super) const MOST_ROWS: u64 = 20_000;
/// Columns that can be chosen one by one.
pub const MOST_COLUMNS: usize = 100;
/// Lists of one person that are only tried, for one network; with another, the oldest goes.
const TRIED: u64 = 5;
/// How long a list that was only tried is kept, and the rows that were rejected.
const TRIED_FOR: Duration = Duration::days(1);
const REJECTS_FOR: Duration = Duration::days(30);
/// Lists tried at once.
static TRIALS: Semaphore = Semaphore::const_new(2);

/// Tries a network's list and keeps it for a day; returns the import
/// to look at. `licence` is a known code, or empty.
///
/// Errors: `Invalid` at `file`, `source` or `licence`; `NotFound` for whoever doesn't moderate the network.
pub async fn try_list(
    app: &App,
    actor: &Actor,
    network: Uuid,
    sent: Option<&Upload>,
    source: &str,
    licence: &str,
) -> Result<Uuid> {
    let of = Of::Network(network);
    of.check(actor)?;
    let at = |path: &'static str| move |message| Error::invalid(path, message);
    let source = organizations::line(source, 200).map_err(at("source"))?;
    let source = source.ok_or_else(|| Error::invalid("source", Message::new("invalid-source-missing")))?;
    let licence = match licence.trim() {
        "" => String::new(),
        code => Licence::parse(code).map_err(organizations::said).map_err(at("licence"))?.to_string(),
    };
    if !may_name(&app.db, network, &source).await? {
        return Err(Error::invalid("source", Message::new("invalid-source-taken")));
    }
    let asked = Asked { source: Some(source), licence: Some(licence), columns: Vec::new() };
    begin(app, actor, of, sent, asked).await
}

/// Tries a public register. `scheme` is what all its rows are about; empty where they say so.
///
/// Errors: `Invalid` at `file` or `scheme`; `NotFound` for whoever moderates nothing.
pub async fn try_register(app: &App, actor: &Actor, sent: Option<&Upload>, scheme: &str) -> Result<Uuid> {
    Of::Register.check(actor)?;
    let source = Some(scheme.trim().to_owned()).filter(|scheme| !scheme.is_empty());
    if let Some(code) = &source
        && app.reference.get().scheme(code).is_none()
    {
        let message = Message::new("invalid-unknown-code").with("value", code.clone());
        return Err(Error::invalid("scheme", message));
    }
    begin(app, actor, Of::Register, sent, Asked { source, ..Asked::default() }).await
}

async fn begin(app: &App, actor: &Actor, of: Of, sent: Option<&Upload>, asked: Asked) -> Result<Uuid> {
    let person = of.check(actor)?;
    let wrong = |key| Error::invalid("file", Message::new(key));
    let sent = sent.ok_or_else(|| wrong("invalid-file-empty"))?;
    if sent.bytes.len() > LARGEST {
        return Err(wrong("invalid-file-large"));
    }
    if sent.bytes.starts_with(b"PK") {
        let bytes = sent.bytes.clone();
        let checked = tokio::task::spawn_blocking(move || sheets::check(&bytes)).await;
        checked.map_err(Error::internal)?.map_err(|unfit| match unfit {
            Unfit::Broken => wrong("invalid-import-file"),
            Unfit::TooMuch => wrong("invalid-import-much"),
        })?;
    }
    let told = tried(app, actor, of, sent.bytes.clone(), &asked).await?;
    if told.columns.len() > MOST_COLUMNS {
        return Err(wrong("invalid-import-wide"));
    }
    let mut former = Condition::all()
        .add(import::Column::State.eq("previewed"))
        .add(import::Column::Kind.eq(of.kind()))
        .add(import::Column::Account.eq(person.account));
    if let Some(network) = of.network() {
        former = former.add(import::Column::Network.eq(network));
    }
    let oldest: Vec<Uuid> = import::Entity::find()
        .filter(former)
        .order_by_desc(import::Column::StartedAt)
        .order_by_desc(import::Column::Id)
        .offset(TRIED - 1)
        .limit(100)
        .all(&app.db)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    drop_tried(app, Condition::all().add(import::Column::Id.is_in(oldest))).await?;
    let id = Uuid::now_v7();
    app.files.put(id, sent.bytes.clone()).await?;
    let new = import::Model {
        id,
        kind: of.kind().to_owned(),
        source: None,
        file_name: plain_name(&sent.name),
        started_at: app.clock.now(),
        finished_at: None,
        report: Some(bare(json!(told))),
        undone_at: None,
        network: of.network(),
        account: Some(person.account),
        state: "previewed".to_owned(),
        asked: Some(bare(json!(asked))),
        rejects: None,
    };
    import::Entity::insert(new.into_active_model()).exec_without_returning(&app.db).await?;
    Ok(id)
}

/// Tries the same file again, its columns read otherwise: for each, in their order, the name of a field or `ignore`.
///
/// Errors: `Invalid`; `NotFound` where it isn't there to be tried.
pub async fn choose_columns(
    app: &App,
    actor: &Actor,
    network: Uuid,
    id: Uuid,
    fields: &[String],
) -> Result<()> {
    let of = Of::Network(network);
    let one = asked_import(app, actor, of, id).await?;
    if one.state != "previewed" {
        return Err(Error::NotFound);
    }
    let is_json = one.told.format.as_deref() == Some("json");
    let mut columns = Vec::new();
    for (place, (column, read_as)) in one.told.columns.iter().enumerate() {
        let read_as = read_as.as_deref().unwrap_or("ignore");
        let field = fields.get(place).map_or(read_as, String::as_str);
        // Of elements, several members may be read as one field: only what someone chose is said.
        let chosen = field != read_as || one.asked.columns.iter().any(|(name, _)| name == column);
        if !is_json || chosen {
            columns.push((column.clone(), field.to_owned()));
        }
    }
    let asked = Asked { columns, ..one.asked };
    let told = tried(app, actor, of, app.files.get(id).await?, &asked).await?;
    import::Entity::update_many()
        .set(import::ActiveModel {
            asked: Set(Some(bare(json!(asked)))),
            report: Set(Some(bare(json!(told)))),
            ..Default::default()
        })
        .filter(import::Column::Id.eq(id))
        .filter(import::Column::State.eq("previewed"))
        .exec(&app.db)
        .await?;
    Ok(())
}

/// Has a file read that was tried; the worker does it. Asked twice, it is read once.
///
/// Errors: `Invalid` where its columns don't make a list yet; `NotFound`.
pub async fn confirm_import(app: &App, actor: &Actor, of: Of, id: Uuid) -> Result<()> {
    let one = asked_import(app, actor, of, id).await?;
    if one.told.wrong.is_some() {
        return Err(Error::invalid("columns", Message::new("invalid-import-columns")));
    }
    let tx = db::begin(&app.db).await?;
    let now = app.clock.now();
    let taken = import::Entity::update_many()
        .set(import::ActiveModel {
            state: Set("waiting".to_owned()),
            started_at: Set(now),
            ..Default::default()
        })
        .filter(import::Column::Id.eq(id))
        .filter(import::Column::State.eq("previewed"))
        .exec(&tx)
        .await?;
    if taken.rows_affected == 0 {
        return Ok(());
    }
    record(&tx, now, actor, &Event::ImportAsked { import: id }).await?;
    Ok(tx.commit().await?)
}

/// Takes a network's list back. Errors: `Invalid` when it was already; `NotFound`.
pub async fn take_back(app: &App, actor: &Actor, network: Uuid, id: Uuid) -> Result<Undone> {
    let one = asked_import(app, actor, Of::Network(network), id).await?;
    if !matches!(one.state.as_str(), "done" | "failed") {
        return Err(Error::NotFound);
    }
    undo(app, actor, id).await
}

/// PostgreSQL has no text with a NUL in it.
pub(super) fn bare(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace('\0', "")),
        Value::Array(all) => all.into_iter().map(bare).collect(),
        Value::Object(all) => all.into_iter().map(|(name, value)| (name, bare(value))).collect(),
        other => other,
    }
}

/// What need no longer be kept goes: once a day.
pub async fn tidy(app: &App) -> Result<()> {
    let now = app.clock.now();
    let old = import::Column::StartedAt.lte(now - TRIED_FOR);
    drop_tried(app, Condition::all().add(import::Column::State.eq("previewed")).add(old)).await?;
    let kept = import::Entity::find()
        .filter(import::Column::Rejects.is_not_null())
        .filter(import::Column::FinishedAt.lte(now - REJECTS_FOR))
        .all(&app.db)
        .await?;
    for row in kept {
        if let Some(file) = row.rejects {
            app.files.remove(file).await?;
        }
        import::ActiveModel { id: Set(row.id), rejects: Set(None), ..Default::default() }
            .update(&app.db)
            .await?;
    }
    Ok(())
}

async fn drop_tried(app: &App, these: Condition) -> Result<()> {
    for row in import::Entity::find().filter(these).all(&app.db).await? {
        let gone = import::Entity::delete_many()
            .filter(import::Column::Id.eq(row.id))
            .filter(import::Column::State.eq("previewed"))
            .exec(&app.db)
            .await?;
        if gone.rows_affected > 0 {
            app.files.remove(row.id).await?;
        }
    }
    Ok(())
}

/// What someone asked for stays, as a former member's.
pub async fn forget(tx: &impl ConnectionTrait, account: Uuid) -> Result<()> {
    import::Entity::update_many()
        .col_expr(import::Column::Account, Expr::value(Option::<Uuid>::None))
        .filter(import::Column::Account.eq(account))
        .exec(tx)
        .await?;
    Ok(())
}

/// What would come of a file. Where its columns aren't known for a list, they are there to be chosen.
async fn tried(app: &App, actor: &Actor, of: Of, bytes: Vec<u8>, asked: &Asked) -> Result<Told> {
    let _turn = TRIALS.acquire().await.map_err(Error::internal)?;
    let options = Options { dry_run: true, ..options(app, actor, of, asked).await? };
    let trouble = match read(app, of, bytes.clone(), &options).await {
        Ok(report) => return Ok(Told::of(&report)),
        Err(trouble) => trouble,
    };
    let wrong = match &trouble {
        FileTrouble::File(FileError::NoKnownColumn { .. }) => "invalid-import-no-column",
        FileTrouble::File(FileError::FieldMissing { missing: "the name", .. }) => "invalid-import-no-name",
        FileTrouble::File(FileError::FieldMissing { .. }) => "invalid-import-no-number",
        _ => return Err(refusal(trouble)),
    };
    if !asked.columns.is_empty() {
        return Err(Error::invalid("columns", Message::new(wrong)));
    }
    let columns = tokio::task::spawn_blocking(move || columns_of(Cursor::new(bytes)));
    let columns = columns.await.map_err(Error::internal)?.map_err(|error| refusal(error.into()))?;
    // A table of one column is none.
    if columns.len() < 2 {
        return Err(Error::invalid("file", Message::new(wrong)));
    }
    let columns = columns.into_iter().map(|(name, field)| (name, field.map(str::to_owned))).collect();
    Ok(Told { columns, wrong: Some(wrong.to_owned()), ..Told::default() })
}

pub(super) async fn options(app: &App, actor: &Actor, of: Of, asked: &Asked) -> Result<Options> {
    let network = match of.network() {
        Some(id) => Some(networks::network_by_id(&app.db, id).await?.ok_or(Error::NotFound)?.slug),
        None => None,
    };
    Ok(Options {
        source: asked.source.clone(),
        licence: asked.licence.clone(),
        network,
        columns: asked.columns.clone(),
        by: Some(actor.clone()),
        most: Some(MOST_ROWS),
        ..Options::default()
    })
}

pub(super) async fn read(
    app: &App,
    of: Of,
    bytes: Vec<u8>,
    options: &Options,
) -> Result<Report, FileTrouble> {
    let file = tokio::task::spawn_blocking(move || -> std::io::Result<NamedTempFile> {
        let mut file = NamedTempFile::new()?;
        file.write_all(&bytes)?;
        file.flush()?;
        Ok(file)
    });
    let file = file.await.map_err(Error::internal)?.map_err(Error::from)?;
    match of {
        Of::Network(_) => import_suppliers(app, file.path(), options, |_, _| {}).await,
        Of::Register => import_register(app, file.path(), options).await,
    }
}

/// Why a file isn't taken, in the words of the interface.
pub(super) fn refusal(trouble: FileTrouble) -> Error {
    let wrong = |message| Error::invalid("file", message);
    let error = match trouble {
        FileTrouble::File(error) => error,
        FileTrouble::Failed(error) => return error,
        FileTrouble::Rejects(error) => return error.into(),
        FileTrouble::Asked(line) => return Error::Internal(line),
    };
    wrong(match error {
        FileError::Empty => Message::new("invalid-import-empty"),
        FileError::NotThat { .. } => Message::new("invalid-import-file"),
        FileError::NoKey | FileError::NoElements => Message::new("invalid-import-elements"),
        FileError::TooMany { .. } => Message::new("invalid-import-rows"),
        FileError::NoKnownColumn { .. } => Message::new("invalid-import-no-column"),
        FileError::FieldMissing { .. } => Message::new("invalid-import-no-number"),
        FileError::RecordLength { line, .. } | FileError::OpenQuote { line } => {
            Message::new("invalid-import-quote").with("line", line.to_string())
        }
        FileError::Json { line, .. } => Message::new("invalid-import-json").with("line", line.to_string()),
        FileError::FieldTwice { first, second, .. } => {
            let message = Message::new("invalid-import-twice").with("first", first).with("second", second);
            return Error::invalid("columns", message);
        }
        FileError::MapShape { .. }
        | FileError::UnknownField { .. }
        | FileError::UnknownColumn { .. }
        | FileError::ColumnTwice { .. } => {
            return Error::invalid("columns", Message::new("invalid-import-mapping"));
        }
        FileError::Unfit(_) | FileError::Io(_) => Message::new("invalid-import-broken"),
    })
}

/// The row of one that is to be read.
pub(super) async fn waiting(app: &App, id: Uuid) -> Result<Option<(Of, AskedImport)>> {
    let row = import::Entity::find_by_id(id).one(&app.db).await?;
    Ok(row.filter(|row| row.state == "waiting").map(|row| {
        let of = row.network.map_or(Of::Register, Of::Network);
        (of, AskedImport::read(row))
    }))
}
