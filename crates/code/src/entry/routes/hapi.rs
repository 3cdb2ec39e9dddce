//! Routes of hapi: objects that say their method, path, handler, and who may ask.

use assay_app::App;

use super::surfaces;
use crate::{
    entry::{Found, Invocation, Loaded, Resolution, Side, annotated, loaded::may_be_called},
    event::Call,
    model::Effect,
    value::{Shape, Value},
};

/// Whether a call is read here.
pub(super) fn is_table(call: &Call) -> bool {
    call.effect() == Some(Effect::RouteRegister) && product(call) == Some("hapi")
}

/// Every route, with what is asked and what runs before it.
pub(super) fn routes(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let filters = loaded.calls_with(Effect::MiddlewareRegister);
    let (mut has_default, mut first) = (false, Vec::new());
    for (_, call) in filters {
        match product(call) {
            Some("hapi-default") => has_default |= asks(&call.argument(0)),
            Some("hapi") => first.extend(Some(call.argument(1)).filter(may_be_called)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (_, call) in loaded.calls_with(Effect::RouteRegister).filter(|(_, call)| is_table(call)) {
        for route in each(&call.argument(0)) {
            let settings = settings(&route);
            let handler = [route.field("handler"), settings.field("handler")].into_iter().find(may_be_called);
            let Some(handler) = handler else { continue };
            let said = settings.field("auth");
            let is_asked = if said.is_undefined() { has_default } else { asks(&said) };
            let check = is_asked.then(|| annotated::check("@hapi/hapi:Auth"));
            let before = before(&settings.field("pre"));
            let handlers: Vec<Value> =
                check.into_iter().chain(first.iter().cloned()).chain(before).chain([handler]).collect();
            let path = route.field("path").texts().next().map(|text| text.template()).unwrap_or_default();
            for method in methods(&route.field("method")) {
                let name = format!("{method} {path}");
                found.push(Found {
                    audiences: surfaces(app, &name),
                    name: name.into(),
                    side: Side::Server,
                    invocation: Invocation::View,
                    declared_at: loaded.place(call.site),
                    handlers: handlers.clone(),
                    resolution: Resolution::Resolved,
                });
            }
        }
    }
    found
}

fn product(call: &Call) -> Option<&str> {
    call.model.and_then(|model| model.product.as_deref())
}

/// One, or a list of them.
fn each(value: &Value) -> Vec<Value> {
    match value.shape() {
        Shape::Array(_) => value.elements(),
        _ => vec![value.clone()],
    }
}

/// Its settings: `options`, once called `config`.
fn settings(route: &Value) -> Value {
    let options = route.field("options");
    if options.is_undefined() { route.field("config") } else { options }
}

/// A strategy's name, or an object that does not let everybody try.
fn asks(auth: &Value) -> bool {
    let lets_all = |mode: &Value| mode.constants().any(|mode| matches!(mode, "try" | "optional"));
    auth.as_boolean() != Some(false) && !lets_all(&auth.field("mode"))
}

/// What runs first: functions, objects with a `method`, lists of these.
fn before(pre: &Value) -> Vec<Value> {
    let all = pre.elements().into_iter().flat_map(|one| each(&one));
    all.map(|one| if may_be_called(&one) { one } else { one.field("method") }).filter(may_be_called).collect()
}

fn methods(said: &Value) -> Vec<String> {
    let all = each(said).into_iter().flat_map(|one| {
        let names: Vec<String> = one.constants().map(str::to_ascii_uppercase).collect();
        names
    });
    let names: Vec<String> = all.map(|name| if name == "*" { "ALL".to_owned() } else { name }).collect();
    if names.is_empty() { vec!["ALL".to_owned()] } else { names }
}
