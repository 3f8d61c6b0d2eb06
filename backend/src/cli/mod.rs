mod data;
mod doctor;
mod export;
mod people;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;

use backend::app::App;
use backend::base::clock::Clock;
use backend::base::words::{Lang, Words};
use backend::error::Error;
use backend::settings::{SETTINGS, Settings};
use backend::{api, demo, http, worker};
use clap::{Args, Parser, Subcommand, ValueEnum};
use tokio::sync::watch;

use self::data::Import;
use self::people::{Audit, User};

/// The cooperative marketplace of the social and solidarity economy.
#[derive(Debug, Parser)]
#[command(name = "bdis", version, after_help = "Example: bdis serve --demo")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Brings the database up to date, then serves; background jobs run in the same process
    #[command(after_help = settings_help("Example: LISTEN=127.0.0.1:9000 bdis serve"))]
    Serve {
        /// Fill an empty database with the demonstration territory (local addresses only)
        #[arg(long)]
        demo: bool,
        /// Leave the background jobs to other processes
        #[arg(long)]
        no_worker: bool,
    },
    /// Only the background jobs, beside any number of `serve`
    #[command(after_help = "Example: DATABASE_URL=postgres://… bdis worker")]
    Worker,
    /// Reads a file into the database and reports what came of it
    #[command(
        after_help = "Example: bdis import suppliers list.csv --source \"My list\" --licence etalab-2.0"
    )]
    Import(Import),
    /// Writes suppliers or shared resources to standard output; suppliers whose source has no licence are left out
    #[command(
        after_help = "Example: bdis export suppliers --format csv --filter 'q=traiteur&territoire=departement:35' > list.csv"
    )]
    Export(Export),
    /// Opens a network, so that its lists can be imported in its name
    #[command(
        after_help = "Example: bdis network reseau-breton --name \"Réseau breton\" --kind regional --territory region:53"
    )]
    Network {
        /// The last part of its address: small letters, digits and hyphens
        slug: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        kind: NetworkKind,
        /// The territory it animates: region:53, departement:35…
        #[arg(long)]
        territory: Option<String>,
    },
    /// Builds the search index anew beside the live one, then swaps
    #[command(after_help = "Example: bdis reindex")]
    Reindex,
    /// Invents data for trials and benchmarks
    #[command(after_help = "Example: bdis generate suppliers --count 1000 --seed 7 > suppliers.csv")]
    Generate {
        what: Generated,
        /// How many
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        count: u32,
        /// The same seed gives the same data
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Straight into an empty database, products and guarantees included
        #[arg(long)]
        fill: bool,
    },
    /// Tells, check by check, whether database, search, files and clock are as they must be
    #[command(after_help = "Example: bdis doctor")]
    Doctor,
    /// People's accounts
    User {
        #[command(subcommand)]
        what: User,
    },
    /// The journal of every change
    Audit {
        #[command(subcommand)]
        what: Audit,
    },
    /// Writes the whole of it to one file: rows and files; keys are kept apart
    #[command(after_help = "Example: bdis backup bdis-2026-11-28.tar")]
    Backup { file: PathBuf },
    /// Puts a backup in the place of an empty database
    #[command(after_help = "Example: DATA_DIR=new bdis restore bdis-2026-11-28.tar")]
    Restore { file: PathBuf },
    /// Prints the GraphQL schema
    #[command(after_help = "Example: bdis schema > schema.graphql")]
    Schema,
}

