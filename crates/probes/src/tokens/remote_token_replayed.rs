//! Does a remote take the same token twice?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

#[cfg(feature = "live")]
static PLAN: super::replay::Plan = super::replay::Plan {
    id: "remote-token-replayed",
    kind: assay_auth::Kind::Fit,
    role: crate::Role::Remote,
    claim: "fit/replay-refused",
    depth: assay_evidence::Depth::KeyServerControlled,
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "remote-token-replayed",
    title: "invocation tokens that were used before",
    claims: &["fit/replay-refused"],
    topic: Topic::Jwt,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: applies::to_remotes,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("remote_token_replayed.md"),
};
