//! By what each duty can be verified today.

use assay_catalogue::{Catalogue, ClaimId, ControlId, DutyId, Force, Method};
use assay_evidence::{InstrumentCard, InstrumentId};
use serde::Serialize;

/// How far a duty is served by the instruments of this build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// A complete proof can be had from instruments alone.
    Provable,
    /// Some of its claims are looked at: it can fail, it cannot pass yet.
    Refutable,
    /// Only an attestation can answer it.
    NeedsAttestation,
    /// The platform provides it; nothing looks for what would void that yet, or nothing could.
    PlatformProvided,
    /// Nothing serves it yet.
    NotServed,
}

impl Service {
    /// The words used in tables.
    pub fn words(self) -> &'static str {
        match self {
            Self::Provable => "provable",
            Self::Refutable => "refutable",
            Self::NeedsAttestation => "needs attestation",
            Self::PlatformProvided => "platform provided",
            Self::NotServed => "not served yet",
        }
    }
}

/// How one duty is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DutyCoverage {
    /// The duty.
    pub duty: DutyId,
    /// How much it binds.
    pub force: Force,
    /// How far it is served.
    pub service: Service,
    /// Who looks at its claims and defeaters, in order.
    pub instruments: Vec<InstrumentId>,
    /// Claims nobody looks at, and no attestation can answer.
    pub unserved: Vec<ClaimId>,
    /// What can enforce it, as designed.
    pub enforced_by: Vec<ControlId>,
}

/// How every duty of the catalogue is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Every duty, in order.
    pub duties: Vec<DutyCoverage>,
}

/// Computes who serves what. `instruments` are all of the build's, whatever the app.
pub fn coverage(catalogue: &Catalogue, instruments: &[InstrumentCard]) -> Coverage {
    let serves = |claim: &ClaimId, method: Method| {
        instruments.iter().any(|card| card.method == method && card.claims.contains(claim))
    };
    let methods = |claim: &ClaimId| catalogue.claim(claim).map_or(&[][..], |card| &card.methods);
    let duties = catalogue
        .duties()
        .map(|(id, _, duty)| {
            let looked_at = |claim: &ClaimId| methods(claim).iter().any(|method| serves(claim, *method));
            let complete = |proof: &Vec<Method>| {
                duty.claims.iter().all(|claim| {
                    let mut needed = proof.iter().filter(|method| methods(claim).contains(method));
                    needed.all(|method| *method != Method::Interview && serves(claim, *method))
                })
            };
            let attestable = duty.proofs.iter().any(|proof| proof.contains(&Method::Interview));
            let service = if duty.platform_provided {
                Service::PlatformProvided
            } else if duty.proofs.iter().any(complete) {
                Service::Provable
            } else if duty.claims.iter().any(looked_at) {
                Service::Refutable
            } else if attestable {
                Service::NeedsAttestation
            } else {
                Service::NotServed
            };
            let claims = || duty.claims.iter().chain(&duty.defeaters);
            let mut by: Vec<InstrumentId> = instruments
                .iter()
                .filter(|card| claims().any(|claim| card.claims.contains(claim)))
                .map(|card| card.id.clone())
                .collect();
            by.sort();
            by.dedup();
            let attested = |claim: &ClaimId| attestable && methods(claim).contains(&Method::Interview);
            let unserved = claims().filter(|claim| !looked_at(claim) && !attested(claim)).cloned().collect();
            DutyCoverage {
                duty: id,
                force: duty.force,
                service,
                instruments: by,
                unserved,
                enforced_by: duty.enforced_by.clone(),
            }
        })
        .collect();
    Coverage { duties }
}
