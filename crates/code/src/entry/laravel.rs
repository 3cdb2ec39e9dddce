//! Laravel: routes with their controllers, and the middleware that routes, groups and resources name.

use std::sync::Arc;

use assay_app::App;

use super::{Found, Invocation, Loaded, Resolution, Side, named, routes::surfaces};
use crate::{
    event::Call,
    graph::Target,
    ir::{
        Export, Exported, ExpressionKind, Language, MemberKind, Module, ModuleId, Property, PropertyKey,
        StatementKind,
    },
    model::Effect,
    value::{External, Shape, Value},
};

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
    let mut found = Vec::new();
    for call in calls.iter().filter(|call| call.effect() == Some(Effect::RouteRegister)) {
        let word = call.path.rsplit('.').next().unwrap_or_default();
        if matches!(word, "view" | "redirect") {
            continue;
        }
        let (prefix, before) = frame(loaded, &calls, call);
        let path = call.arguments.iter().find_map(|value| value.texts().next().map(|text| text.template()));
        let path = path.unwrap_or_default();
        let action = call.arguments.last().cloned().unwrap_or_default();
        if word.ends_with("esource") || word.ends_with("esources") {
            let Some(class) = controller(loaded, &action) else { continue };
            for (name, method, rest) in ACTIONS {
                let Some(handler) = named::method_named(loaded, &class, name) else { continue };
                let route = format!("{method} {}", joined(&prefix, &format!("{path}{rest}")));
                found.push(entry(app, loaded, call, route, &before, Some(handler)));
            }
            continue;
        }
        let method =
            if matches!(word, "any" | "match") { "ALL".to_owned() } else { word.to_ascii_uppercase() };
        let route = format!("{method} {}", joined(&prefix, &path));
        let handler = handler(loaded, &calls, call, &action);
        found.push(entry(app, loaded, call, route, &before, handler));
    }
    found
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
fn frame(loaded: &Loaded<'_>, calls: &[&Call], call: &Call) -> (String, Vec<Value>) {
    let (mut prefix, mut names): (Vec<String>, Vec<Value>) = (Vec::new(), Vec::new());
    let mut without: Vec<String> = Vec::new();
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
            "withoutMiddleware" => {
                without.extend(listed().iter().filter_map(Value::as_constant).map(str::to_owned))
            }
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
    let before = names
        .iter()
        .filter(|name| name.as_constant().is_none_or(|name| !without.iter().any(|one| one == name)))
        .filter_map(|name| middleware(loaded, name, call))
        .collect();
    (prefix.join("/"), before)
}

/// Middleware by its class or by the name a framework or the app gave it.
fn middleware(loaded: &Loaded<'_>, value: &Value, call: &Call) -> Option<Value> {
    let class = named::as_class(value).or_else(|| {
        let name = value.as_constant()?.split(':').next()?;
        alias(loaded, name)
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

/// `protected $routeMiddleware = ['jwt' => VerifyJwt::class]`, and `$middleware->alias([…])`.
fn alias(loaded: &Loaded<'_>, name: &str) -> Option<Arc<crate::value::ClassValue>> {
    for id in loaded.program.ids() {
        let module = loaded.program.module(id);
        if module.language != Language::Php {
            continue;
        }
        for class in &module.classes {
            for member in &class.members {
                let (PropertyKey::Name(key), MemberKind::Field(Some(function))) = (&member.key, member.kind)
                else {
                    continue;
                };
                if !matches!(key.as_str(), "routeMiddleware" | "middlewareAliases") {
                    continue;
                }
                let body = &module.functions[function.index()].body;
                if let Some(StatementKind::Return(Some(value))) = body.last().map(|last| &last.kind)
                    && let Some(class) =
                        in_table(loaded, id, module, &module.expressions[value.index()].kind, name)
                {
                    return Some(class);
                }
            }
        }
        // `bootstrap/app.php` names them in a call.
        if module.file.as_str().ends_with("bootstrap/app.php") {
            let found = module
                .expressions
                .iter()
                .find_map(|expression| in_table(loaded, id, module, &expression.kind, name));
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

fn in_table(
    loaded: &Loaded<'_>,
    id: ModuleId,
    module: &Module,
    table: &ExpressionKind,
    name: &str,
) -> Option<Arc<crate::value::ClassValue>> {
    let ExpressionKind::Object(properties) = table else { return None };
    let value = properties.iter().find_map(|property| match property {
        Property::Value { key: PropertyKey::Name(key), value } if key == name => Some(*value),
        _ => None,
    })?;
    let mut kind = &module.expressions[value.index()].kind;
    if let ExpressionKind::Sequence(parts) = kind {
        kind = &module.expressions[parts.last()?.index()].kind;
    }
    let ExpressionKind::Variable(variable) = kind else { return None };
    if let Some(import) = module.imports.iter().find(|import| import.variable == *variable) {
        let Target::Module(target) = loaded.program.target(id, import.request) else { return None };
        let crate::ir::ImportedName::Named(name) = &import.name else { return None };
        return named::as_class(&(loaded.export)(*target, name));
    }
    let export =
        |export: &&Export| matches!(export.exported, Exported::Variable(known) if known == *variable);
    let name = module.exports.iter().find(export)?.name.clone();
    named::as_class(&(loaded.export)(id, &name))
}

fn joined(prefix: &str, path: &str) -> String {
    let joined = format!("/{}/{}", prefix.trim_matches('/'), path.trim_matches('/')).replace("//", "/");
    if joined.len() > 1 { joined.trim_end_matches('/').to_owned() } else { joined }
}
