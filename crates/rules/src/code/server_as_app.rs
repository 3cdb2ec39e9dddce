//! Changes that a Forge app's own server makes with the token of the app that a request brought, of what the user named.
//!
//! Source: developer.atlassian.com, "Forge remote", `x-forge-oauth-system`; read 2026-11-23.

use assay_code::{
    Action, Call, Entry, Event, GuardKind, Reach, Side, Source, Text, Value,
    model::{Effect, Part, Role},
};

use super::connect_permission_unchecked::is_permission;
use super::{hosts, product};
use crate::Case;

/// The header with the token of the app.
const OF_THE_APP: &str = "x-forge-oauth-system";

/// One such change, and whether something before it may be a check.
pub(crate) struct ServerAsApp<'a> {
    pub(crate) event: &'a Event,
    pub(crate) entry: &'a Entry,
    /// `POST /rest/api/3/issue/{}/transitions`.
    pub(crate) operation: String,
    pub(crate) is_doubtful: bool,
}

/// Each of them, in the order of events; those behind a check of the user left out.
pub(crate) fn unchecked_changes<'a>(case: &Case<'a>) -> Vec<ServerAsApp<'a>> {
    let mut found: Vec<ServerAsApp<'a>> = Vec::new();
    for event in case.code.events.iter().filter(|event| event.reach == Reach::Entry) {
        let Action::Call(call) = &event.action else { continue };
        let Some(entry) = case.code.entry_of(event).filter(|entry| entry.side == Side::Server) else {
            continue;
        };
        let asks = matches!(call.effect(), Some(Effect::Egress | Effect::ProductCall));
        let known = found.iter().any(|known| known.event.site == event.site);
        if !asks || known || !carries_token_of_the_app(call) || product::asks_in_body(call) {
            continue;
        }
        let method = product::method(call);
        let Some(method) = method.filter(|method| !matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS"))
        else {
            continue;
        };
        let address = call.role(Role::Url);
        let named: Vec<Value> =
            address.texts().flat_map(Text::holes).filter(|hole| is_sent(hole)).cloned().collect();
        let Some(path) = address.texts().next().map(Text::template).filter(|_| !named.is_empty()) else {
            continue;
        };
        let start = ["/rest/", "/wiki/"].iter().filter_map(|start| path.find(start)).min();
        let Some(path) = start.map(|start| path[start..].split('?').next().unwrap_or_default().to_owned())
        else {
            continue;
        };
        // The token of the invocation says who calls, and not what they may do.
        if event.guards.surely(&is_permission) {
            continue;
        }
        let is_doubtful = event.guards.iter().any(|guard| {
            matches!(
                guard.kind,
                GuardKind::UnknownTested(_) | GuardKind::StoreTested | GuardKind::OneOfSeveral
            )
        });
        found.push(ServerAsApp { event, entry, operation: format!("{method} {path}"), is_doubtful });
    }
    found
}

fn carries_token_of_the_app(call: &Call) -> bool {
    hosts::headers(call).field_ignoring_case("authorization").deep_origins().iter().any(|origin| {
        matches!(origin.source, Source::Caller(Part::Headers))
            && origin.last_field().eq_ignore_ascii_case(OF_THE_APP)
    })
}

/// What whoever calls put into the request; its headers come from the platform.
fn is_sent(value: &Value) -> bool {
    value.deep_origins().iter().any(|origin| {
        matches!(origin.source, Source::Caller(part) if !matches!(part, Part::Headers | Part::Cookies | Part::Url))
            && !origin.cleansed.is_summed_up()
    })
}
