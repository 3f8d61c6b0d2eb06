//! The command line, nothing else.

mod cli;

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let asked = match cli::Cli::try_parse() {
        Ok(asked) => asked,
        Err(error) if !error.use_stderr() => {
            return match cli::print(&error.to_string()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::FAILURE,
            };
        }
        Err(error) => {
            cli::tell(&cli::one_line(&error));
            return ExitCode::from(2);
        }
    };
    match cli::run(asked) {
        Ok(()) => ExitCode::SUCCESS,
        Err(cli::Failure::Usage(line)) => {
            cli::tell(&format!("error: {line}"));
            ExitCode::from(2)
        }
        Err(cli::Failure::Run(line)) => {
            cli::tell(&format!("error: {line}"));
            ExitCode::FAILURE
        }
    }
}
