use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use lettre::Message;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::tls::Tls;
use crate::settings::{Encryption, Mail, Server};

/// Of one letter, from the first byte to the answer.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// A kept connection that has rested longer is asked whether it still stands.
const RESTED: Duration = Duration::from_secs(5);
/// A kept connection that has rested longer is closed.
const KEPT: Duration = Duration::from_secs(60);

/// A letter that is a file stays so long.
const FILED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Why a letter hasn't left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// The server doesn't answer as one does: nothing is wrong with the letter.
    Down(String),
    /// This letter is refused for now.
    Later(String),
    /// This letter is refused for good; `unknown` when nobody has that address.
    Never { reason: String, unknown: bool },
    /// Its domain has had enough for a moment.
    Paced(Duration),
}

/// Where letters go: to a server, or as `.eml` files to a folder.
#[derive(Clone)]
pub struct Post(Arc<Inner>);

struct Inner {
    way: Way,
    paces: DefaultKeyedRateLimiter<String>,
}

enum Way {
    Files(PathBuf),
    Server { server: Server, kept: Mutex<Vec<(AsyncSmtpConnection, Instant)>> },
}

impl Post {
    pub fn new(mail: &Mail, folder: PathBuf) -> Post {
        let way = match &mail.server {
            Some(server) => Way::Server { server: server.clone(), kept: Mutex::default() },
            None => Way::Files(folder),
        };
        let pace = NonZeroU32::new(mail.pace).unwrap_or(NonZeroU32::MAX);
        Post(Arc::new(Inner { way, paces: RateLimiter::keyed(Quota::per_minute(pace)) }))
    }

    /// Letters that are files: those to this address go, and those older than a month.
    pub async fn tidy(&self, email: Option<String>) -> std::io::Result<()> {
        let Way::Files(folder) = &self.0.way else { return Ok(()) };
        let folder = folder.clone();
        let tidied = tokio::task::spawn_blocking(move || {
            if !folder.is_dir() {
                return Ok(());
            }
            for entry in std::fs::read_dir(folder)? {
                let path = entry?.path();
                // What is just being written has another name.
                if path.extension().is_none_or(|ending| ending != "eml") {
                    continue;
                }
                let old = path.metadata()?.modified()?.elapsed().is_ok_and(|age| age > FILED);
                let to_them = match &email {
                    Some(email) => std::fs::read_to_string(&path)?.contains(email.as_str()),
                    None => false,
                };
                if old || to_them {
                    std::fs::remove_file(path)?;
                }
            }
            Ok(())
        });
        tidied.await.map_err(std::io::Error::other)?
    }

    /// Whether letters could leave now, said for the doctor; an error with its mend.
    pub async fn check(&self) -> Result<String, String> {
        match &self.0.way {
            Way::Files(folder) => Ok(format!("letters are files in {}", folder.display())),
            Way::Server { server, .. } => {
                let place = format!("{}:{}", server.host, server.port);
                let met = timeout(TIME_LIMIT, async {
                    connect(server).await?.quit().await.map_err(|error| told(&error)).map(drop)
                });
                let mend = "look at SMTP_URL and whether the server runs";
                match met.await {
                    Ok(Ok(())) => Ok(format!("{place} takes letters")),
                    Ok(Err(error)) => Err(format!("{place}: {error}; {mend}")),
                    Err(_) => Err(format!("{place} doesn't answer; {mend}")),
                }
            }
        }
    }

    /// Hands a letter over. When it returns, the server has it, or the file lies on the disk.
    pub async fn send(&self, id: &str, message: &Message) -> Result<(), Unsent> {
        match &self.0.way {
            Way::Files(folder) => {
                let (folder, id, bytes) = (folder.clone(), id.to_owned(), message.formatted());
                let written = tokio::task::spawn_blocking(move || {
                    std::fs::create_dir_all(&folder)?;
                    let mut file = tempfile::NamedTempFile::new_in(&folder)?;
                    std::io::Write::write_all(&mut file, &bytes)?;
                    file.as_file().sync_all()?;
                    file.persist(folder.join(format!("{id}.eml"))).map_err(|error| error.error)?;
                    std::io::Result::Ok(())
                });
                let written = written.await.map_err(std::io::Error::other).flatten();
                written.map_err(|error| Unsent::Down(error.to_string()))
            }
            Way::Server { server, kept } => {
                let domains = message.envelope().to().iter().map(|to| to.domain().to_ascii_lowercase());
                for domain in domains {
                    if let Err(early) = self.0.paces.check_key(&domain) {
                        return Err(Unsent::Paced(early.wait_time_from(DefaultClock::default().now())));
                    }
                }
                let sent = timeout(TIME_LIMIT, async {
                    let mut connection = match take(kept).await {
                        Some(connection) => connection,
                        None => connect(server).await.map_err(Unsent::Down)?,
                    };
                    let answer = connection.send(message.envelope(), &message.formatted()).await;
                    if !connection.has_broken() && answer.is_ok() {
                        kept.lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .push((connection, Instant::now()));
                    }
                    answer.map(drop).map_err(|error| refusal(&error))
                });
                sent.await.unwrap_or_else(|_| Err(Unsent::Down("it took too long to answer".to_owned())))
            }
        }
    }
}

/// A connection that was kept and still stands.
async fn take(kept: &Mutex<Vec<(AsyncSmtpConnection, Instant)>>) -> Option<AsyncSmtpConnection> {
    loop {
        let (mut connection, since) = kept.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        let rested = since.elapsed();
        if rested < RESTED || (rested < KEPT && connection.test_connected().await) {
            return Some(connection);
        }
    }
}

/// Errors: what is wrong, in a line.
async fn connect(server: &Server) -> Result<AsyncSmtpConnection, String> {
    let told = |error: lettre::transport::smtp::Error| told(&error);
    let hello = ClientId::default();
    let address = (server.host.as_str(), server.port);
    let stream = TcpStream::connect(address).await.map_err(|error| error.to_string())?;
    stream.set_nodelay(true).map_err(|error| error.to_string())?;
    let stream: Box<dyn AsyncTokioStream> = match server.encryption {
        Encryption::FromTheStart => {
            Box::new(Tls::begin(&server.host, stream).await.map_err(|error| error.to_string())?)
        }
        Encryption::StartTls | Encryption::Nothing => Box::new(stream),
    };
    let mut connection = AsyncSmtpConnection::connect_with_transport(stream, &hello).await.map_err(told)?;
    if server.encryption == Encryption::StartTls {
        let tls = TlsParameters::new(server.host.clone()).map_err(told)?;
        connection.starttls(tls, &hello).await.map_err(told)?;
    }
    if let Some((user, password)) = &server.login {
        let login = Credentials::new(user.clone(), password.0.clone());
        connection.auth(&[Mechanism::Plain, Mechanism::Login], &login).await.map_err(told)?;
    }
    Ok(connection)
}

fn told(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(one) = cause {
        text += &format!(": {one}");
        cause = one.source();
    }
    text
}

/// What a server's answer to a letter means.
fn refusal(error: &lettre::transport::smtp::Error) -> Unsent {
    let reason = told(error);
    match error {
        error if error.is_permanent() => {
            // Enhanced status codes 5.1.x speak of the address (RFC 3463).
            let unknown = reason.contains("5.1.1") || reason.contains("5.1.2") || reason.contains("5.1.3");
            Unsent::Never { reason, unknown }
        }
        error if error.is_transient() => Unsent::Later(reason),
        error if error.is_client() => Unsent::Never { reason, unknown: false },
        _ => Unsent::Down(reason),
    }
}
