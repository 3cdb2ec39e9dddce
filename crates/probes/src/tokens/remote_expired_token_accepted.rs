//! Does a remote take a token at the wrong time?

#[cfg(feature = "live")]
use assay_auth::Aspect;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
use crate::Probe;
#[cfg(feature = "live")]
use crate::{Act, Role};

#[cfg(feature = "live")]
pub(super) static PLAN: super::course::Plan = super::course::Plan {
    id: "remote-expired-token-accepted",
    kind: assay_auth::Kind::Fit,
    roles: &[Role::Remote],
    other_methods: false,
    claim: |variant| match variant.aspect {
        Aspect::Lifetime => Some("fit/lifetime-bounded"),
        Aspect::Time if variant.id.starts_with("iat-") => Some("fit/lifetime-bounded"),
        Aspect::Time | Aspect::Expiry => Some("fit/time-checked"),
        _ => None,
    },
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "remote-expired-token-accepted",
    title: "invocation tokens that are past their expiry, or name none",
    claims: &["fit/lifetime-bounded", "fit/time-checked"],
    topic: Topic::Jwt,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_remotes,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("remote_expired_token_accepted.md"),
};
