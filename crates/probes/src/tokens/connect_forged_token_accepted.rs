//! Does a page take a token that no tenant signed?

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
    id: "connect-forged-token-accepted",
    kind: assay_auth::Kind::Connect,
    roles: &[Role::ModulePage, Role::Webhook],
    other_methods: true,
    claim: |variant| match variant.aspect {
        Aspect::Shape if variant.knowledge() != Knowledge::Nothing => Some("endpoints/token-read-strictly"),
        Aspect::Shape | Aspect::Signature => Some("connect/token-verified"),
        Aspect::Algorithm | Aspect::KeyChoice => Some("connect/algorithm-pinned"),
        _ => None,
    },
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "connect-forged-token-accepted",
    title: "tokens that no tenant signed",
    claims: &["connect/algorithm-pinned", "connect/token-verified", "endpoints/token-read-strictly"],
    topic: Topic::Jwt,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: applies::to_connect,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("connect_forged_token_accepted.md"),
};
