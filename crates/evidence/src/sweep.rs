//! How far somebody looked.

use assay_catalogue::{ClaimId, Method};
use assay_source::Place;
use serde::{Deserialize, Serialize};

use crate::{InstrumentId, Subject};

/// Something that belonged to the population and was not looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skip {
    /// What, in a few words.
    pub what: String,
    /// Why, in one plain sentence.
    pub because: String,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What would have it looked at, where there is such a thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
}

/// What would let an instrument look at what it skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// To ask for the history of the repository.
    History,
    /// A lock file, which decides the versions of packages.
    LockFile,
    /// To name the directory that the server's code lies in as well.
    ServerCode,
    /// All advisories there are, where those at hand are a selection or old.
    Advisories,
}

impl Remedy {
    /// Every one.
    pub const EVERY: [Self; 4] = [Self::History, Self::LockFile, Self::ServerCode, Self::Advisories];
}

/// Whether an instrument came to its end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Completion {
    /// It did.
    Completed,
    /// It broke, and that is ours to explain.
    Broke {
        /// What happened.
        because: String,
    },
}

/// The last word of an instrument about one claim: how much there was and how much of it was seen. Every
/// instrument that starts ends with one per claim; a missing one means that it never looked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sweep {
    /// Who.
    pub by: InstrumentId,
    /// About what.
    pub about: ClaimId,
    /// How.
    pub method: Method,
    /// Of what.
    pub subject: Subject,
    /// Number of things there were to look at: manifest entries, functions, endpoints.
    pub population: u64,
    /// Number of them that were looked at.
    pub examined: u64,
    /// Those that were not, each with its reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skip>,
    /// Whether it came to its end.
    pub completion: Completion,
}

impl Sweep {
    /// True when it came to its end, looked at something, and left nothing out.
    pub fn is_whole(&self) -> bool {
        self.completion == Completion::Completed
            && self.examined > 0
            && self.examined >= self.population
            && self.skipped.is_empty()
    }
}
