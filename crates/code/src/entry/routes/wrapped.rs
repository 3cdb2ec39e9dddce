//! What Go puts around a handler before it is registered: functions around a whole router, and chains of middleware.

use std::sync::Arc;

use super::registry::is_router;
use crate::{
    entry::{
        loaded::{Loaded, externals},
        named::method_named,
    },
    event::Call,
    model::Role,
    value::{Native, Shape, Value},
};

/// Functions around one another that are looked into.
const DEEPEST: u8 = 8;
/// `alice.New(one, two).Then(handler)`
///
/// Source: pkg.go.dev/github.com/justinas/alice, read 2026-11.
const CHAIN: &str = "@go/github.com/justinas/alice:";

/// What a handler is made of, in the order it runs: filters, then the handler or the router itself.
pub(super) fn taken_apart(handler: Value) -> Vec<Value> {
    if let Some((filter, router)) = around_router(&handler, DEEPEST) {
        return vec![filter, router];
    }
    let chained = externals(&handler).find(|external| external.path.starts_with(CHAIN));
    let last = chained.and_then(|external| Some(external.made_by.as_ref()?.argument(0)));
    match (chained, last) {
        (Some(external), Some(last)) => {
            let mut parts = external.made_with.to_vec();
            parts.retain(|part| *part != last);
            parts.extend(taken_apart(last));
            parts
        }
        _ => vec![handler],
    }
}

/// `mux.Handle(path, &server{…})`: the method of what is registered that serves.
pub(super) fn serving(loaded: &Loaded<'_>, call: &Call) -> Option<Value> {
    if !call.path.starts_with("@go/") {
        return None;
    }
    call.role_all(Role::Handler).iter().find_map(|value| {
        let Shape::Instance(instance) = value.shape() else { return None };
        let method = method_named(loaded, &instance.class, "ServeHTTP")?;
        let Shape::Function(method) = method.shape() else { return None };
        Some(Value::of(Shape::Function(Arc::new(method.with_this(value.clone())))))
    })
}

/// `ask(mux)`: the filter, which lets the next handler run where it called the router, and the router.
fn around_router(value: &Value, depth: u8) -> Option<(Value, Value)> {
    let Shape::Function(closure) = value.shape() else { return None };
    let depth = depth.checked_sub(1)?;
    let mut router = None;
    let filter = closure.with_captured(&mut |captured| {
        if is_router(captured) {
            router = Some(captured.clone());
            return Some(Value::of(Shape::Native(Arc::new(Native::Next))));
        }
        let (filter, found) = around_router(captured, depth)?;
        router = Some(found);
        Some(filter)
    });
    Some((Value::of(Shape::Function(Arc::new(filter))), router?))
}
