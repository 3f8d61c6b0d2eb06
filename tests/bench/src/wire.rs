//! A client that costs little beside the server it measures: HTTP/1.1 on connections kept open.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Result;

/// Requests, ready to be sent.
pub type Requests = Arc<Vec<Vec<u8>>>;

pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").into_bytes()
}

pub fn graphql(query: &str, variables: Value) -> Vec<u8> {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let kind = "content-type: application/json";
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\n{kind}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}

/// A form as a browser sends it that its owner has signed in with before.
pub fn form(path: &str, device: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let kind = "content-type: application/x-www-form-urlencoded";
    let cookie = format!("cookie: bdis-device={device}");
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\n{kind}\r\n{cookie}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}

pub struct Wire(BufReader<TcpStream>);

impl Wire {
    pub async fn open(address: &str) -> Result<Wire> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Wire(BufReader::with_capacity(64 * 1024, stream)))
    }

    /// The body of the answer; any status but 200 and 303 is an error.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        self.0.get_mut().write_all(request).await?;
        let mut line = String::new();
        self.0.read_line(&mut line).await?;
        let good = matches!(line.split(' ').nth(1), Some("200" | "303"));
        let (mut length, mut chunked) = (0, false);
        loop {
            let mut header = String::new();
            if self.0.read_line(&mut header).await? == 0 {
                return Err("the connection was closed".into());
            }
            let header = header.trim_end().to_ascii_lowercase();
            if header.is_empty() {
                break;
            } else if let Some(bytes) = header.strip_prefix("content-length:") {
                length = bytes.trim().parse()?;
            } else if header.starts_with("transfer-encoding:") {
                chunked = true;
            }
        }
        let mut body = Vec::new();
        while chunked {
            let mut size = String::new();
            self.0.read_line(&mut size).await?;
            let size = usize::from_str_radix(size.trim_end(), 16)?;
            let start = body.len();
            body.resize(start + size + 2, 0);
            self.0.read_exact(&mut body[start..]).await?;
            body.truncate(start + size);
            chunked = size > 0;
        }
        if length > 0 {
            body.resize(length, 0);
            self.0.read_exact(&mut body).await?;
        }
        if good {
            Ok(body)
        } else {
            Err(format!("{}: {}", line.trim_end(), String::from_utf8_lossy(&body)).into())
        }
    }

    /// The data of a GraphQL answer without errors.
    pub async fn data(&mut self, query: &str, variables: Value) -> Result<Value> {
        let body = self.ask(&graphql(query, variables)).await?;
        let mut answer: Value = serde_json::from_slice(&body)?;
        match answer.get("errors") {
            None => Ok(answer["data"].take()),
            Some(errors) => Err(errors.to_string().into()),
        }
    }
}

/// Times of answers, sorted.
#[derive(Clone, Debug, Default)]
pub struct Times {
    sorted: Vec<Duration>,
    /// The largest body, bytes.
    pub bytes: usize,
    pub per_second: f64,
}

impl Times {
    pub fn new(mut times: Vec<Duration>) -> Times {
        times.sort();
        Times { sorted: times, ..Times::default() }
    }

    /// In milliseconds.
    pub fn percentile(&self, percent: usize) -> f64 {
        let at = (self.sorted.len() * percent).div_ceil(100).max(1) - 1;
        self.sorted.get(at).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }

    pub fn p50(&self) -> f64 {
        self.percentile(50)
    }
}

/// Each request so many times, one after the other on one connection.
pub async fn in_turn(address: &str, requests: &Requests, rounds: usize) -> Result<Times> {
    let mut wire = Wire::open(address).await?;
    let (mut times, mut bytes) = (Vec::new(), 0);
    for _ in 0..rounds {
        for request in requests.iter() {
            let start = Instant::now();
            bytes = wire.ask(request).await?.len().max(bytes);
            times.push(start.elapsed());
        }
    }
    Ok(Times { bytes, ..Times::new(times) })
}

/// The requests over and over for a time, on so many connections.
pub async fn load(address: &str, requests: &Requests, connections: usize, time: Duration) -> Result<Times> {
    let mut clients = JoinSet::new();
    let start = Instant::now();
    for client in 0..connections {
        let mut wire = Wire::open(address).await?;
        let requests = requests.clone();
        clients.spawn(async move {
            let mut times = Vec::new();
            for request in requests.iter().cycle().skip(client * requests.len() / connections) {
                let asked = Instant::now();
                wire.ask(request).await?;
                times.push(asked.elapsed());
                if start.elapsed() > time {
                    break;
                }
            }
            Result::Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(client) = clients.join_next().await {
        times.extend(client??);
    }
    let per_second = times.len() as f64 / start.elapsed().as_secs_f64();
    Ok(Times { per_second, ..Times::new(times) })
}
