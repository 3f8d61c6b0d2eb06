//! Sign-ins against bare argon2id, what a flood of them leaves of the search, and letters against a bare SMTP client.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use backend::accounts::{self, NewUser, Role, SignIn, SignedIn};
use backend::actor::Actor;
use backend::app::App;
use backend::base::clock::Clock;
use backend::base::db;
use backend::base::events::{AccountEvent, Event, record};
use backend::base::visit::Origin;
use backend::base::words::Lang;
use backend::settings::{Encryption, Server, Settings};
use backend::worker;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use schema::accounts::{account, session};
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

use crate::Result;
use crate::wire::{Requests, form, load};

const PASSWORD: &str = "le hibou boit du thé vert";
const PEOPLE: usize = 8;
const TIME: Duration = Duration::from_secs(4);
const LETTERS: usize = 4_000;
const CONNECTIONS: usize = 8;

pub struct SignIns {
    pub bare: f64,
    pub per_second: f64,
    /// The p99 of the search beside a flood of them, against its calm value.
    pub search: f64,
}

/// Signs people in on a running house, each in a browser that is known.
pub async fn sign_ins(app: &App, address: &str, search: &Requests) -> Result<SignIns> {
    let mut signing = Vec::new();
    for number in 0..PEOPLE {
        let email = format!("bench-{number}@rennes.example");
        let new = NewUser {
            email: email.clone(),
            name: "Bench".to_owned(),
            password: PASSWORD.to_owned(),
            lang: Lang::Fr,
            role: Role::Member,
        };
        accounts::create_user(app, new).await?;
        let asked = SignIn { email: email.clone(), password: PASSWORD.to_owned(), code: None };
        let from = Origin { ip: "127.0.0.1".to_owned(), browser: true, ..Origin::default() };
        let SignedIn::In(entry) = accounts::sign_in(app, &Actor::Anonymous, &from, asked).await? else {
            return Err("a second factor".into());
        };
        let fields = [("faire", "connexion"), ("email", &email), ("password", PASSWORD)];
        signing.push(form("/connexion", &entry.device, &fields));
    }
    let signing = Requests::new(signing);
    let bare = tokio::task::spawn_blocking(bare_argon2).await?;
    // Refusals are answers too: the sessions are counted.
    let (start, before) = (Instant::now(), session::Entity::find().count(&app.db).await?);
    load(address, &signing, CONNECTIONS, TIME).await?;
    let begun = session::Entity::find().count(&app.db).await? - before;
    let per_second = begun as f64 / start.elapsed().as_secs_f64();
    let calm = load(address, search, 1, TIME).await?.percentile(99);
    let flood = tokio::spawn({
        let (address, signing) = (address.to_owned(), signing.clone());
        async move { load(&address, &signing, CONNECTIONS, TIME * 2).await }
    });
    tokio::time::sleep(TIME / 4).await;
    let beside = load(address, search, 1, TIME).await?.percentile(99);
    flood.await??;
    Ok(SignIns { bare, per_second, search: beside / calm })
}

/// Hashes a second on all cores, nothing else.
fn bare_argon2() -> f64 {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let (done, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                let Ok(params) = Params::new(19 * 1024, 2, 1, None) else { return };
                let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
                while !over.load(Ordering::Relaxed) {
                    if argon2.hash_password(PASSWORD.as_bytes()).is_ok() {
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        std::thread::sleep(TIME);
        over.store(true, Ordering::Relaxed);
    });
    done.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64()
}

pub struct Letters {
    /// Of a bare client on as many connections.
    pub bare: f64,
    pub per_second: f64,
}

/// Sends letters through the outbox of a database of its own, to a server that takes all.
pub async fn letters(folder: &Path) -> Result<Letters> {
    let server = sink().await?;
    let data = folder.join("letters");
    std::fs::remove_dir_all(&data).ok();
    let text = data.to_string_lossy().into_owned();
    let mut settings = Settings::read(|name| (name == "DATA_DIR").then(|| text.clone()))?;
    settings.mail.server = Some(Server {
        host: server.ip().to_string(),
        port: server.port(),
        encryption: Encryption::Nothing,
        login: None,
    });
    settings.mail.pace = u32::MAX;
    let app = App::open(settings, Clock::default()).await?;
    let bare = bare_client(&app, server).await?;
    record_letters(&app).await?;
    let start = Instant::now();
    while worker::letters::round(&app).await? > 0 {}
    let per_second = LETTERS as f64 / start.elapsed().as_secs_f64();
    app.db.close().await?;
    std::fs::remove_dir_all(&data)?;
    Ok(Letters { bare, per_second })
}

async fn record_letters(app: &App) -> Result<()> {
    let now = app.clock.now();
    let tx = db::begin(&app.db).await?;
    for number in 0..LETTERS {
        let id = Uuid::now_v7();
        let email = format!("reader-{number}@rennes.example");
        let new = account::ActiveModel {
            id: Set(id),
            email: Set(Some(email.clone())),
            email_key: Set(Some(email)),
            name: Set("Amina Diop".to_owned()),
            password: Set(None),
            lang: Set("fr".to_owned()),
            time_zone: Set("Europe/Paris".to_owned()),
            totp_secret: Set(None),
            totp_step: Set(None),
            totp_since: Set(None),
            created_at: Set(now),
            confirmed_at: Set(Some(now)),
            erased_at: Set(None),
        };
        account::Entity::insert(new).exec_without_returning(&tx).await?;
        let what = Event::Account(AccountEvent::PasswordChanged { account: id });
        record(&tx, now, &Actor::System, &what).await?;
    }
    Ok(tx.commit().await?)
}

/// The same letter again and again, on connections that are kept.
async fn bare_client(app: &App, server: SocketAddr) -> Result<f64> {
    let (_, letter) = accounts::samples(app, Lang::Fr)
        .into_iter()
        .find(|(name, _)| *name == "password")
        .ok_or("no letter")?;
    let message = letter.message(&app.settings, app.clock.now())?;
    let (envelope, bytes) = (message.envelope().clone(), Arc::new(message.formatted()));
    let start = Instant::now();
    let mut sending = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (envelope, bytes) = (envelope.clone(), bytes.clone());
        sending.spawn(async move {
            let stream = TcpStream::connect(server).await?;
            stream.set_nodelay(true)?;
            let mut connection =
                AsyncSmtpConnection::connect_with_transport(Box::new(stream), &ClientId::default()).await?;
            for _ in 0..LETTERS / CONNECTIONS {
                connection.send(&envelope, &bytes).await?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        });
    }
    while let Some(sent) = sending.join_next().await {
        sent??;
    }
    Ok(LETTERS as f64 / start.elapsed().as_secs_f64())
}

/// A mail server that takes every letter and forgets it.
pub async fn sink() -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move { take(stream).await.ok() });
        }
    });
    Ok(address)
}

async fn take(stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::with_capacity(64 * 1024, reading);
    writing.write_all(b"220 sink\r\n").await?;
    let (mut line, mut within) = (Vec::new(), false);
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let answer: &[u8] = match (within, line.as_slice()) {
            (true, b".\r\n") => {
                within = false;
                b"250 taken\r\n"
            }
            (true, _) => continue,
            (false, text) if text.starts_with(b"EHLO") => b"250-sink\r\n250 8BITMIME\r\n",
            (false, text) if text.starts_with(b"DATA") => {
                within = true;
                b"354 go on\r\n"
            }
            (false, _) => b"250 ok\r\n",
        };
        writing.write_all(answer).await?;
    }
}
