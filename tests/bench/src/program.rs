//! `bdis` itself as a process: how fast it starts and imports, and the memory it takes.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;
use crate::questions::Questions;
use crate::wire::{Requests, Wire, load};

/// `bdis` of the same build, beside this program.
fn bdis(data: &Path) -> Result<Command> {
    let program = std::env::current_exe()?.with_file_name("bdis");
    if !program.is_file() {
        return Err("bdis isn't built: cargo build --release --bin bdis".into());
    }
    let mut command = Command::new(program);
    command.current_dir(data).env_clear().env("DATA_DIR", data).env("LOG", "info");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(command)
}

fn run(mut command: Command, what: &str) -> Result<()> {
    match command.status()? {
        status if status.success() => Ok(()),
        status => Err(format!("{what}: {status}").into()),
    }
}

/// A folder with so many suppliers in its database and index; made once, kept for later runs.
pub fn filled(folder: &Path, count: usize, seed: u64) -> Result<PathBuf> {
    let data = folder.join(format!("filled-{count}-{seed}"));
    let whole = data.join("whole");
    if !whole.exists() {
        eprintln!("Inventing {count} suppliers…");
        std::fs::remove_dir_all(&data).or_else(absent)?;
        std::fs::create_dir_all(&data)?;
        let mut command = bdis(&data)?;
        command.args(["generate", "suppliers", "--fill"]);
        command.args(["--count", &count.to_string(), "--seed", &seed.to_string()]);
        run(command, "bdis generate --fill")?;
        File::create(whole)?;
    }
    Ok(data)
}

fn absent(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// How an import or an export went.
pub struct Moved {
    pub per_second: f64,
    /// At its peak, MB.
    pub memory: f64,
}

/// Imports a list into a database that holds the reference alone, and indexes it.
pub async fn import(folder: &Path, count: usize, seed: u64) -> Result<Moved> {
    let data = folder.join("import");
    std::fs::remove_dir_all(&data).or_else(absent)?;
    std::fs::create_dir_all(&data)?;
    let list = data.join("list.csv");
    let mut command = bdis(&data)?;
    command.args(["generate", "suppliers", "--count", &count.to_string(), "--seed", &seed.to_string()]);
    command.stdout(File::create(&list)?);
    run(command, "bdis generate")?;
    let mut command = bdis(&data)?;
    command.args(["import", "suppliers"]).arg(&list);
    let moved = watched(command, count).await?;
    std::fs::remove_dir_all(&data)?;
    Ok(moved)
}

/// Writes all suppliers as CSV.
pub async fn export(data: &Path, count: usize) -> Result<Moved> {
    let mut command = bdis(data)?;
    command.args(["export", "suppliers", "--format", "csv"]);
    watched(command, count).await
}

/// Runs a command to its end and looks at its memory all the while.
async fn watched(mut command: Command, count: usize) -> Result<Moved> {
    let start = Instant::now();
    let mut child = command.spawn()?;
    let mut memory = 0.0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        memory = status_mb(&child, "VmHWM").unwrap_or(memory);
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    match status.success() {
        true => Ok(Moved { per_second: count as f64 / start.elapsed().as_secs_f64(), memory }),
        false => Err(format!("{command:?}: {status}").into()),
    }
}

/// Page, category and score (0 to 100) of every audit; none, and said, where Lighthouse isn't installed.
pub async fn lighthouse(data: &Path) -> Result<Vec<(String, String, f64)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts");
    if !folder.join("lighthouse/node_modules").is_dir() {
        eprintln!("Lighthouse isn't installed: npm ci in scripts/lighthouse");
        return Ok(Vec::new());
    }
    let mut serving = Serving::start(data)?;
    serving.connect().await?;
    let output = tokio::process::Command::new("node")
        .arg(folder.join("lighthouse.mjs"))
        .arg(format!("http://{}", serving.address))
        .stderr(Stdio::inherit())
        .output()
        .await?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let score = |line: &str| {
        let mut parts = line.split('\t').map(str::to_owned);
        Some((parts.next()?, parts.next()?, parts.next()?.parse().ok()?))
    };
    Ok(text.lines().filter_map(score).collect())
}

/// A line of the kernel's account of a process, in MB.
fn status_mb(child: &Child, name: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}

/// A running `bdis serve`, stopped when dropped.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(data: &Path) -> Result<Serving> {
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let mut command = bdis(data)?;
        let child = command
            .arg("serve")
            .env("LISTEN", &address)
            .env("PUBLIC_URL", format!("http://{address}"))
            .spawn()?;
        Ok(Serving { child, address })
    }

    async fn connect(&mut self) -> Result<Wire> {
        loop {
            if let Ok(mut wire) = Wire::open(&self.address).await
                && wire.ask(&crate::wire::get("/healthz")).await.is_ok()
            {
                return Ok(wire);
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("bdis serve: {status}").into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Asked first, so that it ends in order; then made to.
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        let patience = Instant::now() + Duration::from_secs(15);
        while asked.is_ok() && Instant::now() < patience && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(10));
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Milliseconds from the start of the process to the answer of its first search, each time.
pub async fn starts(data: &Path, first: &[u8], times: usize) -> Result<Vec<Duration>> {
    let mut took = Vec::new();
    for _ in 0..times {
        let start = Instant::now();
        let mut serving = Serving::start(data)?;
        serving.connect().await?.ask(first).await?;
        took.push(start.elapsed());
    }
    Ok(took)
}

pub struct Memory {
    /// MB, files mapped into memory included.
    pub at_rest: f64,
    pub under_load: f64,
    /// MB under load without what is mapped from files, which the system takes back when it needs to.
    pub own: f64,
}

pub async fn memory(data: &Path, questions: &Questions, time: Duration) -> Result<Memory> {
    let mut serving = Serving::start(data)?;
    serving.connect().await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let at_rest = status_mb(&serving.child, "VmRSS").unwrap_or(0.0);
    let mixed: Vec<Vec<u8>> = [&questions.search, &questions.html, &questions.pages]
        .iter()
        .flat_map(|requests| requests.iter().cloned())
        .collect();
    let mixed = Requests::new(mixed);
    let address = serving.address.clone();
    let loading = tokio::spawn(async move { load(&address, &mixed, 8, time).await });
    let (mut under_load, mut own) = (0.0_f64, 0.0_f64);
    while !loading.is_finished() {
        under_load = under_load.max(status_mb(&serving.child, "VmRSS").unwrap_or(0.0));
        own = own.max(status_mb(&serving.child, "RssAnon").unwrap_or(0.0));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    loading.await??;
    Ok(Memory { at_rest, under_load, own })
}
