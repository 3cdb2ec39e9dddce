//! Chores of the repository.
//!
//! `cargo xtask generate` writes every file that can be derived from the code: pages of rules, the coverage
//! table, schemas, shell completions, the man page. With `--check` it writes nothing and fails where one is stale.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool for a terminal")]

mod generated;
mod rule_pages;

use std::{path::Path, process::ExitCode};

use generated::{Drift, Generated};

const USAGE: &str = "\
cargo xtask generate          writes every file that is derived from the code
cargo xtask generate --check  fails where one of them is stale";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["generate"] => generate(false),
        ["generate", "--check"] => generate(true),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// Everything that is generated.
fn everything() -> Generated {
    let mut all = Generated::default();
    all.folder("docs/rules", rule_pages::pages());
    all
}

fn generate(check: bool) -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let all = everything();
    let outcome = if check { all.drift(root) } else { all.write(root) };
    match outcome {
        Ok(drift) if drift.is_empty() => {
            println!("{} generated files, none stale", all.len());
            ExitCode::SUCCESS
        }
        Ok(drift) => {
            for Drift { path, what } in &drift {
                println!("{what}: {path}");
            }
            if !check {
                return ExitCode::SUCCESS;
            }
            eprintln!("run `cargo xtask generate` and commit what it writes");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
