//! The scopes that code asks users for at Atlassian's authorisation server, whatever client it does so with.
//!
//! The names of Atlassian's scopes are like no other's, so a text that is a list of them is one wherever it is handed to:
//! `OAuth2Session(…, scope=[…])`, `Socialite::driver(…)->scopes([…])`, `new Strategy({ scope: '…' }, …)`; and one that is
//! written in a file that names the authorisation server. Of an address of that server the parameter counts, documented names
//! or not.

use std::collections::BTreeMap;

use assay_app::{AppType, cards::ScopeCard};
use assay_code::{
    Action, Analysis, Event, Value,
    model::{Effect, Role},
};
use assay_source::{Place, RelPath, Span};

use super::product::{ProductCall, product_of};
use crate::Case;

/// Where Atlassian asks users for consent.
const SERVER: &str = "auth.atlassian.com/authorize";

/// A list of scopes may stand this deep in the settings of a client.
const DEEPEST: u8 = 6;

/// One scope that is asked for.
#[derive(Debug)]
pub(crate) struct AskedScope {
    pub(crate) name: String,
    pub(crate) place: Place,
}

/// Every scope that the code, or a variable it runs with, asks for: in each file once, in the order of files and lines.
pub(crate) fn asked_scopes<'a>(case: &Case<'a>) -> &'a [AskedScope] {
    case.gathered.asked_scopes.get_or_init(|| gather(case))
}

fn gather(case: &Case<'_>) -> Vec<AskedScope> {
    if !case.app.may_be(AppType::OAuth) {
        return Vec::new();
    }
    let mut found: BTreeMap<(String, String), Place> = BTreeMap::new();
    let mut note = |name: String, place: Place| {
        found.entry((place.file.as_str().to_owned(), name)).or_insert(place);
    };
    for event in case.code.events.iter().filter(|event| !is_documentation(case.code.file(event.site))) {
        for name in of_event(event) {
            let place = place_of(case.code, event, &name);
            note(name, place);
        }
    }
    for (name, place) in beside_the_server(case) {
        note(name, place);
    }
    let of_scopes = |name: &str| name.to_ascii_lowercase().contains("scope");
    let variables = case.hosting.variables.iter().filter(|variable| of_scopes(&variable.name));
    for variable in variables.filter(|variable| !variable.for_development) {
        for name in listed(variable.value.as_deref().unwrap_or_default()) {
            note(name, variable.place.clone());
        }
    }
    let mut asked: Vec<AskedScope> =
        found.into_iter().map(|((_, name), place)| AskedScope { name, place }).collect();
    asked.sort_by(|one, other| {
        (&one.place.file, one.place.line()).cmp(&(&other.place.file, other.place.line()))
    });
    asked
}

/// A file that sends users to the authorisation server while no scope is seen that it asks for.
pub(crate) fn asked_out_of_sight(case: &Case<'_>) -> Option<Place> {
    if !case.app.may_be(AppType::OAuth) || !asked_scopes(case).is_empty() {
        return None;
    }
    let named = |(file, _): (&RelPath, _)| {
        let text = case.app.tree.read(file).ok()?;
        let at = text.as_str().find(SERVER)?;
        Some(text.place(Span::new(at, at + SERVER.len())))
    };
    case.code.files().find_map(named)
}

/// Pages about the app, with addresses and settings to copy.
fn is_documentation(file: &RelPath) -> bool {
    file.parent().as_str().split('/').any(|folder| matches!(folder, "doc" | "docs"))
}

/// Lists of scopes that are written in a file that names the authorisation server: how they get into its address need not be
/// followed.
fn beside_the_server(case: &Case<'_>) -> Vec<(String, Place)> {
    let mut found = Vec::new();
    for (file, _) in case.code.files() {
        let Ok(text) = case.app.tree.read(file) else { continue };
        let source = text.as_str();
        if !source.contains(SERVER) || is_documentation(file) {
            continue;
        }
        let mut at = 0;
        for piece in source.split(['"', '\'', '`']) {
            for name in listed(piece) {
                let from = at + piece.find(&name).unwrap_or_default();
                found.push((name.clone(), text.place(Span::new(from, from + name.len()))));
            }
            at += piece.len() + 1;
        }
    }
    found
}

