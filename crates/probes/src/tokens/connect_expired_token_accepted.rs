//! Does a page take a token at the wrong time?

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
    id: "connect-expired-token-accepted",
    kind: assay_auth::Kind::Connect,
    roles: &[Role::ModulePage, Role::Webhook],
    other_methods: false,
    claim: |variant| match variant.aspect {
        // A token that is not good yet is one that lives too long.
        Aspect::Time if variant.refused == "not-yet-valid" => Some("connect/lifetime-bounded"),
        Aspect::Time => Some("connect/expiry-checked"),
        Aspect::Expiry => Some("connect/expiry-required"),
        Aspect::Lifetime => Some("connect/lifetime-bounded"),
        _ => None,
    },
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "connect-expired-token-accepted",
    title: "tokens that are past their expiry, or name none",
    claims: &["connect/expiry-checked", "connect/expiry-required", "connect/lifetime-bounded"],
    topic: Topic::Jwt,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_connect,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("connect_expired_token_accepted.md"),
};
