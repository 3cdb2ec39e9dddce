use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Call, Entry, Event, Site, Source, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::authority::{self, Authority};
use super::callers::{self, Stranger, caused_by_strangers};
use super::stored_data_unchecked::keyed_by_account;
use super::{flow, github_calls, hosts, product, reach::blind_spots_on_platform, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "service-call-unchecked",
    title: "a change at a service, with the app's credential, that any user can cause",
    claims: &["functions/caller-authorized"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("service_call_unchecked.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut places: BTreeMap<Site, (&Event, &Entry, Stranger, Change, Option<&str>)> = BTreeMap::new();
    for (event, entry, stranger) in caused_by_strangers(code) {
        // Web triggers and agents have rules of their own.
        if matches!(stranger, Stranger::Anybody | Stranger::Agent) {
            continue;
        }
        let Some(change) = change(event) else { continue };
        look.looked_at(1);
        let authority = authority::over(&event.guards, &change.targets);
        if !change.targets.iter().any(is_chosen)
            || matches!(authority, Authority::Checked | Authority::CanRead)
        {
            continue;
        }
        let doubt = authority.doubt();
        let known = places.get(&event.site);
        if known.is_none_or(|known| doubt.is_none() && known.4.is_some()) {
            places.insert(event.site, (event, entry, stranger, change, doubt));
        }
    }
    for (event, entry, stranger, Change { method, host, .. }, doubt) in places.into_values() {
        let does = format!("cause `{method}` at {host} for a target of their choice");
        let found = Found::new(
            "functions/caller-authorized",
            format!("{method} {host} from {}", entry.name),
            format!(
                "{} can {does} through `{}`, with a credential of the app, without a check of what they may do",
                callers::words(stranger),
                entry.name
            ),
        )
        .at(code.place(event.site))
        .help("check what the user may do to the target first, or keep a credential for each user under their account id")
        .path(flow::steps(code, event, "the service does it for the app"));
        match doubt {
            _ if !callers::is_documented(case, entry) => {
                look.unsure(found.confidence(Confidence::Low), callers::UNDOCUMENTED);
            }
            Some(doubt) => look.unsure(found.confidence(Confidence::Low), doubt),
            None if stranger == Stranger::ProjectAdmin => look
                .unsure(found.confidence(Confidence::Low), "whoever administers a project may be meant to"),
            None => look.against(found),
        }
    }
}

/// A change at a service with a credential of the app's.
struct Change {
    method: String,
    /// For people.
    host: String,
    targets: Vec<Value>,
}

/// A request that changes something, by its method, with a credential that is not the user's own.
fn change(event: &Event) -> Option<Change> {
    let assay_code::Action::Call(call) = &event.action else { return None };
    if let Some(change) = github_calls::change(call) {
        let of_the_app = is_of_the_app(&[change.credential]);
        let found =
            Change { method: change.method, host: "`api.github.com`".to_owned(), targets: change.targets };
        return of_the_app.then_some(found);
    }
    if call.effect() != Some(Effect::Egress) || hosts::is_atlassian(call) {
        return None;
    }
    let method = product::method(call).filter(|method| !matches!(method.as_str(), "GET" | "HEAD"))?;
    let headers = hosts::headers(call);
    let sent = hosts::CREDENTIALS.iter().map(|name| headers.field_ignoring_case(name));
    let shown: Vec<Value> = sent.chain([call.role(Role::Options).field("auth")]).collect();
    is_of_the_app(&shown).then(|| Change { method, host: host(call), targets: call.role_all(Role::Url) })
}

fn is_of_the_app(shown: &[Value]) -> bool {
    let origins: Vec<Source> = shown
        .iter()
        .flat_map(|value| value.deep_origins().iter().map(|origin| origin.source.clone()).collect::<Vec<_>>())
        .collect();
    let is_apps = |source: &Source| match source {
        Source::Environment(_) => true,
        Source::Secret(_, kept) => {
            kept.as_ref().is_some_and(|kept| !keyed_by_account(&kept.call.role(Role::Key)))
        }
        Source::Stored(kept) => !keyed_by_account(&kept.call.role(Role::Key)),
        _ => false,
    };
    !origins.is_empty() && origins.iter().all(is_apps)
}

/// The caller says what it is about.
fn is_chosen(address: &Value) -> bool {
    address
        .deep_origins()
        .iter()
        .any(|origin| matches!(origin.source, Source::Caller(_)) && !origin.cleansed.is_summed_up())
}

fn host(call: &Call) -> String {
    let urls = call.role_all(Role::Url);
    let known = urls.iter().flat_map(Value::texts).find_map(|text| hosts::host_of(&text.template()));
    known
        .filter(|host| !host.contains("{}"))
        .map_or_else(|| "a service".to_owned(), |host| format!("`{host}`"))
}
