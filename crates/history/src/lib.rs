//! The history of a git repository, read for secrets.
//!
//! In goes the folder of a repository; out comes every secret that stands or stood in a file of any commit that a
//! branch, a tag or any other reference reaches, once, with the first and the last commit that hold it. Each
//! content is read once, however many commits hold it, by all cores.
//!
//! The repository is the app's, and nobody vouches for it. Its configuration is not read, so none of it can act: no
//! hook, filter, alias or helper is run, nothing is fetched, and no program is started. References that replace
//! objects are not honoured. Objects of other repositories (alternates, submodules, linked worktrees) are not
//! looked at. What asks for more memory than [`LARGEST_OBJECT`] is not unpacked. What could not be read is listed
//! and never silently left out.

#![forbid(unsafe_code)]

mod commits;
mod contents;
mod presence;
mod repository;
mod search;

use std::path::Path;

use assay_secrets::{History, NotSeen};

pub use repository::{HistoryError, LARGEST_OBJECT};

/// Largest file of the history that is searched, in bytes: as for the files of a tree.
pub const LARGEST_FILE: u64 = 4 * 1024 * 1024;

/// Reads the history of the repository at `folder`: one with a `.git` folder, or a bare one.
///
/// # Errors
/// [`HistoryError`] where there is no repository, or none that can be read at all. What is missing from one that
/// can be read is listed in [`History::not_seen`].
pub fn read(folder: &Path) -> Result<History, HistoryError> {
    let repository = repository::open(folder)?;
    let mut not_seen = repository.not_seen.clone();
    let walk = commits::walk(&repository, &mut not_seen)?;
    let contents = contents::gather(&repository, &walk, &mut not_seen)?;
    let searched = search::search(&repository, &contents, &mut not_seen)?;
    let secrets = presence::tell(&repository, &walk, &contents, &searched)?;
    not_seen.sort();
    not_seen.dedup();
    Ok(History { secrets, commits: walk.commits.len(), blobs: searched.blobs, not_seen })
}

/// Tells what is missing in one line for all of a kind, so that a partial clone does not list every file.
#[derive(Debug, Default)]
pub(crate) struct Missing {
    count: usize,
    first: Option<String>,
}

impl Missing {
    pub(crate) fn note(&mut self, what: impl std::fmt::Display) {
        self.count += 1;
        self.first.get_or_insert_with(|| what.to_string());
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.first = self.first.take().or(other.first);
    }

    /// `what` in the plural: `files of the history`.
    pub(crate) fn tell(self, what: &str, because: &str, not_seen: &mut Vec<NotSeen>) {
        if let Some(first) = self.first {
            not_seen.push(NotSeen::other(format!("{} {what} (the first is {first})", self.count), because));
        }
    }
}

/// Number of threads to read with.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 8)
}
