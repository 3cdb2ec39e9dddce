//! What a Trello Power-Up is made of: pages in Trello, and a server of its own where it has one.

use std::collections::BTreeSet;

use assay_app::{App, AppType};
use assay_code::{
    Action, Call, Event, Side, Source, Value,
    model::{Effect, Role},
};
use assay_evidence::Applicability;
use assay_source::RelPath;

use super::hosts;
use crate::Case;

/// For rules about Power-Ups.
pub(crate) fn power_up(app: &App) -> Applicability {
    if app.may_be(AppType::Trello) {
        Applicability::Applies
    } else {
        Applicability::DoesNotApply { because: "the app is no Power-Up".to_owned() }
    }
}

/// Whether a call is one of the Power-Up's pages: not of its server, nor of other front ends of the repository, which
/// are projects that never call Trello's library.
fn is_of_a_page(case: &Case<'_>, event: &Event, projects: &BTreeSet<RelPath>) -> bool {
    let on_a_page = case.code.entry_of(event).is_none_or(|entry| entry.side == Side::FrontEnd);
    on_a_page && projects.contains(&project_of(case, case.code.file(event.site)))
}

/// Folders of the projects that call Trello's library.
fn projects(case: &Case<'_>) -> BTreeSet<RelPath> {
    let of_trello = |call: &Call| {
        call.model.and_then(|model| model.product.as_deref()) == Some("trello")
            || call.path.contains("TrelloPowerUp")
    };
    let calls = case.code.calls().filter(|(_, call)| of_trello(call));
    calls.map(|(event, _)| project_of(case, case.code.file(event.site))).collect()
}

/// The folder of the innermost package file around a file; the app's root where there is none.
fn project_of(case: &Case<'_>, file: &RelPath) -> RelPath {
    let folders = case.app.project.packages.iter().map(|package| package.path().parent());
    let around = folders.filter(|folder| file.is_below(folder));
    around.max_by_key(|folder| folder.as_str().len()).unwrap_or_else(|| case.app.root.clone())
}

/// Whether an address is the Power-Up's own: without a host, of a development machine, whole from the configuration, or
/// of a host that the code calls by a name for its own.
pub(crate) fn is_own_server(url: &Value) -> bool {
    url.texts().any(|text| {
        let template = text.template();
        let relative = template.starts_with('/') && !template.starts_with("//");
        let is_file = template.rsplit('/').next().is_some_and(|last| {
            let last = last.split(['?', '#']).next().unwrap_or_default();
            last.rsplit_once('.').is_some_and(|(_, ending)| {
                ["json", "html", "txt", "css", "js", "svg", "md"].contains(&ending)
            })
        });
        !is_file && (relative || hosts::is_own_looking(&template))
    })
}

/// Whether something in a call is what Trello gave for the member: the signed token, or the member's own.
pub(crate) fn carries_trello_token(call: &Call) -> bool {
    all_given(call).iter().flat_map(|value| value.deep_origins().iter().cloned().collect::<Vec<_>>()).any(|origin| {
        matches!(&origin.source, Source::Secret(name, _) if matches!(name.as_str(), "trello-jwt" | "trello-token" | "authorisation"))
    })
}

/// Everything that is handed to a call.
pub(crate) fn all_given(call: &Call) -> Vec<Value> {
    let mut all = call.arguments.clone();
    all.push(call.role(Role::Options));
    all.push(call.role(Role::Headers));
    all
}

/// Requests that pages of the Power-Up send to its own server.
pub(crate) fn own_requests<'a>(case: &Case<'a>) -> Vec<(&'a Event, &'a Call)> {
    let projects = projects(case);
    let calls = case.code.calls_with(Effect::Egress);
    calls
        .filter(|(event, call)| {
            is_of_a_page(case, event, &projects) && call.role_all(Role::Url).iter().any(is_own_server)
        })
        .collect()
}

/// A member is asked for a token.
pub(crate) struct Asked {
    /// The token never ends.
    pub(crate) never: bool,
    /// What it is to be good for: `read`, `write`, `account`; empty where that is not known.
    pub(crate) scopes: Vec<String>,
}

/// What members are asked for: by the client's function, or by an address of Trello's.
pub(crate) fn asked(event: &Event) -> Option<Asked> {
    let values: Vec<Value> = match &event.action {
        Action::Call(call) if call.effect() == Some(Effect::OauthAuthorize) => {
            let settings = call.role(Role::Settings);
            let of_trello = call.model.and_then(|model| model.product.as_deref()) == Some("trello");
            let expiration = settings.field("expiration");
            if of_trello && !settings.is_undefined() || !expiration.is_undefined() {
                let never = expiration.constants().any(|it| it == "never");
                return Some(Asked { never, scopes: listed(&settings.field("scope")) });
            }
            call.arguments.clone()
        }
        Action::Call(call) => call.arguments.clone(),
        Action::Assign(assign) => vec![assign.value.clone()],
        Action::Render(render) => ["href", "src"].iter().map(|name| render.attributes.field(name)).collect(),
        _ => return None,
    };
    let address = values.iter().flat_map(Value::texts).map(|text| text.template()).find(|template| {
        ["trello.com/1/authorize", "trello.com/1/OAuthAuthorizeToken"]
            .iter()
            .any(|part| template.contains(part))
            && template.len() < 2000
    })?;
    let parameter = |name: &str| {
        let at = address.find(&format!("{name}="))? + name.len() + 1;
        address[at..].split(['&', '#', '"', '\'']).next().map(str::to_owned)
    };
    let scope = parameter("scope").unwrap_or_default().replace("%2C", ",").replace("%20", ",");
    Some(Asked {
        never: parameter("expiration").is_some_and(|value| value == "never"),
        scopes: words(&scope),
    })
}

/// `"read,write"`, or `{ read: true, write: false }`.
fn listed(scope: &Value) -> Vec<String> {
    if let Some(text) = scope.as_constant() {
        return words(text);
    }
    let is_off = |value: &Value| value.is_undefined() || value.as_boolean() == Some(false);
    let on = scope.fields().into_iter().filter(|(_, value)| !is_off(value));
    on.map(|(name, _)| name.to_string()).collect()
}

fn words(list: &str) -> Vec<String> {
    let words = list.split([',', '+', ' ']).filter(|word| !word.is_empty() && !word.contains('{'));
    words.map(str::to_owned).collect()
}
