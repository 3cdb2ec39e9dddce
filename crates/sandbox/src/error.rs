//! Why something was not done. None of these is the app's doing: what an app does wrong is an answer, with its records.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{state::act::VersionNumber, version};

/// Why the platform did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of the state cannot be used.
    #[error("{}: {source}", path.display())]
    State {
        /// Which.
        path: PathBuf,
        /// What the machine said.
        source: io::Error,
    },
    /// A file of the state is not what was written.
    #[error("{}: {because}", path.display())]
    Damaged {
        /// Which.
        path: PathBuf,
        /// How that is known.
        because: String,
    },
    /// The ledger's chain does not hold.
    #[error("{}: entry {entry} of the ledger cannot be trusted: {because}", path.display())]
    ChainBroken {
        /// The ledger.
        path: PathBuf,
        /// The number of the entry.
        entry: u64,
        /// Why.
        because: String,
    },
    /// Another process runs a platform on this directory.
    #[error("{} is in use by another process", directory.display())]
    InUse {
        /// The directory.
        directory: PathBuf,
    },
    /// A name that is none.
    #[error("`{name}` is no name for an {what}")]
    BadName {
        /// Of what.
        what: &'static str,
        /// The name, made visible.
        name: String,
    },
    /// There is nothing of this name.
    #[error("there is no {what} `{name}`")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// Under which name.
        name: String,
    },
    /// The manifest does not say what is needed.
    #[error("the manifest {because}")]
    Manifest {
        /// What is missing, to stand behind "the manifest".
        because: String,
    },
    /// The approval is for something else than what would be granted.
    #[error("what was approved is not what version {version} asks for now: look at it again")]
    ApprovalOutdated {
        /// The version that would be granted.
        version: VersionNumber,
    },
    /// It is installed already.
    #[error("the app is installed on `{site}` already")]
    AlreadyInstalled {
        /// On which site.
        site: String,
    },
    /// Production is closed to this.
    #[error("production is closed: {what} goes through a deployment")]
    ProductionClosed {
        /// What was tried.
        what: &'static str,
    },
    /// The site's admin does not allow that its logs are read.
    #[error("the admin of `{site}` does not allow that its logs are read")]
    LogsClosed {
        /// Which site.
        site: String,
    },
    /// A store cannot be opened.
    #[error("the store: {0}")]
    Store(#[from] assay_store::OpenError),
    /// The app's code does not run.
    #[error(transparent)]
    Code(#[from] version::Error),
}

impl Error {
    pub(crate) fn state(path: &Path, source: io::Error) -> Self {
        Self::State { path: path.to_owned(), source }
    }

    pub(crate) fn unknown(what: &'static str, name: &str) -> Self {
        Self::Unknown { what, name: name.escape_default().take(200).collect() }
    }
}
