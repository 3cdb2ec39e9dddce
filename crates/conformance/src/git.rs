//! Asking git, in a repository nobody vouches for.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

/// Why git gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GitError {
    /// There is no git to ask.
    #[error("git could not be started: {0}")]
    NotStarted(std::io::Error),
    /// Git refused, with its first line.
    #[error("{0}")]
    Refused(String),
}

/// What git prints, asked in a folder.
///
/// The repository is the app's: nothing it configures may run, and nothing is fetched. Only commands that apply
/// no filter and no diff driver may be asked for: those are configured, too.
pub(crate) fn ask<'a>(
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<u8>, GitError> {
    ask_with(folder, arguments, Vec::new())
}

/// As [`ask`], with something for git to read.
pub(crate) fn ask_with<'a>(
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a str>,
    input: Vec<u8>,
) -> Result<Vec<u8>, GitError> {
    let mut child = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false"])
        .args(["-c", "protocol.allow=never"])
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(GitError::NotStarted)?;
    // Written beside the reading, or both sides would wait for each other. Git may stop reading when it likes.
    let stdin = child.stdin.take();
    let writer = std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(&input)));
    let output = child.wait_with_output().map_err(GitError::NotStarted)?;
    let _ = writer.join();
    if output.status.success() {
        return Ok(output.stdout);
    }
    let why = String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_owned();
    Err(GitError::Refused(why))
}
