use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Reach, Shape, Source, Value,
    model::{CheckKind, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, reach, reach::blind_spots, reads_code, token_claim};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "token-algorithm-open",
    title: "a verification that leaves the algorithm to the token",
    claims: &["connect/algorithm-pinned", "fit/signature-verified"],
    topic: Topic::Jwt,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("token_algorithm_open.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    let claim = token_claim::algorithm(case.app);
    look.looked_at(code.entries.len() + 1);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::TokenVerify) {
        look.looked_at_for(claim, 1);
        // It verifies nothing: `jwt.decode(token, options={"verify_signature": False})`.
        if call.skips_signature() && !matches!(call.role(Role::Secret).shape(), Shape::Null) {
            continue;
        }
        let by_key = by_kind_of_key(case, call);
        let Some(how) = open(call).or_else(|| by_key.then_some("does not say which algorithm is due")) else {
            continue;
        };
        if !seen.insert(event.site) {
            continue;
        }
        let found = Found::new(claim, format!("{}: {how}", call.path), format!("`{}` verifies a token and {how}", call.path))
            .at(code.place(event.site))
            .help("name the one algorithm that is due: `algorithms: ['RS256']` for Forge, HS256 for a tenant's shared secret")
            .path(flow::steps(code, event, "the token is verified"));
        match event.reach {
            _ if by_key => look.unsure(
                found.confidence(Confidence::Low),
                "which of them the kind of key allows is not followed",
            ),
            Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            Reach::Entry | Reach::Loading => look.against(found),
        }
    }
}

/// Go's `jwt.Parse(token, keyOf)`: neither an option nor the function that gives the key looks at the method. What kind of key
/// it gives decides then.
fn by_kind_of_key(case: &Case<'_>, call: &Call) -> bool {
    let Some((library, _)) = call.path.split_once(':') else { return false };
    if !library.starts_with("@go/") || !library.ends_with("jwt") && !library.ends_with("jwt-go") {
        return false;
    }
    // The function may stand in another file.
    const LOOKS: [&str; 4] = ["ValidMethods", ".Method.", ".Method,", "\"alg\""];
    call.role(Role::Secret).is_function() && !LOOKS.iter().any(|word| reach::mentions(case, word))
}

/// How the algorithm is left open, where it is.
fn open(call: &Call) -> Option<&'static str> {
    let model = call.model?;
    // `JWT.require(Algorithm.none())`, `RequireSignedTokens = false`
    let made_with = call.receiver.as_external().map(|it| it.made_with.to_vec()).unwrap_or_default();
    let without =
        made_with.iter().filter_map(Value::external_path).any(|path| path.ends_with("Algorithm.none()"));
    if without || call.role(Role::Settings).field("RequireSignedTokens").as_boolean() == Some(false) {
        return Some("accepts tokens without a signature");
    }
    let json_web_token = model.check.as_ref().is_some_and(|check| check.kind == CheckKind::Jwt);
    if !json_web_token || model.positions(Role::Algorithms).is_empty() {
        return None;
    }
    let named = call.role(Role::Algorithms);
    let all: Vec<String> = named
        .constants()
        .map(str::to_owned)
        .chain(named.elements().iter().filter_map(|it| it.as_constant().map(str::to_owned)))
        .collect();
    if all.iter().any(|name| name.eq_ignore_ascii_case("none")) {
        return Some("accepts tokens without a signature");
    }
    if named
        .deep_origins()
        .iter()
        .any(|origin| matches!(origin.source, Source::Caller(_) | Source::Claims(_)))
    {
        return Some("takes the algorithm from the token");
    }
    if !named.is_undefined() {
        return None;
    }
    // A secret that is surely a text can only be used with HMAC by libraries that look at the kind of key.
    let settings = call.role(Role::Settings);
    let settings_known = settings.is_undefined() || !settings.fields().is_empty();
    settings_known.then_some("does not say which algorithm is due")
}
