//! How long a history takes: `cargo bench -p assay-history` makes one of 50,000 commits and reads it; with paths,
//! `cargo bench -p assay-history -- <repository>…`, it reads those.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench tells its figures and stops where it cannot"
)]

use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

const COMMITS: usize = 50_000;
const FILES: usize = 2_000;

fn main() {
    let named: Vec<PathBuf> =
        std::env::args().skip(1).filter(|it| !it.starts_with("--")).map(PathBuf::from).collect();
    if !named.is_empty() {
        named.iter().for_each(|folder| read(folder));
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    read(folder.path());
}

fn read(folder: &Path) {
    let start = Instant::now();
    match assay_history::read(folder) {
        Ok(history) => println!(
            "{}: {} commits, {} contents, {} secrets, {} not seen, {:.1} s",
            folder.display(),
            history.commits,
            history.blobs,
            history.secrets.len(),
            history.not_seen.len(),
            start.elapsed().as_secs_f64()
        ),
        Err(error) => println!("{}: {error}", folder.display()),
    }
}

/// A repository in which each commit changes one of many files of some kilobytes, and some hold a key for a while.
fn make(folder: &Path) {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(folder)
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .stdin(Stdio::piped());
        command
    };
    assert!(git(&["init", "-q", "-b", "main"]).status().unwrap().success());
    let mut import = git(&["fast-import", "--quiet"]).spawn().unwrap();
    let mut stream = import.stdin.take().unwrap();
    for commit in 0..COMMITS {
        let file = commit * 7919 % FILES;
        let text = text(file, commit);
        let path = format!("src/part{}/module{}/file{file}.ts", file % 20, file % 200);
        write!(
            stream,
            "commit refs/heads/main\ncommitter Ada <ada@example.com> {} +0000\ndata 6\nchange\nM 100644 inline {path}\ndata {}\n{text}\n",
            1_600_000_000 + commit * 600,
            text.len()
        )
        .unwrap();
    }
    drop(stream);
    assert!(import.wait().unwrap().success());
    assert!(git(&["gc", "-q"]).status().unwrap().success());
}

/// A module of about eight kilobytes of which a few lines differ from version to version.
fn text(file: usize, version: usize) -> String {
    let mut text = String::new();
    for line in 0..180 {
        let number = if line == version % 180 { version } else { file * 180 + line };
        writeln!(text, "export const value{line} = (token: string) => lookup(token, {number});").unwrap();
    }
    if version.is_multiple_of(997) {
        writeln!(text, "const API_KEY = 'q8Zr{version}1mWc{version}0pTnVb7K';").unwrap();
    }
    text
}
