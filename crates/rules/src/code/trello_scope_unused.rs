use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Text, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    asked_scopes::place_of,
    flow, product,
    reach::{blind_spots, unseen},
    trello::{asked, power_up},
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "trello-scope-unused",
    title: "a Trello token for more than the calls need",
    claims: &["scopes/used-by-calls"],
    topic: Topic::Scopes,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: power_up,
    examine,
    page: include_str!("trello_scope_unused.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(1);
    let calls = rest_calls(case);
    let mut seen = BTreeSet::new();
    for event in &code.events {
        let Some(asked) = asked(event) else { continue };
        if !seen.insert(event.site) {
            continue;
        }
        look.looked_at(asked.scopes.len());
        for scope in &asked.scopes {
            let is_needed = match scope.as_str() {
                // A token that reads nothing is asked for by nobody.
                "write" => calls.iter().any(RestCall::writes),
                "account" => calls.iter().any(RestCall::is_about_account),
                _ => continue,
            };
            if is_needed {
                continue;
            }
            let found = Found::new(
                "scopes/used-by-calls",
                format!("scope: {scope}"),
                format!("members are asked for `{scope}`, and {}", what_was_seen(scope, calls.len())),
            )
            .at(place_of(code, event, scope))
            .by_absence()
            .help(format!("leave `{scope}` out of the scopes that members are asked for"))
            .path(flow::steps(code, event, "members are asked"));
            match doubt(case, &calls).or_else(|| unseen(case, look)) {
                None => look.against(found),
                Some(because) => look.unsure(found.confidence(Confidence::Low), because),
            }
        }
    }
}

fn what_was_seen(scope: &str, calls: usize) -> String {
    let does = if scope == "write" { "changes anything" } else { "asks for, or changes, a member's account" };
    match calls {
        0 => "no call of Trello's API was found".to_owned(),
        1 => format!("the one call of Trello's API that was found does not: none {does}"),
        _ => format!("of the {calls} calls of Trello's API that were found none {does}"),
    }
}

/// A call of Trello's REST API.
struct RestCall<'a> {
    event: &'a Event,
    /// In capitals; none where it is not known.
    method: Option<String>,
    /// With `{}` for what is filled in.
    path: String,
}

impl RestCall<'_> {
    fn writes(&self) -> bool {
        !matches!(self.method.as_deref(), Some("GET" | "HEAD"))
    }

    /// `account` reads a member's address, writes what is known of the member, and marks notifications as read.
    ///
    /// Source: <https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/>, read 2026-11-22.
    fn is_about_account(&self) -> bool {
        let path = self.path.trim_end_matches('/');
        let after = path.rsplit_once("members/").map(|(_, rest)| rest);
        let of_member = after.is_some_and(|rest| {
            let resource = rest.split(['?', '#']).next().unwrap_or_default();
            !resource.contains('/') || resource.ends_with("/email")
        });
        // All fields of a member are given where none are named, the address among them.
        let without_address = path.contains("fields=") && !path.contains("email");
        let whole = path.is_empty() || path.ends_with("{}") && !path.contains("members");
        whole && self.method.is_none()
            || of_member && (self.writes() || !without_address)
            || path.contains("notifications") && self.writes()
    }
}

fn rest_calls<'a>(case: &Case<'a>) -> Vec<RestCall<'a>> {
    let code = case.code;
    let mut calls = Vec::new();
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls().filter(|(_, call)| seen.insert((call.site, call.arguments.len()))) {
        if let Some(method) = by_client(call) {
            let path = call.argument(0).texts().next().map(Text::template).unwrap_or_default();
            calls.push(RestCall { event, method, path });
            continue;
        }
        if call.effect() != Some(Effect::Egress) {
            continue;
        }
        let addresses = call.role_all(Role::Url);
        let address = addresses
            .iter()
            .flat_map(Value::texts)
            .map(Text::template)
            .find(|address| address.contains("api.trello.com") || address.contains("trello.com/1/"));
        if let Some(path) = address {
            calls.push(RestCall { event, method: product::method(call), path });
        }
    }
    calls
}

/// The method of a call by Trello's `client.js`; the outer none where it is no such call.
fn by_client(call: &Call) -> Option<Option<String>> {
    let (client, name) = call.path.rsplit_once('.')?;
    if client != "trello:Client" {
        return None;
    }
    Some(match name {
        "get" => Some("GET".to_owned()),
        "post" | "addCard" => Some("POST".to_owned()),
        "put" => Some("PUT".to_owned()),
        "del" | "delete" => Some("DELETE".to_owned()),
        "rest" => call.argument(0).as_constant().map(str::to_ascii_uppercase),
        "boards" | "cards" | "lists" | "members" | "organizations" | "tokens" | "checklists" => {
            Some("GET".to_owned())
        }
        _ => return None,
    })
}

/// Why a call that needs more may have been missed.
fn doubt(case: &Case<'_>, calls: &[RestCall<'_>]) -> Option<String> {
    let code = case.code;
    let at = |event: &Event| {
        let place = code.place(event.site);
        format!("{}:{}", place.file, place.line())
    };
    if calls.is_empty() {
        return Some("what the token is for is not in this code".to_owned());
    }
    if let Some(call) = calls.iter().find(|call| call.method.is_none()) {
        return Some(format!("by which method {} asks is not known", at(call.event)));
    }
    let unknown = code.calls_with(Effect::Egress).find(|(_, call)| {
        let addresses = call.role_all(Role::Url);
        let mut texts = addresses.iter().flat_map(Value::texts).peekable();
        texts.peek().is_none() || texts.any(|text| text.prefix().is_empty())
    });
    let unknown = unknown.map(|(event, _)| format!("where the request in {} goes is not known", at(event)));
    let client = || {
        let is_client = |path: &str| {
            let library = path.split(':').next().unwrap_or_default().to_ascii_lowercase();
            library.contains("trello") && library != "trello"
        };
        let (event, call) = code.calls().find(|(_, call)| is_client(&call.path))?;
        Some(format!("what `{}` in {} asks is not followed", call.path, at(event)))
    };
    unknown.or_else(client)
}
