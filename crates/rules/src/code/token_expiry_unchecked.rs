use std::collections::{BTreeMap, BTreeSet};

use assay_catalogue::Severity;
use assay_code::{
    Call, EntryId, Event, Guard, GuardKind, Reach, Shape, Site, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    descriptor_urls::token_proofs,
    flow,
    reach::blind_spots,
    reads_code,
    token_claim::{self, is_about_claim},
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "token-expiry-unchecked",
    title: "a token that is good for ever",
    claims: &["connect/expiry-checked", "trello/expiry-checked", "fit/time-checked"],
    topic: Topic::Jwt,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("token_expiry_unchecked.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    let claim = token_claim::expiry(case.app);
    look.looked_at(code.entries.len() + 1);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::TokenVerify) {
        look.looked_at_for(claim, 1);
        if passes_over(call) && !compares(case, event) && seen.insert(event.site) {
            tell(case, look, event, call, "is told to pass over the expiry", false);
        }
    }
    for (event, call, doubtful) in signature_only(case) {
        if seen.insert(call.site) {
            tell(
                case,
                look,
                event,
                call,
                "looks at the signature alone, and the token's `exp` is compared with nothing",
                doubtful,
            );
        }
    }
}

fn tell(case: &Case<'_>, look: &mut Look<'_>, event: &Event, call: &Call, how: &str, doubtful: bool) {
    let found = Found::new(
        token_claim::expiry(case.app),
        format!("{}: expiry", call.path),
        format!("`{}` {how}: a token that leaked once stays good", call.path),
    )
    .at(case.code.place(call.site))
    .help("refuse a token whose `exp` has passed or is missing, with a few seconds of leeway at most")
    .path(flow::steps(case.code, event, "this happens"));
    match event.reach {
        _ if doubtful => {
            look.unsure(
                found.confidence(Confidence::Low),
                "something is tested before that may be this check",
            );
        }
        Reach::Orphan => look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this"),
        Reach::Entry | Reach::Loading => look.against(found),
    }
}

/// `verify(token, key, { ignoreExpiration: true })`
fn passes_over(call: &Call) -> bool {
    let is_off = |name: &&str| {
        let said = call.role(Role::Settings).field(name);
        let off = name.starts_with("ignore");
        matches!(said.shape(), Shape::Boolean(Some(value)) if *value == off)
    };
    let is_option = |value: &Value| {
        value.external_path().is_some_and(|path| path.ends_with(":WithoutClaimsValidation()"))
    };
    ["ignoreExpiration", "ignoreExp", "verify_exp", "verify_expiration", "ValidateLifetime"]
        .iter()
        .any(is_off)
        || call.arguments.iter().any(is_option)
}

fn compares(case: &Case<'_>, event: &Event) -> bool {
    event.entry.is_some_and(|entry| {
        case.code
            .events_of(entry)
            .flat_map(|event| event.guards.iter())
            .any(|guard| is_about_claim(guard, "exp"))
    })
}

/// Verifications by a library that leaves the expiry to its caller, on entries where nothing compares it: what happens
/// after, the call, and whether something unknown is tested.
fn signature_only<'a>(case: &Case<'a>) -> Vec<(&'a Event, &'a Call, bool)> {
    let mut entries: BTreeMap<(EntryId, Site), (&Event, &Call)> = BTreeMap::new();
    for event in case.code.events.iter().filter(|event| event.reach == Reach::Entry) {
        let Some(entry) = event.entry else { continue };
        for guard in token_proofs(event) {
            let Some(call) =
                guard.call.as_deref().filter(|call| call.path.starts_with("atlassian-jwt:decode"))
            else {
                continue;
            };
            entries.entry((entry, call.site)).or_insert((event, call));
        }
    }
    let kept = entries.into_iter().filter_map(|((entry, _), (event, call))| {
        let tests: Vec<&Guard> = case.code.events_of(entry).flat_map(|event| event.guards.iter()).collect();
        if tests.iter().any(|guard| is_about_claim(guard, "exp")) {
            return None;
        }
        Some((event, call, tests.iter().any(|guard| matches!(guard.kind, GuardKind::UnknownTested(_)))))
    });
    kept.collect()
}
