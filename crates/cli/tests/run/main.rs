//! `assay run` through the binary: prompt, scenarios, evidence, the interface for tools.
#![cfg(all(feature = "run", target_os = "linux"))]
#![expect(clippy::unwrap_used, reason = "tests")]

mod api;
mod apps;
#[path = "../common/mod.rs"]
mod common;
mod observe;
mod prompt;
mod scenario;
mod terminal;
mod watch;

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use common::Ran;

/// Runs `assay run` on an app, with these lines at its prompt.
fn run(app: &Path, arguments: &[&str], lines: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_assay"))
        .arg("run")
        .arg(app)
        .args(arguments)
        .env("ASSAY_TEST_TOKEN", apps::TOKEN)
        .env("SOURCE_DATE_EPOCH", "1793491200")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that ends at once, because of a mistake in its arguments, reads no line.
    let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().expect("ended by itself, not by a signal"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
