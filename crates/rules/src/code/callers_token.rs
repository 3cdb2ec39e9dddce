//! Requests that are sent with the caller's own token: who is asked decides what the caller may.

use assay_code::{
    Action, Analysis, Call, Entry, External, Origin, Origins, Shape, Source, Target, Value, model::Effect,
};

use super::{hosts, sensitive};

/// A request that is authorised by nothing but what the caller brought, in the request or in their session.
pub(crate) fn is_as_the_caller(code: &Analysis, entry: Option<&Entry>, call: &Call) -> bool {
    if call.effect() != Some(Effect::Egress) {
        return false;
    }
    let sent = hosts::headers(call).field_ignoring_case("authorization");
    let put = put_on_request(&sent);
    let origins = sent.deep_origins();
    let is_put_by_the_program = || {
        entry.is_some_and(|entry| put.iter().all(|field| is_put_from_what_was_brought(code, entry, field)))
    };
    (!put.is_empty() || origins.iter().next().is_some())
        && are_theirs(&origins)
        && (put.is_empty() || is_put_by_the_program())
        && !carries_own_credential(call)
}

fn are_theirs(origins: &Origins) -> bool {
    let is_theirs = |origin: &Origin| matches!(origin.source, Source::Caller(_) | Source::Platform);
    origins.iter().all(is_theirs)
}

/// Of a credential what was put on the request before: `req.token`.
fn put_on_request(sent: &Value) -> Vec<External> {
    let holes = sent.texts().flat_map(|text| text.holes().cloned().collect::<Vec<_>>());
    let parts: Vec<Value> = std::iter::once(sent.clone()).chain(holes).collect();
    let externals = parts.iter().flat_map(Value::alternatives).filter_map(|part| match part.shape() {
        Shape::External(external) => Some(External::clone(external)),
        _ => None,
    });
    externals.filter(|external| external.path.starts_with("express:Request.")).collect()
}

/// Whether middleware or a guard put it there, wherever it does from what the caller brought.
fn is_put_from_what_was_brought(code: &Analysis, entry: &Entry, field: &External) -> bool {
    let mut written = code.events_of(entry.id).filter_map(|event| match &event.action {
        Action::Assign(assign) => {
            matches!(&assign.target, Target::External(path) if *path == field.path).then_some(&assign.value)
        }
        _ => None,
    });
    let is_brought = |value: &Value| {
        let origins = value.deep_origins();
        origins.iter().next().is_some() && are_theirs(&origins) && !value.is_constant()
    };
    written.next().is_some_and(|first| is_brought(first) && written.all(is_brought))
}

/// Whether a request is sent with a credential of the server's own.
pub(crate) fn carries_own_credential(call: &Call) -> bool {
    let is_own = |origin: &Origin| match &origin.source {
        Source::Environment(name) => {
            let name = if origin.field.is_empty() { name.as_str() } else { origin.last_field() };
            sensitive::is_secret_name(name)
        }
        Source::Secret(_, kept) => kept.is_some(),
        _ => false,
    };
    call.arguments.iter().any(|argument| argument.deep_origins().iter().any(is_own))
}
