use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Guard, GuardKind, Reach, Source, Value,
    model::{CheckKind, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, reach::blind_spots, token_claim::tests_claim, trello::power_up};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "trello-token-unbound",
    title: "a Trello token that any Power-Up could have got",
    claims: &["trello/power-up-checked", "trello/member-checked"],
    topic: Topic::Jwt,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: power_up,
    examine,
    page: include_str!("trello_token_unbound.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(1);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::TokenVerify) {
        look.looked_at(1);
        let is_jwt = call
            .model
            .and_then(|model| model.check.as_ref())
            .is_some_and(|check| check.kind == CheckKind::Jwt);
        if !is_jwt
            || call.is_switched_off()
            || !by_public_key(&call.role(Role::Secret), call.role(Role::Algorithms))
        {
            continue;
        }
        let Some(entry) = event.entry.filter(|_| event.reach == Reach::Entry) else { continue };
        let events: Vec<_> = code.events_of(entry).collect();
        let tests: Vec<&Guard> = events.iter().flat_map(|event| event.guards.iter()).collect();
        // What happens after the verification has to show what else was asked.
        let verified = events.iter().any(|event| {
            let proving = event.guards.iter().filter(|guard| guard.kind != GuardKind::Refused);
            proving.filter_map(|guard| guard.call.as_ref()).any(|by| by.site == call.site)
        });
        if !verified || !seen.insert(call.site) {
            continue;
        }
        let unknown = tests.iter().any(|guard| matches!(guard.kind, GuardKind::UnknownTested(_)));
        let uses = |name: &str| events.iter().any(|event| uses_claim(event, name));
        let gaps = [
            (
                "trello/power-up-checked",
                tests_claim(&tests, "idPlugin"),
                "compares its `idPlugin` with nothing: a token that any other Power-Up got is as good",
                "compare `idPlugin` with the id of this Power-Up: the token names no audience",
            ),
            (
                "trello/member-checked",
                tests_claim(&tests, "idMember") || uses("idMember"),
                "never looks at its `idMember`: whose request it is does not matter",
                "decide by the token's `idMember`, not by what the request says",
            ),
        ];
        for (claim, done, what, help) in gaps {
            if done {
                continue;
            }
            let found = Found::new(
                claim,
                format!("{}: {claim}", call.path),
                format!("`{}` verifies Trello's token, and the server {what}", call.path),
            )
            .at(code.place(call.site))
            .help(help)
            .path(flow::steps(code, event, "the token is verified"));
            if unknown || claim == "trello/member-checked" {
                look.unsure(
                    found.confidence(Confidence::Low),
                    "what is done with the token may lie in what could not be followed",
                );
            } else {
                look.against(found);
            }
        }
    }
}

/// Verified with a key that others publish, not with a secret of the app's own.
fn by_public_key(key: &Value, algorithms: Value) -> bool {
    let names: Vec<String> = algorithms
        .constants()
        .map(str::to_owned)
        .chain(
            algorithms.elements().iter().flat_map(|it| it.constants().map(str::to_owned).collect::<Vec<_>>()),
        )
        .collect();
    if names.iter().any(|name| name.starts_with("HS")) {
        return false;
    }
    let fetched = key.deep_origins().iter().any(|origin| matches!(origin.source, Source::Response(_)));
    let by_set = key.is_function()
        || key.external_path().is_some_and(|path| path.to_ascii_lowercase().contains("jwks"));
    fetched || by_set || names.iter().any(|name| name.starts_with("RS"))
}

/// A claim goes into something that is done.
fn uses_claim(event: &assay_code::Event, name: &str) -> bool {
    let values: Vec<Value> = match &event.action {
        assay_code::Action::Call(call) if call.effect() != Some(Effect::Log) => call.arguments.clone(),
        assay_code::Action::Assign(assign) => vec![assign.value.clone()],
        assay_code::Action::Respond(value) => vec![value.clone()],
        _ => Vec::new(),
    };
    values.iter().any(|value| {
        value.deep_origins().iter().any(|origin| {
            matches!(origin.source, Source::Claims(_))
                && (origin.field.is_empty() || origin.field.split('.').any(|field| field == name))
        })
    })
}