fn of_event(event: &Event) -> Vec<String> {
    let values: Vec<Value> = match &event.action {
        // What reads or compares a scope asks for none.
        Action::Call(call) if matches!(call.effect(), Some(Effect::Log | Effect::Compare)) => Vec::new(),
        Action::Call(call) => call.arguments.clone(),
        Action::Assign(assign) => vec![assign.value.clone()],
        Action::Respond(value) => vec![value.clone()],
        Action::Render(render) => vec![render.attributes.clone()],
        Action::Import(_) | Action::Match(_) => Vec::new(),
    };
    let mut names = Vec::new();
    let mut see = |value: &Value| names.extend(of_value(value));
    for value in &values {
        see(value);
        value.visit(&mut see, DEEPEST);
    }
    names
}

/// The scopes that a value lists itself, not those of what is in it; but of an array, those of its elements together.
fn of_value(value: &Value) -> Vec<String> {
    if let Some(text) = value.as_text() {
        let template = text.template();
        if template.contains(SERVER) {
            return parameter(&template);
        }
        return text.as_constant().map(listed).unwrap_or_default();
    }
    let elements = value.elements();
    let words: Vec<&str> = elements.iter().filter_map(Value::as_constant).collect();
    if words.is_empty() { Vec::new() } else { listed(&words.join(" ")) }
}

/// The names in the parameter `scope` of an address.
fn parameter(address: &str) -> Vec<String> {
    let parameters = address.split(['?', '&', '#']).skip(1);
    let scope = parameters.filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == "scope");
    let Some((_, list)) = scope else { return Vec::new() };
    let list = list.replace("%20", " ").replace("%3A", ":").replace("%3a", ":").replace('+', " ");
    let names = list.split_whitespace().filter(|name| !name.contains(['{', '}']));
    names.map(str::to_owned).collect()
}

/// The names in a text that lists scopes of Atlassian's and nothing else; none in any other.
fn listed(text: &str) -> Vec<String> {
    const LONGEST: usize = 8000;
    if text.len() > LONGEST || !text.contains(':') {
        return Vec::new();
    }
    let names: Vec<&str> = text.split([' ', ',', '+', '\n']).filter(|name| !name.is_empty()).collect();
    let kind = |name: &&str| ScopeCard::of(name).map_or("", |card| card.kind);
    let all =
        names.iter().all(|name| matches!(kind(name), "classic" | "granular" | "identity" | "admin-api"));
    let any = names.iter().any(|name| matches!(kind(name), "classic" | "granular") || *name == "read:me");
    if all && any { names.into_iter().map(str::to_owned).collect() } else { Vec::new() }
}

/// Where a name stands in the file of an event, nearest to it; the event's own place where it stands elsewhere.
pub(crate) fn place_of(code: &Analysis, event: &Event, name: &str) -> Place {
    let text = code.text(event.site);
    let source = text.as_str();
    let part_of_name =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | ':');
    let encoded = name.replace(':', "%3A");
    let spellings = [name, encoded.as_str()].map(|spelling| source.match_indices(spelling));
    let whole = spellings.into_iter().flatten().filter(|(at, found)| {
        let after = source[at + found.len()..].chars().next();
        !after.is_some_and(part_of_name)
    });
    let nearest = whole.min_by_key(|(at, _)| at.abs_diff(event.site.span.start));
    match nearest {
        Some((at, found)) => text.place(Span::new(at, at + found.len())),
        None => code.place(event.site),
    }
}

/// What of an identity scope's use was seen: that tokens are refreshed, that the user's profile is asked for. None for other
/// scopes.
pub(crate) fn identity_need(code: &Analysis, name: &str) -> Option<bool> {
    match name {
        "offline_access" => Some(refreshes(code)),
        "read:me" | "read:account" => Some(code.calls().any(|(_, call)| asks_who(call.role_all(Role::Url)))),
        _ => None,
    }
}

