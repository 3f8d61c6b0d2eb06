//! A mail server of our own: takes letters over SMTP and keeps them, or behaves as badly as it is asked to.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mailparse::{MailHeaderMap, ParsedMail};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// How it behaves.
#[derive(Clone, Debug, Default)]
pub enum Manner {
    #[default]
    Takes,
    /// Answers every recipient so.
    Answers(&'static str),
    /// Refuses one address, and takes the others.
    RefusesOne(&'static str, &'static str),
    Slow(Duration),
    /// Hangs up in the middle of the letter.
    HangsUp,
    /// Takes the letter and hangs up before it says so.
    ForgetsToAnswer,
    /// Takes the letter and never says so.
    KeepsSilent,
}

/// A letter as it arrived.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub to: String,
    pub raw: String,
    pub headers: HashMap<String, String>,
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl Arrived {
    fn read(to: String, raw: Vec<u8>) -> Arrived {
        let parsed = mailparse::parse_mail(&raw).unwrap();
        let headers: HashMap<String, String> = parsed
            .headers
            .iter()
            .map(|header| (header.get_key().to_lowercase(), header.get_value()))
            .collect();
        Arrived {
            to,
            subject: parsed.headers.get_first_value("Subject").unwrap_or_default(),
            text: part(&parsed, "text/plain"),
            html: part(&parsed, "text/html"),
            headers,
            raw: String::from_utf8_lossy(&raw).into_owned(),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The path of its one link to do something, without the server's address.
    pub fn link(&self) -> String {
        let line = self
            .text
            .lines()
            .find(|line| line.starts_with("http://"))
            .unwrap_or_else(|| panic!("{}", self.text));
        let path = line.trim().splitn(4, '/').nth(3).unwrap();
        format!("/{path}")
    }
}

fn part(mail: &ParsedMail<'_>, kind: &str) -> String {
    if mail.ctype.mimetype == kind {
        return mail.get_body().unwrap().replace("\r\n", "\n");
    }
    mail.subparts.iter().map(|one| part(one, kind)).find(|text| !text.is_empty()).unwrap_or_default()
}

#[derive(Clone)]
pub struct Mailbox {
    pub address: SocketAddr,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    manner: Arc<Mutex<Manner>>,
    connections: Arc<Mutex<usize>>,
}

impl Mailbox {
    pub async fn open() -> Mailbox {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mailbox = Mailbox {
            address: listener.local_addr().unwrap(),
            arrived: Arc::default(),
            manner: Arc::default(),
            connections: Arc::default(),
        };
        let serving = mailbox.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *serving.connections.lock().unwrap() += 1;
                let one = serving.clone();
                tokio::spawn(async move { one.talk(stream).await.ok() });
            }
        });
        mailbox
    }

    pub fn behave(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    pub fn all(&self) -> Vec<Arrived> {
        self.arrived.lock().unwrap().clone()
    }

    /// How many connections were opened so far.
    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }

    /// The letters to an address, the oldest first.
    pub fn to(&self, address: &str) -> Vec<Arrived> {
        self.all().into_iter().filter(|letter| letter.to == address).collect()
    }

    /// The last letter to an address.
    pub fn last(&self, address: &str) -> Arrived {
        self.to(address).pop().unwrap_or_else(|| {
            let others: Vec<_> = self.all().into_iter().map(|one| (one.to, one.subject)).collect();
            panic!("no letter to {address} among {others:?}")
        })
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading);
        writing.write_all(b"220 mailbox\r\n").await?;
        let mut to = Vec::new();
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let manner = self.manner.lock().unwrap().clone();
            if let Manner::Slow(time) = manner {
                tokio::time::sleep(time).await;
            }
            let verb = line.to_ascii_uppercase();
            let answer: String = if verb.starts_with("EHLO") {
                "250-mailbox\r\n250 8BITMIME\r\n".to_owned()
            } else if verb.starts_with("RCPT") {
                let address = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                match manner {
                    Manner::Answers(answer) => format!("{answer}\r\n"),
                    Manner::RefusesOne(one, answer) if one == address => format!("{answer}\r\n"),
                    _ => {
                        to.push(address);
                        "250 ok\r\n".to_owned()
                    }
                }
            } else if verb.starts_with("DATA") {
                writing.write_all(b"354 go on\r\n").await?;
                let mut raw = Vec::new();
                loop {
                    let mut line = Vec::new();
                    lines.read_until(b'\n', &mut line).await?;
                    if matches!(manner, Manner::HangsUp) {
                        return Ok(());
                    }
                    if line == b".\r\n" || line.is_empty() {
                        break;
                    }
                    let line = line.strip_prefix(b".").unwrap_or(&line);
                    raw.extend_from_slice(line);
                }
                for to in to.drain(..) {
                    self.arrived.lock().unwrap().push(Arrived::read(to, raw.clone()));
                }
                match manner {
                    Manner::ForgetsToAnswer => return Ok(()),
                    Manner::KeepsSilent => std::future::pending().await,
                    _ => {}
                }
                "250 taken\r\n".to_owned()
            } else if verb.starts_with("QUIT") {
                writing.write_all(b"221 bye\r\n").await?;
                return Ok(());
            } else {
                if verb.starts_with("MAIL") || verb.starts_with("RSET") {
                    to.clear();
                }
                "250 ok\r\n".to_owned()
            };
            writing.write_all(answer.as_bytes()).await?;
        }
    }
}
