use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{Reach, Value, model::Role};
use assay_evidence::{Confidence, Topic};

use super::{authorization_request::redemptions, flow, reach::blind_spots, reads_code, sink::opened};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "oauth-pkce-missing",
    title: "a code that anybody who sees it can redeem",
    claims: &["oauth/code-bound-to-client"],
    topic: Topic::OauthState,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("oauth_pkce_missing.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    let mut seen = BTreeSet::new();
    for redemption in redemptions(code) {
        look.looked_at(1);
        if !seen.insert(redemption.event.site) {
            continue;
        }
        let Some(sent) = sent(redemption.event) else { continue };
        if sent != Sent::NothingOfItsOwn {
            continue;
        }
        let found = Found::new(
            "oauth/code-bound-to-client",
            "redemption: no secret, no verifier",
            "the code is redeemed with neither a secret of the app nor a verifier (PKCE): whoever sees the code can do the same",
        )
        .at(code.place(redemption.event.site))
        .help("redeem the code on a server, with the client's secret; a client without one draws a `code_verifier` for each request and sends its hash as `code_challenge`")
        .path(flow::steps(code, redemption.event, "the code is redeemed"));
        match redemption.event.reach {
            Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            Reach::Entry | Reach::Loading => look.against(found),
        }
    }
}

#[derive(PartialEq, Eq)]
enum Sent {
    /// A secret, a verifier, or credentials in a header.
    Proof,
    /// Neither.
    NothingOfItsOwn,
}

/// What proves the app in a redemption; none where its body is not known whole.
fn sent(event: &assay_code::Event) -> Option<Sent> {
    let assay_code::Action::Call(call) = &event.action else { return None };
    let options = call.role(Role::Options);
    let headers = [call.role(Role::Headers), options.field("headers")];
    let by_header = headers.iter().any(|headers| {
        let names = headers.fields();
        names.keys().any(|name| name.eq_ignore_ascii_case("authorization"))
            || names.is_empty() && !headers.is_undefined() && !headers.is_constant()
    });
    let mut bodies: Vec<Value> = vec![call.role(Role::Body), options.field("body"), options.field("data")];
    bodies.extend(call.arguments.iter().cloned());
    let bodies: Vec<Value> = bodies.iter().flat_map(opened).collect();
    let body = bodies.iter().find(|body| {
        let fields = body.fields();
        fields.contains_key("grant_type") && fields.contains_key("code")
    })?;
    let names = body.fields();
    let is_open = body.alternatives().iter().any(|value| match value.shape() {
        assay_code::Shape::Object(object) => object.rest().is_some(),
        _ => true,
    });
    let proves =
        ["client_secret", "code_verifier", "client_assertion"].iter().any(|name| names.contains_key(name));
    match (proves || by_header || options.fields().contains_key("auth"), is_open) {
        (true, _) => Some(Sent::Proof),
        (false, true) => None,
        (false, false) => Some(Sent::NothingOfItsOwn),
    }
}
