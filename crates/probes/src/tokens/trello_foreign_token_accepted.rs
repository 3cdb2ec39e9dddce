//! Does a Power-Up's server take a token that is not for it?

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
    id: "trello-foreign-token-accepted",
    kind: assay_auth::Kind::Trello,
    roles: &[Role::Page, Role::ModulePage, Role::Callback],
    other_methods: false,
    claim: |variant| match variant.aspect {
        Aspect::Audience | Aspect::Issuer => Some("trello/power-up-checked"),
        Aspect::Subject => Some("trello/member-checked"),
        _ => None,
    },
};

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "trello-foreign-token-accepted",
    title: "tokens of another Power-Up, or of no member",
    claims: &["trello/power-up-checked", "trello/member-checked"],
    topic: Topic::Jwt,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: applies::to_trello,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| PLAN.probing(scene, look)),
    page: include_str!("trello_foreign_token_accepted.md"),
};
