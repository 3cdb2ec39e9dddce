use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Entry, Event, Guard, GuardKind,
    model::{CheckKind, Effect},
};
use assay_evidence::{Confidence, Topic};

use super::{
    connect_lifecycle_unverified,
    descriptor_urls::{connect, descriptor_urls, token_proofs},
    flow,
    reach::blind_spots,
    token_claim::is_about_claim,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "connect-query-hash-unchecked",
    title: "a check of one's own that leaves out the query hash",
    claims: &["connect/qsh-validated"],
    topic: Topic::Qsh,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: connect,
    examine,
    page: include_str!("connect_query_hash_unchecked.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    look.looked_at(1);
    let mut named: Vec<&Entry> = descriptor_urls(case).into_iter().flat_map(|url| url.routes).collect();
    named.extend(connect_lifecycle_unverified::routes(case));
    named.sort_by_key(|entry| entry.id);
    named.dedup_by_key(|entry| entry.id);
    let mut seen = BTreeSet::new();
    for entry in named {
        look.looked_at(1);
        let Some((event, call)) = home_made(case, entry) else { continue };
        let tests: Vec<&Guard> =
            case.code.events_of(entry.id).flat_map(|event| event.guards.iter()).collect();
        if tests.iter().any(|guard| is_about_claim(guard, "qsh")) || !seen.insert(call.site) {
            continue;
        }
        let found = Found::new(
            "connect/qsh-validated",
            format!("{}: qsh", call.path),
            format!("the token that `{}` verifies for `{}` is good for any address: its `qsh` is compared with nothing", call.path, entry.name),
        )
        .at(case.code.place(call.site))
        .help("compute the hash of this request (`createQueryStringHash(fromExpressRequest(req))`) and refuse the token where `qsh` differs")
        .path(flow::steps(case.code, event, "this happens"));
        if tests.iter().any(|guard| matches!(guard.kind, GuardKind::UnknownTested(_))) {
            look.unsure(
                found.confidence(Confidence::Low),
                "something is tested before that may be this check",
            );
        } else {
            look.against(found);
        }
    }
}

/// The check of a token that the app makes itself on a route: frameworks look at the hash by themselves.
pub(super) fn home_made<'a>(case: &Case<'a>, entry: &Entry) -> Option<(&'a Event, &'a Call)> {
    case.code.events_of(entry.id).find_map(|event| {
        let guard = token_proofs(event).find(|guard| {
            let by_library = guard.kind == GuardKind::Check(CheckKind::Connect);
            let verifies =
                guard.call.as_deref().is_some_and(|call| call.effect() == Some(Effect::TokenVerify));
            verifies
                && (!by_library
                    || guard.call.as_deref().is_some_and(|call| call.path.starts_with("atlassian-jwt:")))
        })?;
        Some((event, guard.call.as_deref()?))
    })
}
