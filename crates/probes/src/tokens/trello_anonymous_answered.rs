//! Does a Power-Up's server answer a request without a token?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
use crate::Probe;
#[cfg(feature = "live")]
use crate::{Act, Role};

#[cfg(feature = "live")]
static PLAN: super::anonymous::Plan = super::anonymous::Plan {
    id: "trello-anonymous-answered",
    kind: assay_auth::Kind::Trello,
    roles: &[Role::Page, Role::ModulePage, Role::Callback],
    claims: &["endpoints/authenticated"],
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "trello-anonymous-answered",
    title: "requests without a token",
    claims: &["endpoints/authenticated"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_trello,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("trello_anonymous_answered.md"),
};