fn asks_who(addresses: Vec<Value>) -> bool {
    let is_profile = |address: &str| {
        let path = address.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        path.ends_with("api.atlassian.com/me") || path.ends_with("auth.atlassian.com/userinfo")
    };
    addresses.iter().flat_map(Value::texts).any(|text| is_profile(&text.template()))
}

/// Whether something redeems a refresh token, or a client is told how to (RFC 6749, section 6).
fn refreshes(code: &Analysis) -> bool {
    code.calls().any(|(_, call)| {
        let path = call.path.to_ascii_lowercase();
        let mut told = path.contains("refresh");
        let mut see = |value: &Value| {
            let by_name = value.fields().iter().any(|(name, kind)| {
                let is_kind = matches!(name.as_str(), "grant_type" | "grantType");
                is_kind && kind.constants().any(|kind| kind == "refresh_token") || name == "auto_refresh_url"
            });
            let written = value.texts().any(|text| {
                let template = text.template();
                template.contains("grant_type=refresh_token")
                    || template == "refresh_token" && path.contains("append")
            });
            told |= by_name || written;
        };
        for argument in &call.arguments {
            see(argument);
            argument.visit(&mut see, 3);
        }
        told
    })
}

/// Why a scope that is asked for may be needed although no call that was seen needs it; none where nothing says so.
pub(crate) fn doubt(case: &Case<'_>, calls: &[&ProductCall<'_>]) -> Option<String> {
    let code = case.code;
    let at = |event: &Event| {
        let place = code.place(event.site);
        format!("{}:{}", place.file, place.line())
    };
    if let Some((event, call)) = code.calls().find(|(_, call)| is_client(&call.path)) {
        return Some(format!("what `{}` in {} asks the product is not followed", call.path, at(event)));
    }
    let unknown = code.calls_with(Effect::Egress).find(|(_, call)| {
        let addresses = call.role_all(Role::Url);
        let texts: Vec<_> = addresses.iter().flat_map(Value::texts).collect();
        // An address that begins with a value, and whose path tells no product, may lead to one.
        texts.is_empty() || texts.iter().any(|text| text.prefix().is_empty() && product_of(text).is_none())
    });
    if let Some((event, _)) = unknown {
        return Some(format!("where the request in {} goes is not known", at(event)));
    }
    calls
        .is_empty()
        .then(|| "no call of a product was found: what the token is for is not in this code".to_owned())
}

/// Libraries that ask products in a name of their own for each operation.
fn is_client(path: &str) -> bool {
    const CLIENTS: [&str; 14] = [
        "jira.js:",
        "confluence.js:",
        "jira-client:",
        "jira-connector:",
        "@python/jira:",
        "@python/atlassian:",
        "@jvm/com.atlassian.jira.rest.client",
        "@go/github.com/andygrunwald/go-jira",
        "@go/github.com/ctreminiom/go-atlassian",
        "@php/JiraRestApi",
        "@php/JiraCloud",
        "@ruby/core:JIRA",
        "@dotnet/core:Atlassian.",
        "@dotnet/core:Jira",
    ];
    CLIENTS.iter().any(|client| path.starts_with(client))
}

#[cfg(test)]
mod tests {
    use super::{listed, parameter};

    #[test]
    fn lists_of_documented_scopes_are_told_from_other_texts() {
        assert_eq!(listed("read:jira-work offline_access"), ["read:jira-work", "offline_access"]);
        assert_eq!(listed("read:issue:jira,write:issue:jira").len(), 2);
        for text in
            ["", "offline_access", "read:jira-work is missing", "read:user repo", "http://a", "account:write"]
        {
            assert!(listed(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn the_parameter_of_an_address_is_taken_apart() {
        let address = "https://auth.atlassian.com/authorize?client_id={}&scope=read%3Ajira-work%20offline_access+{}&state={}";
        assert_eq!(parameter(address), ["read:jira-work", "offline_access"]);
        assert!(parameter("https://auth.atlassian.com/authorize?scope={}").is_empty());
    }
}
