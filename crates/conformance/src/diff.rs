//! Two versions of an app, from wherever they are kept: which growth waits for an admin.

mod evidence;
mod variables;
mod versions;

use std::path::PathBuf;

use assay_app::manifest::Variables;
use assay_policy::{Answer, AppDiff, Environment, Version, pair};
use assay_source::{Diagnostic, Level};

use crate::git::GitError;
pub use evidence::{evidence, manifest_diff_card};
use variables::read_variables;

/// Where one side is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// A directory, or a manifest.
    pub path: PathBuf,
    /// The commit, branch or tag it is read from; what lies on disk where there is none.
    pub revision: Option<String>,
}

impl Side {
    /// How people call it: `origin/main`, the beginning of a commit's id, or the path.
    pub fn name(&self) -> String {
        match &self.revision {
            Some(commit) if commit.len() >= 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                commit[..12].to_owned()
            }
            Some(name) => name.clone(),
            None => self.path.display().to_string(),
        }
    }
}

/// What to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffOptions {
    /// The earlier version.
    pub old: Side,
    /// The later version.
    pub new: Side,
    /// Files with values of environment variables.
    pub variables: VariableFiles,
}

/// Files with values of environment variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariableFiles {
    /// Both versions are deployed with the same values; none are known where there is no file.
    Shared(Option<PathBuf>),
    /// Each version has its own.
    Separate {
        /// Of the old version.
        old: Option<PathBuf>,
        /// Of the new version.
        new: Option<PathBuf>,
    },
}

/// Why two versions cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// A path leads nowhere.
    #[error("there is neither a file nor a directory `{}`", .0.display())]
    NoSuchPath(PathBuf),
    /// The system refused.
    #[error("`{}` cannot be read: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// The tree cannot be walked.
    #[error(transparent)]
    Source(#[from] assay_source::SourceError),
    /// There is nothing to compare.
    #[error("there is no Forge manifest in `{0}`")]
    NoManifest(String),
    /// A file that was named is no Forge manifest.
    #[error("`{0}` is not a Forge manifest; a Connect descriptor cannot be compared by these rules")]
    NotAManifest(String),
    /// There is no git to ask.
    #[error("git could not be started: {0}")]
    NoGit(std::io::Error),
    /// There is no such commit.
    #[error(
        "git knows no commit `{revision}` in `{}`; in a pipeline, fetch it first: a shallow clone has one commit only",
        path.display()
    )]
    NoRevision {
        /// The commit, branch or tag.
        revision: String,
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Git refused something else.
    #[error("git cannot read `{revision}`: {why}")]
    Git {
        /// The commit, branch or tag.
        revision: String,
        /// Git's first line.
        why: String,
    },
}

impl DiffError {
    fn git(revision: &str, error: GitError) -> Self {
        match error {
            GitError::NotStarted(error) => Self::NoGit(error),
            GitError::Refused(why) => Self::Git { revision: revision.to_owned(), why },
        }
    }
}

/// What came of comparing two sides.
#[derive(Debug)]
pub struct DiffRun {
    /// One for each app, ordered by manifest.
    pub apps: Vec<AppDiff>,
    /// What was wrong with manifests and files of variables.
    pub diagnostics: Vec<Diagnostic>,
}

impl DiffRun {
    /// The answer for all apps together: the most demanding of theirs.
    pub fn answer(&self) -> Answer {
        self.apps.iter().map(AppDiff::answer).max().unwrap_or(Answer::CannotTell)
    }

    /// True where a file of variables has a mistake: what it says may not be what its author meant.
    pub fn has_variable_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.level == Level::Error && diagnostic.code.0.starts_with("variables-"))
    }
}

/// Compares the Forge apps of two sides.
///
/// # Errors
/// [`DiffError`] where one side cannot be found or read at all. A manifest that cannot be read to its end is a
/// diagnostic, and keeps the answer open.
pub fn diff(options: &DiffOptions) -> Result<DiffRun, DiffError> {
    let mut diagnostics = Vec::new();
    let (values, environment) = values(&options.variables, &mut diagnostics)?;
    let new = versions::load(&options.new)?;
    if new.manifests.is_empty() {
        return Err(DiffError::NoManifest(options.new.name()));
    }
    let old = versions::load(&options.old)?;
    if old.manifests.is_empty() && old.is_whole && options.old.revision.is_none() {
        return Err(DiffError::NoManifest(options.old.name()));
    }
    let (is_whole, mut sides) = (old.is_whole, Vec::new());
    for (side, values) in [(old, &values.0), (new, &values.1)] {
        diagnostics.extend(side.diagnostics);
        let versions: Vec<Version> = side
            .manifests
            .into_iter()
            .map(|found| {
                diagnostics.extend(found.manifest.diagnostics.iter().filter(|_| !found.outside).cloned());
                Version {
                    grants: assay_policy::Grants::read(&found.manifest, values),
                    path: found.path,
                    outside: found.outside,
                }
            })
            .collect();
        sides.push(versions);
    }
    diagnostics.sort();
    diagnostics.dedup();
    let apps = match sides.as_slice() {
        [old, new] => pair(old, new, is_whole, environment),
        _ => Vec::new(),
    };
    Ok(DiffRun { apps, diagnostics })
}

fn values(
    files: &VariableFiles,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<((Variables, Variables), Environment), DiffError> {
    let mut read = |file: &Option<PathBuf>| match file {
        Some(file) => {
            let (values, mistakes) = read_variables(file)?;
            diagnostics.extend(mistakes);
            Ok::<_, DiffError>(values)
        }
        None => Ok(Variables::default()),
    };
    Ok(match files {
        VariableFiles::Shared(file) => {
            let values = read(file)?;
            ((values.clone(), values), Environment::Same)
        }
        VariableFiles::Separate { old, new } => ((read(old)?, read(new)?), Environment::Separate),
    })
}