#[derive(Debug, Args)]
struct Export {
    kind: Exportable,
    /// csv, xlsx, geojson, gogocarto or murmurations; of resources: csv, xlsx, jsonld or murmurations
    #[arg(long)]
    format: String,
    /// A search, as it stands in the address of its page
    #[arg(long, value_name = "QUERY", default_value = "")]
    filter: String,
    /// The language of labels and pages
    #[arg(long, default_value = "fr")]
    lang: Language,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Exportable {
    Suppliers,
    /// What organisations offer each other and look for
    Resources,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Language {
    Fr,
    En,
}

impl From<Language> for Lang {
    fn from(asked: Language) -> Lang {
        match asked {
            Language::Fr => Lang::Fr,
            Language::En => Lang::En,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Generated {
    Suppliers,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NetworkKind {
    National,
    Regional,
    Thematic,
}

/// How a command ends badly.
pub enum Failure {
    /// What was asked can't be: exit 2.
    Usage(String),
    /// It was tried: exit 1.
    Run(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Run(match error {
            Error::Invalid(fields) => {
                let words = Words::new(Lang::En);
                let said =
                    |f: &backend::error::FieldError| format!("{}: {}", f.path, words.message(&f.message));
                fields.iter().map(said).collect::<Vec<_>>().join("; ")
            }
            other => other.to_string(),
        })
    }
}

fn settings_help(example: &'static str) -> String {
    let mut text = format!("{example}\n\nSettings (environment or .env):\n");
    for (name, default, meaning) in SETTINGS {
        let default = if default.is_empty() { String::new() } else { format!(" [{default}]") };
        text += &format!("  {name:<14} {meaning}{default}\n");
    }
    text
}

/// clap's own message, without its page of usage.
pub fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or("error: bad usage").to_owned();
    let listed: Vec<&str> = lines
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"))
        .filter(|line| !line.starts_with("tip:"))
        .collect();
    let usage = text.lines().find_map(|line| line.trim().strip_prefix("Usage: ")).unwrap_or("bdis --help");
    let listed = if listed.is_empty() { String::new() } else { format!(" {}", listed.join(" ")) };
    format!("{first}{listed} — usage: {usage}")
}

/// Runs a command to its end.
pub fn run(cli: Cli) -> Result<(), Failure> {
    if let Command::Schema = cli.command {
        return print(&api::sdl());
    }
    let settings = Settings::from_environment().map_err(|e| Failure::Usage(e.to_string()))?;
    log(&settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| Failure::Run(e.to_string()))?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve { demo, no_worker } => serve(settings, demo, !no_worker).await,
            Command::Worker => work(settings).await,
            Command::Import(import) => data::import(settings, import).await,
            Command::Export(export) => export::export(settings, export).await,
            Command::Network { slug, name, kind, territory } => {
                data::network(settings, slug, name, kind, territory).await
            }
            Command::User { what: User::Create(new) } => people::create(settings, new).await,
            Command::Audit { what: Audit::Verify } => people::verify(settings).await,
            Command::Backup { file } => data::backup(settings, file).await,
            Command::Restore { file } => data::restore(settings, file).await,
            Command::Doctor => doctor::doctor(settings).await,
            Command::Reindex => data::reindex(settings).await,
            Command::Generate { count, seed, fill, .. } => {
                data::generate(settings, count as usize, seed, fill).await
            }
            Command::Schema => Ok(()),
        }
    })
}

fn log(settings: &Settings) -> Result<(), Failure> {
    // The client of the search server warns of every answer that isn't 200, which we ask for at times.
    let filter = format!("meilisearch_sdk=error,{}", settings.log);
    let filter = tracing_subscriber::EnvFilter::try_new(filter)
        .map_err(|e| Failure::Usage(format!("LOG: {:?} is no filter: {e}", settings.log)))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    if settings.log_json {
        log.json().init();
    } else {
        log.init();
    }
    Ok(())
}

async fn open(settings: Settings) -> Result<App, Failure> {
    Ok(App::open(settings, Clock::default()).await?)
}

/// Ends when the process is asked to.
async fn asked_to_stop() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

async fn serve(settings: Settings, with_demo: bool, with_worker: bool) -> Result<(), Failure> {
    if with_demo && !settings.is_local() {
        let url = settings.public_origin();
        return Err(Failure::Usage(format!(
            "--demo shows invented suppliers: it refuses PUBLIC_URL {url}, which isn't local"
        )));
    }
    if settings.source_url.is_none() && !settings.is_local() {
        tracing::warn!("SOURCE_URL is not set: the licence asks you to offer the source of what you run");
    }
    let listen = settings.listen;
    let listener = std::net::TcpListener::bind(listen)
        .map_err(|e| Failure::Run(format!("LISTEN {listen} can't be used: {e}")))?;
    let address = settings.public_origin();
    let mut app = open(settings).await?;
    let mut logins = Vec::new();
    if !with_worker {
        app.leave_index().await?;
    }
    if with_demo {
        if demo::fill_demonstration(&app).await? {
            tell("The demonstration territory is in place; building its search index…");
        }
        app.demo = demo::is_demonstration(&app).await?;
        if app.demo {
            logins = demo::people::open_accounts(&app).await?;
        }
        if with_worker {
            // A search server that is down is waited for later.
            match worker::prepare(&app).await {
                Err(Error::Unavailable(cause)) => tracing::warn!("{cause}"),
                Err(error) => return Err(error.into()),
                Ok(()) => worker::index(&app).await?,
            }
        }
    }
    let (stop, stopped) = watch::channel(false);
    let _following = (!with_worker).then(|| tokio::spawn(worker::follow(app.clone(), stopped.clone())));
    let jobs = with_worker.then(|| {
        let app = app.clone();
        tokio::spawn(async move {
            if let Err(error) = worker::prepare(&app).await {
                tracing::error!(%error, "preparing the background work");
            }
            worker::run(app, stopped).await;
        })
    });
    print(&format!("BDIS PRO is ready: {address}\n"))?;
    if !logins.is_empty() {
        let lines: String = logins.iter().map(|(email, is)| format!("  {email} ({is})\n")).collect();
        print(&format!("Sign in with the password « {} » as\n{lines}", demo::people::PASSWORD))?;
    }
    let leaving = app.clone();
    http::serve(app, listener, asked_to_stop()).await?;
    stop.send_replace(true);
    if let Some(jobs) = jobs {
        tokio::time::timeout(Duration::from_secs(10), jobs).await.ok();
        leaving.leave_index().await?;
    }
    Ok(())
}

async fn work(settings: Settings) -> Result<(), Failure> {
    let app = open(settings).await?;
    if !app.writes_index().await? {
        tell("Another process writes the search index; this one waits for its turn.");
    }
    if let Err(error) = worker::prepare(&app).await {
        tracing::error!(%error, "preparing the background work");
    }
    let (stop, stopped) = watch::channel(false);
    let jobs = tokio::spawn(worker::run(app.clone(), stopped));
    asked_to_stop().await;
    stop.send_replace(true);
    jobs.await.map_err(|e| Failure::Run(e.to_string()))?;
    Ok(app.leave_index().await?)
}

/// To standard error, where nobody may be listening.
pub fn tell(line: &str) {
    let _nobody = writeln!(std::io::stderr().lock(), "{line}");
}

/// To standard output; a reader that left early is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Run(error.to_string())),
        _ => Ok(()),
    }
}
