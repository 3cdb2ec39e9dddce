use assay_app::manifest::EgressList;
use assay_catalogue::Severity;
use assay_code::{
    Event, Part, Side, Value,
    model::{Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    hosts,
    reach::blind_spots,
    reads_code,
    sink::{Told, chosen, tell_unless, worst},
};
use crate::{Case, Look, Rule, manifest::egress_wildcard};

pub(crate) const RULE: Rule = Rule {
    id: "request-forgery",
    title: "a request to a host that a caller chooses",
    claims: &["injection/request"],
    topic: Topic::Ssrf,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("request_forgery.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    // In a browser the request is the person's own.
    let by_person = |event: &Event| code.entry_of(event).is_some_and(|entry| entry.side == Side::FrontEnd);
    let calls: Vec<_> = code.calls_with(Effect::Egress).filter(|(event, _)| !by_person(event)).collect();
    look.looked_at(calls.len() + code.entries.len());
    let reached = calls.into_iter().filter_map(|(event, call)| {
        let mut values = [Role::Url, Role::Host].into_iter().flat_map(|role| call.role_all(role));
        Some((event, call, values.find_map(|value| in_host(&value, event))?))
    });
    let on_platform = |event: &Event| code.entry_of(event).is_some_and(|entry| entry.side == Side::Backend);
    let has_named_hosts = names_its_hosts(case);
    for (event, call, origin) in worst(code, reached) {
        let told = Told {
            claim: "injection/request",
            about: &call.path,
            does: "chooses the host that a request goes to",
            end: "the request is sent",
            help: "keep the host in the code or in the configuration of the installation, and compare it with a list",
        };
        let only_among =
            "of the hosts the manifest names one by one: the platform lets requests to no other through";
        let doubt = (has_named_hosts && on_platform(event)).then_some(only_among);
        tell_unless(code, look, event, &origin, &told, doubt);
    }
}

/// Whether a Forge app's functions reach only hosts that the manifest names one by one.
fn names_its_hosts(case: &Case<'_>) -> bool {
    let Some(manifest) = case.manifest() else { return false };
    hosts::declared(manifest, EgressList::FetchBackend).all(egress_wildcard::names_one_host)
}

/// The origin of the first hole that stands in the scheme or host of an address.
fn in_host(url: &Value, event: &Event) -> Option<assay_code::Origin> {
    const CHECKED: [Cleansing; 1] = [Cleansing::Url];
    for text in url.texts() {
        let mut before = String::new();
        for part in text.parts() {
            match part {
                Part::Literal(literal) => before.push_str(literal),
                Part::Hole(_) if hosts::is_complete(&before) => break,
                Part::Hole(value) => {
                    if let Some(origin) = chosen(value, &CHECKED, event) {
                        return Some(origin);
                    }
                    before.push('x');
                }
            }
        }
    }
    let whole = url.as_text().is_none() && !url.is_constant();
    whole.then(|| chosen(url, &CHECKED, event)).flatten()
}
