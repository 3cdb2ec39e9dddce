//! Does a page take a token that was made for another request?

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
    id: "connect-query-hash-ignored",
    kind: assay_auth::Kind::Connect,
    roles: &[Role::ModulePage, Role::Webhook],
    other_methods: false,
    claim: |variant| match variant.aspect {
        Aspect::Binding => Some("connect/qsh-validated"),
        _ => None,
    },
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "connect-query-hash-ignored",
    title: "tokens that were made for another request",
    claims: &["connect/qsh-validated"],
    topic: Topic::Qsh,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_connect,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("connect_query_hash_ignored.md"),
};
