//! Laravel: routes with their controllers, and the middleware that routes, groups and resources name.

mod middleware;

use std::sync::Arc;

use assay_app::App;

use super::{
    Found, Invocation, Loaded, Resolution, Side, named,
    routes::{paths::rooted, surfaces},
};
use crate::{
    event::Call,
    ir::Language,
    model::Effect,
    value::{External, Shape, Value},
};
use middleware::Named;

const ROUTE: &str = "@php/Illuminate/Support/Facades:Route.";
/// The methods of a resource's controller: action, method, and what follows the path.
const ACTIONS: [(&str, &str, &str); 7] = [
    ("index", "GET", ""),
    ("store", "POST", ""),
    ("create", "GET", "/create"),
    ("show", "GET", "/{id}"),
    ("edit", "GET", "/{id}/edit"),
    ("update", "PUT", "/{id}"),
    ("destroy", "DELETE", "/{id}"),
];
/// Middleware that asks nobody who they are.
const HARMLESS: [&str; 9] =
    ["web", "api", "throttle", "guest", "bindings", "cache.headers", "precognitive", "cors", "localize"];

/// Every route, with what runs before it.
pub(super) fn laravel(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let calls: Vec<&Call> = loaded.calls.iter().filter(|call| call.path.starts_with(ROUTE)).collect();
    let settings = middleware::Settings::of(loaded);
    let mut found = Vec::new();
    for call in calls.iter().filter(|call| call.effect() == Some(Effect::RouteRegister)) {
        let word = call.path.rsplit('.').next().unwrap_or_default();
        if matches!(word, "view" | "redirect") {
            continue;
        }
        let (prefix, before) = frame(loaded, &calls, call, &settings);
        let path = call.arguments.iter().find_map(|value| value.texts().next().map(|text| text.template()));
        let path = path.unwrap_or_default();
        let action = call.arguments.last().cloned().unwrap_or_default();
        if word.ends_with("esource") || word.ends_with("esources") {
            let Some(class) = controller(loaded, &action) else { continue };
            for (name, method, rest) in ACTIONS {
                let Some(handler) = named::method_named(loaded, &class, name) else { continue };
                let route = format!("{method} {}", rooted(&prefix, &format!("{path}{rest}")));
                let before = with_controller(loaded, &before, &class, name, call);
                found.push(entry(app, loaded, call, route, &before, Some(handler)));
            }
            continue;
        }
        let method =
            if matches!(word, "any" | "match") { "ALL".to_owned() } else { word.to_ascii_uppercase() };
        let route = format!("{method} {}", rooted(&prefix, &path));
        let handler = handler(loaded, &calls, call, &action);
        let own = handler.as_ref().and_then(|handler| of_method(loaded, handler));
        let before = match own {
            Some((class, name)) => with_controller(loaded, &before, &class, &name, call),
            None => before,
        };
        found.push(entry(app, loaded, call, route, &before, handler));
    }
    found
}

/// The class whose method a handler is, and the method's name.
fn of_method(loaded: &Loaded<'_>, handler: &Value) -> Option<(Arc<crate::value::ClassValue>, String)> {
    let Shape::Function(closure) = handler.shape() else { return None };
    let Some(Shape::Instance(instance)) = closure.this.as_ref().map(Value::shape) else { return None };
    let function = &loaded.program.module(closure.module).functions[closure.function.index()];
    Some((Arc::clone(&instance.class), function.name.as_ref()?.to_string()))
}

/// What runs before a method of a controller, with what the controller itself names.
fn with_controller(
    loaded: &Loaded<'_>,
    before: &[Value],
    class: &Arc<crate::value::ClassValue>,
    method: &str,
    call: &Call,
) -> Vec<Value> {
    let own = middleware::of_controller(loaded, class, method).into_iter().filter_map(|named| match named {
        Named::Here(function) => Some(function),
        Named::Elsewhere(name) => middleware(loaded, &name, call),
    });
    before.iter().cloned().chain(own).collect()
}

fn entry(
    app: &App,
    loaded: &Loaded<'_>,
    call: &Call,
    name: String,
    before: &[Value],
    handler: Option<Value>,
) -> Found {
    let resolution = match handler {
        Some(_) => Resolution::Resolved,
        None => Resolution::unresolved("no controller of the program was found that it names"),
    };
    Found {
        audiences: surfaces(app, &name),
        name: name.into(),
        side: Side::Server,
        invocation: Invocation::View,
        declared_at: loaded.place(call.site),
        handlers: before.iter().cloned().chain(handler).collect(),
        resolution,
    }
}

fn controller(loaded: &Loaded<'_>, action: &Value) -> Option<Arc<crate::value::ClassValue>> {
    named::as_class(action).or_else(|| {
        let name = action.as_constant()?;
        [name.to_owned(), format!("App\\Http\\Controllers\\{name}")]
            .iter()
            .find_map(|name| named::class_of(loaded, Language::Php, name))
    })
}

