use assay_catalogue::Severity;
use assay_code::{Action, model::Effect};
use assay_evidence::{Confidence, Topic};

use super::{
    authorization_request::{AuthorizationRequest, State, requests},
    flow,
    reach::blind_spots,
    reads_code,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "oauth-state-missing",
    title: "a request for authorisation without a state",
    claims: &["oauth/state-sent"],
    topic: Topic::OauthState,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("oauth_state_missing.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    for request in requests(code).iter().filter(|request| !is_by_trellos_library(request)) {
        look.looked_at(1);
        let found = |statement: String| {
            Found::new("oauth/state-sent", format!("state: {}", request.whose), statement)
                .at(code.place(request.event.site))
                .help("send a `state` that is random and kept in the browser's session, and compare it when the user comes back")
                .path(flow::steps(code, request.event, "the user is sent to the authorisation server"))
        };
        match request.state {
            State::Absent => look.against(found(format!(
                "the request for authorisation to {} carries no `state`",
                request.whose
            ))),
            State::Unknown => look.unsure(
                found(format!(
                    "whether the request for authorisation to {} carries a `state` can't be told",
                    request.whose
                ))
                .confidence(Confidence::Low),
                "a part of its address is made elsewhere",
            ),
            State::Sent(_) => {}
        }
    }
}

/// `t.getRestApi().authorize()`: the library asks in a window of its own, and takes no state.
fn is_by_trellos_library(request: &AuthorizationRequest<'_>) -> bool {
    let Action::Call(call) = &request.event.action else { return false };
    let product = call.model.and_then(|model| model.product.as_deref()).unwrap_or_default();
    call.effect() == Some(Effect::OauthAuthorize) && product.starts_with("trello")
}
