//! Does a page answer a request without a token?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
use crate::Probe;
#[cfg(feature = "live")]
use crate::{Act, Role};

#[cfg(feature = "live")]
static PLAN: super::anonymous::Plan = super::anonymous::Plan {
    id: "connect-anonymous-answered",
    kind: assay_auth::Kind::Connect,
    roles: &[Role::ModulePage, Role::Webhook],
    claims: &["connect/authentication-on", "endpoints/authenticated"],
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "connect-anonymous-answered",
    title: "requests without a token",
    claims: &["connect/authentication-on", "endpoints/authenticated"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_connect,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("connect_anonymous_answered.md"),
};
