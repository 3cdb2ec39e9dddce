//! Methods of classes that annotations make routes: Spring, and what is like it in other languages.

use std::sync::Arc;

use assay_app::App;

use super::{Found, Invocation, Loaded, Resolution, Side, controllers::method_of, spring, symfony};
use crate::{
    event::{Call, Called},
    ir::{Language, Name},
    model::{Effect, Models, Role},
    site::Site,
    value::{External, Shape, Value},
};

/// Every annotated method that answers a route.
pub(super) fn annotated(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let frame = spring::Frame::of(app, loaded);
    let firewall = symfony::Firewall::of(app, loaded);
    let mut found = Vec::new();
    for decorated in &loaded.decorated {
        let language = loaded.program.module(decorated.class.module).language;
        if matches!(language, Language::JavaScript | Language::CSharp) {
            continue;
        }
        let prefix = routes(&decorated.decorators).next().map(|(_, call)| path_of(call)).unwrap_or_default();
        for member in &decorated.members {
            let mut told = Vec::new();
            for (route, call) in routes(&member.decorators) {
                // A method's annotations stand with it and with its function.
                if told.contains(&call.site) {
                    continue;
                }
                told.push(call.site);
                let path = format!("/{prefix}/{}", path_of(call)).replace("//", "/");
                let path = match path.trim_end_matches('/') {
                    "" => "/",
                    path => path,
                };
                let method = method(route, call);
                let mut handlers = frame.before(loaded, decorated, &member.decorators, (&method, path));
                if language == Language::Php {
                    handlers.splice(0..0, firewall.before(path, call.site));
                }
                handlers.push(method_of(&decorated.class, member.function));
                let module = loaded.program.module(decorated.class.module);
                let head = module.functions[member.function.index()].head;
                let name = format!("{method} {path}");
                found.push(Found {
                    audiences: super::routes::surfaces(app, &name),
                    name: Name::from(name),
                    side: Side::Server,
                    invocation: Invocation::View,
                    declared_at: loaded.place(Site::new(decorated.class.module, head)),
                    handlers,
                    resolution: Resolution::Resolved,
                });
            }
        }
    }
    found
}

/// The annotations that say at which path something answers.
fn routes(decorators: &[Value]) -> impl Iterator<Item = (&External, &Arc<Call>)> {
    decorators.iter().filter_map(Value::as_external).filter_map(|external| {
        let call = external.made_by.as_ref()?;
        (call.effect() == Some(Effect::RouteRegister)).then_some((external, call))
    })
}

/// `@GetMapping("/notes")`, `@RequestMapping(path = {"/notes", "/n"})`
fn path_of(call: &Call) -> String {
    let said = call.role(Role::Path);
    let said = match said.shape() {
        Shape::Array(_) => said.any_element(),
        _ => said,
    };
    said.texts().next().map(|text| text.template().trim_matches('/').to_owned()).unwrap_or_default()
}

fn method(route: &External, call: &Call) -> String {
    if let Some(method) = call.model.and_then(|model| model.method.as_ref()) {
        return method.to_string();
    }
    let said = call.role(Role::Method);
    let of = |value: &Value| {
        let path =
            value.as_external().map(|external| external.path.rsplit(['.', ':']).next().map(str::to_owned));
        path.flatten().or_else(|| value.as_constant().map(str::to_owned))
    };
    let named = of(&said).or_else(|| said.elements().first().and_then(of));
    named.map_or_else(
        || if route.path.is_empty() { "*".into() } else { "ALL".into() },
        |it| it.to_ascii_uppercase(),
    )
}

/// Middleware that the framework brings, as if the program had made it.
pub(super) fn check(path: &str) -> Value {
    let call = Arc::new(Call::new(Called {
        path: Name::from(path),
        construct: false,
        model: Models::bundled().look(path),
        receiver: Value::undefined(),
        arguments: Vec::new(),
        used: true,
        site: Site::new(crate::ir::ModuleId(0), assay_source::Span::new(0, 0)),
    }));
    let made = External::new(Name::from(format!("{path}()")), None, None, Arc::from([]), Some(call));
    Value::of(Shape::External(Arc::new(made)))
}
