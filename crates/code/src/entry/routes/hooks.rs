//! Hooks of Fastify that the settings of a route name.

use crate::{
    entry::loaded::may_be_called,
    event::Call,
    model::Role,
    value::{Shape, Value},
};

/// In the order in which they run.
///
/// Source: fastify.dev, "Routes", "Options"; read 2026-11-23.
const HOOKS: [&str; 4] = ["onRequest", "preParsing", "preValidation", "preHandler"];

/// What runs before the handler of one route, in order; lists are taken apart.
pub(crate) fn of_route(call: &Call) -> Vec<Value> {
    let settings = call.role(Role::Settings);
    if !call.path.starts_with("fastify:") || !matches!(settings.shape(), Shape::Object(_)) {
        return Vec::new();
    }
    let said = HOOKS.iter().map(|hook| settings.field(hook));
    let each = said.flat_map(|said| match said.shape() {
        Shape::Array(_) => said.elements(),
        _ => vec![said],
    });
    each.filter(may_be_called).collect()
}
