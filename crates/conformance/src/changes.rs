//! What a change touches, by asking git.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use assay_source::RelPath;
use assay_verdict::Assessment;

use crate::git::{self, GitError};

/// Why git could not say what changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangesError {
    /// There is no git to ask.
    #[error("git could not be started: {0}")]
    NoGit(std::io::Error),
    /// Git refused.
    #[error("git cannot tell what changed since `{reference}`: {why}")]
    Refused {
        /// The commit, branch or tag asked for.
        reference: String,
        /// Git's first line.
        why: String,
    },
}

/// Files below `root` that differ from `reference`, with those that git does not track yet.
///
/// Contents are compared as they are on disk: `git diff` would run the clean filters the repository configures.
/// A file that a filter changes (line ends, large-file pointers) therefore counts as changed.
///
/// # Errors
/// [`ChangesError`].
pub fn changed_since(root: &Path, reference: &str) -> Result<BTreeSet<RelPath>, ChangesError> {
    let refused = |error| match error {
        GitError::NotStarted(error) => ChangesError::NoGit(error),
        GitError::Refused(why) => ChangesError::Refused { reference: reference.to_owned(), why },
    };
    let listed = git::ask(root, ["ls-tree", "-r", "-z", "--end-of-options", reference]).map_err(refused)?;
    let untracked = git::ask(root, ["ls-files", "--others", "--exclude-standard", "-z"]).map_err(refused)?;
    let staged = git::ask(root, ["ls-files", "-z"]).map_err(refused)?;
    let earlier = blobs(&String::from_utf8_lossy(&listed));
    let on_disk = |path: &str| root.join(path).symlink_metadata().is_ok_and(|file| file.is_file());
    // One path a line is what git reads; a path with a line end in it counts as changed.
    let known: Vec<&str> =
        earlier.keys().map(String::as_str).filter(|path| on_disk(path) && !path.contains('\n')).collect();
    let paths = known.iter().flat_map(|path| [path.as_bytes(), b"\n"]).flatten().copied().collect();
    let hashes =
        git::ask_with(root, ["hash-object", "--no-filters", "--stdin-paths"], paths).map_err(refused)?;
    let hashes = String::from_utf8_lossy(&hashes).into_owned();
    let same: BTreeSet<&str> = known
        .iter()
        .zip(hashes.lines())
        .filter(|(path, hash)| earlier[**path] == *hash)
        .map(|(path, _)| *path)
        .collect();
    let (untracked, staged) = (String::from_utf8_lossy(&untracked), String::from_utf8_lossy(&staged));
    let all = earlier.keys().map(String::as_str).chain(untracked.split('\0')).chain(staged.split('\0'));
    Ok(all
        .filter(|path| !path.is_empty() && !same.contains(path))
        .filter_map(|path| RelPath::parse(path).ok())
        .collect())
}

/// The files of a listing, each with the name of its content: `<mode> blob <name>\t<path>`, NUL between them.
fn blobs(listing: &str) -> BTreeMap<String, String> {
    let entries = listing.split('\0').filter_map(|entry| entry.split_once('\t'));
    entries
        .filter_map(|(about, path)| {
            let mut words = about.split(' ').skip(1);
            let (kind, name) = (words.next()?, words.next()?);
            (kind == "blob").then(|| (path.to_owned(), name.to_owned()))
        })
        .collect()
}

/// Marks the findings that lie in files the change does not touch. A finding without a place is about the
/// whole app and stays.
pub fn mark_outside(assessment: &mut Assessment, changed: &BTreeSet<RelPath>) {
    let Assessment { findings, dossier, .. } = assessment;
    for finding in findings {
        let place = dossier.evidence[finding.evidence].place.as_ref();
        finding.outside_change = place.is_some_and(|place| !changed.contains(&place.file));
    }
}
