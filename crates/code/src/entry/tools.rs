//! What servers offer agents: tools, prompts and resources of the Model Context Protocol.

use super::{Audience, Found, Invocation, Loaded, Resolution, Side, loaded::may_be_called};
use crate::{
    event::Call,
    model::{Effect, Role},
    value::Value,
};

/// One entry for everything that is offered. An agent calls it, with arguments a conversation chose; who may talk to the
/// server at all is asked, or not, by the route that serves it.
pub(super) fn tools(loaded: &Loaded<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (_, call) in loaded.calls_with(Effect::ToolRegister) {
        // Descriptions and shapes stand before the function.
        let Some(handler) = call.role_all(Role::Handler).into_iter().rfind(may_be_called) else { continue };
        let is_own = handler.alternatives().iter().any(Value::is_function);
        found.push(Found {
            name: name(call).into(),
            audiences: vec![(Audience::Agent, "an agent".into())],
            side: Side::Server,
            invocation: Invocation::Tool,
            declared_at: loaded.place(call.site),
            resolution: if is_own {
                Resolution::Resolved
            } else {
                Resolution::partly("its handler is not the app's own code")
            },
            handlers: vec![handler],
        });
    }
    found
}

/// `tool/find`; of a handler for requests of one kind the kind: `request/CallTool`.
fn name(call: &Call) -> String {
    let method = call.path.rsplit('.').next().unwrap_or_default();
    let named = call.role(Role::Name);
    if method.starts_with("set") {
        let schema = named.external_path().and_then(|path| path.rsplit([':', '.']).next()).unwrap_or("*");
        let kind = schema.trim_end_matches("Schema").trim_end_matches("Request");
        return format!("request/{kind}");
    }
    let kind = method.trim_start_matches("register").to_ascii_lowercase();
    format!("{kind}/{}", named.constants().next().unwrap_or("*"))
}
