use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Invocation, Origin, Reach, Site, Source, Value,
    model::{Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    flow,
    query_language_injection::{holes, is_disarmed, queries},
    reach::blind_spots_on_platform,
    sink::{chosen, is_sure},
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "agent-input-unvalidated",
    title: "an agent's input that reaches a request as it is",
    claims: &["rovo/inputs-validated"],
    topic: Topic::Rovo,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("agent_input_unvalidated.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    let mut places: BTreeMap<Site, (&Event, Reached)> = BTreeMap::new();
    // What a server of its own offers agents is no action of the platform's.
    let of_actions =
        |event: &Event| code.entry_of(event).is_none_or(|entry| entry.invocation != Invocation::Tool);
    for (event, call) in code.calls().filter(|(event, _)| of_actions(event)) {
        look.looked_at(usize::from(places.is_empty()));
        for reached in reached(event, call) {
            let known = places.get(&event.site);
            if known.is_none_or(|(_, known)| {
                (reached.binding, is_sure(&reached.origin)) > (known.binding, is_sure(&known.origin))
            }) {
                places.insert(event.site, (event, reached));
            }
        }
    }
    look.looked_at(code.entries.len());
    for (event, reached) in places.into_values() {
        let what = flow::origin_words(&reached.origin);
        let from = code.entry_of(event).map_or_else(String::new, |entry| format!(" of `{}`", entry.name));
        let found = Found::new(
            "rovo/inputs-validated",
            format!("{} <- {what}{from}", reached.place),
            format!("{what}{from} reaches {} without a check", reached.place),
        )
        // Where it leaves the action's own code: that is where a check belongs.
        .at(code.place(event.hops.first().map_or(event.site, |hop| hop.site)))
        .help("check the input first: its form, its length, or that it is one of a known few; a model wrote it from what anybody said")
        .path(flow::steps_from(code, event, &reached.origin, &format!("it reaches {}", reached.place)));
        if reached.binding && is_sure(&reached.origin) && event.reach == Reach::Entry {
            look.against(found);
        } else {
            look.unsure(
                found.confidence(Confidence::Low),
                "whether the other side takes care of it is not known",
            );
        }
    }
}

/// An input in a place where it is read as more than a value, or leaves the app.
struct Reached {
    origin: Origin,
    place: &'static str,
    /// It decides what is asked, not only what is said.
    binding: bool,
}

fn reached(event: &Event, call: &Call) -> Vec<Reached> {
    const ENCODED: [Cleansing; 3] = [Cleansing::Url, Cleansing::Route, Cleansing::Schema];
    const CHECKED: [Cleansing; 1] = [Cleansing::Schema];
    let agents = |value: &Value, harmless: &[Cleansing]| {
        chosen(value, harmless, event).filter(|origin| matches!(origin.source, Source::Agent))
    };
    let mut found = Vec::new();
    let mut add = |origin: Option<Origin>, place, binding| {
        found.extend(origin.map(|origin| Reached { origin, place, binding }));
    };
    let roles = |roles: &[Role]| roles.iter().flat_map(|role| call.role_all(*role)).collect::<Vec<_>>();
    match call.effect() {
        Some(Effect::Egress) => {
            for url in roles(&[Role::Url]) {
                add(agents(&url, &ENCODED), "the address of a request", true);
            }
            for body in roles(&[Role::Body, Role::Options]) {
                add(agents(&body, &CHECKED), "the body of a request", false);
            }
        }
        Some(Effect::RemoteCall) => {
            for path in roles(&[Role::Path, Role::Url, Role::Route, Role::Options]) {
                add(agents(&path.field("path"), &ENCODED), "the path of a request to a remote", true);
                add(agents(&path.field("body"), &CHECKED), "the body of a request to a remote", false);
            }
        }
        Some(Effect::ProductCall) => {
            for route in roles(&[Role::Route]) {
                add(agents(&route, &ENCODED), "the address of a product call", true);
            }
        }
        Some(Effect::Sql | Effect::Execute | Effect::Evaluate | Effect::FileRead | Effect::FileWrite) => {
            for text in roles(&[Role::Query, Role::Command, Role::Code, Role::Path]) {
                add(agents(&text, &CHECKED), "a statement, command or path", true);
            }
        }
        _ => {}
    }
    if matches!(call.effect(), Some(Effect::Egress | Effect::ProductCall)) {
        for (_, query) in queries(call) {
            for (value, is_quoted) in holes(&query) {
                let found = agents(value, &CHECKED).filter(|origin| !(is_quoted && is_disarmed(origin)));
                add(found, "a query of a product", true);
            }
        }
    }
    found
}