/// A function, `[NoteController::class, 'show']`, `'NoteController@show'`, a class that can be invoked, or the method
/// of the controller of a group.
fn handler(loaded: &Loaded<'_>, calls: &[&Call], call: &Call, action: &Value) -> Option<Value> {
    if action.alternatives().iter().any(Value::is_function) {
        return Some(action.clone());
    }
    if let Some(class) = named::as_class(action) {
        return named::method_named(loaded, &class, "__invoke");
    }
    let name = action
        .as_constant()
        .map(str::to_owned)
        .or_else(|| action.field("uses").as_constant().map(str::to_owned))?;
    match name.split_once('@') {
        Some((class, method)) => {
            let class = controller(loaded, &Value::text(class))?;
            named::method_named(loaded, &class, method)
        }
        None => {
            let groups = around(calls, call);
            let chains = groups.iter().flat_map(|group| chain(group));
            let class = chains
                .filter(|link| link.path.ends_with(".controller"))
                .find_map(|link| controller(loaded, link.arguments.first()?))?;
            named::method_named(loaded, &class, &name)
        }
    }
}

/// Groups that a call lies in, the outermost first.
fn around<'a>(calls: &[&'a Call], call: &Call) -> Vec<&'a Call> {
    let mut groups: Vec<&Call> = calls
        .iter()
        .copied()
        .filter(|group| group.path.ends_with(".group") && named::lies_in(call.site, group.site))
        .collect();
    groups.sort_by_key(|group| group.site.span.start);
    groups
}

/// The calls that a call hangs on: `Route::middleware('auth')->prefix('x')` before `->get(…)`.
fn chain(call: &Call) -> Vec<Arc<Call>> {
    let mut links = Vec::new();
    let mut receiver = call.receiver.clone();
    while let Some(made_by) = receiver.as_external().and_then(|external: &External| external.made_by.clone())
    {
        receiver = made_by.receiver.clone();
        links.push(made_by);
        if links.len() > 16 {
            break;
        }
    }
    links
}

/// The path before a route, and what runs before it.
fn frame(
    loaded: &Loaded<'_>,
    calls: &[&Call],
    call: &Call,
    settings: &middleware::Settings,
) -> (String, Vec<Value>) {
    let (mut prefix, mut names): (Vec<String>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut without: Vec<Value> = Vec::new();
    let mut link = |link: &Call| {
        let word = link.path.rsplit('.').next().unwrap_or_default();
        let listed = || -> Vec<Value> {
            link.arguments
                .iter()
                .flat_map(|value| match value.shape() {
                    Shape::Array(_) => value.elements().to_vec(),
                    _ => vec![value.clone()],
                })
                .collect()
        };
        match word {
            "prefix" => prefix.extend(link.argument(0).as_constant().map(str::to_owned)),
            "middleware" => names.extend(listed()),
            // `->can('update', 'note')` asks as `->middleware('can:update,note')` does.
            "can" => names.push(Value::text("can")),
            "withoutMiddleware" => without.extend(listed()),
            "group" if matches!(link.argument(0).shape(), Shape::Object(_)) => {
                let settings = link.argument(0);
                prefix.extend(settings.field("prefix").as_constant().map(str::to_owned));
                let named = settings.field("middleware");
                match named.shape() {
                    Shape::Array(_) => names.extend(named.elements().iter().cloned()),
                    _ if named.is_undefined() => {}
                    _ => names.push(named),
                }
            }
            _ => {}
        }
    };
    for group in around(calls, call) {
        chain(group).iter().rev().for_each(|one| link(one));
        link(group);
    }
    chain(call).iter().rev().for_each(|one| link(one));
    // What is said behind it: `Route::get(…)->middleware('auth')`.
    for later in calls {
        if chain(later).iter().any(|one| one.site == call.site) {
            link(later);
        }
    }
    let file = loaded.program.module(call.site.module).file.clone();
    let before = settings
        .around(&file)
        .chain(names)
        .filter(|name| !without.contains(name))
        .flat_map(|name| settings.spread(name))
        .filter_map(|name| middleware(loaded, &name, call))
        .collect();
    (prefix.join("/"), before)
}

/// Middleware by its class or by the name a framework or the app gave it.
fn middleware(loaded: &Loaded<'_>, value: &Value, call: &Call) -> Option<Value> {
    let class = named::as_class(value).or_else(|| {
        let name = value.as_constant()?.split(':').next()?;
        middleware::alias(loaded, name)
    });
    if let Some(class) = class
        && let Some(handle) = named::method_named(loaded, &class, "handle")
    {
        return Some(handle);
    }
    let name = value.as_constant().map_or("", |name| name.split(':').next().unwrap_or(name));
    if HARMLESS.contains(&name) {
        return None;
    }
    let name = name.split('.').next().unwrap_or(name);
    let name = if name.is_empty() { "unknown" } else { name };
    Some(named::outside(&format!("@php/laravel/middleware:{name}"), call.site))
}
