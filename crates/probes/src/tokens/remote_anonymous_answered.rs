//! Does a remote answer a request without a token?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
use crate::Probe;
#[cfg(feature = "live")]
use crate::{Act, Role};

#[cfg(feature = "live")]
static PLAN: super::anonymous::Plan = super::anonymous::Plan {
    id: "remote-anonymous-answered",
    kind: assay_auth::Kind::Fit,
    roles: &[Role::Remote],
    claims: &["endpoints/authenticated", "fit/required"],
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "remote-anonymous-answered",
    title: "requests without an invocation token",
    claims: &["endpoints/authenticated", "fit/required"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_remotes,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("remote_anonymous_answered.md"),
};
