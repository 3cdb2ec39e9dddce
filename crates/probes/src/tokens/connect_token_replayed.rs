//! Does a webhook take the same token twice?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

#[cfg(feature = "live")]
static PLAN: super::replay::Plan = super::replay::Plan {
    id: "connect-token-replayed",
    kind: assay_auth::Kind::Connect,
    role: crate::Role::Webhook,
    claim: "connect/replay-refused",
    depth: assay_evidence::Depth::TenantKeyed,
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "connect-token-replayed",
    title: "tokens that were used before",
    claims: &["connect/replay-refused"],
    topic: Topic::Jwt,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: applies::to_webhooks,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("connect_token_replayed.md"),
};
