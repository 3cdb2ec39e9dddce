//! Does a page take a context token?

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
    id: "connect-context-token-accepted",
    kind: assay_auth::Kind::Connect,
    roles: &[Role::ModulePage, Role::Webhook],
    claim: |variant| match variant.aspect {
        Aspect::Context => Some("connect/context-jwt"),
        _ => None,
    },
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "connect-context-token-accepted",
    title: "context tokens where a token for the request is needed",
    claims: &["connect/context-jwt"],
    topic: Topic::Qsh,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_connect,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("connect_context_token_accepted.md"),
};
