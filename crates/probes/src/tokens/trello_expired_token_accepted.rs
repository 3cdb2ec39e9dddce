//! Does a Power-Up's server take a token at the wrong time?

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
    id: "trello-expired-token-accepted",
    kind: assay_auth::Kind::Trello,
    roles: &[Role::Page, Role::ModulePage, Role::Callback],
    other_methods: false,
    claim: |variant| match variant.aspect {
        // How long its tokens live is for Trello to say.
        Aspect::Time if variant.refused == "expired" => Some("trello/expiry-checked"),
        Aspect::Expiry => Some("trello/expiry-checked"),
        _ => None,
    },
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "trello-expired-token-accepted",
    title: "tokens that are past their expiry, or name none",
    claims: &["trello/expiry-checked"],
    topic: Topic::Jwt,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_trello,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("trello_expired_token_accepted.md"),
};
