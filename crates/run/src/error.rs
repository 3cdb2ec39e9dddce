//! What stands in a session's way. Nothing here is the app's doing while it runs: that is an answer.

use std::{io, path::PathBuf};

use assay_source::Diagnostic;

/// Why there is no session, or no scenario.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the machine said.
        source: io::Error,
    },
    /// The directory holds no Forge app.
    #[error("{} is no Forge app: there is no manifest.yml in it", directory.display())]
    NoManifest {
        /// The directory.
        directory: PathBuf,
    },
    /// The manifest cannot be used.
    #[error("the manifest {because}")]
    Manifest {
        /// Why, to stand behind "the manifest".
        because: String,
    },
    /// The app's sources cannot be bundled.
    #[error("the app cannot be bundled:\n{because}{hint}")]
    Bundle {
        /// Why, a line a problem.
        because: String,
        /// What would help; empty where nothing obvious does.
        hint: &'static str,
    },
    /// The platform did not do what it was asked.
    #[error(transparent)]
    Platform(#[from] assay_sandbox::Error),
    /// A name that stands for nobody, or for nothing.
    #[error("{0}")]
    Unknown(String),
    /// A file of a scenario, or of a seed, is not one.
    #[error("the file cannot be read")]
    Scenario(Vec<Diagnostic>),
}
