//! Does a remote take a token that is not for it?

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
    id: "remote-foreign-token-accepted",
    kind: assay_auth::Kind::Fit,
    roles: &[Role::Remote],
    other_methods: false,
    claim: |variant| match variant.aspect {
        Aspect::Audience => Some("fit/audience-constant"),
        Aspect::Issuer => Some("fit/issuer-checked"),
        Aspect::Subject => Some("fit/context-checked"),
        _ => None,
    },
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "remote-foreign-token-accepted",
    title: "invocation tokens that were made for another app",
    claims: &["fit/audience-constant", "fit/issuer-checked", "fit/context-checked"],
    topic: Topic::Jwt,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: applies::to_remotes,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("remote_foreign_token_accepted.md"),
};
