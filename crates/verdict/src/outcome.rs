//! How things stand.

use assay_catalogue::{ClaimId, ControlId, DutyId, Force, Method, RequirementId};
use assay_evidence::Fingerprint;
use serde::{Deserialize, Serialize};

/// How a duty or a row stands. Ordered from worst to best, as reports list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was seen not to hold.
    Fail,
    /// We broke while looking.
    Error,
    /// It was looked at and cannot be told.
    Unknown,
    /// Nobody looked.
    NotChecked,
    /// Somebody vouches for it; nothing else could.
    Attested,
    /// A complete proof stands.
    Pass,
    /// The platform sees to it, and what would void that was looked for and not found.
    Platform,
    /// It does not apply to this app, and that is certain.
    NotApplicable,
}

impl Outcome {
    /// Every outcome, worst first.
    pub const EVERY: [Self; 8] = [
        Self::Fail,
        Self::Error,
        Self::Unknown,
        Self::NotChecked,
        Self::Attested,
        Self::Pass,
        Self::Platform,
        Self::NotApplicable,
    ];

    /// True where somebody still has to look: unknown, not checked, error.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Error | Self::Unknown | Self::NotChecked)
    }

    /// The words used in reports.
    pub fn words(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Error => "error",
            Self::Unknown => "unknown",
            Self::NotChecked => "not checked",
            Self::Attested => "attested",
            Self::Pass => "pass",
            Self::Platform => "platform",
            Self::NotApplicable => "not applicable",
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.words())
    }
}

/// A look that is missing for a proof, and how to get it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Need {
    /// The method that is missing.
    pub method: Method,
    /// What it has to speak to.
    pub claim: ClaimId,
    /// True when this build has an instrument for it; else only a later one, or an attestation, will do.
    pub served: bool,
}

/// How one duty stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyVerdict {
    /// The duty.
    pub duty: DutyId,
    /// How much it binds.
    pub force: Force,
    /// How it stands.
    pub outcome: Outcome,
    /// Why, in one or two plain sentences.
    pub because: String,
    /// The findings it rests on, by fingerprint.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Fingerprint>,
    /// What would move it on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// What can enforce it while the app runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enforced_by: Vec<ControlId>,
}

impl DutyVerdict {
    /// A contradicted duty that does not bind.
    pub fn is_advice(&self) -> bool {
        self.outcome == Outcome::Fail && self.force == Force::Should
    }
}

/// How a row of the app's own table stands, as it counts for a row of ALL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwinVerdict {
    /// The twin.
    pub requirement: RequirementId,
    /// How it stands.
    pub outcome: Outcome,
}

/// How one row stands: as its worst duty, and for a row of ALL its worst twin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowVerdict {
    /// The row.
    pub requirement: RequirementId,
    /// How it stands.
    pub outcome: Outcome,
    /// True where it fails by duties that do not bind only: amber, never counted for the exit code.
    #[serde(default)]
    pub advice: bool,
    /// Why, in one or two plain sentences.
    pub because: String,
    /// Its duties.
    pub duties: Vec<DutyVerdict>,
    /// The rows of the app's own tables that ask the same; on rows of ALL only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub twins: Vec<TwinVerdict>,
}

impl RowVerdict {
    /// True where somebody still has to look at a binding duty, whatever else is known.
    pub fn is_open(&self) -> bool {
        self.outcome.is_open()
            || self.duties.iter().any(|duty| duty.force == Force::Must && duty.outcome.is_open())
    }
}
