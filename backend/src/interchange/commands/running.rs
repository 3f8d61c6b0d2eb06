//! A file that was tried is read, in the worker.

use chrono::{DateTime, Utc};
use schema::interchange::import;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;
use uuid::Uuid;

use super::asked::{bare, options, read, waiting};
use super::rejects::inert;
use super::{FileTrouble, Options, Report};
use crate::accounts;
use crate::actor::{Actor, By, Person};
use crate::app::App;
use crate::base::db;
use crate::base::events::{Event, record};
use crate::error::{Error, Result};
use crate::interchange::queries::{AskedImport, Of, Told, may_name};

/// After so many attempts it is given up.
const ATTEMPTS: i32 = 5;

/// Reads a file in the name of whoever asked for it, if they still may; tried again, it goes on where it was.
pub async fn run_import(app: &App, id: Uuid, attempts: i32) -> Result<()> {
    let Some((of, one)) = waiting(app, id).await? else { return Ok(()) };
    match run(app, of, &one).await {
        Ok((report, rejects)) => end(app, &one, "done", Some(&report), rejects).await,
        // What can be no other way: it was tried, and isn't so any more.
        Err(FileTrouble::Failed(
            error @ (Error::NotFound | Error::Unauthenticated | Error::Forbidden(_)),
        )) => {
            tracing::warn!(%error, import = %id, "an import isn't read");
            end(app, &one, "failed", None, None).await
        }
        Err(FileTrouble::Failed(error)) if attempts < ATTEMPTS => Err(error),
        Err(trouble) => {
            tracing::error!(error = %trouble, import = %id, "an import is given up");
            end(app, &one, "failed", None, None).await
        }
    }
}

/// What came of it, and the file with the rejected rows.
async fn run(app: &App, of: Of, one: &AskedImport) -> Result<(Report, Option<Vec<u8>>), FileTrouble> {
    let actor = who(app, one).await?;
    of.check(&actor)?;
    if let (Some(network), Some(source)) = (of.network(), &one.asked.source)
        && !may_name(&app.db, network, source).await?
    {
        return Err(Error::NotFound.into());
    }
    let bytes = app.files.get(one.id).await?;
    let rejects = tempfile::NamedTempFile::new().map_err(Error::from)?;
    let options = Options {
        import: Some(one.id),
        rejects: (of != Of::Register).then(|| rejects.path().to_owned()),
        ..options(app, &actor, of, &one.asked).await?
    };
    let report = read(app, of, bytes, &options).await?;
    if report.rejected == 0 {
        return Ok((report, None));
    }
    let rows = match of {
        Of::Network(_) => std::fs::read(rejects.path()).map_err(Error::from)?,
        Of::Register => lines(&report)?,
    };
    Ok((report, Some(rows)))
}

async fn who(app: &App, one: &AskedImport) -> Result<Actor> {
    let account = one.account.ok_or(Error::NotFound)?;
    let account = accounts::by_id(&app.db, account).await?.ok_or(Error::NotFound)?;
    let standing = accounts::standing_of(&app.db, &account).await?;
    Ok(Actor::Person(Person { account: account.id, by: By::Session(Uuid::nil()), standing }))
}

/// The lines of a register that were rejected, and why.
fn lines(report: &Report) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["rejected_line", "rejected_because"]).map_err(Error::internal)?;
    for note in &report.rejects {
        table
            .write_record([note.line.to_string().as_str(), &inert(&note.reason)])
            .map_err(Error::internal)?;
    }
    table.into_inner().map_err(Error::internal)
}

async fn end(
    app: &App,
    one: &AskedImport,
    state: &str,
    report: Option<&Report>,
    rejects: Option<Vec<u8>>,
) -> Result<()> {
    let now: DateTime<Utc> = app.clock.now();
    let rejects = match rejects {
        Some(bytes) => {
            let file = Uuid::now_v7();
            app.files.put(file, bytes).await?;
            Some(file)
        }
        None => None,
    };
    let mut row = import::ActiveModel {
        id: Set(one.id),
        state: Set(state.to_owned()),
        finished_at: Set(Some(now)),
        rejects: Set(rejects),
        ..Default::default()
    };
    if let Some(report) = report {
        row.report = Set(Some(bare(json!(Told::of(report)))));
    }
    let tx = db::begin(&app.db).await?;
    row.update(&tx).await?;
    let ended = Event::ImportEnded { import: one.id, account: one.account };
    record(&tx, now, &Actor::System, &ended).await?;
    tx.commit().await?;
    app.wake_letters.notify_one();
    app.files.remove(one.id).await
}
