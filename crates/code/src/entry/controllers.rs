//! Methods of Nest's controllers.

use std::sync::Arc;

use assay_app::App;

use super::{Audience, Found, Invocation, Loaded, Resolution, Side};
use crate::{
    ir::{FunctionId, MemberKind, ModuleId, Name, PropertyKey},
    site::Site,
    value::{ClassValue, Closure, External, Instance, Shape, Value},
};

const METHODS: [&str; 8] = ["Get", "Post", "Put", "Patch", "Delete", "All", "Head", "Options"];
const PACKAGE: &str = "@nestjs/common:";

/// Every method of a controller that answers a route.
pub(super) fn controllers(_: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for decorated in &loaded.decorated {
        let Some(controller) = decorator(&decorated.decorators, &["Controller"]) else { continue };
        let prefix = path_of(controller.1);
        let guards = guards(loaded, &decorated.decorators);
        for member in &decorated.members {
            let Some((method, route)) = decorator(&member.decorators, &METHODS) else { continue };
            let path = format!("/{prefix}/{}", path_of(route)).replace("//", "/");
            let path = path.trim_end_matches('/');
            let mut handlers = guards.clone();
            handlers.extend(self::guards(loaded, &member.decorators));
            handlers.dedup();
            handlers.push(method_of(&decorated.class, member.function));
            let function = &loaded.program.module(decorated.class.module).functions[member.function.index()];
            found.push(Found {
                name: Name::from(format!(
                    "{} {}",
                    method.to_ascii_uppercase(),
                    if path.is_empty() { "/" } else { path }
                )),
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

/// What `@UseGuards(…)` names: of the program's classes the method that decides, else the guard as it is.
fn guards(loaded: &Loaded<'_>, decorators: &[Value]) -> Vec<Value> {
    let named = decorators.iter().filter_map(Value::as_external).filter(|external| {
        external.path.strip_prefix(PACKAGE).is_some_and(|name| name.trim_end_matches("()") == "UseGuards")
    });
    named
        .flat_map(|external| external.made_with.iter())
        .map(|guard| {
            let class = match guard.shape() {
                Shape::Class(class) => Some(class),
                Shape::Instance(instance) => Some(&instance.class),
                _ => None,
            };
            class.and_then(|class| deciding_method(loaded, class)).unwrap_or_else(|| guard.clone())
        })
        .collect()
}

fn deciding_method(loaded: &Loaded<'_>, class: &Arc<ClassValue>) -> Option<Value> {
    let written = &loaded.program.module(class.module).classes[class.class.index()];
    written.members.iter().find_map(|member| match (&member.key, member.kind) {
        (PropertyKey::Name(name), MemberKind::Method(function)) if name == "canActivate" => {
            Some(method_of(class, function))
        }
        _ => None,
    })
}

/// A method with an instance that the framework made for its `this`.
pub(super) fn method_of(class: &Arc<ClassValue>, function: FunctionId) -> Value {
    let module: ModuleId = class.module;
    let this = Value::of(Shape::Instance(Arc::new(Instance { class: Arc::clone(class), object: None })));
    Value::of(Shape::Function(Arc::new(Closure::new(
        module,
        function,
        Some(this),
        Vec::new(),
        Arc::clone(&class.captured),
    ))))
}
