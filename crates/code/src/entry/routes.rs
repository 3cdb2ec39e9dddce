//! Routes of servers, each with the middleware that runs before it.

mod class_views;
mod filters;
mod hapi;
pub(crate) mod hooks;
mod included;
mod passing;
pub(super) mod paths;
mod patterns_of_go;
mod permissions;
pub(super) mod registry;
mod slim;
mod unmounted;
mod wrapped;

use assay_app::App;

use super::{Audience, Found, Invocation, Loaded, Resolution, Side};
use crate::{
    event::Call,
    ir::{Language, Name},
    model::{Effect, Role},
    value::{Shape, Value},
};
use paths::{is_for_all, joined};
use registry::{Registration, Registry, handlers_of, is_router};

/// Every route that is registered with a server or router, once for each place the router is mounted at.
pub(super) fn routes(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let registry = Registry::of(loaded);
    let tables = included::Tables::of(loaded);
    let of_django = filters::OfDjango::of(loaded);
    let unmounted = unmounted::Unmounted::of(loaded);
    let mut found = hapi::routes(app, loaded);
    for route in &registry.routes {
        if included::is_include(route.call) || hapi::is_table(route.call) || unmounted.holds(route) {
            continue;
        }
        let by_router = route.call.path.ends_with(".register");
        let mut views = class_views::of(loaded, &route.handlers, by_router);
        if let Some(Shape::Function(function)) = route.handlers.last().map(Value::shape) {
            let method = method(route.call);
            let asked = permissions::of_function(loaded, function).before(&method);
            if !asked.is_empty() {
                let handlers = asked.into_iter().chain(route.handlers.iter().cloned()).collect();
                views.push(class_views::View { method, below: String::new(), handlers });
            }
        }
        let is_django =
            ["@python/django:", "@python/rest_framework:"].iter().any(|it| route.call.path.starts_with(it));
        let first = if is_django { of_django.before(loaded, route.handlers.last()) } else { Vec::new() };
        for prefix in tables.prefixes(route.call, route.owner) {
            for mount in registry.mounts(route) {
                let own = if prefix.is_empty() { route.path.clone() } else { included::plain(&route.path) };
                let (said, own) = patterns_of_go::taken_apart(route.call, &own);
                let path = joined(&joined(&prefix, &mount.path), own);
                let before: Vec<Value> = first.iter().cloned().chain(mount.before).collect();
                if views.is_empty() {
                    let method = said.map_or_else(|| method(route.call), str::to_owned);
                    let name = format!("{method} {path}");
                    found.push(entry(app, loaded, route, &name, before.clone()));
                }
                for view in &views {
                    let name = format!("{} {}", view.method, joined(&path, &view.below));
                    let Registration { call, owner, at, .. } = *route;
                    let handlers = view.handlers.clone();
                    let route = Registration { call, owner, path: route.path.clone(), handlers, at };
                    found.push(entry(app, loaded, &route, &name, before.clone()));
                }
            }
        }
    }
    for middleware in registry.middleware.iter().filter(|middleware| answers(loaded, middleware)) {
        for mount in registry.mounts(middleware) {
            let name = format!("ALL {}", joined(&mount.path, &middleware.path));
            found.push(entry(app, loaded, middleware, &name, mount.before));
        }
    }
    for (at, call) in loaded.calls_with(Effect::ServerCreate) {
        let handlers: Vec<Value> = handlers_of(call).into_iter().filter(Value::is_function).collect();
        let is_group = super::loaded::externals(&call.receiver).any(|router| router.object.is_some());
        if !handlers.is_empty() && !is_group {
            let server = Registration { call, owner: None, path: String::new(), handlers, at };
            found.push(entry(app, loaded, &server, "ALL *", Vec::new()));
        }
    }
    found
}

fn entry(
    app: &App,
    loaded: &Loaded<'_>,
    route: &Registration<'_>,
    name: &str,
    mut handlers: Vec<Value>,
) -> Found {
    let resolution = match route.handlers.last() {
        None => Resolution::unresolved("no handler was found"),
        Some(last) if last.alternatives().iter().any(Value::is_function) => Resolution::Resolved,
        Some(_) => Resolution::partly("its handler is not the app's own code"),
    };
    handlers.extend(route.handlers.iter().cloned());
    Found {
        name: name.into(),
        audiences: surfaces(app, name),
        side: Side::Server,
        invocation: invocation(route.call),
        declared_at: loaded.place(route.call.site),
        handlers,
        resolution,
    }
}

