//! Accounts and the journal, from the command line.

use std::io::BufRead;

use backend::accounts::{self, Role as Given};
use backend::base::events::{self, Chain};
use backend::networks;
use backend::settings::Settings;

use clap::{Args, Subcommand, ValueEnum};

use super::{Failure, Language, open, print};

#[derive(Debug, Subcommand)]
pub enum User {
    /// Opens an account, or gives one that is there this password and role
    #[command(
        after_help = "Example: bdis user create --email amina@example.org --role admin --password-stdin < password.txt"
    )]
    Create(NewUser),
}

#[derive(Debug, Args)]
pub struct NewUser {
    #[arg(long)]
    email: String,
    #[arg(long)]
    role: Role,
    /// Of the network it moderates
    #[arg(long, value_name = "SLUG", required_if_eq("role", "moderator"))]
    network: Option<String>,
    /// What stands before the at sign when left out
    #[arg(long)]
    name: Option<String>,
    #[arg(long, default_value = "fr")]
    lang: Language,
    /// Reads the password from standard input, one line
    #[arg(long, required = true)]
    password_stdin: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    Member,
    Moderator,
    Admin,
}

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Compares every event with what was written
    #[command(after_help = "Example: bdis audit verify")]
    Verify,
}

pub async fn create(settings: Settings, asked: NewUser) -> Result<(), Failure> {
    if asked.network.is_some() && asked.role != Role::Moderator {
        return Err(Failure::Usage("--network goes with --role moderator".into()));
    }
    let mut password = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut password)
        .map_err(|e| Failure::Run(format!("standard input: {e}")))?;
    let password = password.trim_end_matches(['\n', '\r']).to_owned();
    let app = open(settings).await?;
    let role = match (asked.role, &asked.network) {
        (Role::Moderator, Some(slug)) => {
            let network = networks::by_slug(&app.db, slug).await?;
            Given::Moderator(
                network.ok_or_else(|| Failure::Usage(format!("--network: there is no {slug}")))?.id,
            )
        }
        (Role::Admin, _) => Given::Administrator,
        (Role::Member | Role::Moderator, _) => Given::Member,
    };
    let local = asked.email.split('@').next().unwrap_or_default().to_owned();
    let new = accounts::NewUser {
        name: asked.name.unwrap_or(local),
        email: asked.email.clone(),
        password,
        lang: asked.lang.into(),
        role,
    };
    accounts::create_user(&app, new).await?;
    print(&format!("{} can sign in\n", asked.email))
}

pub async fn verify(settings: Settings) -> Result<(), Failure> {
    let app = open(settings).await?;
    while events::number(&app.db).await? > 0 {}
    match events::verify(&app.db).await? {
        Chain::Whole { chained, before, last } => {
            let old = if before > 0 { format!("; {before} older ones have no chain") } else { String::new() };
            print(&format!(
                "{chained} events stand as they were written{old}\nThe last hash, to be kept elsewhere: {last}\n"
            ))
        }
        Chain::Broken { number, found } => Err(Failure::Run(format!("event {number}: {found}"))),
    }
}
