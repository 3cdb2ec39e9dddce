//! What people say: attestations and waivers, from `assay.toml`.

use assay_catalogue::{Catalogue, ClaimId, DutyId, Method, RequirementId};
use assay_evidence::{Evidence, Fingerprint, InstrumentId};
use assay_source::Place;
use globset::Glob;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What an attestation is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AttestationTarget {
    /// A whole row.
    Requirement(RequirementId),
    /// One duty of a row.
    Duty(DutyId),
}

impl AttestationTarget {
    /// The row.
    pub fn requirement(&self) -> &RequirementId {
        match self {
            Self::Requirement(id) => id,
            Self::Duty(id) => &id.requirement,
        }
    }
}

impl std::fmt::Display for AttestationTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Requirement(id) => id.fmt(f),
            Self::Duty(id) => id.fmt(f),
        }
    }
}

/// Somebody vouches for a row: dated, owned, and not for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// What it is about.
    pub about: AttestationTarget,
    /// What is said to be so.
    pub statement: String,
    /// Who says it: a role or an address.
    pub owner: String,
    /// When it was said.
    pub date: Date,
    /// The last day it counts.
    pub expires: Date,
    /// Where more can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Where it stands in the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// Whether an attestation counts today for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It counts.
    Current,
    /// Its last day has passed.
    Expired,
    /// The row changed after it was made.
    OlderThanRow,
    /// It is dated after today.
    NotYetMade,
}

impl Attestation {
    /// Whether it counts on `today` for a row that last changed on `row_changed`.
    pub fn standing(&self, today: Date, row_changed: Date) -> Standing {
        if self.date > today {
            Standing::NotYetMade
        } else if self.expires < today {
            Standing::Expired
        } else if self.date < row_changed {
            Standing::OlderThanRow
        } else {
            Standing::Current
        }
    }

    /// True where it speaks to `claim`: the claim is one of its row's or duty's, and people can know it.
    pub fn speaks_to(&self, claim: &ClaimId, catalogue: &Catalogue) -> bool {
        let knowable = catalogue.claim(claim).is_some_and(|card| card.methods.contains(&Method::Interview));
        let named = catalogue.requirement(self.about.requirement()).is_some_and(|requirement| {
            requirement.duties.iter().any(|duty| {
                let meant = match &self.about {
                    AttestationTarget::Requirement(_) => true,
                    AttestationTarget::Duty(id) => id.letter == duty.letter,
                };
                meant && duty.claims.contains(claim)
            })
        });
        knowable && named
    }
}

/// A finding somebody decided to live with. It never changes an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// The rule whose findings are meant.
    pub rule: InstrumentId,
    /// Only in files that match this glob.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Only this finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// Why.
    pub reason: String,
    /// The last day it counts.
    pub expires: Date,
    /// Where it stands in the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

impl Waiver {
    /// True where it is meant for this evidence, whether or not it still counts.
    pub fn matches(&self, evidence: &Evidence) -> bool {
        let path = match (&self.path, &evidence.place) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(glob), Some(place)) => {
                Glob::new(glob).is_ok_and(|glob| glob.compile_matcher().is_match(place.file.as_str()))
            }
        };
        path && self.rule == evidence.by
            && self.fingerprint.as_ref().is_none_or(|fingerprint| *fingerprint == evidence.fingerprint())
    }

    /// True on its last day and before.
    pub fn counts_on(&self, today: Date) -> bool {
        self.expires >= today
    }
}

/// Everything people said about one app.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Statements {
    /// What they vouch for.
    #[serde(default)]
    pub attestations: Vec<Attestation>,
    /// What they decided to live with.
    #[serde(default)]
    pub waivers: Vec<Waiver>,
}