/// True for middleware at a path that takes no `next`: it answers, and lets nothing through.
fn answers(loaded: &Loaded<'_>, middleware: &Registration<'_>) -> bool {
    let most = if invocation(middleware.call) == Invocation::Route { 2 } else { 1 };
    let last = middleware.handlers.last().map_or(&[][..], Value::alternatives);
    let is_last = last.iter().any(|value| match value.shape() {
        Shape::Function(closure) => {
            let function = &loaded.program.module(closure.module).functions[closure.function.index()];
            function.parameters.len() <= most
        }
        _ => false,
    });
    // A filter of another language lets through where it comes back.
    let is_filter = invocation(middleware.call) == Invocation::View;
    is_last && !is_filter && !is_for_all(&middleware.path) && !middleware.handlers.iter().any(is_router)
}

/// Anybody who reaches the network reaches a route; what the platform calls there is named beside it.
pub(super) fn surfaces(app: &App, route: &str) -> Vec<(Audience, Name)> {
    let path = route.split_once(' ').map_or(route, |(_, path)| path);
    let mut names = Vec::new();
    if let Some(manifest) = &app.manifest {
        let endpoints = manifest.endpoints.iter();
        let same = endpoints
            .filter(|endpoint| endpoint.path.as_ref().is_some_and(|at| same_path(path, at.as_str())));
        names.extend(same.filter_map(|endpoint| endpoint.key.as_ref()).map(|key| key.value.clone()));
    }
    if let Some(descriptor) = &app.descriptor {
        let hooks = descriptor.lifecycle.iter().filter(|hook| same_path(path, &hook.url.value));
        names.extend(hooks.map(|hook| hook.event.value.clone()));
        let modules = descriptor.modules.iter();
        let shown = modules.filter(|module| module.urls.iter().any(|url| same_path(path, url.as_str())));
        names.extend(shown.map(|module| module.name().to_owned()));
    }
    if names.is_empty() {
        names.push("the network".to_owned());
    }
    names.into_iter().map(|name| (Audience::Anonymous, Name::from(name))).collect()
}

/// `/notes/:id` is where `/notes/{id}?x=y` leads.
fn same_path(route: &str, address: &str) -> bool {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (route, address) = (parts(route), parts(address));
    route.len() == address.len()
        && !route.is_empty()
        && route
            .iter()
            .zip(&address)
            .all(|(at, wanted)| at == wanted || at.starts_with(':') || at.starts_with('{'))
}

fn method(call: &Call) -> String {
    // `route({method, url, handler})`, `route("/notes", methods=["POST"])`
    for said in [call.role(Role::Method), call.argument(0).field("method")] {
        if let Some(method) = said.constants().next().or(said.elements().first().and_then(Value::as_constant))
        {
            return method.to_ascii_uppercase();
        }
    }
    if let Some(method) = call.model.and_then(|model| model.method.as_ref()) {
        return method.to_string();
    }
    match call.path.rsplit(['.', ':']).next().unwrap_or_default() {
        "all" | "route" | "use" | "register" | "path" | "re_path" | "url" | "add_url_rule" | "api_route"
        | "add_api_route" | "add_route" => "ALL".to_owned(),
        "del" => "DELETE".to_owned(),
        method => method.to_ascii_uppercase(),
    }
}

/// True for a library of another language than JavaScript.
pub(super) fn is_foreign(library: &str) -> bool {
    Language::ALL.iter().any(|language| {
        let rest = library.strip_prefix(language.registry()).filter(|_| !language.registry().is_empty());
        rest.is_some_and(|rest| rest.starts_with('/'))
    })
}

fn invocation(call: &Call) -> Invocation {
    match call.path.split(':').next().unwrap_or_default() {
        package if is_foreign(package) => Invocation::View,
        package if package.contains("koa") => Invocation::KoaRoute,
        package if package.contains("hono") => Invocation::HonoRoute,
        package if package.starts_with("itty") => Invocation::FetchHandler,
        _ => Invocation::Route,
    }
}
