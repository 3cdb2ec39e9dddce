//! Changes that a queue's consumer makes as the app, of what a user named when the message was pushed.
//!
//! Source: developer.atlassian.com/platform/forge/runtime-reference/async-events-api; read 2026-11-24.

use assay_code::{
    Action, Call, Entry, Event, Invocation, Source, Value,
    model::{Effect, Role},
};

use super::as_app;
use super::authority::{self, Authority};
use super::callers::{Stranger, caused_by_strangers};
use super::product::{self, Access, ProductCall};
use crate::Case;

/// A message that a user can cause, and what becomes of it.
pub(crate) struct ThroughQueue<'a> {
    /// Where it is pushed.
    pub(crate) event: &'a Event,
    pub(crate) entry: &'a Entry,
    pub(crate) stranger: Stranger,
    /// `PUT /rest/api/3/issue/{}`.
    pub(crate) operation: String,
    pub(crate) queue: String,
    /// Why what was asked before may do.
    pub(crate) doubt: Option<&'static str>,
}

/// Each push and operation once.
pub(crate) fn unchecked_changes<'a>(case: &Case<'a>) -> Vec<ThroughQueue<'a>> {
    let mut found: Vec<ThroughQueue<'a>> = Vec::new();
    let code = case.code;
    for (event, entry, stranger) in caused_by_strangers(code) {
        let Action::Call(call) = &event.action else { continue };
        if call.effect() != Some(Effect::QueuePush) || stranger == Stranger::Anybody {
            continue;
        }
        let queues = call.role(Role::Key);
        for queue in queues.constants() {
            for change in changes(case, queue) {
                let named = named_by(&change, &call.role(Role::Value));
                let operation = change.operation();
                let is_known =
                    found.iter().any(|it| it.event.site == event.site && it.operation == operation);
                if named.is_empty() || is_known {
                    continue;
                }
                let authority = authority::over(&event.guards, &named);
                if matches!(authority, Authority::Checked) {
                    continue;
                }
                // `ids.filter((id) => allowed.has(id))`: what passes is for the test to know.
                let asks = || code.calls_of(entry.id).any(|(_, call)| asks_permission(call));
                let doubt = authority.doubt().or_else(|| {
                    asks().then_some("a permission is asked for before, in a way that is not followed")
                });
                let queue = queue.to_owned();
                found.push(ThroughQueue { event, entry, stranger, operation, queue, doubt });
            }
        }
    }
    found
}

/// What the consumers of a queue change as the app without asking.
fn changes<'a>(case: &Case<'a>, queue: &str) -> Vec<ProductCall<'a>> {
    let Some(manifest) = case.manifest() else { return Vec::new() };
    let consumers = manifest
        .consumers
        .iter()
        .filter(|consumer| consumer.queue.as_ref().is_some_and(|name| name.value == queue));
    let keys: Vec<&str> =
        consumers.filter_map(|consumer| Some(consumer.key.as_ref()?.value.as_str())).collect();
    let empties = |entry: &Entry| {
        entry.invocation == Invocation::Queue && entry.surfaces.iter().any(|key| keys.contains(&key.as_str()))
    };
    let calls = product::calls_as_app(case.code).filter(|call| {
        let asked = || authority::over(&call.event.guards, &call.resources());
        case.code.entry_of(call.event).is_some_and(empties)
            && call.access == Access::Write
            && !as_app::needs_no_permission(call)
            && matches!(asked(), Authority::Nothing | Authority::CanRead)
    });
    calls.collect()
}

/// What of a pushed message a caller chose, and names what is changed: `id` of `{ body: { id } }`.
fn named_by(change: &ProductCall<'_>, pushed: &Value) -> Vec<Value> {
    let mut names = Vec::new();
    for resource in change.resources() {
        for origin in &resource.deep_origins() {
            if matches!(origin.source, Source::ProductEvent) {
                let mut parts =
                    origin.field.split('.').filter(|part| !matches!(*part, "[]" | "body" | "payload"));
                names.extend(parts.next_back().map(str::to_owned));
            }
        }
    }
    let mut found = Vec::new();
    let is_sent = |value: &Value| {
        value.deep_origins().iter().any(|origin| matches!(origin.source, Source::Caller(_) | Source::Agent))
    };
    let mut see = |part: &Value| {
        let fields = part.fields();
        found.extend(
            names.iter().filter_map(|name| fields.get(name.as_str())).filter(|it| is_sent(it)).cloned(),
        );
    };
    see(pushed);
    pushed.visit(&mut see, 6);
    found
}

fn asks_permission(call: &Call) -> bool {
    let route = call.role(Role::Route);
    route.texts().any(|text| product::asks_for_permission(&text.template()))
        || call.model.and_then(|model| model.check.as_ref()).is_some()
}
