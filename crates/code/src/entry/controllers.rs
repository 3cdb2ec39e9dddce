//! Methods of Nest's controllers.

mod before;

use std::sync::Arc;

use assay_app::App;

use before::Before;

use super::{
    Audience, Found, Invocation, Loaded, Resolution, Side,
    named::{as_class, method_named, method_of_child, with_parents},
};
use crate::{
    ir::{FunctionId, Name},
    site::Site,
    value::{ClassValue, External, Shape, Value},
};

const METHODS: [&str; 8] = ["Get", "Post", "Put", "Patch", "Delete", "All", "Head", "Options"];
const PACKAGE: &str = "@nestjs/common:";
/// What decides in a guard.
const DECIDES: &str = "canActivate";

/// Every method of a controller that answers a route.
pub(super) fn controllers(_: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let before = Before::of(loaded);
    for decorated in &loaded.decorated {
        let Some(controller) = decorator(&decorated.decorators, &["Controller"]) else { continue };
        let prefix = path_of(controller.1);
        let guards = guards(loaded, &decorated.decorators);
        for member in &decorated.members {
            let Some((method, route)) = decorator(&member.decorators, &METHODS) else { continue };
            let path = format!("/{prefix}/{}", path_of(route)).replace("//", "/");
            let path = path.trim_end_matches('/');
            let method = method.to_ascii_uppercase();
            let mut handlers = before.of_route(&decorated.class, &method, path);
            handlers.extend(guards.iter().cloned());
            handlers.extend(self::guards(loaded, &member.decorators));
            handlers.dedup();
            handlers.push(method_of(&decorated.class, member.function));
            let function = &loaded.program.module(decorated.class.module).functions[member.function.index()];
            found.push(Found {
                name: Name::from(format!("{method} {}", if path.is_empty() { "/" } else { path })),
                audiences: vec![(Audience::Anonymous, "the network".into())],
                side: Side::Server,
                invocation: Invocation::Controller,
                declared_at: loaded.place(Site::new(decorated.class.module, function.head)),
                handlers,
                resolution: Resolution::Resolved,
            });
        }
    }
    found
}

/// The decorator of one of these names, with what it was made with.
fn decorator<'v>(decorators: &'v [Value], names: &[&'static str]) -> Option<(&'static str, &'v External)> {
    decorators.iter().filter_map(Value::as_external).find_map(|external| {
        let name = external.path.strip_prefix(PACKAGE)?.trim_end_matches("()");
        names.iter().find(|wanted| **wanted == name).map(|name| (*name, external))
    })
}

/// `@Controller('notes')`, `@Controller({path: 'notes'})`, `@Get([':id', 'x'])`.
fn path_of(decorator: &External) -> String {
    let Some(first) = decorator.made_with.first() else { return String::new() };
    let value = match first.shape() {
        Shape::Object(_) => first.field("path"),
        Shape::Array(_) => first.any_element(),
        _ => first.clone(),
    };
    value.texts().next().map(|text| text.template().trim_matches('/').to_owned()).unwrap_or_default()
}

/// What `@UseGuards(…)` names.
fn guards(loaded: &Loaded<'_>, decorators: &[Value]) -> Vec<Value> {
    let named = decorators.iter().filter_map(|decorator| decorator_named(decorator, "UseGuards"));
    named.flat_map(|external| external.made_with.iter()).map(|guard| self::guard(loaded, guard)).collect()
}

/// What runs for a guard: the method that decides, of the program's classes; else the library's guard that they extend, or that
/// it is.
fn guard(loaded: &Loaded<'_>, named: &Value) -> Value {
    let Some(class) = as_class(named) else { return named.clone() };
    let above = with_parents(&class).last().and_then(|top| top.parent.clone());
    let of_library = above.filter(|above| above.as_external().is_some());
    method_named(loaded, &class, DECIDES).or(of_library).unwrap_or_else(|| named.clone())
}

fn decorator_named<'v>(decorator: &'v Value, name: &str) -> Option<&'v External> {
    let external = decorator.as_external()?;
    let path = external.path.strip_prefix(PACKAGE)?;
    (path.trim_end_matches("()") == name).then_some(external)
}

/// A method with an instance that the framework made for its `this`.
pub(super) fn method_of(class: &Arc<ClassValue>, function: FunctionId) -> Value {
    method_of_child(class, class, function)
}
