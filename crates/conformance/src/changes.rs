//! What a change touches, by asking git.

use std::{collections::BTreeSet, path::Path};

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
/// # Errors
/// [`ChangesError`].
pub fn changed_since(root: &Path, reference: &str) -> Result<BTreeSet<RelPath>, ChangesError> {
    let tracked =
        ["diff", "--name-only", "--no-ext-diff", "--no-textconv", "-z", "--relative", "--end-of-options"];
    let mut changed = names(root, tracked.iter().copied().chain([reference, "--"]), reference)?;
    let untracked = ["ls-files", "--others", "--exclude-standard", "-z"];
    changed.extend(names(root, untracked.iter().copied(), reference)?);
    Ok(changed)
}

fn names<'a>(
    root: &Path,
    arguments: impl Iterator<Item = &'a str>,
    reference: &str,
) -> Result<BTreeSet<RelPath>, ChangesError> {
    let output = git::ask(root, arguments).map_err(|error| match error {
        GitError::NotStarted(error) => ChangesError::NoGit(error),
        GitError::Refused(why) => ChangesError::Refused { reference: reference.to_owned(), why },
    })?;
    let names = String::from_utf8_lossy(&output);
    Ok(names
        .split('\0')
        .filter(|name| !name.is_empty())
        .filter_map(|name| RelPath::parse(name).ok())
        .collect())
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
