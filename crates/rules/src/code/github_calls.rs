//! What GitHub's clients are told to change.

use assay_code::{Call, Value};

use super::hosts;
use crate::words::words;

/// A change at GitHub.
pub(crate) struct Change {
    /// `PUT`, or the name of the method.
    pub(crate) method: String,
    /// What says which repository, request or person is meant.
    pub(crate) targets: Vec<Value>,
    /// What the client was made with to show who it is.
    pub(crate) credential: Value,
}

/// The change that a call makes; none where it reads, and where it is no call of GitHub's.
pub(crate) fn change(call: &Call) -> Option<Change> {
    if call.model?.product.as_deref() != Some("github") {
        return None;
    }
    let last = call.path.rsplit(['.', ':']).next()?;
    let (method, targets) = match last {
        "request" => by_route(call)?,
        _ => by_name(call, last)?,
    };
    Some(Change { method, targets, credential: credential(call) })
}

/// `request('PUT /repos/{owner}/{repo}/…', { owner, repo })`
fn by_route(call: &Call) -> Option<(String, Vec<Value>)> {
    let route = call.argument(0);
    let text = route.texts().next()?;
    let template = text.template();
    let (method, path) = template.split_once(' ')?;
    if !["POST", "PUT", "PATCH", "DELETE"].contains(&method) {
        return None;
    }
    let parameters = call.argument(1);
    let named = path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let filled = named.filter(|name| !name.is_empty()).map(|name| parameters.field(name));
    let targets = text.holes().cloned().chain(filled.collect::<Vec<_>>()).collect();
    Some((method.to_owned(), targets))
}

/// `rest.pulls.merge({ owner, repo, pull_number })`
fn by_name(call: &Call, name: &str) -> Option<(String, Vec<Value>)> {
    const CHANGES: [&str; 28] = [
        "accept", "add", "approve", "cancel", "close", "create", "decline", "delete", "disable", "dismiss",
        "enable", "invite", "lock", "merge", "put", "remove", "rename", "replace", "request", "rerun",
        "revoke", "set", "submit", "transfer", "unlock", "update", "upload", "write",
    ];
    let first = words(name).into_iter().next()?;
    if !CHANGES.contains(&first.as_str()) {
        return None;
    }
    let parameters = call.argument(0);
    let targets = parameters.fields().into_iter().filter(|(name, _)| is_target(name));
    Some((name.to_owned(), targets.map(|(_, value)| value).collect()))
}

fn is_target(name: &str) -> bool {
    const NAMES: [&str; 10] =
        ["owner", "repo", "org", "username", "branch", "ref", "path", "sha", "base", "head"];
    NAMES.contains(&name) || ["_number", "_id", "_slug"].iter().any(|end| name.ends_with(end))
}

fn credential(call: &Call) -> Value {
    let made_with = call.receiver.as_external().map(|external| external.made_with.to_vec());
    let settings = made_with.unwrap_or_default().into_iter().next().unwrap_or_else(Value::undefined);
    let sent = call.arguments.iter().map(|argument| argument.field("headers"));
    let sent = sent.flat_map(|headers| hosts::CREDENTIALS.map(|name| headers.field_ignoring_case(name)));
    Value::join_all(std::iter::once(settings.field("auth")).chain(sent).filter(|value| !value.is_undefined()))
}
