//! Does a page take a token for a tenant that did not sign it?

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
    id: "connect-foreign-tenant-accepted",
    kind: assay_auth::Kind::Connect,
    roles: &[Role::ModulePage, Role::Webhook],
    other_methods: false,
    claim: |variant| match variant.aspect {
        Aspect::Issuer | Aspect::Audience => Some("connect/tenant-bound"),
        _ => None,
    },
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "connect-foreign-tenant-accepted",
    title: "tokens of one tenant for another",
    claims: &["connect/tenant-bound"],
    topic: Topic::Tenant,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: applies::to_connect,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("connect_foreign_tenant_accepted.md"),
};
