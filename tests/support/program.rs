//! The program itself, as a user runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How it ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// `bdis` of the same build, beside the tests; None when it hasn't been built.
pub fn bdis() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?.parent()?.parent()?.join("bdis");
    program.is_file().then_some(program)
}

/// Runs `bdis` in a folder of its own with nothing set but what is given; None, and said,
/// when it hasn't been built.
pub fn bdis_or_skip(folder: &Path, set: &[(&str, &str)], arguments: &[&str]) -> Option<Ended> {
    let Some(program) = bdis() else {
        eprintln!("skipped: bdis is not built (cargo build)");
        return None;
    };
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("LOG", "error")
        .envs(set.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Some(Ended {
        code: output.status.code().unwrap_or(-1),
        out: text(output.stdout),
        err: text(output.stderr),
    })
}
