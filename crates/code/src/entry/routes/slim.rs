//! Slim: which function a route or a middleware names, and what Slim calls it with.
//!
//! Source: slimframework.com, "Routing", "Container resolution", "Middleware", of versions 3 and 4, read 2026-11-23.

use std::sync::Arc;

use super::paths::joined;
use crate::{
    entry::{
        loaded::{Loaded, externals},
        named::{as_class, class_of, lies_in, method_named, outside},
    },
    event::Call,
    ir::Language,
    model::{Effect, Part as Sent, Role},
    origin::{Origin, Source},
    value::{ClassValue, Closure, External, Native, Part, Shape, Value},
};

/// Where Slim itself and what makes its servers lie.
const LIBRARIES: [&str; 2] = ["@php/Slim", "@php/DI/Bridge/Slim"];
/// Servers of version 3.
const OF_VERSION_3: &str = "@php/Slim:App()";
/// The methods by which a class answers, where a route names no other.
const ANSWERS: [&str; 2] = ["__invoke", "handle"];
/// The methods by which middleware runs.
const RUNS: [&str; 2] = ["process", "__invoke"];
/// Middleware that asks nobody who they are, by what containers call it.
const HARMLESS: [&str; 5] = ["cors", "csrf", "flash", "session", "twig"];

pub(super) fn is_its(call: &Call) -> bool {
    LIBRARIES.iter().any(|library| call.path.starts_with(library))
}

/// What a route or a middleware runs; none where no function of the program was found that it names.
pub(super) fn handlers(loaded: &Loaded<'_>, call: &Call) -> Vec<Value> {
    let answers = call.effect() == Some(Effect::RouteRegister);
    let methods = if answers { &ANSWERS } else { &RUNS };
    let named: Vec<Value> = call
        .role_all(Role::Handler)
        .iter()
        .flat_map(Value::alternatives)
        .filter_map(|value| match function(loaded, value, methods) {
            Some(function) => Some(given(loaded, function, answers)),
            None if answers => None,
            None => unknown(value, call),
        })
        .collect();
    if named.is_empty() { Vec::new() } else { vec![Value::join_all(named)] }
}

/// What groups of version 3 put before a route that their functions register with the server itself, which they `use`: the path,
/// and the middleware.
pub(super) fn groups_around(loaded: &Loaded<'_>, call: &Call) -> (String, Vec<Value>) {
    let (mut path, mut before) = (String::new(), Vec::new());
    let server = externals(&call.receiver).next().and_then(|server| server.object);
    let is_around = |group: &&Call| {
        group.path.starts_with(OF_VERSION_3)
            && group.path.ends_with(".group")
            && lies_in(call.site, group.site)
            && externals(&group.receiver).next().and_then(|server| server.object) == server
    };
    let mut groups: Vec<&Call> = loaded.calls.iter().filter(is_around).collect();
    groups.sort_by_key(|group| group.site.span.start);
    groups.dedup_by_key(|group| group.site);
    for group in groups {
        path = joined(&path, group.argument(0).as_constant().unwrap_or("{}"));
        let is_of_it = |added: &&Call| {
            externals(&added.receiver).any(|it| it.made_by.as_ref().is_some_and(|it| it.site == group.site))
        };
        let added = loaded.calls_with(Effect::MiddlewareRegister).map(|(_, added)| added).filter(is_of_it);
        before.extend(added.flat_map(|added| handlers(loaded, added)));
    }
    (path, before)
}

/// A closure, a class or an object of one, `[NoteController::class, 'show']`, `NoteController::class . ':show'`.
fn function(loaded: &Loaded<'_>, value: &Value, methods: &[&str]) -> Option<Value> {
    match value.shape() {
        Shape::Function(_) => Some(value.clone()),
        Shape::Class(_) | Shape::Instance(_) => {
            let class = as_class(value)?;
            let method = methods.iter().find_map(|method| method_named(loaded, &class, method))?;
            match (value.shape(), method.shape()) {
                (Shape::Instance(_), Shape::Function(method)) => {
                    Some(Value::of(Shape::Function(Arc::new(method.with_this(value.clone())))))
                }
                _ => Some(method),
            }
        }
        Shape::Array(_) => {
            let elements = value.elements();
            let [class, method] = elements.as_slice() else { return None };
            method_named(loaded, &class_of_name(loaded, class)?, method.as_constant()?)
        }
        Shape::Text(text) => {
            let (class, method) = match text.parts() {
                [Part::Literal(whole)] => match whole.split_once(':') {
                    Some((class, method)) => (Value::text(class), method.trim_start_matches(':')),
                    None => (value.clone(), ""),
                },
                [Part::Hole(class), Part::Literal(rest)] => {
                    (class.clone(), rest.strip_prefix(':')?.trim_start_matches(':'))
                }
                _ => return None,
            };
            let class = class_of_name(loaded, &class)?;
            match method {
                "" => methods.iter().find_map(|method| method_named(loaded, &class, method)),
                method => method_named(loaded, &class, method),
            }
        }
        _ => None,
    }
}

fn class_of_name(loaded: &Loaded<'_>, value: &Value) -> Option<Arc<ClassValue>> {
    as_class(value).or_else(|| {
        let name = value.as_constant()?.trim_start_matches('\\');
        class_of(loaded, Language::Php, name)
    })
}

/// The function with what Slim calls it with: the request, the answer, what stands in the path; of middleware what comes next.
fn given(loaded: &Loaded<'_>, function: Value, answers: bool) -> Value {
    let Shape::Function(closure) = function.shape() else { return function };
    let parameters = &loaded.program.module(closure.module).functions[closure.function.index()].parameters;
    let message = |name: &str| {
        let path = format!("@php/Psr/Http/Message:{name}()");
        Value::of(Shape::External(Arc::new(External::new(path.into(), None, None, Arc::from([]), None))))
    };
    let mut given = vec![message("ServerRequestInterface")];
    // The middleware of version 3 has the answer between.
    if answers || parameters.len() > 2 {
        given.push(message("ResponseInterface"));
    }
    given.push(match answers {
        true => Value::from_origin(Origin::new(Source::Caller(Sent::Params))),
        false => Value::of(Shape::Native(Arc::new(Native::Next))),
    });
    given.truncate(parameters.len());
    let bound = closure.bound.iter().cloned().chain(given).collect();
    let captured = Arc::clone(&closure.captured);
    let closure = Closure::new(closure.module, closure.function, closure.this.clone(), bound, captured);
    Value::of(Shape::Function(Arc::new(closure)))
}

/// Middleware that others wrote, or that a container makes of a name.
fn unknown(value: &Value, call: &Call) -> Option<Value> {
    match value.shape() {
        Shape::External(_) => Some(value.clone()),
        _ => {
            let name = value.as_constant().unwrap_or("unknown");
            let name =
                name.rsplit(['\\', '.', ':']).next().filter(|name| !name.is_empty()).unwrap_or("unknown");
            (!HARMLESS.contains(&name)).then(|| outside(&format!("@php/Slim/middleware:{name}"), call.site))
        }
    }
}
