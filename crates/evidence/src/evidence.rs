//! One thing that was seen.

use assay_catalogue::{ClaimId, Method, Severity};
use assay_source::{Digest, Place};
use serde::{Deserialize, Serialize};

use crate::{InstrumentId, LiveProof, Vulnerability};

/// How sure an instrument is of one piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A person should look: it is shown for review and never fails a row.
    Low,
    /// It counts.
    Medium,
    /// It can be read off the place shown.
    High,
}

impl std::fmt::Display for Confidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        })
    }
}

/// What a contradiction rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The bad thing itself was seen.
    Presence,
    /// The good thing was looked for and not seen; a completed look by the deciding method outweighs it.
    Absence,
}

/// Which way a piece of evidence points.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Bearing {
    /// The claim holds as far as this was seen.
    Supports,
    /// The claim does not hold.
    Contradicts {
        /// What that rests on.
        basis: Basis,
    },
    /// It was looked at and cannot be told.
    Inconclusive {
        /// Why not, in one plain sentence.
        because: String,
    },
}

/// What was looked at: evidence about one release says little about another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Subject {
    /// Source text, by the digest of every file of the app.
    Source {
        /// Digest of paths and contents.
        digest: Digest,
    },
    /// A running app.
    Deployment {
        /// Where it answers.
        url: String,
        /// Its release, where it tells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        release: Option<String>,
    },
}

/// One stop on the way from cause to effect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Step {
    /// Where.
    pub place: Place,
    /// What happens there, in a few words.
    pub text: String,
}

/// 32 hexadecimal digits that name a finding across runs: they survive lines being moved and files being
/// reformatted, and change when what was found changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something an instrument saw that bears on a claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    /// The claim.
    pub about: ClaimId,
    /// Who saw it.
    pub by: InstrumentId,
    /// How.
    pub method: Method,
    /// Which way it points.
    pub bearing: Bearing,
    /// How sure.
    pub confidence: Confidence,
    /// How bad, where it contradicts.
    pub severity: Severity,
    /// What was seen, in one plain sentence about this case. Redacted.
    pub statement: String,
    /// What would be right, in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What exactly it is about, apart from where that stands: a manifest path, an address, a function name.
    /// Two findings of one rule in one file have different identities. Redacted.
    pub identity: String,
    /// Where; evidence from a running app has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The way from cause to effect, where there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<Step>,
    /// What a running app was asked and answered; evidence from source has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<LiveProof>,
    /// The published vulnerability it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vulnerability: Option<Vulnerability>,
    /// What was looked at.
    pub subject: Subject,
    /// Why the author of the app says this is no finding, where an inline comment does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppressed: Option<String>,
}

impl Evidence {
    /// Its name across runs: made of instrument, claim, file and identity, not of line numbers.
    pub fn fingerprint(&self) -> Fingerprint {
        let file = self.place.as_ref().map_or("", |place| place.file.as_str());
        let parts = [self.by.as_str(), self.about.as_str(), file, &self.identity];
        Fingerprint(Digest::of_parts(parts.map(str::as_bytes)).to_string()[..32].to_owned())
    }

    /// True where it says the claim does not hold, however sure.
    pub fn contradicts(&self) -> bool {
        matches!(self.bearing, Bearing::Contradicts { .. })
    }
}
