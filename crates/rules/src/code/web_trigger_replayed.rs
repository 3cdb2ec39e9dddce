use assay_catalogue::Severity;
use assay_code::{Event, Guard, GuardKind, Invocation, Reach, Resolution, Source, Value, model::CheckKind};
use assay_evidence::{Confidence, Topic};

use super::authority::{Known, caller_is_known};
use super::web_trigger_unauthenticated::{changes, deed};
use super::{flow, reach::blind_spots_on_platform, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "web-trigger-replayed",
    title: "a web trigger that takes the same request twice",
    claims: &["web-trigger/replay-refused"],
    topic: Topic::Authz,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("web_trigger_replayed.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(1);
    for entry in code.entries.iter().filter(|entry| entry.invocation == Invocation::WebTrigger) {
        look.looked_at(1);
        if matches!(entry.resolution, Resolution::Unresolved { .. }) {
            continue;
        }
        let events: Vec<&Event> =
            code.events_of(entry.id).filter(|event| event.reach == Reach::Entry).collect();
        if events.iter().any(|event| event.guards.iter().any(refuses_replay)) {
            continue;
        }
        // Where no proof is asked for, anybody can make a request of their own: that is told by another rule.
        let changed =
            events.iter().find(|event| changes(event) && caller_is_known(&event.guards) == Known::Yes);
        let Some(event) = changed else { continue };
        let found = Found::new(
            "web-trigger/replay-refused",
            entry.name.to_string(),
            format!(
                "the web trigger `{}` {} whenever the same request comes again: neither its age nor an id seen before is asked for",
                entry.name,
                deed(event)
            ),
        )
        .at(code.place(event.site))
        .by_absence()
        .help(
            "sign the time along with the body and refuse what is older than some minutes, or keep the ids of requests and \
             refuse those seen before",
        )
        .path(flow::steps(code, event, "this happens again for the same request"));
        look.against(found);
    }
}

/// The age of the request was looked at, or whether it was seen before. Libraries that verify tokens see to their expiry.
fn refuses_replay(guard: &Guard) -> bool {
    match &guard.kind {
        GuardKind::TimeCompared => true,
        GuardKind::Check(CheckKind::Jwt | CheckKind::Fit | CheckKind::Connect | CheckKind::Session) => true,
        GuardKind::StoreTested => guard.about.iter().any(asked_by_request) || asked(guard),
        GuardKind::UnknownTested(name) => {
            let words = crate::words::words(name);
            ["nonce", "replay", "replayed", "duplicate", "seen", "timestamp", "fresh", "expired", "stale"]
                .iter()
                .any(|word| words.iter().any(|mine| mine == word))
        }
        _ => false,
    }
}

fn asked(guard: &Guard) -> bool {
    guard.call.as_ref().is_some_and(|call| call.arguments.iter().any(comes_from_caller))
}

/// What was tested was looked up by something of the request: a record of requests that were seen.
fn asked_by_request(value: &Value) -> bool {
    value.deep_origins().iter().any(|origin| {
        origin.source.fetched().is_some_and(|fetched| fetched.call.arguments.iter().any(comes_from_caller))
    })
}

fn comes_from_caller(value: &Value) -> bool {
    value.deep_origins().iter().any(|origin| matches!(origin.source, Source::Caller(_)))
}
