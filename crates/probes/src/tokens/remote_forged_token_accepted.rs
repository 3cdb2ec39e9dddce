//! Does a remote take a token that the platform did not sign?

#[cfg(feature = "live")]
use assay_auth::{Aspect, Knowledge};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
use crate::Probe;
#[cfg(feature = "live")]
use crate::{Act, Role};

#[cfg(feature = "live")]
pub(super) static PLAN: super::course::Plan = super::course::Plan {
    id: "remote-forged-token-accepted",
    kind: assay_auth::Kind::Fit,
    roles: &[Role::Remote],
    other_methods: true,
    claim: |variant| match variant.aspect {
        Aspect::Shape if variant.knowledge() != Knowledge::Nothing => Some("endpoints/token-read-strictly"),
        Aspect::Shape | Aspect::Signature | Aspect::Algorithm | Aspect::KeyChoice => {
            Some("fit/signature-verified")
        }
        _ => None,
    },
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "remote-forged-token-accepted",
    title: "invocation tokens that the platform did not sign",
    claims: &["endpoints/token-read-strictly", "fit/signature-verified"],
    topic: Topic::Jwt,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: applies::to_remotes,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("remote_forged_token_accepted.md"),
};
