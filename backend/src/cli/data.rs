//! Commands that bring data in, invent them, or build the index anew.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use backend::actor::Actor;
use backend::app::App;
use backend::base::clock::Clock;
use backend::base::events::{Event, record};
use backend::base::{backup, db, deliveries};
use backend::error::Error;
use backend::interchange::{self, FileTrouble, Format, Options, Report};
use backend::settings::Settings;
use backend::{demo, networks, worker};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, Language, NetworkKind, open, print};

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    Suppliers,
    /// A public register that confirms guarantees
    Register,
    Communes,
    Cpv,
}

#[derive(Debug, Args)]
pub struct Import {
    kind: Kind,
    #[arg(required_unless_present = "undo")]
    file: Option<PathBuf>,
    /// csv, xlsx, gogocarto or geojson; told from the content when left out
    #[arg(long)]
    format: Option<String>,
    /// The list's name; its file's when left out
    #[arg(long)]
    source: Option<String>,
    /// Its licence; without one its data are never exported. To state it later, import again with the same --source
    #[arg(long)]
    licence: Option<String>,
    /// The network whose list it is
    #[arg(long, value_name = "SLUG")]
    network: Option<String>,
    /// Read a column as a field
    #[arg(long, value_name = "COL=FIELD")]
    map: Vec<String>,
    /// Tell how columns are read and what would come of it; write nothing (suppliers)
    #[arg(long)]
    dry_run: bool,
    /// Keep the rejected rows, to be mended and read again (suppliers)
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// The language in which they say why
    #[arg(long, default_value = "fr")]
    lang: Language,
    /// Take an import of suppliers back, but for what was changed since
    #[arg(long, value_name = "ID", conflicts_with_all = ["file", "dry_run", "rejects"])]
    undo: Option<uuid::Uuid>,
    /// End with the report as one line of JSON
    #[arg(long)]
    json: bool,
}

pub async fn import(settings: Settings, asked: Import) -> Result<(), Failure> {
    if !matches!(asked.kind, Kind::Suppliers)
        && (asked.dry_run || asked.rejects.is_some() || asked.undo.is_some())
    {
        return Err(Failure::Usage("--dry-run, --rejects and --undo go with imports of suppliers".into()));
    }
    let file = match (asked.file, asked.undo) {
        (_, Some(id)) => return undo(settings, id, asked.json).await,
        (Some(file), None) => file,
        (None, None) => return Err(Failure::Usage("a file to read is needed".into())),
    };
    if file.is_dir() {
        return Err(Failure::Run(format!("{}: it is a folder, not a file", file.display())));
    }
    if !file.is_file() {
        return Err(Failure::Run(format!("{}: there is no such file", file.display())));
    }
    let format = match asked.format.as_deref() {
        Some(name) => Some(Format::named(name).ok_or_else(|| {
            Failure::Usage(format!("--format {name}: it is csv, xlsx, gogocarto or geojson"))
        })?),
        None => None,
    };
    if asked.source.as_ref().is_some_and(|name| !(1..=200).contains(&name.trim().chars().count())) {
        return Err(Failure::Usage("--source: the name of a list has 1 to 200 characters".into()));
    }
    let app = open(settings).await?;
    let bar = progress_bar();
    let told = |done: u64, total: u64| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let read = match asked.kind {
        Kind::Suppliers => {
            let options = Options {
                source: asked.source,
                licence: asked.licence,
                format,
                network: asked.network,
                map: asked.map,
                dry_run: asked.dry_run,
                rejects: asked.rejects,
                rejects_in: Some(asked.lang.into()),
                ..Options::default()
            };
            interchange::import_suppliers(&app, &file, &options, told).await
        }
        Kind::Register => {
            let options = Options { source: asked.source, ..Options::default() };
            interchange::import_register(&app, &file, &options).await
        }
        Kind::Communes => interchange::import_communes(&app, &file).await,
        Kind::Cpv => interchange::import_categories(&app, &file).await,
    };
    let report = read.map_err(|trouble| match trouble {
        FileTrouble::File(error) if error.is_asked() => Failure::Usage(error.to_string()),
        FileTrouble::File(error) => Failure::Run(format!("{}: {error}", file.display())),
        FileTrouble::Asked(line) => Failure::Usage(line),
        FileTrouble::Rejects(_) => Failure::Run(trouble.to_string()),
        FileTrouble::Failed(error) => error.into(),
    })?;
    if asked.dry_run {
        bar.finish_and_clear();
        return tell(&report, asked.json, true);
    }
    bar.set_message("indexing");
    index(&app).await?;
    bar.finish_and_clear();
    tell(&report, asked.json, false)
}

async fn undo(settings: Settings, id: uuid::Uuid, json: bool) -> Result<(), Failure> {
    let app = open(settings).await?;
    let undone = interchange::undo(&app, &Actor::System, id).await?;
    index(&app).await?;
    let mut text = String::new();
    for kept in &undone.kept {
        text += &format!("  kept {}: {}\n", kept.supplier, kept.reason);
    }
    text +=
        &format!("removed {}, restored {}, kept {}\n", undone.removed, undone.restored, undone.kept.len());
    if json {
        text += &serde_json::to_string(&undone).map_err(|e| Failure::Run(e.to_string()))?;
        text.push('\n');
    }
    print(&text)
}

