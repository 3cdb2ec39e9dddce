//! Does a page take a token for a tenant that did not sign it?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
#[cfg(feature = "live")]
use assay_auth::Aspect;

use super::super::applies;
use crate::Probe;
#[cfg(feature = "live")]
use crate::{Act, Role};

#[cfg(feature = "live")]
static PLAN: super::super::course::Plan = super::super::course::Plan {
    id: "connect-foreign-tenant-accepted",
    kind: assay_auth::Kind::Connect,
    roles: &[Role::ModulePage, Role::Webhook],
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
    page: include_str!("foreign_tenant_accepted.md"),
};
