//! Does a Power-Up's server take a token that Trello did not sign?

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
    id: "trello-forged-token-accepted",
    kind: assay_auth::Kind::Trello,
    roles: &[Role::Page, Role::ModulePage, Role::Callback],
    other_methods: true,
    claim: |variant| match variant.aspect {
        Aspect::Shape if variant.knowledge() != Knowledge::Nothing => Some("endpoints/token-read-strictly"),
        Aspect::Shape | Aspect::Signature | Aspect::Algorithm | Aspect::KeyChoice => {
            Some("trello/signature-verified")
        }
        _ => None,
    },
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "trello-forged-token-accepted",
    title: "tokens that Trello did not sign",
    claims: &["endpoints/token-read-strictly", "trello/signature-verified"],
    topic: Topic::Jwt,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: applies::to_trello,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("trello_forged_token_accepted.md"),
};