/// While a server runs, it indexes; else this command does, before it ends.
async fn index(app: &App) -> Result<(), Error> {
    if !app.writes_index().await? {
        return Ok(());
    }
    let indexed = async {
        worker::prepare(app).await?;
        worker::index(app).await
    };
    match indexed.await {
        // What was read is in the database: the index is made from it once it can be.
        Err(Error::Unavailable(cause)) => super::tell(&format!("not indexed yet: {cause}")),
        indexed => indexed?,
    }
    app.leave_index().await
}

fn progress_bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {per_sec} {msg}");
    let bar = ProgressBar::new(0);
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn tell(report: &Report, json: bool, trial: bool) -> Result<(), Failure> {
    let mut text = String::new();
    if trial {
        text += "Columns:\n";
        for (column, field) in &report.columns {
            text += &format!("  {column} → {}\n", field.as_deref().unwrap_or("left out"));
        }
    }
    let ignored: Vec<&str> = report
        .columns
        .iter()
        .filter(|(_, field)| field.is_none())
        .map(|(column, _)| column.as_str())
        .collect();
    if !ignored.is_empty() && !trial {
        text += &format!("Columns left out: {}\n", ignored.join(", "));
    }
    for (title, notes) in [("Rejected", &report.rejects), ("Warnings", &report.warnings)] {
        if !notes.is_empty() {
            text += &format!("{title}:\n");
            for note in notes {
                text += &format!("  line {}: {}\n", note.line, note.reason);
            }
        }
    }
    text += &format!(
        "read {}, created {}, updated {}, unchanged {}, rejected {}\n",
        report.read, report.created, report.updated, report.unchanged, report.rejected
    );
    if trial {
        text += "A trial: nothing was written\n";
    }
    if let Some(import) = report.import {
        text += &format!("To take it back: bdis import suppliers --undo {import}\n");
    }
    if json {
        text += &serde_json::to_string(report).map_err(|e| Failure::Run(e.to_string()))?;
        text.push('\n');
    }
    print(&text)
}

pub async fn network(
    settings: Settings,
    slug: String,
    name: String,
    kind: NetworkKind,
    territory: Option<String>,
) -> Result<(), Failure> {
    let app = open(settings).await?;
    let kind = match kind {
        NetworkKind::National => "national",
        NetworkKind::Regional => "regional",
        NetworkKind::Thematic => "thematic",
    };
    networks::open(&app, &slug, &name, kind, territory).await.map_err(|error| match error {
        Error::Conflict(_) => Failure::Run(format!("there is a network {slug} already")),
        other => other.into(),
    })?;
    print(&format!("The network {slug} is open\n"))
}

pub async fn reindex(settings: Settings) -> Result<(), Failure> {
    let app = open(settings).await?;
    if app.writes_index().await? {
        let bar = progress_bar();
        let count = backend::search::rebuild(&app, |done| bar.set_position(done)).await?;
        bar.finish_and_clear();
        app.leave_index().await?;
        return print(&format!("{count} suppliers indexed\n"));
    }
    let tx = db::begin(&app.db).await?;
    let event = record(&tx, app.clock.now(), &Actor::System, &Event::ReindexAsked).await?;
    tx.commit().await.map_err(Error::from)?;
    super::tell("The running server builds the new index…");
    while !deliveries::is_settled(&app.db, event).await? {
        tokio::time::sleep(Duration::from_millis(200)).await;
        // It has ended meanwhile.
        if app.writes_index().await? {
            worker::index(&app).await?;
        }
    }
    app.leave_index().await?;
    print("The new index is in place\n")
}

pub async fn generate(settings: Settings, count: usize, seed: u64, fill: bool) -> Result<(), Failure> {
    let app = open(settings).await?;
    if fill {
        let bar = progress_bar();
        bar.set_length(count as u64);
        demo::fill(&app, seed, count, |done| bar.set_position(done as u64)).await?;
        if app.writes_index().await? {
            bar.set_message("indexing");
            backend::search::rebuild(&app, |done| bar.set_position(done)).await?;
            worker::prepare(&app).await?;
            app.leave_index().await?;
        }
        bar.finish_and_clear();
        return print(&format!("{count} suppliers in place\n"));
    }
    let reference = app.reference.get();
    let ground = demo::ground(&reference);
    let out = std::io::BufWriter::new(std::io::stdout().lock());
    demo::write_csv(out, &ground, app.clock.now(), seed, count).map_err(|e| Failure::Run(e.to_string()))
}

pub async fn backup(settings: Settings, file: PathBuf) -> Result<(), Failure> {
    let db = db::open(&settings.database_url).await?;
    let bytes = backup::backup(&db, &settings.data_dir, &file, Clock::default().now()).await?;
    print(&format!("{}: {:.1} MB\n", file.display(), bytes as f64 / 1e6))
}

pub async fn restore(settings: Settings, file: PathBuf) -> Result<(), Failure> {
    backup::restore(&settings.database_url, &settings.data_dir, &file).await?;
    // What this version added since is brought up to date.
    db::open(&settings.database_url).await?;
    print("Restored; the search index is built when bdis serve or bdis worker starts\n")
}
