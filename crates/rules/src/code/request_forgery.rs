use std::collections::BTreeSet;

use assay_app::manifest::EgressList;
use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Event, Guard, Origin, Part, Side, Source, Value,
    model::{Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    authority::{self, Authority},
    callers::{Stranger, caused_by_strangers},
    flow, hosts,
    reach::blind_spots,
    reads_code,
    sink::{Reached, Told, chosen, place, tell_unless, worst},
    written,
};
use crate::{Case, Found, Look, Rule, manifest::egress_wildcard};

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
        let open = |value: Value| {
            let origin = in_host(&value, event).filter(|origin| !is_host_compared(event, origin))?;
            let site = place(code, event, &origin, || written::site(code, event, &value));
            Some((site, origin))
        };
        let (site, origin) = values.find_map(open)?;
        Some(Reached { event, site, what: call, origin })
    });
    let on_platform = |event: &Event| code.entry_of(event).is_some_and(|entry| entry.side == Side::Backend);
    let has_named_hosts = names_its_hosts(case);
    for reached in worst(code, reached) {
        let told = Told {
            severity: None,
            claim: "injection/request",
            about: &reached.what.path,
            does: "chooses the host that a request goes to",
            end: "the request is sent",
            help: "keep the host in the code or in the configuration of the installation, and compare it with a list",
        };
        let only_among =
            "of the hosts the manifest names one by one: the platform lets requests to no other through";
        let doubt = (has_named_hosts && on_platform(reached.event)).then_some(only_among);
        tell_unless(code, look, &reached, &told, doubt);
    }
    if !has_named_hosts {
        from_the_store(case, look);
    }
}

/// `url.hostname` was compared with what the app knows, or looked up in a list of it.
pub(super) fn is_host_compared(event: &Event, origin: &Origin) -> bool {
    let is_host = |value: &Value| value.deep_origins().iter().any(|it| it.is_host_of(origin));
    event.guards.surely(&|guard: &Guard| guard.kind.narrows() && guard.about.first().is_some_and(is_host))
}

/// `url.pathname`
fn is_path(value: &Value) -> bool {
    let origins = value.deep_origins();
    origins.iter().next().is_some() && origins.iter().all(|origin| origin.last_field() == "pathname")
}

/// Requests with a credential to a host that stands in a record which anybody may write.
fn from_the_store(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let written = open_records(code);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::Egress) {
        let is_ours = code.entry_of(event).is_some_and(|entry| entry.side == Side::Backend);
        if written.is_empty() || !is_ours || !hosts::carries_credential(call) {
            continue;
        }
        look.looked_at(1);
        let is_open = |origin: &Origin| match &origin.source {
            Source::Stored(read) => {
                templates(&read.call.role(Role::Key)).iter().any(|key| written.contains(key))
            }
            _ => false,
        };
        let urls = call.role_all(Role::Url);
        let holes = urls.iter().filter_map(host_hole);
        let mut origins = holes.flat_map(|hole| hole.deep_origins().iter().cloned().collect::<Vec<_>>());
        let Some(origin) = origins.find(is_open).filter(|_| seen.insert(event.site)) else { continue };
        let found = Found::new(
            "injection/request",
            format!("{} <- a stored host", call.path),
            "a credential goes to a host that stands in a record which users write unchecked".to_owned(),
        )
        .at(code.place(event.site))
        .help("let only administrators set the host, and accept `https:` and the hosts you expect")
        .path(flow::steps_from(code, event, &origin, "the request is sent"));
        look.against(found.confidence(Confidence::Medium));
    }
}

/// The keys, as texts with `{}`, of records that users write from what they send, without a check.
fn open_records(code: &Analysis) -> BTreeSet<String> {
    let of_users = caused_by_strangers(code)
        .filter(|(_, _, stranger)| matches!(stranger, Stranger::User | Stranger::ProjectAdmin));
    let mut keys = BTreeSet::new();
    for (event, ..) in of_users {
        let Action::Call(call) = &event.action else { continue };
        let key = call.role(Role::Key);
        let is_sent = |origin: &Origin| matches!(origin.source, Source::Caller(_));
        if call.effect() == Some(Effect::StorageWrite)
            && call.role(Role::Value).deep_origins().iter().any(is_sent)
            && matches!(authority::over(&event.guards, std::slice::from_ref(&key)), Authority::Nothing)
        {
            keys.extend(templates(&key));
        }
    }
    keys
}

fn templates(key: &Value) -> Vec<String> {
    key.texts().map(|text| text.template()).filter(|key| key != "{}").collect()
}

/// What stands in the scheme or host of an address.
fn host_hole(url: &Value) -> Option<Value> {
    let Some(text) = url.texts().next() else { return (!url.is_constant()).then(|| url.clone()) };
    let mut before = String::new();
    for part in text.parts() {
        match part {
            Part::Literal(literal) => before.push_str(literal),
            Part::Hole(_) if hosts::is_complete(&before) => return None,
            Part::Hole(value) => return Some(value.clone()),
        }
    }
    None
}

/// Whether a Forge app's functions reach only hosts that the manifest names one by one.
fn names_its_hosts(case: &Case<'_>) -> bool {
    let Some(manifest) = case.manifest() else { return false };
    hosts::declared(manifest, EgressList::FetchBackend).all(egress_wildcard::names_one_host)
}

/// The origin of the first hole that stands in the scheme or host of an address.
fn in_host(url: &Value, event: &Event) -> Option<Origin> {
    const CHECKED: [Cleansing; 2] = [Cleansing::Url, Cleansing::KnownHost];
    for text in url.texts() {
        let mut before = String::new();
        for part in text.parts() {
            match part {
                Part::Literal(literal) => before.push_str(literal),
                Part::Hole(_) if hosts::is_complete(&before) => break,
                // A path begins with `/`, and ends the host itself.
                Part::Hole(value) if is_path(value) => break,
                Part::Hole(value) => {
                    if let Some(origin) = chosen(value, &CHECKED, event) {
                        return Some(origin);
                    }
                    before.push('x');
                }
            }
        }
    }
    // What is no text at all is the host too.
    let mut others = url.alternatives().iter().filter(|one| one.as_text().is_none() && !one.is_constant());
    others.find_map(|one| chosen(one, &CHECKED, event))
}
