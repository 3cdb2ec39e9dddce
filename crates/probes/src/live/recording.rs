//! A run that was kept: what was asked and what came back, so that the same can be judged again offline.

use std::{collections::BTreeMap, path::Path};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Answer, CertificateSeen, DnsSeen, RegistrationSeen, Survey, tls::TlsSeen};

/// The file of a recording, in its folder.
const FILE: &str = "recording.json";

/// The version of the file this build writes, and the one it reads.
const SCHEMA: &str = "assay-recording-1";

/// Everything a run saw, by the names of its requests. It holds no secret: answers are masked when they arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    schema: String,
    /// The moment of the run.
    pub now: Timestamp,
    /// Answers by the name of their request.
    pub answers: BTreeMap<String, Answer>,
    /// The TLS of each host.
    pub tls: Vec<TlsSeen>,
    /// The certificates of each host.
    pub certificates: Vec<CertificateSeen>,
    /// What the name system said of each host.
    pub dns: Vec<DnsSeen>,
    /// What registries said of their domains.
    #[serde(default)]
    pub registrations: Vec<RegistrationSeen>,
}

/// Why a recording cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The system's words.
    #[error("`{file}`: {source}")]
    File {
        /// The file.
        file: String,
        /// The system's words.
        source: std::io::Error,
    },
    /// It is no recording.
    #[error("`{file}` is no recording: {source}")]
    Shape {
        /// The file.
        file: String,
        /// The reader's words.
        source: serde_json::Error,
    },
    /// Its version is one this build does not know.
    #[error("`{file}` is a recording of the version `{found}`; this build reads `{SCHEMA}`")]
    Version {
        /// The file.
        file: String,
        /// The version it names.
        found: String,
    },
}

impl Recording {
    /// An empty one.
    pub fn new(now: Timestamp) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            now,
            answers: BTreeMap::new(),
            tls: Vec::new(),
            certificates: Vec::new(),
            dns: Vec::new(),
            registrations: Vec::new(),
        }
    }

    /// Keeps what a survey saw beside its requests.
    pub(super) fn keep_hosts(&mut self, survey: &Survey) {
        self.tls.clone_from(&survey.tls);
        self.certificates.clone_from(&survey.certificates);
        self.dns.clone_from(&survey.dns);
        self.registrations.clone_from(&survey.registrations);
    }

    /// The TLS of a host; with its trouble where the recording does not have it.
    pub(super) fn tls_of(&self, host: &str, port: u16) -> TlsSeen {
        let found = self.tls.iter().find(|tls| (tls.host.as_str(), tls.port) == (host, port));
        found.cloned().unwrap_or_else(|| TlsSeen {
            host: host.to_owned(),
            port,
            trouble: Some("it is not in the recording".to_owned()),
            ..TlsSeen::default()
        })
    }

    /// Reads the recording in a folder.
    ///
    /// # Errors
    /// [`RecordingError`].
    pub fn read(folder: &Path) -> Result<Self, RecordingError> {
        let path = folder.join(FILE);
        let file = path.display().to_string();
        let text = std::fs::read_to_string(&path)
            .map_err(|source| RecordingError::File { file: file.clone(), source })?;
        let recording: Self = serde_json::from_str(&text)
            .map_err(|source| RecordingError::Shape { file: file.clone(), source })?;
        match recording.schema == SCHEMA {
            true => Ok(recording),
            false => Err(RecordingError::Version { file, found: recording.schema }),
        }
    }

    /// Writes it into a folder, which is made where it is not there.
    ///
    /// # Errors
    /// [`RecordingError::File`].
    pub fn write(&self, folder: &Path) -> Result<(), RecordingError> {
        let path = folder.join(FILE);
        let file = || path.display().to_string();
        let text = serde_json::to_string_pretty(self).expect("every map in it has text keys") + "\n";
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|source| RecordingError::File { file: file(), source })
    }
}
